import { SlotTermList } from "./slot-terms.js";
import { NONE, type Terms } from "./terms.js";

/** Compressed sparse rows; no column occurs twice in a row. */
export interface SparseRows {
  /** [rows + 1] */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** Writes compressed sparse rows, row after row, uniting terms that meet in one column. */
export class RowBuilder {
  readonly slotTerms: SlotTermList = new SlotTermList();
  readonly #starts: Int32Array;
  readonly #columns: Int32Array;
  readonly #values: Float64Array;
  /** Position of each column in the current row, or one from an earlier row (then smaller than its start). */
  readonly #positions: Int32Array;
  #row = 0;
  #length = 0;

  constructor(rows: number, columns: number, operands: readonly { readonly terms: Terms }[]) {
    let terms = 0;
    for (const operand of operands) terms += operand.terms.columns.length;
    this.#starts = new Int32Array(rows + 1);
    this.#columns = new Int32Array(terms);
    this.#values = new Float64Array(terms);
    this.#positions = new Int32Array(columns).fill(NONE);
  }

  add(row: number, column: number, coefficient: number, slot: number): void {
    while (this.#row < row) this.#starts[++this.#row] = this.#length;
    let position = this.#positions[column];
    if (position < this.#starts[row]) {
      position = this.#length++;
      this.#positions[column] = position;
      this.#columns[position] = column;
    }
    if (slot === NONE) this.#values[position] += coefficient;
    else this.slotTerms.push(position, slot, coefficient);
  }

  finish(): SparseRows {
    while (this.#row < this.#starts.length - 1) this.#starts[++this.#row] = this.#length;
    return {
      starts: this.#starts,
      columns: this.#columns.slice(0, this.#length),
      values: this.#values.slice(0, this.#length),
    };
  }
}
