import { conformalQuantileOfSorted } from "./conformal-quantile.js";
import { residualsOf, type Intervals } from "./intervals.js";

/** What calibration leaves of the held-out examples: |truth − prediction| in ascending order. */
export interface SplitConformal {
  readonly scores: Float64Array;
}

/** Predictions of a model and what came to pass, for examples that the model was not fitted on. */
export interface CalibrationData {
  readonly predictions: ArrayLike<number>;
  readonly truths: ArrayLike<number>;
}

/**
 * Split (inductive) conformal prediction: the interval is the prediction ± the conformal quantile of the absolute
 * errors on held-out examples (Papadopoulos et al., "Inductive confidence machines for regression", ECML 2002; Lei
 * et al., JASA 2018, theorem 2.2: level ≤ P(covered) ≤ level + 1 / (n + 1) for exchangeable examples, averaged over
 * calibration sets; exactly ⌈(n + 1) · level⌉ / (n + 1) without ties).
 *
 * @throws FS_LEARN_INVALID_OPTION when lengths differ or a value is NaN.
 *
 * @example
 * import { splitConformal, splitIntervals } from "foresolve/learn";
 *
 * const calibrated = splitConformal({ predictions: [1, 2, 3, 4], truths: [2, 2, 5, 1] });
 * splitIntervals(calibrated, [10], 0.6); // => { lower: new Float64Array([8]), upper: new Float64Array([12]) }
 */
export function splitConformal({ predictions, truths }: CalibrationData): SplitConformal {
  return { scores: residualsOf(predictions, truths).map(Math.abs).sort() };
}

/**
 * Intervals around predictions; see {@link splitConformal}.
 *
 * @throws FS_LEARN_INVALID_OPTION when the level is outside (0, 1).
 */
export function splitIntervals(
  { scores }: SplitConformal,
  predictions: ArrayLike<number>,
  level: number,
): Intervals {
  const radius = conformalQuantileOfSorted(scores, level);
  return {
    lower: Float64Array.from(predictions, (prediction) => prediction - radius),
    upper: Float64Array.from(predictions, (prediction) => prediction + radius),
  };
}
