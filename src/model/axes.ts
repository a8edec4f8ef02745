import { ForesolveError } from "../errors.js";
import type { IndexSet, IndexSets } from "./index-set.js";

/** Number of entries of an array over these index sets (1 for a scalar). */
export function entryCount(over: IndexSets): number {
  let count = 1;
  for (const set of over) count *= set.keys.length;
  return count;
}

/** Position of an entry in a row-major array, from one label per index set. */
export function entryOf(owner: string, over: IndexSets, labels: readonly string[]): number {
  if (labels.length !== over.length) {
    throw new ForesolveError("FS_MODEL_UNKNOWN_LABEL", {
      message: `${owner} is indexed over ${describeSets(over)} and takes ${over.length} label(s), not ${labels.length}.`,
      fix: "Pass one label per index set, in the order in which they were declared.",
      data: { owner, labels },
    });
  }
  let entry = 0;
  for (const [axis, set] of over.entries()) {
    const position = set.positions.get(labels[axis]);
    if (position === undefined) {
      throw new ForesolveError("FS_MODEL_UNKNOWN_LABEL", {
        message: `${owner} has no entry "${labels[axis]}": it is not a member of index set "${set.name}" (${preview(set.keys)}).`,
        fix: `Use a label of "${set.name}".`,
        data: { owner, set: set.name, label: labels[axis] },
      });
    }
    entry = entry * set.keys.length + position;
  }
  return entry;
}

/** The labels of an entry of a row-major array, one per index set. */
export function labelsOf(over: IndexSets, entry: number): string[] {
  const labels = Array.from<string>({ length: over.length });
  let rest = entry;
  for (let axis = over.length - 1; axis >= 0; axis--) {
    const keys = over[axis].keys;
    labels[axis] = keys[rest % keys.length];
    rest = Math.floor(rest / keys.length);
  }
  return labels;
}

/** An entry as a reader would write it: `output[unit=coal, hour=3]`. */
export function entryName(name: string, over: IndexSets, entry: number): string {
  if (over.length === 0) return name;
  const labels = labelsOf(over, entry).map((label, axis) => `${over[axis].name}=${label}`);
  return `${name}[${labels.join(", ")}]`;
}

/** The index sets of both operands: those of the first, then those that only the second has. */
export function unionOf(first: IndexSets, second: IndexSets): IndexSets {
  const extra: IndexSet[] = [];
  for (const set of second) {
    const known = first.find((candidate) => candidate.name === set.name);
    if (known === undefined) extra.push(set);
    else requireSameLabels(known, set);
  }
  return extra.length === 0 ? first : [...first, ...extra];
}

/** Sets of one name must carry the same labels in the same order: nothing is aligned by guessing. */
export function requireSameLabels(first: IndexSet, second: IndexSet): void {
  if (first === second || first.keys === second.keys) return;
  const position = first.keys.findIndex((key, index) => key !== second.keys[index]);
  if (position < 0 && first.keys.length === second.keys.length) return;
  const at = position < 0 ? first.keys.length : position;
  throw new ForesolveError("FS_MODEL_LABEL_MISMATCH", {
    message:
      `Two index sets are named "${first.name}" but differ at position ${at}: ` +
      `"${first.keys[at] ?? "(none)"}" and "${second.keys[at] ?? "(none)"}" (${first.keys.length} and ${second.keys.length} labels).`,
    fix: "Use one index set object for both, or give them different names.",
    data: { set: first.name, position: at },
  });
}

/**
 * For each entry of an array over `whole`, the entry of an array over `part` (a subset of its sets) that it is
 * broadcast from; `null` when the two are laid out alike.
 */
export function broadcastMap(whole: IndexSets, part: IndexSets): Int32Array | null {
  if (whole.length === part.length && whole.every((set, axis) => set.name === part[axis].name)) return null;
  const strides = strideByName(part);
  const map = new Int32Array(entryCount(whole));
  let filled = 1;
  // Outermost set first: every set multiplies what is filled so far.
  for (const set of whole) {
    const stride = strides.get(set.name) ?? 0;
    const size = set.keys.length;
    for (let entry = filled * size - 1; entry >= 0; entry--) {
      map[entry] = map[Math.floor(entry / size)] + (entry % size) * stride;
    }
    filled *= size;
  }
  return map;
}

function strideByName(over: IndexSets): Map<string, number> {
  const strides = new Map<string, number>();
  let stride = 1;
  for (let axis = over.length - 1; axis >= 0; axis--) {
    strides.set(over[axis].name, stride);
    stride *= over[axis].keys.length;
  }
  return strides;
}

/** Broadcasting goes by name, so that an array can have each name once only. */
export function requireDistinctSets(owner: string, over: IndexSets): void {
  const twice = over.find((set, axis) => over.findIndex(({ name }) => name === set.name) !== axis);
  if (twice === undefined) return;
  throw new ForesolveError("FS_MODEL_DUPLICATE_SET", {
    message: `${owner} is indexed over ${describeSets(over)}, which has "${twice.name}" twice.`,
    fix: `Make a second index set with the same labels and a name of its own, such as indexSet("to ${twice.name}", keys).`,
    data: { owner, set: twice.name },
  });
}

/** `[unit, hour]`, for messages. */
export function describeSets(over: IndexSets): string {
  return `[${over.map((set) => set.name).join(", ")}]`;
}

function preview(keys: readonly string[]): string {
  return keys.length <= 6
    ? keys.join(", ")
    : `${keys.slice(0, 3).join(", ")}, ... ${keys.at(-1)}: ${keys.length} labels`;
}
