import { invalidArgument } from "./invalid-argument.js";
import { randomStream, type RandomStream } from "./random-stream.js";
import { mean, quantileOfSorted } from "./statistics.js";

/** Which figure of the series is bootstrapped; a function gets a resample of the series, [length]. */
export type BootstrapStatistic = "mean" | "sum" | ((resample: Float64Array) => number);

/** Settings of {@link blockBootstrapInterval}. */
export interface BlockBootstrapOptions {
  /** Length of the blocks that are kept together: at least the span over which the series is dependent. */
  readonly blockLength: number;
  readonly seed: number | string;
  /** Coverage of the interval. Default 0.95. */
  readonly level?: number;
  /** Number of resamples. Default 2000. */
  readonly resamples?: number;
  /** Default `"mean"`. */
  readonly statistic?: BootstrapStatistic;
}

/** A percentile interval, with what it was made from. */
export interface BootstrapInterval {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
  readonly blockLength: number;
  readonly resamples: number;
}

/**
 * Percentile interval for a figure of a dependent series by the circular block bootstrap (Politis and Romano, "A
 * circular block-resampling procedure for stationary data", 1992).
 *
 * For a paired comparison pass the differences of the two methods in chronological order: pairs stay together, and
 * blocks keep the dependence between neighbouring days. For figures of several series (a ratio of sums) draw the
 * positions with {@link blockResample} and apply them to every series.
 *
 * @param differences the series in order, [length]
 * @throws FS_MATH_INVALID_ARGUMENT for an empty series, a block length outside 1…length, a level outside (0, 1), or
 * fewer than one resample.
 *
 * @example
 * import { blockBootstrapInterval } from "foresolve/math";
 *
 * const savings = [3, 3, 3, 3, 3, 3];
 * const interval = blockBootstrapInterval(savings, { blockLength: 2, seed: 1, resamples: 100 });
 * [interval.estimate, interval.lower, interval.upper]; // => [3, 3, 3]
 */
export function blockBootstrapInterval(
  differences: ArrayLike<number>,
  options: BlockBootstrapOptions,
): BootstrapInterval {
  const { blockLength, seed, level = 0.95, resamples = 2000, statistic = "mean" } = options;
  const length = differences.length;
  requireBlocks(length, blockLength);
  if (!(level > 0 && level < 1))
    throw invalidArgument(
      `the bootstrap level ${level} is outside (0, 1).`,
      "Pass a coverage such as 0.95.",
      { level },
    );
  if (!Number.isInteger(resamples) || resamples < 1)
    throw invalidArgument(
      `the number of bootstrap resamples is ${resamples}.`,
      "Pass a whole number of at least 1; 2000 is usual.",
      { resamples },
    );
  const series = Float64Array.from(differences);
  const figure = statisticOf(statistic);
  const stream = randomStream(seed);
  const positions = new Int32Array(length);
  const resample = new Float64Array(length);
  const figures = new Float64Array(resamples);
  for (let round = 0; round < resamples; round++) {
    blockResample(stream, length, blockLength, positions);
    for (let index = 0; index < length; index++) resample[index] = series[positions[index]!]!;
    figures[round] = figure(resample);
  }
  figures.sort();
  return {
    estimate: figure(series),
    lower: quantileOfSorted(figures, (1 - level) / 2),
    upper: quantileOfSorted(figures, (1 + level) / 2),
    level,
    blockLength,
    resamples,
  };
}

/**
 * Draws the positions of one circular block resample: blocks of consecutive positions (wrapping at the end) from
 * uniformly drawn starts, the last block cut to fit.
 *
 * @param length length of the series
 * @param out receives the positions, [length]; a new array when absent
 * @throws FS_MATH_INVALID_ARGUMENT for an empty series or a block length outside 1…length.
 *
 * @example
 * import { blockResample, randomStream } from "foresolve/math";
 *
 * const positions = blockResample(randomStream(1), 6, 3);
 * positions[1] === (positions[0]! + 1) % 6; // => true
 */
export function blockResample(
  stream: RandomStream,
  length: number,
  blockLength: number,
  out: Int32Array = new Int32Array(length),
): Int32Array {
  requireBlocks(length, blockLength);
  let filled = 0;
  while (filled < length) {
    let position = stream.integer(length);
    for (let step = 0; step < blockLength && filled < length; step++) {
      out[filled++] = position;
      position = position + 1 === length ? 0 : position + 1;
    }
  }
  return out;
}

function statisticOf(statistic: BootstrapStatistic): (resample: Float64Array) => number {
  if (typeof statistic === "function") return statistic;
  return statistic === "mean" ? mean : (resample) => mean(resample) * resample.length;
}

function requireBlocks(length: number, blockLength: number): void {
  if (length === 0)
    throw invalidArgument("the series to bootstrap is empty.", "Pass at least one value.", { length });
  if (!Number.isInteger(blockLength) || blockLength < 1 || blockLength > length)
    throw invalidArgument(
      `the block length ${blockLength} does not fit a series of ${length} values.`,
      `Pass a whole number from 1 to ${length}.`,
      { blockLength, length },
    );
}
