import { conformalQuantileOfSorted } from "./conformal-quantile.js";
import { requireCount, requirePositive, residualsOf, type Intervals } from "./intervals.js";
import type { CalibrationData } from "./split-conformal.js";

/** |truth − prediction| / difficulty of the held-out examples, in ascending order. */
export interface NormalisedConformal {
  readonly scores: Float64Array;
}

/**
 * Normalised conformal prediction: errors are measured in units of how hard an example is, so that intervals are wide
 * where the model is bad and narrow where it is good: prediction ± quantile · difficulty (Papadopoulos, Gammerman
 * and Vovk, "Normalized nonconformity measures for regression conformal prediction", 2008). The coverage is that of
 * split conformal prediction whatever the difficulties are, as long as they do not come from the calibration truths.
 *
 * @param data.difficulties above 0: a second model's guess of the absolute error, a spread of an ensemble
 * @throws FS_LEARN_INVALID_OPTION when lengths differ, a value is NaN or a difficulty is not positive.
 *
 * @example
 * import { normalisedConformal, normalisedIntervals } from "foresolve/learn";
 *
 * const calibrated = normalisedConformal({
 *   predictions: [0, 0, 0],
 *   truths: [1, -4, 9],
 *   difficulties: [1, 2, 3],
 * });
 * normalisedIntervals(calibrated, [10, 10], [1, 5], 0.75);
 * // => { lower: new Float64Array([7, -5]), upper: new Float64Array([13, 25]) }
 */
export function normalisedConformal({
  predictions,
  truths,
  difficulties,
}: CalibrationData & { readonly difficulties: ArrayLike<number> }): NormalisedConformal {
  requireCount("difficulties", difficulties, predictions.length);
  requirePositive("difficulties", difficulties);
  const scores = residualsOf(predictions, truths).map(
    (residual, index) => Math.abs(residual) / difficulties[index]!,
  );
  return { scores: scores.sort() };
}

/**
 * Intervals around predictions; see {@link normalisedConformal}.
 *
 * @throws FS_LEARN_INVALID_OPTION when the level is outside (0, 1) or a difficulty is not positive.
 */
export function normalisedIntervals(
  { scores }: NormalisedConformal,
  predictions: ArrayLike<number>,
  difficulties: ArrayLike<number>,
  level: number,
): Intervals {
  requireCount("difficulties", difficulties, predictions.length);
  requirePositive("difficulties", difficulties);
  const quantile = conformalQuantileOfSorted(scores, level);
  return {
    lower: Float64Array.from(
      predictions,
      (prediction, index) => prediction - quantile * difficulties[index]!,
    ),
    upper: Float64Array.from(
      predictions,
      (prediction, index) => prediction + quantile * difficulties[index]!,
    ),
  };
}
