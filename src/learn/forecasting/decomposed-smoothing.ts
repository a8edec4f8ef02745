import { requireOption } from "../invalid-option.js";
import { fitSmoothing } from "./exponential-smoothing.js";
import type { PointForecaster } from "./forecaster.js";
import { localForecaster, type LocalMethod } from "./local-forecaster.js";
import { requireSeasons, seasonalDecomposition } from "./seasonal-decomposition.js";
import {
  forecastSmoothing,
  runSmoothing,
  type SmoothingParameters,
  type SmoothingShape,
} from "./smoothing-state.js";

/** Settings of {@link decomposedSmoothing}. */
export interface DecomposedSmoothingOptions {
  /** Steps ahead. */
  readonly horizon: number;
  /** Lengths of the seasons in steps, ascending. */
  readonly seasons: readonly number[];
  /** How many of the longest season are looked back at. Default 12. */
  readonly cycles?: number;
  readonly name?: string;
}

/**
 * Takes each series apart by {@link seasonalDecomposition}, continues what is left without the seasons by exponential
 * smoothing with a damped trend, and repeats the last cycle of every seasonal pattern. At every origin the recent past is
 * decomposed anew; the smoothing's parameters stay as fitted.
 *
 * @throws FS_LEARN_INVALID_OPTION; fitting throws FS_LEARN_SERIES_TOO_SHORT.
 *
 * @example
 * import { decomposedSmoothing, panel } from "foresolve/learn";
 *
 * const weekly = Array.from({ length: 56 }, (_, day) => 10 + (day % 7));
 * const sales = panel({ series: { a: weekly }, start: "2024-01-01", stepHours: 24 });
 * const fitted = await decomposedSmoothing({ horizon: 3, seasons: [7] }).fit(sales);
 * fitted.forecast(sales, 56).map(Math.round); // => new Float64Array([10, 11, 12])
 */
export function decomposedSmoothing(options: DecomposedSmoothingOptions): PointForecaster {
  requireOption("cycles", options.cycles ?? 12, { low: 2, whole: true });
  requireSeasons(options.seasons);
  return localForecaster(decomposedSmoothingMethod(options));
}

/** The method of {@link decomposedSmoothing}. */
export function decomposedSmoothingMethod(
  options: DecomposedSmoothingOptions,
): LocalMethod<SmoothingParameters> {
  const { horizon, seasons, cycles = 12 } = options;
  const longest = seasons[seasons.length - 1]!;
  const name = options.name ?? `decomposition (${seasons.join(", ")}) and smoothing`;
  const shape: SmoothingShape = { trend: "damped", season: 1 };
  const split = (past: Float64Array): { adjusted: Float64Array; seasonal: readonly Float64Array[] } => {
    const recent = past.subarray(Math.max(0, past.length - cycles * longest));
    const { seasonal } = seasonalDecomposition(recent, { seasons });
    const adjusted = Float64Array.from(recent);
    for (const pattern of seasonal)
      for (let step = 0; step < adjusted.length; step++) adjusted[step]! -= pattern[step]!;
    return { adjusted, seasonal };
  };
  return {
    name,
    horizon,
    needed: 2 * longest,
    recipe: { method: "decomposedSmoothing", options },
    fit(past) {
      const { parameters, oneStepError } = fitSmoothing(split(past).adjusted, shape);
      return { found: parameters, figures: { ...parameters, oneStepError } };
    },
    forecast(parameters, seen, out) {
      const { adjusted, seasonal } = split(seen);
      const steps = adjusted.length;
      forecastSmoothing(runSmoothing(adjusted, shape, parameters), shape, parameters.damping, steps, out);
      for (const [index, pattern] of seasonal.entries()) {
        const season = seasons[index]!;
        for (let ahead = 0; ahead < out.length; ahead++)
          out[ahead]! += pattern[steps - season + (ahead % season)]!;
      }
    },
  };
}
