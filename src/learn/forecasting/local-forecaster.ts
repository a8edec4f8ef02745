import { breath } from "../breathe.js";
import { requireOption } from "../invalid-option.js";
import type { CardValue } from "../model-card.js";
import type { PointForecaster } from "./forecaster.js";
import { requireOrigin, requireSameSeries, requireSteps, seriesOf } from "./panel.js";

/** A method fitted to one series. */
export interface LocalFit {
  readonly figures: Readonly<Record<string, CardValue>>;
  /** Writes the forecast of the steps that follow `past` (never empty; NaN where missing). */
  forecast(past: Float64Array, out: Float64Array): void;
}

/**
 * A forecaster that treats each series of a panel by itself.
 *
 * Fitting and forecasting throw FS_LEARN_SERIES_TOO_SHORT with fewer steps than needed.
 *
 * @param needed fewest steps of history
 * @param fitSeries sees one series' values before `until`
 */
export function localForecaster(
  name: string,
  horizon: number,
  needed: number,
  fitSeries: (past: Float64Array) => LocalFit,
): PointForecaster {
  requireOption("horizon", horizon, { low: 1, whole: true });
  return {
    name,
    horizon,
    async fit(panel, { until = panel.steps, signal, onProgress } = {}) {
      requireOption("until", until, { low: 1, high: panel.steps, whole: true });
      requireSteps(name, until, needed);
      const fits: LocalFit[] = [];
      const pause = breath();
      for (let series = 0; series < panel.series.length; series++) {
        signal?.throwIfAborted();
        fits.push(fitSeries(seriesOf(panel, series).subarray(0, until)));
        onProgress?.({ phase: "series", done: series + 1, total: panel.series.length });
        if (pause.due()) await pause.take(signal);
      }
      return {
        name,
        horizon,
        figures: Object.fromEntries(panel.series.map((key, series) => [key, fits[series]!.figures])),
        forecast(given, origin) {
          requireSameSeries(name, panel.series, given);
          requireOrigin(given, origin);
          requireSteps(name, origin, needed);
          const out = new Float64Array(given.series.length * horizon);
          for (let series = 0; series < given.series.length; series++)
            fits[series]!.forecast(
              seriesOf(given, series).subarray(0, origin),
              out.subarray(series * horizon, (series + 1) * horizon),
            );
          return out;
        },
      };
    },
  };
}
