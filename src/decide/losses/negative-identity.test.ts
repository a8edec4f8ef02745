import { describe, expect, test } from "vitest";
import { evaluateLoss } from "../../../test/decision-loss.js";
import {
  decide,
  largestDifference,
  normals,
  regretsOf,
  SENSES,
  withOracles,
} from "../../../test/decision-loss-checks.js";
import { dot, enumeratingOracle, subsets } from "../../../test/small-problems.js";
import { negativeIdentity, type NegativeIdentityOptions } from "./negative-identity.js";

const ROWS = 10;

describe.each(SENSES)("to %s", (sense) => {
  const sign = sense === "minimize" ? 1 : -1;

  test("distance: its slope by the decision, through minus (or plus) the identity", async () => {
    await withOracles(sense, ({ oracle }) => {
      const predictions = normals("p", ROWS * oracle.dimension);
      const truths = normals("c", ROWS * oracle.dimension);
      const made = decide(oracle, predictions).exposures;
      const best = decide(oracle, truths).exposures;
      const { losses, cotangents } = evaluateLoss(
        negativeIdentity({ margin: 0 }),
        oracle,
        predictions,
        truths,
      );
      const byDecision = made.map((use, k) => use - best[k]!);
      expect(
        largestDifference(
          cotangents,
          byDecision.map((slope) => -sign * slope),
        ),
      ).toBeLessThan(1e-9);
      losses.forEach((loss, row) => {
        const part = byDecision.subarray(row * oracle.dimension, (row + 1) * oracle.dimension);
        expect(loss).toBeCloseTo(dot(part, part) / 2, 9);
      });
      expect(losses.some((loss) => loss > 0.4)).toBe(true);
    });
  });

  test("regret: the slope is minus the truth, and the loss the regret", async () => {
    await withOracles(sense, ({ oracle }) => {
      const predictions = normals("p", ROWS * oracle.dimension);
      const truths = normals("c", ROWS * oracle.dimension);
      const { losses, cotangents } = evaluateLoss(
        negativeIdentity({ downstream: "regret", margin: 0 }),
        oracle,
        predictions,
        truths,
      );
      expect(
        largestDifference(
          cotangents,
          truths.map((cost) => -cost),
        ),
      ).toBe(0);
      expect(largestDifference(losses, regretsOf(oracle, predictions, truths))).toBeLessThan(1e-9);
    });
  });

  test.each(["mean", "norm", "standardize"] as const)(
    "projection %s: through its Jacobian, by finite differences",
    (projection) => {
      const oracle = enumeratingOracle(sense, subsets(5, 2));
      const predictions = normals("p", 5 * ROWS);
      const truths = normals("c", 5 * ROWS);
      const options: NegativeIdentityOptions = { downstream: "regret", margin: 0 };
      const { cotangents } = evaluateLoss(
        negativeIdentity({ ...options, projection }),
        oracle,
        predictions,
        truths,
      );
      const plain = evaluateLoss(negativeIdentity(options), oracle, predictions, truths).cotangents;
      for (let row = 0; row < ROWS; row++) {
        const p = [...predictions.subarray(5 * row, 5 * row + 5)];
        const g = plain.subarray(5 * row, 5 * row + 5);
        const length = projectedLength(projection, p);
        for (let k = 0; k < 5; k++) {
          const moved = (by: number): number =>
            dot(
              g,
              project(
                projection,
                p.map((value, j) => (j === k ? value + by : value)),
              ),
            );
          const slope = ((moved(1e-6) - moved(-1e-6)) / 2e-6) * length;
          expect(cotangents[5 * row + k]).toBeCloseTo(slope, 5);
        }
      }
    },
  );
});

function centred(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function project(projection: "mean" | "norm" | "standardize", values: readonly number[]): number[] {
  if (projection === "mean") return centred(values);
  const from = projection === "norm" ? values : centred(values);
  const length = Math.hypot(...from);
  return from.map((value) => value / length);
}

function projectedLength(projection: "mean" | "norm" | "standardize", values: readonly number[]): number {
  if (projection === "mean") return 1;
  return Math.hypot(...(projection === "norm" ? values : centred(values)));
}

test("a margin unsettles decisions that are right by a hair, and those only", () => {
  const oracle = enumeratingOracle("minimize", subsets(2, 1));
  const truths = Float64Array.from({ length: 200 }, (_, at) => 1 + (at % 2));
  const predictions = (gap: number): Float64Array =>
    Float64Array.from({ length: 200 }, (_, at) => 1 + gap * (at % 2));
  const loss = negativeIdentity({ margin: 0.1 });
  const wrong = (gap: number): number =>
    evaluateLoss(loss, oracle, predictions(gap), truths).losses.filter((value) => value > 0).length;
  // The noise is 0.15 of either sign: the gap changes by 0.3 at most, one time in four.
  expect(wrong(0.31)).toBe(0);
  expect(wrong(0.29)).toBeGreaterThan(10);
  expect(wrong(0.29)).toBeLessThan(45);
});

test("options outside their range are refused", () => {
  expect(() => negativeIdentity({ margin: -1 })).toThrow(
    expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" }),
  );
});
