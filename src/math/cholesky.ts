import { ForesolveError } from "../errors.js";
import { requireLength } from "./invalid-argument.js";

/**
 * The Cholesky factor L of a symmetric positive definite matrix A = LLᵀ. Only the lower triangle of A is read.
 *
 * @param matrix A, [size, size] row-major
 * @returns L, [size, size] row-major, zero above the diagonal
 * @throws FS_MATH_NOT_POSITIVE_DEFINITE when a pivot is not positive, up to rounding.
 * @throws FS_MATH_INVALID_ARGUMENT when the array does not have the stated shape.
 *
 * @example
 * import { choleskyFactor, choleskySolve } from "foresolve/math";
 *
 * const factor = choleskyFactor(new Float64Array([4, 2, 2, 10]), 2);
 * factor; // => new Float64Array([2, 0, 1, 3])
 * choleskySolve(factor, 2, new Float64Array([6, 12]), 1); // => new Float64Array([1, 1])
 */
export function choleskyFactor(matrix: Float64Array, size: number): Float64Array {
  requireLength("matrix", matrix, size * size);
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const rowI = i * size;
    for (let j = 0; j <= i; j++) {
      const rowJ = j * size;
      let sum = matrix[rowI + j]!;
      for (let k = 0; k < j; k++) sum -= factor[rowI + k]! * factor[rowJ + k]!;
      if (j < i) {
        factor[rowI + j] = sum / factor[rowJ + j]!;
        continue;
      }
      // What rounding leaves of an exact zero is of this order; dividing by it would return noise as an answer.
      const rounding = size * Number.EPSILON * Math.abs(matrix[rowI + i]!);
      if (!(sum > rounding))
        throw new ForesolveError("FS_MATH_NOT_POSITIVE_DEFINITE", {
          message: `the [${size}, ${size}] matrix is not positive definite: the pivot of row ${i} is ${sum}.`,
          fix: "Remove columns that depend linearly on others, or add a positive penalty to the diagonal.",
          data: { size, row: i, pivot: sum },
        });
      factor[rowI + i] = Math.sqrt(sum);
    }
  }
  return factor;
}

/**
 * Solves AX = B for several right-hand sides, given the Cholesky factor of A.
 *
 * @param factor L from {@link choleskyFactor}, [size, size] row-major
 * @param rightHandSides B, [size, count] row-major
 * @returns X, [size, count] row-major
 * @throws FS_MATH_INVALID_ARGUMENT when an array does not have the stated shape.
 *
 * @example
 * import { choleskyFactor, choleskySolve } from "foresolve/math";
 *
 * const factor = choleskyFactor(new Float64Array([4, 0, 0, 1]), 2);
 * choleskySolve(factor, 2, new Float64Array([4, 8, 1, 2]), 2); // => new Float64Array([1, 2, 1, 2])
 */
export function choleskySolve(
  factor: Float64Array,
  size: number,
  rightHandSides: Float64Array,
  count: number,
): Float64Array {
  requireLength("factor", factor, size * size);
  requireLength("rightHandSides", rightHandSides, size * count);
  const solution = Float64Array.from(rightHandSides);
  for (let i = 0; i < size; i++) {
    const row = i * count;
    for (let k = 0; k < i; k++) {
      const entry = factor[i * size + k]!;
      if (entry === 0) continue;
      for (let c = 0; c < count; c++) solution[row + c]! -= entry * solution[k * count + c]!;
    }
    const pivot = factor[i * size + i]!;
    for (let c = 0; c < count; c++) solution[row + c]! /= pivot;
  }
  for (let i = size - 1; i >= 0; i--) {
    const row = i * count;
    for (let k = i + 1; k < size; k++) {
      const entry = factor[k * size + i]!;
      if (entry === 0) continue;
      for (let c = 0; c < count; c++) solution[row + c]! -= entry * solution[k * count + c]!;
    }
    const pivot = factor[i * size + i]!;
    for (let c = 0; c < count; c++) solution[row + c]! /= pivot;
  }
  return solution;
}
