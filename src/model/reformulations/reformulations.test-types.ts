/**
 * Type tests: compiled, never run. A line below `@ts-expect-error` must not compile, every other one must.
 */
import {
  absoluteValue,
  and,
  atLeast,
  atMostOne,
  filter,
  groupSum,
  implies,
  indexSet,
  indicator,
  lift,
  maximum,
  model,
  mul,
  not,
  parameter,
  piecewiseLinear,
  product,
  quadraticForm,
  rename,
  secondOrderCone,
  select,
  soft,
  sparseSet,
  square,
  subtract,
  sumSquares,
  total,
  weighted,
  type Expression,
} from "../index.js";

const unit = indexSet("unit", ["coal", "gas"]);
const hour = indexSet("hour", 24);
const from = indexSet("from", ["a", "b"]);
const to = indexSet("to", ["b", "c"]);
const node = indexSet("node", ["a", "b"]);
const route = sparseSet("route", [from, to], [["a", "b"]]);
const m = model("plan");
const output = m.variable("output", { over: [unit, hour], unit: "MWh" });
const duration = m.variable("duration", { over: [hour], unit: "min" });
const stock = m.variable("stock", { over: [], unit: "MWh" });
const isOn = m.variable("is on", { over: [unit], domain: "binary" });
const flow = m.variable("flow", { over: [route, hour], unit: "t" });
const price = parameter({ over: [], unit: "EUR/MWh", data: [1] });

// Sets and units come through
const size: Expression<"unit" | "hour", "MWh"> = absoluteValue(m, "size", output);
const top: Expression<"unit" | "hour", "MWh"> = maximum(m, "top", [output, stock, 3]);
const made: Expression<"unit" | "hour", "MWh"> = product(m, "made", isOn, output);
const power: Expression<"hour", "MW"> = piecewiseLinear(m, "power", duration, [[0, 0]], { unit: "MW" });
const both: Expression<"unit"> = and(m, "both", [isOn, not(isOn)]);
m.minimize(absoluteValue(m, "distance", subtract(stock, 3)));
m.minimize(maximum(m, "scalar", [stock, 3]));
m.minimize(soft(m, "soft", atLeast(output, 3), price).penalty);
m.minimize(weighted([{ expression: stock, weight: 1 }]));
// @ts-expect-error the absolute value has hours
m.minimize(absoluteValue(m, "hours", duration));
// @ts-expect-error minutes are no megawatt hours
maximum(m, "mixed", [output, duration]);
// @ts-expect-error a maximum of nothing
maximum(m, "nothing", []);
// @ts-expect-error the absolute value is not in EUR
const misread: Expression<"unit" | "hour", "EUR"> = absoluteValue(m, "misread", output);
// @ts-expect-error a price per hour for a relation without hours
soft(m, "prices", atLeast(stock, 3), parameter({ over: [hour], data: [] }));
// @ts-expect-error an absolute value cannot be maximised for free
absoluteValue(m, "free", output, { use: "maximized" });
// @ts-expect-error a weight belongs to a scalar
weighted([{ expression: output, weight: 1 }]);
indicator(m, "minimum load", isOn, atLeast(output, 30), { when: 0 });
// @ts-expect-error a binary is 0 or 1
indicator(m, "minimum load", isOn, atLeast(output, 30), { when: 2 });
m.require("implied", implies(isOn, isOn));
// @ts-expect-error the binary has no hours
atMostOne(isOn, hour);

// Sparse sets
const arrivals: Expression<"to" | "hour", "t"> = groupSum(flow, route, to);
const perHour: Expression<"hour", "t"> = groupSum(flow, route);
const distance: Expression<"route", "km"> = lift(
  parameter({ over: [from, to], unit: "km", data: [] }),
  route,
);
const ofNode: Expression<"node" | "hour", "t"> = rename(groupSum(flow, route, from), from, node);
flow.at(route.key("a", "b"), "0");
// @ts-expect-error "c" is no origin
route.key("c", "b");
// @ts-expect-error a tuple has two components
route.key("a");
// @ts-expect-error "x" is no destination
sparseSet("wrong", [from, to], [["a", "x"]]);
// @ts-expect-error the sparse set is not made of units
groupSum(flow, route, unit);
// @ts-expect-error the output has no routes
groupSum(output, route, from);

// Parts of sets
const coal: Expression<"hour", "MWh"> = select(output, unit, "coal");
const gas: Expression<"unit" | "hour", "MWh"> = filter(output, unit, ["gas"]);
// @ts-expect-error "oil" is no member
select(output, unit, "oil");
// @ts-expect-error "oil" is no member
filter(output, unit, ["oil"]);
// @ts-expect-error the duration has no units
select(duration, unit, "coal");
m.minimize(total(mul(price, coal)));

// Squares and cones
const spread: Expression<"unit" | "hour", "MWh^2"> = square(output);
const energy: Expression<never, "MWh^2"> = sumSquares(m, "energy", [output, coal]);
const curved: Expression<"hour", "MWh^2"> = quadraticForm(output, unit, [1, 0, 0, 1]);
m.require("reach", secondOrderCone(coal, [output]));
// @ts-expect-error a norm of MWh is not in minutes
secondOrderCone(duration, [output]);
// @ts-expect-error the duration has no units
quadraticForm(duration, unit, [1]);
// @ts-expect-error squares of MWh and minutes
sumSquares(m, "mixed", [output, duration]);
// @ts-expect-error a cone has no single side that could give
soft(m, "soft", secondOrderCone(coal, [output]), 5);

export const used: unknown[] = [
  size,
  top,
  made,
  power,
  both,
  misread,
  arrivals,
  perHour,
  distance,
  ofNode,
  gas,
  spread,
  energy,
  curved,
];
