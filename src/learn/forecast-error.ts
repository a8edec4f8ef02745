import { mean, meanAbsoluteError, rootMeanSquareError } from "../math/index.js";
import type { Example } from "./feature-row.js";
import type { FittedPredictor } from "./predictor.js";
import { requireExamples } from "./training-set.js";

/** Errors of predictions over all rows and entries, in the target's unit. */
export interface ForecastError {
  readonly rows: number;
  readonly rootMeanSquareError: number;
  readonly meanAbsoluteError: number;
  /** Mean of prediction − truth: above zero when predictions are too high. */
  readonly bias: number;
}

/**
 * Judges a fitted predictor on examples it was not fitted on.
 *
 * @throws FS_LEARN_TOO_FEW_EXAMPLES without examples; FS_MATH_INVALID_ARGUMENT when truths and predictions differ in
 * length; what the predictor throws about rows.
 *
 * @example
 * import { forecastError, rulePredictor } from "foresolve/learn";
 *
 * const rule = rulePredictor({
 *   name: "yesterday",
 *   target: { over: [{ name: "hour", keys: ["h0", "h1"] }] },
 *   predict: (row: { last: number[] }) => row.last,
 * });
 * const error = forecastError(rule, [{ features: { last: [3, 5] }, truth: [4, 12] }]);
 * error; // => { rows: 1, rootMeanSquareError: 5, meanAbsoluteError: 4, bias: -4 }
 */
export function forecastError<Row>(
  predictor: FittedPredictor<Row>,
  examples: readonly Example<Row>[],
): ForecastError {
  requireExamples(predictor.name, examples.length, 1);
  const predicted = predictor.predict(examples.map((example) => example.features));
  const actual = Float64Array.from(examples.flatMap((example) => Array.from(example.truth)));
  return {
    rows: examples.length,
    rootMeanSquareError: rootMeanSquareError(predicted, actual),
    meanAbsoluteError: meanAbsoluteError(predicted, actual),
    bias: mean(predicted) - mean(actual),
  };
}
