import { ForesolveError } from "../../errors.js";

/** Code of a missing value; values are coded from 1 in ascending order. */
export const MISSING_CODE = 0;

/** Largest code of a category: sets of categories are kept as bits. */
const LARGEST_CATEGORY = 65_535;
const CATEGORY_FIX = `Pass categories as whole numbers from 0 to ${LARGEST_CATEGORY}; NaN is a missing one.`;

/** Columns cut into bins, at most 256 with the one for missing values. */
export interface BinnedFeatures {
  readonly rows: number;
  readonly columns: number;
  /** Number of value codes of each column, from 1; the code of missing values comes on top. */
  readonly values: Int32Array;
  /**
   * Cuts of each column, ascending: code 1 is below the first, code k + 1 at or above cut k − 1. None where the column
   * holds categories.
   */
  readonly cuts: readonly Float64Array[];
  /** Of columns with categories, the categories that share code k + 1, for each k; null for the others. */
  readonly categories: readonly (readonly (readonly number[])[] | null)[];
  /** Code of each row in each column, one array of [rows] per column. */
  readonly codes: readonly Uint8Array[];
}

/** How columns are cut. */
export interface BinningOptions {
  /** Most bins of a column, the one for missing values included; up to 256. */
  readonly maxBins: number;
  /** Columns that hold category numbers. */
  readonly categorical?: readonly number[];
  /** What to do with more categories than bins: refuse the column, or let the rarest share a bin. */
  readonly rareCategories?: "refuse" | "group";
  /** Cuts are found on at most so many rows, evenly spaced. */
  readonly sampleRows?: number;
}

/**
 * Bins for each column, of about equal numbers of rows; equal values share a bin.
 *
 * @param features [rows, columns] row-major, NaN is missing
 * @throws FS_LEARN_MISSING_VALUE for infinite values, FS_LEARN_INVALID_CATEGORY, FS_LEARN_TOO_MANY_CATEGORIES
 */
export function binFeatures(
  features: Float64Array,
  rows: number,
  columns: number,
  { maxBins, categorical = [], rareCategories = "refuse", sampleRows = 200_000 }: BinningOptions,
): BinnedFeatures {
  const cuts: Float64Array[] = [];
  const codes: Uint8Array[] = [];
  const categories: (readonly (readonly number[])[] | null)[] = [];
  const values = new Int32Array(columns);
  const column = new Float64Array(rows);
  const sample = new Float64Array(Math.min(rows, sampleRows));
  for (let index = 0; index < columns; index++) {
    for (let row = 0; row < rows; row++) column[row] = features[row * columns + index]!;
    requireFinite(column, index);
    if (categorical.includes(index)) {
      const groups = groupsOf(column, index, maxBins - 1, rareCategories);
      categories.push(groups);
      cuts.push(new Float64Array());
      values[index] = groups.length;
      codes.push(encodeCategories(column, groups));
      continue;
    }
    const columnCuts = cutsOf(sorted(column, sample), maxBins - 1);
    categories.push(null);
    cuts.push(columnCuts);
    values[index] = columnCuts.length + 1;
    codes.push(encode(column, columnCuts));
  }
  return { rows, columns, values, cuts, categories, codes };
}

function requireFinite(column: Float64Array, index: number): void {
  const row = column.findIndex((value) => Math.abs(value) === Infinity);
  if (row < 0) return;
  throw new ForesolveError("FS_LEARN_MISSING_VALUE", {
    message: `row ${row} is ${column[row]} in column ${index}.`,
    fix: "Pass finite numbers; NaN is a missing value.",
    data: { row, column: index, value: column[row] },
  });
}

/** The values that are there, ascending, of evenly spaced rows. */
function sorted(column: Float64Array, sample: Float64Array): Float64Array {
  const rows = column.length;
  const step = rows / sample.length;
  let present = 0;
  for (let index = 0; index < sample.length; index++) {
    const value = column[step === 1 ? index : Math.floor(index * step)]!;
    if (value === value) sample[present++] = value;
  }
  return sample.subarray(0, present).sort();
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

function encode(column: Float64Array, cuts: Float64Array): Uint8Array {
  const rows = column.length;
  const codes = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const value = column[row]!;
    if (value !== value) continue;
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

/** Categories by code: each has its own, or the rarest share the last. */
function groupsOf(
  column: Float64Array,
  index: number,
  maxBins: number,
  rare: "refuse" | "group",
): readonly (readonly number[])[] {
  const counts = new Map<number, number>();
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    if (value !== value) continue;
    if (!Number.isInteger(value) || value < 0 || value > LARGEST_CATEGORY)
      throw new ForesolveError("FS_LEARN_INVALID_CATEGORY", {
        message: `row ${row} is ${value} in column ${index}, which holds categories.`,
        fix: CATEGORY_FIX,
        data: { row, column: index, value },
      });
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const ascending = [...counts.keys()].sort((a, b) => a - b);
  if (ascending.length <= maxBins) return ascending.map((category) => [category]);
  if (rare === "refuse")
    throw new ForesolveError("FS_LEARN_TOO_MANY_CATEGORIES", {
      message: `column ${index} has ${ascending.length} categories for ${maxBins} bins.`,
      fix: 'Group categories before, encode them as numbers, or set rareCategories: "group".',
      data: { column: index, categories: ascending.length, bins: maxBins },
    });
  const byCount = [...ascending].sort((a, b) => counts.get(b)! - counts.get(a)! || a - b);
  const kept = byCount.slice(0, maxBins - 1).sort((a, b) => a - b);
  const grouped = byCount.slice(maxBins - 1).sort((a, b) => a - b);
  return [...kept.map((category) => [category]), grouped];
}

function encodeCategories(column: Float64Array, groups: readonly (readonly number[])[]): Uint8Array {
  const codeOf = new Uint8Array(LARGEST_CATEGORY + 1);
  groups.forEach((group, at) => group.forEach((category) => (codeOf[category] = at + 1)));
  const codes = new Uint8Array(column.length);
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    if (value === value) codes[row] = codeOf[value]!;
  }
  return codes;
}
