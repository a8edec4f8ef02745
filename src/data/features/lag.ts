import { requireWhole } from "../invalid-argument.js";

/**
 * The series `steps` rows earlier: entry t is `series[t - steps]`, NaN where there is none.
 *
 * @param series [rows], NaN where missing
 * @param steps whole number from 0
 * @returns [rows], a new array
 * @throws FS_DATA_INVALID_ARGUMENT
 *
 * @example
 * import { lag } from "foresolve/data";
 *
 * lag(new Float64Array([10, 20, 30]), 1); // => new Float64Array([NaN, 10, 20])
 */
export function lag(series: Float64Array, steps: number): Float64Array {
  requireWhole("steps", steps, 0);
  const result = new Float64Array(series.length).fill(Number.NaN);
  if (steps < series.length) result.set(series.subarray(0, series.length - steps), steps);
  return result;
}
