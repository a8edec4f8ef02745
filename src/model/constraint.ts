import { asExpression, subtract } from "./arithmetic.js";
import type { Expression } from "./expression.js";
import type { IndexSets } from "./index-set.js";

/** How the left side of a relation stands to its right side. */
export type Sense = "atMost" | "atLeast" | "equal";

/** A comparison that is not yet part of a model: one row per entry of `difference` (left minus right). */
export interface Relation<N extends string = string> {
  readonly sense: Sense;
  readonly difference: Expression<N>;
}

/** A named relation of a model. Its rows are consecutive, row-major in the order of `over`. */
export interface Constraint {
  readonly name: string;
  readonly over: IndexSets;
  readonly sense: Sense;
  readonly difference: Expression;
  readonly firstRow: number;
}

/** Left at most right, for every entry of the left side; the right side may lack index sets, not add any. */
export function atMost<A extends string, B extends A, U extends string>(
  left: Expression<A, U>,
  right: Expression<B, NoInfer<U>> | number,
): Relation<A> {
  return relation("atMost", left, right);
}

/** Left at least right; see {@link atMost}. */
export function atLeast<A extends string, B extends A, U extends string>(
  left: Expression<A, U>,
  right: Expression<B, NoInfer<U>> | number,
): Relation<A> {
  return relation("atLeast", left, right);
}

/** Left equal to right; see {@link atMost}. */
export function equal<A extends string, B extends A, U extends string>(
  left: Expression<A, U>,
  right: Expression<B, NoInfer<U>> | number,
): Relation<A> {
  return relation("equal", left, right);
}

function relation<A extends string>(
  sense: Sense,
  left: Expression<A>,
  right: Expression | number,
): Relation<A> {
  return { sense, difference: subtract(left, asExpression(right)) as Expression<A> };
}
