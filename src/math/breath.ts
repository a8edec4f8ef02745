/** Lets timers, signals and other work of the thread have their turn. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}

/** Time between two breaths: short enough for a key press, long enough to cost nothing. */
const BREATH_MS = 50;

/** Breathes now and then in the middle of long work on a thread that others use too. */
export interface Breath {
  /** Whether the last breath is 50 ms ago or more. */
  due(): boolean;
  /** Throws the signal's reason where it was aborted meanwhile. */
  take(signal?: AbortSignal): Promise<void>;
}

/**
 * Begins to count the time until the next breath.
 *
 * @example
 * import { breath } from "foresolve/math";
 *
 * const pause = breath();
 * let sum = 0;
 * for (let step = 1; step <= 1000; step++) {
 *   sum += step;
 *   if (pause.due()) await pause.take();
 * }
 * sum; // => 500500
 */
export function breath(): Breath {
  let last = performance.now();
  return {
    due: () => performance.now() - last >= BREATH_MS,
    async take(signal) {
      await breathe();
      signal?.throwIfAborted();
      last = performance.now();
    },
  };
}
