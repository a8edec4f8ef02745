import type { FormBuilder } from "./form-builder.js";
import type { MpsLines } from "./mps-lines.js";
import type { MpsRows } from "./mps-rows.js";

/** Sections QUADOBJ, QMATRIX and QCMATRIX of an MPS file. */
export class MpsProducts {
  readonly #builder: FormBuilder;
  readonly #lines: MpsLines;
  readonly #rows: MpsRows;
  /** Rows that have a section QCMATRIX, and the one that is open. */
  readonly #opened = new Set<number>();
  #row = -1;

  constructor(builder: FormBuilder, lines: MpsLines, rows: MpsRows) {
    this.#builder = builder;
    this.#lines = lines;
    this.#rows = rows;
  }

  /** The head of a section QCMATRIX, which names its row: there is one such section for each. */
  openRow(words: readonly string[]): void {
    if (words.length !== 2)
      this.#lines.fail("section QCMATRIX names no row", "Write QCMATRIX and the name of its row.");
    const row = this.#rows.find(words[1]);
    if (row < 0)
      this.#lines.fail(`row "${words[1]}" is not a constraint`, "Write QUADOBJ for the objective.");
    if (this.#opened.has(row))
      this.#lines.fail(`row "${words[1]}" has two sections QCMATRIX`, "Unite the two sections.");
    this.#opened.add(row);
    this.#row = row;
  }

  /** An entry of Q: of x'Qx/2 in the objective, one triangle in QUADOBJ and both in QMATRIX, of x'Qx in QCMATRIX. */
  read(section: "QUADOBJ" | "QMATRIX" | "QCMATRIX", fields: readonly string[]): void {
    if (fields.length !== 3) this.#lines.failCount(fields, section, "3 fields: two columns and a value");
    const [column, other] = fields.slice(0, 2).map((name) => {
      const found = this.#builder.findColumn(name);
      if (found !== undefined) return found;
      return this.#lines.fail(
        `column "${name}" is not in section COLUMNS`,
        "Add the column, or correct its name.",
      );
    });
    const value = this.#lines.number(fields[2]);
    if (section === "QCMATRIX") this.#builder.addProduct(this.#row, column, other, value);
    else {
      const factor = section === "QMATRIX" || column === other ? 0.5 : 1;
      this.#builder.addProduct("objective", column, other, factor * value);
    }
  }
}
