import { expect, test } from "vitest";
import { realisedObjectives, regretOf } from "./regret.js";

test("a realised objective is exposure times truth plus what was known", () => {
  const exposures = Float64Array.of(1, 0, 2, 3);
  const fixedCosts = Float64Array.of(10, -1);
  expect([...realisedObjectives({ exposures, fixedCosts }, Float64Array.of(5, 7, 0.5, -1))]).toEqual([
    15, -3,
  ]);
});

test("both normalisations by hand, minimising", () => {
  // Regrets 2, 0, 6 over best objectives 4, -10, 2.
  const regret = regretOf("minimize", Float64Array.of(6, -10, 8), Float64Array.of(4, -10, 2));
  expect([...regret.perRow]).toEqual([2, 0, 6]);
  expect(regret.total).toBe(8);
  expect(regret.ratioOfSums).toBe(8 / 16);
  expect(regret.meanOfRatios).toBeCloseTo((0.5 + 0 + 3) / 3, 15);
});

test("both normalisations by hand, maximising", () => {
  const regret = regretOf("maximize", Float64Array.of(6, -12), Float64Array.of(8, -10));
  expect([...regret.perRow]).toEqual([2, 2]);
  expect(regret.ratioOfSums).toBe(4 / 18);
  expect(regret.meanOfRatios).toBeCloseTo((0.25 + 0.2) / 2, 15);
});

test("rows whose best objective is 0 count in the sums but not in the mean of ratios", () => {
  const regret = regretOf("minimize", Float64Array.of(3, 6), Float64Array.of(0, 4));
  expect(regret.ratioOfSums).toBe(5 / 4);
  expect(regret.meanOfRatios).toBe(0.5);
});

test("with all best objectives 0 there is no regret or infinitely much of it, never NaN", () => {
  const zero = new Float64Array(2);
  expect(regretOf("minimize", zero, zero)).toMatchObject({ total: 0, ratioOfSums: 0, meanOfRatios: 0 });
  expect(regretOf("maximize", Float64Array.of(0, -3), zero)).toMatchObject({
    total: 3,
    ratioOfSums: Infinity,
    meanOfRatios: Infinity,
  });
});
