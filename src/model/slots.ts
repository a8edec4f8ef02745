import { entryCount } from "./axes.js";
import type { UncertainParameter } from "./parameter.js";

/** Number of slots of a list of uncertain parameters. */
export function slotCount(uncertain: readonly UncertainParameter[]): number {
  let count = 0;
  for (const parameter of uncertain) count += entryCount(parameter.over);
  return count;
}

/** Every uncertain parameter that one of the operands has, each once, in order of appearance. */
export function mergeUncertain(
  operands: readonly { readonly uncertain: readonly UncertainParameter[] }[],
): readonly UncertainParameter[] {
  let merged: readonly UncertainParameter[] = [];
  for (const { uncertain } of operands) {
    const extra = uncertain.filter((parameter) => !merged.includes(parameter));
    if (merged.length === 0) merged = uncertain;
    else if (extra.length > 0) merged = [...merged, ...extra];
  }
  return merged;
}

/** New number of each slot when `from` is counted within `merged`; null when nothing moves. */
export function slotMap(
  from: readonly UncertainParameter[],
  merged: readonly UncertainParameter[],
): Int32Array | null {
  if (from.every((parameter, position) => parameter === merged[position])) return null;
  const map = new Int32Array(slotCount(from));
  let next = 0;
  for (const parameter of from) {
    const first = slotCount(merged.slice(0, merged.indexOf(parameter)));
    const size = entryCount(parameter.over);
    for (let entry = 0; entry < size; entry++) map[next++] = first + entry;
  }
  return map;
}
