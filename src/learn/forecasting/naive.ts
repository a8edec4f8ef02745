import { requireOption } from "../invalid-option.js";
import type { PointForecaster } from "./forecaster.js";
import { localForecaster } from "./local-forecaster.js";

/** Settings of {@link naive} and {@link drift}. */
export interface NaiveOptions {
  /** Steps ahead. */
  readonly horizon: number;
  readonly name?: string;
}

/** Settings of {@link seasonalNaive}. */
export interface SeasonalNaiveOptions extends NaiveOptions {
  /** Steps in a season: 7 for days with a weekly rhythm, 24 or 168 for hours. */
  readonly season: number;
}

/**
 * The last value that was seen, for all steps ahead. Gaps: the last value before them.
 *
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { naive, panel } from "foresolve/learn";
 *
 * const sales = panel({ series: { a: [3, 5, 4] }, start: "2024-01-01", stepHours: 24 });
 * const fitted = await naive({ horizon: 2 }).fit(sales);
 * fitted.forecast(sales, 3); // => new Float64Array([4, 4])
 */
export function naive({ horizon, name = "naive" }: NaiveOptions): PointForecaster {
  return localForecaster(name, horizon, 1, () => ({
    figures: {},
    forecast: (past, out) => void out.fill(past[lastSeen(past, past.length - 1, 1)]!),
  }));
}

/**
 * The value one season earlier. Gaps: two seasons earlier, and so on.
 *
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { panel, seasonalNaive } from "foresolve/learn";
 *
 * const sales = panel({ series: { a: [1, 2, 3, 4, 5] }, start: "2024-01-01", stepHours: 24 });
 * const fitted = await seasonalNaive({ horizon: 4, season: 3 }).fit(sales);
 * fitted.forecast(sales, 5); // => new Float64Array([3, 4, 5, 3])
 */
export function seasonalNaive({ horizon, season, name }: SeasonalNaiveOptions): PointForecaster {
  requireOption("season", season, { low: 1, whole: true });
  return localForecaster(name ?? `seasonal naive (${season})`, horizon, season, () => ({
    figures: {},
    forecast: (past, out) => seasonalCopy(past, season, out),
  }));
}

/**
 * The last value, moved on by the mean change per step so far (a line from the first value to the last).
 *
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { drift, panel } from "foresolve/learn";
 *
 * const sales = panel({ series: { a: [3, 9, 7] }, start: "2024-01-01", stepHours: 24 });
 * const fitted = await drift({ horizon: 2 }).fit(sales);
 * fitted.forecast(sales, 3); // => new Float64Array([9, 11])
 */
export function drift({ horizon, name = "drift" }: NaiveOptions): PointForecaster {
  return localForecaster(name, horizon, 2, () => ({
    figures: {},
    forecast(past, out) {
      const first = past.findIndex((value) => !Number.isNaN(value));
      const last = lastSeen(past, past.length - 1, 1);
      const slope = last > first ? (past[last]! - past[first]!) / (last - first) : 0;
      for (let ahead = 0; ahead < out.length; ahead++)
        out[ahead] = past[last]! + slope * (past.length + ahead - last);
    },
  }));
}

/** Writes the values one season before each step ahead; over gaps the season before that. NaN where there is none. */
export function seasonalCopy(past: Float64Array, season: number, out: Float64Array): void {
  for (let ahead = 0; ahead < out.length; ahead++) {
    const from = past.length + (ahead % season) - season;
    const step = lastSeen(past, from, season);
    out[ahead] = step < 0 ? Number.NaN : past[step]!;
  }
}

/** The last step at or before `from`, going back by `stride`, that has a value; −1 where none has. */
export function lastSeen(past: Float64Array, from: number, stride: number): number {
  let step = from;
  while (step >= 0 && Number.isNaN(past[step]!)) step -= stride;
  return step < 0 ? -1 : step;
}
