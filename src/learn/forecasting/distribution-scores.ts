import { ForesolveError } from "../../errors.js";
import { requireLevels } from "./marginal-forecaster.js";

/**
 * Pinball loss of a quantile: its mean is least for the true quantile (Koenker and Bassett, "Regression quantiles", 1978).
 *
 * @param level between 0 and 1
 *
 * @example
 * import { pinballLoss } from "foresolve/learn";
 *
 * [pinballLoss(10, 14, 0.75), pinballLoss(10, 6, 0.75)]; // => [3, 1]
 */
export function pinballLoss(quantile: number, actual: number, level: number): number {
  return actual >= quantile ? level * (actual - quantile) : (1 - level) * (quantile - actual);
}

/**
 * Continuous ranked probability score from quantiles: twice the pinball loss, integrated over the levels by trapezoids,
 * with the outer quantiles standing for everything beyond them. In the unit of the values; of a single quantile it is the
 * absolute error.
 *
 * @param quantiles ascending, [levels]
 * @throws FS_LEARN_INVALID_OPTION for levels that are not ascending or of another number than quantiles.
 *
 * @example
 * import { crpsFromQuantiles } from "foresolve/learn";
 *
 * crpsFromQuantiles([5], [0.5], 8); // => 3
 */
export function crpsFromQuantiles(
  quantiles: ArrayLike<number>,
  levels: readonly number[],
  actual: number,
): number {
  requireLevels(levels);
  requireMatch("quantiles", quantiles.length, levels.length);
  let level = 0;
  let loss = pinballLoss(quantiles[0]!, actual, 0);
  let sum = 0;
  const add = (nextLevel: number, nextLoss: number): void => {
    // Twice the trapezoid: the half of its area formula cancels.
    sum += (nextLevel - level) * (loss + nextLoss);
    level = nextLevel;
    loss = nextLoss;
  };
  for (let index = 0; index < levels.length; index++)
    add(levels[index]!, pinballLoss(quantiles[index]!, actual, levels[index]!));
  add(1, pinballLoss(quantiles[quantiles.length - 1]!, actual, 1));
  return sum;
}

/**
 * Continuous ranked probability score of equally likely samples: E|X − y| − ½ E|X − X′| (Gneiting and Raftery, "Strictly
 * proper scoring rules, prediction, and estimation", 2007), the samples being the whole distribution.
 *
 * @throws FS_LEARN_INVALID_OPTION without samples.
 *
 * @example
 * import { crpsFromSamples } from "foresolve/learn";
 *
 * crpsFromSamples([1, 3], 2); // => 0.5
 */
export function crpsFromSamples(samples: ArrayLike<number>, actual: number): number {
  const count = requireSamples(samples.length);
  const sorted = Float64Array.from(samples).sort();
  let near = 0;
  let apart = 0;
  for (let index = 0; index < count; index++) {
    near += Math.abs(sorted[index]! - actual);
    apart += (2 * index + 1 - count) * sorted[index]!;
  }
  return near / count - apart / (count * count);
}

/**
 * Energy score of equally likely paths: the CRPS of several entries at once, by Euclidean distances (Gneiting and Raftery
 * 2007). It sees whether the entries hang together rightly, which scores entry by entry do not.
 *
 * @param paths [count, entries] row-major
 * @param actual [entries]
 * @throws FS_LEARN_INVALID_OPTION for paths of another number of entries.
 *
 * @example
 * import { energyScore } from "foresolve/learn";
 *
 * // Distances to the truth: 5 and 0; between the paths: 5, counted for both orders of four pairs.
 * energyScore([3, 4, 0, 0], [0, 0]); // => 1.25
 */
export function energyScore(paths: ArrayLike<number>, actual: ArrayLike<number>): number {
  const entries = actual.length;
  const count = requireSamples(entries > 0 ? paths.length / entries : 0);
  const distance = (from: number, other: ArrayLike<number>, start: number): number => {
    let sum = 0;
    for (let entry = 0; entry < entries; entry++)
      sum += (paths[from * entries + entry]! - other[start + entry]!) ** 2;
    return Math.sqrt(sum);
  };
  let near = 0;
  let apart = 0;
  for (let path = 0; path < count; path++) {
    near += distance(path, actual, 0);
    for (let other = 0; other < path; other++) apart += distance(path, paths, other * entries);
  }
  return near / count - apart / (count * count);
}

/** How often an interval holds the truth, and how wide it is. */
export interface IntervalScore {
  readonly coverage: number;
  readonly width: number;
}

/**
 * Share of truths inside of their intervals (the ends count as inside) and mean width.
 *
 * @throws FS_LEARN_INVALID_OPTION for arrays of different lengths or none.
 *
 * @example
 * import { intervalScore } from "foresolve/learn";
 *
 * intervalScore([0, 0], [2, 4], [1, 5]); // => { coverage: 0.5, width: 3 }
 */
export function intervalScore(
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
  actual: ArrayLike<number>,
): IntervalScore {
  const count = requireSamples(actual.length);
  requireMatch("lower", lower.length, count);
  requireMatch("upper", upper.length, count);
  let inside = 0;
  let width = 0;
  for (let index = 0; index < count; index++) {
    if (actual[index]! >= lower[index]! && actual[index]! <= upper[index]!) inside++;
    width += upper[index]! - lower[index]!;
  }
  return { coverage: inside / count, width: width / count };
}

function requireSamples(count: number): number {
  if (count >= 1 && Number.isInteger(count)) return count;
  throw new ForesolveError("FS_LEARN_INVALID_OPTION", {
    message: `a score was asked of ${count} samples.`,
    fix: "Pass at least one sample, and whole paths of as many entries as the truth has.",
    data: { option: "samples", value: count },
  });
}

function requireMatch(what: string, given: number, wanted: number): void {
  if (given === wanted) return;
  throw new ForesolveError("FS_LEARN_INVALID_OPTION", {
    message: `${what} has ${given} values where there are ${wanted} to match.`,
    fix: "Pass arrays of the same length.",
    data: { option: what, value: given, wanted },
  });
}
