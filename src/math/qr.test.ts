import fc from "fast-check";
import { expect, test } from "vitest";
import { choleskyFactor, choleskySolve } from "./cholesky.js";
import { crossProduct, gram, multiply } from "./matrix.js";
import { leastSquares, orthonormalColumns, qrFactor } from "./qr.js";
import { randomStream } from "./random-stream.js";

const shapes = fc.record({
  seed: fc.nat(),
  columns: fc.integer({ min: 1, max: 7 }),
  more: fc.integer({ min: 0, max: 9 }),
});
const normals = (count: number, seed: number) => {
  const random = randomStream(seed);
  return Float64Array.from({ length: count }, () => random.normal());
};

test("Q has orthonormal columns, R is upper triangular, and their product is the matrix", () => {
  fc.assert(
    fc.property(shapes, ({ seed, columns, more }) => {
      const rows = columns + more;
      const matrix = normals(rows * columns, seed);
      const qr = qrFactor(matrix, rows, columns);
      const q = orthonormalColumns(qr);
      gram(q, rows, columns).forEach((value, at) =>
        expect(value).toBeCloseTo(at % (columns + 1) === 0 ? 1 : 0, 10),
      );
      const r = qr.factor
        .slice(0, columns * columns)
        .map((value, at) => (at % columns >= Math.floor(at / columns) ? value : 0));
      multiply(q, r, rows, columns, columns).forEach((value, at) =>
        expect(value).toBeCloseTo(matrix[at]!, 10),
      );
    }),
  );
});

test("least squares solve the normal equations", () => {
  fc.assert(
    fc.property(shapes, ({ seed, columns, more }) => {
      const rows = columns + more + 3;
      const matrix = normals(rows * columns, seed);
      const right = normals(rows * 2, seed + 1);
      const expected = choleskySolve(
        choleskyFactor(gram(matrix, rows, columns), columns),
        columns,
        crossProduct(matrix, right, rows, columns, 2),
        2,
      );
      leastSquares(matrix, right, rows, columns, 2).forEach((value, at) =>
        expect(value).toBeCloseTo(expected[at]!, 6),
      );
    }),
  );
});

test("columns that are almost parallel keep their digits where the Gram matrix loses them", () => {
  const tilt = 1e-8;
  const matrix = new Float64Array([1, 1, tilt, 0, 0, tilt]);
  const right = multiply(matrix, new Float64Array([2, -3]), 3, 2, 1);
  leastSquares(matrix, right, 3, 2, 1).forEach((value, at) => expect(value).toBeCloseTo([2, -3][at]!, 6));
  expect(() => choleskyFactor(gram(matrix, 3, 2), 2)).toThrowError(
    expect.objectContaining({ code: "FS_MATH_NOT_POSITIVE_DEFINITE" }),
  );
});

test("dependent columns and wide matrices are refused", () => {
  expect(() => leastSquares(new Float64Array([1, 2, 2, 4, 3, 6]), new Float64Array(3), 3, 2, 1)).toThrowError(
    expect.objectContaining({ code: "FS_MATH_SINGULAR" }),
  );
  expect(() => leastSquares(new Float64Array(6), new Float64Array(3), 3, 2, 1)).toThrowError(
    expect.objectContaining({ code: "FS_MATH_SINGULAR" }),
  );
  expect(() => qrFactor(new Float64Array(6), 2, 3)).toThrowError(
    expect.objectContaining({ code: "FS_MATH_INVALID_ARGUMENT" }),
  );
});
