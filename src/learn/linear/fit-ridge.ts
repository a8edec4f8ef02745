import { invalidOption, requireOption, totalWeight } from "../invalid-option.js";
import { requireLinearData } from "./linear-data.js";
import { ridgeSystem, type RidgeData, type RidgeSystem } from "./ridge-system.js";

/** A fixed penalty, or the choice of one by leave-one-out errors. */
export type RidgePenalty = number | "leave-one-out";

/** Penalties that are tried when the penalty is chosen: 10⁻⁶ to 10³, three to a decade. */
export const PENALTY_GRID: readonly number[] = Array.from({ length: 28 }, (_, step) => 10 ** (step / 3 - 6));

/** Data and settings of {@link fitRidge}. */
export interface RidgeProblem extends RidgeData {
  /** Default `"leave-one-out"`. */
  readonly penalty?: RidgePenalty;
  /** Penalties to choose from; default 10⁻⁶ to 10³. */
  readonly penalties?: readonly number[];
}

/** A fitted ridge regression, in the units of its data. */
export interface RidgeFit {
  /** [columns, outputs] row-major. */
  readonly coefficients: Float64Array;
  /** [groups, outputs] row-major. */
  readonly intercepts: Float64Array;
  readonly penalty: number;
  /** Root mean square of the leave-one-out errors at the chosen penalty; null when the penalty was given. */
  readonly leaveOneOutError: number | null;
}

/**
 * Ridge regression (Hoerl and Kennard, 1970) for several outputs at once: standardised columns, intercepts without
 * penalty, the closed form by Cholesky, and the penalty chosen by exact leave-one-out errors. The penalty is per
 * row: it is added to the mean, not the sum, of the squared errors over standardised columns. (The `alpha` of
 * libraries that penalise the sum is `rows * penalty`.)
 *
 * @throws FS_LEARN_INVALID_OPTION for a negative penalty, an empty list of penalties or unusable weights.
 * @throws FS_LEARN_TOO_FEW_EXAMPLES without rows.
 * @throws FS_MATH_NOT_POSITIVE_DEFINITE for a penalty of 0 with linearly dependent columns.
 * @throws FS_MATH_INVALID_ARGUMENT when an array does not have the stated shape.
 *
 * @example
 * import { fitRidge } from "foresolve/learn";
 *
 * const fit = fitRidge({
 *   features: new Float64Array([0, 1, 2, 3]),
 *   rows: 4,
 *   columns: 1,
 *   targets: new Float64Array([1, 3, 5, 7]),
 *   outputs: 1,
 *   penalty: 0,
 * });
 * Math.round(fit.coefficients[0]! * 1e6) / 1e6; // => 2
 * Math.round(fit.intercepts[0]! * 1e6) / 1e6; // => 1
 */
export function fitRidge(problem: RidgeProblem): RidgeFit {
  const { columns, outputs, penalty = "leave-one-out", penalties = PENALTY_GRID } = problem;
  requireLinearData("fitRidge", problem);
  if (problem.weights) totalWeight(problem.weights);
  const system = ridgeSystem(problem);
  const chosen = choosePenalty([system], penalty, penalties);
  const coefficients = system.solve(chosen.penalty);
  for (let column = 0; column < columns; column++)
    for (let output = 0; output < outputs; output++)
      coefficients[column * outputs + output]! *= system.inverseScale[column]!;
  const intercepts = Float64Array.from(system.intercepts);
  for (let index = 0; index < intercepts.length; index++) {
    const group = Math.floor(index / outputs);
    const output = index % outputs;
    for (let column = 0; column < columns; column++)
      intercepts[index]! -=
        system.centre[group * columns + column]! * coefficients[column * outputs + output]!;
  }
  const { error } = chosen;
  const leaveOneOutError = error === null ? null : Math.sqrt(error / outputs);
  return { coefficients, intercepts, penalty: chosen.penalty, leaveOneOutError };
}

/**
 * The penalty with the least leave-one-out error over all systems together.
 * @returns the error as a sum over systems and outputs of mean squares; null for a given penalty
 */
export function choosePenalty(
  systems: readonly RidgeSystem[],
  penalty: RidgePenalty,
  penalties: readonly number[] = PENALTY_GRID,
): { penalty: number; error: number | null } {
  if (typeof penalty === "number") {
    requireOption("penalty", penalty, { low: 0, high: Number.MAX_VALUE });
    return { penalty, error: null };
  }
  if (penalty !== "leave-one-out") throw invalidOption("penalty", penalty, 'a number or "leave-one-out"');
  if (penalties.length === 0) throw invalidOption("penalties", penalties, "at least one penalty");
  let best = { penalty: Number.NaN, error: Infinity };
  for (const candidate of penalties) {
    requireOption("penalties", candidate, { low: Number.MIN_VALUE, high: Number.MAX_VALUE });
    let error = 0;
    for (const system of systems) error += system.leaveOneOut(candidate);
    // On ties (a target that is fitted exactly) the larger penalty, which comes later, is the safer one.
    if (error <= best.error || Number.isNaN(best.penalty)) best = { penalty: candidate, error };
  }
  return best;
}
