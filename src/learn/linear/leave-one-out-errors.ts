import { addMultiple, matrixProduct64, multiply, transposed } from "../../math/index.js";

/** The normal equations of a regression in the eigenvectors of its cross products. */
export interface RotatedSystem {
  /** [columns] eigenvalues */
  readonly values: Float64Array;
  /** [rows, columns] */
  readonly design: Float64Array;
  /** [columns, outputs] products of the rotated design with the targets */
  readonly right: Float64Array;
}

/** A row that alone determines a coefficient has leverage 1; this floor keeps rounding from dividing by zero. */
export const LEAST_REMAINDER = 1e-12;

/** A direction of the targets in which less than this share of the largest one lies is rounding. */
const RANK_TOLERANCE = 1e-12;

/**
 * The weighted sum of squared leave-one-out errors for any penalty. Fits of all penalties lie in the span of the
 * coefficients' rows, so that the targets are turned into an orthonormal basis of it once: what is left of them errs by the
 * same at every penalty but for the leverage, and each penalty works on `columns` outputs however many there are.
 *
 * @param targets [rows, outputs] centred
 * @param weights of the rows
 * @param shares of the rows: their leverage through the intercept per unit of weight
 * @returns takes the penalty per sum (not mean) of squares
 */
export function leaveOneOutErrors(
  { values, design, right }: RotatedSystem,
  targets: Float64Array,
  { rows, columns, outputs }: { readonly rows: number; readonly columns: number; readonly outputs: number },
  weights: Float64Array,
  shares: Float64Array,
): (penalty: number) => number {
  const { basis, rank } = rowBasis(right, columns, outputs);
  const turning = transposed(basis, rank, outputs);
  const turnedRight = multiply(right, turning, columns, outputs, rank);
  const turned = multiply(targets, turning, rows, outputs, rank);
  const rest = restSquares(targets, turned, basis, { rows, rank, outputs });
  // One row for each column, and one for each direction: a penalty's products run along all rows of the data at once.
  const turnedColumns = transposed(turned, rows, rank);
  const designColumns = transposed(design, rows, columns);
  const squaredColumns = designColumns.map((value) => value * value);
  const shrunk = new Float64Array(columns);
  const solution = new Float64Array(rank * columns);
  const residuals = new Float64Array(rank * rows);
  const leverages = new Float64Array(rows);
  return (penalty) => {
    for (let column = 0; column < columns; column++) {
      shrunk[column] = 1 / (Math.max(values[column]!, 0) + penalty);
      for (let k = 0; k < rank; k++)
        solution[k * columns + column] = -shrunk[column]! * turnedRight[column * rank + k]!;
    }
    residuals.set(turnedColumns);
    leverages.set(shares);
    const { product } = matrixProduct64;
    product(solution, designColumns, residuals, rank, columns, rows, true);
    product(shrunk, squaredColumns, leverages, 1, columns, rows, true);
    return weightedErrors(rest, residuals, leverages, weights);
  };
}

function weightedErrors(
  rest: Float64Array,
  residuals: Float64Array,
  leverages: Float64Array,
  weights: Float64Array,
): number {
  const rows = rest.length;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    let squares = rest[row]!;
    for (let at = row; at < residuals.length; at += rows) squares += residuals[at]! * residuals[at]!;
    const remainder = Math.max(1 - weights[row]! * leverages[row]!, LEAST_REMAINDER);
    total += (weights[row]! * squares) / (remainder * remainder);
  }
  return total;
}

/** The squares of what each row of the targets has beside the directions of the basis, [rows]. */
function restSquares(
  targets: Float64Array,
  turned: Float64Array,
  basis: Float64Array,
  { rows, rank, outputs }: { readonly rows: number; readonly rank: number; readonly outputs: number },
): Float64Array {
  const left = targets.slice();
  const opposite = basis.map((value) => -value);
  matrixProduct64.product(turned, opposite, left, rows, rank, outputs, true);
  const squares = new Float64Array(rows);
  for (let row = 0; row < rows; row++) squares[row] = squaredNorm(left, row * outputs, outputs);
  return squares;
}

/** An orthonormal basis of the rows of a matrix (Gram and Schmidt, twice), [rank, columns]. */
function rowBasis(
  matrix: Float64Array,
  rows: number,
  columns: number,
): { readonly basis: Float64Array; readonly rank: number } {
  const basis = new Float64Array(Math.min(rows, columns) * columns);
  let largest = 0;
  for (let row = 0; row < rows; row++)
    largest = Math.max(largest, Math.sqrt(squaredNorm(matrix, row * columns, columns)));
  let rank = 0;
  for (let row = 0; row < rows && rank * columns < basis.length; row++) {
    const left = matrix.slice(row * columns, (row + 1) * columns);
    for (let round = 0; round < 2; round++) for (let k = 0; k < rank; k++) takeOut(left, basis, k * columns);
    const length = Math.sqrt(squaredNorm(left, 0, columns));
    if (length <= RANK_TOLERANCE * largest) continue;
    for (let column = 0; column < columns; column++) basis[rank * columns + column] = left[column]! / length;
    rank++;
  }
  return { basis: basis.slice(0, rank * columns), rank };
}

/** Takes a unit vector's part out of another vector, in place. */
function takeOut(vector: Float64Array, basis: Float64Array, from: number): void {
  let part = 0;
  for (let k = 0; k < vector.length; k++) part += vector[k]! * basis[from + k]!;
  addMultiple(vector, 0, -part, basis, from, vector.length);
}

function squaredNorm(vector: Float64Array, from: number, length: number): number {
  let squares = 0;
  for (let k = from; k < from + length; k++) squares += vector[k]! * vector[k]!;
  return squares;
}
