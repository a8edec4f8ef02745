import { ForesolveError } from "../errors.js";
import { requireDistinctSets, requireSameLabels } from "./axes.js";
import { expression, type Expression } from "./expression.js";
import { indexSet, type IndexSet } from "./index-set.js";
import { axisOf, picked, stridesAround } from "./reshape.js";

/**
 * The entries of one label: the index set goes.
 *
 * @throws ForesolveError `FS_MODEL_UNKNOWN_SET`, `FS_MODEL_LABEL_MISMATCH`, `FS_MODEL_UNKNOWN_LABEL`.
 * @example
 * import { indexSet, parameter, select } from "foresolve/model";
 *
 * const unit = indexSet("unit", ["coal", "gas"]);
 * const hour = indexSet("hour", 2);
 * const limit = parameter({ over: [unit, hour], data: [1, 2, 3, 4] });
 * [...select(limit, unit, "gas").terms.coefficients]; // => [3, 4]
 */
export function select<N extends string, U extends string, O extends N, K extends string>(
  operand: Expression<N, U>,
  set: IndexSet<O, K>,
  label: NoInfer<K>,
): Expression<Exclude<N, O>, U> {
  const axis = axisOf(operand, set);
  const position = positionOf(set, label);
  const { before, behind } = stridesAround(operand.over, axis);
  const source = new Int32Array(before * behind);
  for (let entry = 0; entry < source.length; entry++) {
    const outer = Math.floor(entry / behind);
    source[entry] = (outer * set.keys.length + position) * behind + (entry % behind);
  }
  return picked(operand, operand.over.toSpliced(axis, 1), source);
}

/**
 * The entries of some labels: the index set keeps its name and loses the other labels, so that mixing the result with
 * an expression over the whole set is an error instead of a guess. For constraints over part of a set, filter both
 * sides alike.
 *
 * @throws ForesolveError `FS_MODEL_UNKNOWN_SET`, `FS_MODEL_LABEL_MISMATCH`; `FS_MODEL_UNKNOWN_LABEL` or
 * `FS_MODEL_DUPLICATE_LABEL` when a list names a label that the set does not have, or one twice.
 * @example
 * import { filter, indexSet, model, atMost } from "foresolve/model";
 *
 * const m = model("plan");
 * const hour = indexSet("hour", 24);
 * const output = m.variable("output", { over: [hour], lower: 0 });
 * m.require("quiet at night", atMost(filter(output, hour, (label) => Number(label) < 6), 10));
 * m.rows; // => 6
 */
export function filter<N extends string, U extends string, O extends N, K extends string>(
  operand: Expression<N, U>,
  set: IndexSet<O, K>,
  keep: readonly NoInfer<K>[] | ((label: K) => boolean),
): Expression<N, U> {
  const axis = axisOf(operand, set);
  const part = indexSet(set.name, typeof keep === "function" ? set.keys.filter(keep) : keep);
  const positions = Int32Array.from(part.keys, (label) => positionOf(set, label));
  const { before, behind } = stridesAround(operand.over, axis);
  const size = positions.length;
  const source = new Int32Array(before * size * behind);
  for (let entry = 0; entry < source.length; entry++) {
    const outer = Math.floor(entry / (size * behind));
    const position = positions[Math.floor(entry / behind) % size];
    source[entry] = (outer * set.keys.length + position) * behind + (entry % behind);
  }
  return picked(operand, operand.over.with(axis, part), source);
}

/**
 * The same entries over an index set of another name with the same labels: what flows *to* a node becomes a quantity
 * *of* the node.
 *
 * @throws ForesolveError `FS_MODEL_UNKNOWN_SET`, `FS_MODEL_LABEL_MISMATCH` when the labels differ,
 * `FS_MODEL_DUPLICATE_SET` when the expression has a set of the new name already.
 * @example
 * import { indexSet, parameter, rename } from "foresolve/model";
 *
 * const from = indexSet("from", ["north", "south"]);
 * const node = indexSet("node", ["north", "south"]);
 * const sent = parameter({ over: [from], data: [3, 4] });
 * rename(sent, from, node).over; // => [node]
 */
export function rename<N extends string, U extends string, O extends N, T extends string>(
  operand: Expression<N, U>,
  set: IndexSet<O>,
  to: IndexSet<T>,
): Expression<Exclude<N, O> | T, U> {
  const axis = axisOf(operand, set);
  requireSameLabels(set, to);
  const { unit, terms, model, uncertain } = operand;
  const over = operand.over.with(axis, to);
  requireDistinctSets("the renamed expression", over);
  return expression({ over, unit, terms, model, uncertain });
}

function positionOf(set: IndexSet, label: string): number {
  const position = set.positions.get(label);
  if (position !== undefined) return position;
  throw new ForesolveError("FS_MODEL_UNKNOWN_LABEL", {
    message: `Index set "${set.name}" has no label "${label}".`,
    fix: `Use a label of "${set.name}"; labels are strings, also those of a counted set.`,
    data: { set: set.name, label },
  });
}
