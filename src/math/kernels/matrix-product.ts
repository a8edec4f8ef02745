import type { KernelArena } from "./kernel-arena.js";
import { kernelModule } from "./kernel-arena.js";
import { matrixProductWasm } from "./matrix-product.wasm.js";

/**
 * Matrix products over the arrays of one arena. Every entry is summed in the order of the inner index with one
 * rounding per operation, so that WebAssembly and plain TypeScript give the same bits. The arrays may be longer than
 * their stated shapes; C must not overlap A or B. Nothing is checked: these are called in the innermost loops.
 */
export interface MatrixProduct<Values extends Float32Array | Float64Array = Float32Array> {
  /**
   * C = A B, or C += A B.
   * @param a [rows, inner] row-major
   * @param b [inner, columns] row-major
   * @param c [rows, columns] row-major
   */
  product(
    a: Values,
    b: Values,
    c: Values,
    rows: number,
    inner: number,
    columns: number,
    accumulate: boolean,
  ): void;
  /**
   * C = Aᵀ B, or C += Aᵀ B.
   * @param a [inner, rows] row-major
   * @param b [inner, columns] row-major
   * @param c [rows, columns] row-major
   */
  transposedProduct(
    a: Values,
    b: Values,
    c: Values,
    rows: number,
    inner: number,
    columns: number,
    accumulate: boolean,
  ): void;
  /**
   * C = A Bᵀ, or C += A Bᵀ.
   * @param a [rows, inner] row-major
   * @param b [columns, inner] row-major
   * @param c [rows, columns] row-major
   * @param scratch overwritten with Bᵀ, [inner, columns]
   */
  productTransposed(
    a: Values,
    b: Values,
    c: Values,
    rows: number,
    inner: number,
    columns: number,
    accumulate: boolean,
    scratch: Values,
  ): void;
}

interface Exports {
  product(
    a: number,
    rowStride: number,
    innerStride: number,
    b: number,
    c: number,
    rows: number,
    inner: number,
    columns: number,
    accumulate: number,
  ): void;
  transpose(a: number, target: number, rows: number, columns: number): void;
}

/**
 * The float32 products for the arrays of an arena.
 *
 * @example
 * import { arenaBytes, kernelArena, matrixProduct } from "foresolve/math";
 *
 * const arena = kernelArena(2 * arenaBytes(4, 4) + arenaBytes(4, 4));
 * const [a, b, c] = [arena.float32(4), arena.float32(4), arena.float32(4)];
 * a.set([1, 2, 3, 4]);
 * b.set([1, 0, 0, 2]);
 * matrixProduct(arena).product(a, b, c, 2, 2, 2, false);
 * [...c]; // => [1, 4, 3, 8]
 */
export function matrixProduct(arena: KernelArena): MatrixProduct {
  if (arena.memory === null) return PLAIN;
  const { product, transpose } = kernelModule<Exports>(matrixProductWasm, arena.memory);
  return {
    product: (a, b, c, rows, inner, columns, accumulate) =>
      product(a.byteOffset, inner, 1, b.byteOffset, c.byteOffset, rows, inner, columns, accumulate ? 1 : 0),
    transposedProduct: (a, b, c, rows, inner, columns, accumulate) =>
      product(a.byteOffset, 1, rows, b.byteOffset, c.byteOffset, rows, inner, columns, accumulate ? 1 : 0),
    productTransposed: (a, b, c, rows, inner, columns, accumulate, scratch) => {
      transpose(b.byteOffset, scratch.byteOffset, columns, inner);
      product(
        a.byteOffset,
        inner,
        1,
        scratch.byteOffset,
        c.byteOffset,
        rows,
        inner,
        columns,
        accumulate ? 1 : 0,
      );
    },
  };
}

const PLAIN: MatrixProduct = {
  product: (a, b, c, rows, inner, columns, accumulate) =>
    plainProduct(a, inner, 1, b, c, rows, inner, columns, accumulate),
  transposedProduct: (a, b, c, rows, inner, columns, accumulate) =>
    plainProduct(a, 1, rows, b, c, rows, inner, columns, accumulate),
  productTransposed: (a, b, c, rows, inner, columns, accumulate, scratch) => {
    for (let row = 0; row < columns; row++)
      for (let column = 0; column < inner; column++)
        scratch[column * columns + row] = b[row * inner + column]!;
    plainProduct(a, inner, 1, scratch, c, rows, inner, columns, accumulate);
  },
};

/** The product of two float32 numbers is exact in float64: `fround` of it, then of the sum, is what SIMD does. */
function plainProduct(
  a: Float32Array,
  rowStride: number,
  innerStride: number,
  b: Float32Array,
  c: Float32Array,
  rows: number,
  inner: number,
  columns: number,
  accumulate: boolean,
): void {
  const { fround } = Math;
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    const end = start + columns;
    if (!accumulate) c.fill(0, start, end);
    let left = row * rowStride;
    let p = 0;
    for (; p + 4 <= inner; p += 4) {
      const x0 = a[left]!;
      const x1 = a[left + innerStride]!;
      const x2 = a[left + 2 * innerStride]!;
      const x3 = a[left + 3 * innerStride]!;
      left += 4 * innerStride;
      let b0 = p * columns;
      let b1 = b0 + columns;
      let b2 = b1 + columns;
      let b3 = b2 + columns;
      for (let at = start; at < end; at++) {
        let sum = fround(c[at]! + fround(x0 * b[b0++]!));
        sum = fround(sum + fround(x1 * b[b1++]!));
        sum = fround(sum + fround(x2 * b[b2++]!));
        c[at] = sum + fround(x3 * b[b3++]!);
      }
    }
    for (; p < inner; p++) {
      const x = a[left]!;
      left += innerStride;
      let right = p * columns;
      for (let at = start; at < end; at++) c[at]! += fround(x * b[right++]!);
    }
  }
}
