import { ForesolveError } from "../errors.js";

/**
 * One index set of a target: a name and its keys in order. The type is structural, so an index set of the model
 * room can be used as it is.
 */
export interface Axis<Name extends string = string, Key extends string = string> {
  readonly name: Name;
  readonly keys: readonly Key[];
}

/**
 * What a predictor predicts: one value for every combination of keys of the axes in `over`, in row-major order
 * (the last axis runs fastest), in the given unit. `over: []` is a single value.
 */
export interface Target<Axes extends readonly Axis[] = readonly Axis[], Unit extends string = string> {
  readonly over: Axes;
  readonly unit?: Unit;
}

/**
 * Number of values of a target: the product of its axes' key counts.
 *
 * @throws FS_LEARN_INVALID_TARGET when an axis has no keys or two axes share a name.
 *
 * @example
 * import { entryCount } from "foresolve/learn";
 *
 * const hour = { name: "hour", keys: ["h0", "h1", "h2"] };
 * const zone = { name: "zone", keys: ["north", "south"] };
 * entryCount({ over: [zone, hour] }); // => 6
 */
export function entryCount(target: Target): number {
  let entries = 1;
  const seen = new Set<string>();
  for (const axis of target.over) {
    if (axis.keys.length === 0)
      throw new ForesolveError("FS_LEARN_INVALID_TARGET", {
        message: `axis "${axis.name}" of the target has no keys.`,
        fix: "Give every axis of the target at least one key.",
        data: { axis: axis.name },
      });
    if (seen.has(axis.name))
      throw new ForesolveError("FS_LEARN_INVALID_TARGET", {
        message: `the target names the axis "${axis.name}" twice.`,
        fix: "Use every axis once; give a second index set a name of its own.",
        data: { axis: axis.name },
      });
    seen.add(axis.name);
    entries *= axis.keys.length;
  }
  return entries;
}

/**
 * Names of a target's entries in row-major order; a single value without axes is `"value"`.
 *
 * @example
 * import { entryNames } from "foresolve/learn";
 *
 * const hour = { name: "hour", keys: ["h0", "h1"] };
 * const zone = { name: "zone", keys: ["north", "south"] };
 * entryNames({ over: [zone, hour] }); // => ["north,h0", "north,h1", "south,h0", "south,h1"]
 */
export function entryNames(target: Target): string[] {
  let names = [""];
  for (const axis of target.over)
    names = names.flatMap((prefix) => axis.keys.map((key) => (prefix === "" ? key : `${prefix},${key}`)));
  return target.over.length === 0 ? ["value"] : names;
}

/** What a target is, in words: targets of equal words are the same. */
export function targetSignature(target: Target): string {
  const axes = target.over.map((axis) => `${axis.name}(${axis.keys.join(" ")})`).join(" × ");
  return `${axes === "" ? "a single value" : axes}${target.unit === undefined ? "" : ` in ${target.unit}`}`;
}

/**
 * Refuses members that do not share a target.
 *
 * @throws FS_LEARN_TARGET_MISMATCH
 */
export function requireSharedTarget(
  members: readonly { readonly name: string; readonly target: Target }[],
): void {
  const first = members[0];
  if (first === undefined) return;
  const signature = targetSignature(first.target);
  for (const member of members)
    if (targetSignature(member.target) !== signature)
      throw new ForesolveError("FS_LEARN_TARGET_MISMATCH", {
        message: `the predictors "${first.name}" and "${member.name}" do not share a target: ${signature} and ${targetSignature(member.target)}.`,
        fix: "Give all members the same axes, keys and unit.",
        data: { first: first.name, other: member.name },
      });
}
