import { ForesolveError } from "../../errors.js";
import { meanOver, weightedMeans } from "./mean-loss.js";
import { sigmoid, softmax } from "./tree-ensemble.js";
import type { TreeLoss } from "./tree-loss.js";

/** Log-linear counts: the mean is e^score. */
export function poissonLoss(): TreeLoss {
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
export function logisticLoss(): TreeLoss {
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
export function softmaxLoss(classes: number): TreeLoss {
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
  prepare: () => undefined,
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

function oneClass(only: number): ForesolveError {
  return new ForesolveError("FS_LEARN_ONE_CLASS", {
    message: `all examples with weight are of class ${only}.`,
    fix: "Pass examples of at least two classes.",
    data: { class: only },
  });
}
