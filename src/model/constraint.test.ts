import { expect, test } from "vitest";
import { atLeast, atMost, equal, indexSet, model, parameter, type Expression } from "./index.js";

const unit = indexSet("unit", ["coal", "gas"]);

test.each([
  ["atMost", atMost],
  ["atLeast", atLeast],
  ["equal", equal],
] as const)("%s keeps its sense, and left minus right", (sense, compare) => {
  const m = model("plan");
  const x = m.variable("x", { over: [unit] });
  const relation = compare(x, parameter({ over: [], data: [4] }));
  expect(relation.sense).toBe(sense);
  expect(relation.difference.over).toEqual([unit]);
  expect([...relation.difference.terms.columns]).toEqual([0, -1, 1, -1]);
  expect([...relation.difference.terms.coefficients]).toEqual([1, -4, 1, -4]);
});

test.each([atMost, atLeast, equal])(
  "the right side adds no index set, and has the same unit: %o",
  (compare) => {
    const m = model("plan");
    const scalar = m.variable("scalar", { over: [], unit: "MWh" });
    const x: Expression<never> = m.variable("x", {
      over: [unit],
      unit: "MWh",
    }) as Expression as Expression<never>;
    expect(() => compare(scalar, x)).toThrow(
      expect.objectContaining({ code: "FS_MODEL_UNKNOWN_SET", data: { set: "unit", left: [] } }),
    );
    const money: Expression<never> = parameter({ over: [], unit: "EUR", data: [1] });
    const energy: Expression<never> = scalar;
    expect(() => compare(energy, money)).toThrow(
      expect.objectContaining({ code: "FS_MODEL_UNIT_MISMATCH", data: { first: "MWh", second: "EUR" } }),
    );
    expect(() => compare(scalar, Number.NaN)).toThrow(
      expect.objectContaining({ code: "FS_MODEL_NOT_FINITE" }),
    );
  },
);
