import type { IndexSets } from "./index-set.js";
import type { Terms } from "./terms.js";
import type { UncertainParameter } from "./parameter.js";
import type { Model } from "./model.js";

declare const names: unique symbol;
declare const unit: unique symbol;

/**
 * An array of linear or quadratic expressions over named index sets. `N` is the union of the sets' names, `U` the unit: both
 * exist for the compiler only and cost nothing at run time.
 */
export interface Expression<N extends string = string, U extends string = string> {
  readonly [names]?: N;
  readonly [unit]?: U;
  readonly over: IndexSets;
  readonly unit: string | undefined;
  readonly terms: Terms;
  /** The model whose variables occur, or null when there is none. */
  readonly model: Model | null;
  /** Uncertain parameters that occur; `terms.slots` counts through their entries in this order. */
  readonly uncertain: readonly UncertainParameter[];
}

/** Builds an expression; the one place where its phantom types are put on. */
export function expression<N extends string, U extends string>(
  parts: Omit<Expression, typeof names | typeof unit>,
): Expression<N, U> {
  return parts as Expression<N, U>;
}
