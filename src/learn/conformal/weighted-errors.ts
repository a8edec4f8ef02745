import type { RandomStream } from "../../math/index.js";
import { sortedScores, weightedConformalQuantile, type WeightedConformal } from "./weighted-conformal.js";

/** Errors of calibration examples with weights, ready for quantiles on both sides. */
export interface WeightedErrors {
  readonly upward: WeightedConformal;
  readonly downward: WeightedConformal;
  readonly sizes: WeightedConformal;
}

/** Sorts errors up, down and by size. */
export function weightedErrors(errors: Float64Array, weights: Float64Array): WeightedErrors {
  return {
    upward: sortedScores(errors, weights),
    downward: sortedScores(
      errors.map((error) => -error),
      weights,
    ),
    sizes: sortedScores(errors.map(Math.abs), weights),
  };
}

/** Quantile of the next error, away from the median; the middle of the two nearest at the median. */
export function errorQuantile(errors: WeightedErrors, newWeight: number, level: number): number {
  const up = (): number => weightedConformalQuantile(errors.upward, newWeight, level);
  const down = (): number => -weightedConformalQuantile(errors.downward, newWeight, 1 - level);
  if (level > 0.5) return up();
  if (level < 0.5) return down();
  const middle = (up() + down()) / 2;
  return Number.isNaN(middle) ? 0 : middle;
}

/** Draws positions with probabilities in proportion to their weights. */
export function weightedDraw(weights: Float64Array): (stream: RandomStream) => number {
  let sum = 0;
  const cumulative = weights.map((weight) => (sum += weight));
  return (stream) => {
    const wanted = stream.uniform() * sum;
    let low = 0;
    let high = cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
