import { requireOption } from "../invalid-option.js";
import { requireSteps, seriesOf, type Panel } from "./panel.js";
import { meanOf } from "./smoothing-state.js";

/** Which origins of the past a distribution is learnt from. */
export interface PastOriginsOptions {
  /** Most forecasts of the past, the latest ones, whose errors are learnt from. Default 120. */
  readonly paths?: number;
  /**
   * Steps between them. Default: `season` where that leaves enough of them, so that all have the phase of the forecast;
   * else 1.
   */
  readonly pathStride?: number;
  /** Steps in the shortest season: phase, and the measure of how restless a series is now. Default 1. */
  readonly season?: number;
}

/** The plan of what is held out for errors and what is learnt from before it. */
export interface PastOrigins {
  readonly paths: number;
  readonly stride: number;
  /** The model that makes the errors is fitted on the steps before this one. */
  readonly earlyUntil: number;
  /** Origins whose truth is complete at an origin, latest first, none before `earlyUntil`. */
  before(origin: number): number[];
}

/** Lays out the origins; at most a third of the history is held out. */
export function pastOrigins(
  method: string,
  { paths = 120, pathStride, season = 1 }: PastOriginsOptions,
  until: number,
  horizon: number,
): PastOrigins {
  requireOption("paths", paths, { low: 2, whole: true });
  if (pathStride !== undefined) requireOption("pathStride", pathStride, { low: 1, whole: true });
  requireSteps(method, until, 3 * (horizon + 2));
  const held = Math.floor(until / 3);
  const fits = (stride: number): number => Math.floor((held - horizon) / stride) + 1;
  const stride = pathStride ?? (fits(season) >= 30 ? season : 1);
  const count = Math.min(paths, fits(stride));
  const earlyUntil = until - horizon - (count - 1) * stride;
  return {
    paths: count,
    stride,
    earlyUntil,
    before(origin) {
      const origins: number[] = [];
      for (let path = 0; path < paths; path++) {
        const past = origin - horizon - path * stride;
        if (past < earlyUntil) break;
        origins.push(past);
      }
      return origins;
    },
  };
}

/**
 * How restless a series is at an origin: mean absolute change over a season in the last eight seasons, with a floor of a tenth
 * of that over all the past. Errors are counted in this unit, so that calm and restless times share one distribution.
 */
export function restlessness(panel: Panel, series: number, origin: number, season: number): number {
  const past = seriesOf(panel, series).subarray(0, origin);
  const recent = Math.max(8 * season, 32);
  const now = meanChange(past, Math.max(season, past.length - recent), season);
  const ever = meanChange(past, Math.max(season, past.length - 20 * recent), season);
  const size = Math.max(Number.isNaN(now) ? 0 : now, 0.1 * (Number.isNaN(ever) ? 0 : ever));
  return size > 0 ? size : 1;
}

function meanChange(past: Float64Array, from: number, season: number): number {
  let sum = 0;
  let count = 0;
  for (let step = from; step < past.length; step++) {
    const change = Math.abs(past[step]! - past[step - season]!);
    if (change !== change) continue;
    sum += change;
    count++;
  }
  return count > 0 ? sum / count : meanOf(past, past.length, past.length);
}

/** Remembers what was worked out at an origin of a panel. */
export function perOrigin<Value>(
  work: (panel: Panel, origin: number) => Value,
): (panel: Panel, origin: number) => Value {
  const panels = new WeakMap<Panel, Map<number, Value>>();
  return (panel, origin) => {
    let known = panels.get(panel);
    if (known === undefined) panels.set(panel, (known = new Map()));
    let value = known.get(origin);
    if (value === undefined) known.set(origin, (value = work(panel, origin)));
    return value;
  };
}
