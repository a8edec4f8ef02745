import { ForesolveError } from "../../errors.js";
import { add, mul } from "../arithmetic.js";
import type { Expression } from "../expression.js";
import { requireOperands } from "./auxiliary.js";

/** One of several objectives. */
export interface WeightedObjective {
  readonly expression: Expression<never>;
  /** What a unit of this objective is worth in the common unit of all; at least 0. */
  readonly weight: number;
  /** Default "minimize". */
  readonly sense?: "minimize" | "maximize";
}

/**
 * Several objectives as one expression to be minimised: objectives that are to be maximised count negatively. A weight
 * turns the unit of its objective into the common one, `unit`, so that the objectives may have different units.
 *
 * @throws ForesolveError `FS_MODEL_INVALID_WEIGHT` when a weight is negative or not finite, `FS_MODEL_NO_OPERANDS`,
 * `FS_MODEL_FOREIGN_VARIABLE`.
 * @example
 * import { model, weighted } from "foresolve/model";
 * import { solve } from "foresolve/solve";
 *
 * const m = model("boiler");
 * const cost = m.variable("cost", { over: [], unit: "EUR", lower: 100 });
 * const comfort = m.variable("comfort", { over: [], unit: "K", upper: 3 });
 * m.minimize(
 *   weighted([
 *     { expression: cost, weight: 1 },
 *     { expression: comfort, weight: 20, sense: "maximize" },
 *   ]),
 * );
 * const solution = await solve(m);
 * if (solution.status !== "optimal") throw new Error(solution.status);
 * solution.objective; // => 40
 */
export function weighted<const U extends string = string>(
  objectives: readonly WeightedObjective[],
  { unit }: { readonly unit?: U } = {},
): Expression<never, U> {
  requireOperands("weighted", objectives);
  const parts = objectives.map(({ expression, weight, sense = "minimize" }, k) => {
    if (!(weight >= 0) || weight === Infinity) {
      throw new ForesolveError("FS_MODEL_INVALID_WEIGHT", {
        message: `The weight of objective ${k} is ${weight}.`,
        fix: 'Use finite weights of at least 0; turn an objective round with sense: "maximize".',
        data: { objective: k, weight },
      });
    }
    const { over, terms, model, uncertain } = mul(sense === "minimize" ? weight : -weight, expression);
    return { over, unit, terms, model, uncertain } as Expression<never, U>;
  });
  return add(parts[0], ...(parts.slice(1) as Expression<never>[]));
}
