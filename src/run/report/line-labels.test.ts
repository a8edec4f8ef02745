import * as fc from "fast-check";
import { expect, test } from "vitest";
import { spread } from "./line-labels.js";

test("labels that do not touch stay where they are", () => {
  expect(spread([10, 50, 90], 16, 0, 100)).toEqual([10, 50, 90]);
});

test("labels that touch are moved apart around their middle, within the limits", () => {
  expect(spread([50, 50], 16, 0, 100)).toEqual([42, 58]);
  expect(spread([2, 3], 16, 0, 100)).toEqual([0, 16]);
  expect(spread([99, 99, 99], 16, 0, 100)).toEqual([68, 84, 100]);
});

test("whatever the lines do, labels keep their order and distance, and stay within the limits", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 15 }), (positions) => {
      const places = spread(
        positions.sort((a, b) => a - b),
        16,
        0,
        300,
      );
      expect(places).toHaveLength(positions.length);
      for (const [index, place] of places.entries()) {
        expect(place).toBeGreaterThanOrEqual(-1e-9);
        expect(place).toBeLessThanOrEqual(300 + 1e-9);
        expect(place - (places[index - 1] ?? -Infinity)).toBeGreaterThan(16 - 1e-9);
      }
    }),
  );
});
