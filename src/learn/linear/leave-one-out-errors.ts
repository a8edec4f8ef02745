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
 * @param rowOf weight of a row, and its leverage through the intercept per unit of weight
 * @returns takes the penalty per sum (not mean) of squares
 */
export function leaveOneOutErrors(
  { values, design, right }: RotatedSystem,
  targets: Float64Array,
  { rows, columns, outputs }: { readonly rows: number; readonly columns: number; readonly outputs: number },
  rowOf: (row: number) => { readonly weight: number; readonly share: number },
): (penalty: number) => number {
  const { basis, rank } = rowBasis(right, columns, outputs);
  const weights = new Float64Array(rows);
  const shares = new Float64Array(rows);
  const turned = new Float64Array(rows * rank);
  const rest = new Float64Array(rows);
  const left = new Float64Array(outputs);
  for (let row = 0; row < rows; row++) {
    const { weight, share } = rowOf(row);
    weights[row] = weight;
    shares[row] = share;
    for (let output = 0; output < outputs; output++) left[output] = targets[row * outputs + output]!;
    for (let k = 0; k < rank; k++) turned[row * rank + k] = takeOut(left, basis, k * outputs);
    let squares = 0;
    for (let output = 0; output < outputs; output++) squares += left[output]! * left[output]!;
    rest[row] = squares;
  }
  const turnedRight = new Float64Array(columns * rank);
  for (let column = 0; column < columns; column++) {
    for (let k = 0; k < rank; k++) {
      let sum = 0;
      for (let output = 0; output < outputs; output++)
        sum += right[column * outputs + output]! * basis[k * outputs + output]!;
      turnedRight[column * rank + k] = sum;
    }
  }
  const shrunk = new Float64Array(columns);
  const solution = new Float64Array(columns * rank);
  return (penalty) => {
    for (let column = 0; column < columns; column++) {
      shrunk[column] = 1 / (Math.max(values[column]!, 0) + penalty);
      for (let k = 0; k < rank; k++)
        solution[column * rank + k] = shrunk[column]! * turnedRight[column * rank + k]!;
    }
    let total = 0;
    for (let row = 0; row < rows; row++) {
      let leverage = shares[row]!;
      for (let column = 0; column < columns; column++) {
        const value = design[row * columns + column]!;
        leverage += value * value * shrunk[column]!;
      }
      let squares = rest[row]!;
      for (let k = 0; k < rank; k++) {
        let residual = turned[row * rank + k]!;
        for (let column = 0; column < columns; column++)
          residual -= design[row * columns + column]! * solution[column * rank + k]!;
        squares += residual * residual;
      }
      const remainder = Math.max(1 - weights[row]! * leverage, LEAST_REMAINDER);
      total += (weights[row]! * squares) / (remainder * remainder);
    }
    return total;
  };
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
    largest = Math.max(largest, norm(matrix.subarray(row * columns, (row + 1) * columns)));
  let rank = 0;
  for (let row = 0; row < rows && rank * columns < basis.length; row++) {
    const left = matrix.slice(row * columns, (row + 1) * columns);
    for (let round = 0; round < 2; round++) for (let k = 0; k < rank; k++) takeOut(left, basis, k * columns);
    const length = norm(left);
    if (length <= RANK_TOLERANCE * largest) continue;
    for (let column = 0; column < columns; column++) basis[rank * columns + column] = left[column]! / length;
    rank++;
  }
  return { basis, rank };
}

/** Takes a unit vector's part out of another vector, in place, and returns its length. */
function takeOut(vector: Float64Array, basis: Float64Array, from: number): number {
  let part = 0;
  for (let k = 0; k < vector.length; k++) part += vector[k]! * basis[from + k]!;
  for (let k = 0; k < vector.length; k++) vector[k]! -= part * basis[from + k]!;
  return part;
}

function norm(vector: Float64Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.sqrt(squares);
}
