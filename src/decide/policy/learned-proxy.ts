import { ForesolveError } from "../../errors.js";
import type { FittedPredictor, Predictor, Target } from "../../learn/index.js";
import { breath } from "../../math/index.js";
import { indexSet, type IndexSet } from "../../model/index.js";
import { verifier } from "../../solve/index.js";
import type { DecisionProblem } from "../problem/decision-problem.js";
import type { Policy } from "./decision.js";
import { requireOption } from "../invalid-option.js";
import { Standby } from "./standby.js";

/** The columns of a model, by name: what a plan consists of. */
export type PlanColumns = readonly [IndexSet<"column", string>];

/** Options of {@link learnedProxy}. */
export interface LearnedProxyOptions<Row> {
  readonly problem: DecisionProblem;
  /** Who is imitated. */
  readonly policy: Policy<Row>;
  /** Past rows: the policy decides for each, without a deadline unless one is given. */
  readonly rows: readonly Row[];
  /** What is fitted to the decisions: any predictor of the target that it is given. */
  readonly learner: (target: Target<PlanColumns>) => Predictor<Row, PlanColumns>;
  /** Share of the rows, the last ones, on which the proxy is measured instead of fitted. Default 0.2. */
  readonly heldOutShare?: number;
  /** Milliseconds for each of the policy's decisions. Default: no limit. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

/** How plans of a proxy compare with those of the policy that it learned from, on rows that it was not fitted to. */
export interface ProxyCheck {
  readonly rows: number;
  /** Share of the rows whose learned plan held as it was, whole numbers rounded. */
  readonly heldShare: number;
  /** Share of the rows with a feasible plan once those that did not hold were repaired. */
  readonly feasibleShare: number;
  /**
   * By how much the predicted objectives of feasible plans are worse than the policy's, over the sum of the sizes of the policy's;
   * null where there are none.
   */
  readonly shortfall: number | null;
}

/** A model of the decisions themselves: row in, plan out, without any solver. To be passed to `decide` as `fallback`. */
export interface LearnedProxy<Row> {
  readonly check: ProxyCheck;
  readonly predictor: FittedPredictor<Row, PlanColumns>;
  /** [columns] values of all variables; as likely as not they break constraints, and `decide` repairs them. */
  plan(row: Row): Float64Array;
}

/**
 * Learns to imitate a policy: a predictor is fitted to the plans that the policy decides on for past rows, one value for each column
 * of the model. What it predicts is no plan yet (a sum is a little off, a yes-or-no is 0.6): `decide` rounds and repairs it, verifies
 * it, and answers with it where the solver has nothing better by the deadline. What that is worth is measured on held-out rows, in
 * `check`; it may well be less than the nearest past plan (`fallback: "proxy"`), which needs no fit. (Optimisation proxies with
 * repair: Kotary, Fioretto, Van Hentenryck and Wilder, "End-to-end constrained optimization learning: a survey", IJCAI 2021.)
 *
 * @throws ForesolveError `FS_DECIDE_TOO_FEW_EXAMPLES` for fewer than five rows, `FS_DECIDE_INVALID_OPTION` for a share outside 0 to 1,
 * and what the policy and the learner throw.
 * @example
 * import { nearestNeighbours, rulePredictor } from "foresolve/learn";
 * import { atMost, indexSet, model, mul, total } from "foresolve/model";
 * import { decisionProblem, learnedProxy, policy } from "foresolve/decide";
 *
 * const hour = indexSet("hour", 3);
 * const sale = decisionProblem({
 *   uncertain: { over: [hour] },
 *   build(price) {
 *     const m = model("sale");
 *     const output = m.variable("output", { over: [hour], lower: 0, upper: 2 });
 *     m.require("fuel", atMost(total(output), 3));
 *     m.maximize(total(mul(price, output)));
 *     return m;
 *   },
 * });
 * const predictor = rulePredictor({
 *   name: "two peaks",
 *   target: { over: [hour] },
 *   predict: ({ sun }: { sun: number }) => [10 - sun, 5, sun],
 * });
 * const live = policy({ predictor, problem: sale });
 * const proxy = await learnedProxy({
 *   problem: sale,
 *   policy: live,
 *   rows: Array.from({ length: 30 }, (_, day) => ({ sun: day % 10 })),
 *   learner: (target) => nearestNeighbours({ target, neighbours: 1 }),
 * });
 * proxy.check.feasibleShare; // => 1
 * const late = await live.decide({ sun: 2 }, { deadlineMs: 0, fallback: proxy });
 * late.fallback; // => "learned"
 * [...late.columnValues]; // => [2, 1, 0]
 * live.dispose();
 */
export async function learnedProxy<Row>(options: LearnedProxyOptions<Row>): Promise<LearnedProxy<Row>> {
  const { policy, rows, learner, heldOutShare = 0.2, deadlineMs, signal } = options;
  const problem = options.problem as DecisionProblem;
  const { form } = problem;
  requireOption("learnedProxy", "heldOutShare", heldOutShare, { above: 0, below: 1 });
  const fitted = Math.min(rows.length - 1, Math.round((1 - heldOutShare) * rows.length));
  if (rows.length < FEWEST_ROWS) {
    throw new ForesolveError("FS_DECIDE_TOO_FEW_EXAMPLES", {
      message: `A proxy of policy "${policy.name}" cannot be learned from ${rows.length} row(s).`,
      fix: "Pass some hundred past rows: the policy decides for each of them.",
      data: { rows: rows.length },
    });
  }
  const pause = breath();
  const plans: Float64Array[] = [];
  const parameters: Float64Array[] = [];
  const objectives: number[] = [];
  for (const row of rows) {
    if (pause.due()) await pause.take(signal);
    const decision = await policy.decide(row, deadlineMs === undefined ? {} : { deadlineMs });
    const prediction = decision.prediction ?? new Float64Array(form.slots.count);
    plans.push(decision.columnValues);
    parameters.push(problem.slotsOf?.(prediction, row) ?? prediction);
    objectives.push(decision.predictedObjective ?? NaN);
  }
  const names = Array.from({ length: form.columns }, (_, column) => form.columnName(column));
  const predictor = await learner({ over: [indexSet("column", names)] }).fit(
    rows.slice(0, fitted).map((features, row) => ({ features, truth: plans[row] })),
    signal === undefined ? {} : { signal },
  );
  const plan = (row: Row): Float64Array => rounded(predictor.predict([row]), form.integrality);
  const standby = new Standby(problem, verifier(form));
  let held = 0;
  let feasible = 0;
  let behind = 0;
  let size = 0;
  for (let row = fitted; row < rows.length; row++) {
    if (pause.due()) await pause.take(signal);
    const source = { kind: "learned", plan: () => plan(rows[row]) } as const;
    const found = standby.planFor(parameters[row], source, Infinity);
    if (found === null || found.kind === "built") continue;
    if (found.kind === "learned") held++;
    feasible++;
    behind += (form.sense === "minimize" ? 1 : -1) * (found.objective - objectives[row]);
    size += Math.abs(objectives[row]);
  }
  const tested = rows.length - fitted;
  return {
    predictor,
    plan,
    check: {
      rows: tested,
      heldShare: held / tested,
      feasibleShare: feasible / tested,
      shortfall: size > 0 ? behind / size : null,
    },
  };
}

const FEWEST_ROWS = 5;

/** Whole numbers where the model wants them: then some plans hold as they are. */
function rounded(plan: Float64Array, integrality: ArrayLike<number>): Float64Array {
  return plan.map((value, column) => (integrality[column] === 1 ? Math.round(value) : value));
}
