import { requireOption } from "./invalid-option.js";

/** With a decay, one of so many parts of the iterates is remembered. */
const FORGETTING = 10;

/** Settings of {@link averagedIterate}. */
export interface AveragedIterateOptions {
  /**
   * Weight of the past at each new iterate, at most: below 1 the average forgets, with a memory of the last tenth of
   * the iterates and of about 1 / (1 - decay) of them at most. Default 1: the plain mean.
   */
  readonly decay?: number;
}

/** The running mean of iterates. */
export interface AveragedIterate {
  /** Number of iterates taken in. */
  readonly count: number;
  /** Takes in one iterate, [parameters]. */
  add(parameters: Float64Array | Float32Array): void;
  /** Writes the mean of the iterates to `out`; nothing when there are none yet. */
  copyTo(out: Float64Array): void;
}

/**
 * Averages the iterates of a stochastic method: their mean varies less than the last of them (Polyak and Juditsky,
 * "Acceleration of stochastic approximation by averaging", 1992). With a decay, early iterates fade, so that it can
 * begin at once.
 *
 * @param size number of parameters
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { averagedIterate } from "foresolve/learn";
 *
 * const average = averagedIterate(2);
 * average.add(new Float64Array([0, 4]));
 * average.add(new Float64Array([2, 8]));
 * const parameters = new Float64Array(2);
 * average.copyTo(parameters);
 * parameters; // => new Float64Array([1, 6])
 */
export function averagedIterate(size: number, options: AveragedIterateOptions = {}): AveragedIterate {
  const { decay = 1 } = options;
  requireOption("decay", decay, { low: 0, high: 1 });
  const average = new Float64Array(size);
  let count = 0;
  return {
    get count() {
      return count;
    },
    add(parameters) {
      count++;
      const weight = decay === 1 ? 1 / count : Math.max(FORGETTING / (count + FORGETTING - 1), 1 - decay);
      for (let index = 0; index < size; index++)
        average[index]! += weight * (parameters[index]! - average[index]!);
    },
    copyTo(out) {
      if (count > 0) out.set(average);
    },
  };
}
