import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  asinhTransform,
  chainTransforms,
  identityTransform,
  logTransform,
  powerTransform,
  relativeTo,
  scaledBy,
  type TargetTransform,
} from "./target-transform.js";

interface Row {
  readonly centre: readonly number[];
  readonly spread: number;
}
const row: Row = { centre: [10, -5, 0], spread: 4 };
const standardised = relativeTo((day: Row) => ({ offset: day.centre, scale: day.spread }));
const transforms: readonly TargetTransform<Row>[] = [
  identityTransform(),
  logTransform({ shift: 60 }),
  asinhTransform(),
  standardised,
  scaledBy("spread"),
  chainTransforms(standardised, asinhTransform()),
];

describe.each(transforms)("$name", (transform) => {
  const map = transform.forRow(row, 3);
  const values = fc.double({ min: -50, max: 50, noNaN: true });
  const entries = fc.integer({ min: 0, max: 2 });

  test("toTarget undoes toModel, and toModel is increasing", () => {
    fc.assert(
      fc.property(values, entries, (value, entry) => {
        expect(map.toTarget(map.toModel(value, entry), entry)).toBeCloseTo(value, 8);
        expect(map.toModel(value + 1, entry)).toBeGreaterThan(map.toModel(value, entry));
      }),
    );
  });

  test("slope is the derivative of toTarget", () => {
    fc.assert(
      fc.property(values, entries, (value, entry) => {
        const modelled = map.toModel(value, entry);
        const step = 1e-5;
        const difference = map.toTarget(modelled + step, entry) - map.toTarget(modelled - step, entry);
        const slope = map.slope(modelled, entry);
        expect(Math.abs(difference / (2 * step) - slope)).toBeLessThan(1e-6 * (1 + slope));
      }),
    );
  });
});

test("a chain applies the first transform nearest to the target", () => {
  const chained = chainTransforms(standardised, asinhTransform()).forRow(row, 3);
  expect(chained.toModel(18, 0)).toBe(Math.asinh(2));
});

describe.each([1 / 4, 1 / 2, 1])("the power %d", (exponent) => {
  const map = powerTransform(exponent).forRow({}, 1);

  test("is undone, increasing and smooth, also where predictions fall below zero", () => {
    fc.assert(
      fc.property(fc.double({ min: -3, max: 3, noNaN: true }), (modelled) => {
        const value = map.toTarget(modelled, 0);
        expect(map.toTarget(map.toModel(Math.abs(value), 0), 0)).toBeCloseTo(Math.abs(value), 8);
        expect(map.toTarget(modelled + 0.01, 0)).toBeGreaterThan(value);
        const step = 1e-6;
        const difference = map.toTarget(modelled + step, 0) - map.toTarget(modelled - step, 0);
        const slope = map.slope(modelled, 0);
        expect(Math.abs(difference / (2 * step) - slope)).toBeLessThan(1e-5 * (1 + slope));
      }),
    );
  });
});

describe("values outside the domain are refused", () => {
  const DOMAIN = expect.objectContaining({ code: "FS_LEARN_TRANSFORM_DOMAIN" });

  test("powers of what is negative, and exponents that are none", () => {
    expect(() => powerTransform(0.5).forRow({}, 1).toModel(-1, 0)).toThrow(DOMAIN);
    for (const exponent of [0, -1, 2, Number.NaN])
      expect(() => powerTransform(exponent)).toThrow(
        expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }),
      );
  });

  test("logarithms of zero and less", () => {
    expect(() => logTransform().forRow({}, 1).toModel(0, 0)).toThrow(DOMAIN);
    expect(() => logTransform({ shift: 2 }).forRow({}, 1).toModel(-3, 0)).toThrow(/-3 \+ 2/);
  });

  test("scales that are not positive, references of the wrong length or not finite", () => {
    expect(() => standardised.forRow({ ...row, spread: 0 }, 3)).toThrow(/scale of entry 0 is 0/);
    expect(() => standardised.forRow(row, 2)).toThrow(/3 values for 2 entries/);
    expect(() => standardised.forRow({ ...row, centre: [1, Number.NaN, 1] }, 3)).toThrow(/offset of entry 1/);
    expect(() => scaledBy("capacity").forRow({ capacity: -1 }, 1)).toThrow(DOMAIN);
  });
});
