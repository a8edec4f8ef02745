import { expect, test } from "vitest";
import {
  add,
  indexSet,
  model,
  mul,
  parameter,
  subtract,
  sum,
  total,
  uncertainParameter,
  type Expression,
} from "./index.js";

const unit = indexSet("unit", ["coal", "gas"]);
const hour = indexSet("hour", 2);

test("units of a sum must agree, also where no compiler looks", () => {
  const m = model("plan");
  const minutes: Expression<"unit"> = m.variable("minutes", { over: [unit], unit: "min" });
  const power: Expression<"unit"> = m.variable("power", { over: [unit], unit: "kW" });
  const unitless = m.variable("unitless", { over: [] });
  const refusal = expect.objectContaining({
    code: "FS_MODEL_UNIT_MISMATCH",
    data: { first: "min", second: "kW" },
  });
  expect(() => add(minutes, power)).toThrow(refusal);
  expect(() => add(minutes, unitless, 3, power)).toThrow(refusal);
  expect(() => subtract(minutes, power)).toThrow(refusal);
  expect(add(unitless, minutes).unit).toBe("min");
  expect(subtract(minutes, unitless).unit).toBe("min");
});

test("a price times an energy is money, and money adds up", () => {
  const m = model("plan");
  const energy = m.variable("energy", { over: [unit], unit: "MWh" });
  const price = parameter({ over: [unit], unit: "EUR/MWh", data: [20, 30] });
  const cost = total(mul(price, energy));
  expect(cost.unit).toBe("EUR");
  expect(add(cost, parameter({ over: [], unit: "EUR", data: [5] })).unit).toBe("EUR");
  expect(mul(0.5, energy).unit).toBe("MWh");
  expect(mul(energy, parameter({ over: [], data: [2] })).unit).toBe("MWh");
});

test.each([Number.NaN, Infinity, -Infinity])("%s is no number to calculate with", (value) => {
  const x = model("plan").variable("x", { over: [] });
  const refusal = expect.objectContaining({ code: "FS_MODEL_NOT_FINITE", data: { value } });
  expect(() => add(x, value)).toThrow(refusal);
  expect(() => subtract(x, value)).toThrow(refusal);
  expect(() => mul(value, x)).toThrow(refusal);
});

test("a product is at most quadratic, and its quadratic terms have known coefficients", () => {
  const m = model("plan");
  const x = m.variable("x", { over: [unit] });
  const price = uncertainParameter("price", { over: [unit] });
  const demand = uncertainParameter("demand", { over: [hour] });
  const refusal = (factors: string): unknown =>
    expect.objectContaining({ code: "FS_MODEL_NOT_LINEAR", data: { factors } });
  const three = refusal("three decision variables");
  expect(() => mul(mul(x, x), x)).toThrow(three);
  expect(() => mul(x, mul(x, x))).toThrow(three);
  expect(() => mul(mul(x, x), mul(x, x))).toThrow(three);
  const uncertain = refusal("two decision variables and an uncertain parameter");
  expect(() => mul(x, mul(price, x))).toThrow(uncertain);
  expect(() => mul(price, mul(x, x))).toThrow(uncertain);
  expect(() => mul(mul(x, x), price)).toThrow(uncertain);
  expect(() => mul(price, demand)).toThrow(refusal("two uncertain parameters"));
  expect(() => mul(mul(price, x), demand)).toThrow(refusal("two uncertain parameters"));
  expect([...mul(x, price).terms.slots!]).toEqual([0, 1]);
});

test("a product of two expressions with variables has their products as terms", () => {
  const m = model("plan");
  const x = m.variable("x", { over: [unit] });
  const y = m.variable("y", { over: [hour] });
  const product = mul(add(x, 5), mul(2, y));
  expect(product.over).toEqual([unit, hour]);
  const { starts, columns, others, coefficients, slots } = product.terms;
  const entry = [...columns.keys()].filter((term) => term >= starts[1] && term < starts[2]);
  const [firstX, secondY] = [0, unit.keys.length + 1];
  expect(entry.map((term) => [columns[term], others![term], coefficients[term]])).toEqual([
    [firstX, secondY, 2],
    [secondY, -1, 10],
  ]);
  expect(slots).toBeNull();
});

test("variables of two models do not meet in one expression", () => {
  const mine = model("mine").variable("x", { over: [unit] });
  const yours = model("yours").variable("x", { over: [unit] });
  const refusal = expect.objectContaining({
    code: "FS_MODEL_FOREIGN_VARIABLE",
    data: { models: ["mine", "yours"] },
  });
  expect(() => add(mine, 1, yours)).toThrow(refusal);
  expect(() => subtract(mine, yours)).toThrow(refusal);
});

test("index sets of one name with other labels do not meet in one expression", () => {
  const x = model("plan").variable("x", { over: [hour] });
  const longer = parameter({ over: [indexSet("hour", 3)], data: [1, 2, 3] });
  const refusal = expect.objectContaining({ code: "FS_MODEL_LABEL_MISMATCH" });
  expect(() => add(x, longer)).toThrow(refusal);
  expect(() => mul(longer, x)).toThrow(refusal);
});

test("several uncertain parameters keep their slots apart", () => {
  const m = model("plan");
  const x = m.variable("x", { over: [unit] });
  const price = uncertainParameter("price", { over: [unit] });
  const fee = uncertainParameter("fee", { over: [] });
  const wage = uncertainParameter("wage", { over: [unit] });
  const together = add(mul(wage, x), fee, mul(price, x), wage);
  expect(together.uncertain).toEqual([wage, fee, price]);
  // Entry "coal": wage of coal, the fee, price of coal, wage of coal; entry "gas" likewise.
  expect([...together.terms.slots!]).toEqual([0, 2, 3, 0, 1, 2, 4, 1]);
  expect([...together.terms.columns]).toEqual([0, -1, 0, -1, 1, -1, 1, -1]);
  const summed = sum(together, unit);
  expect(summed.uncertain).toEqual([wage, fee, price]);
  expect([...summed.terms.slots!]).toEqual([0, 2, 3, 0, 1, 2, 4, 1]);
});

test("operands stay as they are", () => {
  const x = model("plan").variable("x", { over: [unit] });
  subtract(mul(3, x), x);
  add(x, x);
  expect([...x.terms.coefficients]).toEqual([1, 1]);
});
