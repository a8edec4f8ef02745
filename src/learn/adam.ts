import { requireOption } from "./invalid-option.js";

/** Settings of {@link adam}. */
export interface AdamOptions {
  /** Default 0.001. */
  readonly learningRate?: number;
  /** Decay of the running mean of gradients, β₁. Default 0.9. */
  readonly meanDecay?: number;
  /** Decay of the running mean of squared gradients, β₂. Default 0.999. */
  readonly squareDecay?: number;
  /** Added to the denominator, ε. Default 1e-8. */
  readonly epsilon?: number;
}

/** An optimiser that keeps its state between steps. */
export interface Optimizer {
  /**
   * Moves the parameters one step against the gradient, in place.
   * @param gradient [parameters]
   * @param learningRate for this step only, for schedules; the optimiser's own when absent
   */
  step(parameters: Float64Array, gradient: Float64Array, learningRate?: number): void;
}

/**
 * The Adam optimiser (Kingma and Ba, "Adam: A method for stochastic optimization", ICLR 2015) over flat parameters.
 *
 * @param size number of parameters
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { adam } from "foresolve/learn";
 *
 * const parameters = new Float64Array([4]);
 * const optimizer = adam(1, { learningRate: 0.1 });
 * for (let step = 0; step < 300; step++) optimizer.step(parameters, new Float64Array([2 * (parameters[0]! - 1)]));
 * Math.round(parameters[0]! * 100) / 100; // => 1
 */
export function adam(size: number, options: AdamOptions = {}): Optimizer {
  const { learningRate = 0.001, meanDecay = 0.9, squareDecay = 0.999, epsilon = 1e-8 } = options;
  requireOption("learningRate", learningRate, { low: 0, high: Number.MAX_VALUE });
  requireOption("meanDecay", meanDecay, { low: 0, high: 1 - Number.EPSILON });
  requireOption("squareDecay", squareDecay, { low: 0, high: 1 - Number.EPSILON });
  requireOption("epsilon", epsilon, { low: Number.MIN_VALUE });
  const means = new Float64Array(size);
  const squares = new Float64Array(size);
  let meanPower = 1;
  let squarePower = 1;
  return {
    step(parameters, gradient, rate = learningRate) {
      meanPower *= meanDecay;
      squarePower *= squareDecay;
      const scale = rate / (1 - meanPower);
      const correction = 1 / (1 - squarePower);
      for (let index = 0; index < size; index++) {
        const slope = gradient[index]!;
        const average = meanDecay * means[index]! + (1 - meanDecay) * slope;
        const square = squareDecay * squares[index]! + (1 - squareDecay) * slope * slope;
        means[index] = average;
        squares[index] = square;
        parameters[index]! -= (scale * average) / (Math.sqrt(square * correction) + epsilon);
      }
    },
  };
}
