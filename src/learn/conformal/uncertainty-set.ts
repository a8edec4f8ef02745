import { requireCount } from "./intervals.js";

/** All points between two corners. Ends may be infinite. */
export interface BoxSet {
  readonly kind: "box";
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** All points c + L u with |u| ≤ radius. */
export interface EllipsoidSet {
  readonly kind: "ellipsoid";
  readonly centre: Float64Array;
  /** The lower triangular L, [entries, entries] row-major: the set is |L⁻¹ (y − c)| ≤ radius. */
  readonly shape: Float64Array;
  /** Infinite when there are too few calibration examples for the level. */
  readonly radius: number;
}

/** A set of joint outcomes for all entries of one row, as plain data: what a robust constraint is made for. */
export type UncertaintySet = BoxSet | EllipsoidSet;

/**
 * Whether a point lies in a set.
 *
 * @throws FS_LEARN_INVALID_OPTION when the point has another number of entries.
 *
 * @example
 * import { setContains } from "foresolve/learn";
 *
 * const box = { kind: "box", lower: new Float64Array([0, 0]), upper: new Float64Array([1, 2]) } as const;
 * setContains(box, [0.5, 2]); // => true
 * setContains(box, [0.5, 2.1]); // => false
 */
export function setContains(set: UncertaintySet, point: ArrayLike<number>): boolean {
  if (set.kind === "box") {
    requireCount("point", point, set.lower.length);
    for (let entry = 0; entry < point.length; entry++)
      if (!(point[entry]! >= set.lower[entry]! && point[entry]! <= set.upper[entry]!)) return false;
    return true;
  }
  requireCount("point", point, set.centre.length);
  const away = Float64Array.from(point, (value, entry) => value - set.centre[entry]!);
  return mahalanobisNorm(set.shape, away, 0) <= set.radius;
}

/** |L⁻¹ v| of the vector at `start`, by forward substitution. */
export function mahalanobisNorm(factor: Float64Array, vectors: Float64Array, start: number): number {
  const size = Math.round(Math.sqrt(factor.length));
  const solved = new Float64Array(size);
  let squares = 0;
  for (let i = 0; i < size; i++) {
    let rest = vectors[start + i]!;
    for (let k = 0; k < i; k++) rest -= factor[i * size + k]! * solved[k]!;
    solved[i] = rest / factor[i * size + i]!;
    squares += solved[i]! ** 2;
  }
  return Math.sqrt(squares);
}
