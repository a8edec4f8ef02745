import { invalidOption } from "../invalid-option.js";

/** An interval, both ends included; empty when lower is above upper. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Intervals for a series that goes on: ask for the interval of the next value, and tell the value when it is known.
 * Several intervals may be out at once (24 hours of tomorrow): `observe` takes their truths in the same order.
 */
export interface OnlineIntervals {
  /** The interval around the next prediction. */
  interval(prediction: number): Interval;
  /**
   * The truth of the oldest interval that has none yet; says whether that interval covered it.
   *
   * @throws FS_LEARN_INVALID_OPTION when no interval is waiting, or the truth is NaN.
   */
  observe(truth: number): boolean;
}

/** The everything-and-nothing of adaptive methods. */
export const WHOLE_LINE: Interval = { lower: -Infinity, upper: Infinity };
export const EMPTY_SET: Interval = { lower: Infinity, upper: -Infinity };

/** An interval that waits for its truth. */
export interface Pending {
  readonly prediction: number;
  readonly interval: Interval;
}

/** Predictions that wait for their truths, first in, first out. */
export interface PendingQueue {
  add(prediction: number, interval: Interval): Interval;
  take(truth: number): Pending & { readonly covered: boolean };
}

export function pendingQueue(): PendingQueue {
  const waiting: Pending[] = [];
  return {
    add(prediction, interval) {
      if (!Number.isFinite(prediction)) throw invalidOption("prediction", prediction, "a finite prediction");
      waiting.push({ prediction, interval });
      return interval;
    },
    take(truth) {
      if (!Number.isFinite(truth)) throw invalidOption("truth", truth, "a finite truth");
      const oldest = waiting.shift();
      if (oldest === undefined) throw invalidOption("truth", truth, "a truth after asking for its interval");
      const { lower, upper } = oldest.interval;
      return { ...oldest, covered: truth >= lower && truth <= upper };
    },
  };
}
