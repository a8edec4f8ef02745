import { invalidOption, requireOption } from "../invalid-option.js";
import { boundedMinimum } from "./bounded-minimum.js";
import type { PointForecaster } from "./forecaster.js";
import { localForecaster, type LocalMethod } from "./local-forecaster.js";
import {
  forecastSmoothing,
  runSmoothing,
  type SmoothingParameters,
  type SmoothingShape,
} from "./smoothing-state.js";

/** Settings of {@link exponentialSmoothing}. */
export interface ExponentialSmoothingOptions {
  /** Steps ahead. */
  readonly horizon: number;
  /** `"none"` (default), `"additive"` (Holt's line) or `"damped"` (a line that flattens out). */
  readonly trend?: "none" | "additive" | "damped";
  /** Steps in a season, for an additive seasonal pattern (Holt and Winters). Default: none. */
  readonly season?: number;
  readonly name?: string;
}

/** A smoothing whose parameters have been chosen. */
export interface FittedSmoothing {
  readonly shape: SmoothingShape;
  readonly parameters: SmoothingParameters;
  /** Root mean square of the one-step errors. */
  readonly oneStepError: number;
}

/**
 * Exponential smoothing of each series: simple, Holt's, damped, with or without an additive seasonal pattern. The
 * parameters minimise the squared one-step errors within bounds (level, trend and season from 0 to 1, damping from 0.8 to
 * 0.99) by a deterministic search from two starts. Gaps are stepped over.
 *
 * Fitting throws FS_LEARN_SERIES_TOO_SHORT with less than two seasons of history.
 *
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { exponentialSmoothing, panel } from "foresolve/learn";
 *
 * const line = Array.from({ length: 30 }, (_, day) => 2 * day);
 * const sales = panel({ series: { a: line }, start: "2024-01-01", stepHours: 24 });
 * const fitted = await exponentialSmoothing({ horizon: 2, trend: "additive" }).fit(sales);
 * fitted.forecast(sales, 30).map(Math.round); // => new Float64Array([60, 62])
 */
export function exponentialSmoothing(options: ExponentialSmoothingOptions): PointForecaster {
  const { trend = "none", season = 1 } = options;
  if (trend !== "none" && trend !== "additive" && trend !== "damped")
    throw invalidOption("trend", trend, '"none", "additive" or "damped"');
  requireOption("season", season, { low: 1, whole: true });
  return localForecaster(smoothingMethod(options));
}

/** The method of {@link exponentialSmoothing}. */
export function smoothingMethod(options: ExponentialSmoothingOptions): LocalMethod<SmoothingParameters> {
  const { horizon, trend = "none", season = 1 } = options;
  const shape: SmoothingShape = { trend, season };
  const kind = { none: "simple", additive: "Holt", damped: "damped" }[trend];
  const name = options.name ?? `${kind} smoothing${season > 1 ? ` (${season})` : ""}`;
  return {
    name,
    horizon,
    needed: Math.max(3, 2 * season),
    recipe: { method: "exponentialSmoothing", options },
    fit(past) {
      const { parameters, oneStepError } = fitSmoothing(past, shape);
      return { found: parameters, figures: { ...parameters, oneStepError } };
    },
    forecast(parameters, seen, out) {
      forecastSmoothing(runSmoothing(seen, shape, parameters), shape, parameters.damping, seen.length, out);
    },
  };
}

/** Chooses the parameters of a smoothing by the least squared one-step errors. */
export function fitSmoothing(past: Float64Array, shape: SmoothingShape): FittedSmoothing {
  const hasTrend = shape.trend !== "none";
  const hasSeason = shape.season > 1;
  const damped = shape.trend === "damped";
  // Only the parameters that the shape has are searched over.
  const free = [true, hasTrend, hasSeason, damped];
  const pick = (all: readonly number[]): number[] => all.filter((_, axis) => free[axis]);
  const read = (point: ArrayLike<number>): SmoothingParameters => {
    let at = 0;
    const next = (axis: number, otherwise: number): number => (free[axis] ? point[at++]! : otherwise);
    return { level: next(0, 0), trend: next(1, 0), season: next(2, 0), damping: next(3, 1) };
  };
  const meanSquare = (point: ArrayLike<number>): number => {
    const { squares, errors } = runSmoothing(past, shape, read(point));
    return errors > 0 ? squares / errors : 0;
  };
  const { point, value } = boundedMinimum(meanSquare, pick([1e-4, 0, 0, 0.8]), pick([0.9999, 1, 1, 0.99]), [
    pick([0.3, 0.1, 0.1, 0.95]),
    pick([0.8, 0.05, 0.5, 0.9]),
  ]);
  return { shape, parameters: read(point), oneStepError: Math.sqrt(value) };
}
