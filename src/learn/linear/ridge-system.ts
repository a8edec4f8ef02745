import {
  choleskyFactor,
  choleskySolve,
  crossProduct,
  gram,
  multiply,
  symmetricEigen,
} from "../../math/index.js";
import { requireLength } from "./linear-data.js";
import { LEAST_REMAINDER, leaveOneOutErrors, type RotatedSystem } from "./leave-one-out-errors.js";
import { centred, groupMeans, standardise } from "./standardise.js";

/** Data of a ridge regression. */
export interface RidgeData {
  /** [rows, columns] row-major, finite. */
  readonly features: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** [rows, outputs] row-major, finite. */
  readonly targets: Float64Array;
  readonly outputs: number;
  /** How much each row counts, [rows]; all the same when absent. */
  readonly weights?: Float64Array;
  /** Rows with an intercept of their own: the group of each row, [rows]. One intercept for all when absent. */
  readonly groups?: { readonly of: Int32Array; readonly count: number };
}

/**
 * A ridge regression that is ready to be solved for any penalty: columns centred (within their group, which is
 * what an unpenalised intercept for each group amounts to) and scaled to variance 1. It minimises
 *
 *     Σ wᵢ‖yᵢ − a_g(i) − zᵢB‖² / Σ wᵢ  +  penalty · ‖B‖²
 *
 * so that a penalty means the same for any number of rows.
 */
export interface RidgeSystem {
  /** Column means of each group, [groups, columns]. */
  readonly centre: Float64Array;
  /** 1 / standard deviation within the groups, [columns]; 0 for a constant column, which is left out. */
  readonly inverseScale: Float64Array;
  /** Intercepts: the target means of each group, [groups, outputs]. */
  readonly intercepts: Float64Array;
  /** Standardised coefficients B, [columns, outputs]. */
  solve(penalty: number): Float64Array;
  /**
   * Weighted mean over the rows of the squared leave-one-out errors, summed over the outputs: exact, from one fit
   * (Allen's PRESS statistic; Golub, Heath and Wahba, "Generalized cross-validation", 1979).
   */
  leaveOneOut(penalty: number): number;
  /** Leave-one-out residuals [rows, outputs] and leverages [rows]. */
  withoutEach(penalty: number): { readonly residuals: Float64Array; readonly leverages: Float64Array };
}

/** Prepares a ridge regression. */
export function ridgeSystem(data: RidgeData): RidgeSystem {
  const { rows, columns, outputs, weights } = data;
  requireShape(data);
  const groupOf = data.groups?.of ?? new Int32Array(rows);
  const groups = data.groups?.count ?? 1;
  const groupWeight = new Float64Array(groups);
  for (let row = 0; row < rows; row++) groupWeight[groupOf[row]!]! += weights?.[row] ?? 1;
  const totalWeight = groupWeight.reduce((sum, weight) => sum + weight, 0);

  const centre = groupMeans(data.features, columns, groupOf, groupWeight, weights);
  const intercepts = groupMeans(data.targets, outputs, groupOf, groupWeight, weights);
  const design = centred(data.features, columns, groupOf, centre);
  const targets = centred(data.targets, outputs, groupOf, intercepts);
  const inverseScale = standardise(design, data.features, rows, columns, totalWeight, weights);

  const matrix = gram(design, rows, columns, weights);
  // Constant columns are zero now; a unit diagonal keeps the system solvable and their coefficients zero.
  for (let column = 0; column < columns; column++)
    if (inverseScale[column] === 0) matrix[column * columns + column] = totalWeight;
  const right = crossProduct(design, targets, rows, columns, outputs, weights);

  const solve = (penalty: number): Float64Array => {
    const penalised = Float64Array.from(matrix);
    for (let column = 0; column < columns; column++)
      penalised[column * columns + column]! += penalty * totalWeight;
    return choleskySolve(choleskyFactor(penalised, columns), columns, right, outputs);
  };

  // One eigendecomposition serves every penalty; it is made when the first leave-one-out error is asked for.
  let known: RotatedSystem | undefined;
  const rotate = (): RotatedSystem => {
    if (known === undefined) {
      const { values, vectors } = symmetricEigen(matrix, columns);
      known = {
        values,
        design: multiply(design, vectors, rows, columns, columns),
        right: crossProduct(vectors, right, columns, columns, outputs),
      };
    }
    return known;
  };
  const withoutEach = (penalty: number): { residuals: Float64Array; leverages: Float64Array } => {
    const rotated = rotate();
    const shrunk = new Float64Array(columns);
    for (let k = 0; k < columns; k++)
      shrunk[k] = 1 / (Math.max(rotated.values[k]!, 0) + penalty * totalWeight);
    const residuals = Float64Array.from(targets);
    const leverages = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      const weight = weights ? weights[row]! : 1;
      const at = row * outputs;
      let leverage = 1 / groupWeight[groupOf[row]!]!;
      for (let k = 0; k < columns; k++) {
        const value = rotated.design[row * columns + k]!;
        const factor = value * shrunk[k]!;
        leverage += value * factor;
        for (let output = 0; output < outputs; output++)
          residuals[at + output]! -= factor * rotated.right[k * outputs + output]!;
      }
      leverages[row] = weight * leverage;
      const left = Math.max(1 - leverages[row]!, LEAST_REMAINDER);
      for (let output = 0; output < outputs; output++) residuals[at + output]! /= left;
    }
    return { residuals, leverages };
  };
  let errors: ((penalty: number) => number) | undefined;
  const leaveOneOut = (penalty: number): number => {
    errors ??= leaveOneOutErrors(
      rotate(),
      targets,
      { rows, columns, outputs },
      weights ?? new Float64Array(rows).fill(1),
      Float64Array.from(groupOf, (group) => 1 / groupWeight[group]!),
    );
    return errors(penalty * totalWeight) / totalWeight;
  };
  return { centre, inverseScale, intercepts, solve, leaveOneOut, withoutEach };
}

function requireShape({ features, targets, rows, columns, outputs, weights, groups }: RidgeData): void {
  requireLength("features", features, rows * columns);
  requireLength("targets", targets, rows * outputs);
  if (weights) requireLength("weights", weights, rows);
  if (groups) requireLength("groups.of", groups.of, rows);
}
