import { ForesolveError } from "../errors.js";
import { invalidArgument, requireLength } from "./invalid-argument.js";

/** A = Q R with orthonormal columns of Q and R upper triangular: what {@link qrFactor} gives. */
export interface QrFactor {
  readonly rows: number;
  readonly columns: number;
  /** R on and above the diagonal, the tails of the Householder vectors below it, [rows, columns] row-major. */
  readonly factor: Float64Array;
  /** Step j reflects by I − scales[j] v vᵀ, v having a 1 at j, [columns]. */
  readonly scales: Float64Array;
}

/** A diagonal entry of R below this share of the largest counts as 0. */
const RANK_TOLERANCE = 1e-12;

/**
 * Factors a matrix that has at least as many rows as columns by Householder reflections (Golub and Van Loan, "Matrix
 * computations", algorithm 5.2.1).
 *
 * @param matrix A, [rows, columns] row-major; not changed
 * @throws FS_MATH_INVALID_ARGUMENT when the array does not have the stated shape, or is wider than tall.
 *
 * @example
 * import { orthonormalColumns, qrFactor } from "foresolve/math";
 *
 * const qr = qrFactor(new Float64Array([3, 4]), 2, 1);
 * [...orthonormalColumns(qr)].map((value) => value.toFixed(3)); // => ["-0.600", "-0.800"]
 */
export function qrFactor(matrix: Float64Array, rows: number, columns: number): QrFactor {
  requireLength("matrix", matrix, rows * columns);
  if (rows < columns)
    throw invalidArgument(
      `a matrix of ${rows} rows and ${columns} columns is wider than tall.`,
      "Factor its transpose, or add rows.",
      { rows, columns },
    );
  const factor = Float64Array.from(matrix);
  const scales = new Float64Array(columns);
  for (let step = 0; step < columns; step++) {
    let largest = 0;
    for (let row = step; row < rows; row++)
      largest = Math.max(largest, Math.abs(factor[row * columns + step]!));
    if (largest === 0) continue;
    let squares = 0;
    for (let row = step; row < rows; row++) squares += (factor[row * columns + step]! / largest) ** 2;
    const length = largest * Math.sqrt(squares);
    const head = factor[step * columns + step]!;
    // The sign that adds: no digits are lost.
    const diagonal = head > 0 ? -length : length;
    for (let row = step + 1; row < rows; row++) factor[row * columns + step]! /= head - diagonal;
    scales[step] = (diagonal - head) / diagonal;
    factor[step * columns + step] = diagonal;
    reflect(factor, scales[step]!, step, rows, columns, factor, columns, step + 1);
  }
  return { rows, columns, factor, scales };
}

/** Applies the reflection of a step to the columns of a matrix from `first` on, in place. */
function reflect(
  factor: Float64Array,
  scale: number,
  step: number,
  rows: number,
  columns: number,
  target: Float64Array,
  width: number,
  first: number,
): void {
  for (let column = first; column < width; column++) {
    let sum = target[step * width + column]!;
    for (let row = step + 1; row < rows; row++)
      sum += factor[row * columns + step]! * target[row * width + column]!;
    sum *= scale;
    target[step * width + column]! -= sum;
    for (let row = step + 1; row < rows; row++)
      target[row * width + column]! -= sum * factor[row * columns + step]!;
  }
}

/** The orthonormal columns Q, [rows, columns] row-major. */
export function orthonormalColumns({ rows, columns, factor, scales }: QrFactor): Float64Array {
  const q = new Float64Array(rows * columns);
  for (let column = 0; column < columns; column++) q[column * columns + column] = 1;
  for (let step = columns - 1; step >= 0; step--)
    reflect(factor, scales[step]!, step, rows, columns, q, columns, 0);
  return q;
}

/**
 * The X that makes ‖A X − B‖ least, by way of QR: accurate also where the Gram matrix of A has lost its digits.
 *
 * @param matrix A, [rows, columns] row-major, at least as tall as wide
 * @param right B, [rows, outputs] row-major
 * @returns [columns, outputs] row-major
 * @throws FS_MATH_SINGULAR when a column of A follows from those before it.
 * @throws FS_MATH_INVALID_ARGUMENT when an array does not have the stated shape.
 *
 * @example
 * import { leastSquares } from "foresolve/math";
 *
 * // The line through (0, 1), (1, 3), (2, 5).
 * const line = leastSquares(new Float64Array([1, 0, 1, 1, 1, 2]), new Float64Array([1, 3, 5]), 3, 2, 1);
 * [...line].map((value) => value.toFixed(6)); // => ["1.000000", "2.000000"]
 */
export function leastSquares(
  matrix: Float64Array,
  right: Float64Array,
  rows: number,
  columns: number,
  outputs: number,
): Float64Array {
  requireLength("right", right, rows * outputs);
  const { factor, scales } = qrFactor(matrix, rows, columns);
  const rotated = Float64Array.from(right);
  let largest = 0;
  for (let step = 0; step < columns; step++) {
    reflect(factor, scales[step]!, step, rows, columns, rotated, outputs, 0);
    largest = Math.max(largest, Math.abs(factor[step * columns + step]!));
  }
  const solution = rotated.slice(0, columns * outputs);
  for (let row = columns - 1; row >= 0; row--) {
    const pivot = factor[row * columns + row]!;
    if (!(Math.abs(pivot) > RANK_TOLERANCE * largest)) throw dependent(row, pivot);
    for (let output = 0; output < outputs; output++) {
      let sum = solution[row * outputs + output]!;
      for (let other = row + 1; other < columns; other++)
        sum -= factor[row * columns + other]! * solution[other * outputs + output]!;
      solution[row * outputs + output] = sum / pivot;
    }
  }
  return solution;
}

function dependent(column: number, pivot: number): ForesolveError {
  return new ForesolveError("FS_MATH_SINGULAR", {
    message: `column ${column} of the matrix follows from the columns before it (its part of its own is ${pivot}).`,
    fix: "Leave the column out, or use a ridge penalty.",
    data: { column, pivot },
  });
}
