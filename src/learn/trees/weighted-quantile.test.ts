import * as fc from "fast-check";
import { expect, test } from "vitest";
import { weightedQuantile } from "./weighted-quantile.js";

const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 20 });
const level = fc.double({ min: 0.01, max: 0.99, noNaN: true });

test("equal weights give the unweighted quantile", () => {
  fc.assert(
    fc.property(values, level, (list, level) => {
      const array = Float64Array.from(list);
      const equal = new Float64Array(list.length).fill(0.7);
      expect(weightedQuantile(array, equal, level)).toBeCloseTo(weightedQuantile(array, undefined, level), 9);
    }),
  );
});

test("values without weight do not matter, and the result stays within the others", () => {
  fc.assert(
    fc.property(values, level, (list, level) => {
      const padded = Float64Array.from([1e9, ...list, -1e9]);
      const weights = Float64Array.from(padded, (value) => (Math.abs(value) === 1e9 ? 0 : 1));
      const found = weightedQuantile(padded, weights, level);
      expect(found).toBeCloseTo(weightedQuantile(Float64Array.from(list), undefined, level), 9);
      expect(found).toBeGreaterThanOrEqual(Math.min(...list));
      expect(found).toBeLessThanOrEqual(Math.max(...list));
    }),
  );
});

test("known values: Hazen's rule, and weights that move the median", () => {
  expect(weightedQuantile(Float64Array.of(4, 1, 3, 2), undefined, 0.25)).toBe(1.5);
  expect(weightedQuantile(Float64Array.of(1, 2, 3), Float64Array.of(1, 1, 4), 0.5)).toBeCloseTo(2.6, 12);
});
