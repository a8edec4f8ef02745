import { describe, expect, test } from "vitest";
import { evaluateLoss } from "../../../test/decision-loss.js";
import {
  decide,
  differencedCotangents,
  KNOWN,
  largestDifference,
  nearestInSimplex,
  normals,
  SENSES,
  withOracles,
} from "../../../test/decision-loss-checks.js";
import { enumeratingOracle, subsets } from "../../../test/small-problems.js";
import { RegularisedDecision, regularisationScale } from "../layers/regularised-decision.js";
import { regularisedFenchelYoung } from "./regularised-fenchel-young.js";
import { regularisedFrankWolfe } from "./regularised-frank-wolfe.js";

const ROWS = 10;
const TIGHT = { tolerance: 1e-12 };

describe.each(SENSES)("to %s", (sense) => {
  const sign = sense === "minimize" ? 1 : -1;

  test("choosing one of many is the projection on the simplex", () => {
    const oracle = enumeratingOracle(sense, subsets(7, 1));
    const strength = 0.8;
    const decision = new RegularisedDecision(oracle, strength, 1e-12);
    for (let seed = 0; seed < 50; seed++) {
      const costs = normals(seed, 7);
      decision.solve(costs, 0);
      const nearest = nearestInSimplex(costs.map((cost) => (-sign * cost) / strength));
      expect(largestDifference(decision.exposures, nearest)).toBeLessThan(1e-6);
      expect(decision.active).toBe(nearest.filter((weight) => weight > 1e-9).length);
    }
  });

  test("no decision is better against the slope: the gap is within the tolerance", async () => {
    await withOracles(sense, ({ oracle }) => {
      const predictions = normals("p", ROWS * oracle.dimension);
      const decision = new RegularisedDecision(oracle, 0.5, 1e-10);
      let mixed = 0;
      for (let row = 0; row < ROWS; row++) {
        const from = row * oracle.dimension;
        decision.solve(predictions, from);
        expect(decision.gap).toBeLessThanOrEqual(1e-10);
        mixed += decision.active;
        const shifted = decision.exposures.map((use, k) => predictions[from + k]! + sign * 0.5 * use);
        const best = decide(oracle, shifted);
        let at = decision.fixedCost;
        shifted.forEach((cost, k) => (at += cost * decision.exposures[k]!));
        expect(Math.abs(at - best.objectives[0]!)).toBeLessThan(1e-9);
      }
      expect(mixed).toBeGreaterThan(ROWS);
    });
  });

  test("the layer's slope is what finite differences give", async () => {
    await withOracles(sense, ({ oracle }) => {
      const predictions = normals("p", ROWS * oracle.dimension);
      const truths = normals("c", ROWS * oracle.dimension);
      const loss = regularisedFrankWolfe(TIGHT);
      const { losses, cotangents } = evaluateLoss(loss, oracle, predictions, truths);
      const slopes = differencedCotangents(loss, oracle, predictions, truths);
      expect(largestDifference(cotangents, slopes)).toBeLessThan(1e-4);
      expect(cotangents.some((slope) => Math.abs(slope) > 0.05)).toBe(true);
      expect(losses.every((value) => value > -1e-9)).toBe(true);
    });
  });

  test("the Fenchel-Young slope is what finite differences give, and the loss is at least 0", async () => {
    await withOracles(sense, ({ oracle }) => {
      const predictions = normals("p", ROWS * oracle.dimension);
      const truths = normals("c", ROWS * oracle.dimension);
      const loss = regularisedFenchelYoung(TIGHT);
      const { losses, cotangents } = evaluateLoss(loss, oracle, predictions, truths);
      const slopes = differencedCotangents(loss, oracle, predictions, truths);
      expect(largestDifference(cotangents, slopes)).toBeLessThan(1e-5);
      expect(cotangents.some((slope) => Math.abs(slope) > 0.1)).toBe(true);
      expect(losses.every((value) => value > -1e-9)).toBe(true);
    });
  });

  test("a prediction that sets the best decision far apart has no loss and no slope", async () => {
    await withOracles(
      sense,
      ({ oracle }) => {
        const truths = normals("c", ROWS * oracle.dimension);
        const best = decide(oracle, truths).exposures;
        const predictions = best.map((use) => -sign * 100 * use);
        const { losses, cotangents } = evaluateLoss(regularisedFenchelYoung(), oracle, predictions, truths);
        expect([...losses, ...cotangents].every((value) => Math.abs(value) < 1e-9)).toBe(true);
      },
      [0, 0, 0, 0, 0],
    );
  });

  test("known costs are costs that are predicted exactly, under a regulariser on what is uncertain", () => {
    const options = subsets(5, 2, KNOWN);
    const oracle = enumeratingOracle(sense, options);
    const predictions = normals("p", 5);
    const decision = new RegularisedDecision(oracle, 0.7, 1e-12);
    decision.solve(predictions, 0);
    // With as many known costs as items, they are an addition to the predictions.
    const plain = new RegularisedDecision(enumeratingOracle(sense, subsets(5, 2)), 0.7, 1e-12);
    plain.solve(
      predictions.map((value, k) => value + KNOWN[k]!),
      0,
    );
    expect(largestDifference(decision.exposures, plain.exposures)).toBeLessThan(1e-6);
  });
});

test("decisions that differ in known costs alone are told apart", () => {
  // The first two use the same, and so do mixtures of the last two: systems of weights without a unique answer.
  const oracle = enumeratingOracle("minimize", [
    { exposure: [1, 1], fixedCost: 1 },
    { exposure: [1, 1], fixedCost: 0.4 },
    { exposure: [2, 0], fixedCost: 0.1 },
    { exposure: [0, 2], fixedCost: 0.1 },
    { exposure: [0, 0], fixedCost: 9 },
  ]);
  const decision = new RegularisedDecision(oracle, 1, 1e-10);
  for (let seed = 0; seed < 30; seed++) {
    const costs = normals(seed, 2);
    decision.solve(costs, 0);
    expect(decision.gap).toBeLessThanOrEqual(1e-10);
  }
  decision.solve(Float64Array.of(0.2, 0.2), 0);
  expect([...decision.exposures].map((use) => Math.round(1e6 * use) / 1e6)).toEqual([1, 1]);
  expect(decision.fixedCost).toBeCloseTo(0.1, 6);
});

test("the regulariser is in units of the best decisions' costs", () => {
  const truths = Float64Array.of(3, 5, 7, 4);
  const oracle = enumeratingOracle("minimize", subsets(2, 1));
  expect(regularisationScale(truths, decide(oracle, truths))).toEqual({ strength: 3.5, objective: 3.5 });
  expect(regularisationScale(new Float64Array(4), decide(oracle, new Float64Array(4)))).toEqual({
    strength: 1,
    objective: 1,
  });
});

test("a tolerance below what rounding allows is refused when it cannot be met", () => {
  const decision = new RegularisedDecision(enumeratingOracle("minimize", subsets(6, 3)), 1, -1);
  expect(() => decision.solve(normals(1, 6), 0)).toThrow(
    expect.objectContaining({
      code: "FS_DECIDE_INVALID_OPTION",
      message: expect.stringContaining("tolerance"),
    }),
  );
});

test("options outside their range are refused", () => {
  const refused = expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" });
  for (const options of [{ lambda: 0 }, { tolerance: 0 }, { lambda: NaN }]) {
    expect(() => regularisedFrankWolfe(options)).toThrow(refused);
    expect(() => regularisedFenchelYoung(options)).toThrow(refused);
  }
});
