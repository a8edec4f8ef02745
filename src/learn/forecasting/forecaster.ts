import type { Example } from "../feature-row.js";
import type { DistributionalPredictor, FittedDistributionalPredictor } from "../distributional-predictor.js";
import type { CardValue } from "../model-card.js";
import type { FitOptions } from "../predictor.js";
import type { Axis, Target } from "../target.js";
import { invalidOption } from "../invalid-option.js";
import { requireExamples } from "../training-set.js";
import { type Panel, requireOrigin } from "./panel.js";

/**
 * Where a forecast starts: the first step to forecast. Only steps before it are looked at. The panel may be longer than the
 * one that was fitted on, but it starts at the same time.
 */
export interface ForecastRow {
  readonly panel: Panel;
  readonly origin: number;
}

/** The axes of a forecast: all series, and the steps ahead (`"1"`, `"2"`, …). */
export type ForecastAxes = readonly [Axis<"series">, Axis<"ahead">];

/** Options of fitting to a panel. */
export interface PanelFitOptions extends FitOptions {
  /** Steps that may be learnt from: those before `until`. Default: all. */
  readonly until?: number;
}

/** A method that forecasts one value for each series and step ahead. */
export interface PointForecaster {
  readonly name: string;
  /** Steps ahead. */
  readonly horizon: number;
  fit(panel: Panel, options?: PanelFitOptions): Promise<FittedPointForecaster>;
}

/** A fitted {@link PointForecaster}: it can be asked at any origin, also later than what it was fitted on. */
export interface FittedPointForecaster {
  readonly name: string;
  readonly horizon: number;
  /** What fitting found out. Plain JSON. */
  readonly figures: Readonly<Record<string, CardValue>>;
  /** The method that was settled on, where fitting chose one; fitting it again repeats no choice. */
  readonly chosen?: PointForecaster;
  /** [series, horizon] row-major. Reads no value at or after the origin. */
  forecast(panel: Panel, origin: number): Float64Array;
}

/** A method whose forecasts are distributions and joint paths. */
export interface Forecaster {
  readonly name: string;
  readonly horizon: number;
  fit(panel: Panel, options?: PanelFitOptions): Promise<FittedForecaster>;
}

/** A fitted {@link Forecaster}; `predict` gives medians or point forecasts (the docstring of each says which). */
export interface FittedForecaster extends FittedDistributionalPredictor<ForecastRow, ForecastAxes> {
  readonly horizon: number;
  /** For a point in time: the centre, [series, horizon] row-major. Same as `predict` of one row. */
  forecast(panel: Panel, origin: number): Float64Array;
}

/** A {@link Forecaster} in the shape of a predictor, see {@link forecastPredictor}. */
export interface ForecastPredictor extends DistributionalPredictor<ForecastRow, ForecastAxes> {
  fit(examples: readonly Example<ForecastRow>[], options?: FitOptions): Promise<FittedForecaster>;
}

/** The target of forecasts: every series, every step ahead. */
export function forecastTarget(series: readonly string[], horizon: number): Target<ForecastAxes> {
  return {
    over: [
      { name: "series", keys: series },
      { name: "ahead", keys: Array.from({ length: horizon }, (_, ahead) => String(ahead + 1)) },
    ],
  };
}

/** The truth that a forecast from an origin is compared with, [series, horizon]; NaN beyond the last observation. */
export function truthAfter(panel: Panel, origin: number, horizon: number): Float64Array {
  const { steps, values } = panel;
  const truth = new Float64Array(panel.series.length * horizon).fill(Number.NaN);
  const there = Math.min(horizon, steps - origin);
  for (let series = 0; series < panel.series.length; series++)
    for (let ahead = 0; ahead < there; ahead++)
      truth[series * horizon + ahead] = values[series * steps + origin + ahead]!;
  return truth;
}

/**
 * Forecasts as examples of the predictors' world: features are a panel and an origin, the truth is what came after.
 * Origins whose truth is not complete are left out.
 *
 * @throws FS_LEARN_INVALID_OPTION for an origin outside the panel.
 *
 * @example
 * import { forecastExamples, panel } from "foresolve/learn";
 *
 * const sales = panel({ series: { a: [1, 2, 3, 4] }, start: "2024-01-01", stepHours: 24 });
 * const examples = forecastExamples(sales, 2, [1, 2, 3]);
 * examples.map(({ truth }) => Array.from(truth)); // => [[2, 3], [3, 4]]
 */
export function forecastExamples(
  panel: Panel,
  horizon: number,
  origins: readonly number[],
): Example<ForecastRow>[] {
  return origins.flatMap((origin) => {
    requireOrigin(panel, origin);
    const truth = truthAfter(panel, origin, horizon);
    return truth.some(Number.isNaN) ? [] : [{ features: { panel, origin }, truth }];
  });
}

/**
 * A forecaster as a predictor, for whatever takes predictors (decision problems, backtests): it is fitted on the panel
 * of the last example, up to the last step that the examples' truths reach.
 *
 * @param series names of the panel's series, which make the target
 * Fitting throws FS_LEARN_TOO_FEW_EXAMPLES without examples, FS_LEARN_INVALID_OPTION for examples with weights.
 *
 * @example
 * import { forecastExamples, forecastPredictor, panel, residualForecaster, seasonalNaive } from "foresolve/learn";
 *
 * const values = Array.from({ length: 60 }, (_, day) => (day % 7) + (day % 3));
 * const sales = panel({ series: { a: values }, start: "2024-01-01", stepHours: 24 });
 * const method = residualForecaster({ point: seasonalNaive({ horizon: 7, season: 7 }) });
 * const predictor = forecastPredictor(method, ["a"]);
 * const fitted = await predictor.fit(forecastExamples(sales, 7, [39, 46]));
 * fitted.predict([{ panel: sales, origin: 53 }]).length; // => 7
 */
export function forecastPredictor(forecaster: Forecaster, series: readonly string[]): ForecastPredictor {
  return {
    name: forecaster.name,
    target: forecastTarget(series, forecaster.horizon),
    async fit(examples, options = {}) {
      requireExamples(forecaster.name, examples.length, 1);
      if (examples.some(({ weight }) => weight !== undefined))
        throw invalidOption(
          "weight",
          "of an example",
          "examples without weights: a forecaster learns from the whole panel",
        );
      const last = examples.reduce((a, b) => (b.features.origin > a.features.origin ? b : a));
      const { panel, origin } = last.features;
      return forecaster.fit(panel, {
        ...options,
        until: Math.min(panel.steps, origin + forecaster.horizon),
      });
    },
  };
}
