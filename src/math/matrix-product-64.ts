import type { MatrixProduct } from "./kernels/matrix-product.js";
import { addMultiple } from "./row-operations.js";

/** Columns of C that one pass works on: four rows of B of this length stay in the first-level cache. */
const WIDTH = 512;

/**
 * Float64 matrix products in plain TypeScript: blocked, every entry summed in the order of the inner index. The same
 * three products as `matrixProduct` has for float32; nothing is checked.
 */
export const matrixProduct64: MatrixProduct<Float64Array> = {
  product: (a, b, c, rows, inner, columns, accumulate) =>
    blocked(a, inner, 1, b, c, rows, inner, columns, accumulate),
  transposedProduct: (a, b, c, rows, inner, columns, accumulate) =>
    blocked(a, 1, rows, b, c, rows, inner, columns, accumulate),
  productTransposed: (a, b, c, rows, inner, columns, accumulate, scratch) => {
    for (let row = 0, at = 0; row < columns; row++)
      for (let column = 0; column < inner; column++) scratch[column * columns + row] = b[at++]!;
    blocked(a, inner, 1, scratch, c, rows, inner, columns, accumulate);
  },
};

/** C (+)= A B with A(i, p) at a[i · rowStride + p · innerStride]: four rows of B at a time, a stretch of columns at a time. */
function blocked(
  a: Float64Array,
  rowStride: number,
  innerStride: number,
  b: Float64Array,
  c: Float64Array,
  rows: number,
  inner: number,
  columns: number,
  accumulate: boolean,
): void {
  if (!accumulate) c.fill(0, 0, rows * columns);
  const fours = inner - (inner % 4);
  for (let first = 0; first < columns; first += WIDTH) {
    const width = Math.min(WIDTH, columns - first);
    for (let p = 0; p < fours; p += 4)
      addFour(
        a,
        p * innerStride,
        rowStride,
        innerStride,
        b,
        p * columns + first,
        c,
        first,
        rows,
        columns,
        width,
      );
    for (let p = fours; p < inner; p++)
      for (let row = 0; row < rows; row++)
        addMultiple(
          c,
          row * columns + first,
          a[row * rowStride + p * innerStride]!,
          b,
          p * columns + first,
          width,
        );
  }
}

/**
 * What four rows of B add to all rows of C, in one stretch of columns. (Loops are functions of their own where they run
 * hot: those are compiled early, and nothing around them has to be.)
 */
function addFour(
  a: Float64Array,
  left: number,
  rowStride: number,
  innerStride: number,
  b: Float64Array,
  b0: number,
  c: Float64Array,
  first: number,
  rows: number,
  columns: number,
  width: number,
): void {
  for (let row = 0; row < rows; row++, left += rowStride) {
    const x0 = a[left]!;
    const x1 = a[left + innerStride]!;
    const x2 = a[left + 2 * innerStride]!;
    const x3 = a[left + 3 * innerStride]!;
    const start = row * columns + first;
    let at0 = b0;
    let at1 = at0 + columns;
    let at2 = at1 + columns;
    let at3 = at2 + columns;
    for (let at = start; at < start + width; at++)
      c[at] = c[at]! + x0 * b[at0++]! + x1 * b[at1++]! + x2 * b[at2++]! + x3 * b[at3++]!;
  }
}
