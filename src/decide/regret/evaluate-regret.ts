import { ForesolveError } from "../../errors.js";
import { entryCount, type Example, type FittedPredictor } from "../../learn/index.js";
import { ofExample } from "../problem/of-example.js";
import { bestObjectives } from "./judged-objectives.js";
import type { DecisionProblem, TrainableProblem } from "../problem/decision-problem.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import { openJudge } from "../problem/judge.js";
import { compareRegrets, percent, type RegretComparison } from "./regret-comparison.js";
import { regretDistribution, type RegretDistribution } from "./regret-distribution.js";
import { RegretJudge } from "./regret-judge.js";
import { regretOf, type Regret } from "./regret.js";
import { finitePredictions, predictionsOf } from "../problem/predictions-of.js";
import { requireFitted, requireSameTarget } from "../problem/target-check.js";
import { isDecisionProblem, needsOutcomes } from "../training/training-ground.js";
import { truthsOf } from "../problem/truths.js";
import { worstTies } from "./worst-tie.js";

/** Options of {@link evaluateRegret}. */
export interface EvaluateRegretOptions<Row> {
  readonly problem: TrainableProblem;
  /** The first one is what the others are compared with: usually plain two-stage. */
  readonly predictors: readonly FittedPredictor<Row>[];
  /** Held-out examples in chronological order: the predictors must not have seen them. */
  readonly data: readonly Example<Row>[];
  /**
   * The true conditional mean of the uncertain values given the row, [entries], where it is known (for simulated data). Its
   * decisions are the best that anybody can take who knows the row: their regret is the floor. Refused where unknowns are in
   * constraints: there the decisions for a mean are not the best.
   */
  readonly conditionalMean?: (row: Row) => ArrayLike<number>;
  /** Rows per block of the bootstrap: long enough that blocks are nearly independent. Default 1, for rows without order. */
  readonly blockLength?: number;
  /** Default 0.95. */
  readonly level?: number;
  /** Share of the rows in the tail of the conditional value at risk. Default 0.05. */
  readonly tailShare?: number;
  /** Seed of the bootstrap. Default 0. */
  readonly seed?: number;
}

/** What the decisions for one predictor's predictions cost. */
export interface PredictorRegret {
  readonly name: string;
  readonly regret: Regret;
  /**
   * Regret if each tie between decisions that are equally good for the prediction were broken for the worst ("unambiguous
   * regret"): a predictor that predicts the same for everything is not saved by the solver's habits. Null where decisions are judged
   * by their realised costs, with recourse: ties cannot be told from exposures there.
   */
  readonly worstTie: Regret | null;
  /** Rows whose worst tie is proven; for the others `worstTie` holds a bound that no tie exceeds. */
  readonly provenTies: number;
  readonly distribution: RegretDistribution;
  /** `ratioOfSums` above the floor; null where the floor is not known. */
  readonly aboveFloor: number | null;
  /** With the first predictor; null for the first itself. */
  readonly comparison: RegretComparison | null;
}

/** What {@link evaluateRegret} found. */
export interface RegretReport {
  readonly problem: string;
  readonly sense: "minimize" | "maximize";
  readonly rows: number;
  /** In the order given. */
  readonly predictors: readonly PredictorRegret[];
  /** Regret that cannot be avoided, on these very rows; null where the conditional mean was not given. */
  readonly floor: Regret | null;
  /** One sentence for each comparison, and one for the floor. */
  readonly verdict: readonly string[];
}

/**
 * Judges predictors by the decisions they lead to, on data they have not seen: regret under both normalisations, under
 * the worst breaking of ties, its spread over rows, what of it nobody could avoid, and a paired comparison with the
 * first predictor whose verdict is better, worse, or not distinguishable. The intervals are those of a paired block
 * bootstrap over rows; they say how far another sample of rows might differ, not another fit.
 *
 * Where unknowns are in constraints, or there is recourse or known parameters, each decision is taken and then judged once the truth
 * is known, as {@link openJudge} does.
 *
 * @throws ForesolveError `FS_DECIDE_TOO_FEW_EXAMPLES` without rows, `FS_DECIDE_INVALID_TRUTH`, `FS_SOLVE_WRONG_PARAMETERS` for predictions or
 * a conditional mean that are too few or not finite, `FS_DECIDE_INVALID_OPTION` for a block length, level or tail share outside its range, without
 * predictors, with two of the same name, or for a conditional mean where unknowns are in constraints, `FS_DECIDE_TARGET_MISMATCH`,
 * `FS_SOLVE_NO_OPTIMUM`, `FS_DECIDE_INFEASIBLE_TRUTH` without recourse, and what predicting throws.
 * @example
 * import { rulePredictor } from "foresolve/learn";
 * import { indexSet } from "foresolve/model";
 * import { topKOracle } from "foresolve/solve";
 * import { evaluateRegret, oracleProblem } from "foresolve/decide";
 *
 * const item = indexSet("item", 2);
 * const cheapest = oracleProblem({
 *   name: "the cheaper one",
 *   uncertain: { over: [item], unit: "EUR" },
 *   oracle: () => topKOracle({ items: 2, count: 1, sense: "minimize" }),
 * });
 * const target = { over: [item], unit: "EUR" } as const;
 * const never = rulePredictor({ name: "always alike", target, predict: (_row: { load: number }) => [1, 1] });
 * const right = rulePredictor({ name: "by load", target, predict: (row: { load: number }) => [1, row.load] });
 * const data = Array.from({ length: 40 }, (_, day) => ({ features: { load: day % 4 }, truth: [1, day % 4] }));
 * const report = await evaluateRegret({
 *   problem: cheapest,
 *   predictors: [await never.fit(data), await right.fit(data)],
 *   data,
 * });
 * const [alike, byLoad] = report.predictors;
 * alike!.worstTie!.total; // => 40
 * byLoad!.regret.total; // => 0
 * byLoad!.comparison!.outcome; // => "better"
 */
export async function evaluateRegret<Row>(options: EvaluateRegretOptions<Row>): Promise<RegretReport> {
  const { problem, predictors, data, conditionalMean, blockLength = 1, level = 0.95 } = options;
  const { tailShare = 0.05, seed = 0 } = options;
  requireUsable(options, { blockLength, level, tailShare });
  for (const predictor of predictors) {
    requireSameTarget(predictor, problem);
    requireFitted(predictor);
  }
  const judging = await openRowsJudge(problem, data);
  try {
    const floor = conditionalMean === undefined ? null : judging.floorOf(conditionalMean);
    const rows = data.map(({ features }) => features);
    const dimension = entryCount({ over: problem.uncertain.over });
    const judged = predictors.map((predictor) => ({
      name: predictor.name,
      ...judging.judge(predictionsOf(predictor, rows, dimension)),
    }));
    const results = judged.map(({ name, regret, worstTie, provenTies }, position): PredictorRegret => ({
      name,
      regret,
      worstTie,
      provenTies,
      distribution: regretDistribution(regret.perRow, tailShare),
      aboveFloor: floor === null ? null : regret.ratioOfSums - floor.ratioOfSums,
      comparison:
        position === 0 ? null : compareRegrets({ name, regret }, judged[0], { blockLength, level, seed }),
    }));
    return {
      problem: problem.name,
      sense: judging.sense,
      rows: data.length,
      predictors: results,
      floor,
      verdict: [
        ...results.flatMap(({ comparison }) => (comparison === null ? [] : [comparison.verdict])),
        ...(floor === null
          ? []
          : [
              `Of all this, ${percent(floor.ratioOfSums)} is the floor: regret of knowing the true conditional mean.`,
            ]),
      ],
    };
  } finally {
    judging.dispose();
  }
}

/** Judges predictions for the same rows each time. */
interface RowsJudge {
  readonly sense: "minimize" | "maximize";
  /** @param predictions [rows, dimension] */
  judge(predictions: Float64Array): Pick<PredictorRegret, "regret" | "worstTie" | "provenTies">;
  floorOf<Row>(conditionalMean: (row: Row) => ArrayLike<number>): Regret;
  dispose(): void;
}

async function openRowsJudge(
  problem: TrainableProblem,
  data: readonly Example<unknown>[],
): Promise<RowsJudge> {
  if (isDecisionProblem(problem) && needsOutcomes(problem)) return outcomesJudge(problem, data);
  const session = await problem.open();
  try {
    const { oracle } = session;
    const judge = new RegretJudge(oracle, data);
    return {
      sense: oracle.sense,
      judge(predictions) {
        const { regret, decisions } = judge.judge(predictions);
        const ties = worstTies(oracle, predictions, decisions, judge.truths);
        return { regret, worstTie: judge.regretOf(ties.realised), provenTies: ties.provenRows };
      },
      floorOf(conditionalMean) {
        const means = data.flatMap(({ features }) => Array.from(conditionalMean(features as never) ?? []));
        const who = "The conditional mean of evaluateRegret";
        return judge.judge(finitePredictions(who, Float64Array.from(means), data.length, oracle.dimension))
          .regret;
      },
      dispose: () => session.dispose(),
    };
  } catch (error) {
    session.dispose();
    throw error;
  }
}

/** Decides for each prediction, and judges what the decision costs once the truth is known. */
async function outcomesJudge(
  problem: DecisionProblem,
  data: readonly Example<unknown>[],
): Promise<RowsJudge> {
  const dimension = entryCount({ over: problem.uncertain.over });
  const truths = truthsOf(data, dimension);
  const { sense } = problem.form;
  const best = await bestObjectives(problem, data, truths);
  const judge = await openJudge(problem);
  return {
    sense,
    judge(predictions) {
      const realised = Float64Array.from(data, ({ features, truth }, row) =>
        ofExample(row, () =>
          judge.costOf(predictions.subarray(row * dimension, (row + 1) * dimension), truth, features),
        ),
      );
      return { regret: regretOf(sense, realised, best), worstTie: null, provenTies: 0 };
    },
    floorOf() {
      throw invalidOption(
        "evaluateRegret",
        "conditionalMean",
        problem.name,
        "no conditional mean where unknowns are in constraints: with recourse, whoever knows the distribution can decide better than for its mean",
      );
    },
    dispose: () => judge.dispose(),
  };
}

function requireUsable(
  {
    data,
    predictors,
  }: { readonly data: readonly unknown[]; readonly predictors: readonly { readonly name: string }[] },
  settings: { readonly blockLength: number; readonly level: number; readonly tailShare: number },
): void {
  if (data.length === 0) {
    throw new ForesolveError("FS_DECIDE_TOO_FEW_EXAMPLES", {
      message: "Regret cannot be evaluated without held-out examples.",
      fix: "Hold back the last part of the data, a fifth if it is short.",
      data: { rows: 0 },
    });
  }
  const { blockLength, level, tailShare } = settings;
  const names = predictors.map(({ name }) => name);
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  const owner = "evaluateRegret";
  if (names.length === 0) throw invalidOption(owner, "predictors", 0, "at least one fitted predictor");
  if (twice !== undefined)
    throw invalidOption(owner, "predictors", twice, "predictors with names of their own");
  requireOption(owner, "blockLength", blockLength, { least: 1, whole: true });
  requireOption(owner, "level", level, { above: 0, below: 1 });
  requireOption(owner, "tailShare", tailShare, { above: 0, most: 1 });
}
