import { elementwise64 } from "../math/index.js";
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
  /**
   * Each step first shrinks the parameters by learning rate × this (AdamW: Loshchilov and Hutter, "Decoupled weight
   * decay regularization", ICLR 2019). Default 0.
   */
  readonly weightDecay?: number;
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
  const {
    learningRate = 0.001,
    meanDecay = 0.9,
    squareDecay = 0.999,
    epsilon = 1e-8,
    weightDecay = 0,
  } = options;
  requireOption("learningRate", learningRate, { low: 0, high: Number.MAX_VALUE });
  requireOption("meanDecay", meanDecay, { low: 0, high: 1 - Number.EPSILON });
  requireOption("squareDecay", squareDecay, { low: 0, high: 1 - Number.EPSILON });
  requireOption("epsilon", epsilon, { low: Number.MIN_VALUE });
  requireOption("weightDecay", weightDecay, { low: 0, high: Number.MAX_VALUE });
  const means = new Float64Array(size);
  const squares = new Float64Array(size);
  const now = { meanDecay, squareDecay, epsilon, scale: 0, correction: 0, shrink: 1 };
  let meanPower = 1;
  let squarePower = 1;
  return {
    step(parameters, gradient, rate = learningRate) {
      meanPower *= meanDecay;
      squarePower *= squareDecay;
      now.scale = rate / (1 - meanPower);
      now.correction = 1 / (1 - squarePower);
      now.shrink = 1 - rate * weightDecay;
      elementwise64.adam(parameters, gradient, means, squares, size, now);
    },
  };
}
