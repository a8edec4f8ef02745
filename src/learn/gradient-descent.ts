import type { Optimizer } from "./adam.js";
import { requireOption } from "./invalid-option.js";

/** Settings of {@link gradientDescent}. */
export interface GradientDescentOptions {
  /** Default 0.01. */
  readonly learningRate?: number;
  /** How much of the last step's velocity stays: v = momentum · v + gradient. Default 0.9; 0 is plain descent. */
  readonly momentum?: number;
}

/**
 * Stochastic gradient descent with momentum (Polyak, "Some methods of speeding up the convergence of iteration
 * methods", 1964) over flat parameters.
 *
 * @param size number of parameters
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { gradientDescent } from "foresolve/learn";
 *
 * const parameters = new Float64Array([4]);
 * const optimizer = gradientDescent(1, { learningRate: 0.25, momentum: 0 });
 * optimizer.step(parameters, new Float64Array([8]));
 * parameters; // => new Float64Array([2])
 */
export function gradientDescent(size: number, options: GradientDescentOptions = {}): Optimizer {
  const { learningRate = 0.01, momentum = 0.9 } = options;
  requireOption("learningRate", learningRate, { low: 0, high: Number.MAX_VALUE });
  requireOption("momentum", momentum, { low: 0, high: 1 - Number.EPSILON });
  const velocity = new Float64Array(size);
  return {
    step(parameters, gradient, rate = learningRate) {
      for (let index = 0; index < size; index++) {
        velocity[index] = momentum * velocity[index]! + gradient[index]!;
        parameters[index]! -= rate * velocity[index]!;
      }
    },
  };
}
