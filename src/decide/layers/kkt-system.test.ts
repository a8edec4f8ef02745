import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { KktSystem } from "./kkt-system.js";

/** A system of a dense H and A, row-major. */
function systemOf(hessian: readonly number[][], normals: readonly number[][]): KktSystem {
  const columns = hessian.length;
  const system = new KktSystem(columns, normals.length);
  const numbers: [number, number][] = [];
  for (const [a, line] of hessian.entries())
    for (const [b, value] of line.entries()) if (b <= a) numbers.push([system.entry(a, b), value]);
  for (const [row, line] of normals.entries())
    for (const [column, value] of line.entries()) numbers.push([system.entry(columns + row, column), value]);
  system.close();
  for (const [at, value] of numbers) system.values[at] = value;
  return system;
}

/** H d + A'v - slope, and A d. */
function residuals(
  hessian: readonly number[][],
  normals: readonly number[][],
  slope: Float64Array,
  solution: Float64Array,
): number[] {
  const columns = hessian.length;
  const first = hessian.map(
    (line, a) =>
      line.reduce((sum, value, b) => sum + value * solution[b]!, 0) +
      normals.reduce((sum, normal, row) => sum + normal[a]! * solution[columns + row]!, 0) -
      slope[a]!,
  );
  return [
    ...first,
    ...normals.map((normal) => normal.reduce((sum, value, b) => sum + value * solution[b]!, 0)),
  ];
}

const identity = (size: number): number[][] =>
  Array.from({ length: size }, (_, a) => Array.from({ length: size }, (__, b) => (a === b ? 1 : 0)));

describe("solves H d + A'v = slope, A d = 0", () => {
  test("of random numbers, and with rows that depend on each other", () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = randomStream(seed);
      const normals = Array.from({ length: 3 }, () => Array.from({ length: 7 }, () => random.normal()));
      // The sum of two rows, and a row again.
      normals.push(
        normals[0]!.map((value, k) => value + normals[1]![k]!),
        [...normals[2]!],
      );
      const root = Array.from({ length: 7 }, () => Array.from({ length: 7 }, () => 0.3 * random.normal()));
      const hessian = identity(7).map((line, a) =>
        line.map((value, b) => value + root.reduce((sum, one) => sum + one[a]! * one[b]!, 0)),
      );
      const slope = Float64Array.from({ length: 7 }, () => random.normal());
      const solution = systemOf(hessian, normals).solve(slope);
      for (const residual of residuals(hessian, normals, slope, solution)) expect(residual).toBeCloseTo(0, 8);
      expect(Math.max(...solution.map(Math.abs))).toBeLessThan(100);
    }
  });

  test("where H alone is singular, by many orders of magnitude", () => {
    const hessian = identity(3).map((line, a) => line.map((value) => value * [1, 1e-11, 1e-6][a]!));
    const normals = [[1, 2, 0]];
    const slope = Float64Array.of(1, -1, 1e-6);
    const solution = systemOf(hessian, normals).solve(slope);
    for (const residual of residuals(hessian, normals, slope, solution)) expect(residual).toBeCloseTo(0, 10);
    // d3 = slope over curvature, which a ridge of 1e-8 must not blur.
    expect(solution[2]).toBeCloseTo(1, 4);
  });

  test("what is left out stays where it is, and says nothing", () => {
    const hessian = identity(3);
    const normals = [
      [1, 1, 1],
      [0, 1, -1],
    ];
    const system = systemOf(hessian, normals);
    system.isOut[2] = 1;
    system.isOut[4] = 1;
    const solution = system.solve(Float64Array.of(3, 1, 5));
    // d1 + d2 = 0 and slope - d = (2, 2).
    expect([...solution].map((value) => Math.round(1e8 * value) / 1e8 + 0)).toEqual([1, -1, 0, 2, 0]);
  });
});
