import { expect, test } from "vitest";
import {
  add,
  atLeast,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  standardForm,
  subtract,
  total,
  uncertainParameter,
  type Model,
} from "./index.js";

const unit = indexSet("unit", ["coal", "gas"]);
const hour = indexSet("hour", 2);

function withObjective(name: string, build: (m: Model) => void): Model {
  const m = model(name);
  m.minimize(m.variable("goal", { over: [] }));
  build(m);
  return m;
}

test("terms that meet in one column of a row are united", () => {
  const form = standardForm(
    withObjective("plan", (m) => {
      const x = m.variable("x", { over: [] });
      const y = m.variable("y", { over: [] });
      m.require("twice", atMost(add(x, mul(2, y), x, mul(-5, y)), 1));
      m.require("again", atMost(add(y, x, y), 1));
    }),
  );
  expect([...form.matrix.starts]).toEqual([0, 2, 4]);
  expect([...form.matrix.columns]).toEqual([1, 2, 2, 1]);
  expect([...form.matrix.values]).toEqual([2, -3, 2, 1]);
});

test("constants move to the right side with their sign turned", () => {
  const form = standardForm(
    withObjective("plan", (m) => {
      const x = m.variable("x", { over: [unit] });
      m.require("most", atMost(add(x, 3), 10));
      m.require("least", atLeast(subtract(x, 4), parameter({ over: [unit], data: [1, 2] })));
      m.require("same", equal(x, 0));
    }),
  );
  expect([...form.rowLower]).toEqual([-Infinity, -Infinity, 5, 6, 0, 0]);
  expect([...form.rowUpper]).toEqual([7, 7, Infinity, Infinity, 0, 0]);
});

test("no zero of the standard form has a minus sign", () => {
  const form = standardForm(
    withObjective("plan", (m) => {
      const x = m.variable("x", { over: [] });
      m.require("zero", equal(mul(-1, add(mul(0, x), 0)), 0));
      m.require("minus zero", atLeast(x, -0));
    }),
  );
  for (const numbers of [form.rowLower, form.rowUpper, form.matrix.values, form.cost]) {
    expect([...numbers].some((value) => Object.is(value, -0))).toBe(false);
  }
});

test("uncertain parameters become slots of costs, offset, right sides and coefficients", () => {
  const m = model("plan");
  const x = m.variable("x", { over: [unit] });
  const demand = uncertainParameter("demand", { over: [unit] });
  const price = uncertainParameter("price", { over: [] });
  m.maximize(add(total(mul(price, x)), mul(3, price), 7));
  m.require("meet", atLeast(add(mul(2, mul(demand, x)), x), demand));
  const form = standardForm(m);
  expect(form.uncertain).toEqual([price, demand]);
  expect(form.slots.count).toBe(3);
  expect(form.sense).toBe("maximize");
  expect(form.offset).toBe(7);
  const plain = ({ targets, slots, coefficients }: typeof form.slots.cost): number[][] =>
    Array.from(targets, (target, k) => [target, slots[k], coefficients[k]]);
  expect(plain(form.slots.cost)).toEqual([
    [0, 0, 1],
    [1, 0, 1],
  ]);
  expect(plain(form.slots.offset)).toEqual([[0, 0, 3]]);
  // Left minus right has minus the demand, which moves to the right side as plus the demand.
  expect(plain(form.slots.rowBounds)).toEqual([
    [0, 1, 1],
    [1, 2, 1],
  ]);
  expect(plain(form.slots.matrix)).toEqual([
    [0, 1, 2],
    [1, 2, 2],
  ]);
  expect([...form.matrix.values]).toEqual([1, 1]);
});

test("integer and binary columns are marked", () => {
  const m = model("plan");
  m.variable("real", { over: [unit] });
  m.variable("whole", { over: [unit], domain: "integer", lower: 0 });
  m.variable("switch", { over: [], domain: "binary" });
  m.minimize(parameter({ over: [], data: [0] }));
  const form = standardForm(m);
  expect([...form.integrality]).toEqual([0, 0, 1, 1, 1]);
  expect([...form.columnLower]).toEqual([-Infinity, -Infinity, 0, 0, 0]);
  expect([...form.columnUpper]).toEqual([Infinity, Infinity, Infinity, Infinity, 1]);
});

test("rows and columns carry the user's names, also next to empty index sets", () => {
  const nothing = indexSet("nothing", 0);
  const m = model("plan");
  m.variable("none", { over: [nothing] });
  const output = m.variable("output", { over: [unit, hour] });
  m.variable("none either", { over: [unit, nothing] });
  const stock = m.variable("stock", { over: [] });
  m.require("nobody", atMost(m.variables[0], 1));
  m.require("limit", atMost(output, 1));
  m.require("last", atMost(stock, 1));
  m.minimize(stock);
  const form = standardForm(m);
  expect([0, 1, 2, 3, 4].map((column) => form.columnName(column))).toEqual([
    "output[unit=coal, hour=0]",
    "output[unit=coal, hour=1]",
    "output[unit=gas, hour=0]",
    "output[unit=gas, hour=1]",
    "stock",
  ]);
  expect([0, 3, 4].map((row) => form.rowName(row))).toEqual([
    "limit[unit=coal, hour=0]",
    "limit[unit=gas, hour=1]",
    "last",
  ]);
});

test("rows without variables stay, so that a contradiction is not lost", () => {
  const form = standardForm(
    withObjective("plan", (m) => {
      m.require("impossible", atMost(parameter({ over: [], data: [1] }), 0));
    }),
  );
  expect([...form.matrix.starts]).toEqual([0, 0]);
  expect([...form.rowUpper]).toEqual([-1]);
});

test("a model needs variables and an objective", () => {
  const nothing = indexSet("nothing", 0);
  const empty = model("empty");
  expect(() => standardForm(empty)).toThrow(
    expect.objectContaining({ code: "FS_MODEL_NO_VARIABLES", data: { model: "empty" } }),
  );
  empty.minimize(total(empty.variable("none", { over: [nothing] })));
  expect(() => standardForm(empty)).toThrow(expect.objectContaining({ code: "FS_MODEL_NO_VARIABLES" }));
  const aimless = model("aimless");
  aimless.variable("x", { over: [] });
  expect(() => standardForm(aimless)).toThrow(
    expect.objectContaining({ code: "FS_MODEL_NO_OBJECTIVE", data: { model: "aimless" } }),
  );
});

test("products and sums that overflow are refused, wherever they stand", () => {
  const huge = 1e200;
  const overflows: [string, (m: Model) => void][] = [
    ["the objective", (m) => m.minimize(mul(huge, mul(huge, m.variable("x", { over: [] }))))],
    ["the objective", (m) => m.minimize(add(m.variable("x", { over: [] }), 1e308, 1e308))],
    [
      "the objective",
      (m) => {
        const price = uncertainParameter("price", { over: [] });
        m.minimize(mul(huge, mul(huge, mul(price, m.variable("x", { over: [] })))));
      },
    ],
  ];
  for (const [where, build] of overflows) {
    const m = model("too large");
    build(m);
    expect(() => standardForm(m)).toThrow(
      expect.objectContaining({
        code: "FS_MODEL_NOT_FINITE",
        message: expect.stringContaining(where),
      }),
    );
  }
  const rows: [string, (m: Model) => void][] = [
    ["the constraints", (m) => m.require("row", atMost(mul(huge, mul(huge, m.variables[0])), 1))],
    ['constraint "row"', (m) => m.require("row", atMost(add(m.variables[0], 1e308, 1e308), 1))],
    [
      "the constraints",
      (m) =>
        m.require(
          "row",
          atMost(m.variables[0], mul(huge, mul(-huge, uncertainParameter("demand", { over: [] })))),
        ),
    ],
  ];
  for (const [where, build] of rows) {
    expect(() => standardForm(withObjective("too large", build))).toThrow(
      expect.objectContaining({
        code: "FS_MODEL_NOT_FINITE",
        message: expect.stringContaining(where),
      }),
    );
  }
});

test("a form does not follow later changes of its model", () => {
  const m = withObjective("plan", () => {});
  const form = standardForm(m);
  m.require("later", atMost(m.variable("late", { over: [] }), 1));
  expect([form.variables.length, form.constraints.length]).toEqual([1, 0]);
});
