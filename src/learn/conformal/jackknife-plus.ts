import { conformalQuantileOfSorted, lowerConformalQuantileOfSorted } from "./conformal-quantile.js";
import { requireCount, requireLevel, type Intervals } from "./intervals.js";
import { requireOption } from "../invalid-option.js";

/** Leave-one-out errors, and what each leave-one-out model predicts for the new rows. */
export interface JackknifePlusData {
  /** |truth − prediction| of each training example by the model that did not see it, [examples]. */
  readonly residuals: ArrayLike<number>;
  /** Predictions of new rows by those models, [rows, examples] row-major. */
  readonly predictions: ArrayLike<number>;
}

/**
 * The jackknife+: every example is held out once, none is lost to calibration. The interval runs from the lower
 * quantile of (prediction without i) − (error at i) to the upper quantile of (prediction without i) + (error at i)
 * (Barber, Candès, Ramdas and Tibshirani, "Predictive inference with the jackknife+", Annals of Statistics 2021,
 * theorem 1: P(covered) ≥ 1 − 2(1 − level) for any data and any symmetric method; close to the level in practice).
 *
 * @throws FS_LEARN_INVALID_OPTION when lengths do not fit or the level is outside (0, 1).
 *
 * @example
 * import { jackknifePlusIntervals } from "foresolve/learn";
 *
 * // Three leave-one-out models and one new row.
 * jackknifePlusIntervals({ residuals: [1, 2, 3], predictions: [10, 11, 12] }, 0.75);
 * // => { lower: new Float64Array([9]), upper: new Float64Array([15]) }
 */
export function jackknifePlusIntervals(
  { residuals, predictions }: JackknifePlusData,
  level: number,
): Intervals {
  const examples = residuals.length;
  const foldOf = Int32Array.from({ length: examples }, (_, index) => index);
  return cvPlusIntervals({ residuals, predictions, foldOf, folds: examples }, level);
}

/** Out-of-fold errors, and what the model without each fold predicts for the new rows. */
export interface CvPlusData {
  /** |truth − prediction| of each training example by the model that did not see its fold, [examples]. */
  readonly residuals: ArrayLike<number>;
  /** The fold of each example, from 0, [examples]. */
  readonly foldOf: ArrayLike<number>;
  readonly folds: number;
  /** Predictions of new rows by the model without each fold, [rows, folds] row-major. */
  readonly predictions: ArrayLike<number>;
}

/**
 * CV+: the jackknife+ with a model for each fold instead of each example (Barber et al. 2021, theorem 4:
 * P(covered) ≥ 1 − 2(1 − level) − √(2 / n)).
 *
 * @throws FS_LEARN_INVALID_OPTION when lengths do not fit or the level is outside (0, 1).
 *
 * @example
 * import { cvPlusIntervals } from "foresolve/learn";
 *
 * cvPlusIntervals({ residuals: [1, 2, 3], foldOf: [0, 0, 1], folds: 2, predictions: [10, 12] }, 0.75);
 * // => { lower: new Float64Array([8]), upper: new Float64Array([15]) }
 */
export function cvPlusIntervals(
  { residuals, foldOf, folds, predictions }: CvPlusData,
  level: number,
): Intervals {
  requireLevel(level);
  requireOption("folds", folds, { low: 1, whole: true });
  const examples = residuals.length;
  requireCount("foldOf", foldOf, examples);
  for (let index = 0; index < examples; index++)
    requireOption(`foldOf[${index}]`, foldOf[index]!, { low: 0, high: folds - 1, whole: true });
  const rows = predictions.length / folds;
  requireOption("predictions.length / folds", rows, { low: 0, whole: true });
  const lower = new Float64Array(rows);
  const upper = new Float64Array(rows);
  const below = new Float64Array(examples);
  const above = new Float64Array(examples);
  for (let row = 0; row < rows; row++) {
    for (let index = 0; index < examples; index++) {
      const prediction = predictions[row * folds + foldOf[index]!]!;
      below[index] = prediction - residuals[index]!;
      above[index] = prediction + residuals[index]!;
    }
    lower[row] = lowerConformalQuantileOfSorted(below.sort(), level);
    upper[row] = conformalQuantileOfSorted(above.sort(), level);
  }
  return { lower, upper };
}
