import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { choleskyFactor, choleskySolve } from "./cholesky.js";
import { crossProduct, gram, multiply } from "./matrix.js";
import { randomStream } from "./random-stream.js";
import { symmetricEigen } from "./symmetric-eigen.js";

const normals = (seed: number, count: number): Float64Array => {
  const stream = randomStream(seed);
  return Float64Array.from({ length: count }, () => stream.normal());
};
const transpose = (matrix: Float64Array, rows: number, columns: number): Float64Array =>
  Float64Array.from(matrix, (_, index) => matrix[(index % rows) * columns + Math.floor(index / rows)]!);
const largestDifference = (left: Float64Array, right: Float64Array): number =>
  left.reduce((largest, value, index) => Math.max(largest, Math.abs(value - right[index]!)), 0);

const shapes = fc.record({
  seed: fc.integer(),
  rows: fc.integer({ min: 1, max: 12 }),
  columns: fc.integer({ min: 1, max: 8 }),
  outputs: fc.integer({ min: 1, max: 3 }),
});

describe("products", () => {
  test("the Gram matrix and the cross product are products with the transpose", () => {
    fc.assert(
      fc.property(shapes, ({ seed, rows, columns, outputs }) => {
        const x = normals(seed, rows * columns);
        const y = normals(seed + 1, rows * outputs);
        const weights = normals(seed + 2, rows).map(Math.abs);
        const weighted = x.map((value, index) => value * weights[Math.floor(index / columns)]!);
        const left = transpose(x, rows, columns);
        expect(
          largestDifference(gram(x, rows, columns), multiply(left, x, columns, rows, columns)),
        ).toBeLessThan(1e-12);
        expect(
          largestDifference(
            gram(x, rows, columns, weights),
            multiply(left, weighted, columns, rows, columns),
          ),
        ).toBeLessThan(1e-12);
        expect(
          largestDifference(
            crossProduct(x, y, rows, columns, outputs, weights),
            multiply(transpose(weighted, rows, columns), y, columns, rows, outputs),
          ),
        ).toBeLessThan(1e-12);
      }),
    );
  });

  test("an array that does not have its stated shape is refused by name", () => {
    expect(() => gram(new Float64Array(5), 2, 2)).toThrow(/matrix has 5 values where its shape asks for 4/);
    expect(() => gram(new Float64Array(4), 2, 2, new Float64Array(3))).toThrow(/weights has 3/);
    expect(() => multiply(new Float64Array(4), new Float64Array(3), 2, 2, 2)).toThrow(/right has 3/);
  });
});

describe("Cholesky", () => {
  test("solves what it factors, for several right-hand sides", () => {
    fc.assert(
      fc.property(shapes, ({ seed, columns, outputs }) => {
        const matrix = gram(normals(seed, 3 * columns * columns), 3 * columns, columns);
        for (let i = 0; i < columns; i++) matrix[i * columns + i]! += 0.1;
        const solution = normals(seed + 1, columns * outputs);
        const right = multiply(matrix, solution, columns, columns, outputs);
        const factor = choleskyFactor(matrix, columns);
        expect(largestDifference(choleskySolve(factor, columns, right, outputs), solution)).toBeLessThan(
          1e-8,
        );
        expect(
          largestDifference(
            multiply(factor, transpose(factor, columns, columns), columns, columns, columns),
            matrix,
          ),
        ).toBeLessThan(1e-10);
      }),
    );
  });

  test("a matrix that is indefinite, or singular up to rounding, is refused with the row of the pivot", () => {
    expect(() => choleskyFactor(new Float64Array([1, 2, 2, 1]), 2)).toThrow(
      expect.objectContaining({
        code: "FS_MATH_NOT_POSITIVE_DEFINITE",
        data: { size: 2, row: 1, pivot: -3 },
      }),
    );
    // The third column is the sum of the first two: exactly singular, but not in floating point.
    const x = normals(4, 30);
    for (let row = 0; row < 10; row++) x[row * 3 + 2] = x[row * 3]! + x[row * 3 + 1]!;
    expect(() => choleskyFactor(gram(x, 10, 3), 3)).toThrow(/pivot of row 2/);
    expect(() => choleskyFactor(new Float64Array([Number.NaN]), 1)).toThrow(/not positive definite/);
  });
});

describe("eigendecomposition", () => {
  test("the vectors are orthonormal, the values ascend, and together they make the matrix again", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 25 }),
        fc.integer({ min: 0, max: 25 }),
        (seed, size, rank) => {
          // A low rank gives many equal eigenvalues, the hard case of the iteration.
          const matrix = gram(normals(seed, Math.max(1, rank) * size), Math.max(1, rank), size);
          const { values, vectors } = symmetricEigen(matrix, size);
          const scaled = vectors.map((value, index) => value * values[index % size]!);
          const turned = transpose(vectors, size, size);
          expect([...values]).toEqual([...values].toSorted((a, b) => a - b));
          expect(largestDifference(multiply(scaled, turned, size, size, size), matrix)).toBeLessThan(1e-10);
          const identity = Float64Array.from({ length: size * size }, (_, index) =>
            index % (size + 1) === 0 ? 1 : 0,
          );
          expect(largestDifference(multiply(turned, vectors, size, size, size), identity)).toBeLessThan(
            1e-12,
          );
        },
      ),
    );
  });

  test("diagonal, zero and extremely scaled matrices are handled", () => {
    expect([...symmetricEigen(new Float64Array([3, 0, 0, 1]), 2).values]).toEqual([1, 3]);
    expect([...symmetricEigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0]);
    const huge = symmetricEigen(new Float64Array([2e300, 1e300, 1e300, 2e300]), 2).values;
    expect(huge[0]! / 1e300).toBeCloseTo(1, 12);
    expect(huge[1]! / 1e300).toBeCloseTo(3, 12);
  });

  test("a value that is not finite is refused with its place", () => {
    expect(() => symmetricEigen(new Float64Array([1, 0, Number.NaN, 1]), 2)).toThrow(
      /NaN at row 1, column 0/,
    );
  });
});
