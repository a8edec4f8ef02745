import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomStream } from "./random-stream.js";
import { blockBootstrapInterval, blockResample } from "./block-bootstrap.js";
import {
  mean,
  meanAbsoluteError,
  medianAbsoluteDeviation,
  quantile,
  quantileOfSorted,
  rootMeanSquareError,
  variance,
} from "./statistics.js";

const INVALID = expect.objectContaining({ code: "FS_MATH_INVALID_ARGUMENT" });
const series = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 40 });

describe("summaries", () => {
  test("known values", () => {
    expect(mean([2, 4, 9])).toBe(5);
    expect(variance([2, 4, 9])).toBe(13);
    expect(quantile([4, 1, 3, 2], 0.4)).toBeCloseTo(2.2, 12);
    expect(medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9])).toBe(1);
    expect(rootMeanSquareError([1, 2], [1, 4])).toBeCloseTo(Math.SQRT2, 12);
    expect(meanAbsoluteError([1, 2], [0, 4])).toBe(1.5);
  });

  test("variance does not depend on the level of the series, nor MAD; both follow its scale", () => {
    fc.assert(
      fc.property(series, fc.integer({ min: -1000, max: 1000 }), (values, shift) => {
        const moved = values.map((value) => 2 * value + shift);
        const tolerance = 1e-9 * (1 + variance(values));
        expect(Math.abs(variance(moved) - 4 * variance(values))).toBeLessThan(tolerance);
        expect(Math.abs(medianAbsoluteDeviation(moved) - 2 * medianAbsoluteDeviation(values))).toBeLessThan(
          1e-6,
        );
      }),
    );
  });

  test("quantiles are monotone, within the range, and exact at order statistics", () => {
    fc.assert(
      fc.property(series, fc.double({ min: 0, max: 1, noNaN: true }), (values, level) => {
        const sorted = values.toSorted((a, b) => a - b);
        const found = quantile(values, level);
        expect(found).toBeGreaterThanOrEqual(sorted[0]!);
        expect(found).toBeLessThanOrEqual(sorted.at(-1)!);
        expect(quantile(values, level / 2)).toBeLessThanOrEqual(found);
        expect(quantileOfSorted(sorted, 0)).toBe(sorted[0]!);
        expect(quantileOfSorted(sorted, 1)).toBe(sorted.at(-1)!);
      }),
    );
  });

  test("no values, one value for a variance, a level outside [0, 1] and unequal lengths are refused", () => {
    expect(() => mean([])).toThrow(INVALID);
    expect(() => variance([1])).toThrow(INVALID);
    expect(() => quantile([1, 2], 1.5)).toThrow(/level 1.5/);
    expect(() => rootMeanSquareError([1], [1, 2])).toThrow(/1 predictions for 2 actual/);
    expect(() => meanAbsoluteError([], [])).toThrow(INVALID);
  });
});

describe("block bootstrap", () => {
  test("a resample is made of circular blocks", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 40 }), fc.nat(), (seed, length, extra) => {
        const blockLength = 1 + (extra % length);
        const positions = blockResample(randomStream(seed), length, blockLength);
        const expected = Int32Array.from(positions, (position, index) =>
          index % blockLength === 0 ? position : (positions[index - 1]! + 1) % length,
        );
        expect(positions).toEqual(expected);
        expect(positions.every((position) => position >= 0 && position < length)).toBe(true);
      }),
    );
  });

  test("with one block the series only turns: the interval of its mean has no width", () => {
    const interval = blockBootstrapInterval([1, 2, 3, 6], { blockLength: 4, seed: 1, resamples: 50 });
    expect([interval.lower, interval.upper]).toEqual([3, 3]);
  });

  test("the interval of a mean of independent values has the width of the normal theory", () => {
    const stream = randomStream("bootstrap");
    const values = Array.from({ length: 400 }, () => stream.normal());
    const { estimate, lower, upper } = blockBootstrapInterval(values, { blockLength: 1, seed: 1 });
    const halfWidth = 1.96 * Math.sqrt(variance(values) / values.length);
    expect(estimate).toBe(mean(values));
    expect(Math.abs((upper - lower) / 2 / halfWidth - 1)).toBeLessThan(0.1);
    const sum = blockBootstrapInterval(values, { blockLength: 1, seed: 1, statistic: "sum" });
    expect(sum.upper).toBeCloseTo(upper * values.length, 8);
  });

  test("blocks widen the interval of a series whose neighbours move together", () => {
    const stream = randomStream("dependent");
    let level = 0;
    const values = Array.from({ length: 600 }, () => (level = 0.9 * level + stream.normal()));
    const width = (blockLength: number): number => {
      const { lower, upper } = blockBootstrapInterval(values, { blockLength, seed: 2, resamples: 800 });
      return upper - lower;
    };
    expect(width(40)).toBeGreaterThan(2.5 * width(1));
  });

  test("any figure can be bootstrapped, and the same seed gives the same interval", () => {
    const options = {
      blockLength: 2,
      seed: 4,
      resamples: 200,
      statistic: (resample: Float64Array) => quantile(resample, 0.5),
    };
    const first = blockBootstrapInterval([1, 5, 2, 8, 3], options);
    expect(first.estimate).toBe(3);
    expect(blockBootstrapInterval([1, 5, 2, 8, 3], options)).toEqual(first);
  });

  test("settings outside their domain are refused", () => {
    const call = (values: number[], more: object) => () =>
      blockBootstrapInterval(values, { blockLength: 1, seed: 1, ...more });
    expect(call([], {})).toThrow(INVALID);
    expect(call([1, 2], { blockLength: 3 })).toThrow(/block length 3/);
    expect(call([1, 2], { level: 1 })).toThrow(/level 1/);
    expect(call([1, 2], { resamples: 0 })).toThrow(INVALID);
  });
});
