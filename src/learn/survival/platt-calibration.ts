import { fitLogistic } from "../linear/fit-logistic.js";
import type { FitOptions } from "../predictor.js";
import { invalidOption } from "../invalid-option.js";
import type { OutcomeData } from "./isotonic-calibration.js";

/** Calibrated odds: logit(p) = intercept + slope · logit(score). */
export interface PlattCalibration {
  readonly intercept: number;
  readonly slope: number;
}

/**
 * Platt's calibration, on probabilities: a logistic regression of the outcome on the logit of the score (Platt,
 * "Probabilistic outputs for support vector machines", 1999). Two numbers: steady with few events, and it can only
 * shift and stretch.
 *
 * @throws FS_LEARN_ONE_CLASS when all outcomes are equal; FS_LEARN_INVALID_OPTION when lengths differ.
 *
 * @example
 * import { plattCalibration, plattValues } from "foresolve/learn";
 *
 * // Twice as sure as it should be.
 * const calibrated = await plattCalibration({
 *   scores: [0.9, 0.9, 0.9, 0.9, 0.1, 0.1, 0.1, 0.1],
 *   outcomes: [1, 1, 1, 0, 1, 0, 0, 0],
 * });
 * plattValues(calibrated, [0.9, 0.5, 0.1]).map((value) => Math.round(value * 100)); // => new Float64Array([75, 50, 25])
 */
export async function plattCalibration(
  { scores, outcomes, weights }: OutcomeData,
  options: FitOptions = {},
): Promise<PlattCalibration> {
  if (outcomes.length !== scores.length)
    throw invalidOption("outcomes.length", outcomes.length, `one for each of the ${scores.length} scores`);
  const fit = await fitLogistic(
    {
      features: Float64Array.from(scores, logit),
      rows: scores.length,
      columns: 1,
      classOf: outcomes,
      classes: 2,
      weights: weights && Float64Array.from(weights),
      // Just enough that scores which separate the outcomes have a solution.
      penalty: 1e-6,
    },
    options,
  );
  return { intercept: fit.intercepts[0]!, slope: fit.coefficients[0]! };
}

/** Calibrated probabilities of scores. */
export function plattValues({ intercept, slope }: PlattCalibration, scores: ArrayLike<number>): Float64Array {
  return Float64Array.from(scores, (score) => 1 / (1 + Math.exp(-intercept - slope * logit(score))));
}

/** Log odds, kept finite. */
function logit(probability: number): number {
  const kept = Math.min(1 - 1e-12, Math.max(1e-12, probability));
  return Math.log(kept / (1 - kept));
}
