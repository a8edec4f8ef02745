import { expect, test } from "vitest";
import { normalProbability, normalQuantile } from "./normal-distribution.js";

test("normal probabilities and quantiles, against tables and each other", () => {
  expect(normalProbability(0)).toBe(0.5);
  expect(normalProbability(1.959963984540054)).toBeCloseTo(0.975, 14);
  expect(normalProbability(-6) / 9.865876450376981e-10).toBeCloseTo(1, 10);
  expect(normalProbability(-40)).toBe(0);
  for (const level of [1e-12, 1e-4, 0.02, 0.3, 0.5, 0.9, 0.9999])
    expect(normalProbability(normalQuantile(level)) / level).toBeCloseTo(1, 10);
});

test("the ends of the line, and what is no level", () => {
  expect([normalProbability(-Infinity), normalProbability(Infinity)]).toEqual([0, 1]);
  expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
  for (const level of [-0.1, 1.1, Number.NaN]) expect(normalQuantile(level)).toBeNaN();
});
