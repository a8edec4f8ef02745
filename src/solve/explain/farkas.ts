import type { StandardForm } from "../../model/index.js";

/** Below this, relative to the terms it is the sum of, a combined number is rounding noise. */
const NOISE = 1e-9;

/**
 * Checks a proof of infeasibility (Farkas 1902; the multipliers are a dual ray): the rows, each times its multiplier
 * and added up, must demand more than the bounds of the columns allow. Integrality plays no part.
 *
 * Returns what the proof rests on, or null when it proves nothing: rows and columns with the side that is used,
 * "lower" as 1 and "upper" as -1, else 0.
 */
export function checkInfeasibilityProof(
  form: StandardForm,
  multipliers: ArrayLike<number>,
): { readonly rows: Int8Array; readonly columns: Int8Array } | null {
  const { matrix, rows, columns } = form;
  let largest = 0;
  for (let row = 0; row < rows; row++) largest = Math.max(largest, Math.abs(multipliers[row]));
  if (!(largest > 0) || !Number.isFinite(largest)) return null;

  const usedRows = new Int8Array(rows);
  const usedColumns = new Int8Array(columns);
  const combined = new Float64Array(columns);
  const size = new Float64Array(columns);
  let demanded = 0;
  let scale = 0;
  for (let row = 0; row < rows; row++) {
    const multiplier = multipliers[row] / largest;
    if (Math.abs(multiplier) <= NOISE) continue;
    const limit = multiplier > 0 ? form.rowLower[row] : form.rowUpper[row];
    usedRows[row] = Math.sign(multiplier);
    demanded += multiplier * limit;
    scale += Math.abs(multiplier * limit);
    for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++) {
      combined[matrix.columns[k]] += multiplier * matrix.values[k];
      size[matrix.columns[k]] += Math.abs(multiplier * matrix.values[k]);
    }
  }
  let allowed = 0;
  for (let column = 0; column < columns; column++) {
    const weight = combined[column];
    if (Math.abs(weight) <= NOISE * size[column]) continue;
    const limit = weight > 0 ? form.columnUpper[column] : form.columnLower[column];
    usedColumns[column] = weight > 0 ? -1 : 1;
    allowed += weight * limit;
    scale += Math.abs(weight * limit);
  }
  // An unlimited side turns the difference into -Infinity or NaN, and the proof into none.
  return demanded - allowed > NOISE * scale ? { rows: usedRows, columns: usedColumns } : null;
}
