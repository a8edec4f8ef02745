import { requireOption } from "../invalid-option.js";
import { requireExamples } from "../training-set.js";
import type { LinearData, StandardisedData } from "./linear-data.js";

/** Refuses unusable numbers of folds. */
export function requireFolds(folds: number): void {
  requireOption("folds", folds, { low: 2, high: 1000, whole: true });
}

/**
 * Contiguous blocks with as even numbers of rows that count as can be: neighbours in time stay together.
 *
 * @throws FS_LEARN_TOO_FEW_EXAMPLES for fewer rows that count than folds + 1
 */
export function foldsOfRows(
  rows: number,
  folds: number,
  shares: Float64Array,
): readonly { readonly from: number; readonly to: number }[] {
  let counting = 0;
  for (let row = 0; row < rows; row++) if (shares[row]! > 0) counting++;
  requireExamples("cross-validation", counting, folds + 1);
  const ends: number[] = [];
  let passed = 0;
  for (let row = 0; row < rows; row++)
    if (shares[row]! > 0 && ++passed === Math.floor(((ends.length + 1) * counting) / folds))
      ends.push(row + 1);
  ends[folds - 1] = rows;
  return ends.map((to, fold) => ({ from: fold === 0 ? 0 : ends[fold - 1]!, to }));
}

/** The rows outside a block. Columns are as the data have them: standardised already, to be standardised again. */
export function partOfRows(
  { design, rows, columns, targets, outputs, shares }: StandardisedData,
  from: number,
  to: number,
): LinearData {
  const without = (values: Float64Array, width: number): Float64Array => {
    const part = new Float64Array((rows - to + from) * width);
    part.set(values.subarray(0, from * width));
    part.set(values.subarray(to * width), from * width);
    return part;
  };
  return {
    features: without(design, columns),
    rows: rows - to + from,
    columns,
    targets: without(targets, outputs),
    outputs,
    weights: without(shares, 1),
  };
}
