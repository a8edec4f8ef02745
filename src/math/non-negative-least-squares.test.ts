import { describe, expect, test } from "vitest";
import { NonNegativeCombination, nonNegativeLeastSquares, randomStream } from "./index.js";

interface Problem {
  readonly matrix: Float64Array;
  readonly right: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

function residual({ matrix, right, rows, columns }: Problem, x: Float64Array): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    let sum = right[row]!;
    for (let column = 0; column < columns; column++) sum -= matrix[row * columns + column]! * x[column]!;
    return sum;
  });
}

/** [columns] Aᵀ(b − A x): not above 0 where x is 0, and 0 elsewhere, exactly at the optimum. */
function slopes(problem: Problem, x: Float64Array): Float64Array {
  const left = residual(problem, x);
  return Float64Array.from({ length: problem.columns }, (_, column) => {
    let sum = 0;
    for (let row = 0; row < problem.rows; row++)
      sum += problem.matrix[row * problem.columns + column]! * left[row]!;
    return sum;
  });
}

/** How far x is from satisfying the conditions of Karush, Kuhn and Tucker. */
function violation(problem: Problem, x: Float64Array): number {
  const slope = slopes(problem, x);
  let worst = 0;
  for (let k = 0; k < problem.columns; k++) {
    worst = Math.max(worst, -x[k]!, slope[k]!, x[k]! > 0 ? Math.abs(slope[k]!) : 0);
  }
  return worst;
}

describe("non-negative least squares", () => {
  test.each([
    ["tall", 9, 4],
    ["square", 6, 6],
    ["wide", 4, 11],
    ["a single row", 1, 3],
  ])("satisfies the optimality conditions: %s", (_, rows, columns) => {
    const stream = randomStream(`${rows} ${columns}`);
    let held = 0;
    let free = 0;
    for (let instance = 0; instance < 200; instance++) {
      const matrix = Float64Array.from({ length: rows * columns }, () => stream.normal());
      const right = Float64Array.from({ length: rows }, () => stream.normal());
      const x = nonNegativeLeastSquares(matrix, right, rows, columns);
      expect(violation({ matrix, right, rows, columns }, x)).toBeLessThan(1e-9);
      held += x.filter((value) => value === 0).length;
      free += x.filter((value) => value > 0).length;
    }
    expect(held).toBeGreaterThan(0);
    expect(free).toBeGreaterThan(0);
  });

  test("satisfies them with columns of 0, 1 and -1 that depend on each other, repeated and opposite ones too", () => {
    const stream = randomStream("dependent");
    const [rows, half] = [8, 12];
    const columns = 2 * half + 2;
    for (let instance = 0; instance < 300; instance++) {
      const matrix = new Float64Array(rows * columns);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < half; column++) {
          const entry = stream.integer(3) - 1;
          matrix[row * columns + column] = entry;
          matrix[row * columns + half + column] = column % 2 === 0 ? -entry : entry;
        }
        // The last but one column is the sum of the first two, the last is nothing at all.
        matrix[row * columns + 2 * half] = matrix[row * columns]! + matrix[row * columns + 1]!;
      }
      const right = Float64Array.from({ length: rows }, () => 1000 * stream.normal());
      const x = nonNegativeLeastSquares(matrix, right, rows, columns);
      expect(violation({ matrix, right, rows, columns }, x)).toBeLessThan(1e-6);
      expect(x[columns - 1]).toBe(0);
    }
  });

  test("gives back what is a combination already", () => {
    const matrix = new Float64Array([1, 2, 3, 0, 1, 4, 0, 0, 1]);
    const x = nonNegativeLeastSquares(matrix, new Float64Array([14, 14, 3]), 3, 3);
    x.forEach((value, k) => expect(value).toBeCloseTo([1, 2, 3][k]!, 12));
  });

  test("is all zero where every column leads away", () => {
    expect(nonNegativeLeastSquares(new Float64Array([1, 2]), new Float64Array([-1]), 1, 2)).toEqual(
      new Float64Array(2),
    );
    expect(nonNegativeLeastSquares(new Float64Array([1, 2]), new Float64Array([0]), 1, 2)).toEqual(
      new Float64Array(2),
    );
  });

  test("stopped early it is further away, and its point is the combination that it names", () => {
    const stream = randomStream("steps");
    const vectors = Float64Array.from({ length: 30 * 10 }, () => stream.normal());
    const target = Float64Array.from({ length: 10 }, () => stream.normal());
    const combination = new NonNegativeCombination(10, 40);
    const distances: number[] = [];
    for (const most of [0, 1, 2, 3, Infinity, 2]) {
      expect(combination.solve(vectors, 30, target, most)).toBeLessThanOrEqual(most);
      let squares = 0;
      for (let d = 0; d < 10; d++) {
        let sum = 0;
        for (let k = 0; k < 30; k++) sum += combination.weights[k]! * vectors[k * 10 + d]!;
        expect(combination.point[d]).toBeCloseTo(sum, 12);
        squares += (target[d]! - sum) ** 2;
      }
      distances.push(Math.sqrt(squares));
    }
    expect(distances.slice(0, 5)).toEqual(distances.slice(0, 5).toSorted((first, second) => second - first));
    expect(distances[4]).toBeLessThan(distances[3]!);
    expect(distances[5]).toBe(distances[2]);
  });

  test("finds the same point from any start, and at once from its own support", () => {
    const stream = randomStream("start");
    const combination = new NonNegativeCombination(6, 14);
    for (let instance = 0; instance < 100; instance++) {
      const vectors = Float64Array.from({ length: 14 * 6 }, () => stream.integer(3) - 1);
      const target = Float64Array.from({ length: 6 }, () => stream.normal());
      combination.solve(vectors, 14, target);
      const point = combination.point.slice();
      const support = combination.support();
      expect(combination.solve(vectors, 14, target, Infinity, support)).toBe(0);
      combination.point.forEach((value, k) => expect(value).toBeCloseTo(point[k]!, 9));
      combination.solve(vectors, 14, target, Infinity, stream.permutation(14).subarray(0, 5));
      combination.point.forEach((value, k) => expect(value).toBeCloseTo(point[k]!, 9));
    }
  });

  test("refuses arrays of another shape", () => {
    const wrong = expect.objectContaining({ code: "FS_MATH_INVALID_ARGUMENT" });
    expect(() => nonNegativeLeastSquares(new Float64Array(3), new Float64Array(2), 2, 2)).toThrow(wrong);
    expect(() => nonNegativeLeastSquares(new Float64Array(4), new Float64Array(3), 2, 2)).toThrow(wrong);
  });
});
