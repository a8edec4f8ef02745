import { expect, test } from "vitest";
import { indexSet, model, mul, parameter, shift, sum, total, uncertainParameter } from "./index.js";

const unit = indexSet("unit", ["coal", "gas"]);
const hour = indexSet("hour", 3);
const site = indexSet("site", ["north"]);

test("only index sets that an expression has can be summed or shifted over", () => {
  const x = model("plan").variable("x", { over: [unit, hour] });
  const refusal = expect.objectContaining({
    code: "FS_MODEL_UNKNOWN_SET",
    data: { set: "site", over: ["unit", "hour"] },
  });
  expect(() => sum(x, site as unknown as typeof unit)).toThrow(refusal);
  expect(() => sum(x, unit, site as unknown as typeof unit)).toThrow(refusal);
  expect(() => shift(x, site as unknown as typeof unit, 1, { fill: 0 })).toThrow(refusal);
});

test("a set of the right name with other labels is refused", () => {
  const x = model("plan").variable("x", { over: [unit, hour] });
  const refusal = expect.objectContaining({ code: "FS_MODEL_LABEL_MISMATCH" });
  expect(() => sum(x, indexSet("hour", 4))).toThrow(refusal);
  expect(() => shift(x, indexSet("hour", 2), 1, { fill: 0 })).toThrow(refusal);
});

test("sums and shifts are no variables any more", () => {
  const x = model("plan").variable("x", { over: [unit, hour], unit: "MWh" });
  for (const made of [sum(x), sum(x, unit), total(x), shift(x, hour, 1, { fill: 0 })]) {
    expect(Object.keys(made).sort()).toEqual(["model", "over", "terms", "uncertain", "unit"]);
    expect(made.unit).toBe("MWh");
    expect(made.model).toBe(x.model);
  }
});

test("total is the sum over all index sets", () => {
  const x = model("plan").variable("x", { over: [unit, hour] });
  expect(total(x)).toEqual(sum(x, unit, hour));
  expect([...total(x).terms.columns]).toEqual([0, 1, 2, 3, 4, 5]);
});

test("naming a set twice sums over it once", () => {
  const level = parameter({ over: [unit, hour], data: [1, 2, 3, 4, 5, 6] });
  const made = sum(level, hour, hour);
  expect(made.over).toEqual([unit]);
  expect([...made.terms.starts]).toEqual([0, 3, 6]);
});

test("a sum over an index set without members is zero", () => {
  const nothing = indexSet("nothing", 0);
  const x = model("plan").variable("x", { over: [nothing, unit] });
  expect([...sum(x, nothing).terms.starts]).toEqual([0, 0, 0]);
  expect(total(mul(uncertainParameter("price", { over: [nothing] }), x)).terms.columns.length).toBe(0);
});

test.each([
  [1, [9, 5, 6]],
  [-1, [6, 7, 9]],
  [0, [5, 6, 7]],
  [3, [9, 9, 9]],
  [-100, [9, 9, 9]],
])("shifted by %i steps, 5 6 7 reads %j", (steps, expected) => {
  const level = parameter({ over: [hour], data: [5, 6, 7] });
  expect([...shift(level, hour, steps, { fill: 9 }).terms.coefficients]).toEqual(expected);
});

test("steps are whole and what fills the gap is finite", () => {
  const level = parameter({ over: [hour], data: [5, 6, 7] });
  for (const steps of [0.5, Number.NaN, Infinity]) {
    expect(() => shift(level, hour, steps, { fill: 0 })).toThrow(
      expect.objectContaining({ code: "FS_MODEL_INVALID_STEPS", data: { set: "hour", steps } }),
    );
  }
  for (const fill of [Number.NaN, Infinity, -Infinity]) {
    expect(() => shift(level, hour, 1, { fill })).toThrow(
      expect.objectContaining({ code: "FS_MODEL_NOT_FINITE", data: { value: fill } }),
    );
  }
});
