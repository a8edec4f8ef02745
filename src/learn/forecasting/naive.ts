import { requireOption } from "../invalid-option.js";
import type { PointForecaster } from "./forecaster.js";
import { localForecaster, type LocalFit, type LocalMethod } from "./local-forecaster.js";

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
export function naive(options: NaiveOptions): PointForecaster {
  return localForecaster(naiveMethod(options));
}

/** The method of {@link naive}. */
export function naiveMethod(options: NaiveOptions): LocalMethod<null> {
  const { horizon, name = "naive" } = options;
  return {
    name,
    horizon,
    needed: 1,
    recipe: { method: "naive", options },
    fit: nothing,
    forecast: (_, past, out) => void out.fill(past[lastSeen(past, past.length - 1, 1)]!),
  };
}

const nothing = (): LocalFit<null> => ({ found: null, figures: {} });

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
export function seasonalNaive(options: SeasonalNaiveOptions): PointForecaster {
  requireOption("season", options.season, { low: 1, whole: true });
  return localForecaster(seasonalNaiveMethod(options));
}

/** The method of {@link seasonalNaive}. */
export function seasonalNaiveMethod(options: SeasonalNaiveOptions): LocalMethod<null> {
  const { horizon, season, name = `seasonal naive (${season})` } = options;
  return {
    name,
    horizon,
    needed: season,
    recipe: { method: "seasonalNaive", options },
    fit: nothing,
    forecast: (_, past, out) => seasonalCopy(past, season, out),
  };
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
export function drift(options: NaiveOptions): PointForecaster {
  return localForecaster(driftMethod(options));
}

/** The method of {@link drift}. */
export function driftMethod(options: NaiveOptions): LocalMethod<null> {
  const { horizon, name = "drift" } = options;
  return {
    name,
    horizon,
    needed: 2,
    recipe: { method: "drift", options },
    fit: nothing,
    forecast(_, past, out) {
      const first = past.findIndex((value) => !Number.isNaN(value));
      const last = lastSeen(past, past.length - 1, 1);
      const slope = last > first ? (past[last]! - past[first]!) / (last - first) : 0;
      for (let ahead = 0; ahead < out.length; ahead++)
        out[ahead] = past[last]! + slope * (past.length + ahead - last);
    },
  };
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
