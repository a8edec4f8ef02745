import { expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { HOURS } from "./battery-problem.js";
import { priceBand } from "./price-band.js";

const DAYS = 200;
const random = randomStream(5);
const predictions = Float64Array.from({ length: DAYS * HOURS }, () => 40 + 10 * random.uniform());
const truths = predictions.map((value) => value * Math.exp(0.2 * random.normal()));

test("a band of errors that do not change holds about its level", () => {
  const { coverage } = priceBand(predictions, truths, 0.8);
  expect(coverage).toBeGreaterThan(0.78);
  expect(coverage).toBeLessThan(0.82);
});

test("the band of a day hangs on earlier days only", () => {
  const day = 90;
  const changed = truths.slice();
  changed.fill(1e4, day * HOURS);
  const before = priceBand(predictions, truths);
  const after = priceBand(predictions, changed);
  expect(after.upper.slice(0, (day + 1) * HOURS)).toEqual(before.upper.slice(0, (day + 1) * HOURS));
  expect(after.upper[(day + 2) * HOURS]).not.toBe(before.upper[(day + 2) * HOURS]);
});

test("days without enough past errors have no band", () => {
  const { lower } = priceBand(predictions, truths);
  expect(lower[0]).toBeNaN();
  expect(lower[30 * HOURS]).toBeLessThan(predictions[30 * HOURS]);
});
