import { invalidArgument, requireWhole } from "../invalid-argument.js";

/** Options of the rolling functions. */
export interface RollingOptions {
  /** Rows between a row and the last value it may see. Default 1, the row before; never 0, so nothing leaks. */
  readonly lag?: number;
  /** Fewest values that must be there in the window. Default: all of them. */
  readonly minimumCount?: number;
}

/** What is known of a stretch of values: enough to join two stretches. */
interface Stretch {
  count: number;
  mean: number;
  /** Sum of squared deviations from the mean. */
  squares: number;
  minimum: number;
  maximum: number;
}

/**
 * Mean of the `window` values up to and including row t − lag. The row itself is never part of its own window.
 *
 * All rolling functions take time in proportion to the rows, whatever the window, and subtract nothing: a window is
 * joined from the end of one block and the start of the next (van Herk 1992; Gil and Werman 1993), so that a huge value
 * leaves no rounding error behind when it has left the window.
 *
 * @param series [rows], NaN where missing
 * @param window rows, from 1
 * @returns [rows], NaN where fewer than `minimumCount` values are there
 * @throws FS_DATA_INVALID_ARGUMENT
 *
 * @example
 * import { rollingMean } from "foresolve/data";
 *
 * rollingMean(new Float64Array([1, 3, 5, 7]), 2); // => new Float64Array([NaN, NaN, 2, 4])
 */
export function rollingMean(
  series: Float64Array,
  window: number,
  options: RollingOptions = {},
): Float64Array {
  return roll(series, window, options, 1, (stretch) => stretch.mean);
}

/** Sample standard deviation (divisor n − 1) over the same window as {@link rollingMean}; from two values on. */
export function rollingStd(series: Float64Array, window: number, options: RollingOptions = {}): Float64Array {
  return roll(series, window, options, 2, ({ squares, count }) => Math.sqrt(squares / (count - 1)));
}

/** Smallest value over the same window as {@link rollingMean}. */
export function rollingMin(series: Float64Array, window: number, options: RollingOptions = {}): Float64Array {
  return roll(series, window, options, 1, (stretch) => stretch.minimum);
}

/** Largest value over the same window as {@link rollingMean}. */
export function rollingMax(series: Float64Array, window: number, options: RollingOptions = {}): Float64Array {
  return roll(series, window, options, 1, (stretch) => stretch.maximum);
}

function roll(
  series: Float64Array,
  window: number,
  options: RollingOptions,
  leastCount: number,
  read: (stretch: Stretch) => number,
): Float64Array {
  const { lag = 1, minimumCount = window } = options;
  requireWhole("window", window, 1);
  requireWhole("lag", lag, 1);
  requireWhole("minimumCount", minimumCount, 1);
  if (minimumCount > window)
    throw invalidArgument(
      `minimumCount is ${minimumCount}, more than the window of ${window} rows.`,
      "Give a minimumCount of at most the window.",
      { minimumCount, window },
    );
  const needed = Math.max(minimumCount, leastCount);
  const result = new Float64Array(series.length).fill(Number.NaN);
  // A window longer than the series is the series so far.
  const size = Math.min(window, series.length);
  // ends[o]: the values of the block before from offset o to its end.
  const ends = Array.from({ length: size + 1 }, emptyStretch);
  const start = emptyStretch();
  const joined = emptyStretch();
  for (let last = 0; last + lag < series.length; last++) {
    const offset = last % size;
    if (offset === 0 && last > 0) {
      clear(ends[size]!);
      for (let back = size - 1; back >= 0; back--) {
        copy(ends[back + 1]!, ends[back]!);
        include(ends[back]!, series[last - size + back]!);
      }
    }
    if (offset === 0) clear(start);
    include(start, series[last]!);
    copy(start, joined);
    join(joined, ends[offset + 1]!);
    if (joined.count >= needed) result[last + lag] = read(joined);
  }
  return result;
}

function emptyStretch(): Stretch {
  return { count: 0, mean: 0, squares: 0, minimum: Infinity, maximum: -Infinity };
}

function clear(stretch: Stretch): void {
  stretch.count = 0;
  stretch.mean = 0;
  stretch.squares = 0;
  stretch.minimum = Infinity;
  stretch.maximum = -Infinity;
}

function copy(from: Stretch, to: Stretch): void {
  to.count = from.count;
  to.mean = from.mean;
  to.squares = from.squares;
  to.minimum = from.minimum;
  to.maximum = from.maximum;
}

/** Welford's update (1962). */
function include(stretch: Stretch, value: number): void {
  if (Number.isNaN(value)) return;
  stretch.count++;
  const distance = value - stretch.mean;
  stretch.mean += distance / stretch.count;
  stretch.squares += distance * (value - stretch.mean);
  if (value < stretch.minimum) stretch.minimum = value;
  if (value > stretch.maximum) stretch.maximum = value;
}

/** Joins `other` into `stretch` (Chan, Golub and LeVeque 1983). */
function join(stretch: Stretch, other: Stretch): void {
  if (other.count === 0) return;
  const count = stretch.count + other.count;
  const distance = other.mean - stretch.mean;
  stretch.mean += (distance * other.count) / count;
  stretch.squares += other.squares + (distance * distance * stretch.count * other.count) / count;
  stretch.count = count;
  if (other.minimum < stretch.minimum) stretch.minimum = other.minimum;
  if (other.maximum > stretch.maximum) stretch.maximum = other.maximum;
}
