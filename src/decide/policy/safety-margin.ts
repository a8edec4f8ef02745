import { ForesolveError } from "../../errors.js";
import { entryCount, type Axis, type Example, type FittedPredictor } from "../../learn/index.js";
import type { DecisionProblem } from "../problem/decision-problem.js";
import { openJudge, type Judge } from "../problem/judge.js";
import { predictionsOf } from "../problem/predictions-of.js";
import { requireFitted, requireSameTarget } from "../problem/target-check.js";
import { truthsOf } from "../problem/truths.js";
import type { IndexSets } from "../../model/index.js";

/** Options of {@link safetyMargin}. */
export interface SafetyMarginOptions<Row, S extends IndexSets, U extends string> {
  readonly predictor: FittedPredictor<Row, S, U>;
  readonly problem: DecisionProblem<NoInfer<S>, NoInfer<U>>;
  /** Examples that the predictor was not fitted to. */
  readonly validation: readonly Example<NoInfer<Row>>[];
  /**
   * The margins that are tried, in standard deviations of the predictor's errors on validation, entry by entry. 0, no margin, is
   * always among them. Default -1.5 to 2.5 by quarters.
   */
  readonly margins?: readonly number[];
  /** Positions of the entries that get the margin. Default: all. */
  readonly entries?: readonly number[];
}

/** A predictor whose predictions are moved to the safe side, as far as pays on validation. */
export interface WithSafetyMargin<Row, S extends readonly Axis[], U extends string> extends FittedPredictor<
  Row,
  S,
  U
> {
  /** In standard deviations of the errors; 0 where no margin paid. */
  readonly margin: number;
  /** Realised objective on validation of each margin that was tried, best first; infinite where some row was left without a plan. */
  readonly tried: readonly { readonly margin: number; readonly objective: number }[];
}

const MARGINS: readonly number[] = Array.from({ length: 17 }, (_, k) => k / 4 - 1.5);

/**
 * Moves predictions by a common number of standard deviations of their errors, chosen by the realised objective of the decisions
 * on validation: what planners do by hand, and the baseline that any decision-focused method has to beat where unknowns are in
 * constraints. Needs no gradient, only `margins` x examples decisions. Ties go to the smaller margin.
 *
 * @throws ForesolveError `FS_DECIDE_TARGET_MISMATCH`, `FS_DECIDE_TOO_FEW_EXAMPLES` for fewer than two examples,
 * `FS_DECIDE_INVALID_OPTION` for a margin that is not finite or an entry that does not exist, `FS_DECIDE_INVALID_TRUTH`, and what the judge
 * throws: `FS_DECIDE_INFEASIBLE_TRUTH` without recourse. A margin that leaves a prediction without a plan is out of the race;
 * `FS_DECIDE_NO_DECISION` when that is all of them.
 * @example
 * import { atLeast, model, mul } from "foresolve/model";
 * import { rulePredictor } from "foresolve/learn";
 * import { decisionProblem, safetyMargin } from "foresolve/decide";
 *
 * const supply = decisionProblem({
 *   uncertain: { demand: { over: [], unit: "MWh" } },
 *   build({ demand }) {
 *     const m = model("supply");
 *     const bought = m.variable("bought", { over: [], unit: "MWh", lower: 0 });
 *     m.require("demand", atLeast(bought, demand));
 *     m.minimize(mul(10, bought));
 *     return m;
 *   },
 *   recourse: { penalties: { demand: 100 } },
 * });
 * const always5 = rulePredictor({ name: "always 5", target: supply.target, predict: () => [5] });
 * const validation = Array.from({ length: 50 }, (_, day) => ({ features: {}, truth: [3 + (day % 5)] }));
 * const safe = await safetyMargin({ predictor: always5, problem: supply, validation });
 * safe.margin > 0; // => true
 */
export async function safetyMargin<Row, const S extends IndexSets, const U extends string>(
  options: SafetyMarginOptions<Row, S, U>,
): Promise<WithSafetyMargin<Row, S, U>> {
  const { predictor, validation } = options;
  const problem = options.problem as unknown as DecisionProblem;
  requireSameTarget(predictor, problem);
  requireFitted(predictor);
  if (validation.length < 2) {
    throw new ForesolveError("FS_DECIDE_TOO_FEW_EXAMPLES", {
      message: `A safety margin cannot be chosen on ${validation.length} example(s).`,
      fix: "Hold back some dozens of examples from the predictor's fit.",
      data: { examples: validation.length },
    });
  }
  const rows = validation.map(({ features }) => features);
  const dimension = entryCount({ over: problem.uncertain.over });
  const predictions = predictionsOf(predictor, rows, dimension);
  const truths = truthsOf(validation, dimension);
  const entries = options.entries ?? Array.from({ length: dimension }, (_, entry) => entry);
  const margins = [...new Set([0, ...(options.margins ?? MARGINS)])];
  requireNumbers(entries, margins, dimension);
  const spread = new Float64Array(dimension);
  for (const entry of entries) spread[entry] = deviation(predictions, truths, dimension, entry);

  const judge = await openJudge(problem);
  const tried: { readonly margin: number; readonly objective: number }[] = [];
  try {
    for (const margin of margins) {
      const objective = realised(judge, problem, validation, (row, entry) => {
        return predictions[row * dimension + entry] + margin * spread[entry];
      });
      tried.push({ margin, objective });
    }
  } finally {
    judge.dispose();
  }
  tried.sort(
    (a, b) =>
      (a.objective === b.objective
        ? 0
        : (problem.form.sense === "minimize" ? 1 : -1) * (a.objective - b.objective)) ||
      Math.abs(a.margin) - Math.abs(b.margin),
  );
  const { margin, objective } = tried[0];
  if (!Number.isFinite(objective)) {
    throw new ForesolveError("FS_DECIDE_NO_DECISION", {
      message: `With every margin, none included, some prediction of "${predictor.name}" leaves model "${problem.form.name}" without a plan.`,
      fix: "Give the problem a recourse that makes every prediction feasible, or predict within the range of what can happen.",
      data: { model: problem.form.name, predictor: predictor.name },
    });
  }
  const name = `${predictor.name}, margin ${margin}`;
  const { card } = predictor;
  return {
    name,
    target: predictor.target,
    card: { ...card, predictor: name, settings: { ...card.settings, margin } },
    margin,
    tried,
    predict(given) {
      const moved = predictor.predict(given);
      for (let k = 0; k < moved.length; k++) moved[k] += margin * spread[k % dimension];
      return moved;
    },
  };
}

/** The realised objective of all rows; infinitely bad where a moved prediction, a negative demand, leaves no plan. */
function realised(
  judge: Judge,
  problem: DecisionProblem,
  examples: readonly Example<unknown>[],
  valueAt: (row: number, entry: number) => number,
): number {
  let objective = 0;
  for (const [row, { features, truth }] of examples.entries()) {
    const values = Float64Array.from({ length: truth.length }, (_, entry) => valueAt(row, entry));
    try {
      objective += judge.costOf(values, truth, features);
    } catch (error) {
      if (!(error instanceof ForesolveError) || error.code !== "FS_DECIDE_NO_DECISION") throw error;
      return problem.form.sense === "minimize" ? Infinity : -Infinity;
    }
  }
  return objective;
}

function deviation(
  predictions: Float64Array,
  truths: Float64Array,
  dimension: number,
  entry: number,
): number {
  let squares = 0;
  let sum = 0;
  const rows = predictions.length / dimension;
  for (let k = entry; k < predictions.length; k += dimension) {
    const error = truths[k] - predictions[k];
    sum += error;
    squares += error * error;
  }
  return Math.sqrt(Math.max(0, squares / rows - (sum / rows) ** 2));
}

function requireNumbers(entries: readonly number[], margins: readonly number[], dimension: number): void {
  const margin = margins.find((value) => !Number.isFinite(value));
  const entry = entries.find((value) => !(Number.isInteger(value) && value >= 0 && value < dimension));
  if (margin === undefined && entry === undefined) return;
  const [option, value] = margin === undefined ? ["entries", entry] : ["margins", margin];
  throw new ForesolveError("FS_DECIDE_INVALID_OPTION", {
    message: `Option ${option} of safetyMargin has ${value}.`,
    fix: `Pass finite margins, and entries from 0 to ${dimension - 1}.`,
    data: { option, value },
  });
}
