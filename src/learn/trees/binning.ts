/** Code of a missing value; values are coded from 1 in ascending order. */
export const MISSING_CODE = 0;

/** Columns cut into bins, at most 256 with the one for missing values. */
export interface BinnedFeatures {
  readonly rows: number;
  readonly columns: number;
  /**
   * Cuts of each column, ascending: code 1 is below the first, code k + 1 at or above cut k − 1. A column has one
   * more value code than cuts.
   */
  readonly cuts: readonly Float64Array[];
  /** Code of each row in each column, one array of [rows] per column. */
  readonly codes: readonly Uint8Array[];
}

/**
 * Bins for each column, of about equal numbers of rows; equal values share a bin.
 *
 * @param features [rows, columns] row-major, NaN is missing
 * @param maxBins most bins of a column, the one for missing values included; up to 256
 * @param sampleRows cuts are found on at most so many rows, evenly spaced
 */
export function binFeatures(
  features: Float64Array,
  rows: number,
  columns: number,
  maxBins: number,
  sampleRows = 200_000,
): BinnedFeatures {
  const sampled = Math.min(rows, sampleRows);
  const sample = new Float64Array(sampled);
  const cuts: Float64Array[] = [];
  const codes: Uint8Array[] = [];
  for (let column = 0; column < columns; column++) {
    let present = 0;
    for (let index = 0; index < sampled; index++) {
      const row = sampled === rows ? index : Math.floor((index * rows) / sampled);
      const value = features[row * columns + column]!;
      if (!Number.isNaN(value)) sample[present++] = value;
    }
    const columnCuts = cutsOf(sample.subarray(0, present).sort(), maxBins - 1);
    cuts.push(columnCuts);
    codes.push(encode(features, rows, columns, column, columnCuts));
  }
  return { rows, columns, cuts, codes };
}

/** Cuts between bins of about equal counts. A value so frequent that it fills a bin gets one of its own. */
function cutsOf(sorted: Float64Array, maxBins: number): Float64Array {
  let distinct = sorted.length > 0 ? 1 : 0;
  for (let index = 1; index < sorted.length; index++) if (sorted[index] !== sorted[index - 1]) distinct++;
  const cuts: number[] = [];
  let inBin = 0;
  let bins = maxBins;
  let wanted = distinct <= maxBins ? 0 : sorted.length / bins;
  for (let index = 0; index + 1 < sorted.length; index++) {
    inBin++;
    const value = sorted[index]!;
    const next = sorted[index + 1]!;
    if (value === next || inBin < wanted || cuts.length + 1 >= maxBins) continue;
    const middle = value + (next - value) / 2;
    cuts.push(middle > value && middle <= next ? middle : next);
    inBin = 0;
    bins--;
    // Frequent values use up more than their share; the rest is divided anew among the bins that are left.
    if (wanted > 0) wanted = (sorted.length - index - 1) / bins;
  }
  return Float64Array.from(cuts);
}

function encode(
  features: Float64Array,
  rows: number,
  columns: number,
  column: number,
  cuts: Float64Array,
): Uint8Array {
  const codes = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const value = features[row * columns + column]!;
    if (Number.isNaN(value)) continue;
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value < cuts[middle]!) high = middle;
      else low = middle + 1;
    }
    codes[row] = low + 1;
  }
  return codes;
}
