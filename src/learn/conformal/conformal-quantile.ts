import { requireLevel, requireScores } from "./intervals.js";

/**
 * Which of `count` calibration scores in ascending order, counted from 1, bounds a new score with the given
 * probability: k = ⌈(count + 1) · level⌉. It is count + 1 where no score does.
 *
 * @example
 * import { conformalRank } from "foresolve/learn";
 *
 * conformalRank(99, 0.9); // => 90
 * conformalRank(8, 0.9); // => 9
 */
export function conformalRank(count: number, level: number): number {
  // A product that rounding lifts above a whole number (100 · 0.07) must not cost a rank.
  return Math.ceil((count + 1) * level * (1 - 4 * Number.EPSILON));
}

/**
 * The finite-sample quantile of conformal prediction: the k-th smallest score, k = ⌈(n + 1) · level⌉. If the n
 * scores and a new one are exchangeable, the new one is at most this with probability at least `level`, and at most
 * k / (n + 1) if scores have no ties (Vovk, Gammerman and Shafer, "Algorithmic learning in a random world", 2005,
 * proposition 2.3; Lei et al., "Distribution-free predictive inference for regression", JASA 2018, theorem 2.2).
 *
 * @param scores in any order; larger means stranger
 * @returns +Infinity when n + 1 < 1 / (1 − level): so few scores cannot promise the level.
 * @throws FS_LEARN_INVALID_OPTION when the level is outside (0, 1) or a score is NaN.
 *
 * @example
 * import { conformalQuantile } from "foresolve/learn";
 *
 * conformalQuantile([4, 1, 3, 2], 0.6); // => 3
 * conformalQuantile([4, 1, 3, 2], 0.9); // => Infinity
 */
export function conformalQuantile(scores: ArrayLike<number>, level: number): number {
  requireScores("scores", scores);
  return conformalQuantileOfSorted(Float64Array.from(scores).sort(), level);
}

/** {@link conformalQuantile} of scores in ascending order. */
export function conformalQuantileOfSorted(sorted: Float64Array, level: number): number {
  requireLevel(level);
  const rank = conformalRank(sorted.length, level);
  return rank > sorted.length ? Infinity : sorted[rank - 1]!;
}

/** The mirror image for lower ends: the ⌊(n + 1)(1 − level)⌋-th smallest value, −Infinity where that is none. */
export function lowerConformalQuantileOfSorted(sorted: Float64Array, level: number): number {
  requireLevel(level);
  const rank = sorted.length + 1 - conformalRank(sorted.length, level);
  return rank < 1 ? -Infinity : sorted[rank - 1]!;
}
