import { meanOver, weightedMeans } from "./mean-loss.js";
import type { TreeLoss } from "./tree-loss.js";
import { weightedQuantile } from "./weighted-quantile.js";

/** Squared errors of any number of target values; leaves hold means. */
export function squaredLoss(outputs: number): TreeLoss {
  return {
    name: "squared error",
    link: "identity",
    targets: outputs,
    outputs,
    trees: 1,
    ownHessians: false,
    accepts: () => null,
    start: (target, weight) => weightedMeans(target, weight, outputs),
    prepare: () => undefined,
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

/** Errors by their size. */
export function absoluteLoss(): TreeLoss {
  return residualLoss({ ...pinball(0.5), name: "absolute error", loss: Math.abs });
}

/** @param level of the quantile, between 0 and 1 */
export function quantileLoss(level: number): TreeLoss {
  return residualLoss(pinball(level));
}

function residualLoss({ name, start, slope, loss, leafValue }: ResidualLoss): TreeLoss {
  return {
    name,
    link: "identity",
    targets: 1,
    outputs: 1,
    trees: 1,
    ownHessians: false,
    accepts: () => null,
    start: (target, weight) => Float64Array.of(start(target, weight)),
    prepare: () => undefined,
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
export function huberLoss(threshold: number): TreeLoss {
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
  return residualLoss({
    name: `Huber ${threshold}`,
    start: settle,
    slope: clip,
    loss: (residual) => {
      const size = Math.abs(residual);
      return size <= threshold ? 0.5 * residual * residual : threshold * (size - 0.5 * threshold);
    },
    leafValue: settle,
  });
}
