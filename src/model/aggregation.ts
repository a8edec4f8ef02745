import { ForesolveError } from "../errors.js";
import { broadcastMap, entryCount } from "./axes.js";
import { expression, type Expression } from "./expression.js";
import type { IndexSet, IndexSets } from "./index-set.js";
import { axisOf } from "./reshape.js";
import { gatherTerms, NONE, pickTerms, requireFinite, type Terms } from "./terms.js";

/**
 * Sums over the named index sets; the others remain.
 *
 * @throws ForesolveError `FS_MODEL_UNKNOWN_SET`, `FS_MODEL_LABEL_MISMATCH`.
 * @example
 * import { indexSet, model, sum } from "foresolve/model";
 *
 * const unit = indexSet("unit", ["coal", "gas"]);
 * const hour = indexSet("hour", 24);
 * const output = model("plan").variable("output", { over: [unit, hour], unit: "MWh" });
 * sum(output, unit).over.map((set) => set.name); // => ["hour"]
 */
export function sum<N extends string, U extends string, O extends N>(
  operand: Expression<N, U>,
  ...sets: readonly IndexSet<O>[]
): Expression<Exclude<N, O>, U> {
  for (const set of sets) axisOf(operand, set);
  const remaining = operand.over.filter((kept) => !sets.some((set) => set.name === kept.name));
  const target = broadcastMap(operand.over, remaining);
  const terms = target === null ? operand.terms : gatherTerms(entryCount(remaining), operand.terms, target);
  return reshaped(operand, remaining, terms);
}

/**
 * Sums over all index sets, down to a scalar.
 *
 * @example
 * import { indexSet, model, total } from "foresolve/model";
 *
 * const output = model("plan").variable("output", { over: [indexSet("hour", 24)], unit: "MWh" });
 * total(output).over; // => []
 */
export function total<N extends string, U extends string>(operand: Expression<N, U>): Expression<never, U> {
  return sum(operand, ...(operand.over as readonly IndexSet<N>[])) as Expression<never, U>;
}

/**
 * The expression moved along an index set: the entry at position `i` is the operand's at `i - steps`; positions that
 * would reach outside the set take `fill`.
 *
 * @throws ForesolveError `FS_MODEL_UNKNOWN_SET`, `FS_MODEL_LABEL_MISMATCH`, `FS_MODEL_INVALID_STEPS` when `steps` is
 * not a whole number, `FS_MODEL_NOT_FINITE` when `fill` is NaN or infinite.
 * @example
 * import { indexSet, parameter, shift } from "foresolve/model";
 *
 * const hour = indexSet("hour", 3);
 * const level = parameter({ over: [hour], data: [5, 6, 7] });
 * [...shift(level, hour, 1, { fill: 2 }).terms.coefficients]; // => [2, 5, 6]
 */
export function shift<N extends string, U extends string, O extends N>(
  operand: Expression<N, U>,
  set: IndexSet<O>,
  steps: number,
  options: { readonly fill: number },
): Expression<N, U> {
  const axis = axisOf(operand, set);
  requireFinite("The fill of a shift", options.fill);
  if (!Number.isInteger(steps)) {
    throw new ForesolveError("FS_MODEL_INVALID_STEPS", {
      message: `An expression is shifted by ${steps} steps along "${set.name}".`,
      fix: "Pass a whole number of steps.",
      data: { set: set.name, steps },
    });
  }
  const size = set.keys.length;
  const inner = entryCount(operand.over.slice(axis + 1));
  const entries = entryCount(operand.over);
  const source = new Int32Array(entries);
  for (let entry = 0; entry < entries; entry++) {
    const position = Math.floor(entry / inner) % size;
    const from = position - steps;
    source[entry] = from < 0 || from >= size ? NONE : entry - steps * inner;
  }
  return reshaped(operand, operand.over, pickTerms(operand.terms, source, options.fill));
}

/** The operand in another shape: what it is made of stays, what only a variable has (a name, `at`) goes. */
function reshaped<N extends string, U extends string>(
  { unit, model, uncertain }: Expression,
  over: IndexSets,
  terms: Terms,
): Expression<N, U> {
  return expression({ over, unit, terms, model, uncertain });
}
