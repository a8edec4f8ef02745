import fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { conformalRank } from "./conformal-quantile.js";
import {
  predictiveCdf,
  predictiveDistribution,
  predictiveQuantiles,
  predictiveSamples,
} from "./predictive-distribution.js";

/** Standard normal numbers. */
const numbers = (count: number, seed: number): number[] => {
  const stream = randomStream(seed);
  return Array.from({ length: count }, () => stream.normal());
};

test("over the order of the examples each quantile is exceeded exactly as often as it says", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 40 }),
      fc.double({ min: 0.02, max: 0.98, noNaN: true }),
      fc.integer(),
      (count, level, seed) => {
        const truths = numbers(count, seed);
        let below = 0;
        for (let left = 0; left < count; left++) {
          const rest = truths.filter((_, index) => index !== left);
          const calibrated = predictiveDistribution({ predictions: rest.map(() => 0), truths: rest });
          const [quantile] = predictiveQuantiles(calibrated, [0], [level]);
          if (truths[left]! <= quantile!) below++;
        }
        const rank =
          level > 0.5 ? conformalRank(count - 1, level) : count - conformalRank(count - 1, 1 - level);
        // Never on the wrong side of the level, and at most one example's share away.
        expect(below / count).toBeCloseTo(rank / count, 12);
        expect(Math.abs(below / count - level)).toBeLessThanOrEqual(1 / count + 1e-9);
      },
    ),
  );
});

test("quantiles do not cross, and are symmetric for symmetric errors", () => {
  const calibrated = predictiveDistribution({ predictions: [0, 0, 0, 0], truths: [-2, -1, 1, 2] });
  const levels = [0.05, 0.2, 0.3, 0.45, 0.5, 0.55, 0.7, 0.8, 0.95];
  const quantiles = [...predictiveQuantiles(calibrated, [0], levels)];
  expect(quantiles).toEqual(quantiles.toSorted((a, b) => a - b));
  expect(quantiles.map((value) => 0 - value).toReversed()).toEqual(quantiles.map((value) => value + 0));
});

test("the distribution function is a step of 1 / (n + 1) wide at every value, and the quantiles invert it", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.integer(),
      fc.double({ min: -3, max: 3 }),
      (count, seed, at) => {
        fc.pre(!Number.isNaN(at));
        const truths = numbers(count, seed);
        const calibrated = predictiveDistribution({ predictions: truths.map(() => 0), truths });
        const { lower, upper } = predictiveCdf(calibrated, 0, at);
        expect(upper - lower).toBeCloseTo(1 / (count + 1), 12);
        expect(lower).toBeCloseTo(truths.filter((truth) => truth < at).length / (count + 1), 12);
      },
    ),
  );
});

test("difficulties widen the distribution; samples are drawn from its examples", () => {
  const calibrated = predictiveDistribution({
    predictions: [0, 0, 0],
    truths: [-2, 0, 3],
    difficulties: [2, 1, 1],
  });
  expect(predictiveQuantiles(calibrated, [10, 10], [0.25, 0.75], [1, 4])).toEqual(
    new Float64Array([9, 13, 6, 22]),
  );
  const samples = predictiveSamples(calibrated, [10, 10], { count: 300, seed: 4 }, [1, 4]);
  expect(new Set(samples.subarray(0, 300))).toEqual(new Set([9, 10, 13]));
  expect(new Set(samples.subarray(300))).toEqual(new Set([6, 10, 22]));
  expect(predictiveSamples(calibrated, [10, 10], { count: 300, seed: 4 }, [1, 4])).toEqual(samples);
  expect(() => predictiveSamples({ residuals: new Float64Array() }, [1], { count: 1 })).toThrow(
    expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }),
  );
  expect(() => predictiveQuantiles(calibrated, [1], [0.9, 0.1])).toThrow(
    expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }),
  );
});
