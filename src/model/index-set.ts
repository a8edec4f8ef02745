import { ForesolveError } from "../errors.js";

/**
 * A named, ordered set of labels that variables, parameters and constraints are indexed over. A plain value: two
 * sets mean the same when their names and labels are the same.
 */
export interface IndexSet<N extends string = string, K extends string = string> {
  readonly name: N;
  readonly keys: readonly K[];
  /** Position of each label, built once so that look-ups by label are cheap. */
  readonly positions: ReadonlyMap<string, number>;
}

/** A list of index sets; arrays over it are row-major in this order. */
export type IndexSets = readonly IndexSet[];
/** The names of a list of index sets, as a union. */
export type NamesOf<S extends IndexSets> = S[number]["name"];
/** One label per index set, in order. */
export type LabelsOf<S extends IndexSets> = {
  -readonly [I in keyof S]: S[I] extends IndexSet<string, infer K> ? K : never;
};

/**
 * Makes an index set from labels, or from a count (labels "0", "1", ...).
 *
 * @throws ForesolveError `FS_MODEL_DUPLICATE_LABEL` when a label occurs twice.
 * @throws ForesolveError `FS_MODEL_INVALID_SIZE` when the count is not a whole number of at least 0.
 * @example
 * import { indexSet } from "foresolve/model";
 *
 * const unit = indexSet("unit", ["coal", "gas"]);
 * unit.keys; // => ["coal", "gas"]
 * indexSet("hour", 3).keys; // => ["0", "1", "2"]
 */
export function indexSet<const N extends string, const K extends string>(
  name: N,
  keys: readonly K[],
): IndexSet<N, K>;
export function indexSet<const N extends string>(name: N, count: number): IndexSet<N, `${number}`>;
export function indexSet(name: string, labels: readonly string[] | number): IndexSet {
  const keys = typeof labels === "number" ? countedKeys(name, labels) : [...labels];
  const positions = new Map<string, number>();
  for (const [position, key] of keys.entries()) {
    if (positions.has(key)) {
      throw new ForesolveError("FS_MODEL_DUPLICATE_LABEL", {
        message: `Index set "${name}" has the label "${key}" twice (positions ${positions.get(key)} and ${position}).`,
        fix: "Give every member of the set a label of its own.",
        data: { set: name, label: key },
      });
    }
    positions.set(key, position);
  }
  return { name, keys, positions };
}

function countedKeys(name: string, count: number): string[] {
  if (!Number.isInteger(count) || count < 0) {
    throw new ForesolveError("FS_MODEL_INVALID_SIZE", {
      message: `Index set "${name}" cannot have ${count} members.`,
      fix: "Pass a whole number of at least 0, or a list of labels.",
      data: { set: name, count },
    });
  }
  return Array.from({ length: count }, (_, position) => String(position));
}
