import { randomStream } from "../../math/index.js";
import type { ScenarioOptions } from "../distributional-predictor.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import { conformalRank } from "./conformal-quantile.js";
import { requireCount, requirePositive, residualsOf } from "./intervals.js";
import type { CalibrationData } from "./split-conformal.js";

/** (truth − prediction) / difficulty of held-out examples, in ascending order. */
export interface PredictiveDistribution {
  readonly residuals: Float64Array;
}

/**
 * Conformal predictive distributions: a whole distribution for each new value whose probabilities are right: for
 * exchangeable examples P(truth ≤ quantile at p) is p up to 1 / (n + 1) (Vovk, Shen, Manokhin and Xie,
 * "Nonparametric predictive distributions based on conformal prediction", Machine Learning 2019; the split form:
 * Vovk, Petej, Nouretdinov, Manokhin and Gammerman, "Computationally efficient versions of conformal predictive
 * distributions", Neurocomputing 2020, section 4). Samples feed a sample average approximation.
 *
 * @param data.difficulties scale of each example's error, above 0; 1 when absent
 * @throws FS_LEARN_INVALID_OPTION when lengths differ, a value is NaN or a difficulty is not positive.
 *
 * @example
 * import { predictiveCdf, predictiveDistribution, predictiveQuantiles } from "foresolve/learn";
 *
 * const calibrated = predictiveDistribution({ predictions: [10, 10, 10], truths: [9, 10, 14] });
 * predictiveQuantiles(calibrated, [20], [0.1, 0.25, 0.5, 0.75]);
 * // => new Float64Array([-Infinity, 19, 20, 24])
 * predictiveCdf(calibrated, 20, 22); // => { lower: 0.5, upper: 0.75 }
 */
export function predictiveDistribution({
  predictions,
  truths,
  difficulties,
}: CalibrationData & { readonly difficulties?: ArrayLike<number> }): PredictiveDistribution {
  const residuals = residualsOf(predictions, truths);
  if (difficulties !== undefined) {
    requireCount("difficulties", difficulties, predictions.length);
    requirePositive("difficulties", difficulties);
    for (let index = 0; index < residuals.length; index++) residuals[index]! /= difficulties[index]!;
  }
  return { residuals: residuals.sort() };
}

/**
 * The probability that the truth is at most `value`, between two bounds: n examples cannot say it more exactly
 * (Vovk et al. 2020, equation 5, for τ = 0 and τ = 1).
 */
export function predictiveCdf(
  { residuals }: PredictiveDistribution,
  prediction: number,
  value: number,
  difficulty = 1,
): { readonly lower: number; readonly upper: number } {
  requirePositive("difficulty", [difficulty]);
  const error = (value - prediction) / difficulty;
  let below = 0;
  let upTo = 0;
  for (const residual of residuals) {
    if (residual < error) below++;
    if (residual <= error) upTo++;
  }
  const count = residuals.length + 1;
  return { lower: below / count, upper: (upTo + 1) / count };
}

/**
 * Quantiles of new values. Below the median they are rounded outwards to the next lower example, above it to the next
 * higher one, so that the interval between two of them covers at least their difference. Beyond 1 / (n + 1) and
 * n / (n + 1) they are infinite.
 *
 * @param levels ascending, each in (0, 1)
 * @returns [predictions, levels] row-major
 * @throws FS_LEARN_INVALID_OPTION when a level is outside (0, 1), levels do not ascend, or a difficulty is not positive.
 */
export function predictiveQuantiles(
  { residuals }: PredictiveDistribution,
  predictions: ArrayLike<number>,
  levels: readonly number[],
  difficulties?: ArrayLike<number>,
): Float64Array {
  requireLevels(levels);
  if (difficulties !== undefined) {
    requireCount("difficulties", difficulties, predictions.length);
    requirePositive("difficulties", difficulties);
  }
  const errors = levels.map((level) => outwardQuantile(residuals, level));
  const out = new Float64Array(predictions.length * levels.length);
  for (let row = 0; row < predictions.length; row++) {
    const scale = difficulties === undefined ? 1 : difficulties[row]!;
    for (let level = 0; level < levels.length; level++)
      out[row * levels.length + level] = predictions[row]! + scale * errors[level]!;
  }
  return out;
}

/**
 * Random values from the distributions of new rows: the prediction plus the error of a random calibration example.
 * The share 1 / (n + 1) of probability of which nothing is known is left out.
 *
 * @returns [predictions, count] row-major
 * @throws FS_LEARN_INVALID_OPTION when there are no calibration examples or the count is not a whole number above 0.
 */
export function predictiveSamples(
  { residuals }: PredictiveDistribution,
  predictions: ArrayLike<number>,
  { count, seed = 0 }: ScenarioOptions,
  difficulties?: ArrayLike<number>,
): Float64Array {
  requireOption("count", count, { low: 1, whole: true });
  if (residuals.length === 0) throw invalidOption("residuals", [], "at least one calibration example");
  if (difficulties !== undefined) {
    requireCount("difficulties", difficulties, predictions.length);
    requirePositive("difficulties", difficulties);
  }
  const stream = randomStream(seed).split("predictive samples");
  const out = new Float64Array(predictions.length * count);
  for (let at = 0; at < out.length; at++) {
    const row = Math.floor(at / count);
    const scale = difficulties === undefined ? 1 : difficulties[row]!;
    out[at] = predictions[row]! + scale * residuals[stream.integer(residuals.length)]!;
  }
  return out;
}

/** Refuses quantile levels that are not ascending numbers between 0 and 1. */
export function requireLevels(levels: readonly number[]): void {
  levels.forEach((level, index) => {
    if (!(level > 0 && level < 1) || (index > 0 && level < levels[index - 1]!))
      throw invalidOption("levels", levels, "ascending levels, each between 0 and 1");
  });
}

/** Order statistic at a level, away from the median; the middle of the two nearest at the median itself. */
export function outwardQuantile(sorted: Float64Array, level: number): number {
  const at = (rank: number): number =>
    rank < 1 ? -Infinity : rank > sorted.length ? Infinity : sorted[rank - 1]!;
  const up = conformalRank(sorted.length, level);
  const down = sorted.length + 1 - conformalRank(sorted.length, 1 - level);
  if (level > 0.5) return at(up);
  if (level < 0.5 || up === down) return at(down);
  const middle = (at(down) + at(up)) / 2;
  return Number.isNaN(middle) ? 0 : middle;
}
