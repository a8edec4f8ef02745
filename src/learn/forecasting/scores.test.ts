import fc from "fast-check";
import { expect, test } from "vitest";
import { normalProbability, normalQuantile } from "../../math/index.js";
import {
  crpsFromQuantiles,
  crpsFromSamples,
  energyScore,
  intervalScore,
  pinballLoss,
} from "./distribution-scores.js";
import { meanAbsoluteScaledError, seasonalScale } from "./point-scores.js";

const code = (name: string): unknown => expect.objectContaining({ code: name });

test("the seasonal scale leaves out gaps; errors are counted in it", () => {
  // Changes over two steps: |4 − 1| = 3, gap, |9 − 4| = 5.
  expect(seasonalScale([1, Number.NaN, 4, 7, 9], 2)).toBe(4);
  expect(meanAbsoluteScaledError([1, 2], [3, 8], [1, Number.NaN, 4, 7, 9], 2)).toBe(1);
  expect(() => seasonalScale([1, 2], 2)).toThrow(code("FS_LEARN_SERIES_TOO_SHORT"));
  expect(() => seasonalScale([1, 2], 0)).toThrow(code("FS_LEARN_INVALID_OPTION"));
});

test("pinball loss, by hand", () => {
  expect(pinballLoss(5, 5, 0.3)).toBe(0);
  expect(pinballLoss(5, 9, 0.25)).toBe(1);
  expect(pinballLoss(5, 1, 0.25)).toBe(3);
});

test("CRPS from quantiles, by hand", () => {
  // Quantiles 0 at 0.25 and 4 at 0.75, truth 4. Pinball at 0, 0.25, 0.75, 1: 0, 1, 0, 0. Twice the trapezoids:
  // 0.25·(0 + 1) + 0.5·(1 + 0) + 0.25·0 = 0.75.
  expect(crpsFromQuantiles([0, 4], [0.25, 0.75], 4)).toBe(0.75);
  expect(() => crpsFromQuantiles([0], [0.25, 0.75], 4)).toThrow(code("FS_LEARN_INVALID_OPTION"));
  expect(() => crpsFromQuantiles([0, 1], [0.75, 0.25], 4)).toThrow(code("FS_LEARN_INVALID_OPTION"));
});

test("both CRPS come near that of the standard normal distribution", () => {
  // Gneiting and Raftery 2007: y(2Φ(y) − 1) + 2φ(y) − 1/√π.
  const exact = (y: number): number =>
    y * (2 * normalProbability(y) - 1) +
    (2 * Math.exp((-y * y) / 2)) / Math.sqrt(2 * Math.PI) -
    1 / Math.sqrt(Math.PI);
  const levels = Array.from({ length: 999 }, (_, index) => (index + 1) / 1000);
  const quantiles = levels.map(normalQuantile);
  for (const y of [-2, 0, 0.7]) {
    expect(crpsFromQuantiles(quantiles, levels, y)).toBeCloseTo(exact(y), 3);
    expect(crpsFromSamples(quantiles, y)).toBeCloseTo(exact(y), 2);
  }
});

test("CRPS of samples is its definition and the energy score of one entry", () => {
  const number = fc.double({ min: -100, max: 100, noNaN: true });
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 12 }), number, (samples, actual) => {
      const count = samples.length;
      let expected = 0;
      for (const a of samples) {
        expected += Math.abs(a - actual) / count;
        for (const b of samples) expected -= Math.abs(a - b) / (2 * count * count);
      }
      expect(crpsFromSamples(samples, actual)).toBeCloseTo(expected, 9);
      expect(energyScore(samples, [actual])).toBeCloseTo(expected, 9);
    }),
  );
  expect(() => crpsFromSamples([], 1)).toThrow(code("FS_LEARN_INVALID_OPTION"));
  expect(() => energyScore([1, 2, 3], [1, 2])).toThrow(code("FS_LEARN_INVALID_OPTION"));
});

test("the energy score prefers paths that hang together as the truth does", () => {
  // Both sets have the same values in each entry; the truth moves with the first.
  const together = energyScore([-1, -1, 1, 1], [1, 1]);
  const against = energyScore([-1, 1, 1, -1], [1, 1]);
  // √8/2 − √8/4 and 2 − √8/4.
  expect(together).toBeCloseTo(Math.SQRT2 / 2, 12);
  expect(against).toBeCloseTo(2 - Math.SQRT2 / 2, 12);
});

test("coverage counts the ends as inside", () => {
  expect(intervalScore([0, 0, 0, 0], [2, 2, 2, 4], [0, 2, 3, -1])).toEqual({ coverage: 0.5, width: 2.5 });
  expect(() => intervalScore([0], [1, 2], [1, 2])).toThrow(code("FS_LEARN_INVALID_OPTION"));
});
