/**
 * Type tests: compiled, never run. A line below `@ts-expect-error` must not compile, every other one must.
 */
import {
  add,
  atLeast,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  shift,
  subtract,
  sum,
  total,
  uncertainParameter,
  type Expression,
  type IndexSet,
  type Model,
  type Relation,
  type UnitProduct,
  type Variable,
} from "./index.js";

/** True when two types are the same. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
function assertType<T extends true>(): T | undefined {
  return undefined;
}

const unit = indexSet("unit", ["coal", "gas"]);
const hour = indexSet("hour", 24);
const site = indexSet("site", ["north", "south"]);
const m = model("plan");
const output = m.variable("output", { over: [unit, hour], unit: "MWh" });
const duration = m.variable("duration", { over: [hour], unit: "min" });
const power = m.variable("power", { over: [hour], unit: "kW" });
const anything = m.variable("anything", { over: [hour] });
const stock = m.variable("stock", { over: [], unit: "MWh" });
const price = parameter({ over: [hour], unit: "EUR/MWh", data: () => 1 });
const budget = parameter({ over: [], unit: "EUR", data: [1] });
const hourPrice = parameter({ over: [], unit: "EUR/MWh", data: [1] });
const forecast = uncertainParameter("forecast", { over: [hour], unit: "EUR/MWh" });

// Labels
output.at("coal", "3");
stock.at();
// @ts-expect-error "oil" is no member of "unit"
output.at("oil", "3");
// @ts-expect-error the labels stand in the order of the index sets
output.at("3", "coal");
// @ts-expect-error one label per index set
output.at("coal");
// @ts-expect-error labels of a counted set are numbers
output.at("coal", "noon");
parameter({ over: [unit], data: (label) => (label === "coal" ? 1 : 2) });
// @ts-expect-error a comparison with a label that does not exist
parameter({ over: [unit], data: (label) => (label === "oil" ? 1 : 2) });
m.variable("bounded", { over: [unit], upper: (label) => (label === "coal" ? 50 : 20) });
// @ts-expect-error bounds see the same labels
m.variable("bounded", { over: [unit], upper: (label) => (label === "oil" ? 50 : 20) });

// Dimensions
sum(output, unit);
sum(output, unit, hour);
// @ts-expect-error the output has no sites
sum(output, site);
// @ts-expect-error a dimension can be summed away only once
sum(sum(output, unit), unit);
// @ts-expect-error one of two sets is wrong
sum(output, unit, site);
shift(output, hour, 1, { fill: 0 });
// @ts-expect-error the output has no sites
shift(output, site, 1, { fill: 0 });
// @ts-expect-error what enters at the edge must be said
shift(output, hour, 1);

// Units of sums
add(power, power, 5);
// @ts-expect-error minutes are no kilowatts
add(power, duration);
// @ts-expect-error the unit of every operand counts
add(power, power, duration);
// @ts-expect-error minutes are no kilowatts
subtract(power, duration);
// A unit that is not declared agrees with every other, on either side.
add(power, anything);
add(anything, power);
add(anything, power, anything);
subtract(power, anything);
subtract(anything, power);
const declared: Expression<"hour", "kW"> = add(power, 3, anything);
// @ts-expect-error the sum of kilowatts is not minutes
const misread: Expression<"hour", "min"> = add(power, 3);

// Units of products
assertType<Same<UnitProduct<"EUR/MWh", "MWh">, "EUR">>();
assertType<Same<UnitProduct<"MWh", "EUR/MWh">, "EUR">>();
assertType<Same<UnitProduct<"EUR/MWh/h", "h">, "EUR/MWh">>();
assertType<Same<UnitProduct<"EUR", "MWh">, string>>();
assertType<Same<UnitProduct<string, "MWh">, string>>();
const money: Expression<"unit" | "hour", "EUR"> = mul(price, output);
const moneyToo: Expression<"unit" | "hour", "EUR"> = mul(output, forecast);
const halfOutput: Expression<"unit" | "hour", "MWh"> = mul(0.5, output);
add(mul(price, output), budget);
subtract(total(mul(forecast, output)), budget);
// @ts-expect-error a product in EUR is not in MWh
add(mul(price, output), stock);
// A product that does not cancel is unchecked from there on.
add(mul(duration, price), budget);
assertType<Same<UnitProduct<"m", "m">, "m^2">>();
assertType<Same<UnitProduct<"EUR/MWh", "EUR/MWh">, "(EUR/MWh)^2">>();
assertType<Same<UnitProduct<"EUR/m^2", "m^2">, "EUR">>();
// @ts-expect-error a squared price is not a budget
add(budget, mul(price, price));

// Comparisons
const perHour: Relation<"hour"> = atMost(sum(output, unit), stock);
atMost(output, stock);
atLeast(output, sum(output, unit));
equal(power, 5);
equal(anything, power);
equal(power, anything);
// @ts-expect-error EUR is not MWh
atMost(output, budget);
// @ts-expect-error EUR is not MWh
atLeast(output, budget);
// @ts-expect-error EUR is not MWh
equal(output, budget);
// @ts-expect-error the right side has units, the left side has not
atMost(sum(output, unit), output);
// @ts-expect-error a scalar on the left, hours on the right
equal(stock, sum(output, unit));
// @ts-expect-error the left side has no sites
atLeast(output, m.variable("elsewhere", { over: [site], unit: "MWh" }));

// Objectives
m.minimize(total(mul(price, output)));
m.maximize(stock);
m.minimize(output.at("coal", "0"));
// @ts-expect-error an objective is a scalar
m.minimize(output);
// @ts-expect-error an hour is left
m.maximize(sum(output, unit));

// Loops and helper functions
function cheapest(target: Model, hours: IndexSet<"hour">): Expression<never, "EUR"> {
  const bought = target.variable("bought", { over: [hours], unit: "MWh", lower: 0 });
  return total(mul(parameter({ over: [hours], unit: "EUR/MWh", data: () => 1 }), bought));
}
m.minimize(cheapest(m, hour));
m.minimize(cheapest(m, indexSet("hour", [1, 2].map(String))));
function squeeze<N extends string, U extends string>(operand: Expression<N, U>): Relation<N> {
  return atMost(operand, 0);
}
m.require("squeezed", squeeze(output));
let cost: Expression<never, "EUR"> = budget;
for (const label of unit.keys) cost = add(cost, mul(hourPrice, output.at(label, "0")));
for (const fuel of unit.keys) {
  for (const at of hour.keys) m.require(`${fuel} at ${at}`, atMost(output.at(fuel, at), 50));
}
const parts: Expression<never, "MWh">[] = unit.keys.map((label) => output.at(label, "0"));
m.minimize(add(stock, ...parts));
const everyVariable: readonly Variable[] = m.variables;
const anyExpression: Expression = output;
function average<N extends string, U extends string, O extends N>(
  operand: Expression<N, U>,
  set: IndexSet<O>,
): Expression<Exclude<N, O>, U> {
  return mul(1 / set.keys.length, sum(operand, set));
}
m.minimize(average(average(output, hour), unit));

export const used: unknown[] = [
  declared,
  misread,
  money,
  moneyToo,
  halfOutput,
  perHour,
  cost,
  everyVariable,
  anyExpression,
];
