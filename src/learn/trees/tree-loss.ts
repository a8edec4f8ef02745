import { ForesolveError } from "../../errors.js";
import { invalidOption } from "../invalid-option.js";
import { sigmoid, softmax, type TreeLink } from "./tree-ensemble.js";
import type { StatisticsLayout } from "./tree-space.js";
import { weightedQuantile } from "./weighted-quantile.js";

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
  if (option === "squared") return squared(targets);
  if (option === "absolute") return residualLoss({ ...pinball(0.5), name: "absolute error", loss: Math.abs });
  if (option === "poisson") return poisson();
  if (option === "logistic") return logistic();
  if (typeof option === "object" && "gradient" in option) return custom(option, targets);
  if (typeof option === "object" && "quantile" in option) {
    const { quantile } = option;
    if (!(quantile > 0 && quantile < 1))
      throw invalidOption("loss.quantile", quantile, "a level between 0 and 1");
    return residualLoss(pinball(quantile));
  }
  if (typeof option === "object" && "huber" in option) {
    const { huber } = option;
    if (!(huber > 0 && huber < Infinity))
      throw invalidOption("loss.huber", huber, "a threshold above 0, in the unit the model learns");
    return residualLoss(huberLoss(huber));
  }
  if (typeof option === "object" && "softmax" in option) {
    const { softmax: classes } = option;
    if (!(Number.isInteger(classes) && classes >= 2))
      throw invalidOption("loss.softmax", classes, "a number of classes, at least 2");
    return multiClass(classes);
  }
  throw invalidOption(
    "loss",
    option,
    '"squared", "absolute", "poisson", "logistic", { huber: threshold }, { quantile: level }, { softmax: classes } or a customLoss',
  );
}

const NOTHING = (): void => undefined;
const ANY = (): string | null => null;

function squared(outputs: number): TreeLoss {
  return {
    name: "squared error",
    link: "identity",
    targets: outputs,
    outputs,
    trees: 1,
    ownHessians: false,
    accepts: ANY,
    start: (target, weight) => weightedMeans(target, weight, outputs),
    prepare: NOTHING,
    fill(_, target, scores, weight, { lanes, weightLane }, statistics) {
      if (outputs === 1) {
        for (let row = 0; row < weight.length; row++) {
          statistics[2 * row] = weight[row]! * (target[row]! - scores[row]!);
          statistics[2 * row + 1] = weight[row]!;
        }
        return;
      }
      for (let row = 0, at = 0; row < weight.length; row++) {
        const first = row * lanes;
        for (let output = 0; output < outputs; output++, at++)
          statistics[first + output] = weight[row]! * (target[at]! - scores[at]!);
        statistics[first + weightLane] = weight[row]!;
      }
    },
    mean: (target, scores, weight) =>
      meanOver(weight, outputs, (at) => (target[at]! - scores[at]!) * (target[at]! - scores[at]!)),
    leafValue: undefined,
    leafStep: undefined,
  };
}

/** A loss of target − prediction whose slope has no useful derivative: every row counts as one of hessian 1. */
interface ResidualLoss {
  readonly name: string;
  start(target: Float64Array, weight: Float64Array): number;
  slope(residual: number): number;
  loss(residual: number): number;
  leafValue(residuals: Float64Array, weights: Float64Array | undefined): number;
}

function residualLoss({ name, start, slope, loss, leafValue }: ResidualLoss): TreeLoss {
  return {
    name,
    link: "identity",
    targets: 1,
    outputs: 1,
    trees: 1,
    ownHessians: false,
    accepts: ANY,
    start: (target, weight) => Float64Array.of(start(target, weight)),
    prepare: NOTHING,
    fill(_, target, scores, weight, __, statistics) {
      for (let row = 0; row < weight.length; row++) {
        statistics[2 * row] = weight[row]! * slope(target[row]! - scores[row]!);
        statistics[2 * row + 1] = weight[row]!;
      }
    },
    mean: (target, scores, weight) => meanOver(weight, 1, (at) => loss(target[at]! - scores[at]!)),
    leafValue,
    leafStep: undefined,
  };
}

/** Koenker and Bassett, "Regression quantiles", 1978. */
function pinball(level: number): ResidualLoss {
  return {
    name: `quantile ${level}`,
    start: (target, weight) => weightedQuantile(target, weight, level),
    slope: (residual) => (residual > 0 ? level : level - 1),
    loss: (residual) => (residual > 0 ? level * residual : (level - 1) * residual),
    // The outer quantiles of a few rows are mostly noise: pulled inwards, as scikit-learn's are, boosted trees lose less on new
    // rows (a percent of the pinball loss at level 0.9 with leaves of 20 rows and more).
    leafValue: (residuals, weights) => weightedQuantile(residuals, weights, level, "stretched"),
  };
}

/** Huber, "Robust estimation of a location parameter", 1964. */
function huberLoss(threshold: number): ResidualLoss {
  const clip = (residual: number): number => Math.max(-threshold, Math.min(threshold, residual));
  const settle = (values: Float64Array, weights: Float64Array | undefined): number => {
    const median = weightedQuantile(values, weights, 0.5);
    let sum = 0;
    let total = 0;
    for (let index = 0; index < values.length; index++) {
      const weight = weights ? weights[index]! : 1;
      sum += weight * clip(values[index]! - median);
      total += weight;
    }
    return median + sum / total;
  };
  return {
    name: `Huber ${threshold}`,
    start: settle,
    slope: clip,
    loss: (residual) => {
      const size = Math.abs(residual);
      return size <= threshold ? 0.5 * residual * residual : threshold * (size - 0.5 * threshold);
    },
    leafValue: settle,
  };
}

/** Log-linear counts: the mean is e^score. */
function poisson(): TreeLoss {
  return {
    ...OWN_HESSIANS,
    name: "Poisson",
    link: "exp",
    // A step up is the leaf's counts over what was expected, less 1; its logarithm is the exact optimum, and does not run off
    // where counts are far above the start.
    leafStep: (newton) => (newton > 0 ? Math.log1p(newton) : newton),
    accepts: (value) => (value >= 0 ? null : "counts of at least 0"),
    start(target, weight) {
      const mean = weightedMeans(target, weight, 1)[0]!;
      if (mean <= 0)
        throw new ForesolveError("FS_LEARN_INVALID_TRUTH", {
          message: "the target of all rows that count is 0.",
          fix: "Pass at least one count above 0: no rate above 0 fits none at all.",
          data: { mean },
        });
      return Float64Array.of(Math.log(mean));
    },
    fill(_, target, scores, weight, __, statistics) {
      for (let row = 0; row < weight.length; row++) {
        const mean = Math.exp(scores[row]!);
        putRow(statistics, row, weight[row]!, target[row]! - mean, mean);
      }
    },
    // Less the part that does not depend on the prediction.
    mean: (target, scores, weight) =>
      meanOver(weight, 1, (at) => Math.exp(scores[at]!) - target[at]! * scores[at]!),
  };
}

/** Log loss of a probability. */
function logistic(): TreeLoss {
  return {
    ...OWN_HESSIANS,
    name: "logistic",
    link: "logistic",
    accepts: (value) => (value >= 0 && value <= 1 ? null : "classes 0 and 1, or probabilities between"),
    start(target, weight) {
      const share = weightedMeans(target, weight, 1)[0]!;
      if (share <= 0 || share >= 1) throw oneClass(share <= 0 ? 0 : 1);
      return Float64Array.of(Math.log(share / (1 - share)));
    },
    fill(_, target, scores, weight, __, statistics) {
      for (let row = 0; row < weight.length; row++) {
        const probability = sigmoid(scores[row]!);
        putRow(statistics, row, weight[row]!, target[row]! - probability, probability * (1 - probability));
      }
    },
    mean: (target, scores, weight) =>
      meanOver(weight, 1, (at) => {
        const score = scores[at]!;
        return Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - target[at]! * score;
      }),
  };
}

/** Log loss of class probabilities, one tree for each class and round. */
function multiClass(classes: number): TreeLoss {
  let probabilities = new Float64Array();
  return {
    ...OWN_HESSIANS,
    name: `softmax over ${classes} classes`,
    link: "softmax",
    outputs: classes,
    trees: classes,
    accepts: (value) =>
      Number.isInteger(value) && value >= 0 && value < classes
        ? null
        : `class numbers from 0 to ${classes - 1}`,
    start(target, weight) {
      const totals = new Float64Array(classes);
      let sum = 0;
      for (let row = 0; row < target.length; row++) {
        totals[target[row]!]! += weight[row]!;
        sum += weight[row]!;
      }
      if (totals.some((total) => total === sum)) throw oneClass(totals.indexOf(sum));
      // A class without rows gets a score that is low but finite.
      return totals.map((total) => Math.log(Math.max(total, 0.5) / sum));
    },
    prepare(_, scores) {
      if (probabilities.length !== scores.length) probabilities = new Float64Array(scores.length);
      probabilities.set(scores);
      for (let first = 0; first < scores.length; first += classes) softmax(probabilities, first, classes);
    },
    fill(tree, target, _, weight, __, statistics) {
      for (let row = 0; row < weight.length; row++) {
        const probability = probabilities[row * classes + tree]!;
        const slope = (target[row] === tree ? 1 : 0) - probability;
        putRow(statistics, row, weight[row]!, slope, probability * (1 - probability));
      }
    },
    mean: (target, scores, weight) =>
      meanOver(weight, 1, (row) => {
        const first = row * classes;
        let highest = -Infinity;
        for (let at = first; at < first + classes; at++) highest = Math.max(highest, scores[at]!);
        let sum = 0;
        for (let at = first; at < first + classes; at++) sum += Math.exp(scores[at]! - highest);
        return highest + Math.log(sum) - scores[first + target[row]!]!;
      }),
  };
}

const OWN_HESSIANS = {
  targets: 1,
  outputs: 1,
  trees: 1,
  ownHessians: true,
  prepare: NOTHING,
  leafValue: undefined,
  leafStep: capped,
} as const;

/** Most log-odds of a leaf, before the learning rate: rows of one class that was rare would leap to certainty at once. */
const LARGEST_STEP = 10;

function capped(newton: number): number {
  return Math.max(-LARGEST_STEP, Math.min(LARGEST_STEP, newton));
}

function putRow(statistics: Float64Array, row: number, weight: number, slope: number, hessian: number): void {
  const first = 4 * row;
  statistics[first] = weight * slope;
  // A confident row still weighs something: a leaf of such rows must not divide by nothing.
  statistics[first + 1] = weight * Math.max(hessian, 1e-16);
  statistics[first + 2] = weight;
}

function custom(given: CustomTreeLoss, targets: number): TreeLoss {
  const { name, outputs = 1, link = "identity", start } = given;
  if (!(Number.isInteger(outputs) && outputs >= 1))
    throw invalidOption("loss.outputs", outputs, "a number of outputs, at least 1");
  if (start && start.length !== outputs)
    throw invalidOption("loss.start.length", start.length, `${outputs} raw scores`);
  let gradient = new Float64Array();
  let hessian = new Float64Array();
  return {
    name,
    link,
    targets,
    outputs,
    trees: 1,
    ownHessians: true,
    accepts: ANY,
    start: () => Float64Array.from(start ?? new Float64Array(outputs)),
    prepare(target, scores) {
      if (gradient.length !== scores.length) {
        gradient = new Float64Array(scores.length);
        hessian = new Float64Array(scores.length);
      }
      given.gradient(scores, gradient, hessian, target);
    },
    fill: (_, __, ___, weight, layout, statistics) =>
      putDerivatives(gradient, hessian, weight, layout, statistics),
    mean: (target, scores) => given.loss?.(scores, target) ?? Number.NaN,
    leafValue: undefined,
    leafStep: undefined,
  };
}

/**
 * Statistics of gradients and hessians that came from outside, [rows, outputs] each.
 *
 * @throws FS_LEARN_INVALID_GRADIENT
 */
export function putDerivatives(
  gradient: Float64Array,
  hessian: Float64Array,
  weight: Float64Array,
  { outputs, lanes, weightLane }: StatisticsLayout,
  statistics: Float64Array,
): void {
  for (let row = 0, at = 0; row < weight.length; row++) {
    const first = row * lanes;
    for (let output = 0; output < outputs; output++, at++) {
      const slope = -gradient[at]!;
      const curvature = hessian[at]!;
      if (!Number.isFinite(slope) || !(curvature >= 0 && curvature < Infinity))
        throw new ForesolveError("FS_LEARN_INVALID_GRADIENT", {
          message: `the gradient of row ${row}, output ${output} is ${gradient[at]} and its hessian ${curvature}.`,
          fix: "Write finite gradients, and finite hessians that are not negative: 1 where there is none.",
          data: { row, output, gradient: gradient[at], hessian: curvature },
        });
      statistics[first + 2 * output] = weight[row]! * slope;
      statistics[first + 2 * output + 1] = weight[row]! * curvature;
    }
    statistics[first + weightLane] = weight[row]!;
  }
}

function oneClass(only: number): ForesolveError {
  return new ForesolveError("FS_LEARN_ONE_CLASS", {
    message: `all examples with weight are of class ${only}.`,
    fix: "Pass examples of at least two classes.",
    data: { class: only },
  });
}

function meanOver(weight: Float64Array, outputs: number, loss: (at: number) => number): number {
  let sum = 0;
  for (let row = 0, at = 0; row < weight.length; row++)
    for (let output = 0; output < outputs; output++, at++) sum += weight[row]! * loss(at);
  return sum / (weight.length * outputs);
}

function weightedMeans(values: Float64Array, weights: Float64Array, outputs: number): Float64Array {
  const means = new Float64Array(outputs);
  let total = 0;
  for (let row = 0, at = 0; row < weights.length; row++) {
    total += weights[row]!;
    for (let output = 0; output < outputs; output++, at++) means[output]! += weights[row]! * values[at]!;
  }
  return means.map((sum) => sum / total);
}
