import { ForesolveError } from "../errors.js";
import { requireLength } from "./invalid-argument.js";

/** P A = L U: what {@link luFactor} gives. */
export interface LuFactor {
  readonly size: number;
  /** L below the diagonal (ones on it left out), U on and above it, [size, size] row-major. */
  readonly factor: Float64Array;
  /** Which row of A stands in each row of P A, [size]. */
  readonly permutation: Int32Array;
  /** Determinant of P: 1 or −1. */
  readonly sign: 1 | -1;
}

/**
 * Factors a square matrix by Gaussian elimination with partial pivoting (Golub and Van Loan, "Matrix computations",
 * algorithm 3.4.1).
 *
 * @param matrix A, [size, size] row-major; not changed
 * @throws FS_MATH_SINGULAR when a pivot vanishes.
 * @throws FS_MATH_INVALID_ARGUMENT when the array does not have the stated shape.
 *
 * @example
 * import { determinant, luFactor, luSolve } from "foresolve/math";
 *
 * const factor = luFactor(new Float64Array([0, 2, 1, 0]), 2);
 * luSolve(factor, new Float64Array([4, 5]), 1); // => new Float64Array([5, 2])
 * determinant(factor); // => -2
 */
export function luFactor(matrix: Float64Array, size: number): LuFactor {
  requireLength("matrix", matrix, size * size);
  const factor = Float64Array.from(matrix);
  const permutation = Int32Array.from({ length: size }, (_, row) => row);
  let sign: 1 | -1 = 1;
  for (let step = 0; step < size; step++) {
    let pivot = step;
    for (let row = step + 1; row < size; row++)
      if (Math.abs(factor[row * size + step]!) > Math.abs(factor[pivot * size + step]!)) pivot = row;
    const value = factor[pivot * size + step]!;
    if (value === 0 || !Number.isFinite(value)) throw singular(step, value);
    if (pivot !== step) {
      sign = sign === 1 ? -1 : 1;
      const held = permutation[step]!;
      permutation[step] = permutation[pivot]!;
      permutation[pivot] = held;
      for (let column = 0; column < size; column++) {
        const other = factor[step * size + column]!;
        factor[step * size + column] = factor[pivot * size + column]!;
        factor[pivot * size + column] = other;
      }
    }
    for (let row = step + 1; row < size; row++) {
      const share = factor[row * size + step]! / value;
      factor[row * size + step] = share;
      if (share === 0) continue;
      for (let column = step + 1; column < size; column++)
        factor[row * size + column]! -= share * factor[step * size + column]!;
    }
  }
  return { size, factor, permutation, sign };
}

/**
 * The solution X of A X = B.
 *
 * @param right B, [size, columns] row-major; not changed
 * @returns [size, columns] row-major
 * @throws FS_MATH_INVALID_ARGUMENT when the array does not have the stated shape.
 */
export function luSolve(
  { size, factor, permutation }: LuFactor,
  right: Float64Array,
  columns: number,
): Float64Array {
  requireLength("right", right, size * columns);
  const solution = new Float64Array(size * columns);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < columns; column++)
      solution[row * columns + column] = right[permutation[row]! * columns + column]!;
  const subtract = (row: number, other: number): void => {
    const share = factor[row * size + other]!;
    if (share === 0) return;
    for (let column = 0; column < columns; column++)
      solution[row * columns + column]! -= share * solution[other * columns + column]!;
  };
  for (let row = 0; row < size; row++) for (let other = 0; other < row; other++) subtract(row, other);
  for (let row = size - 1; row >= 0; row--) {
    for (let other = row + 1; other < size; other++) subtract(row, other);
    const pivot = factor[row * size + row]!;
    for (let column = 0; column < columns; column++) solution[row * columns + column]! /= pivot;
  }
  return solution;
}

/** The determinant of a factored matrix. */
export function determinant({ size, factor, sign }: LuFactor): number {
  let product: number = sign;
  for (let row = 0; row < size; row++) product *= factor[row * size + row]!;
  return product;
}

function singular(step: number, pivot: number): ForesolveError {
  return new ForesolveError("FS_MATH_SINGULAR", {
    message: `the largest pivot of elimination step ${step} is ${pivot}.`,
    fix: "Leave out rows or columns that follow from others, or use leastSquares.",
    data: { step, pivot },
  });
}
