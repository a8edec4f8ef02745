import { invalidOption } from "../invalid-option.js";
import { lossOfCustom } from "./custom-tree-loss.js";
import { logisticLoss, poissonLoss, softmaxLoss } from "./likelihood-losses.js";
import { absoluteLoss, huberLoss, quantileLoss, squaredLoss } from "./residual-losses.js";
import type { TreeLink } from "./tree-ensemble.js";
import type { StatisticsLayout } from "./tree-space.js";

/**
 * What boosted trees minimise. `"squared"` predicts means; `"absolute"` medians; `huber` means with errors beyond
 * the threshold (in the unit the model learns) counted linearly; `quantile` the quantile of the given level;
 * `"poisson"` the mean of counts through an exponential; `"logistic"` the probability of 1 for truths of 0 and 1;
 * `softmax` the probabilities of so many classes for truths that are class numbers from 0.
 */
export type TreeLossOption =
  | "squared"
  | "absolute"
  | "poisson"
  | "logistic"
  | { readonly huber: number }
  | { readonly quantile: number }
  | { readonly softmax: number }
  | CustomTreeLoss;

/** A loss of one's own: {@link customLoss}. */
export interface CustomTreeLoss {
  readonly name: string;
  /** Raw scores per row; each round grows one tree whose leaves have a value for each. Default 1. */
  readonly outputs?: number;
  /** What turns raw scores into predictions. Default `"identity"`. */
  readonly link?: TreeLink;
  /** Raw scores before the first tree, [outputs]. Default 0. */
  readonly start?: readonly number[] | Float64Array;
  /**
   * Writes the derivatives of each row's loss by its raw scores, and its second derivatives, which may not be negative.
   * All arrays are [rows, outputs] row-major. Row weights are applied afterwards.
   */
  gradient(scores: Float64Array, gradient: Float64Array, hessian: Float64Array, target: Float64Array): void;
  /** The mean loss of rows; early stopping needs it. */
  loss?(scores: Float64Array, target: Float64Array): number;
}

/**
 * A loss of one's own for boosted trees, by its gradient and hessian.
 *
 * @throws FS_LEARN_INVALID_OPTION. Fitting throws FS_LEARN_INVALID_GRADIENT for derivatives that are not finite and
 * for negative hessians.
 *
 * @example
 * import { customLoss, fitBoostedTrees, predictTrees } from "foresolve/learn";
 *
 * // Missing a unit costs three times as much as having one too many.
 * const lopsided = customLoss({
 *   name: "lopsided squares",
 *   gradient(scores, gradient, hessian, target) {
 *     for (let row = 0; row < scores.length; row++) {
 *       const price = scores[row] < target[row] ? 3 : 1;
 *       gradient[row] = 2 * price * (scores[row] - target[row]);
 *       hessian[row] = 2 * price;
 *     }
 *   },
 * });
 * const data = { features: new Float64Array(40), rows: 40, columns: 1, target: new Float64Array(40).fill(2, 20) };
 * const { ensemble } = fitBoostedTrees(data, { trees: 100, loss: lopsided });
 * predictTrees(ensemble, new Float64Array(1), 1)[0].toFixed(2); // => "1.50"
 */
export function customLoss(loss: Omit<CustomTreeLoss, "name"> & { readonly name?: string }): CustomTreeLoss {
  const given = { name: "custom", ...loss };
  treeLoss(given, given.outputs ?? 1);
  return given;
}

/** A loss as boosting needs it. Targets are [rows, targets], scores [rows, outputs]. */
export interface TreeLoss {
  readonly name: string;
  readonly link: TreeLink;
  /** Target values per row. */
  readonly targets: number;
  readonly outputs: number;
  /** Trees per round: one for each output, or one whose leaves have all outputs. */
  readonly trees: number;
  readonly ownHessians: boolean;
  /** What is wrong with a target value, as the values that are accepted; null where nothing is. */
  accepts(value: number): string | null;
  /** The best constant raw score of each output. */
  start(target: Float64Array, weight: Float64Array): Float64Array;
  /** Called once per round, before the statistics of its trees. */
  prepare(target: Float64Array, scores: Float64Array): void;
  /** Writes weighted slopes (minus derivatives), hessians and weights of the rows for a tree of the round. */
  fill(
    tree: number,
    target: Float64Array,
    scores: Float64Array,
    weight: Float64Array,
    layout: StatisticsLayout,
    statistics: Float64Array,
  ): void;
  /** The mean loss; NaN where the loss does not say. */
  mean(target: Float64Array, scores: Float64Array, weight: Float64Array): number;
  /**
   * The best value of a leaf from its rows' residuals, where that is not the mean of the slopes (Friedman, "Greedy
   * function approximation: a gradient boosting machine", 2001, algorithms 3 and 4).
   */
  readonly leafValue: ((residuals: Float64Array, weights: Float64Array | undefined) => number) | undefined;
  /** What becomes of a leaf's Newton step, where that may leap too far. */
  readonly leafStep: ((newton: number) => number) | undefined;
}

/** The loss of an option. @param targets target values per row, several with the squared error only */
export function treeLoss(option: TreeLossOption, targets = 1): TreeLoss {
  const loss = lossOf(option, targets);
  if (loss.targets !== targets)
    throw invalidOption("data.outputs", targets, `${loss.targets} with the loss ${loss.name}`);
  return loss;
}

function lossOf(option: TreeLossOption, targets: number): TreeLoss {
  if (option === "squared") return squaredLoss(targets);
  if (option === "absolute") return absoluteLoss();
  if (option === "poisson") return poissonLoss();
  if (option === "logistic") return logisticLoss();
  if (typeof option === "object" && "gradient" in option) return lossOfCustom(option, targets);
  if (typeof option === "object" && "quantile" in option) {
    const { quantile } = option;
    if (!(quantile > 0 && quantile < 1))
      throw invalidOption("loss.quantile", quantile, "a level between 0 and 1");
    return quantileLoss(quantile);
  }
  if (typeof option === "object" && "huber" in option) {
    const { huber } = option;
    if (!(huber > 0 && huber < Infinity))
      throw invalidOption("loss.huber", huber, "a threshold above 0, in the unit the model learns");
    return huberLoss(huber);
  }
  if (typeof option === "object" && "softmax" in option) {
    const { softmax: classes } = option;
    if (!(Number.isInteger(classes) && classes >= 2))
      throw invalidOption("loss.softmax", classes, "a number of classes, at least 2");
    return softmaxLoss(classes);
  }
  throw invalidOption(
    "loss",
    option,
    '"squared", "absolute", "poisson", "logistic", { huber: threshold }, { quantile: level }, { softmax: classes } or a customLoss',
  );
}
