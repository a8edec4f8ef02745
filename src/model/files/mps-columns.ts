import type { FormBuilder } from "./form-builder.js";
import type { MpsBounds } from "./mps-bounds.js";
import type { MpsLines } from "./mps-lines.js";
import { DROPPED, OBJECTIVE, type MpsRows } from "./mps-rows.js";

/** Section COLUMNS of an MPS file. */
export class MpsColumns {
  readonly #builder: FormBuilder;
  readonly #lines: MpsLines;
  readonly #rows: MpsRows;
  readonly #bounds: MpsBounds;
  /** The column of the last line, which the next one may go on with. */
  #column = -1;
  #name: string | null = null;
  /** True between the markers of integer columns. */
  #isInteger = false;

  constructor(builder: FormBuilder, lines: MpsLines, rows: MpsRows, bounds: MpsBounds) {
    this.#builder = builder;
    this.#lines = lines;
    this.#rows = rows;
    this.#bounds = bounds;
  }

  /** One line: a marker, or a column and one or two pairs of row and value. */
  read(fields: readonly string[]): void {
    if (fields[1] === "'MARKER'") return this.#readMarker(fields[fields.length - 1]);
    if (fields.length !== 3 && fields.length !== 5)
      this.#lines.failCount(
        fields,
        "COLUMNS",
        "3 or 5 fields: a column and one or two pairs of row and value",
      );
    if (fields[0] !== this.#name) this.#open(fields[0]);
    for (let field = 1; field < fields.length; field += 2) {
      const row = this.#rows.find(fields[field]);
      const value = this.#lines.number(fields[field + 1]);
      if (row === DROPPED) continue;
      if (!this.#rows.takeEntry(row, this.#column))
        this.#lines.fail(
          `column "${fields[0]}" has two entries in row "${fields[field]}"`,
          "Keep one of them.",
        );
      if (row === OBJECTIVE) this.#builder.cost.set(this.#column, value);
      else this.#builder.addEntry(row, this.#column, value);
    }
  }

  #readMarker(kind: string): void {
    if (kind !== "'INTORG'" && kind !== "'INTEND'")
      this.#lines.fail(`${kind} is no marker`, "Markers are 'INTORG' and 'INTEND'.");
    this.#isInteger = kind === "'INTORG'";
  }

  #open(name: string): void {
    if (this.#builder.findColumn(name) !== undefined)
      this.#lines.fail(`column "${name}" is there twice`, "Keep the lines of one column together.");
    this.#column = this.#builder.addColumn(name);
    this.#name = name;
    if (this.#isInteger) this.#bounds.addInteger(this.#column);
  }
}
