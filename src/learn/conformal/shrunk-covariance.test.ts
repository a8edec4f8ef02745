import { expect, test } from "vitest";
import { multiply, randomStream } from "../../math/index.js";
import { shrunkCovariance } from "./shrunk-covariance.js";
import { setContains } from "./uncertainty-set.js";

/** Normal vectors with correlation 0.8 and standard deviations 1 and 10. */
function vectors(rows: number): Float64Array {
  const stream = randomStream(11);
  const out = new Float64Array(rows * 2);
  for (let row = 0; row < rows; row++) {
    const shared = stream.normal();
    out[row * 2] = shared;
    out[row * 2 + 1] = 10 * (0.8 * shared + 0.6 * stream.normal());
  }
  return out;
}

test("with many rows it is the covariance, and its factor multiplies back", () => {
  const { covariance, factor, shrinkage } = shrunkCovariance(vectors(20_000), 20_000, 2);
  expect(covariance[0]).toBeCloseTo(1, 1);
  expect(covariance[1]! / 10).toBeCloseTo(0.8, 1);
  expect(covariance[3]! / 100).toBeCloseTo(1, 1);
  expect(shrinkage).toBeLessThan(0.01);
  const transposed = new Float64Array([factor[0]!, factor[2]!, 0, factor[3]!]);
  multiply(factor, transposed, 2, 2, 2).forEach((value, at) => expect(value).toBeCloseTo(covariance[at]!, 9));
});

test("the weight of the identity is that of Ledoit and Wolf, computed by their definitions", () => {
  const rows = 12;
  const raw = vectors(rows);
  const { scales, shrinkage } = shrunkCovariance(raw, rows, 2);
  const x = Array.from({ length: rows }, (_, row) => [
    raw[row * 2]! / scales[0]!,
    raw[row * 2 + 1]! / scales[1]!,
  ]);
  const outer = x.map(([a, b]) => [a! * a!, a! * b!, a! * b!, b! * b!]);
  const s = [0, 1, 2, 3].map((at) => outer.reduce((sum, matrix) => sum + matrix[at]!, 0) / rows);
  const m = (s[0]! + s[3]!) / 2;
  const norm = (matrix: readonly number[]): number => matrix.reduce((sum, value) => sum + value * value, 0);
  const d = norm([s[0]! - m, s[1]!, s[2]!, s[3]! - m]);
  const b =
    outer.reduce((sum, matrix) => sum + norm(matrix.map((value, at) => value - s[at]!)), 0) / rows ** 2;
  expect(shrinkage).toBeCloseTo(Math.min(b, d) / d, 10);
});

test("fewer rows than entries, and an entry that was never wrong, still have a factor", () => {
  const residuals = new Float64Array([1, 2, 0, 3, -1, 4, 0, 1]);
  const { factor, scales } = shrunkCovariance(residuals, 2, 4);
  expect(scales[2]).toBeCloseTo(4e-6, 5);
  expect(factor.every(Number.isFinite)).toBe(true);
  expect(shrunkCovariance(new Float64Array(3), 1, 3).factor).toEqual(
    new Float64Array([1, 0, 0, 0, 1, 0, 0, 0, 1]),
  );
  expect(() => shrunkCovariance(new Float64Array(0), 0, 2)).toThrow(
    expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }),
  );
});

test("an ellipsoid contains what its inequality says", () => {
  const set = {
    kind: "ellipsoid",
    centre: new Float64Array([1, 1]),
    shape: new Float64Array([2, 0, 1, 1]),
    radius: 1,
  } as const;
  // L (cos, sin) from the centre is on its border.
  for (const angle of [0, 1, 2, 4]) {
    const at = (radius: number) => [
      1 + 2 * radius * Math.cos(angle),
      1 + radius * (Math.cos(angle) + Math.sin(angle)),
    ];
    expect(setContains(set, at(0.999))).toBe(true);
    expect(setContains(set, at(1.001))).toBe(false);
  }
});
