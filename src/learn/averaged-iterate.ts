/** The running mean of iterates. */
export interface AveragedIterate {
  /** Number of iterates taken in. */
  readonly count: number;
  /** Takes in one iterate, [parameters]. */
  add(parameters: Float64Array): void;
  /** Writes the mean of the iterates to `out`; nothing when there are none yet. */
  copyTo(out: Float64Array): void;
}

/**
 * Averages the iterates of a stochastic method: their mean varies less than the last of them (Polyak and Juditsky,
 * "Acceleration of stochastic approximation by averaging", 1992). Begin to add once the iterates hover.
 *
 * @param size number of parameters
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
export function averagedIterate(size: number): AveragedIterate {
  const average = new Float64Array(size);
  let count = 0;
  return {
    get count() {
      return count;
    },
    add(parameters) {
      count++;
      for (let index = 0; index < size; index++)
        average[index]! += (parameters[index]! - average[index]!) / count;
    },
    copyTo(out) {
      if (count > 0) out.set(average);
    },
  };
}
