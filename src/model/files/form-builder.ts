import { ForesolveError } from "../../errors.js";
import { noSlots } from "../filled-form.js";
import { QuadraticTermList, type QuadraticPart } from "../quadratic-terms.js";
import type { StandardForm } from "../standard-form.js";
import { GrowingArray } from "./growing-array.js";

interface Product {
  readonly row: number | "objective";
  readonly column: number;
  readonly other: number;
  readonly value: number;
}

/** Collects what a model file says, column by column and row by row, and turns it into a standard form. */
export class FormBuilder {
  name = "";
  sense: "minimize" | "maximize" = "minimize";
  offset = 0;
  readonly columnNames: string[] = [];
  readonly rowNames: string[] = [];
  readonly cost: GrowingArray = new GrowingArray();
  readonly columnLower: GrowingArray = new GrowingArray();
  readonly columnUpper: GrowingArray = new GrowingArray();
  readonly integrality: GrowingArray = new GrowingArray();
  readonly rowLower: GrowingArray = new GrowingArray();
  readonly rowUpper: GrowingArray = new GrowingArray();
  readonly #entryRows: GrowingArray = new GrowingArray();
  readonly #entryColumns: GrowingArray = new GrowingArray();
  readonly #entryValues: GrowingArray = new GrowingArray();
  readonly #products: Product[] = [];
  readonly #columns = new Map<string, number>();
  readonly #rows = new Map<string, number>();

  /** Number of a column by its name in the file. */
  findColumn(name: string): number | undefined {
    return this.#columns.get(name);
  }

  /** Number of a column, which is added where its name is new. */
  column(name: string): number {
    return this.findColumn(name) ?? this.addColumn(name);
  }

  /** Number of a row by its name in the file. */
  findRow(name: string): number | undefined {
    return this.#rows.get(name);
  }

  /** Adds a column with the bounds 0 and infinity that both formats start from. */
  addColumn(name: string): number {
    const column = this.columnNames.push(name) - 1;
    this.#columns.set(name, column);
    this.cost.push(0);
    this.columnLower.push(0);
    this.columnUpper.push(Infinity);
    this.integrality.push(0);
    return column;
  }

  addRow(name: string, lower: number, upper: number): number {
    const row = this.rowNames.push(name) - 1;
    this.#rows.set(name, row);
    this.rowLower.push(lower);
    this.rowUpper.push(upper);
    return row;
  }

  addEntry(row: number, column: number, value: number): void {
    if (value === 0) return;
    this.#entryRows.push(row);
    this.#entryColumns.push(column);
    this.#entryValues.push(value);
  }

  /** Adds value x column x other to a row, or to the objective. */
  addProduct(row: number | "objective", column: number, other: number, value: number): void {
    this.#products.push({ row, column, other, value });
  }

  /**
   * Makes a column semi-continuous (zero or between its bounds) when all its bounds are known; returns why it cannot
   * be, or null. A column that may come down to zero anyway is an ordinary one.
   */
  makeSemiContinuous(column: number): string | null {
    const lower = this.columnLower.at(column);
    const upper = this.columnUpper.at(column);
    if (lower <= 0 && upper >= 0) return null;
    const name = this.columnNames[column];
    if (this.integrality.at(column) === 1) return `"${name}" is semi-continuous and integer at once`;
    if (upper === Infinity) return `the semi-continuous column "${name}" without an upper bound`;
    if (lower <= 0) return `the semi-continuous column "${name}" with a negative upper bound`;
    this.integrality.set(column, 2);
    return null;
  }

  /** Takes rows out, none of whose entries are needed any more. */
  removeRows(removed: ReadonlySet<number>): void {
    const next: number[] = this.rowNames.map((_, row) => (removed.has(row) ? -1 : 0));
    let rows = 0;
    for (let row = 0; row < next.length; row++) {
      if (next[row] < 0) continue;
      next[row] = rows;
      this.rowNames[rows] = this.rowNames[row];
      this.rowLower.set(rows, this.rowLower.at(row));
      this.rowUpper.set(rows, this.rowUpper.at(row));
      rows++;
    }
    this.rowNames.length = rows;
    this.rowLower.length = rows;
    this.rowUpper.length = rows;
    let entries = 0;
    for (let entry = 0; entry < this.#entryRows.length; entry++) {
      const row = next[this.#entryRows.at(entry)];
      if (row < 0) continue;
      this.#entryRows.set(entries, row);
      this.#entryColumns.set(entries, this.#entryColumns.at(entry));
      this.#entryValues.set(entries++, this.#entryValues.at(entry));
    }
    const kept = this.#products.filter(({ row }) => row === "objective" || next[row] >= 0);
    this.#products.length = 0;
    for (const product of kept)
      this.#products.push({ ...product, row: product.row === "objective" ? product.row : next[product.row] });
    this.#entryRows.length = entries;
    this.#entryColumns.length = entries;
    this.#entryValues.length = entries;
  }

  /** @throws ForesolveError `FS_MODEL_NO_VARIABLES` when the file has no column. */
  finish(columnNames: readonly string[], rowNames: readonly string[]): StandardForm {
    const columns = this.columnNames.length;
    const rows = this.rowNames.length;
    if (columns === 0) {
      throw new ForesolveError("FS_MODEL_NO_VARIABLES", {
        message: `The model file "${this.name}" has no variables.`,
        fix: "Add at least one column before reading the file as a model.",
        data: { model: this.name },
      });
    }
    return {
      name: this.name,
      sense: this.sense,
      columns,
      rows,
      offset: this.offset,
      cost: this.cost.toFloat64Array(),
      columnLower: this.columnLower.toFloat64Array(),
      columnUpper: this.columnUpper.toFloat64Array(),
      integrality: Uint8Array.from(this.integrality.toFloat64Array()),
      rowLower: this.rowLower.toFloat64Array(),
      rowUpper: this.rowUpper.toFloat64Array(),
      matrix: this.#matrix(rows, columns),
      quadratic: this.#quadratic(),
      cones: [],
      variables: [],
      constraints: [],
      uncertain: [],
      slots: noSlots(),
      columnName: (column) => columnNames[column],
      rowName: (row) => rowNames[row],
    };
  }

  #quadratic(): QuadraticPart {
    const objective = new QuadraticTermList();
    const rows = new QuadraticTermList();
    for (const { row, column, other, value } of this.#products) {
      if (row === "objective") objective.push(0, column, other, value);
      else rows.push(row, column, other, value);
    }
    const { first, second, values } = objective.finish();
    return { objective: { first, second, values }, rows: rows.finish() };
  }

  /** Two stable counting sorts: by column, then by row, so that columns ascend within each row. */
  #matrix(rows: number, columns: number): StandardForm["matrix"] {
    const entryRows = this.#entryRows.toFloat64Array();
    const entryColumns = this.#entryColumns.toFloat64Array();
    const entryValues = this.#entryValues.toFloat64Array();
    const byColumn = stableOrder(entryColumns, null, columns).order;
    const { order, starts } = stableOrder(entryRows, byColumn, rows);
    return {
      starts,
      columns: Int32Array.from(order, (entry) => entryColumns[entry]),
      values: Float64Array.from(order, (entry) => entryValues[entry]),
    };
  }
}

function stableOrder(
  keys: Float64Array,
  before: Int32Array | null,
  count: number,
): { readonly order: Int32Array; readonly starts: Int32Array } {
  const starts = new Int32Array(count + 1);
  for (const key of keys) starts[key + 1]++;
  for (let key = 0; key < count; key++) starts[key + 1] += starts[key];
  const next = starts.slice(0, count);
  const order = new Int32Array(keys.length);
  for (let place = 0; place < keys.length; place++) {
    const entry = before === null ? place : before[place];
    order[next[keys[entry]]++] = entry;
  }
  return { order, starts };
}
