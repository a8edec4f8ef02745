import type { DifferentiablePredictor } from "../../learn/index.js";
import type { IndexSets } from "../../model/index.js";
import { invalidOption } from "../invalid-option.js";
import type { DecisionLoss } from "../losses/loss.js";
import { train, type TrainOptions } from "../training/train.js";

/** A point of a curve of regret against the solves that training took. */
export interface SolvePoint {
  readonly epoch: number;
  /** Solves up to the end of the epoch, those that judged it included; 0 for the ordinary fit, which needs none. */
  readonly oracleCalls: number;
  /** `ratioOfSums` on the validation examples of this epoch's parameters. */
  readonly validationRegret: number;
  /** The lowest so far: what a training that ended here would have kept. */
  readonly bestRegret: number;
}

/** The curve of one loss. */
export interface SolveCurve {
  readonly loss: string;
  readonly points: readonly SolvePoint[];
}

/**
 * Regret against solve budget: trains a predictor through each of several losses and says what every epoch cost in
 * oracle solves and what it brought on validation. Losses that need many solves for a step, or few, become comparable.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION` without validation, and what `train` throws
 * @example
 * import { ridge } from "foresolve/learn";
 * import { indexSet } from "foresolve/model";
 * import { topKOracle } from "foresolve/solve";
 * import { oracleProblem, regretBySolves, spoPlus } from "foresolve/decide";
 *
 * const item = indexSet("item", 2);
 * const cheaper = oracleProblem({
 *   name: "the cheaper one",
 *   uncertain: { over: [item], unit: "EUR" },
 *   oracle: () => topKOracle({ items: 2, count: 1, sense: "minimize" }),
 * });
 * const data = Array.from({ length: 50 }, (_, day) => ({ features: { load: day / 50 }, truth: [1, 4 * (day / 50) ** 4] }));
 * const [curve] = await regretBySolves(ridge({ target: { over: [item], unit: "EUR" } }), {
 *   losses: [spoPlus()],
 *   data,
 *   through: cheaper,
 *   epochs: 2,
 * });
 * curve!.points.map(({ epoch }) => epoch); // => [0, 1, 2]
 */
export async function regretBySolves<Row, const S extends IndexSets, const U extends string>(
  predictor: DifferentiablePredictor<Row, S, U>,
  options: Omit<TrainOptions<Row, S, U>, "loss" | "auto" | "onProgress"> & {
    readonly losses: readonly DecisionLoss[];
  },
): Promise<readonly SolveCurve[]> {
  const { losses, ...settings } = options;
  if (settings.validationShare === 0)
    throw invalidOption(
      "regretBySolves",
      "validationShare",
      0,
      "a share above 0, on which epochs are judged",
    );
  const curves: SolveCurve[] = [];
  for (const loss of losses) {
    const solvesAt = new Map<number, number>([[0, 0]]);
    const { training } = await train(predictor, {
      ...settings,
      loss,
      onProgress: ({ phase, epoch, oracleCalls }) => {
        if (phase === "search") solvesAt.set(epoch, oracleCalls);
      },
    });
    let bestRegret = Infinity;
    const points = training.history.map(({ epoch, validationRegret }): SolvePoint => {
      bestRegret = Math.min(bestRegret, validationRegret);
      return { epoch, oracleCalls: solvesAt.get(epoch)!, validationRegret, bestRegret };
    });
    curves.push({ loss: loss.name, points });
  }
  return curves;
}
