import { ForesolveError } from "../errors.js";

/**
 * Sparse terms, entry by entry: those of entry `e` stand at positions `starts[e]` to `starts[e + 1] - 1`. A term is
 * coefficient x value of the slot x value of the column x value of the other column, where {@link NONE} stands for the
 * factor 1. A quadratic term has both columns and no slot; a linear one has no other column.
 */
export interface Terms {
  /** [entries + 1] */
  readonly starts: Int32Array;
  /** [terms] column of a variable's entry in its model, or {@link NONE} */
  readonly columns: Int32Array;
  /** [terms] */
  readonly coefficients: Float64Array;
  /** [terms] entry of an uncertain parameter, or {@link NONE}; null when no term has one */
  readonly slots: Int32Array | null;
  /** [terms] second column of a quadratic term, or {@link NONE}; null when no term is quadratic */
  readonly others: Int32Array | null;
}

/** Stands for "no column" (a constant) or "no slot" (a fixed coefficient). */
export const NONE = -1;

/** Refuses a single number that is NaN or infinite. */
export function requireFinite(what: string, value: number): void {
  if (Number.isFinite(value)) return;
  throw new ForesolveError("FS_MODEL_NOT_FINITE", {
    message: `${what} is ${value}.`,
    fix: "Use finite numbers; express 'no limit' by leaving the bound or constraint out.",
    data: { value },
  });
}

/** One constant per entry. */
export function constantTerms(values: ArrayLike<number>): Terms {
  const count = values.length;
  const starts = new Int32Array(count + 1);
  for (let entry = 0; entry < count; entry++) starts[entry + 1] = entry + 1;
  return {
    starts,
    columns: new Int32Array(count).fill(NONE),
    coefficients: Float64Array.from(values),
    slots: null,
    others: null,
  };
}

/** Room for the terms of the given layout; columns and coefficients are still to be written. */
export function emptyTerms(starts: Int32Array, withSlots: boolean, withOthers: boolean): Terms {
  const count = starts[starts.length - 1];
  return {
    starts,
    columns: new Int32Array(count),
    coefficients: new Float64Array(count),
    slots: withSlots ? new Int32Array(count).fill(NONE) : null,
    others: withOthers ? new Int32Array(count).fill(NONE) : null,
  };
}

/** Copies one term, renumbering its slot by `slots` (null: as it is). */
export function copyTerm(
  source: Terms,
  term: number,
  target: Terms,
  at: number,
  slots: Int32Array | null,
): void {
  target.columns[at] = source.columns[term];
  target.coefficients[at] = source.coefficients[term];
  if (source.others !== null) target.others![at] = source.others[term];
  if (source.slots === null || source.slots[term] === NONE) return;
  target.slots![at] = slots === null ? source.slots[term] : slots[source.slots[term]];
}

/** Terms of several source entries united in one target entry each (a sum over index sets). */
export function gatherTerms(entries: number, source: Terms, target: Int32Array): Terms {
  const starts = new Int32Array(entries + 1);
  for (let entry = 0; entry < target.length; entry++) {
    starts[target[entry] + 1] += source.starts[entry + 1] - source.starts[entry];
  }
  for (let entry = 0; entry < entries; entry++) starts[entry + 1] += starts[entry];
  const gathered = emptyTerms(starts, source.slots !== null, source.others !== null);
  const next = starts.slice(0, entries);
  for (let entry = 0; entry < target.length; entry++) {
    for (let term = source.starts[entry]; term < source.starts[entry + 1]; term++) {
      copyTerm(source, term, gathered, next[target[entry]]++, null);
    }
  }
  return gathered;
}

/** Terms of one source entry per target entry; `NONE` as the source stands for the constant `fill`. */
export function pickTerms(source: Terms, from: Int32Array, fill: number): Terms {
  const starts = new Int32Array(from.length + 1);
  for (let entry = 0; entry < from.length; entry++) {
    const count = from[entry] === NONE ? 1 : source.starts[from[entry] + 1] - source.starts[from[entry]];
    starts[entry + 1] = starts[entry] + count;
  }
  const picked = emptyTerms(starts, source.slots !== null, source.others !== null);
  for (let entry = 0, at = 0; entry < from.length; entry++) {
    if (from[entry] === NONE) {
      picked.columns[at] = NONE;
      picked.coefficients[at++] = fill;
      continue;
    }
    for (let term = source.starts[from[entry]]; term < source.starts[from[entry] + 1]; term++) {
      copyTerm(source, term, picked, at++, null);
    }
  }
  return picked;
}

/** Visits the constants and linear terms, entry by entry; `slots` says which slots of the model those of the terms are. */
export function forEachTerm(
  terms: Terms,
  slots: Int32Array | null,
  visit: (entry: number, column: number, coefficient: number, slot: number) => void,
): void {
  for (let entry = 0; entry < terms.starts.length - 1; entry++) {
    for (let term = terms.starts[entry]; term < terms.starts[entry + 1]; term++) {
      if (terms.others !== null && terms.others[term] !== NONE) continue;
      let slot = terms.slots === null ? NONE : terms.slots[term];
      if (slot !== NONE && slots !== null) slot = slots[slot];
      visit(entry, terms.columns[term], terms.coefficients[term], slot);
    }
  }
}

/** Visits the quadratic terms, entry by entry. */
export function forEachQuadraticTerm(
  terms: Terms,
  visit: (entry: number, column: number, other: number, coefficient: number) => void,
): void {
  if (terms.others === null) return;
  for (let entry = 0; entry < terms.starts.length - 1; entry++) {
    for (let term = terms.starts[entry]; term < terms.starts[entry + 1]; term++) {
      if (terms.others[term] === NONE) continue;
      visit(entry, terms.columns[term], terms.others[term], terms.coefficients[term]);
    }
  }
}
