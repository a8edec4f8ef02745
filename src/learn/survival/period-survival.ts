import { randomStream } from "../../math/index.js";
import type { ScenarioOptions } from "../distributional-predictor.js";
import { requireOption } from "../invalid-option.js";
import { requireLevels } from "../conformal/predictive-distribution.js";
import { stepAt } from "./kaplan-meier.js";

/** P(alive at the end of each period), [units, periods], from hazards of the periods. */
export function survivalOf(hazards: Float64Array, periods: number): Float64Array {
  const survival = new Float64Array(hazards.length);
  for (let at = 0; at < hazards.length; at++)
    survival[at] = (at % periods === 0 ? 1 : survival[at - 1]!) * (1 - hazards[at]!);
  return survival;
}

/** P(alive at a time) of one unit, the hazard rate constant within a period; NaN beyond the last period. */
export function aliveAt(
  survival: Float64Array,
  start: number,
  periodEnds: Float64Array,
  time: number,
): number {
  const before = stepAt(periodEnds, time);
  const alive = before < 0 ? 1 : survival[start + before]!;
  const next = before + 1;
  if (next === periodEnds.length) return time > periodEnds[before]! ? Number.NaN : alive;
  const from = before < 0 ? 0 : periodEnds[before]!;
  const share = (time - from) / (periodEnds[next]! - from);
  // 0 to the power 0 is 1: nothing has happened yet at the start of a period.
  return alive * (alive === 0 ? 1 : (survival[start + next]! / alive) ** share);
}

/** The time at which P(alive) falls to `alive`, of one unit; Infinity when it has not by the last period's end. */
export function timeAt(
  survival: Float64Array,
  start: number,
  periodEnds: Float64Array,
  alive: number,
): number {
  let before = 1;
  let from = 0;
  for (let period = 0; period < periodEnds.length; period++) {
    const after = survival[start + period]!;
    const end = periodEnds[period]!;
    if (after <= alive) {
      if (after === before) return from;
      const share =
        after === 0
          ? 1 - (alive - after) / (before - after)
          : Math.log(alive / before) / Math.log(after / before);
      return from + share * (end - from);
    }
    before = after;
    from = end;
  }
  return Infinity;
}

/** Quantiles of the remaining life, [units, levels]. */
export function lifeQuantiles(
  survival: Float64Array,
  periodEnds: Float64Array,
  levels: readonly number[],
): Float64Array {
  requireLevels(levels);
  const units = survival.length / periodEnds.length;
  return Float64Array.from({ length: units * levels.length }, (_, at) =>
    timeAt(
      survival,
      Math.floor(at / levels.length) * periodEnds.length,
      periodEnds,
      1 - levels[at % levels.length]!,
    ),
  );
}

/** Random remaining lives, [units, count]. */
export function lifeSamples(
  survival: Float64Array,
  periodEnds: Float64Array,
  { count, seed = 0 }: ScenarioOptions,
): Float64Array {
  requireOption("count", count, { low: 1, whole: true });
  const stream = randomStream(seed).split("remaining lives");
  const units = survival.length / periodEnds.length;
  return Float64Array.from({ length: units * count }, (_, at) =>
    timeAt(survival, Math.floor(at / count) * periodEnds.length, periodEnds, 1 - stream.uniform()),
  );
}
