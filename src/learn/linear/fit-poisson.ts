import { ForesolveError } from "../../errors.js";
import { requireOption } from "../invalid-option.js";
import type { FitOptions } from "../predictor.js";
import { DEFAULT_PENALTY } from "./fit-logistic.js";
import { solveGeneralised, type ResponseFamily } from "./generalised-linear.js";
import { standardisedData, type LinearData, type StandardisedData } from "./linear-data.js";
import type { StandardisedFit } from "./linear-family.js";
import { inDataUnits, type LinearFit } from "./linear-fit.js";

/**
 * Poisson regression with logarithmic link: rates that are products of effects. Minimises, over standardised columns,
 * the mean of e^score − target · score plus ½ penalty · ‖B‖², by Newton's method. Targets need not be whole numbers.
 *
 * @throws FS_LEARN_INVALID_TRUTH for a negative target or an output whose targets are all 0.
 * @throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_MISSING_VALUE, FS_LEARN_INVALID_OPTION, FS_MATH_INVALID_ARGUMENT
 * @throws FS_MATH_NOT_POSITIVE_DEFINITE for a penalty of 0 with linearly dependent columns.
 *
 * @example
 * import { fitPoisson } from "foresolve/learn";
 *
 * const fit = await fitPoisson({
 *   features: new Float64Array([0, 0, 1, 1]),
 *   rows: 4,
 *   columns: 1,
 *   targets: new Float64Array([1, 3, 5, 7]),
 *   outputs: 1,
 *   penalty: 0,
 * });
 * // The rate at 1 is three times the rate at 0.
 * Math.round(1000 * Math.exp(fit.coefficients[0]!)); // => 3000
 */
export async function fitPoisson(
  problem: LinearData & { readonly penalty?: number },
  options: FitOptions = {},
): Promise<LinearFit> {
  const { penalty = DEFAULT_PENALTY } = problem;
  requireOption("penalty", penalty, { low: 0, high: Number.MAX_VALUE });
  const data = standardisedData("fitPoisson", problem);
  return inDataUnits(data, await solvePoisson(data, penalty, options), "exp");
}

const POISSON: ResponseFamily = {
  mean: Math.exp,
  variance: (mean) => mean,
  loss: (score, target) => Math.exp(score) - target * score,
  scoreOf: Math.log,
};

/** Solves for standardised columns. */
export async function solvePoisson(
  data: StandardisedData,
  penalty: number,
  options: FitOptions,
): Promise<StandardisedFit> {
  const { targets, outputs, shares } = data;
  const means = new Float64Array(outputs);
  for (let at = 0; at < targets.length; at++) {
    const row = Math.floor(at / outputs);
    if (targets[at]! < 0)
      throw invalidRate(`the truth of row ${row} is ${targets[at]} (output ${at % outputs}).`, { row });
    means[at % outputs]! += shares[row]! * targets[at]!;
  }
  const empty = means.indexOf(0);
  if (empty >= 0) throw invalidRate(`all truths of output ${empty} are 0.`, { output: empty });
  return solveGeneralised(data, POISSON, penalty, options);
}

function invalidRate(message: string, data: Record<string, unknown>): ForesolveError {
  return new ForesolveError("FS_LEARN_INVALID_TRUTH", {
    message,
    fix: "Rates want truths of 0 and more, and for each output some above 0.",
    data,
  });
}
