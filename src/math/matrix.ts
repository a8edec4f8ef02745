import { requireLength } from "./invalid-argument.js";
import { matrixProduct64 } from "./matrix-product-64.js";
import { addMultiple } from "./row-operations.js";

/**
 * The Gram matrix XᵀWX.
 *
 * @param matrix X, [rows, columns] row-major
 * @param weights diagonal of W, [rows]; all one when absent
 * @returns [columns, columns] row-major, symmetric
 * @throws FS_MATH_INVALID_ARGUMENT when an array does not have the stated shape.
 *
 * @example
 * import { gram } from "foresolve/math";
 *
 * gram(new Float64Array([1, 2, 3, 4]), 2, 2); // => new Float64Array([10, 14, 14, 20])
 */
export function gram(
  matrix: Float64Array,
  rows: number,
  columns: number,
  weights?: Float64Array,
): Float64Array {
  requireLength("matrix", matrix, rows * columns);
  if (weights) requireLength("weights", weights, rows);
  const result = new Float64Array(columns * columns);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    addProducts(result, weights ? weights[row]! : 1, matrix, start, columns, matrix, start, columns, true);
  }
  for (let i = 0; i < columns; i++)
    for (let j = 0; j < i; j++) result[i * columns + j] = result[j * columns + i]!;
  return result;
}

/**
 * The cross product XᵀWY.
 *
 * @param matrix X, [rows, columns] row-major
 * @param targets Y, [rows, outputs] row-major
 * @param weights diagonal of W, [rows]; all one when absent
 * @returns [columns, outputs] row-major
 * @throws FS_MATH_INVALID_ARGUMENT when an array does not have the stated shape.
 *
 * @example
 * import { crossProduct } from "foresolve/math";
 *
 * crossProduct(new Float64Array([1, 2, 3, 4]), new Float64Array([1, 10]), 2, 2, 1); // => new Float64Array([31, 42])
 */
export function crossProduct(
  matrix: Float64Array,
  targets: Float64Array,
  rows: number,
  columns: number,
  outputs: number,
  weights?: Float64Array,
): Float64Array {
  requireLength("matrix", matrix, rows * columns);
  requireLength("targets", targets, rows * outputs);
  if (weights) requireLength("weights", weights, rows);
  const result = new Float64Array(columns * outputs);
  for (let row = 0; row < rows; row++) {
    const weight = weights ? weights[row]! : 1;
    addProducts(result, weight, matrix, row * columns, columns, targets, row * outputs, outputs, false);
  }
  return result;
}

/**
 * The product AB.
 *
 * @param left A, [rows, inner] row-major
 * @param right B, [inner, columns] row-major
 * @returns [rows, columns] row-major
 * @throws FS_MATH_INVALID_ARGUMENT when an array does not have the stated shape.
 *
 * @example
 * import { multiply } from "foresolve/math";
 *
 * multiply(new Float64Array([1, 2, 3, 4]), new Float64Array([1, 1]), 2, 2, 1); // => new Float64Array([3, 7])
 */
export function multiply(
  left: Float64Array,
  right: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array {
  requireLength("left", left, rows * inner);
  requireLength("right", right, inner * columns);
  const result = new Float64Array(rows * columns);
  matrixProduct64.product(left, right, result, rows, inner, columns, false);
  return result;
}

/** Adds the products of one row's numbers with another's to a matrix; of a symmetric one only those above the diagonal. */
function addProducts(
  result: Float64Array,
  weight: number,
  left: Float64Array,
  leftStart: number,
  rows: number,
  right: Float64Array,
  rightStart: number,
  columns: number,
  isSymmetric: boolean,
): void {
  for (let row = 0; row < rows; row++) {
    const factor = weight * left[leftStart + row]!;
    if (factor === 0) continue;
    const first = isSymmetric ? row : 0;
    addMultiple(result, row * columns + first, factor, right, rightStart + first, columns - first);
  }
}
