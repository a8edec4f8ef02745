import { quantileOfSorted } from "../../math/index.js";

/** Errors that a quantile of one entry is read from. */
export interface ErrorPool {
  /** In ascending order. */
  readonly sorted: Float64Array;
  /** Number of independent draws that they amount to. */
  readonly draws: number;
}

/** Least number of errors that a quantile is read from where neighbours can help out. */
const WANTED = 240;

/**
 * Errors of each entry: its own, and where those are few those of its neighbours ahead, in its own size. Errors of one path
 * go together: k of them amount to k / (1 + (k − 1) ρ) draws (the design effect of samples in clusters: Kish, "Survey
 * sampling", 1965, section 5.4), with ρ the mean correlation of being below a quantile, which for normal errors of
 * correlation r is 2/π · asin r at the median (Sheppard, 1899) and not much less further out. Paths count as independent.
 *
 * @param all past errors, [paths, series, horizon] row-major
 * @returns one for each entry, [series, horizon]
 */
export function pooledErrors(
  all: Float64Array,
  paths: number,
  series: number,
  horizon: number,
): readonly ErrorPool[] {
  const entries = series * horizon;
  const sizes = new Float64Array(entries);
  for (let path = 0; path < paths; path++)
    for (let entry = 0; entry < entries; entry++)
      sizes[entry]! += Math.abs(all[path * entries + entry]!) / paths;
  const reach = Math.ceil((WANTED / paths - 1) / 2);
  const correlations = lagCorrelations(all, paths, series, horizon, Math.min(horizon - 1, 2 * reach));
  return Array.from({ length: entries }, (_, entry) => {
    const ahead = entry % horizon;
    const start = entry - ahead;
    const from = Math.max(0, ahead - reach);
    const to = Math.min(horizon - 1, ahead + reach);
    const steps = to - from + 1;
    const pool = new Float64Array(paths * steps);
    let at = 0;
    for (let other = from; other <= to; other++) {
      const size = sizes[start + other]!;
      const factor = size > 0 ? sizes[entry]! / size : 1;
      for (let path = 0; path < paths; path++) pool[at++] = factor * all[path * entries + start + other]!;
    }
    return { sorted: pool.sort(), draws: (paths * steps) / clustering(correlations, steps) };
  });
}

/** 1 + (k − 1) ρ for k steps in a row; at least 1, at most k. */
function clustering(correlations: Float64Array, steps: number): number {
  let sum = 1;
  for (let lag = 1; lag < steps; lag++) sum += (2 * (steps - lag) * correlations[lag]!) / steps;
  return Math.min(steps, Math.max(1, sum));
}

/** Correlation of errors so many steps apart in one path being below their medians, over all series and steps, [lags + 1]. */
function lagCorrelations(
  all: Float64Array,
  paths: number,
  series: number,
  horizon: number,
  lags: number,
): Float64Array {
  const entries = series * horizon;
  const standard = new Float64Array(all.length);
  for (let entry = 0; entry < entries; entry++) {
    let mean = 0;
    for (let at = entry; at < all.length; at += entries) mean += all[at]! / paths;
    let square = 0;
    for (let at = entry; at < all.length; at += entries) square += (all[at]! - mean) ** 2 / paths;
    const deviation = Math.sqrt(square);
    if (deviation > 0)
      for (let at = entry; at < all.length; at += entries) standard[at] = (all[at]! - mean) / deviation;
  }
  const correlations = new Float64Array(lags + 1);
  for (let lag = 0; lag <= lags; lag++) {
    let sum = 0;
    for (let block = 0; block < all.length; block += horizon)
      for (let at = block; at + lag < block + horizon; at++) sum += standard[at]! * standard[at + lag]!;
    const correlation = sum / (paths * series * (horizon - lag));
    correlations[lag] = (2 / Math.PI) * Math.asin(Math.max(-1, Math.min(1, correlation)));
  }
  return correlations;
}

/**
 * Quantile whose interval covers a further draw with the stated probability whatever the distribution: the order statistic
 * at level · (n + 1) of n independent draws (type 6 of Hyndman and Fan, 1996), the extremes beyond the first and last.
 *
 * @param draws number of independent draws that the sorted values amount to, where that is less than their number
 */
export function predictiveQuantile(
  sorted: Float64Array,
  level: number,
  draws: number = sorted.length,
): number {
  const share = draws > 1 ? (level * (draws + 1) - 1) / (draws - 1) : level;
  return quantileOfSorted(sorted, Math.min(1, Math.max(0, share)));
}
