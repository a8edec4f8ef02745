import { choleskyFactor } from "../../math/index.js";
import { requireOption } from "../invalid-option.js";
import { requireCount } from "./intervals.js";

/** A covariance about zero, made safe to invert. */
export interface ShrunkCovariance {
  /** [entries, entries] row-major, symmetric positive definite. */
  readonly covariance: Float64Array;
  /** Its lower Cholesky factor. */
  readonly factor: Float64Array;
  /** Root mean square of each entry, floored; see {@link entryScales}. */
  readonly scales: Float64Array;
  /** Weight of the identity in the correlations, from 0 to 1. */
  readonly shrinkage: number;
}

/**
 * Covariance of residual vectors about zero, its correlations shrunk towards none by the weight that minimises the
 * expected squared error (Ledoit and Wolf, "A well-conditioned estimator for large-dimensional covariance matrices",
 * Journal of Multivariate Analysis 2004, lemmas 3.2 to 3.5, on residuals scaled to mean square 1). It stays
 * invertible with fewer rows than entries.
 *
 * @param residuals [rows, entries] row-major
 * @throws FS_LEARN_INVALID_OPTION when the length does not fit or there are no rows.
 *
 * @example
 * import { shrunkCovariance } from "foresolve/learn";
 *
 * // Two rows and two entries that move as one: half of the correlation is not believed.
 * const { covariance, shrinkage } = shrunkCovariance(new Float64Array([1, 2, -1, -2]), 2, 2);
 * shrinkage > 0; // => true
 * covariance[0]; // => 1
 */
export function shrunkCovariance(residuals: Float64Array, rows: number, entries: number): ShrunkCovariance {
  requireOption("rows", rows, { low: 1, whole: true });
  requireCount("residuals", residuals, rows * entries);
  const scales = entryScales(residuals, rows, entries);
  const scaled = residuals.map((value, at) => value / scales[at % entries]!);
  const correlation = new Float64Array(entries * entries);
  let fourths = 0;
  for (let row = 0; row < rows; row++) {
    const start = row * entries;
    let square = 0;
    for (let i = 0; i < entries; i++) {
      const left = scaled[start + i]!;
      square += left * left;
      for (let j = 0; j <= i; j++) correlation[i * entries + j]! += (left * scaled[start + j]!) / rows;
    }
    fourths += square * square;
  }
  let trace = 0;
  let squares = 0;
  for (let i = 0; i < entries; i++) {
    trace += correlation[i * entries + i]!;
    for (let j = 0; j < i; j++) {
      correlation[j * entries + i] = correlation[i * entries + j]!;
      squares += 2 * correlation[i * entries + j]! ** 2;
    }
    squares += correlation[i * entries + i]! ** 2;
  }
  // d² = |S − mI|², b² = mean of |x xᵀ − S|² over n: how far S is from the target, and how unsure it is itself.
  const distance = squares - (trace * trace) / entries;
  const doubt = Math.min(distance, (fourths / rows - squares) / rows);
  // A floor keeps the factor well inside what rounding can take, even where the formula asks for no shrinkage.
  const shrinkage = Math.min(1, Math.max(1e-8, distance > 0 ? doubt / distance : 1));
  const covariance = correlation.map((value, at) => {
    const i = Math.floor(at / entries);
    const j = at % entries;
    const own = i === j ? 1 : (1 - shrinkage) * value;
    return own * scales[i]! * scales[j]!;
  });
  return { covariance, factor: choleskyFactor(covariance, entries), scales, shrinkage };
}

/**
 * Root mean square of each entry's residuals. An entry that was never wrong (solar power at night) gets a millionth
 * of the largest scale, so that sets are thin there and not undefined.
 *
 * @param residuals [rows, entries] row-major
 */
export function entryScales(residuals: Float64Array, rows: number, entries: number): Float64Array {
  const scales = new Float64Array(entries);
  for (let at = 0; at < residuals.length; at++) scales[at % entries]! += residuals[at]! ** 2 / rows;
  let largest = 0;
  for (let entry = 0; entry < entries; entry++) {
    scales[entry] = Math.sqrt(scales[entry]!);
    largest = Math.max(largest, scales[entry]!);
  }
  const floor = largest === 0 ? 1 : largest * 1e-6;
  return scales.map((scale) => Math.max(scale, floor));
}
