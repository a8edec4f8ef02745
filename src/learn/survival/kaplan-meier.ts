import { normalQuantile } from "../../math/index.js";
import { requireOption } from "../invalid-option.js";
import { riskTable, type SurvivalTimes } from "./survival-times.js";

/** A survival curve: a step down at each time of failure. Plain arrays. */
export interface SurvivalCurve {
  /** Distinct times of failure, ascending. */
  readonly times: Float64Array;
  /** Units at risk just before each time. */
  readonly atRisk: Float64Array;
  readonly failures: Float64Array;
  /** P(alive after the time). */
  readonly survival: Float64Array;
  /** Greenwood's standard error of the survival. */
  readonly standardError: Float64Array;
  /** The last time at which anyone was watched: nothing is known beyond. */
  readonly lastTime: number;
}

/**
 * The product-limit estimator of survival with censoring, S(t) = Π (1 − failures / at risk) (Kaplan and Meier,
 * "Nonparametric estimation from incomplete observations", JASA 1958), with Greenwood's variance
 * S² Σ failures / (at risk (at risk − failures)) (Greenwood 1926). Units lost at a time of failure count as at risk there.
 *
 * @throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_TRUTH, FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { kaplanMeier, survivalAt } from "foresolve/learn";
 *
 * const curve = kaplanMeier({ durations: [1, 2, 2, 4], failed: [1, 1, 0, 1] });
 * curve.survival; // => new Float64Array([0.75, 0.5, 0])
 * survivalAt(curve, 3); // => 0.5
 */
export function kaplanMeier(data: SurvivalTimes): SurvivalCurve {
  const table = riskTable(data);
  const steps = Array.from(table.times.keys()).filter((at) => table.failures[at]! > 0);
  let alive = 1;
  let greenwood = 0;
  const survival = new Float64Array(steps.length);
  const standardError = new Float64Array(steps.length);
  steps.forEach((at, index) => {
    const failures = table.failures[at]!;
    const atRisk = table.atRisk[at]!;
    alive *= 1 - failures / atRisk;
    greenwood += failures / (atRisk * (atRisk - failures));
    survival[index] = alive;
    standardError[index] = alive === 0 ? 0 : alive * Math.sqrt(greenwood);
  });
  const chosen = (values: Float64Array): Float64Array => Float64Array.from(steps, (at) => values[at]!);
  return {
    times: chosen(table.times),
    atRisk: chosen(table.atRisk),
    failures: chosen(table.failures),
    survival,
    standardError,
    lastTime: table.times[table.times.length - 1]!,
  };
}

/** P(alive after `time`); NaN beyond the last time at which anyone was watched, unless nobody is left alive. */
export function survivalAt(curve: SurvivalCurve, time: number): number {
  const step = stepAt(curve.times, time);
  const alive = step < 0 ? 1 : curve.survival[step]!;
  return time > curve.lastTime && alive > 0 ? Number.NaN : alive;
}

/**
 * A confidence interval of P(alive after `time`) from Greenwood's variance on the scale of log(−log S), which stays
 * within 0 and 1 (Kalbfleisch and Prentice, "The statistical analysis of failure time data", 1980). Where nobody has
 * failed yet, or nobody is left, the exact binomial bound (level / 2)^(1 / units) of that case.
 *
 * @throws FS_LEARN_INVALID_OPTION when the level is not between 0 and 1.
 *
 * @example
 * import { kaplanMeier, survivalInterval } from "foresolve/learn";
 *
 * const curve = kaplanMeier({ durations: [1, 2, 3, 4], failed: [1, 1, 0, 1] });
 * const { lower, upper } = survivalInterval(curve, 2, 0.95);
 * [lower.toFixed(3), upper.toFixed(3)]; // => ["0.058", "0.845"]
 */
export function survivalInterval(
  curve: SurvivalCurve,
  time: number,
  level: number,
): { readonly lower: number; readonly upper: number } {
  requireOption("level", level, { low: Number.MIN_VALUE, high: 1 - Number.EPSILON });
  const alive = survivalAt(curve, time);
  if (Number.isNaN(alive)) return { lower: Number.NaN, upper: Number.NaN };
  const units = curve.atRisk[0] ?? 0;
  const tail = (1 - level) / 2;
  if (alive === 1) return { lower: units === 0 ? 0 : tail ** (1 / units), upper: 1 };
  if (alive === 0) return { lower: 0, upper: 1 - tail ** (1 / units) };
  const step = stepAt(curve.times, time);
  const spread = (normalQuantile(1 - tail) * curve.standardError[step]!) / (alive * -Math.log(alive));
  return { lower: alive ** Math.exp(spread), upper: alive ** Math.exp(-spread) };
}

/** Position of the last of ascending times that is not after `time`; −1 before the first. */
export function stepAt(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
