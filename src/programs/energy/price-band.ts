import { quantile } from "../../math/index.js";
import { HOURS } from "./battery-problem.js";
import { stabilised, unstabilised } from "./price-shape.js";

/** Days of past errors that a band is made from, and the fewest that are enough. */
const WINDOW_DAYS = 60;
const MINIMUM_DAYS = 20;
/** Hours before and after whose errors are pooled with an hour's own. */
const NEIGHBOURS = 1;

/** A band around hourly forecasts, and how often it held. */
export interface PriceBand {
  /** [days, 24] NaN on the first days, for which there are too few past errors */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** The share of prices that the band is meant to hold. */
  readonly level: number;
  /** The share that it did hold, over all days that have a band. */
  readonly coverage: number;
}

/**
 * For each day, the range of the forecast's own errors over the sixty days before it (on the stabilised scale, hour
 * by hour with its neighbours). It uses only errors that were known on the eve of the day.
 *
 * @param predictions [days, 24]
 * @param truths [days, 24]
 */
export function priceBand(predictions: Float64Array, truths: Float64Array, level = 0.8): PriceBand {
  const days = predictions.length / HOURS;
  const errors = predictions.map((value, k) => stabilised(truths[k]) - stabilised(value));
  const lower = new Float64Array(predictions.length).fill(Number.NaN);
  const upper = new Float64Array(predictions.length).fill(Number.NaN);
  let held = 0;
  let banded = 0;
  for (let day = MINIMUM_DAYS; day < days; day++) {
    for (let hour = 0; hour < HOURS; hour++) {
      const pool: number[] = [];
      for (let past = Math.max(0, day - WINDOW_DAYS); past < day; past++) {
        for (
          let near = Math.max(0, hour - NEIGHBOURS);
          near <= Math.min(HOURS - 1, hour + NEIGHBOURS);
          near++
        ) {
          pool.push(errors[past * HOURS + near]);
        }
      }
      const at = day * HOURS + hour;
      lower[at] = unstabilised(stabilised(predictions[at]) + quantile(pool, (1 - level) / 2));
      upper[at] = unstabilised(stabilised(predictions[at]) + quantile(pool, (1 + level) / 2));
      banded++;
      if (truths[at] >= lower[at] && truths[at] <= upper[at]) held++;
    }
  }
  return { lower, upper, level, coverage: held / banded };
}
