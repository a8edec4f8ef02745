import fc from "fast-check";
import { expect, test } from "vitest";
import { energyDistance, kolmogorovSmirnovDistance, wassersteinDistance } from "./distances.js";

const sample = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 12 });
const sampleOf = (size: number) =>
  fc.array(fc.integer({ min: -20, max: 20 }), { minLength: size, maxLength: size });
const meanGap = (a: number[], b: number[]) =>
  a.flatMap((x) => b.map((y) => Math.abs(x - y))).reduce((sum, gap) => sum + gap) / (a.length * b.length);

test("the energy distance is that of its definition by pairs", () => {
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      expect(energyDistance(a, b)).toBeCloseTo(2 * meanGap(a, b) - meanGap(a, a) - meanGap(b, b), 9);
    }),
  );
});

test("for samples of one size the Wasserstein distance is the mean gap of sorted values", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10 }).chain((size) => fc.tuple(sampleOf(size), sampleOf(size))),
      ([a, b]) => {
        const [first, second] = [a.toSorted((x, y) => x - y), b.toSorted((x, y) => x - y)];
        const gap = first.reduce((sum, value, at) => sum + Math.abs(value - second[at]!), 0) / a.length;
        expect(wassersteinDistance(a, b)).toBeCloseTo(gap, 9);
      },
    ),
  );
});

test("the Kolmogorov-Smirnov distance is the largest gap of the two distribution functions at any value", () => {
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      const share = (values: number[], at: number) =>
        values.filter((value) => value <= at).length / values.length;
      const gaps = [...a, ...b].map((at) => Math.abs(share(a, at) - share(b, at)));
      expect(kolmogorovSmirnovDistance(a, b)).toBeCloseTo(Math.max(...gaps), 12);
    }),
  );
});

test.each([wassersteinDistance, energyDistance, kolmogorovSmirnovDistance])(
  "%o is symmetric, 0 for one sample twice",
  (distance) => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        expect(distance(a, b)).toBeCloseTo(distance(b, a), 12);
        expect(distance(a, [...a, ...a])).toBe(0);
      }),
    );
    expect(distance([0], [-0])).toBe(0);
    expect(() => distance([], [1])).toThrowError(
      expect.objectContaining({ code: "FS_MATH_INVALID_ARGUMENT" }),
    );
    expect(() => distance([1], [Number.NaN])).toThrowError(
      expect.objectContaining({ code: "FS_MATH_INVALID_ARGUMENT" }),
    );
  },
);
