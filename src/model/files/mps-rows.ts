import type { FormBuilder } from "./form-builder.js";
import type { MpsLines } from "./mps-lines.js";

/** Stand for a row that is not in the model. */
export const OBJECTIVE = -1;
export const DROPPED = -2;

/** Section ROWS of an MPS file, and which rows have had an entry of the current column. */
export class MpsRows {
  /** L, G or E of each row of the model. */
  readonly types: string[] = [];
  readonly #builder: FormBuilder;
  readonly #lines: MpsLines;
  /** Rows that are not in the model: the objective, and free rows beside it. */
  readonly #outside = new Map<string, number>();
  /** Last column with an entry in each row, by which double entries show. */
  readonly #lastColumn: number[] = [];
  #objectiveColumn = -1;

  constructor(builder: FormBuilder, lines: MpsLines) {
    this.#builder = builder;
    this.#lines = lines;
  }

  /** One line: type and name. */
  read(fields: readonly string[]): void {
    if (fields.length !== 2)
      this.#lines.failCount(fields, "ROWS", "2 fields: the type and the name of a row");
    const [type, name] = [fields[0].toUpperCase(), fields[1]];
    if (this.#builder.findRow(name) !== undefined || this.#outside.has(name))
      this.#lines.fail(`row "${name}" is there twice`, "Give every row a name of its own.");
    if (type === "N") {
      this.#outside.set(name, this.#outside.size === 0 ? OBJECTIVE : DROPPED);
      return;
    }
    if (type !== "L" && type !== "G" && type !== "E")
      this.#lines.fail(`"${fields[0]}" is no type of a row`, "Row types are N, L, G and E.");
    this.#builder.addRow(name, type === "L" ? -Infinity : 0, type === "G" ? Infinity : 0);
    this.types.push(type);
    this.#lastColumn.push(-1);
  }

  /** Number of a row, `OBJECTIVE` or `DROPPED`. */
  find(name: string): number {
    const row = this.#builder.findRow(name) ?? this.#outside.get(name);
    if (row !== undefined) return row;
    return this.#lines.fail(
      `row "${name}" is not in section ROWS`,
      "Add the row to ROWS, or correct its name.",
    );
  }

  /** Notes that a row of the model or the objective has an entry of a column; false where it had one before. */
  takeEntry(row: number, column: number): boolean {
    const last = row === OBJECTIVE ? this.#objectiveColumn : this.#lastColumn[row];
    if (last === column) return false;
    if (row === OBJECTIVE) this.#objectiveColumn = column;
    else this.#lastColumn[row] = column;
    return true;
  }
}
