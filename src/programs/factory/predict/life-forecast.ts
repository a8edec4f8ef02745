import type { FittedHazard } from "../../../learn/index.js";
import { randomStream } from "../../../math/index.js";
import type { MachineCondition } from "../plant.js";
import { hazardRow, type HazardRow, type RowMaker } from "./landmarks.js";

/**
 * What is predicted of machines' lives from their conditions. All times are working time from now, in the plan's unit;
 * `workingTime` converts from the clock. Beyond the longest window that was learned about, the rate of failures of the last period
 * goes on.
 */
export interface LifeForecast {
  /** The longest window that was learned about. */
  readonly horizon: number;
  /** P(fails within t of working time | condition), [conditions, times] row-major; times at least 0. */
  failureProbabilities(conditions: readonly MachineCondition[], times: readonly number[]): Float64Array;
  /** Quantiles of the remaining life, [conditions, levels] row-major; levels above 0 and below 1. */
  lifeQuantiles(conditions: readonly MachineCondition[], levels: readonly number[]): Float64Array;
  /** Random remaining lives, [conditions, count] row-major. */
  lifeSamples(
    conditions: readonly MachineCondition[],
    options: { readonly count: number; readonly seed: number },
  ): Float64Array;
}

/** The forecast of a fitted hazard model. */
export function lifeForecast(
  hazard: Pick<FittedHazard<HazardRow>, "hazards" | "state">,
  maker: RowMaker,
): LifeForecast {
  const ends = hazard.state.periodEnds;
  const periods = ends.length;
  const horizon = ends[periods - 1];
  /** [conditions, periods] cumulative hazard at the end of each period. */
  const cumulated = (conditions: readonly MachineCondition[]): Float64Array => {
    const hazards = hazard.hazards(conditions.map((condition) => hazardRow(maker, condition)));
    return hazards.map((_, at, all) => {
      // A period that no one survives would leave no rate to go on with.
      const own = -Math.log1p(-Math.min(all[at], 1 - 1e-9));
      all[at] = (at % periods === 0 ? 0 : all[at - 1]) + own;
      return all[at];
    });
  };
  /** Time at which the cumulative hazard reaches a value. */
  const timeAt = (curve: Float64Array, start: number, value: number): number => {
    let before = 0;
    let from = 0;
    for (let period = 0; period < periods; period++) {
      const after = curve[start + period];
      if (value <= after || period === periods - 1) {
        const rise = after - before;
        if (rise <= 0) return value <= before ? from : Infinity;
        return from + ((value - before) / rise) * (ends[period] - from);
      }
      before = after;
      from = ends[period];
    }
    return Infinity;
  };
  return {
    horizon,
    failureProbabilities(conditions, times) {
      const curve = cumulated(conditions);
      const out = new Float64Array(conditions.length * times.length);
      for (let row = 0; row < conditions.length; row++)
        for (let index = 0; index < times.length; index++)
          out[row * times.length + index] = -Math.expm1(-hazardAt(curve, row * periods, ends, times[index]));
      return out;
    },
    lifeQuantiles(conditions, levels) {
      const curve = cumulated(conditions);
      return Float64Array.from({ length: conditions.length * levels.length }, (_, at) =>
        timeAt(curve, Math.floor(at / levels.length) * periods, -Math.log1p(-levels[at % levels.length])),
      );
    },
    lifeSamples(conditions, { count, seed }) {
      const curve = cumulated(conditions);
      const stream = randomStream(seed).split("remaining lives");
      return Float64Array.from({ length: conditions.length * count }, (_, at) =>
        timeAt(curve, Math.floor(at / count) * periods, stream.exponential()),
      );
    },
  };
}

/** Cumulative hazard at a time, linear within periods and beyond the last. */
function hazardAt(curve: Float64Array, start: number, ends: Float64Array, time: number): number {
  let before = 0;
  let from = 0;
  const last = ends.length - 1;
  for (let period = 0; period <= last; period++) {
    const after = curve[start + period];
    if (time <= ends[period] || period === last)
      return before + ((time - from) / (ends[period] - from)) * (after - before);
    before = after;
    from = ends[period];
  }
  return before;
}
