import { ForesolveError } from "../errors.js";
import { broadcastMap, describeSets, entryCount, requireSameLabels } from "./axes.js";
import { expression, type Expression } from "./expression.js";
import type { IndexSet, IndexSets } from "./index-set.js";
import { gatherTerms, pickTerms } from "./terms.js";

/** One entry of the operand per entry of the result: `source[entry]`, or `NONE` for zero. */
export function picked<N extends string, U extends string>(
  operand: Expression,
  over: IndexSets,
  source: Int32Array,
): Expression<N, U> {
  const { unit, model, uncertain } = operand;
  return expression({ over, unit, terms: pickTerms(operand.terms, source, 0), model, uncertain });
}

/** Several entries of the operand united in one entry of the result: entry `e` is added to `target[e]`. */
export function gathered<N extends string, U extends string>(
  operand: Expression,
  over: IndexSets,
  target: Int32Array,
): Expression<N, U> {
  const { unit, model, uncertain } = operand;
  const terms = gatherTerms(entryCount(over), operand.terms, target);
  return expression({ over, unit, terms, model, uncertain });
}

/** The operand repeated over the sets that it lacks, laid out in the order of `over`. */
export function broadcastTo<N extends string, U extends string>(
  operand: Expression<N, U>,
  over: IndexSets,
): Expression<N, U> {
  const map = broadcastMap(over, operand.over);
  return map === null ? operand : picked(operand, over, map);
}

/** Position of a set among the operand's, refusing one that it does not have. */
export function axisOf(operand: Expression, set: IndexSet): number {
  const axis = operand.over.findIndex((candidate) => candidate.name === set.name);
  if (axis < 0) {
    throw new ForesolveError("FS_MODEL_UNKNOWN_SET", {
      message: `The expression is indexed over ${describeSets(operand.over)}, not over "${set.name}".`,
      fix: "Name an index set that the expression has.",
      data: { set: set.name, over: operand.over.map((known) => known.name) },
    });
  }
  requireSameLabels(operand.over[axis], set);
  return axis;
}

/** Number of entries before and behind an axis: an entry is `(before * size + position) * behind + rest`. */
export function stridesAround(
  over: IndexSets,
  axis: number,
): { readonly before: number; readonly behind: number } {
  return { before: entryCount(over.slice(0, axis)), behind: entryCount(over.slice(axis + 1)) };
}
