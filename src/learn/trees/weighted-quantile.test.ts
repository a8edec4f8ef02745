import * as fc from "fast-check";
import { expect, test } from "vitest";
import { quantile } from "../../math/index.js";
import { weightedQuantile } from "./weighted-quantile.js";

const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 20 });
const level = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const rule = fc.constantFrom("middle" as const, "stretched" as const);

test("equal weights give the unweighted quantile", () => {
  fc.assert(
    fc.property(values, level, rule, (list, level, rule) => {
      const array = Float64Array.from(list);
      const equal = new Float64Array(list.length).fill(0.7);
      const unweighted = weightedQuantile(array, undefined, level, rule);
      expect(weightedQuantile(array, equal, level, rule)).toBeCloseTo(unweighted, 9);
    }),
  );
});

test("values without weight do not matter, and the result stays within the others", () => {
  fc.assert(
    fc.property(values, level, rule, (list, level, rule) => {
      const padded = Float64Array.from([1e9, ...list, -1e9]);
      const weights = Float64Array.from(padded, (value) => (Math.abs(value) === 1e9 ? 0 : 1));
      const found = weightedQuantile(padded, weights, level, rule);
      expect(found).toBeCloseTo(weightedQuantile(Float64Array.from(list), undefined, level, rule), 9);
      expect(found).toBeGreaterThanOrEqual(Math.min(...list));
      expect(found).toBeLessThanOrEqual(Math.max(...list));
    }),
  );
});

test("the stretched rule is the quantile of foresolve/math", () => {
  fc.assert(
    fc.property(values, level, (list, level) => {
      const found = weightedQuantile(Float64Array.from(list), undefined, level, "stretched");
      expect(found).toBeCloseTo(quantile(list, level), 9);
    }),
  );
});

test("known values: Hazen's rule, and weights that move the median", () => {
  expect(weightedQuantile(Float64Array.of(4, 1, 3, 2), undefined, 0.25)).toBe(1.5);
  expect(weightedQuantile(Float64Array.of(1, 2, 3), Float64Array.of(1, 1, 4), 0.5)).toBeCloseTo(2.6, 12);
  // From the middle of the first weight, 0.5, to that of the last, 4: half way is 2.25, three tenths from 1.5 to 4.
  expect(weightedQuantile(Float64Array.of(1, 2, 3), Float64Array.of(1, 1, 4), 0.5, "stretched")).toBeCloseTo(
    2.3,
    12,
  );
});
