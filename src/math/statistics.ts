import { invalidArgument } from "./invalid-argument.js";

function requireValues(values: ArrayLike<number>, needed: number, what: string): void {
  if (values.length < needed)
    throw invalidArgument(
      `the ${what} was asked of ${values.length} values; it needs at least ${needed}.`,
      "Pass more values, or leave the figure out where there are none.",
      { values: values.length, needed },
    );
}

/**
 * Arithmetic mean.
 *
 * @throws FS_MATH_INVALID_ARGUMENT when there are no values.
 *
 * @example
 * import { mean } from "foresolve/math";
 *
 * mean([1, 2, 6]); // => 3
 */
export function mean(values: ArrayLike<number>): number {
  requireValues(values, 1, "mean");
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum / values.length;
}

/**
 * Unbiased sample variance (divisor n − 1), in two passes.
 *
 * @throws FS_MATH_INVALID_ARGUMENT when there are fewer than two values.
 *
 * @example
 * import { variance } from "foresolve/math";
 *
 * variance([1, 2, 6]); // => 7
 */
export function variance(values: ArrayLike<number>): number {
  requireValues(values, 2, "variance");
  const centre = mean(values);
  let sum = 0;
  for (let index = 0; index < values.length; index++) {
    const deviation = values[index]! - centre;
    sum += deviation * deviation;
  }
  return sum / (values.length - 1);
}

/**
 * Quantile of values in ascending order, with linear interpolation between order statistics (type 7 of Hyndman and
 * Fan, "Sample quantiles in statistical packages", 1996; the default of NumPy and R).
 *
 * @param level between 0 and 1
 * @throws FS_MATH_INVALID_ARGUMENT when there are no values or the level is outside [0, 1].
 *
 * @example
 * import { quantileOfSorted } from "foresolve/math";
 *
 * quantileOfSorted([10, 20, 30], 0.25); // => 15
 */
export function quantileOfSorted(sorted: ArrayLike<number>, level: number): number {
  requireValues(sorted, 1, "quantile");
  if (!(level >= 0 && level <= 1))
    throw invalidArgument(`the quantile level ${level} is outside [0, 1].`, "Pass a level between 0 and 1.", {
      level,
    });
  const position = level * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  if (below + 1 >= sorted.length || position === below) return low;
  return low + (position - below) * (sorted[below + 1]! - low);
}

/**
 * Quantile of values in any order; see {@link quantileOfSorted}.
 *
 * @throws FS_MATH_INVALID_ARGUMENT when there are no values or the level is outside [0, 1].
 *
 * @example
 * import { quantile } from "foresolve/math";
 *
 * quantile([40, 10, 20, 30], 0.5); // => 25
 */
export function quantile(values: ArrayLike<number>, level: number): number {
  return quantileOfSorted(Float64Array.from(values).sort(), level);
}

/**
 * Median of the absolute deviations from the median: a measure of spread that outliers do not move. It is not
 * scaled; multiply by 1.4826 for an estimate of a normal distribution's standard deviation.
 *
 * @throws FS_MATH_INVALID_ARGUMENT when there are no values.
 *
 * @example
 * import { medianAbsoluteDeviation } from "foresolve/math";
 *
 * medianAbsoluteDeviation([1, 2, 3, 4, 1000]); // => 1
 */
export function medianAbsoluteDeviation(values: ArrayLike<number>): number {
  const median = quantile(values, 0.5);
  const deviations = Float64Array.from(values, (value) => Math.abs(value - median));
  return quantileOfSorted(deviations.sort(), 0.5);
}

function requirePairs(predicted: ArrayLike<number>, actual: ArrayLike<number>, what: string): void {
  requireValues(actual, 1, what);
  if (predicted.length !== actual.length)
    throw invalidArgument(
      `there are ${predicted.length} predictions for ${actual.length} actual values.`,
      "Pass one prediction for every actual value.",
      { predictions: predicted.length, actual: actual.length },
    );
}

/**
 * Square root of the mean squared difference.
 *
 * @throws FS_MATH_INVALID_ARGUMENT when the lengths differ or there are no values.
 *
 * @example
 * import { rootMeanSquareError } from "foresolve/math";
 *
 * rootMeanSquareError([3, 5], [4, 12]); // => 5
 */
export function rootMeanSquareError(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  requirePairs(predicted, actual, "root mean square error");
  let sum = 0;
  for (let index = 0; index < actual.length; index++) {
    const error = predicted[index]! - actual[index]!;
    sum += error * error;
  }
  return Math.sqrt(sum / actual.length);
}

/**
 * Mean absolute difference.
 *
 * @throws FS_MATH_INVALID_ARGUMENT when the lengths differ or there are no values.
 *
 * @example
 * import { meanAbsoluteError } from "foresolve/math";
 *
 * meanAbsoluteError([3, 5], [4, 12]); // => 4
 */
export function meanAbsoluteError(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  requirePairs(predicted, actual, "mean absolute error");
  let sum = 0;
  for (let index = 0; index < actual.length; index++) sum += Math.abs(predicted[index]! - actual[index]!);
  return sum / actual.length;
}
