import * as fc from "fast-check";
import { expect, test } from "vitest";
import { rollingMax, rollingMean, rollingMin, rollingStd } from "./rolling.js";
import type { RollingOptions } from "./rolling.js";

type Rolling = (series: Float64Array, window: number, options?: RollingOptions) => Float64Array;

const FIGURES: readonly [Rolling, least: number, (seen: readonly number[]) => number][] = [
  [rollingMean, 1, mean],
  [
    rollingStd,
    2,
    (seen) => Math.sqrt(seen.reduce((sum, x) => sum + (x - mean(seen)) ** 2, 0) / (seen.length - 1)),
  ],
  [rollingMin, 1, (seen) => Math.min(...seen)],
  [rollingMax, 1, (seen) => Math.max(...seen)],
];

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const value = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -1000, max: 1000 }) },
  fc.constant(Number.NaN),
);

test("agree with counting by hand, missing values and all", () => {
  fc.assert(
    fc.property(
      fc.array(value, { maxLength: 60 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 12 }),
      (values, window, lag, least) => {
        const minimumCount = Math.min(least, window);
        for (const [rolling, needed, figure] of FIGURES) {
          const result = rolling(Float64Array.from(values), window, { lag, minimumCount });
          values.forEach((_, row) => {
            const seen = values
              .slice(Math.max(0, row - lag - window + 1), Math.max(0, row - lag + 1))
              .filter((each) => !Number.isNaN(each));
            const enough = seen.length >= Math.max(minimumCount, needed);
            const expected = enough ? figure(seen) : Number.NaN;
            expect(Number.isNaN(result[row])).toBe(!enough);
            expect(Math.abs((result[row]! || 0) - (expected || 0))).toBeLessThan(1e-8);
          });
        }
      },
    ),
  );
});

test("a row never sees itself or what comes after", () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 5, maxLength: 40 }), fc.nat(), (values, seed) => {
      const row = seed % values.length;
      const changed = values.map((each, index) => (index >= row ? 7e6 : each));
      for (const [rolling] of FIGURES) {
        const before = rolling(Float64Array.from(values), 4, { minimumCount: 1 });
        const after = rolling(Float64Array.from(changed), 4, { minimumCount: 1 });
        expect(after.slice(0, row + 1)).toEqual(before.slice(0, row + 1));
      }
    }),
  );
});

test("a huge value leaves nothing behind", () => {
  const series = Float64Array.from({ length: 40 }, (_, row) => (row === 10 ? 1e17 : 0.1 * (row % 3)));
  expect(rollingMean(series, 3)[20]).toBeCloseTo(0.1, 15);
  expect(rollingStd(series, 3)[20]).toBeCloseTo(0.1, 15);
});

test("a window longer than the series is the series so far", () => {
  expect(rollingMean(new Float64Array([1, 3, 5]), 100, { minimumCount: 1 })).toEqual(
    new Float64Array([NaN, 1, 2]),
  );
  expect(rollingMax(new Float64Array(0), 3)).toEqual(new Float64Array(0));
});

test("arguments outside their range are refused", () => {
  const series = new Float64Array(5);
  for (const refused of [
    () => rollingMean(series, 0),
    () => rollingMean(series, 2, { lag: 0 }),
    () => rollingMean(series, 2, { minimumCount: 3 }),
    () => rollingMean(series, 2, { minimumCount: 0 }),
  ])
    expect(refused).toThrow(expect.objectContaining({ code: "FS_DATA_INVALID_ARGUMENT" }));
});
