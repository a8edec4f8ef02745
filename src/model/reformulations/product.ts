import { add, mul, subtract } from "../arithmetic.js";
import type { Expression } from "../expression.js";
import { boundsWhere, missingBound, type BoundsOptions } from "../expression-bounds.js";
import type { Model } from "../model.js";
import { broadcastTo } from "../reshape.js";
import { addRows, auxiliary, numbers, requireReady, type Derived } from "./auxiliary.js";
import { columnsWhere, requireBinary } from "./binary.js";

/**
 * The product of a binary expression and a bounded expression, entry by entry, broadcasting by name: adds the variable
 * `name` and returns it. For products of binaries only, `and` gives a binary. With lower <= x <= upper:
 * lower b <= w <= upper b and x - upper (1 - b) <= w <= x - lower (1 - b), the convex hull (McCormick 1976; Glover 1975).
 *
 * @throws ForesolveError `FS_MODEL_NOT_BINARY`, `FS_MODEL_MISSING_BOUND` when the expression lacks a bound,
 * `FS_MODEL_UNCERTAIN_RANGE`, `FS_MODEL_FOREIGN_VARIABLE`, `FS_MODEL_DUPLICATE_NAME`, `FS_MODEL_LABEL_MISMATCH`.
 * @example
 * import { model, product, subtract } from "foresolve/model";
 * import { solve } from "foresolve/solve";
 *
 * const m = model("contract");
 * const isSigned = m.variable("is signed", { over: [], domain: "binary" });
 * const volume = m.variable("volume", { over: [], unit: "MWh", lower: 10, upper: 40 });
 * const bought = product(m, "bought", isSigned, volume);
 * m.maximize(subtract(bought, volume));
 * const solution = await solve(m);
 * if (solution.status !== "optimal") throw new Error(solution.status);
 * solution.objective; // => 0
 */
export function product<A extends string, B extends string, U extends string>(
  model: Model,
  name: string,
  binary: Expression<A>,
  operand: Expression<B, U>,
  options: BoundsOptions = {},
): Derived<A | B, U> {
  const what = `The product "${name}"`;
  const over = requireReady(model, name, [binary, operand]);
  requireBinary(what, binary);
  const flag = broadcastTo<string, string>(binary, over);
  const factor = broadcastTo<string, string>(operand, over);
  const on = boundsWhere(factor, options, columnsWhere(flag, 1));
  const off = boundsWhere(factor, options, columnsWhere(flag, 0));
  for (const { lower, upper } of [on, off]) {
    for (const [side, values] of [["lower", lower] as const, ["upper", upper] as const]) {
      const entry = values.findIndex((value) => !Number.isFinite(value));
      if (entry >= 0) throw missingBound(factor, { what, side, entry }, options);
    }
  }
  const result = auxiliary<A | B, U>(model, name, over, {
    unit: operand.unit,
    lower: on.lower.map((value) => Math.min(0, value)),
    upper: on.upper.map((value) => Math.max(0, value)),
  });
  const isOff = subtract(mul(-1, flag), -1);
  const plain = result as Expression;
  addRows(model, `${name}: at most, on`, subtract(plain, mul(numbers(over, on.upper), flag)), "atMost");
  addRows(model, `${name}: at least, on`, subtract(plain, mul(numbers(over, on.lower), flag)), "atLeast");
  const rest = subtract(plain, factor);
  addRows(model, `${name}: at most, off`, add(rest, mul(numbers(over, off.lower), isOff)), "atMost");
  addRows(model, `${name}: at least, off`, add(rest, mul(numbers(over, off.upper), isOff)), "atLeast");
  return result;
}
