import { blockResample, quantileOfSorted, randomStream } from "../../math/index.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import { addForecast, newTally, scoreOf, type ForecastTally } from "./forecast-tally.js";
import type { FittedForecaster, FittedPointForecaster, Forecaster, PointForecaster } from "./forecaster.js";
import { seasonalNaive } from "./naive.js";
import { seriesOf, type Panel } from "./panel.js";
import { seasonalScale } from "./point-scores.js";
import { rollingOriginText } from "./rolling-origin-text.js";

/** Settings of {@link rollingOrigin}. */
export interface RollingOriginOptions {
  readonly panel: Panel;
  /** Steps ahead. */
  readonly horizon: number;
  /** Where forecasts start, ascending. Methods are fitted on what comes before the first. */
  readonly origins: readonly number[];
  readonly forecasters: readonly (PointForecaster | Forecaster)[];
  /** Season of the seasonal naive forecast that stands beside every method, and of the unit of MASE. Default 1. */
  readonly season?: number;
  /** Fit again at every so many origins. Default: never. */
  readonly refitEvery?: number;
  /** Levels at which quantiles are judged. Default 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95. */
  readonly levels?: readonly number[];
  /** Paths drawn for the energy score. Default 100; 0 leaves it out. */
  readonly scenarios?: number;
  /** Origins that are kept together when intervals are drawn. Default: the cube root of their number, or a horizon. */
  readonly blockLength?: number;
  /** Default 0. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

/** Share of truths between two quantiles. */
export interface Coverage {
  /** Nominal: 0.8 between the quantiles of 0.1 and 0.9. */
  readonly nominal: number;
  readonly coverage: number;
  readonly width: number;
  /** By step ahead, each [horizon]. */
  readonly coverageByAhead: Float64Array;
  readonly widthByAhead: Float64Array;
}

/** What a method's forecasts were worth. */
export interface ForecastScore {
  readonly name: string;
  readonly meanAbsoluteError: number;
  readonly rootMeanSquareError: number;
  /** Mean over series of the mean absolute error in units of the seasonal naive forecast's error before the first origin. */
  readonly meanAbsoluteScaledError: number;
  /** By step ahead, [horizon]. */
  readonly scaledErrorByAhead: Float64Array;
  /** Mean over levels; null for point forecasts, as are the ones below. */
  readonly pinball: number | null;
  readonly crps: number | null;
  readonly energy: number | null;
  readonly coverage: readonly Coverage[];
  /** 1 − MASE over that of seasonal naive, with a paired block-bootstrap interval of 95 %. */
  readonly skill: { readonly estimate: number; readonly lower: number; readonly upper: number };
  readonly verdict: "better" | "not distinguishable" | "worse" | "reference";
}

/** What {@link rollingOrigin} finds. */
export interface RollingOriginReport {
  readonly horizon: number;
  readonly origins: number;
  readonly season: number;
  /** Seasonal naive first, then the methods as given. */
  readonly scores: readonly ForecastScore[];
  /** A table for people. */
  readonly text: string;
}

/**
 * Judges methods by the forecasts they would have made at several origins, always beside seasonal naive (Tashman,
 * "Out-of-sample tests of forecasting accuracy", 2000). Truths that are missing are left out.
 *
 * @throws FS_LEARN_INVALID_OPTION for no origins, origins that are not ascending or whose horizon leaves the panel, and
 * methods of another horizon; what the methods throw.
 *
 * @example
 * import { drift, panel, rollingOrigin } from "foresolve/learn";
 *
 * const line = Array.from({ length: 40 }, (_, day) => day);
 * const sales = panel({ series: { a: line }, start: "2024-01-01", stepHours: 24 });
 * const { scores } = await rollingOrigin({
 *   panel: sales,
 *   horizon: 2,
 *   origins: [30, 32, 34, 36],
 *   forecasters: [drift({ horizon: 2 })],
 * });
 * scores.map(({ name, verdict }) => `${name}: ${verdict}`); // => ["seasonal naive (1): reference", "drift: better"]
 */
export async function rollingOrigin(options: RollingOriginOptions): Promise<RollingOriginReport> {
  const { panel, horizon, origins, forecasters, season = 1 } = options;
  const {
    levels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95],
    scenarios = 100,
    refitEvery = Infinity,
  } = options;
  requireOption("origins.length", origins.length, { low: 1 });
  for (const [index, origin] of origins.entries())
    requireOption(`origins[${index}]`, origin, {
      low: index === 0 ? 1 : origins[index - 1]! + 1,
      high: panel.steps - horizon,
      whole: true,
    });
  for (const { name, horizon: own } of forecasters)
    if (own !== horizon)
      throw invalidOption(`horizon of "${name}"`, own, `${horizon}, as for the evaluation`);
  if (refitEvery !== Infinity) requireOption("refitEvery", refitEvery, { low: 1, whole: true });
  const first = origins[0]!;
  const scales = panel.series.map((_, series) => {
    const scale = seasonalScale(seriesOf(panel, series).subarray(0, first), season);
    return scale > 0 ? scale : 1;
  });
  const stride = origins.length > 1 ? (origins[origins.length - 1]! - first) / (origins.length - 1) : horizon;
  const blockLength = Math.min(
    origins.length,
    options.blockLength ?? Math.max(Math.ceil(Math.cbrt(origins.length)), Math.ceil(horizon / stride)),
  );
  const results: ForecastTally[] = [];
  for (const method of [seasonalNaive({ horizon, season }), ...forecasters]) {
    const tally = newTally(method.name, origins.length, horizon, levels);
    let fitted: FittedPointForecaster | FittedForecaster | undefined;
    for (const [index, origin] of origins.entries()) {
      if (fitted === undefined || index % refitEvery === 0)
        fitted = await method.fit(panel, {
          until: origin,
          seed: options.seed ?? 0,
          ...(options.signal === undefined ? {} : { signal: options.signal }),
        });
      addForecast(tally, fitted, {
        panel,
        origin,
        index,
        horizon,
        levels,
        scales,
        scenarios,
        seed: options.seed ?? 0,
      });
    }
    results.push(tally);
  }
  const scores = results.map((tally, index) => {
    const skill = skillOf(tally.scaled, results[0]!.scaled, blockLength, options.seed ?? 0);
    const verdict =
      index === 0
        ? ("reference" as const)
        : skill.lower > 0
          ? ("better" as const)
          : skill.upper < 0
            ? ("worse" as const)
            : ("not distinguishable" as const);
    return { ...scoreOf(tally, levels), skill, verdict };
  });
  const report = { horizon, origins: origins.length, season, scores };
  return { ...report, text: rollingOriginText(report) };
}

const RESAMPLES = 2000;

/** 1 − ratio of summed errors; origins are drawn in blocks, the same for both methods. */
function skillOf(
  errors: Float64Array,
  reference: Float64Array,
  blockLength: number,
  seed: number,
): ForecastScore["skill"] {
  const count = errors.length;
  const ratio = (position: (index: number) => number): number => {
    let own = 0;
    let other = 0;
    for (let index = 0; index < count; index++) {
      own += errors[position(index)]!;
      other += reference[position(index)]!;
    }
    return other > 0 ? 1 - own / other : own > 0 ? -Infinity : 0;
  };
  const stream = randomStream(seed).split("skill");
  const positions = new Int32Array(count);
  const figures = new Float64Array(RESAMPLES);
  for (let round = 0; round < RESAMPLES; round++) {
    blockResample(stream, count, blockLength, positions);
    figures[round] = ratio((index) => positions[index]!);
  }
  figures.sort();
  return {
    estimate: ratio((index) => index),
    lower: quantileOfSorted(figures, 0.025),
    upper: quantileOfSorted(figures, 0.975),
  };
}
