import { ForesolveError } from "../errors.js";
import { describeSets } from "./axes.js";
import { asExpression, subtract } from "./arithmetic.js";
import type { Expression } from "./expression.js";
import type { IndexSets } from "./index-set.js";
import type { AgreeingUnit } from "./unit.js";

/** How the left side of a relation stands to its right side. */
export type Sense = "atMost" | "atLeast" | "equal";

/** A comparison that is not yet part of a model: one row per entry of `difference` (left minus right). */
export interface Relation<N extends string = string> {
  readonly sense: Sense;
  readonly difference: Expression<N>;
}

/**
 * A second-order cone that is not yet part of a model: `difference` has a last index set "component", whose first entry,
 * "bound", is at least the norm of the others. Made by {@link secondOrderCone}.
 */
export interface ConeRelation<N extends string = string> {
  readonly sense: "secondOrderCone";
  readonly difference: Expression<N>;
}

/** A named relation of a model. Its rows are consecutive, row-major in the order of `over`. */
export interface Constraint {
  readonly name: string;
  readonly over: IndexSets;
  readonly sense: Sense | ConeRelation["sense"];
  readonly difference: Expression;
  readonly firstRow: number;
}

/**
 * Left at most right, for every entry of the left side; the right side may lack index sets, not add any.
 *
 * @throws ForesolveError `FS_MODEL_UNKNOWN_SET` when the right side has an index set that the left side lacks,
 * `FS_MODEL_UNIT_MISMATCH`, `FS_MODEL_LABEL_MISMATCH`, `FS_MODEL_FOREIGN_VARIABLE`, `FS_MODEL_NOT_FINITE`.
 * @example
 * import { atMost, indexSet, model } from "foresolve/model";
 *
 * const m = model("plan");
 * const hour = indexSet("hour", 24);
 * const output = m.variable("output", { over: [hour], unit: "MWh" });
 * const capacity = m.variable("capacity", { over: [], unit: "MWh" });
 * m.require("stay within capacity", atMost(output, capacity));
 * m.rows; // => 24
 */
export function atMost<A extends string, B extends A, U extends string, V extends string = never>(
  left: Expression<A, U>,
  right: Expression<B, AgreeingUnit<U, V>> | number,
): Relation<A> {
  return relation("atMost", left, right);
}

/**
 * Left at least right; see {@link atMost}.
 *
 * @example
 * import { atLeast, indexSet, model, total } from "foresolve/model";
 *
 * const m = model("plan");
 * const output = m.variable("output", { over: [indexSet("hour", 24)], unit: "MWh" });
 * m.require("deliver", atLeast(total(output), 100));
 * m.rows; // => 1
 */
export function atLeast<A extends string, B extends A, U extends string, V extends string = never>(
  left: Expression<A, U>,
  right: Expression<B, AgreeingUnit<U, V>> | number,
): Relation<A> {
  return relation("atLeast", left, right);
}

/**
 * Left equal to right; see {@link atMost}.
 *
 * @example
 * import { equal, indexSet, model, parameter, sum } from "foresolve/model";
 *
 * const m = model("plan");
 * const unit = indexSet("unit", ["coal", "gas"]);
 * const hour = indexSet("hour", 2);
 * const output = m.variable("output", { over: [unit, hour], unit: "MWh" });
 * const demand = parameter({ over: [hour], unit: "MWh", data: [60, 90] });
 * m.require("meet demand", equal(sum(output, unit), demand)).over; // => [hour]
 */
export function equal<A extends string, B extends A, U extends string, V extends string = never>(
  left: Expression<A, U>,
  right: Expression<B, AgreeingUnit<U, V>> | number,
): Relation<A> {
  return relation("equal", left, right);
}

function relation<A extends string>(
  sense: Sense,
  left: Expression<A>,
  right: Expression | number,
): Relation<A> {
  const other = asExpression(right);
  const extra = other.over.find((set) => !left.over.some(({ name }) => name === set.name));
  if (extra !== undefined) {
    throw new ForesolveError("FS_MODEL_UNKNOWN_SET", {
      message: `The right side of a comparison is indexed over ${describeSets(other.over)}, the left side over ${describeSets(left.over)}: it lacks "${extra.name}".`,
      fix: "Swap the sides, or sum the right side over the index set.",
      data: { set: extra.name, left: left.over.map(({ name }) => name) },
    });
  }
  return { sense, difference: subtract(left, other) as Expression<A> };
}
