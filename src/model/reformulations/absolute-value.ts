import { add, mul, subtract } from "../arithmetic.js";
import type { Expression } from "../expression.js";
import { expressionBounds, missingBound, type BoundsOptions } from "../expression-bounds.js";
import type { Model } from "../model.js";
import { addRows, auxiliary, keepEntries, numbers, requireReady, type Derived } from "./auxiliary.js";

/** Options of {@link absoluteValue}. */
export interface AbsoluteValueOptions extends BoundsOptions {
  /**
   * "exact" (default) holds whatever the model does with the result. "minimized" adds no binaries and needs no bounds,
   * but bounds the result from below only: right where the model makes it as small as it can.
   */
  readonly use?: "exact" | "minimized";
}

/**
 * The absolute value of an expression, entry by entry: adds the variable `name` and returns it. An entry that cannot
 * change its sign needs no binary and no big number. Otherwise, with lower <= x <= upper and a binary s (x >= 0):
 * y >= x, y >= -x, y <= x - 2 lower (1 - s), y <= -x + 2 upper s, whose linear relaxation is the convex hull (the
 * disjunctive formulation of two pieces, Balas 1985).
 *
 * @throws ForesolveError `FS_MODEL_MISSING_BOUND` when "exact" needs a bound that a variable does not have,
 * `FS_MODEL_UNCERTAIN_RANGE` when it hangs on an uncertain parameter without a range, `FS_MODEL_FOREIGN_VARIABLE`,
 * `FS_MODEL_DUPLICATE_NAME`.
 * @example
 * import { absoluteValue, indexSet, model, subtract, total } from "foresolve/model";
 * import { solve } from "foresolve/solve";
 *
 * const m = model("furthest from the target");
 * const level = m.variable("level", { over: [indexSet("tank", 2)], unit: "m", lower: 0, upper: [10, 3] });
 * const deviation = absoluteValue(m, "deviation", subtract(level, 4));
 * m.maximize(total(deviation));
 * const solution = await solve(m);
 * if (solution.status !== "optimal") throw new Error(solution.status);
 * solution.value(deviation).toRecord(); // => { "0": 6, "1": 4 }
 */
export function absoluteValue<N extends string, U extends string>(
  model: Model,
  name: string,
  operand: Expression<N, U>,
  options: AbsoluteValueOptions = {},
): Derived<N, U> {
  const over = requireReady(model, name, [operand]);
  const { lower, upper } = expressionBounds(operand, options);
  const entries = lower.length;
  const exact = options.use !== "minimized";
  const least = new Float64Array(entries);
  const most = new Float64Array(entries);
  const [onePositive, oneNegative] = [new Float64Array(entries), new Float64Array(entries).fill(1)];
  const [bigWhenNegative, bigWhenPositive] = [new Float64Array(entries), new Float64Array(entries)];
  const [canBePositive, canBeNegative] = [new Uint8Array(entries), new Uint8Array(entries)];
  for (let entry = 0; entry < entries; entry++) {
    least[entry] = Math.max(0, lower[entry], -upper[entry]);
    most[entry] = Math.max(-lower[entry], upper[entry]);
    const crosses = lower[entry] < 0 && upper[entry] > 0;
    canBePositive[entry] = crosses || lower[entry] >= 0 ? 1 : 0;
    canBeNegative[entry] = crosses || lower[entry] < 0 ? 1 : 0;
    onePositive[entry] = canBeNegative[entry] === 0 ? 1 : 0;
    oneNegative[entry] = canBePositive[entry] === 0 ? 0 : 1;
    if (!crosses || !exact) continue;
    for (const side of ["lower", "upper"] as const) {
      if (!Number.isFinite((side === "lower" ? lower : upper)[entry]))
        throw missingBound(operand, { what: `The absolute value "${name}"`, side, entry }, options);
    }
    bigWhenNegative[entry] = -2 * lower[entry];
    bigWhenPositive[entry] = 2 * upper[entry];
  }
  const result = auxiliary<N, U>(model, name, over, { unit: operand.unit, lower: least, upper: most });
  const above: Expression = subtract(result as Expression, operand);
  const aboveNegative: Expression = add(result as Expression, operand);
  addRows(model, `${name}: at least`, above, "atLeast");
  addRows(model, `${name}: at least the negative`, aboveNegative, "atLeast");
  if (!exact) return result;
  const positive = auxiliary(model, `${name}: is positive`, over, {
    domain: "binary",
    lower: onePositive,
    upper: oneNegative,
  });
  const slackBelow = numbers(over, bigWhenNegative);
  const below = subtract(add(above, mul(slackBelow, positive)), slackBelow);
  const belowNegative = subtract(aboveNegative, mul(numbers(over, bigWhenPositive), positive));
  addRows(model, `${name}: at most`, keepEntries(below, canBePositive), "atMost");
  addRows(model, `${name}: at most the negative`, keepEntries(belowNegative, canBeNegative), "atMost");
  return result;
}
