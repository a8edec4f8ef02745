import { calendar, fourier } from "../../data/index.js";
import type { Example, FeatureRow, FeatureValue } from "../feature-row.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import { truthAfter } from "./forecaster.js";
import { requireOrigin, requireSteps, seriesOf, timesOf, type Panel } from "./panel.js";
import { fillGaps } from "./seasonal-decomposition.js";
import { meanOf } from "./smoothing-state.js";

/** What a global model is told of the past, the calendar and the covariates. */
export interface PanelFeatures {
  /** Steps ahead. */
  readonly horizon: number;
  /** Lengths of the seasons in steps, ascending; the first anchors the forecast. Default: none. */
  readonly seasons?: readonly number[];
  /** Values so many steps before the first forecast step (1 is the last value). Default `[1, 2, 3]`. */
  readonly lags?: readonly number[];
  /** Means over so many last steps. Default: each season and four of it; 8 and 32 steps without seasons. */
  readonly windows?: readonly number[];
  /** How many last seasons of the same phase are looked at, one by one and as a mean. Default 4. */
  readonly seasonsBack?: number;
  /** Weekday, month, hour, day of the year, holidays of the forecast steps. Default `"numbers"`, which suits trees. */
  readonly calendar?: "numbers" | "indicators" | "none";
  /** Dates such as `"2014-12-25"`. */
  readonly holidays?: readonly string[];
  /** Smooth seasons by sine and cosine waves; the period in steps. Default: none. */
  readonly waves?: readonly { readonly period: number; readonly harmonics: number }[];
  /**
   * What is learnt: the difference to the recent mean (`"level"`), to the mean of the last values of the same phase of
   * the first season (`"season"`, default where there are seasons), in units of the recent spread, so that one model
   * serves series of any size; or the values as they are (`"none"`).
   */
  readonly anchor?: "level" | "season" | "none";
  /** `"missing"`: gaps stay NaN, which trees understand (default); `"carry"`: the value of the season before stands in. */
  readonly gaps?: "missing" | "carry";
}

/** One row of a global model, and how its predictions become forecasts: centre + scale · prediction. */
export interface DesignRow {
  readonly features: FeatureRow;
  /** [horizon] */
  readonly centre: Float64Array;
  readonly scale: number;
}

/** Turns a panel into rows, one for each series and origin. */
export interface PanelDesign {
  /** First origin that has all the history it needs. */
  readonly firstOrigin: number;
  row(panel: Panel, series: number, origin: number): DesignRow;
}

/**
 * The features of direct forecasts over all steps ahead at once. Scalars are what is known at the origin, per-entry
 * fields what is known of each forecast step: its calendar, its covariates, the last values of its phase. A row reads
 * values before the origin only.
 *
 * @throws FS_LEARN_INVALID_OPTION
 */
export function panelDesign(options: PanelFeatures): PanelDesign {
  const { horizon, seasons = [], lags = [1, 2, 3], seasonsBack = 4, waves = [], gaps = "missing" } = options;
  const whole = true;
  requireOption("horizon", horizon, { low: 1, whole });
  for (const season of seasons) requireOption("seasons", season, { low: 2, whole });
  for (const steps of lags) requireOption("lags", steps, { low: 1, whole });
  requireOption("seasonsBack", seasonsBack, { low: 1, whole });
  const windows = options.windows ?? (seasons.length > 0 ? seasons.flatMap((s) => [s, 4 * s]) : [8, 32]);
  for (const window of windows) requireOption("windows", window, { low: 1, whole });
  const anchor = options.anchor ?? (seasons.length > 0 ? "season" : "level");
  if (anchor === "season" && seasons.length === 0)
    throw invalidOption("anchor", anchor, '"level" or "none" where there are no seasons');
  const phases = seasons.map((season) => ({ season }));
  const levelWindow = seasons.length > 0 ? Math.max(...seasons) : 16;
  const history = Math.max(
    levelWindow,
    ...lags,
    ...windows,
    ...seasons.map((season) => seasonsBack * season),
  );

  return {
    firstOrigin: history,
    row(panel, series, origin) {
      requireOrigin(panel, origin, horizon);
      requireSteps("a global model", origin, history);
      let past = seriesOf(panel, series).subarray(origin - history, origin);
      if (gaps === "carry") past = fillGaps(past, seasons[0] ?? 1);
      const { level, scale } = sizeOf(past, levelWindow, anchor === "none");
      const relative = (value: number): number => (value - level) / scale;
      const features: Record<string, FeatureValue> = {};
      for (const steps of lags) features[`lag ${steps}`] = relative(past[history - steps]!);
      for (const window of windows) {
        const mean = relative(meanOf(past, history - window, history));
        // A window without a single value: the level is the best guess where NaN is not wanted.
        features[`mean ${window}`] = gaps === "carry" && Number.isNaN(mean) ? 0 : mean;
      }
      if (panel.series.length > 1) features["series"] = series;
      if (anchor !== "none") features["size"] = Math.log(scale);
      for (const [name, values] of Object.entries(panel.fixed)) features[name] = values[series]!;
      const centre = new Float64Array(horizon).fill(anchor === "none" ? 0 : level);
      for (const [index, { season }] of phases.entries()) {
        const means = new Float64Array(horizon);
        for (let ahead = 0; ahead < horizon; ahead++) {
          let sum = 0;
          let count = 0;
          for (let back = 0; back < seasonsBack; back++) {
            const value = past[phaseStep(history, ahead, season) - back * season]!;
            if (value !== value) continue;
            sum += value;
            count++;
          }
          means[ahead] = count > 0 ? sum / count : gaps === "carry" ? level : Number.NaN;
          if (anchor === "season" && index === 0) centre[ahead] = count > 0 ? sum / count : level;
        }
        features[`season ${season} mean`] = means.map(relative);
        for (let back = 0; back < Math.min(2, seasonsBack); back++)
          features[`season ${season} back ${back + 1}`] = Float64Array.from({ length: horizon }, (_, ahead) =>
            relative(past[phaseStep(history, ahead, season) - back * season]!),
          );
      }
      addCalendar(features, panel, origin, options, waves);
      addKnown(features, panel, series, origin, horizon, phases);
      return { features, centre, scale };
    },
  };
}

/** The options that make a design, without those of a fit around them. */
export function featuresOf({
  horizon,
  seasons,
  lags,
  windows,
  seasonsBack,
  calendar: style,
  holidays,
  waves,
  anchor,
  gaps,
}: PanelFeatures): PanelFeatures {
  return {
    horizon,
    ...(seasons && { seasons }),
    ...(lags && { lags }),
    ...(windows && { windows }),
    ...(seasonsBack !== undefined && { seasonsBack }),
    ...(style && { calendar: style }),
    ...(holidays && { holidays }),
    ...(waves && { waves }),
    ...(anchor && { anchor }),
    ...(gaps && { gaps }),
  };
}

/** Position in the past of the last value with the phase of a step ahead. */
function phaseStep(history: number, ahead: number, season: number): number {
  return history - season + (ahead % season);
}

/**
 * Examples of a design: every series at origins that are `stride` apart, counted back from the last whose truth is
 * complete before `until`; chronological. Truths that have gaps are left out.
 *
 * @param noNaN leaves out rows with a missing feature too
 */
export function designExamples(
  design: PanelDesign,
  panel: Panel,
  until: number,
  horizon: number,
  stride: number,
  noNaN: boolean,
): Example<FeatureRow>[] {
  const examples: Example<FeatureRow>[] = [];
  const last = until - horizon;
  const first = last - Math.floor((last - design.firstOrigin) / stride) * stride;
  for (let origin = Math.max(first, design.firstOrigin); origin <= last; origin += stride) {
    const truth = truthAfter(panel, origin, horizon);
    for (let series = 0; series < panel.series.length; series++) {
      const own = truth.subarray(series * horizon, (series + 1) * horizon);
      if (own.some(Number.isNaN)) continue;
      const { features, centre, scale } = design.row(panel, series, origin);
      if (noNaN && Object.values(features).some(hasNaN)) continue;
      examples.push({ features, truth: own.map((value, ahead) => (value - centre[ahead]!) / scale) });
    }
  }
  return examples;
}

function hasNaN(value: FeatureValue): boolean {
  return typeof value === "number" ? Number.isNaN(value) : Array.prototype.some.call(value, Number.isNaN);
}

/** Mean and mean absolute deviation of the recent past, the latter with a floor from all the past that is seen. */
function sizeOf(past: Float64Array, window: number, asIs: boolean): { level: number; scale: number } {
  if (asIs) return { level: 0, scale: 1 };
  const recent = meanOf(past, past.length - window, past.length);
  const level = Number.isNaN(recent) ? meanOf(past, 0, past.length) : recent;
  if (Number.isNaN(level)) return { level: 0, scale: 1 };
  const spread = meanOf(
    past.map((value) => Math.abs(value - level)),
    past.length - window,
    past.length,
  );
  const size = meanOf(past.map(Math.abs), 0, past.length);
  const scale = Math.max(Number.isNaN(spread) ? 0 : spread, 0.02 * size);
  return { level, scale: scale > 0 ? scale : 1 };
}

function addCalendar(
  features: Record<string, FeatureValue>,
  panel: Panel,
  origin: number,
  { horizon, calendar: style = "numbers", holidays = [] }: PanelFeatures,
  waves: NonNullable<PanelFeatures["waves"]>,
): void {
  const times = timesOf(panel, origin, origin + horizon);
  if (style !== "none") {
    const dates = calendar(times, { holidays });
    const hourly = panel.stepMilliseconds % 86_400_000 !== 0;
    const weekly = panel.stepMilliseconds % (7 * 86_400_000) === 0;
    if (style === "numbers") {
      if (hourly) features["hour"] = dates.hour;
      if (!weekly) features["weekday"] = dates.weekday;
      features["month"] = dates.month;
      features["day of year"] = dates.dayOfYear;
    } else if (!weekly)
      for (let weekday = 1; weekday < 7; weekday++)
        features[`weekday ${weekday}`] = dates.weekday.map((value) => (value === weekday ? 1 : 0));
    if (holidays.length > 0) features["holiday"] = dates.holiday;
  }
  for (const { period, harmonics } of waves) {
    const steps = Float64Array.from({ length: horizon }, (_, ahead) => origin + ahead);
    const values = fourier(steps, harmonics, period);
    for (let wave = 0; wave < 2 * harmonics; wave++)
      features[`wave ${period} ${wave + 1}`] = steps.map((_, ahead) => values[ahead * 2 * harmonics + wave]!);
  }
}

/** Covariates at the forecast steps, and their change since the same phase of each season. */
function addKnown(
  features: Record<string, FeatureValue>,
  panel: Panel,
  series: number,
  origin: number,
  horizon: number,
  phases: readonly { readonly season: number }[],
): void {
  for (const [name, values] of Object.entries(panel.known)) {
    const own = values.subarray(series * panel.knownSteps, (series + 1) * panel.knownSteps);
    const now = own.slice(origin, origin + horizon);
    features[name] = now;
    for (const { season } of phases)
      features[`${name} since ${season}`] = now.map(
        (value, ahead) => value - own[phaseStep(origin, ahead, season)]!,
      );
  }
}
