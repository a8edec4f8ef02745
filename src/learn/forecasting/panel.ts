import { ForesolveError } from "../../errors.js";

/** One or several series on one regular calendar, in flat arrays. */
export interface Panel {
  /** Names of the series, in the order of `values`. */
  readonly series: readonly string[];
  /** Number of steps that were observed, for every series. */
  readonly steps: number;
  /** [series, steps] row-major; NaN where a value is missing. */
  readonly values: Float64Array;
  /** Wall-clock milliseconds of step 0. */
  readonly start: number;
  /** Milliseconds from one step to the next. */
  readonly stepMilliseconds: number;
  /** Steps that `known` covers, at least `steps`; equal to `steps` where nothing is known ahead. */
  readonly knownSteps: number;
  /** What is known before it happens (a published plan, a price list), each [series, knownSteps] row-major. */
  readonly known: Readonly<Record<string, Float64Array>>;
  /** What does not change with time, each [series]. */
  readonly fixed: Readonly<Record<string, Float64Array>>;
}

/** What {@link panel} is made from. */
export interface PanelOptions {
  /** All of one length; NaN where a value is missing. */
  readonly series: Readonly<Record<string, ArrayLike<number>>>;
  /** Time of the first step, such as `"2011-01-03"` or `"2011-01-03T06:00"` (wall-clock). */
  readonly start: string;
  /** Hours from one step to the next: 1, 24, 168. */
  readonly stepHours: number;
  /**
   * Covariates whose values are known ahead. One array counts for all series; a record gives each series its own. They
   * may (and for a forecast beyond the last observation must) be longer than the series.
   */
  readonly known?: Readonly<Record<string, ArrayLike<number> | Readonly<Record<string, ArrayLike<number>>>>>;
  /** Features of a series that do not change: `{ beds: { north: 300, south: 120 } }`. */
  readonly fixed?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/**
 * Brings series that share a calendar into one panel. Gaps are NaN, and every method here handles them (each says how).
 *
 * @throws FS_LEARN_INVALID_PANEL for no series, different lengths, infinite values, a series without any value, a start
 * that is no time, or covariates that are too short.
 * @throws FS_LEARN_INVALID_OPTION for `stepHours` of 0 or less.
 *
 * @example
 * import { panel } from "foresolve/learn";
 *
 * const demand = panel({
 *   series: { north: [5, 7, 6], south: [1, NaN, 2] },
 *   start: "2024-01-01",
 *   stepHours: 24,
 *   known: { promotion: [0, 0, 1, 1] },
 * });
 * demand.values; // => new Float64Array([5, 7, 6, 1, NaN, 2])
 * [demand.steps, demand.knownSteps]; // => [3, 4]
 */
export function panel(options: PanelOptions): Panel {
  const series = Object.keys(options.series);
  if (series.length === 0) throw invalidPanel("the panel has no series.", "Pass at least one series.", {});
  const steps = options.series[series[0]!]!.length;
  const start = startOf(options.start);
  if (!(options.stepHours > 0 && options.stepHours < Infinity))
    throw new ForesolveError("FS_LEARN_INVALID_OPTION", {
      message: `the option stepHours is ${options.stepHours}.`,
      fix: "Pass a number of hours above 0.",
      data: { option: "stepHours", value: options.stepHours },
    });
  const values = new Float64Array(series.length * steps);
  for (const [index, name] of series.entries()) {
    const own = options.series[name]!;
    if (own.length !== steps)
      throw invalidPanel(
        `the series "${name}" has ${own.length} values, "${series[0]}" has ${steps}.`,
        "Give all series of a panel the same length; write NaN where one has no value.",
        { series: name, length: own.length, steps },
      );
    requireNoInfinity(name, own);
    values.set(own, index * steps);
    if (values.subarray(index * steps, (index + 1) * steps).every(Number.isNaN))
      throw invalidPanel(`the series "${name}" has no value at all.`, "Leave the series out.", {
        series: name,
      });
  }
  const { known, knownSteps } = knownOf(options, series, steps);
  return {
    series,
    steps,
    values,
    start,
    stepMilliseconds: options.stepHours * 3_600_000,
    knownSteps,
    known,
    fixed: fixedOf(options, series),
  };
}

/** The values of one series, a view of [steps]. */
export function seriesOf({ values, steps }: Panel, index: number): Float64Array {
  return values.subarray(index * steps, (index + 1) * steps);
}

/**
 * Wall-clock milliseconds of steps `from` to `to` (exclusive), which may lie beyond the last observation.
 */
export function timesOf({ start, stepMilliseconds }: Panel, from: number, to: number): Float64Array {
  return Float64Array.from({ length: to - from }, (_, index) => start + (from + index) * stepMilliseconds);
}

/**
 * Refuses an origin outside the panel, or (with `knownAhead` above 0) one from which the covariates do not reach as far
 * as the forecast.
 */
export function requireOrigin(given: Panel, origin: number, knownAhead: number = 0): void {
  const needsKnown = knownAhead > 0 && Object.keys(given.known).length > 0;
  const last = needsKnown ? Math.min(given.steps, given.knownSteps - knownAhead) : given.steps;
  if (Number.isInteger(origin) && origin >= 1 && origin <= last) return;
  throw new ForesolveError("FS_LEARN_INVALID_OPTION", {
    message: `the origin ${origin} cannot be forecast from: the panel has ${given.steps} steps${needsKnown ? `, its covariates ${given.knownSteps}, and the forecast reaches ${knownAhead} ahead` : ""}.`,
    fix: `Pass a whole number from 1 to ${last}: the number of steps that are known at the origin${needsKnown ? "; covariates must reach as far as the forecast" : ""}.`,
    data: { option: "origin", value: origin, steps: given.steps },
  });
}

/** Refuses a panel of other series than a forecaster was fitted on. */
export function requireSameSeries(method: string, fitted: readonly string[], given: Panel): void {
  if (fitted.length === given.series.length && fitted.every((name, index) => name === given.series[index]))
    return;
  throw new ForesolveError("FS_LEARN_TARGET_MISMATCH", {
    message: `${method} was fitted on the series ${fitted.join(", ")} and is asked for ${given.series.join(", ")}.`,
    fix: "Forecast the same series in the same order, or fit again.",
    data: { method, fitted, given: given.series },
  });
}

/** Refuses series that are too short for a method. */
export function requireSteps(method: string, given: number, needed: number): void {
  if (given >= needed) return;
  throw new ForesolveError("FS_LEARN_SERIES_TOO_SHORT", {
    message: `${method} was given ${given} steps of history; it needs at least ${needed}.`,
    fix: "Pass a longer history, a shorter horizon, or shorter seasons.",
    data: { method, given, needed },
  });
}

function startOf(text: string): number {
  const time = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?$/.test(text)
    ? Date.parse(`${text.replace(" ", "T")}${text.length === 10 ? "T00:00" : ""}Z`)
    : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw invalidPanel(`the start "${text}" is no time.`, 'Write it as "2011-01-03" or "2011-01-03T06:00".', {
    start: text,
  });
}

function knownOf(
  { known = {} }: PanelOptions,
  series: readonly string[],
  steps: number,
): Pick<Panel, "known" | "knownSteps"> {
  const rows = Object.entries(known).map(([name, given]) => {
    const shared = typeof given.length === "number";
    const each = given as Readonly<Record<string, ArrayLike<number> | undefined>>;
    return { name, own: series.map((key) => (shared ? (given as ArrayLike<number>) : each[key])) };
  });
  let knownSteps = Infinity;
  for (const { name, own } of rows)
    for (const [index, values] of own.entries()) {
      if (values === undefined || values.length < steps)
        throw invalidPanel(
          `the covariate "${name}" has ${values?.length ?? 0} values for the series "${series[index]}" of ${steps} steps.`,
          "Give a covariate a value for every step of every series, and for the steps that will be forecast.",
          { covariate: name, series: series[index] },
        );
      requireNoInfinity(name, values);
      knownSteps = Math.min(knownSteps, values.length);
    }
  if (rows.length === 0) return { known: {}, knownSteps: steps };
  const flat: Record<string, Float64Array> = {};
  for (const { name, own } of rows) {
    const all = new Float64Array(series.length * knownSteps);
    for (const [index, values] of own.entries())
      for (let step = 0; step < knownSteps; step++) all[index * knownSteps + step] = values![step]!;
    flat[name] = all;
  }
  return { known: flat, knownSteps };
}

function fixedOf({ fixed = {} }: PanelOptions, series: readonly string[]): Record<string, Float64Array> {
  const flat: Record<string, Float64Array> = {};
  for (const [name, given] of Object.entries(fixed))
    flat[name] = Float64Array.from(series, (key) => {
      const value = given[key];
      if (value !== undefined && Number.isFinite(value)) return value;
      throw invalidPanel(
        `the fixed feature "${name}" of the series "${key}" is ${value}.`,
        "Give every series a finite value.",
        { feature: name, series: key },
      );
    });
  return flat;
}

function requireNoInfinity(name: string, values: ArrayLike<number>): void {
  for (let step = 0; step < values.length; step++)
    if (!Number.isFinite(values[step]!) && !Number.isNaN(values[step]!))
      throw invalidPanel(`"${name}" is ${values[step]} at step ${step}.`, "Write NaN for a missing value.", {
        name,
        step,
      });
}

function invalidPanel(message: string, fix: string, data: Record<string, unknown>): ForesolveError {
  return new ForesolveError("FS_LEARN_INVALID_PANEL", { message, fix, data });
}
