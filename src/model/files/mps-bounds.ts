import { boundNumber } from "./file-number.js";
import { unsupported, type Place } from "./file-error.js";
import type { FormBuilder } from "./form-builder.js";
import type { MpsLines } from "./mps-lines.js";

const NEEDS_VALUE = new Set(["LO", "UP", "FX", "LI", "UI", "SC"]);
const TAKES_NO_VALUE = new Set(["FR", "MI", "PL", "BV"]);

/** Section BOUNDS of an MPS file, and what holds for columns that it does not mention. */
export class MpsBounds {
  readonly #builder: FormBuilder;
  readonly #lines: MpsLines;
  /** Integer columns between markers that no bound has mentioned yet. */
  readonly #binaryByDefault = new Set<number>();
  readonly #hasLower = new Set<number>();
  readonly #hasUpper = new Set<number>();
  readonly #semiContinuous: (readonly [column: number, place: Place])[] = [];

  constructor(builder: FormBuilder, lines: MpsLines) {
    this.#builder = builder;
    this.#lines = lines;
  }

  addInteger(column: number): void {
    this.#builder.integrality.set(column, 1);
    this.#binaryByDefault.add(column);
  }

  /** One line: type, set (may be missing), column, value. */
  read(fields: readonly string[]): void {
    const type = fields[0].toUpperCase();
    const needsValue = NEEDS_VALUE.has(type);
    if (!needsValue && !TAKES_NO_VALUE.has(type)) {
      this.#lines.fail(
        `"${fields[0]}" is no type of a bound`,
        "Bound types are LO, UP, FX, FR, MI, PL, BV, LI, UI and SC.",
      );
    }
    const [name, text] = this.#columnAndValue(fields, needsValue);
    const column = this.#builder.findColumn(name);
    if (column === undefined)
      return this.#lines.fail(
        `column "${name}" is not in section COLUMNS`,
        "Correct the name of the column.",
      );
    const value = needsValue ? boundNumber(text!) : 0;
    if (value === null)
      return this.#lines.fail(
        `"${text}" is not a number`,
        "Write a number such as -1.5, or 1e30 for no limit.",
      );
    this.#set(type, column, name, value);
  }

  #columnAndValue(fields: readonly string[], needsValue: boolean): readonly [string, string?] {
    const { length } = fields;
    // BV, FR, MI and PL have no value, but some writers give one.
    const hasValue = needsValue || length === 4 || (length === 3 && this.#isColumnThenNumber(fields));
    const least = hasValue ? 3 : 2;
    if (length < least || length > least + 1) {
      this.#lines.fail(
        `${length} field(s) where a ${fields[0]} bound has ${needsValue ? "4 fields: type, set, column and value" : "3 fields: type, set and column"}`,
        'Correct the line; if names have blanks, read the file with { format: "fixed" }.',
      );
    }
    return hasValue ? [fields[length - 2], fields[length - 1]] : [fields[length - 1]];
  }

  #isColumnThenNumber(fields: readonly string[]): boolean {
    return this.#builder.findColumn(fields[2]) === undefined && boundNumber(fields[2]) !== null;
  }

  #set(type: string, column: number, name: string, value: number): void {
    const { columnLower, columnUpper, integrality } = this.#builder;
    const setsLower = type !== "UP" && type !== "UI" && type !== "PL" && type !== "SC";
    const setsUpper = type !== "LO" && type !== "LI" && type !== "MI";
    if ((setsLower && this.#hasLower.has(column)) || (setsUpper && this.#hasUpper.has(column))) {
      this.#lines.fail(
        `column "${name}" has its ${setsLower && this.#hasLower.has(column) ? "lower" : "upper"} bound twice`,
        "Keep one of the bounds.",
      );
    }
    const isEmpty =
      (setsLower && value === Infinity) || (setsUpper && NEEDS_VALUE.has(type) && value === -Infinity);
    if (isEmpty || (type === "FX" && !Number.isFinite(value)))
      this.#lines.fail(`no number can keep this bound of column "${name}"`, "Write a finite bound.");
    this.#binaryByDefault.delete(column);
    if (setsLower) this.#hasLower.add(column);
    if (setsUpper) this.#hasUpper.add(column);
    if (setsLower) columnLower.set(column, type === "FR" || type === "MI" ? -Infinity : value);
    if (setsUpper)
      columnUpper.set(column, type === "FR" || type === "PL" ? Infinity : type === "BV" ? 1 : value);
    if (type === "BV" || type === "LI" || type === "UI") integrality.set(column, 1);
    if (type === "SC") this.#semiContinuous.push([column, this.#lines.place()]);
  }

  finish(): void {
    for (const column of this.#binaryByDefault) this.#builder.columnUpper.set(column, 1);
    for (const [column, place] of this.#semiContinuous) {
      const problem = this.#builder.makeSemiContinuous(column);
      if (problem !== null)
        throw unsupported(
          "MPS",
          place,
          `${problem} cannot be read`,
          "Give the column a finite upper bound and a lower bound of at least 0, and do not make it integer.",
        );
    }
  }
}
