import fc from "fast-check";
import { expect, test } from "vitest";
import { determinant, luFactor, luSolve } from "./lu.js";
import { multiply } from "./matrix.js";
import { randomStream } from "./random-stream.js";

const normals = (count: number, seed: number) => {
  const random = randomStream(seed);
  return Float64Array.from({ length: count }, () => random.normal());
};

test("L U is the matrix with its rows in the order of the permutation", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 12 }), (seed, size) => {
      const matrix = normals(size * size, seed);
      const { factor, permutation } = luFactor(matrix, size);
      const lower = factor.map((value, at) => {
        const [row, column] = [Math.floor(at / size), at % size];
        return row === column ? 1 : row > column ? value : 0;
      });
      const upper = factor.map((value, at) => (Math.floor(at / size) <= at % size ? value : 0));
      multiply(lower, upper, size, size, size).forEach((value, at) =>
        expect(value).toBeCloseTo(matrix[permutation[Math.floor(at / size)]! * size + (at % size)]!, 10),
      );
      expect(Math.max(...lower.map(Math.abs))).toBe(1);
    }),
  );
});

test("the solution of A X = A Y is Y", () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 3 }),
      (seed, size, columns) => {
        const matrix = normals(size * size, seed).map((value, at) => value + (at % (size + 1) === 0 ? 4 : 0));
        const truth = normals(size * columns, seed + 1);
        const solution = luSolve(
          luFactor(matrix, size),
          multiply(matrix, truth, size, size, columns),
          columns,
        );
        solution.forEach((value, at) => expect(value).toBeCloseTo(truth[at]!, 6));
      },
    ),
  );
});

test("determinants by hand", () => {
  expect(determinant(luFactor(new Float64Array([3]), 1))).toBe(3);
  expect(determinant(luFactor(new Float64Array([1, 2, 3, 4]), 2))).toBeCloseTo(-2, 12);
  expect(determinant(luFactor(new Float64Array([0, 1, 0, 0, 0, 1, 1, 0, 0]), 3))).toBe(1);
  expect(determinant(luFactor(new Float64Array([2, 0, 1, 1, 3, 2, 1, 1, 4]), 3))).toBeCloseTo(18, 12);
});

test("a matrix that is singular, or the wrong length, is refused", () => {
  expect(() => luFactor(new Float64Array([1, 2, 2, 4]), 2)).toThrowError(
    expect.objectContaining({ code: "FS_MATH_SINGULAR", data: { step: 1, pivot: 0 } }),
  );
  expect(() => luFactor(new Float64Array(3), 2)).toThrowError(
    expect.objectContaining({ code: "FS_MATH_INVALID_ARGUMENT" }),
  );
});
