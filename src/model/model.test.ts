import { expect, test } from "vitest";
import { atMost, equal, indexSet, model, parameter, total, type Expression } from "./index.js";

const unit = indexSet("unit", ["coal", "gas"]);
const hour = indexSet("hour", 3);

test("rows and columns are counted on", () => {
  const m = model("plan");
  const x = m.variable("x", { over: [unit, hour] });
  const y = m.variable("y", { over: [] });
  const z = m.variable("z", { over: [hour] });
  expect([x.firstColumn, y.firstColumn, z.firstColumn, m.columns]).toEqual([0, 6, 7, 10]);
  const first = m.require("first", atMost(x, 1));
  const second = m.require("second", equal(y, 2));
  expect([first.firstRow, second.firstRow, m.rows]).toEqual([0, 6, 7]);
  expect(first.over).toEqual([unit, hour]);
  expect(m.variables).toEqual([x, y, z]);
  expect(m.constraints).toEqual([first, second]);
});

test("names of variables are unique, and so are those of constraints, each among themselves", () => {
  const m = model("plan");
  const x = m.variable("x", { over: [] });
  m.require("x", atMost(x, 1));
  const refusal = (kind: string): unknown =>
    expect.objectContaining({
      code: "FS_MODEL_DUPLICATE_NAME",
      data: { model: "plan", kind, name: "x" },
    });
  expect(() => m.variable("x", { over: [unit] })).toThrow(refusal("variable"));
  expect(() => m.require("x", atMost(x, 2))).toThrow(refusal("constraint"));
  expect([m.columns, m.rows]).toEqual([1, 1]);
});

test("a model has one objective", () => {
  const m = model("plan");
  const x = m.variable("x", { over: [] });
  m.maximize(x);
  const refusal = expect.objectContaining({ code: "FS_MODEL_SECOND_OBJECTIVE" });
  expect(() => m.minimize(x)).toThrow(refusal);
  expect(() => m.maximize(x)).toThrow(refusal);
  expect(m.objective?.sense).toBe("maximize");
});

test("an objective is a scalar, also where no compiler looks", () => {
  const m = model("plan");
  const x = m.variable("x", { over: [unit, hour] }) as Expression as Expression<never>;
  for (const setObjective of [m.minimize, m.maximize]) {
    expect(() => setObjective.call(m, x)).toThrow(
      expect.objectContaining({
        code: "FS_MODEL_NOT_SCALAR",
        data: { model: "plan", over: ["unit", "hour"] },
      }),
    );
  }
  expect(m.objective).toBeNull();
});

test("variables of another model are refused in constraints and objectives", () => {
  const m = model("mine");
  const foreign = model("yours").variable("x", { over: [unit] });
  const refusal = (what: string): unknown =>
    expect.objectContaining({
      code: "FS_MODEL_FOREIGN_VARIABLE",
      message: expect.stringContaining(what),
      data: { model: "mine", foreign: "yours" },
    });
  expect(() => m.require("limit", atMost(foreign, 1))).toThrow(refusal('constraint "limit"'));
  expect(() => m.minimize(total(foreign))).toThrow(refusal("the objective"));
  expect(() => m.maximize(total(foreign))).toThrow(refusal("the objective"));
});

test("a constant is a fine objective", () => {
  const m = model("feasible at all?");
  m.minimize(parameter({ over: [], data: [0] }));
  expect(m.objective?.expression.model).toBeNull();
});
