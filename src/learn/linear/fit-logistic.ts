import { ForesolveError } from "../../errors.js";
import { requireOption } from "../invalid-option.js";
import type { FitOptions } from "../predictor.js";
import { solveGeneralised, type ResponseFamily } from "./generalised-linear.js";
import { requireLength, standardisedData, type LinearData, type StandardisedData } from "./linear-data.js";
import type { StandardisedFit } from "./linear-family.js";
import { inDataUnits, type LinearFit } from "./linear-fit.js";
import { logisticOf } from "./link.js";
import { solveSoftmax } from "./softmax-regression.js";

/** Data and settings of {@link fitLogistic}. */
export interface LogisticProblem extends Omit<LinearData, "targets" | "outputs"> {
  /** The class of each row, [rows]: 0, 1, …, classes − 1. */
  readonly classOf: ArrayLike<number>;
  /** Number of classes. With 2 there is one output, the probability of class 1. */
  readonly classes: number;
  /** See {@link fitLogistic}. Default 10⁻³. */
  readonly penalty?: number;
}

/** The default penalty of generalised linear models: weak, but it keeps separable classes from running off. */
export const DEFAULT_PENALTY = 1e-3;

/**
 * Logistic regression with a quadratic penalty: minimises, over standardised columns, the mean log loss plus
 * ½ penalty · ‖B‖²; two classes by Newton's method, more by softmax and a limited-memory quasi-Newton method.
 * (The `C` of libraries that sum the losses is `1 / (rows * penalty)`.) `figures.largestSlope` is the largest
 * derivative of the objective that is left.
 *
 * @throws FS_LEARN_ONE_CLASS when a class has no rows that count; FS_LEARN_INVALID_TRUTH for something that is no class.
 * @throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_MISSING_VALUE, FS_LEARN_INVALID_OPTION, FS_MATH_INVALID_ARGUMENT
 * @throws FS_MATH_NOT_POSITIVE_DEFINITE for a penalty of 0 with linearly dependent columns (separable classes have no
 * optimum then: probabilities run to 0 and 1).
 *
 * @example
 * import { fitLogistic, predictLinear } from "foresolve/learn";
 *
 * const fit = await fitLogistic({
 *   features: new Float64Array([0, 0, 0, 0, 1, 1, 1, 1]),
 *   rows: 8,
 *   columns: 1,
 *   classOf: [0, 0, 0, 1, 0, 1, 1, 1],
 *   classes: 2,
 *   penalty: 0,
 * });
 * const odds = predictLinear(fit, new Float64Array([0, 1]), 2);
 * odds.map((value) => Math.round(100 * value)); // => new Float64Array([25, 75])
 */
export async function fitLogistic(problem: LogisticProblem, options: FitOptions = {}): Promise<LinearFit> {
  const { rows, classOf, classes, penalty = DEFAULT_PENALTY } = problem;
  requireOption("classes", classes, { low: 2, high: 100_000, whole: true });
  requireOption("penalty", penalty, { low: 0, high: Number.MAX_VALUE });
  requireLength("classOf", classOf, rows);
  const outputs = classes === 2 ? 1 : classes;
  const targets = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    const own = classOf[row]!;
    if (!(Number.isInteger(own) && own >= 0 && own < classes))
      throw new ForesolveError("FS_LEARN_INVALID_TRUTH", {
        message: `the class of row ${row} is ${own}, not one of 0 to ${classes - 1}.`,
        fix: "Number the classes from 0.",
        data: { row, class: own, classes },
      });
    if (classes === 2) targets[row] = own;
    else targets[row * outputs + own] = 1;
  }
  const data = standardisedData("fitLogistic", { ...problem, targets, outputs });
  const exclusive = classes > 2;
  const fit = await solveLogistic(data, exclusive, penalty, options, (output) => `class ${output}`);
  return inDataUnits(data, fit, exclusive ? "softmax" : "logistic");
}

const BERNOULLI: ResponseFamily = {
  mean: logisticOf,
  variance: (mean) => mean * (1 - mean),
  // log(1 + e^score) − target · score, without overflow.
  loss: (score, target) => Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - target * score,
  scoreOf: (mean) => Math.log(mean / (1 - mean)),
};

/**
 * Solves for standardised columns.
 *
 * @param exclusive whether the outputs are classes of which one is true, rather than yes or no each
 * @param nameOf says which output is meant
 */
export async function solveLogistic(
  data: StandardisedData,
  exclusive: boolean,
  penalty: number,
  options: FitOptions,
  nameOf: (output: number) => string,
): Promise<StandardisedFit> {
  requireClasses(data, exclusive, nameOf);
  return exclusive
    ? solveSoftmax(data, penalty, options)
    : solveGeneralised(data, BERNOULLI, penalty, options);
}

/** Refuses truths that are no probabilities, and classes without examples. */
function requireClasses(
  { targets, rows, outputs, shares }: StandardisedData,
  exclusive: boolean,
  nameOf: (output: number) => string,
): void {
  const means = new Float64Array(outputs);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let output = 0; output < outputs; output++) {
      const target = targets[row * outputs + output]!;
      if (!(target >= 0 && target <= 1))
        throw invalidProbability(`the truth of row ${row} is ${target} for ${nameOf(output)}.`, row);
      sum += target;
      means[output]! += shares[row]! * target;
    }
    if (exclusive && Math.abs(sum - 1) > 1e-9)
      throw invalidProbability(`the truths of row ${row} sum to ${sum}, not to 1.`, row);
  }
  for (let output = 0; output < outputs; output++) {
    const mean = means[output]!;
    if (mean > 0 && (exclusive || mean < 1 - 1e-15)) continue;
    throw new ForesolveError("FS_LEARN_ONE_CLASS", {
      message: `${nameOf(output)} is ${mean > 0 ? "true of all" : "true of none"} of the ${rows} examples that count.`,
      fix: "Collect examples of the other classes, or leave classes that do not occur out of the target.",
      data: { output, rows },
    });
  }
}

function invalidProbability(message: string, row: number): ForesolveError {
  return new ForesolveError("FS_LEARN_INVALID_TRUTH", {
    message,
    fix: "Give truths of 0 and 1 (or probabilities); over exclusive classes they sum to 1.",
    data: { row },
  });
}
