import { requireOption } from "../invalid-option.js";
import { requireScores } from "./intervals.js";

/** The latest scores of a series, in order of time and in order of size. */
export interface SlidingScores {
  readonly count: number;
  /** The scores in ascending order; a view that the next `push` changes. */
  sorted(): Float64Array;
  /** The scores, oldest first. */
  inTime(): Float64Array;
  /** Adds a score; the oldest leaves when the window is full. */
  push(score: number): void;
  /** How many scores are below this one. */
  below(score: number): number;
}

/** A window over the last `capacity` scores, to begin with the last of `start`. */
export function slidingScores(capacity: number, start: ArrayLike<number>): SlidingScores {
  requireOption("window", capacity, { low: 1, whole: true });
  requireScores("scores", start);
  const ring = new Float64Array(capacity);
  const sorted = new Float64Array(capacity);
  let count = 0;
  let next = 0;

  const below = (score: number): number => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < score) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const push = (score: number): void => {
    if (count === capacity) {
      const gone = below(ring[next]!);
      sorted.copyWithin(gone, gone + 1, count);
      count--;
    }
    const place = below(score);
    sorted.copyWithin(place + 1, place, count);
    sorted[place] = score;
    ring[next] = score;
    next = (next + 1) % capacity;
    count++;
  };
  for (let index = Math.max(0, start.length - capacity); index < start.length; index++) push(start[index]!);
  return {
    get count() {
      return count;
    },
    sorted: () => sorted.subarray(0, count),
    inTime: () =>
      Float64Array.from({ length: count }, (_, index) => ring[(next - count + index + capacity) % capacity]!),
    push,
    below,
  };
}
