import { requireOption, totalWeight } from "../invalid-option.js";
import { requireExamples } from "../training-set.js";
import { requireLinearData } from "./linear-data.js";
import { ridgeSystem, type RidgeData } from "./ridge-system.js";

/** What a ridge regression would say of each row without having seen it. */
export interface RidgeLeaveOneOut {
  /** Target − prediction by the fit to all other rows, [rows, outputs]. */
  readonly residuals: Float64Array;
  /** How much each row pulls its own prediction, [rows]; between 0 and 1. */
  readonly leverages: Float64Array;
  /** Root of the weighted mean of the squared residuals over rows and outputs. */
  readonly error: number;
  /** Sum of the leverages: intercepts and coefficients, as far as the penalty leaves them free. */
  readonly degreesOfFreedom: number;
  /**
   * Generalised cross-validation (Golub, Heath and Wahba, 1979): the leave-one-out mean square with every leverage
   * replaced by their mean.
   */
  readonly generalisedCrossValidation: number;
}

/**
 * Exact leave-one-out residuals of a ridge regression at a given penalty, from one fit (Allen's PRESS). The
 * standardisation of the columns is that of all rows; intercepts and coefficients are those without the row.
 *
 * @throws FS_LEARN_INVALID_OPTION, FS_LEARN_TOO_FEW_EXAMPLES, FS_MATH_INVALID_ARGUMENT
 *
 * @example
 * import { ridgeLeaveOneOut } from "foresolve/learn";
 *
 * const { residuals } = ridgeLeaveOneOut({
 *   features: new Float64Array([1, 1, 1]),
 *   rows: 3,
 *   columns: 1,
 *   targets: new Float64Array([0, 2, 7]),
 *   outputs: 1,
 *   penalty: 1,
 * });
 * // The column says nothing: each row is compared with the mean of the others.
 * residuals.map((value) => Math.round(value * 10) / 10); // => new Float64Array([-4.5, -1.5, 6])
 */
export function ridgeLeaveOneOut(problem: RidgeData & { readonly penalty: number }): RidgeLeaveOneOut {
  const { rows, outputs, penalty, weights } = problem;
  requireExamples("ridgeLeaveOneOut", rows, 2);
  requireLinearData("ridgeLeaveOneOut", problem);
  requireOption("penalty", penalty, { low: 0, high: Number.MAX_VALUE });
  const total = weights === undefined ? rows : totalWeight(weights);
  const { residuals, leverages } = ridgeSystem(problem).withoutEach(penalty);
  let squares = 0;
  let shrunkSquares = 0;
  let degreesOfFreedom = 0;
  let counting = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights === undefined ? 1 : weights[row]!;
    if (weight > 0) counting++;
    degreesOfFreedom += leverages[row]!;
    for (let output = 0; output < outputs; output++) {
      const residual = residuals[row * outputs + output]!;
      squares += weight * residual * residual;
      shrunkSquares += weight * (residual * (1 - leverages[row]!)) ** 2;
    }
  }
  const left = 1 - degreesOfFreedom / counting;
  return {
    residuals,
    leverages,
    error: Math.sqrt(squares / (total * outputs)),
    degreesOfFreedom,
    generalisedCrossValidation: shrunkSquares / (total * outputs) / left ** 2,
  };
}
