import type { Dependence } from "./dependence.js";
import { columnRanks } from "./dependence.js";
import {
  truthAfter,
  type FittedForecaster,
  type FittedPointForecaster,
  type Forecaster,
  type PointForecaster,
} from "./forecaster.js";
import { saveable } from "../saved/saveable.js";
import { marginalForecaster, type ForecasterDescription } from "./marginal-forecaster.js";
import type { Panel } from "./panel.js";
import { pooledErrors, predictiveQuantile } from "./past-errors.js";
import { pastOrigins, perOrigin, restlessness, type PastOriginsOptions } from "./past-origins.js";
import { requireOption } from "../invalid-option.js";
import { requireSteps } from "./panel.js";

/** Settings of {@link residualForecaster}. */
export interface ResidualForecasterOptions extends PastOriginsOptions {
  /** Makes the centre. */
  readonly point: PointForecaster;
  /** How paths hang together. Default `"bootstrap"`. */
  readonly dependence?: Dependence;
  /** `"recent"` (default): errors count in units of how restless the series has been of late; `"none"`: as they are. */
  readonly spread?: "recent" | "none";
  readonly name?: string;
}

/**
 * Distributions around a point forecast from the errors it made before: the method is fitted twice, once without the last
 * part of the history, where its errors are measured as they would have been in use, and once with it. At every origin the
 * errors are those of the latest forecasts whose outcome is known there; they keep up when a series changes its manners
 * without anything being fitted again. `predict` gives the point forecast.
 *
 * Quantiles of one step ahead use the errors of its neighbours too where there are few, each step in its own size.
 *
 * Fitting throws FS_LEARN_SERIES_TOO_SHORT and what the point forecaster throws.
 *
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { naive, panel, residualForecaster } from "foresolve/learn";
 *
 * const values = Array.from({ length: 90 }, (_, day) => 50 + ((day * 7) % 11));
 * const sales = panel({ series: { a: values }, start: "2024-01-01", stepHours: 24 });
 * const fitted = await residualForecaster({ point: naive({ horizon: 2 }) }).fit(sales, { until: 80 });
 * const [low, high] = fitted.quantiles([{ panel: sales, origin: 88 }], [0.1, 0.9]);
 * low! < high!; // => true
 * fitted.scenarios([{ panel: sales, origin: 88 }], { count: 5 }).length; // => 10
 */
export function residualForecaster(options: ResidualForecasterOptions): Forecaster {
  const { point, dependence = "bootstrap", spread = "recent", season = 1 } = options;
  const { horizon } = point;
  const name = options.name ?? `${point.name} with past errors`;
  return {
    name,
    horizon,
    async fit(panel, fit = {}) {
      const until = fit.until ?? panel.steps;
      requireOption("until", until, { low: 1, high: panel.steps, whole: true });
      const plan = pastOrigins(name, options, until, horizon);
      const early = await point.fit(panel, { ...fit, until: plan.earlyUntil });
      const chosen = early.chosen ?? point;
      const final = await chosen.fit(panel, { ...fit, until });
      return fittedResiduals({
        description: {
          name,
          kind: "point forecast with past errors",
          series: panel.series,
          horizon,
          features: [],
          rows: plan.paths,
          loss: "empirical quantiles of errors",
          seed: fit.seed ?? null,
          settings: {
            point: chosen.name,
            paths: plan.paths,
            pathStride: plan.stride,
            season,
            spread,
            dependence: dependence as string,
          },
          figures: { point: final.figures as never, choice: early.figures as never },
        },
        early,
        final,
        until,
        past: {
          season,
          ...(options.paths !== undefined && { paths: options.paths }),
          ...(options.pathStride !== undefined && { pathStride: options.pathStride }),
        },
        spread,
        dependence,
      });
    },
  };
}

/** A point forecast and what its errors are learnt from: plain data and fitted forecasters. */
export interface ResidualState {
  readonly description: ForecasterDescription;
  /** Makes the errors up to `until`; the final one those after it. */
  readonly early: FittedPointForecaster;
  readonly final: FittedPointForecaster;
  readonly until: number;
  readonly past: PastOriginsOptions;
  readonly spread: "recent" | "none";
  readonly dependence: Dependence;
}

/** The fitted forecaster of a state. */
export function fittedResiduals(state: ResidualState): FittedForecaster {
  const { description, early, final, until, past, spread, dependence } = state;
  const { name, horizon } = description;
  const { season = 1 } = past;
  const plan = pastOrigins(name, past, until, horizon);
  const entries = description.series.length * horizon;
  const unit = (given: Panel, series: number, origin: number): number =>
    spread === "none" ? 1 : restlessness(given, series, origin, season);
  // Whoever made the forecast had not seen its outcome: the early model up to the end of fitting, then the final one.
  const centre = perOrigin((given, origin) => final.forecast(given, origin));
  const errors = perOrigin((given, origin) => {
    const forecast = origin < until ? early.forecast(given, origin) : centre(given, origin);
    const truth = truthAfter(given, origin, horizon);
    for (let series = 0; series < given.series.length; series++) {
      const size = unit(given, series, origin);
      for (let ahead = 0; ahead < horizon; ahead++) {
        const at = series * horizon + ahead;
        truth[at] = (truth[at]! - forecast[at]!) / size;
      }
    }
    return truth;
  });
  /** Complete paths of past errors, [paths, entries]. */
  const pathsAt = perOrigin((given, origin) => {
    const complete = plan
      .before(origin)
      .map((past) => errors(given, past))
      .filter((path) => !path.some(Number.isNaN));
    requireSteps(`${name}: past forecasts without gaps`, complete.length, 2);
    const all = new Float64Array(complete.length * entries);
    for (const [path, values] of complete.entries()) all.set(values, path * entries);
    return { paths: complete.length, all };
  });
  const fitted = marginalForecaster(
    description,
    {
      centre: (given, origin) => Float64Array.from(centre(given, origin)),
      quantileFunction(given, origin) {
        const middle = centre(given, origin);
        const { paths, all } = pathsAt(given, origin);
        const pools = pooledErrors(all, paths, given.series.length, horizon);
        const units = given.series.map((_, series) => unit(given, series, origin));
        return (entry, level) => {
          const { sorted, draws } = pools[entry]!;
          return (
            middle[entry]! + units[Math.floor(entry / horizon)]! * predictiveQuantile(sorted, level, draws)
          );
        };
      },
      pastRanks(given, origin) {
        const { paths, all } = pathsAt(given, origin);
        return { paths, entries, ranks: columnRanks(all, paths, entries) };
      },
    },
    dependence,
  );
  return saveable(fitted, { kind: "residualForecaster", state });
}
