import { invalidOption, requireOption } from "../invalid-option.js";
import { quantile } from "../../math/index.js";
import { lastSeen } from "./naive.js";
import { loess } from "./loess.js";
import { requireSteps } from "./panel.js";

/** Settings of {@link seasonalDecomposition}. */
export interface SeasonalDecompositionOptions {
  /** Lengths of the seasons in steps, ascending: `[24, 168]`. */
  readonly seasons: readonly number[];
  /** Seasons over which a seasonal pattern is smoothed, odd. Default 11 for the shortest, 4 more for each that follows. */
  readonly patternSpan?: number;
  /** Rounds that count outliers less. Default 1; 0 for none. */
  readonly robustRounds?: number;
}

/** A series as a sum of parts. */
export interface SeasonalDecomposition {
  /** [steps] */
  readonly trend: Float64Array;
  /** One for each season, each [steps]. */
  readonly seasonal: readonly Float64Array[];
  /** [steps]; 0 over gaps. */
  readonly remainder: Float64Array;
}

/**
 * Splits a series into a trend, one pattern for each season and a remainder, by loess: STL (Cleveland, Cleveland, McRae
 * and Terpenning, "STL: a seasonal-trend decomposition procedure based on loess", 1990) for each season in turn, twice
 * over, as MSTL does (Bandara, Hyndman and Bergmeir, "MSTL", 2021). Gaps take the value of the season before.
 *
 * @throws FS_LEARN_INVALID_OPTION for seasons below 2 or not ascending.
 * @throws FS_LEARN_SERIES_TOO_SHORT with less than two of the longest season.
 *
 * @example
 * import { seasonalDecomposition } from "foresolve/learn";
 *
 * const values = Float64Array.from({ length: 70 }, (_, day) => 0.1 * day + (day % 7 === 5 ? 7 : 0));
 * const { trend, seasonal } = seasonalDecomposition(values, { seasons: [7] });
 * Math.round((seasonal[0]![40]! - seasonal[0]![41]!) * 10) / 10; // => 7
 * Math.round(trend[60]! - trend[20]!); // => 4
 */
export function seasonalDecomposition(
  values: Float64Array,
  options: SeasonalDecompositionOptions,
): SeasonalDecomposition {
  const { seasons, patternSpan = 11, robustRounds = 1 } = options;
  requireSeasons(seasons);
  requireOption("patternSpan", patternSpan, { low: 3, whole: true });
  requireOption("robustRounds", robustRounds, { low: 0, whole: true });
  const longest = seasons[seasons.length - 1]!;
  requireSteps("seasonal decomposition", values.length, 2 * longest);
  const steps = values.length;
  const filled = fillGaps(values, longest);
  const seasonal = seasons.map(() => new Float64Array(steps));
  let trend: Float64Array = new Float64Array(steps);
  const work = new Float64Array(steps);
  const weights = new Float64Array(steps).fill(1);
  const sweeps = seasons.length > 1 ? 2 : 1;
  for (let round = 0; round <= robustRounds; round++) {
    if (round > 0) bisquare(filled, seasonal, trend, weights);
    for (let sweep = 0; sweep < sweeps; sweep++)
      for (const [index, season] of seasons.entries()) {
        work.set(filled);
        for (const [other, pattern] of seasonal.entries())
          if (other !== index) for (let step = 0; step < steps; step++) work[step]! -= pattern[step]!;
        trend = stl(work, season, patternSpan + 4 * index, weights, seasonal[index]!, trend);
      }
  }
  const remainder = new Float64Array(steps);
  for (let step = 0; step < steps; step++) {
    if (Number.isNaN(values[step]!)) continue;
    let rest = values[step]! - trend[step]!;
    for (const pattern of seasonal) rest -= pattern[step]!;
    remainder[step] = rest;
  }
  return { trend, seasonal, remainder };
}

/** Refuses no seasons, seasons below 2 and seasons that are not ascending. */
export function requireSeasons(seasons: readonly number[]): void {
  if (seasons.length === 0 || seasons.some((season, index) => index > 0 && season <= seasons[index - 1]!))
    throw invalidOption("seasons", seasons, "at least one season, in ascending order");
  for (const season of seasons) requireOption("seasons", season, { low: 2, whole: true });
}

/** STL's inner loop, twice: writes the seasonal pattern and returns the trend. */
function stl(
  values: Float64Array,
  season: number,
  span: number,
  weights: Float64Array,
  seasonal: Float64Array,
  start: Float64Array,
): Float64Array {
  const steps = values.length;
  const odd = (least: number): number => Math.ceil(least) | 1;
  const trendSpan = odd((1.5 * season) / (1 - 1.5 / span));
  const lowSpan = odd(season);
  const detrended = new Float64Array(steps);
  const cycles = new Float64Array(steps + 2 * season);
  let trend = start;
  for (let round = 0; round < 2; round++) {
    for (let step = 0; step < steps; step++) detrended[step] = values[step]! - trend[step]!;
    smoothCycles(detrended, season, span, weights, cycles);
    const low = loess(movingMean(movingMean(movingMean(cycles, season), season), 3), 0, steps - 1, {
      span: lowSpan,
      degree: 1,
      jump: Math.ceil(lowSpan / 10),
    });
    for (let step = 0; step < steps; step++) {
      seasonal[step] = cycles[step + season]! - low[step]!;
      detrended[step] = values[step]! - seasonal[step]!;
    }
    trend = loess(detrended, 0, steps - 1, {
      span: trendSpan,
      degree: 1,
      weights,
      jump: Math.ceil(trendSpan / 10),
    });
  }
  return trend;
}

/** Smooths each phase of the season by itself, one season beyond both ends. */
function smoothCycles(
  values: Float64Array,
  season: number,
  span: number,
  weights: Float64Array,
  out: Float64Array,
): void {
  for (let phase = 0; phase < season; phase++) {
    const count = Math.ceil((values.length - phase) / season);
    const own = new Float64Array(count);
    const ownWeights = new Float64Array(count);
    for (let cycle = 0; cycle < count; cycle++) {
      own[cycle] = values[phase + cycle * season]!;
      ownWeights[cycle] = weights[phase + cycle * season]!;
    }
    const smooth = loess(own, -1, count, { span, degree: 0, weights: ownWeights });
    for (let cycle = 0; cycle < smooth.length; cycle++) out[phase + cycle * season] = smooth[cycle]!;
  }
}

/** Means of `span` neighbouring values, [values − span + 1]. */
function movingMean(values: Float64Array, span: number): Float64Array {
  const out = new Float64Array(values.length - span + 1);
  let sum = 0;
  for (let index = 0; index < span; index++) sum += values[index]!;
  out[0] = sum / span;
  for (let index = 1; index < out.length; index++) {
    sum += values[index + span - 1]! - values[index - 1]!;
    out[index] = sum / span;
  }
  return out;
}

/** Robustness weights from remainders: 0 beyond six median absolute remainders. */
function bisquare(
  values: Float64Array,
  seasonal: readonly Float64Array[],
  trend: Float64Array,
  weights: Float64Array,
): void {
  const size = values.map((value, step) => {
    let rest = value - trend[step]!;
    for (const pattern of seasonal) rest -= pattern[step]!;
    return Math.abs(rest);
  });
  const limit = 6 * quantile(size, 0.5);
  for (let step = 0; step < size.length; step++) {
    const share = limit > 0 ? size[step]! / limit : 0;
    weights[step] = share >= 1 ? 1e-6 : (1 - share * share) ** 2;
  }
}

/** The series with gaps filled by the value one season before, else the last value, else the first one. */
export function fillGaps(values: Float64Array, season: number): Float64Array {
  const filled = Float64Array.from(values);
  const first = filled.find((value) => !Number.isNaN(value)) ?? 0;
  for (let step = 0; step < filled.length; step++) {
    if (!Number.isNaN(filled[step]!)) continue;
    const before = step >= season ? step - season : lastSeen(filled, step - 1, 1);
    filled[step] = before < 0 ? first : filled[before]!;
  }
  return filled;
}
