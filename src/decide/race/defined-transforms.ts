import { logTransform, powerTransform, type Example, type TargetTransform } from "../../learn/index.js";

/**
 * The usual transforms of a target that bend a straight line, from the mildest to the strongest: square root, fourth root and
 * logarithm, as far as all truths have them, with some distance to where they are not defined.
 */
export function definedTransforms(data: readonly Example<unknown>[]): readonly TargetTransform<unknown>[] {
  let least = Infinity;
  for (const { truth } of data) for (const value of Array.from(truth)) least = Math.min(least, value);
  const roots = least >= 0 ? [powerTransform(1 / 2), powerTransform(1 / 4)] : [];
  return least > 0 ? [...roots, logTransform()] : roots;
}
