import { breath } from "../../math/index.js";
import { requireOption } from "../invalid-option.js";
import type { CardValue } from "../model-card.js";
import { saveable } from "../saved/saveable.js";
import type { FittedPointForecaster, PointForecaster } from "./forecaster.js";
import { requireOrigin, requireSameSeries, requireSteps, seriesOf } from "./panel.js";

/** A method that treats each series of a panel by itself. */
export interface LocalMethod<Found> {
  readonly name: string;
  readonly horizon: number;
  /** Fewest steps of history. */
  readonly needed: number;
  /** What makes the method again: a name in `local-methods.ts`, and plain options. */
  readonly recipe: { readonly method: string; readonly options: object };
  /** Plain data; sees one series' values before `until`. */
  fit(past: Float64Array): LocalFit<Found>;
  /** Writes the forecast of the steps that follow `past` (never empty; NaN where missing). */
  forecast(found: Found, past: Float64Array, out: Float64Array): void;
}

/** What a method found out of one series. */
export interface LocalFit<Found> {
  readonly found: Found;
  readonly figures: Readonly<Record<string, CardValue>>;
}

/**
 * A forecaster of a method.
 *
 * Fitting and forecasting throw FS_LEARN_SERIES_TOO_SHORT with fewer steps than needed.
 */
export function localForecaster<Found>(method: LocalMethod<Found>): PointForecaster {
  const { name, horizon, needed } = method;
  requireOption("horizon", horizon, { low: 1, whole: true });
  return {
    name,
    horizon,
    async fit(panel, { until = panel.steps, signal, onProgress } = {}) {
      requireOption("until", until, { low: 1, high: panel.steps, whole: true });
      requireSteps(name, until, needed);
      const fits: LocalFit<Found>[] = [];
      const pause = breath();
      for (let series = 0; series < panel.series.length; series++) {
        signal?.throwIfAborted();
        fits.push(method.fit(seriesOf(panel, series).subarray(0, until)));
        onProgress?.({ phase: "series", done: series + 1, total: panel.series.length });
        if (pause.due()) await pause.take(signal);
      }
      return fittedLocal(method, panel.series, fits);
    },
  };
}

/** A method that was fitted to each series. */
export function fittedLocal<Found>(
  method: LocalMethod<Found>,
  series: readonly string[],
  fits: readonly LocalFit<Found>[],
): FittedPointForecaster {
  const { name, horizon, needed, recipe } = method;
  const fitted: FittedPointForecaster = {
    name,
    horizon,
    figures: Object.fromEntries(series.map((key, index) => [key, fits[index]!.figures])),
    forecast(given, origin) {
      requireSameSeries(name, series, given);
      requireOrigin(given, origin);
      requireSteps(name, origin, needed);
      const out = new Float64Array(given.series.length * horizon);
      for (let index = 0; index < given.series.length; index++)
        method.forecast(
          fits[index]!.found,
          seriesOf(given, index).subarray(0, origin),
          out.subarray(index * horizon, (index + 1) * horizon),
        );
      return out;
    },
  };
  return saveable(fitted, { kind: "localForecaster", state: { ...recipe, series, fits } });
}
