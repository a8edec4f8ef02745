import { invalidOption } from "../invalid-option.js";
import { requireCount, requireLevel, residualsOf, type Intervals } from "./intervals.js";
import type { CalibrationData } from "./split-conformal.js";

/** Scores in ascending order with the running sum of their weights. */
export interface WeightedConformal {
  readonly scores: Float64Array;
  readonly cumulativeWeights: Float64Array;
}

/**
 * Conformal prediction under covariate shift: the new rows come from another distribution than the calibration rows,
 * but the truth depends on the row as before. Each example counts by its likelihood ratio w = dP_new / dP_calibration
 * (Tibshirani, Barber, Candès and Ramdas, "Conformal prediction under covariate shift", NeurIPS 2019, corollary 1:
 * P(covered) ≥ level with the true ratio). Ratios may be off by a common factor; see {@link likelihoodRatios} for
 * estimating them.
 *
 * @param data.weights the ratio of each calibration row, not negative
 * @throws FS_LEARN_INVALID_OPTION when lengths differ, a value is NaN or a weight is negative or infinite.
 *
 * @example
 * import { weightedConformal, weightedIntervals } from "foresolve/learn";
 *
 * const calibrated = weightedConformal({ predictions: [0, 0, 0], truths: [1, 2, 3], weights: [1, 1, 6] });
 * // The row to predict takes a share of 2 / 10 itself: up to a level of 0.8 the interval is finite.
 * weightedIntervals(calibrated, [0], [2], 0.75).upper; // => new Float64Array([3])
 * weightedIntervals(calibrated, [0], [2], 0.85).upper; // => new Float64Array([Infinity])
 */
export function weightedConformal({
  predictions,
  truths,
  weights,
}: CalibrationData & { readonly weights: ArrayLike<number> }): WeightedConformal {
  requireCount("weights", weights, predictions.length);
  requireWeights("weights", weights);
  return sortedScores(residualsOf(predictions, truths).map(Math.abs), Float64Array.from(weights));
}

/** Scores in ascending order with the running sum of their weights. */
export function sortedScores(scores: Float64Array, weights: Float64Array): WeightedConformal {
  const order = Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
  let sum = 0;
  return {
    scores: Float64Array.from(order, (index) => scores[index]!),
    cumulativeWeights: Float64Array.from(order, (index) => (sum += weights[index]!)),
  };
}

/**
 * Intervals around predictions; see {@link weightedConformal}.
 *
 * @param weights the ratio of each new row, on the scale of the calibration rows' ratios
 * @throws FS_LEARN_INVALID_OPTION when lengths differ or the level is outside (0, 1).
 */
export function weightedIntervals(
  calibrated: WeightedConformal,
  predictions: ArrayLike<number>,
  weights: ArrayLike<number>,
  level: number,
): Intervals {
  requireLevel(level);
  requireCount("weights", weights, predictions.length);
  requireWeights("weights", weights);
  const radii = Float64Array.from(weights, (weight) => weightedConformalQuantile(calibrated, weight, level));
  return {
    lower: Float64Array.from(predictions, (prediction, index) => prediction - radii[index]!),
    upper: Float64Array.from(predictions, (prediction, index) => prediction + radii[index]!),
  };
}

/** The smallest score at which the weights up to it reach the level's share of all, the new row's own at +Infinity. */
export function weightedConformalQuantile(
  { scores, cumulativeWeights }: WeightedConformal,
  newWeight: number,
  level: number,
): number {
  const total = (cumulativeWeights[scores.length - 1] ?? 0) + newWeight;
  // As in conformalRank: rounding must not cost a score.
  const needed = level * total * (1 - 4 * Number.EPSILON);
  let low = 0;
  let high = scores.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulativeWeights[middle]! >= needed) high = middle;
    else low = middle + 1;
  }
  return low === scores.length || total === 0 ? Infinity : scores[low]!;
}

/**
 * Likelihood ratios from a probabilistic classifier that tells new rows (class 1) from calibration rows (class 0):
 * p / (1 − p), up to the factor of the two sample sizes, which conformal prediction does not need (Tibshirani et al.
 * 2019, section 2.3). Probabilities are kept within [margin, 1 − margin], so that one row cannot outweigh all others.
 *
 * @throws FS_LEARN_INVALID_OPTION for probabilities outside [0, 1].
 *
 * @example
 * import { likelihoodRatios } from "foresolve/learn";
 *
 * likelihoodRatios([0.5, 0.75, 0.2]); // => new Float64Array([1, 3, 0.25])
 */
export function likelihoodRatios(probabilities: ArrayLike<number>, margin = 0.001): Float64Array {
  return Float64Array.from(probabilities, (probability, index) => {
    if (!(probability >= 0 && probability <= 1))
      throw invalidOption(`probabilities[${index}]`, probability, "probabilities from 0 to 1");
    const kept = Math.min(1 - margin, Math.max(margin, probability));
    return kept / (1 - kept);
  });
}

function requireWeights(name: string, weights: ArrayLike<number>): void {
  for (let index = 0; index < weights.length; index++) {
    const weight = weights[index]!;
    if (!(weight >= 0 && weight < Infinity))
      throw invalidOption(`${name}[${index}]`, weight, "finite weights that are not negative");
  }
}
