/**
 * Adds a multiple of some numbers to others, in place: target[at + k] += factor · source[from + k]. Nothing is checked.
 *
 * @example
 * import { addMultiple } from "foresolve/math";
 *
 * const sums = new Float64Array([1, 1, 1]);
 * addMultiple(sums, 1, 10, new Float64Array([2, 3]), 0, 2);
 * sums; // => new Float64Array([1, 21, 31])
 */
export function addMultiple(
  target: Float64Array,
  at: number,
  factor: number,
  source: Float64Array,
  from: number,
  count: number,
): void {
  for (let k = 0; k < count; k++) target[at + k]! += factor * source[from + k]!;
}

/**
 * Copies chosen rows of a matrix, one below the other. Nothing is checked.
 *
 * @param matrix [any, columns] row-major
 * @param positions of the rows, in the order of the copies
 * @param out written, [positions, columns] row-major
 *
 * @example
 * import { gatherRows } from "foresolve/math";
 *
 * const chosen = new Float64Array(4);
 * gatherRows(new Float64Array([1, 2, 3, 4, 5, 6]), new Int32Array([2, 0]), 2, chosen);
 * chosen; // => new Float64Array([5, 6, 1, 2])
 */
export function gatherRows(
  matrix: Float64Array,
  positions: Int32Array,
  columns: number,
  out: Float64Array,
): void {
  let at = 0;
  for (let index = 0; index < positions.length; index++) {
    const start = positions[index]! * columns;
    for (let k = start; k < start + columns; k++) out[at++] = matrix[k]!;
  }
}

/**
 * Copies numbers as long as they are finite.
 *
 * @returns the position of the first one that is not a finite number; -1 where all of them are
 *
 * @example
 * import { copyFinite } from "foresolve/math";
 *
 * const copied = new Float64Array(3);
 * copyFinite([1, 2], copied, 1); // => -1
 * copied; // => new Float64Array([0, 1, 2])
 * copyFinite([1, Number.NaN], copied, 0); // => 1
 */
export function copyFinite(source: ArrayLike<number>, target: Float64Array, at: number): number {
  for (let k = 0; k < source.length; k++) {
    const value = source[k]!;
    if (!Number.isFinite(value)) return k;
    target[at + k] = value;
  }
  return -1;
}

/**
 * A matrix with rows for columns.
 *
 * @param matrix [rows, columns] row-major
 * @returns [columns, rows] row-major
 *
 * @example
 * import { transposed } from "foresolve/math";
 *
 * transposed(new Float64Array([1, 2, 3, 4, 5, 6]), 2, 3); // => new Float64Array([1, 4, 2, 5, 3, 6])
 */
export function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(matrix.length);
  let at = 0;
  for (let column = 0; column < columns; column++)
    for (let from = column; at < (column + 1) * rows; from += columns) result[at++] = matrix[from]!;
  return result;
}
