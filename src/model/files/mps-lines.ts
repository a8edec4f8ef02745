import { malformed, type Place } from "./file-error.js";
import { boundNumber, finiteNumber } from "./file-number.js";

/** Reads an MPS text line by line, and complains of the current one. */
export class MpsLines {
  /** Number of the current line; 1 is the first. */
  line = 0;
  /** The current line; empty at the end of the file. */
  text = "";
  readonly #whole: string;
  #position: number;

  constructor(whole: string) {
    this.#whole = whole;
    this.#position = whole.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  /** Moves on to the next line; false at the end of the file. */
  next(): boolean {
    const whole = this.#whole;
    const position = this.#position;
    if (position >= whole.length) {
      this.text = "";
      return false;
    }
    let end = whole.indexOf("\n", position);
    if (end < 0) end = whole.length;
    this.line++;
    this.text = whole.slice(position, whole.charCodeAt(end - 1) === 13 ? end - 1 : end);
    this.#position = end + 1;
    return true;
  }

  place(): Place {
    return { line: this.line, text: this.text };
  }

  /** A field that must be a finite number. */
  number(field: string): number {
    return finiteNumber(field) ?? this.#notANumber(field);
  }

  /** A field that must be a number, infinite ones included. */
  limit(field: string): number {
    return boundNumber(field) ?? this.#notANumber(field);
  }

  fail(problem: string, fix = "Correct the line."): never {
    throw malformed("MPS", this.place(), problem, fix);
  }

  failCount(fields: readonly string[], section: string, expected: string): never {
    return this.fail(
      `${fields.length} field(s) where section ${section} has ${expected}`,
      'Correct the line; if names have blanks, read the file with { format: "fixed" }.',
    );
  }

  #notANumber(field: string): never {
    return this.fail(`"${field}" is not a finite number`, "Write a number such as -1.5 or 2.5e3.");
  }
}
