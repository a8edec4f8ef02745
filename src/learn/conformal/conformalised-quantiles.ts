import { conformalQuantileOfSorted } from "./conformal-quantile.js";
import { requireCount, requireScores, type Intervals } from "./intervals.js";

/** max(lower − truth, truth − upper) of the held-out examples, in ascending order; below 0 well inside. */
export interface ConformalisedQuantiles {
  readonly scores: Float64Array;
}

/**
 * Conformalised quantile regression: a model's quantiles already widen and narrow with the row; calibration shifts
 * both by one amount so that the level holds (Romano, Patterson and Candès, "Conformalized quantile regression",
 * NeurIPS 2019, theorem 1: level ≤ P(covered) ≤ level + 1 / (n + 1) without ties). Train the quantiles at
 * (1 − level) / 2 and (1 + level) / 2; any others are valid too, only less tight.
 *
 * @param data.lower, data.upper predicted quantiles of held-out examples
 * @throws FS_LEARN_INVALID_OPTION when lengths differ or a value is NaN.
 *
 * @example
 * import { conformalisedIntervals, conformalisedQuantiles } from "foresolve/learn";
 *
 * const calibrated = conformalisedQuantiles({ lower: [0, 0, 0], upper: [4, 4, 4], truths: [5, 2, -3] });
 * conformalisedIntervals(calibrated, { lower: [10], upper: [20] }, 0.5);
 * // => { lower: new Float64Array([9]), upper: new Float64Array([21]) }
 */
export function conformalisedQuantiles({
  lower,
  upper,
  truths,
}: {
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  readonly truths: ArrayLike<number>;
}): ConformalisedQuantiles {
  requireCount("lower", lower, truths.length);
  requireCount("upper", upper, truths.length);
  const scores = Float64Array.from(truths, (truth, index) =>
    Math.max(lower[index]! - truth, truth - upper[index]!),
  );
  requireScores("scores", scores);
  return { scores: scores.sort() };
}

/**
 * Intervals from predicted quantiles; see {@link conformalisedQuantiles}. Where calibration would shrink an interval
 * to less than nothing, its middle is returned (the set of the theorem is empty there; a point covers no less).
 *
 * @throws FS_LEARN_INVALID_OPTION when lengths differ or the level is outside (0, 1).
 */
export function conformalisedIntervals(
  { scores }: ConformalisedQuantiles,
  { lower, upper }: { readonly lower: ArrayLike<number>; readonly upper: ArrayLike<number> },
  level: number,
): Intervals {
  requireCount("upper", upper, lower.length);
  const shift = conformalQuantileOfSorted(scores, level);
  const low = Float64Array.from(lower, (value) => value - shift);
  const high = Float64Array.from(upper, (value) => value + shift);
  for (let index = 0; index < low.length; index++)
    if (low[index]! > high[index]!) low[index] = high[index] = (low[index]! + high[index]!) / 2;
  return { lower: low, upper: high };
}
