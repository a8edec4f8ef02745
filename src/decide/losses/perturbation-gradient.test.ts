import { describe, expect, test } from "vitest";
import { evaluateLoss } from "../../../test/decision-loss.js";
import {
  decide,
  differencedCotangents,
  largestDifference,
  normals,
  regretsOf,
  SENSES,
  withOracles,
} from "../../../test/decision-loss-checks.js";
import { perturbationGradient } from "./perturbation-gradient.js";

const ROWS = 10;

describe.each(SENSES)("to %s", (sense) => {
  test.each(["one", "two"] as const)(
    "%s side(s): the slope is what finite differences give",
    async (sides) => {
      await withOracles(sense, ({ oracle }) => {
        const predictions = normals("p", ROWS * oracle.dimension);
        const truths = normals("c", ROWS * oracle.dimension);
        const loss = perturbationGradient({ sides, step: 0.4 });
        const { cotangents } = evaluateLoss(loss, oracle, predictions, truths);
        const slopes = differencedCotangents(loss, oracle, predictions, truths);
        expect(largestDifference(cotangents, slopes)).toBeLessThan(1e-5);
        expect(cotangents.some((slope) => Math.abs(slope) > 0.1)).toBe(true);
      });
    },
  );

  test("one side is an upper bound of the regret, tighter for smaller steps, known costs included", async () => {
    await withOracles(sense, ({ oracle }) => {
      const predictions = normals("p", ROWS * oracle.dimension);
      const truths = normals("c", ROWS * oracle.dimension);
      const regrets = regretsOf(oracle, predictions, truths);
      const lossesAt = (step: number): Float64Array =>
        evaluateLoss(perturbationGradient({ sides: "one", step }), oracle, predictions, truths).losses;
      const [tiny, small, large] = [lossesAt(1e-7), lossesAt(0.2), lossesAt(0.8)];
      regrets.forEach((regret, row) => {
        expect(small[row]).toBeGreaterThan(regret - 1e-9);
        expect(large[row]).toBeGreaterThan(small[row]! - 1e-9);
        // Danskin: the slope of the optimal value along the truth is what the decision costs under it.
        expect(tiny[row]).toBeCloseTo(regret, 5);
      });
      expect(regrets.some((regret) => regret > 0.1)).toBe(true);
    });
  });

  test("zero, without a slope, where the prediction is true", async () => {
    await withOracles(sense, ({ oracle }) => {
      const truths = normals("c", ROWS * oracle.dimension);
      for (const sides of ["one", "two"] as const) {
        const { losses, cotangents } = evaluateLoss(perturbationGradient({ sides }), oracle, truths, truths);
        expect([...losses, ...cotangents].every((value) => Math.abs(value) < 1e-9)).toBe(true);
      }
    });
  });

  test("the slope by definition: two decisions over the step", async () => {
    await withOracles(
      sense,
      ({ oracle }) => {
        const predictions = normals("p", ROWS * oracle.dimension);
        const truths = normals("c", ROWS * oracle.dimension);
        const sign = sense === "minimize" ? 1 : -1;
        const here = decide(oracle, predictions).exposures;
        const before = decide(
          oracle,
          predictions.map((value, k) => value - 0.5 * truths[k]!),
        ).exposures;
        const { cotangents } = evaluateLoss(
          perturbationGradient({ sides: "one", step: 0.5 }),
          oracle,
          predictions,
          truths,
        );
        const expected = here.map((value, k) => 2 * sign * (value - before[k]!));
        expect(largestDifference(cotangents, expected)).toBeLessThan(1e-9);
      },
      [0, 0, 0, 0, 0],
    );
  });
});

test("options outside their range are refused", () => {
  for (const step of [0, 1, -0.5, NaN])
    expect(() => perturbationGradient({ sides: "one", step })).toThrow(
      expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" }),
    );
});
