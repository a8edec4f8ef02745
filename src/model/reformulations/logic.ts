import { ForesolveError } from "../../errors.js";
import { sum } from "../aggregation.js";
import { add, mul, subtract } from "../arithmetic.js";
import type { Relation } from "../constraint.js";
import type { Expression } from "../expression.js";
import type { IndexSet } from "../index-set.js";
import type { Model } from "../model.js";
import { addRows, auxiliary, requireOperands, requireReady, type Derived } from "./auxiliary.js";
import { requireBinary } from "./binary.js";

/**
 * The opposite of a binary expression: 1 where it is 0.
 *
 * @throws ForesolveError `FS_MODEL_NOT_BINARY`.
 * @example
 * import { expressionBounds, model, not } from "foresolve/model";
 *
 * const isOn = model("plan").variable("is on", { over: [], domain: "binary", lower: 1 });
 * [...expressionBounds(not(isOn)).upper]; // => [0]
 */
export function not<N extends string>(operand: Expression<N>): Expression<N> {
  requireBinary("not", operand);
  return subtract(mul(-1, operand), -1);
}

/**
 * 1 where all binary expressions are 1, their product; broadcasts by name, adds the binary variable `name` and returns
 * it: r <= b_k, r >= sum b - (n - 1) (Fortet 1960).
 *
 * @throws ForesolveError `FS_MODEL_NO_OPERANDS`, `FS_MODEL_NOT_BINARY`, `FS_MODEL_FOREIGN_VARIABLE`,
 * `FS_MODEL_DUPLICATE_NAME`, `FS_MODEL_LABEL_MISMATCH`.
 * @example
 * import { add, and, model, mul } from "foresolve/model";
 * import { solve } from "foresolve/solve";
 *
 * const m = model("two shops");
 * const here = m.variable("here", { over: [], domain: "binary" });
 * const there = m.variable("there", { over: [], domain: "binary" });
 * const both = and(m, "both", [here, there]);
 * m.maximize(add(mul(3, here), mul(2, there), mul(-4, both)));
 * const solution = await solve(m);
 * if (solution.status !== "optimal") throw new Error(solution.status);
 * solution.objective; // => 3
 */
export function and<N extends string>(
  model: Model,
  name: string,
  operands: readonly Expression<N>[],
): Derived<N, string> {
  return combined(model, name, operands, "and");
}

/**
 * 1 where at least one binary expression is 1; broadcasts by name, adds the binary variable `name` and returns it:
 * r >= b_k, r <= sum b.
 *
 * @throws ForesolveError what `and` throws.
 * @example
 * import { indexSet, model, or, total } from "foresolve/model";
 * import { solve } from "foresolve/solve";
 *
 * const m = model("alarm");
 * const hour = indexSet("hour", 2);
 * const smoke = m.variable("smoke", { over: [hour], domain: "binary", lower: [0, 1] });
 * const heat = m.variable("heat", { over: [hour], domain: "binary" });
 * const alarm = or(m, "alarm", [smoke, heat]);
 * m.minimize(total(alarm));
 * const solution = await solve(m);
 * if (solution.status !== "optimal") throw new Error(solution.status);
 * solution.value(alarm).toRecord(); // => { "0": 0, "1": 1 }
 */
export function or<N extends string>(
  model: Model,
  name: string,
  operands: readonly Expression<N>[],
): Derived<N, string> {
  return combined(model, name, operands, "or");
}

/**
 * Where the first binary expression is 1, the second must be: a relation for `model.require`. Broadcasts by name.
 *
 * @throws ForesolveError `FS_MODEL_NOT_BINARY`, `FS_MODEL_FOREIGN_VARIABLE`, `FS_MODEL_LABEL_MISMATCH`.
 * @example
 * import { implies, indexSet, model } from "foresolve/model";
 *
 * const m = model("facility");
 * const site = indexSet("site", ["north", "south"]);
 * const customer = indexSet("customer", 3);
 * const serves = m.variable("serves", { over: [site, customer], domain: "binary" });
 * const isOpen = m.variable("is open", { over: [site], domain: "binary" });
 * m.require("only open sites serve", implies(serves, isOpen));
 * m.rows; // => 6
 */
export function implies<A extends string, B extends string>(
  condition: Expression<A>,
  consequence: Expression<B>,
): Relation<A | B> {
  requireBinary("implies", condition);
  requireBinary("implies", consequence);
  return { sense: "atMost", difference: subtract<A, string, B, string>(condition, consequence) };
}

/**
 * At most one binary expression along the named index sets is 1: a relation for `model.require`.
 *
 * @throws ForesolveError `FS_MODEL_NOT_BINARY`, `FS_MODEL_UNKNOWN_SET`, `FS_MODEL_LABEL_MISMATCH`.
 * @example
 * import { atMostOne, indexSet, model } from "foresolve/model";
 *
 * const m = model("rooms");
 * const room = indexSet("room", ["red", "blue"]);
 * const event = indexSet("event", 3);
 * const takes = m.variable("takes", { over: [event, room], domain: "binary" });
 * m.require("one event per room", atMostOne(takes, event)).over; // => [room]
 */
export function atMostOne<N extends string, O extends N>(
  operand: Expression<N>,
  ...sets: readonly IndexSet<O>[]
): Relation<Exclude<N, O>> {
  requireBinary("atMostOne", operand);
  return { sense: "atMost", difference: subtract(sum(operand, ...sets), 1) };
}

/**
 * Exactly `count` binary expressions along the named index sets are 1: a relation for `model.require`.
 *
 * @throws ForesolveError `FS_MODEL_INVALID_COUNT` when the count is not a whole number that is possible,
 * `FS_MODEL_NOT_BINARY`, `FS_MODEL_UNKNOWN_SET`, `FS_MODEL_LABEL_MISMATCH`.
 * @example
 * import { exactly, indexSet, model } from "foresolve/model";
 *
 * const m = model("rooms");
 * const room = indexSet("room", ["red", "blue"]);
 * const event = indexSet("event", 3);
 * const takes = m.variable("takes", { over: [event, room], domain: "binary" });
 * m.require("one room per event", exactly(1, takes, room)).over; // => [event]
 */
export function exactly<N extends string, O extends N>(
  count: number,
  operand: Expression<N>,
  ...sets: readonly IndexSet<O>[]
): Relation<Exclude<N, O>> {
  requireBinary("exactly", operand);
  let possible = 1;
  for (const set of sets) possible *= set.keys.length;
  if (!Number.isInteger(count) || count < 0 || count > possible) {
    throw new ForesolveError("FS_MODEL_INVALID_COUNT", {
      message: `Exactly ${count} of ${possible} binary expressions cannot be 1.`,
      fix: `Pass a whole number from 0 to ${possible}.`,
      data: { count, possible },
    });
  }
  return { sense: "equal", difference: subtract(sum(operand, ...sets), count) };
}

function combined<N extends string>(
  model: Model,
  name: string,
  operands: readonly Expression<N>[],
  operation: "and" | "or",
): Derived<N, string> {
  requireOperands(name, operands);
  const over = requireReady(model, name, operands);
  for (const operand of operands) requireBinary(`"${name}"`, operand);
  const result = auxiliary<N, string>(model, name, over, { domain: "binary" });
  const [one, all] =
    operation === "and" ? (["atMost", "atLeast"] as const) : (["atLeast", "atMost"] as const);
  for (const [k, operand] of operands.entries())
    addRows(model, `${name}: operand ${k}`, subtract(result as Expression, operand), one);
  const sumOfAll = add(operands[0] as Expression, ...operands.slice(1));
  const spare = operation === "and" ? operands.length - 1 : 0;
  addRows(model, `${name}: together`, add(subtract(result as Expression, sumOfAll), spare), all);
  return result;
}
