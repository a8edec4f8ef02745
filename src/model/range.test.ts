import * as fc from "fast-check";
import { expect, test } from "vitest";
import { indexSetOf, range } from "./index.js";

test("a range counts from the first to the last, both included", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -500, max: 500 }),
      fc.nat({ max: 50 }),
      fc.integer({ min: 1, max: 30 }),
      fc.nat({ max: 3 }),
      fc.boolean(),
      (first, count, step, digits, down) => {
        const unit = 10 ** -digits;
        const sign = down ? -1 : 1;
        const at = (k: number): number => Number((unit * (first + sign * k * step)).toFixed(digits));
        const labels = range(at(0), at(count), Number((sign * unit * step).toFixed(digits)));
        expect(labels).toEqual(Array.from({ length: count + 1 }, (_, k) => String(at(k))));
      },
    ),
    { numRuns: 200 },
  );
  expect(range(1, 2.5)).toEqual(["1", "2"]);
  expect(range(1e-7, 3e-7, 1e-7)).toEqual(["1e-7", "2e-7", "3e-7"]);
});

test.each([
  [0, 1, 0],
  [0, 1, -1],
  [1, 0, 1],
  [0, Infinity, 1],
  [Number.NaN, 1, 1],
  [0, 1e9, 1],
])("there is no range from %s to %s by %s", (from, to, step) => {
  expect(() => range(from, to, step)).toThrow(expect.objectContaining({ code: "FS_MODEL_INVALID_RANGE" }));
});

test("a set computed from data has each label once", () => {
  const set = indexSetOf("letter", "banana", (letter) => letter);
  expect(set.keys).toEqual(["b", "a", "n"]);
  expect(set.positions.get("n")).toBe(2);
});
