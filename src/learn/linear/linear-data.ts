import { ForesolveError } from "../../errors.js";
import { totalWeight } from "../invalid-option.js";
import { requireExamples } from "../training-set.js";
import { centred, groupMeans, standardise } from "./standardise.js";

/** Data of a linear fit. */
export interface LinearData {
  /** [rows, columns] row-major, finite. */
  readonly features: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** [rows, outputs] row-major, finite. */
  readonly targets: Float64Array;
  readonly outputs: number;
  /** How much each row counts, [rows]; all the same when absent. */
  readonly weights?: Float64Array | undefined;
}

/** Data with columns of mean 0 and variance 1, as the solvers of this folder take them. */
export interface StandardisedData {
  /** [rows, columns] row-major; zero in constant columns. */
  readonly design: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** As given, [rows, outputs]. */
  readonly targets: Float64Array;
  readonly outputs: number;
  /** Shares of the rows, [rows], summing to 1. */
  readonly shares: Float64Array;
  /** Weighted column means, [columns]. */
  readonly centre: Float64Array;
  /** 1 / standard deviation, [columns]; 0 for a constant column, which is left out. */
  readonly inverseScale: Float64Array;
}

/**
 * Checks data and standardises its columns.
 *
 * @throws FS_LEARN_TOO_FEW_EXAMPLES, FS_MATH_INVALID_ARGUMENT (shapes), FS_LEARN_MISSING_VALUE (features),
 * FS_LEARN_INVALID_TRUTH (targets), FS_LEARN_INVALID_OPTION (weights)
 */
export function standardisedData(name: string, data: LinearData): StandardisedData {
  requireLinearData(name, data);
  const { features, rows, columns, targets, outputs, weights } = data;
  const sum = weights === undefined ? rows : totalWeight(weights);
  const shares = new Float64Array(rows);
  for (let row = 0; row < rows; row++) shares[row] = (weights === undefined ? 1 : weights[row]!) / sum;
  const oneGroup = new Int32Array(rows);
  const centre = groupMeans(features, columns, oneGroup, Float64Array.of(sum), weights);
  const design = centred(features, columns, oneGroup, centre);
  const inverseScale = standardise(design, features, rows, columns, sum, weights);
  return { design, rows, columns, targets, outputs, shares, centre, inverseScale };
}

/** Refuses arrays of the wrong length, numbers that are not finite, and no rows. */
export function requireLinearData(name: string, data: LinearData): void {
  const { features, rows, columns, targets, outputs, weights } = data;
  requireExamples(name, rows, 1);
  requireLength("features", features, rows * columns);
  requireLength("targets", targets, rows * outputs);
  if (weights !== undefined) requireLength("weights", weights, rows);
  for (let at = 0; at < features.length; at++)
    if (!Number.isFinite(features[at]!))
      throw new ForesolveError("FS_LEARN_MISSING_VALUE", {
        message: `column ${at % columns} of row ${Math.floor(at / columns)} is ${features[at]}.`,
        fix: "Fill or drop the value before: linear models need finite numbers.",
        data: { row: Math.floor(at / columns), column: at % columns, value: features[at] },
      });
  for (let at = 0; at < targets.length; at++)
    if (!Number.isFinite(targets[at]!))
      throw new ForesolveError("FS_LEARN_INVALID_TRUTH", {
        message: `the target of row ${Math.floor(at / outputs)} is ${targets[at]} (output ${at % outputs}).`,
        fix: "Drop rows without a target.",
        data: { row: Math.floor(at / outputs), output: at % outputs, value: targets[at] },
      });
}

/** Refuses a flat array whose length is not the product of its stated shape. */
export function requireLength(name: string, { length }: ArrayLike<unknown>, expected: number): void {
  if (length !== expected)
    throw new ForesolveError("FS_MATH_INVALID_ARGUMENT", {
      message: `${name} has ${length} values where its shape asks for ${expected}.`,
      fix: "Pass a flat row-major array whose length is the product of its stated shape.",
      data: { name, length, expected },
    });
}
