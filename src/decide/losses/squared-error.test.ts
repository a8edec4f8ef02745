import { describe, expect, test } from "vitest";
import { evaluateLoss } from "../../../test/decision-loss.js";
import {
  decide,
  differencedCotangents,
  largestDifference,
  normals,
  SENSES,
  withOracles,
} from "../../../test/decision-loss-checks.js";
import { enumeratingOracle, subsets } from "../../../test/small-problems.js";
import { decisionWeightedSquaredError } from "./decision-weighted-squared-error.js";
import { squaredError } from "./squared-error.js";

const ROWS = 8;

describe.each(SENSES)("to %s", (sense) => {
  test("slopes are what finite differences give, and nothing is lost at the truth", async () => {
    await withOracles(sense, ({ oracle }) => {
      const predictions = normals("p", ROWS * oracle.dimension);
      const truths = normals("c", ROWS * oracle.dimension);
      for (const loss of [
        squaredError(),
        decisionWeightedSquaredError(),
        decisionWeightedSquaredError({ weighting: "row", evenShare: 0.2 }),
      ]) {
        const { cotangents } = evaluateLoss(loss, oracle, predictions, truths);
        const slopes = differencedCotangents(loss, oracle, predictions, truths, 1e-4);
        expect(largestDifference(cotangents, slopes)).toBeLessThan(1e-7);
        const atTruth = evaluateLoss(loss, oracle, truths, truths);
        expect([...atTruth.losses, ...atTruth.cotangents].every((value) => value === 0)).toBe(true);
      }
    });
  });
});

test("the squared error is the mean over entries", () => {
  const oracle = enumeratingOracle("minimize", subsets(2, 1));
  const { losses } = evaluateLoss(
    squaredError(),
    oracle,
    Float64Array.of(1, 2, 0, 0),
    Float64Array.of(2, 4, 0, 3),
  );
  expect([...losses]).toEqual([2.5, 4.5]);
});

describe("weights", () => {
  const oracle = enumeratingOracle("minimize", subsets(3, 1));
  // The first is best in three of four rows, the second in one, the third never.
  const truths = Float64Array.of(1, 2, 3, 1, 2, 3, 1, 2, 3, 2, 1, 3);
  const wrong = truths.map((cost) => cost + 1);

  test("by frequency: as often as an entry is taken, beside the even share", () => {
    const { cotangents } = evaluateLoss(
      decisionWeightedSquaredError({ evenShare: 0.4 }),
      oracle,
      wrong,
      truths,
    );
    const expected = [0.75, 0.25, 0].map((use) => (2 / 3) * (0.4 + 0.6 * 3 * use));
    for (let at = 0; at < 12; at++) expect(cotangents[at]).toBeCloseTo(expected[at % 3]!, 12);
  });

  test("by row: what the row's own best decision takes", () => {
    const { cotangents } = evaluateLoss(
      decisionWeightedSquaredError({ weighting: "row", evenShare: 0.4 }),
      oracle,
      wrong,
      truths,
    );
    const best = decide(oracle, truths).exposures;
    best.forEach((use, at) => expect(cotangents[at]).toBeCloseTo((2 / 3) * (0.4 + 0.6 * 3 * use), 12));
  });

  test("an even share of 1, or decisions that use nothing: the squared error", () => {
    const plain = evaluateLoss(squaredError(), oracle, wrong, truths);
    const even = evaluateLoss(decisionWeightedSquaredError({ evenShare: 1 }), oracle, wrong, truths);
    expect(largestDifference(even.cotangents, plain.cotangents)).toBeLessThan(1e-12);
    const idle = enumeratingOracle("minimize", [{ exposure: [0, 0, 0], fixedCost: 1 }]);
    const unused = evaluateLoss(decisionWeightedSquaredError(), idle, wrong, truths);
    expect(largestDifference(unused.cotangents, plain.cotangents)).toBeLessThan(1e-12);
  });

  test("shares outside their range are refused", () => {
    for (const evenShare of [-0.1, 1.1, NaN])
      expect(() => decisionWeightedSquaredError({ evenShare })).toThrow(
        expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" }),
      );
  });
});
