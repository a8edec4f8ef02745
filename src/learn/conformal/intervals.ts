import { invalidOption } from "../invalid-option.js";

/**
 * One interval for every prediction, both ends included. An end is infinite where the method cannot promise the
 * level with the calibration data it has: that is the answer, not an error.
 */
export interface Intervals {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Refuses a coverage level that is not between 0 and 1. */
export function requireLevel(level: number): void {
  if (!(level > 0 && level < 1))
    throw invalidOption("level", level, "a coverage between 0 and 1, such as 0.9");
}

/** Refuses arrays that do not have one value for each of `count` things. */
export function requireCount(name: string, values: ArrayLike<unknown>, count: number): void {
  if (values.length !== count)
    throw invalidOption(`${name}.length`, values.length, `an array of ${count} values`);
}

/** Refuses values that are not finite numbers above 0 (difficulties, scales). */
export function requirePositive(name: string, values: ArrayLike<number>): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!(value > 0 && value < Infinity))
      throw invalidOption(`${name}[${index}]`, value, "finite numbers above 0");
  }
}

/** Refuses scores that are NaN; +Infinity is a score (nothing conforms less). */
export function requireScores(name: string, scores: ArrayLike<number>): void {
  for (let index = 0; index < scores.length; index++)
    if (Number.isNaN(scores[index]!))
      throw invalidOption(`${name}[${index}]`, scores[index], "scores that are numbers");
}

/** truth − prediction, checked. */
export function residualsOf(predictions: ArrayLike<number>, truths: ArrayLike<number>): Float64Array {
  requireCount("truths", truths, predictions.length);
  const residuals = Float64Array.from(truths, (truth, index) => truth - predictions[index]!);
  requireScores("residuals", residuals);
  return residuals;
}
