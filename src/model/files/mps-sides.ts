import { boundNumber } from "./file-number.js";
import type { FormBuilder } from "./form-builder.js";
import type { MpsLines } from "./mps-lines.js";
import { DROPPED, OBJECTIVE, type MpsRows } from "./mps-rows.js";
import type { Notes } from "./notes.js";

/** Sections RHS and RANGES of an MPS file. */
export class MpsSides {
  readonly #builder: FormBuilder;
  readonly #lines: MpsLines;
  readonly #rows: MpsRows;
  readonly #hasSide = new Set<number>();
  readonly #hasRange = new Set<number>();
  readonly #ranges: (readonly [row: number, width: number])[] = [];

  constructor(builder: FormBuilder, lines: MpsLines, rows: MpsRows) {
    this.#builder = builder;
    this.#lines = lines;
    this.#rows = rows;
  }

  /** One line: pairs of row and value behind the name of a set, which may be missing. */
  read(section: "RHS" | "RANGES", fields: readonly string[]): void {
    if (fields.length < 2 || fields.length > 5)
      this.#lines.failCount(fields, section, "3 or 5 fields: a set and one or two pairs of row and value");
    for (let field = fields.length % 2; field < fields.length; field += 2) {
      const name = fields[field];
      const row = this.#rows.find(name);
      if (section === "RHS") this.#setSide(row, fields[field + 1], name);
      else this.#setRange(row, fields[field + 1], name);
    }
  }

  #setSide(row: number, text: string, name: string): void {
    const value = row === OBJECTIVE ? this.#lines.number(text) : this.#lines.limit(text);
    if (row === DROPPED) return;
    if (this.#hasSide.has(row))
      this.#lines.fail(`row "${name}" has two right-hand sides`, "Keep one of them.");
    this.#hasSide.add(row);
    if (row === OBJECTIVE) {
      this.#builder.offset = 0 - value;
      return;
    }
    const type = this.#rows.types[row];
    if (type === "E" && !Number.isFinite(value))
      this.#lines.fail(`row "${name}" must equal ${value}`, "An equation needs a finite right-hand side.");
    if (type !== "L") this.#builder.rowLower.set(row, value);
    if (type !== "G") this.#builder.rowUpper.set(row, value);
  }

  #setRange(row: number, text: string, name: string): void {
    const width = this.#lines.limit(text);
    if (row < 0) return;
    if (this.#hasRange.has(row)) this.#lines.fail(`row "${name}" has two ranges`, "Keep one of them.");
    this.#hasRange.add(row);
    this.#ranges.push([row, width]);
  }

  /**
   * Applies the ranges when all sides are known. The sign of a range counts for equations only; L rows reach down from
   * their side, G rows up. A note knows both limits to the last digit.
   */
  finish(notes: Notes): void {
    const { rowLower, rowUpper } = this.#builder;
    for (const [row, width] of this.#ranges) {
      const type = this.#rows.types[row];
      const reachesDown = type === "L" || (type === "E" && width < 0);
      if (reachesDown) rowLower.set(row, rowUpper.at(row) - Math.abs(width));
      else rowUpper.set(row, rowLower.at(row) + Math.abs(width));
    }
    for (const { row, lower, upper } of notes.ranges) {
      const found = this.#builder.findRow(row);
      const [from, to] = [boundNumber(lower), boundNumber(upper)];
      if (found === undefined || from === null || to === null) continue;
      rowLower.set(found, from);
      rowUpper.set(found, to);
    }
  }
}
