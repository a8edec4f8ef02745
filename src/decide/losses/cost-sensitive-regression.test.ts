import { describe, expect, test } from "vitest";
import { evaluateLoss } from "../../../test/decision-loss.js";
import { differencedCotangents, largestDifference, normals } from "../../../test/decision-loss-checks.js";
import { bentCosts, choice, straightLines } from "../../../test/small-problems.js";
import { topKOracle } from "../../solve/index.js";
import { train } from "../training/train.js";
import { costSensitiveRegression, type CostSensitiveOptions } from "./cost-sensitive-regression.js";

const oracle = topKOracle({ items: 4, count: 2, sense: "minimize" });
const SAMPLES = 201;

/** The slope of the mean loss of predicting the same for every sample, [dimension]. */
function meanSlopes(
  options: CostSensitiveOptions,
  constants: readonly number[],
  truths: Float64Array,
): number[] {
  const predictions = truths.map((_, at) => constants[at % 4]!);
  const { cotangents } = evaluateLoss(costSensitiveRegression(options), oracle, predictions, truths);
  return constants.map((_, entry) => {
    let sum = 0;
    for (let row = 0; row < SAMPLES; row++) sum += cotangents[row * 4 + entry]!;
    return sum / SAMPLES;
  });
}

const entryOf = (values: Float64Array, entry: number): Float64Array =>
  values.filter((_, at) => at % 4 === entry);

test.each<CostSensitiveOptions>([
  {},
  { tooLow: 3, tooHigh: 0.5 },
  { tooLow: [1, 2, 0, 4], tooHigh: 2, power: 2 },
])("has the slope that finite differences have: %j", (options) => {
  const [predictions, truths] = [normals("p", 80), normals("c", 80)];
  const loss = costSensitiveRegression(options);
  const { losses, cotangents } = evaluateLoss(loss, oracle, predictions, truths);
  const differences = differencedCotangents(loss, oracle, predictions, truths);
  expect(largestDifference(cotangents, differences)).toBeLessThan(1e-6);
  expect(losses.every((value) => value > 0)).toBe(true);
});

describe("the best constant", () => {
  const truths = normals("samples", SAMPLES * 4).map((value, at) => value + (at % 4));
  const tooLow = [1, 3, 9, 0.25];
  const tooHigh = [1, 1, 1, 1];

  test("of power 1 is the quantile of the price's share, as a newsvendor orders", () => {
    const quantiles = tooLow.map((price, entry) => {
      const sorted = entryOf(truths, entry).toSorted();
      return sorted[Math.floor((price / (price + 1)) * SAMPLES)]!;
    });
    const below = meanSlopes(
      { tooLow, tooHigh },
      quantiles.map((value) => value - 1e-9),
      truths,
    );
    const above = meanSlopes(
      { tooLow, tooHigh },
      quantiles.map((value) => value + 1e-9),
      truths,
    );
    expect(below.every((slope) => slope < 0)).toBe(true);
    expect(above.every((slope) => slope > 0)).toBe(true);
  });

  test("of power 2 is the expectile, and the mean where prices are equal", () => {
    const expectiles = tooLow.map((price, entry) => {
      const values = entryOf(truths, entry);
      let centre = 0;
      // The expectile is the mean weighted by the price of each side.
      for (let step = 0; step < 200; step++) {
        let [sum, weights] = [0, 0];
        for (const value of values) {
          const weight = value > centre ? price : 1;
          sum += weight * value;
          weights += weight;
        }
        centre = sum / weights;
      }
      return centre;
    });
    const slopes = meanSlopes({ tooLow, tooHigh, power: 2 }, expectiles, truths);
    for (const slope of slopes) expect(slope).toBeCloseTo(0, 9);
    const first = entryOf(truths, 0);
    expect(expectiles[0]).toBeCloseTo(first.reduce((sum, value) => sum + value, 0) / SAMPLES, 9);
  });
});

test("equal prices and power 2 are least squares; dear shortages make predictions higher", async () => {
  const [predictions, truths] = [normals("p", 8), normals("c", 8)];
  const { losses } = evaluateLoss(costSensitiveRegression({ power: 2 }), oracle, predictions, truths);
  const squares = [0, 1].map((row) => {
    let sum = 0;
    for (let at = row * 4; at < row * 4 + 4; at++) sum += (predictions[at]! - truths[at]!) ** 2;
    return sum;
  });
  losses.forEach((value, row) => expect(value).toBeCloseTo(squares[row]!, 12));

  const problem = choice("minimize", 2);
  const data = bentCosts(1, 200);
  const meanOf = async (tooLow: number): Promise<number> => {
    const loss = costSensitiveRegression({ tooLow });
    const trained = await train(straightLines(problem), {
      data,
      loss,
      through: problem,
      epochs: 5,
      patience: 5,
    });
    return trained.predict(data.map(({ features }) => features)).reduce((sum, value) => sum + value, 0) / 400;
  };
  expect(await meanOf(9)).toBeGreaterThan(await meanOf(1 / 9));
});

test("prices that cannot be are refused", () => {
  expect(() => costSensitiveRegression({ tooLow: -1 })).toThrowError(/tooLow/);
  expect(() => costSensitiveRegression({ tooHigh: [1, NaN] })).toThrowError(/tooHigh/);
  expect(() => costSensitiveRegression({ power: 3 as never })).toThrowError(/power/);
  const [predictions, truths] = [normals("p", 8), normals("c", 8)];
  expect(() =>
    evaluateLoss(costSensitiveRegression({ tooLow: [1, 2] }), oracle, predictions, truths),
  ).toThrowError(/2 price/);
});
