import type { StandardForm } from "../../model/index.js";

/**
 * A form as Clarabel takes it: minimise x'Px/2 + q'x with Ax + s = b and s in a product of cones: zeros, nonnegative numbers,
 * second-order cones, in this order.
 */
export interface ConicData {
  /** Upper triangle by columns. */
  readonly quadratic: CompressedColumns;
  /** [columns] */
  readonly linear: Float64Array;
  readonly matrix: CompressedColumns;
  /** [conic rows] */
  readonly sides: Float64Array;
  readonly zeros: number;
  readonly nonnegatives: number;
  readonly coneSizes: readonly number[];
  /** [conic rows] row of the form; none below 0, for bounds of columns */
  readonly sources: Int32Array;
  /** [conic rows] derivative of the side by the limit of its row: 1 or -1 */
  readonly signs: Int8Array;
  /** True when a row without columns contradicts its limits, which needs no solver. */
  readonly isContradictory: boolean;
}

/** Compressed sparse columns. */
export interface CompressedColumns {
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
  readonly values: Float64Array;
}

/** What HiGHS counts as infinite too. */
const INFINITE = 1e20;
const BOUND = -1;
const ROUNDING = 1e-9;

/** Rows of the conic problem, one after the other. */
class ConicRows {
  readonly starts: number[] = [0];
  readonly columns: number[] = [];
  readonly values: number[] = [];
  readonly sides: number[] = [];
  readonly sources: number[] = [];
  readonly signs: number[] = [];

  get count(): number {
    return this.sides.length;
  }

  /** `sign x (row of the form) + s = sign x side`, with the values of fixed columns on the right. */
  addRow(form: StandardForm, row: number, sign: number, side: number): void {
    const { starts, columns, values } = form.matrix;
    for (let k = starts[row]; k < starts[row + 1]; k++) {
      if (values[k] === 0 || isFixed(form, columns[k])) continue;
      this.columns.push(columns[k]);
      this.values.push(sign * values[k]);
    }
    this.#end(row, sign, side - fixedActivity(form, row));
  }

  addBound(column: number, sign: number, bound: number): void {
    this.columns.push(column);
    this.values.push(sign);
    this.#end(BOUND, sign, bound);
  }

  #end(source: number, sign: number, side: number): void {
    this.starts.push(this.columns.length);
    this.sides.push(sign * side);
    this.sources.push(source);
    this.signs.push(sign);
  }
}

/** Writes a form without slots and without quadratic rows for Clarabel. A form that maximises is turned over. */
export function conicData(form: StandardForm): ConicData {
  const sign = form.sense === "minimize" ? 1 : -1;
  const rows = new ConicRows();
  const isInCone = new Uint8Array(form.rows);
  for (const { firstRow, size } of form.cones) isInCone.fill(1, firstRow, firstRow + size);
  let isContradictory = false;
  const linearRows: number[] = [];
  for (let row = 0; row < form.rows; row++) {
    if (isInCone[row] === 1) continue;
    if (!isEmpty(form, row)) linearRows.push(row);
    else isContradictory ||= isBroken(form, row);
  }
  for (const row of linearRows) {
    if (form.rowLower[row] === form.rowUpper[row]) rows.addRow(form, row, 1, form.rowUpper[row]);
  }
  const { columnLower, columnUpper } = form;
  for (let column = 0; column < form.columns; column++) {
    if (isFixed(form, column)) rows.addBound(column, 1, columnUpper[column]);
  }
  const zeros = rows.count;
  for (const row of linearRows) {
    const [lower, upper] = [form.rowLower[row], form.rowUpper[row]];
    if (lower === upper) continue;
    if (upper < INFINITE) rows.addRow(form, row, 1, upper);
    if (lower > -INFINITE) rows.addRow(form, row, -1, lower);
  }
  for (let column = 0; column < form.columns; column++) {
    if (isFixed(form, column)) continue;
    if (columnUpper[column] < INFINITE) rows.addBound(column, 1, columnUpper[column]);
    if (columnLower[column] > -INFINITE) rows.addBound(column, -1, columnLower[column]);
  }
  const nonnegatives = rows.count - zeros;
  for (const { firstRow, size } of form.cones) {
    for (let row = firstRow; row < firstRow + size; row++) rows.addRow(form, row, -1, form.rowLower[row]);
  }
  return {
    quadratic: hessianColumns(form, sign),
    linear: form.cost.map((cost) => sign * cost),
    matrix: byColumns(form.columns, rows),
    sides: Float64Array.from(rows.sides),
    zeros,
    nonnegatives,
    coneSizes: form.cones.map(({ size }) => size),
    sources: Int32Array.from(rows.sources),
    signs: Int8Array.from(rows.signs),
    isContradictory,
  };
}

function isFixed({ columnLower, columnUpper }: StandardForm, column: number): boolean {
  return columnLower[column] === columnUpper[column];
}

/** Whether a row has no column that can move. */
function isEmpty(form: StandardForm, row: number): boolean {
  const { starts, columns, values } = form.matrix;
  for (let k = starts[row]; k < starts[row + 1]; k++) {
    if (values[k] !== 0 && !isFixed(form, columns[k])) return false;
  }
  return true;
}

function isBroken(form: StandardForm, row: number): boolean {
  const activity = fixedActivity(form, row);
  const [lower, upper] = [form.rowLower[row], form.rowUpper[row]];
  const room = ROUNDING * Math.max(1, Math.abs(activity));
  return activity < lower - room || activity > upper + room;
}

function fixedActivity(form: StandardForm, row: number): number {
  const { starts, columns, values } = form.matrix;
  let activity = 0;
  for (let k = starts[row]; k < starts[row + 1]; k++) {
    if (isFixed(form, columns[k])) activity += values[k] * form.columnUpper[columns[k]];
  }
  return activity;
}

/** The form's sum of value x first x second, first <= second, as the upper triangle of P with x'Px/2 = that sum. */
function hessianColumns({ columns, quadratic }: StandardForm, sign: number): CompressedColumns {
  const { first, second, values } = quadratic.objective;
  const starts = new Uint32Array(columns + 1);
  for (const column of second) starts[column + 1]++;
  for (let column = 0; column < columns; column++) starts[column + 1] += starts[column];
  const next = starts.slice();
  const rows = new Uint32Array(values.length);
  const entries = new Float64Array(values.length);
  // Terms come by ascending first column, so that the rows of each column ascend.
  for (let term = 0; term < values.length; term++) {
    const place = next[second[term]]++;
    rows[place] = first[term];
    entries[place] = sign * values[term] * (first[term] === second[term] ? 2 : 1);
  }
  return { starts, rows, values: entries };
}

/** Turns rows, one after the other, into compressed columns. */
export function byColumns(
  columns: number,
  rows: Pick<ConicRows, "count" | "starts" | "columns" | "values">,
): CompressedColumns {
  const starts = new Uint32Array(columns + 1);
  for (const column of rows.columns) starts[column + 1]++;
  for (let column = 0; column < columns; column++) starts[column + 1] += starts[column];
  const next = starts.slice();
  const entryRows = new Uint32Array(rows.columns.length);
  const values = new Float64Array(rows.columns.length);
  for (let row = 0; row < rows.count; row++) {
    for (let k = rows.starts[row]; k < rows.starts[row + 1]; k++) {
      const place = next[rows.columns[k]]++;
      entryRows[place] = row;
      values[place] = rows.values[k];
    }
  }
  return { starts, rows: entryRows, values };
}
