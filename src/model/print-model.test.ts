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
  printModel,
  secondOrderCone,
  square,
  subtract,
  sum,
  total,
  uncertainParameter,
} from "./index.js";

function dispatch() {
  const unit = indexSet("unit", ["coal", "gas"]);
  const hour = indexSet("hour", 24);
  const price = uncertainParameter("price", { over: [unit], unit: "EUR/MWh" });
  const demand = uncertainParameter("demand", { over: [hour], unit: "MWh" });
  const m = model("dispatch");
  const output = m.variable("output", { over: [unit, hour], unit: "MWh", lower: 0, upper: 50 });
  const on = m.variable("on", { over: [unit], domain: "binary" });
  const stock = m.variable("stock", { over: [hour], lower: (label) => Number(label), upper: 90 });
  m.variable("slack", { over: [] });
  m.require("meet demand", equal(sum(output, unit), demand));
  m.require("limit", atMost(subtract(total(output), mul(3, total(on))), 7));
  m.require("keep", atLeast(add(stock, 2), 5));
  m.minimize(add(total(mul(price, output)), 12));
  return m;
}

test("prints sets, parameters, variables, objective and constraints in the user's names", () => {
  expect(printModel(dispatch(), { entries: 2, terms: 3 })).toBe(`model dispatch: 75 columns, 49 rows

sets
  unit: coal, gas (2 labels)
  hour: 0, 1, 2, ..., 23 (24 labels)

uncertain parameters
  price[unit] in EUR/MWh
  demand[hour] in MWh

variables
  0 <= output[unit, hour] <= 50, real in MWh
  0 <= on[unit] <= 1, binary
  stock[hour], real
    0 <= stock[hour=0] <= 90
    1 <= stock[hour=1] <= 90
    ... and 22 more
  slack free, real

minimize
  price[unit=coal] output[unit=coal, hour=0] + price[unit=coal] output[unit=coal, hour=1] + price[unit=coal] output[unit=coal, hour=2] + ... (46 more terms)

subject to
  meet demand[hour]:
    [hour=0] output[unit=coal, hour=0] + output[unit=gas, hour=0] = demand[hour=0]
    [hour=1] output[unit=coal, hour=1] + output[unit=gas, hour=1] = demand[hour=1]
    ... and 22 more
  limit:
    output[unit=coal, hour=0] + output[unit=coal, hour=1] + output[unit=coal, hour=2] + ... (47 more terms) <= 7
  keep[hour]:
    [hour=0] stock[hour=0] >= 3
    [hour=1] stock[hour=1] >= 3
    ... and 22 more`);
});

test("prints what is not there", () => {
  expect(printModel(model("empty"))).toBe("model empty: 0 columns, 0 rows\n\nno objective");
  const m = model("zero");
  const x = m.variable("x", { over: [], lower: 2, upper: 2 });
  m.require("nothing", atMost(subtract(x, x), 0));
  m.maximize(mul(-1, subtract(x, 4)));
  expect(printModel(m).split("\n").slice(2)).toEqual([
    "variables",
    "  x = 2, real",
    "",
    "maximize",
    "  -x + 4",
    "",
    "subject to",
    "  nothing:",
    "    0 <= 0",
  ]);
});

test("squares, products and cones read as formulae", () => {
  const m = model("curves");
  const axis = indexSet("axis", ["x", "y"]);
  const force = m.variable("force", { over: [axis], unit: "N", upper: 7 });
  const limit = m.variable("limit", { over: [], unit: "N", upper: 9 });
  m.require("grip", secondOrderCone(limit, [subtract(force, 1)]));
  m.require("power", atMost(mul(2, square(force)), 8));
  const [x, y] = [force.at("x"), force.at("y")];
  m.minimize(
    add(square(subtract(x, y)), mul(limit, limit), mul(parameter({ over: [], unit: "N", data: [1] }), x)),
  );
  expect(printModel(m).split("\n").slice(-9)).toEqual([
    "minimize",
    "  force[axis=x]^2 - 2 force[axis=x] * force[axis=y] + force[axis=y]^2 + limit^2 + force[axis=x]",
    "",
    "subject to",
    "  grip:",
    "    norm(force[axis=x] - 1, force[axis=y] - 1) <= limit",
    "  power[axis]:",
    "    [axis=x] 2 force[axis=x]^2 <= 8",
    "    [axis=y] 2 force[axis=y]^2 <= 8",
  ]);
});
