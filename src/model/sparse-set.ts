import { ForesolveError } from "../errors.js";
import { describeSets, requireDistinctSets, requireSameLabels } from "./axes.js";
import type { Expression } from "./expression.js";
import type { IndexSet, IndexSets, LabelsOf, NamesOf } from "./index-set.js";
import { axisOf, gathered, picked, stridesAround } from "./reshape.js";

/**
 * Some of the tuples of a product of index sets, as an index set of its own: what is indexed over it exists for these
 * tuples only. A tuple's label joins those of its components by "|".
 */
export interface SparseSet<N extends string = string, P extends IndexSets = IndexSets> extends IndexSet<N> {
  readonly parents: P;
  /** [members, parents] position of each component in its parent, row-major */
  readonly components: Int32Array;
  /** The label of a tuple. Throws `FS_MODEL_UNKNOWN_LABEL` when the set does not have it. */
  key(...labels: LabelsOf<P>): string;
}

/**
 * Makes a sparse set from a list of tuples, or from a test that every tuple of the product is put to.
 *
 * @throws ForesolveError `FS_MODEL_UNKNOWN_LABEL` when a component is no label of its set or a tuple has the wrong
 * length, `FS_MODEL_DUPLICATE_LABEL` when a tuple occurs twice, `FS_MODEL_DUPLICATE_SET` when two parents, or the
 * sparse set and a parent, share a name.
 * @example
 * import { indexSet, model, sparseSet } from "foresolve/model";
 *
 * const from = indexSet("from", ["harbour", "plant"]);
 * const to = indexSet("to", ["plant", "shop"]);
 * const route = sparseSet("route", [from, to], [["harbour", "plant"], ["plant", "shop"]]);
 * route.keys; // => ["harbour|plant", "plant|shop"]
 * const flow = model("transport").variable("flow", { over: [route], lower: 0 });
 * flow.at(route.key("plant", "shop")).over; // => []
 */
export function sparseSet<const N extends string, const P extends IndexSets>(
  name: N,
  parents: P,
  tuples: readonly Readonly<NoInfer<LabelsOf<P>>>[] | ((...labels: LabelsOf<P>) => boolean),
): SparseSet<N, P> {
  requireDistinctSets(`sparse set "${name}"`, [{ name, keys: [], positions: new Map() }, ...parents]);
  const list =
    typeof tuples === "function"
      ? productOf(parents).filter((labels) => tuples(...(labels as LabelsOf<P>)))
      : (tuples as readonly (readonly string[])[]);
  const keys: string[] = [];
  const positions = new Map<string, number>();
  const components = new Int32Array(list.length * parents.length);
  for (const [member, labels] of list.entries()) {
    requireComponents(name, parents, labels, member);
    const key = labels.join("|");
    if (positions.has(key)) {
      throw new ForesolveError("FS_MODEL_DUPLICATE_LABEL", {
        message: `Sparse set "${name}" has the tuple (${labels.join(", ")}) twice (positions ${positions.get(key)} and ${member}).`,
        fix: "List every tuple once; two tuples are also alike when their labels joined by | are.",
        data: { set: name, label: key },
      });
    }
    positions.set(key, member);
    keys.push(key);
    for (let k = 0; k < parents.length; k++)
      components[member * parents.length + k] = parents[k].positions.get(labels[k])!;
  }
  return {
    name,
    keys,
    positions,
    parents,
    components,
    key(...labels) {
      const key = labels.join("|");
      requireComponents(name, parents, labels, null);
      if (positions.has(key)) return key;
      throw new ForesolveError("FS_MODEL_UNKNOWN_LABEL", {
        message: `Sparse set "${name}" does not have the tuple (${labels.join(", ")}).`,
        fix: "Ask for a tuple that the set was made with, or add it to the set.",
        data: { set: name, label: key },
      });
    },
  };
}

/**
 * Sums over the components of a sparse set that are not named: `groupSum(flow, route, to)` is what arrives at each
 * `to`. An entry without any tuple is 0. Without parents, the sum over the whole sparse set.
 *
 * @throws ForesolveError `FS_MODEL_UNKNOWN_SET` when the expression does not have the sparse set, or the sparse set
 * not the parent; `FS_MODEL_LABEL_MISMATCH`; `FS_MODEL_DUPLICATE_SET` when the expression has the parent already.
 * @example
 * import { atMost, groupSum, indexSet, model, sparseSet } from "foresolve/model";
 *
 * const m = model("transport");
 * const from = indexSet("from", ["harbour", "plant"]);
 * const to = indexSet("to", ["plant", "shop", "school"]);
 * const route = sparseSet("route", [from, to], [["harbour", "plant"], ["plant", "shop"], ["plant", "school"]]);
 * const flow = m.variable("flow", { over: [route], lower: 0 });
 * m.require("capacity", atMost(groupSum(flow, route, from), 10)).over; // => [from]
 */
export function groupSum<N extends string, U extends string, S extends N>(
  operand: Expression<N, U>,
  set: SparseSet<S>,
): Expression<Exclude<N, S>, U>;
export function groupSum<
  N extends string,
  U extends string,
  S extends N,
  P extends IndexSets,
  O extends NamesOf<P>,
>(
  operand: Expression<N, U>,
  set: SparseSet<S, P>,
  ...parents: readonly IndexSet<O>[]
): Expression<Exclude<N, S> | O, U>;
export function groupSum(operand: Expression, set: SparseSet, ...parents: readonly IndexSet[]): Expression {
  const axis = axisOf(operand, set);
  const kept = parents.map((parent) => parentOf(set, parent));
  const over = operand.over.toSpliced(axis, 1, ...parents);
  requireDistinctSets("the sum over a sparse set", over);
  let groups = 1;
  for (const parent of parents) groups *= parent.keys.length;
  const groupOf = new Int32Array(set.keys.length);
  for (let member = 0; member < groupOf.length; member++)
    groupOf[member] = productPosition(set, kept, member);
  const { before, behind } = stridesAround(operand.over, axis);
  const target = new Int32Array(before * groupOf.length * behind);
  for (let entry = 0; entry < target.length; entry++) {
    const outer = Math.floor(entry / (groupOf.length * behind));
    const member = Math.floor(entry / behind) % groupOf.length;
    target[entry] = (outer * groups + groupOf[member]) * behind + (entry % behind);
  }
  return gathered(operand, over, target);
}

/**
 * An expression over parents of a sparse set, taken for each of its tuples: `lift(distance, route)` is the distance
 * of each route.
 *
 * @throws ForesolveError `FS_MODEL_UNKNOWN_SET` when the expression has none of the parents,
 * `FS_MODEL_LABEL_MISMATCH`, `FS_MODEL_DUPLICATE_SET` when the expression has the sparse set already.
 * @example
 * import { indexSet, lift, parameter, sparseSet } from "foresolve/model";
 *
 * const from = indexSet("from", ["harbour", "plant"]);
 * const to = indexSet("to", ["plant", "shop"]);
 * const route = sparseSet("route", [from, to], [["harbour", "plant"], ["plant", "shop"]]);
 * const distance = parameter({ over: [from, to], unit: "km", data: [10, 25, 0, 15] });
 * [...lift(distance, route).terms.coefficients]; // => [10, 15]
 */
export function lift<N extends string, U extends string, S extends string, P extends IndexSets>(
  operand: Expression<N, U>,
  set: SparseSet<S, P>,
): Expression<Exclude<N, NamesOf<P>> | S, U> {
  const shared = set.parents.filter((parent) => operand.over.some(({ name }) => name === parent.name));
  if (shared.length === 0) {
    throw new ForesolveError("FS_MODEL_UNKNOWN_SET", {
      message: `The expression is indexed over ${describeSets(operand.over)} and has none of the sets ${describeSets(set.parents)} of sparse set "${set.name}".`,
      fix: "Lift an expression over at least one of the sparse set's parents; others are broadcast without lifting.",
      data: { set: set.name, over: operand.over.map(({ name }) => name) },
    });
  }
  for (const parent of shared) axisOf(operand, parent);
  const others = operand.over.filter(({ name }) => !shared.some((parent) => parent.name === name));
  const over = [set, ...others];
  requireDistinctSets("the lifted expression", over);
  const strides = new Map<string, number>();
  let stride = 1;
  for (const part of operand.over.toReversed()) {
    strides.set(part.name, stride);
    stride *= part.keys.length;
  }
  const inner = offsetsOf(others, strides);
  const source = new Int32Array(set.keys.length * inner.length);
  for (let member = 0, at = 0; member < set.keys.length; member++) {
    let first = 0;
    for (const [k, parent] of set.parents.entries())
      first += set.components[member * set.parents.length + k] * (strides.get(parent.name) ?? 0);
    for (let k = 0; k < inner.length; k++) source[at++] = first + inner[k];
  }
  return picked(operand, over, source);
}

/** Offset in an array with the given strides of each entry over `over`, row-major. */
function offsetsOf(over: IndexSets, strides: ReadonlyMap<string, number>): Int32Array {
  let offsets = Int32Array.of(0);
  for (const { name, keys } of over) {
    const next = new Int32Array(offsets.length * keys.length);
    for (let entry = 0; entry < next.length; entry++)
      next[entry] = offsets[Math.floor(entry / keys.length)] + (entry % keys.length) * strides.get(name)!;
    offsets = next;
  }
  return offsets;
}

/** Row-major position of a member's components among the kept parents. */
function productPosition(set: SparseSet, kept: readonly number[], member: number): number {
  let position = 0;
  for (const k of kept)
    position = position * set.parents[k].keys.length + set.components[member * set.parents.length + k];
  return position;
}

function parentOf(set: SparseSet, parent: IndexSet): number {
  const k = set.parents.findIndex(({ name }) => name === parent.name);
  if (k < 0) {
    throw new ForesolveError("FS_MODEL_UNKNOWN_SET", {
      message: `Sparse set "${set.name}" is made of ${describeSets(set.parents)}, not of "${parent.name}".`,
      fix: "Name one of the sets that the sparse set was made from.",
      data: { set: set.name, parent: parent.name },
    });
  }
  requireSameLabels(set.parents[k], parent);
  return k;
}

function requireComponents(
  name: string,
  parents: IndexSets,
  labels: readonly string[],
  member: number | null,
): void {
  const wrong = parents.findIndex((parent, k) => !parent.positions.has(labels[k]));
  if (wrong < 0 && labels.length === parents.length) return;
  const place = member === null ? "" : ` at position ${member}`;
  throw new ForesolveError("FS_MODEL_UNKNOWN_LABEL", {
    message:
      `Sparse set "${name}" has no place for the tuple (${labels.join(", ")})${place}: ` +
      (labels.length === parents.length
        ? `"${labels[wrong]}" is not a member of index set "${parents[wrong].name}".`
        : `it needs one label of each of ${describeSets(parents)}.`),
    fix: "Correct the tuple, or add the label to its index set.",
    data: { set: name, tuple: [...labels], position: member },
  });
}

function productOf(parents: IndexSets): string[][] {
  let product: string[][] = [[]];
  for (const { keys } of parents) product = product.flatMap((head) => keys.map((key) => [...head, key]));
  return product;
}
