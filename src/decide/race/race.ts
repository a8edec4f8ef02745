import type { Example, FittedPredictor, Fold, Predictor } from "../../learn/index.js";
import type { IndexSets } from "../../model/index.js";
import { contestSettings } from "./contest-settings.js";
import type { TrainableProblem } from "../problem/decision-problem.js";
import type { DecisionLoss } from "../losses/loss.js";
import { RaceContest } from "./race-contest.js";
import type { RaceProgress, RaceReport } from "./race-report.js";
import { train, type TrainOptions, type TrainedPredictor } from "../training/train.js";

/** Options of {@link race}. */
export interface RaceOptions<Row, S extends IndexSets, U extends string> extends Pick<
  TrainOptions<Row, S, U>,
  "epochs" | "patience" | "batchSize" | "learningRate" | "validationShare"
> {
  /** Examples in chronological order. Hold test rows back: the race must not see them. */
  readonly data: readonly Example<Row>[];
  /** The problem whose decisions are to become better. */
  readonly through: TrainableProblem<S, U>;
  /**
   * The first is plain two-stage, which the others have to beat. Those that are differentiable can be trained through losses.
   * `predictorClasses` lists the usual ones.
   */
  readonly predictors: readonly Predictor<Row, S, U>[];
  /**
   * Predictors that cannot win but fit better than the plain one: it is also trained on what the best of them expects, see
   * `distilled`. Default: none; `train` with `loss: "auto"` has some of its own.
   */
  readonly teachers?: readonly Predictor<Row, S, U>[];
  /** Default: `autoLosses()`. An empty list races two-stage fits only. */
  readonly losses?: readonly DecisionLoss[];
  /**
   * Most oracle solves for everything: trials, judging and the last fit. The last epoch of a training may exceed it. Default:
   * 800 for each example and predictor that is trained.
   */
  readonly oracleCalls?: number;
  /** Folds that trials are judged on, in rounds. Default: 5 contiguous blocks; `walkForwardFolds` where time matters. */
  readonly folds?: number | readonly Fold[];
  /** Rows per block of the bootstrap that judges the winner. Default 1, for rows without order. */
  readonly blockLength?: number;
  /** How certain an advantage over two-stage has to be. Default 0.9. */
  readonly level?: number;
  /** Whether those that cannot be told apart from the winner are averaged with it, four at most. Default true. */
  readonly average?: boolean;
  /** Default 0. */
  readonly seed?: number;
  /** Ends the race; the best so far is returned. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RaceProgress) => void;
}

/** The winner of a race, fitted to all examples. */
export interface RaceResult<Row, S extends IndexSets, U extends string> {
  readonly fitted: FittedPredictor<Row, S, U>;
  /** How the winner was trained, or the best of those whose average won; null for a two-stage fit. */
  readonly training: TrainedPredictor<Row, S, U>["training"] | null;
  readonly report: RaceReport;
}

/**
 * Finds out what helps: another predictor, a decision loss, or neither. First all predictors are fitted in the ordinary
 * way and judged by the regret of their decisions on rows they have not seen; then losses are tried on the plain
 * predictor and on the two that did best. After each round, on folds that nobody was judged on before, the worse half leaves
 * (successive halving: Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter
 * optimization", AISTATS 2016).
 *
 * A challenger wins only where its advantage, after taking off what picking the best of several adds, is
 * beyond the noise of a paired block bootstrap: a better fit against plain two-stage, and a decision loss against whichever of
 * the two won. Else the simpler one stays. With the winner those are averaged that cannot be told apart from it (as in Caruana et al.,
 * "Ensemble selection from libraries of models", ICML 2004, but without searching), where the average decides no worse. What wins is
 * fitted to all examples.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION` for a budget of no solves and other options outside their range,
 * `FS_DECIDE_TOO_FEW_EXAMPLES`, `FS_DECIDE_TARGET_MISMATCH`, `FS_DECIDE_INVALID_TRUTH`, `FS_SOLVE_NO_OPTIMUM`, and what the
 * predictors' fits throw.
 * @example
 * import { indexSet } from "foresolve/model";
 * import { topKOracle } from "foresolve/solve";
 * import { oracleProblem, predictorClasses, race } from "foresolve/decide";
 *
 * const machine = indexSet("machine", ["old", "new"]);
 * const cheaper = oracleProblem({
 *   name: "the cheaper machine",
 *   uncertain: { over: [machine], unit: "EUR" },
 *   oracle: () => topKOracle({ items: 2, count: 1, sense: "minimize" }),
 * });
 * // Costs that grow exponentially: a straight line is wrong where it matters, one on logarithms is right.
 * const data = Array.from({ length: 100 }, (_, day) => {
 *   const load = (day * 37) % 100;
 *   return { features: { load }, truth: [20, Math.exp(load / 20)] };
 * });
 * const { report } = await race({
 *   data,
 *   through: cheaper,
 *   predictors: predictorClasses({ target: { over: [machine], unit: "EUR" }, data, trees: false }),
 *   epochs: 2,
 * });
 * report.finding; // => "better fit"
 */
export async function race<Row, const S extends IndexSets, const U extends string>(
  options: RaceOptions<Row, S, U>,
): Promise<RaceResult<Row, S, U>> {
  return new RaceContest(contestSettings(options), train).run();
}
