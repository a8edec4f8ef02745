import { invalidOption } from "../invalid-option.js";
import { weightedQuantile } from "./weighted-quantile.js";

/**
 * What boosted trees minimise. `"squared"` predicts means; `"absolute"` medians; `huber` means with errors beyond
 * the threshold (in the unit the model learns) counted linearly; `quantile` the quantile of the given level.
 */
export type TreeLossOption =
  | "squared"
  | "absolute"
  | { readonly huber: number }
  | { readonly quantile: number };

/** A loss as boosting needs it. Arrays are over rows. */
export interface TreeLoss {
  readonly name: string;
  /** The best constant prediction. */
  start(target: Float64Array, weight: Float64Array): number;
  /** Minus the derivative of one row's loss by its prediction, given target − prediction. */
  slope(residual: number): number;
  /** The loss of one row, given target − prediction. */
  loss(residual: number): number;
  /**
   * The best value of a leaf from its rows' residuals, where that is not the mean of the slopes (Friedman, "Greedy
   * function approximation: a gradient boosting machine", 2001, algorithms 3 and 4).
   */
  readonly leafValue: ((residuals: Float64Array, weights: Float64Array | undefined) => number) | undefined;
}

/** The loss of an option. */
export function treeLoss(option: TreeLossOption): TreeLoss {
  if (option === "squared")
    return {
      name: "squared error",
      start: weightedMean,
      slope: (residual) => residual,
      loss: (residual) => residual * residual,
      leafValue: undefined,
    };
  if (option === "absolute") return { ...pinball(0.5), name: "absolute error", loss: Math.abs };
  if (typeof option === "object" && "quantile" in option) {
    const { quantile } = option;
    if (!(quantile > 0 && quantile < 1))
      throw invalidOption("loss.quantile", quantile, "a level between 0 and 1");
    return pinball(quantile);
  }
  if (typeof option === "object" && "huber" in option) {
    const { huber } = option;
    if (!(huber > 0 && huber < Infinity))
      throw invalidOption("loss.huber", huber, "a threshold above 0, in the unit the model learns");
    return huberLoss(huber);
  }
  throw invalidOption("loss", option, '"squared", "absolute", { huber: threshold } or { quantile: level }');
}

/** Koenker and Bassett, "Regression quantiles", 1978. */
function pinball(level: number): TreeLoss {
  return {
    name: `quantile ${level}`,
    start: (target, weight) => weightedQuantile(target, weight, level),
    slope: (residual) => (residual > 0 ? level : level - 1),
    loss: (residual) => (residual > 0 ? level * residual : (level - 1) * residual),
    leafValue: (residuals, weights) => weightedQuantile(residuals, weights, level),
  };
}

/** Huber, "Robust estimation of a location parameter", 1964. */
function huberLoss(threshold: number): TreeLoss {
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

function weightedMean(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let index = 0; index < values.length; index++) {
    sum += weights[index]! * values[index]!;
    total += weights[index]!;
  }
  return sum / total;
}
