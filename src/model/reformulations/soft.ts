import { ForesolveError } from "../../errors.js";
import { entryName } from "../axes.js";
import { total } from "../aggregation.js";
import { add, asExpression, mul, subtract } from "../arithmetic.js";
import type { Constraint, Relation } from "../constraint.js";
import type { Expression } from "../expression.js";
import { expressionBounds, type BoundsOptions } from "../expression-bounds.js";
import type { Model } from "../model.js";
import { broadcastTo } from "../reshape.js";
import { addRows, auxiliary, requireReady, type Derived } from "./auxiliary.js";

/** What {@link soft} added. */
export interface SoftConstraint<N extends string, U extends string = string> {
  /** Price times violation, summed up: add it to what is minimised, subtract it from what is maximised. */
  readonly penalty: Expression<never, U>;
  /** By how much the relation is broken, entry by entry; at least 0. */
  readonly violation: Derived<N, string>;
  /** One for a comparison, two for an equality. */
  readonly constraints: readonly Constraint[];
}

/**
 * A relation that may be broken at a price per unit of violation: adds the variable `name` (the violation, at least 0)
 * and the loosened constraints. Equalities give on both sides. The violation is exact where the penalty is paid, that
 * is, where it stands in the objective (the elastic form of Brown and Graves 1975).
 *
 * @throws ForesolveError `FS_MODEL_INVALID_WEIGHT` when a price can be zero or less (an uncertain price needs a range),
 * `FS_MODEL_UNKNOWN_SET` when the price has an index set that the relation lacks, `FS_MODEL_NOT_LINEAR` when the price
 * has variables, `FS_MODEL_FOREIGN_VARIABLE`, `FS_MODEL_DUPLICATE_NAME`.
 * @example
 * import { add, atLeast, indexSet, model, mul, soft, total } from "foresolve/model";
 * import { solve } from "foresolve/solve";
 *
 * const m = model("supply");
 * const output = m.variable("output", { over: [indexSet("hour", 2)], unit: "MWh", lower: 0, upper: [40, 80] });
 * const shortage = soft(m, "shortage", atLeast(output, 50), 100);
 * m.minimize(add(shortage.penalty, mul(20, total(output))));
 * const solution = await solve(m);
 * if (solution.status !== "optimal") throw new Error(solution.status);
 * solution.value(shortage.violation).toRecord(); // => { "0": 10, "1": 0 }
 */
export function soft<N extends string, B extends N = never, U extends string = string>(
  model: Model,
  name: string,
  relation: Relation<N>,
  price: Expression<B, U> | number,
  options: BoundsOptions = {},
): SoftConstraint<N, U> {
  const { difference, sense } = relation;
  const perUnit = asExpression(price);
  const over = requireReady(model, name, [difference, perUnit]);
  const extra = over[difference.over.length];
  if (extra !== undefined) {
    throw new ForesolveError("FS_MODEL_UNKNOWN_SET", {
      message: `The price of "${name}" is indexed over "${extra.name}", which the relation does not have.`,
      fix: "Use one price per entry of the relation.",
      data: { name, set: extra.name },
    });
  }
  requirePrices(name, perUnit, options);
  const violation = auxiliary<N, string>(model, name, over, { unit: difference.unit, lower: 0 });
  const slack = violation as Expression;
  // A price without a unit is a number of the penalty's unit per violation.
  const worth = perUnit.unit === undefined ? { ...slack, unit: undefined } : slack;
  const penalty = total(mul(broadcastTo<string, string>(perUnit, over), worth));
  const constraints: Constraint[] = [];
  if (sense !== "atLeast")
    constraints.push(addRows(model, `${name}: at most`, subtract(difference, slack), "atMost"));
  if (sense !== "atMost")
    constraints.push(addRows(model, `${name}: at least`, add(difference, slack), "atLeast"));
  return { penalty: penalty as Expression<never, U>, violation, constraints };
}

function requirePrices(name: string, price: Expression, options: BoundsOptions): void {
  if (price.model !== null) {
    throw new ForesolveError("FS_MODEL_NOT_LINEAR", {
      message: `The price of "${name}" has decision variables.`,
      fix: "Use known or uncertain numbers as a price.",
      data: { name },
    });
  }
  const { lower } = expressionBounds(price, options);
  const entry = lower.findIndex((value) => !(value > 0));
  if (entry < 0) return;
  throw new ForesolveError("FS_MODEL_INVALID_WEIGHT", {
    message: `The price of breaking "${entryName(name, price.over, entry)}" can be ${lower[entry]}.`,
    fix: "Use prices above 0; give an uncertain price a range above 0 in the options.",
    data: { name, entry, price: lower[entry] },
  });
}
