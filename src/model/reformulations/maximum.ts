import type { Expression } from "../expression.js";
import type { BoundsOptions } from "../expression-bounds.js";
import type { Model } from "../model.js";
import type { AgreeingUnit } from "../unit.js";
import type { Derived } from "./auxiliary.js";
import { extreme } from "./extreme.js";

/** Options of {@link maximum}. */
export interface MaximumOptions extends BoundsOptions {
  /**
   * "exact" (default) holds whatever the model does with the result. "minimized" adds no binaries and needs no bounds,
   * but bounds the result from below only: right where the model makes it as small as it can.
   */
  readonly use?: "exact" | "minimized";
}

/**
 * The largest of several expressions and numbers, entry by entry, broadcasting by name: adds the variable `name` and
 * returns it. "exact" takes one binary per operand that can be the largest, with the smallest valid big-M from bounds
 * of differences (the disjunctive formulation; e.g. Williams, Model Building in Mathematical Programming, 9.1).
 *
 * @throws ForesolveError `FS_MODEL_NO_OPERANDS`, `FS_MODEL_UNIT_MISMATCH`, `FS_MODEL_MISSING_BOUND` when "exact" needs
 * a bound that a variable does not have, `FS_MODEL_UNCERTAIN_RANGE`, `FS_MODEL_FOREIGN_VARIABLE`,
 * `FS_MODEL_DUPLICATE_NAME`, `FS_MODEL_LABEL_MISMATCH`.
 * @example
 * import { indexSet, maximum, model, total } from "foresolve/model";
 * import { solve } from "foresolve/solve";
 *
 * const m = model("peak");
 * const load = m.variable("load", { over: [indexSet("hour", 2)], unit: "kW", lower: [2, 5], upper: 9 });
 * const excess = maximum(m, "excess", [load, 4], { use: "minimized" });
 * m.minimize(total(excess));
 * const solution = await solve(m);
 * if (solution.status !== "optimal") throw new Error(solution.status);
 * solution.value(excess).toRecord(); // => { "0": 4, "1": 5 }
 */
export function maximum<
  A extends string,
  U extends string,
  B extends string = never,
  V extends string = never,
>(
  model: Model,
  name: string,
  operands: readonly [Expression<A, U>, ...(Expression<B, AgreeingUnit<U, V>> | number)[]],
  { use = "exact", ...options }: MaximumOptions = {},
): Derived<A | B, U> {
  return extreme(model, name, operands, { ...options, sign: 1, exact: use === "exact" }) as Derived<A | B, U>;
}
