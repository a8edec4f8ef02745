import type { Expression } from "../expression.js";
import type { BoundsOptions } from "../expression-bounds.js";
import type { Model } from "../model.js";
import type { AgreeingUnit } from "../unit.js";
import type { Derived } from "./auxiliary.js";
import { extreme } from "./extreme.js";

/** Options of {@link minimum}. */
export interface MinimumOptions extends BoundsOptions {
  /**
   * "exact" (default) holds whatever the model does with the result. "maximized" adds no binaries and needs no bounds,
   * but bounds the result from above only: right where the model makes it as large as it can.
   */
  readonly use?: "exact" | "maximized";
}

/**
 * The smallest of several expressions and numbers, entry by entry; the mirror image of `maximum`.
 *
 * @throws ForesolveError what `maximum` throws.
 * @example
 * import { indexSet, minimum, model, total } from "foresolve/model";
 * import { solve } from "foresolve/solve";
 *
 * const m = model("fair shares");
 * const share = m.variable("share", { over: [indexSet("person", 2)], lower: 0, upper: [3, 8] });
 * const worst = minimum(m, "worst", [share.at("0"), share.at("1")], { use: "maximized" });
 * m.maximize(worst);
 * const solution = await solve(m);
 * if (solution.status !== "optimal") throw new Error(solution.status);
 * solution.value(worst).at(); // => 3
 */
export function minimum<
  A extends string,
  U extends string,
  B extends string = never,
  V extends string = never,
>(
  model: Model,
  name: string,
  operands: readonly [Expression<A, U>, ...(Expression<B, AgreeingUnit<U, V>> | number)[]],
  { use = "exact", ...options }: MinimumOptions = {},
): Derived<A | B, U> {
  return extreme(model, name, operands, { ...options, sign: -1, exact: use === "exact" }) as Derived<
    A | B,
    U
  >;
}
