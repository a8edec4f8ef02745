import { unsupported, type Place } from "./file-error.js";
import type { FormBuilder } from "./form-builder.js";
import type { LpSection, LpTokens } from "./lp-tokens.js";

/** Sections Bounds, General, Binary and Semi-continuous of an LP file. */
export class LpBounds {
  readonly #builder: FormBuilder;
  readonly #tokens: LpTokens;
  readonly #hasLower = new Set<number>();
  readonly #hasUpper = new Set<number>();
  readonly #binary = new Set<number>();
  readonly #semiContinuous: (readonly [column: number, place: Place])[] = [];

  constructor(builder: FormBuilder, tokens: LpTokens) {
    this.#builder = builder;
    this.#tokens = tokens;
  }

  read(section: LpSection): void {
    const tokens = this.#tokens;
    while (tokens.kind !== "section" && tokens.kind !== "end of file") {
      if (section === "bounds") this.#readBound();
      else {
        const column = this.#name();
        if (section === "semi-continuous") this.#semiContinuous.push([column, tokens.lastPlace()]);
        else this.#builder.integrality.set(column, 1);
        if (section === "binary") this.#binary.add(column);
      }
    }
  }

  /** `x free`, `x <= 5`, `x = 3`, `5 >= x` or `2 <= x <= 5`. */
  #readBound(): void {
    const tokens = this.#tokens;
    const left = this.#number();
    if (left !== null) {
      const comparison = this.#comparison();
      const column = this.#name();
      this.#set(column, comparison === "<" ? ">" : comparison === ">" ? "<" : "=", left);
      if (tokens.isComparison()) {
        const second = this.#comparison();
        if (second !== comparison || second === "=")
          tokens.fail("the two comparisons of a bound point apart", "Write lower <= variable <= upper.");
        this.#set(column, second, this.#requiredNumber());
      }
      return;
    }
    const column = this.#name();
    if (tokens.kind === "name" && tokens.text.toLowerCase() === "free") {
      this.#set(column, ">", -Infinity);
      this.#set(column, "<", Infinity);
      tokens.next();
      return;
    }
    const comparison = this.#comparison();
    this.#set(column, comparison, this.#requiredNumber());
  }

  #set(column: number, comparison: string, value: number): void {
    const name = this.#builder.columnNames[column];
    const isEmpty = (comparison !== "<" && value === Infinity) || (comparison !== ">" && value === -Infinity);
    if (isEmpty)
      this.#tokens.failAtLast(`no number can keep this bound of "${name}"`, "Write a finite bound.");
    const twice = (kind: string): never =>
      this.#tokens.failAtLast(`"${name}" has its ${kind} bound twice`, "Keep one of the bounds.");
    if (comparison !== "<") {
      if (this.#hasLower.has(column)) twice("lower");
      this.#hasLower.add(column);
      this.#builder.columnLower.set(column, value);
    }
    if (comparison !== ">") {
      if (this.#hasUpper.has(column)) twice("upper");
      this.#hasUpper.add(column);
      this.#builder.columnUpper.set(column, value);
    }
  }

  #comparison(): string {
    const { text } = this.#tokens;
    if (!this.#tokens.isComparison())
      this.#tokens.fail(
        `${text === "" ? "the file ends" : `"${text}" stands`} where <=, >=, = or free must stand`,
        "Write lower <= variable <= upper, or variable free.",
      );
    this.#tokens.next();
    return text;
  }

  #name(): number {
    const tokens = this.#tokens;
    if (tokens.kind !== "name")
      tokens.fail(
        `${tokens.text === "" ? "the file ends" : `"${tokens.text}" stands`} where the name of a variable must stand`,
        "Write the name of a variable.",
      );
    const column = this.#builder.column(tokens.text);
    tokens.next();
    return column;
  }

  #requiredNumber(): number {
    const value = this.#number();
    if (value !== null) return value;
    const { text } = this.#tokens;
    return this.#tokens.fail(
      `${text === "" ? "the file ends" : `"${text}" stands`} where a number must stand`,
      "Write a number such as -1.5, or inf.",
    );
  }

  /** A number with its signs, also `inf`; null when a name stands here. */
  #number(): number | null {
    const tokens = this.#tokens;
    const hasSign = tokens.isOperator("+") || tokens.isOperator("-");
    const sign = tokens.signs();
    const value = tokens.limit();
    if (value === null) {
      if (hasSign)
        tokens.fail(`"${tokens.text}" stands where a number must stand`, "Bounds are numbers or inf.");
      return null;
    }
    tokens.next();
    return sign * value + 0;
  }

  finish(): void {
    const { columnLower, columnUpper } = this.#builder;
    for (const column of this.#binary) {
      columnLower.set(column, Math.max(columnLower.at(column), 0));
      columnUpper.set(column, Math.min(columnUpper.at(column), 1));
    }
    for (const [column, place] of this.#semiContinuous) {
      const problem = this.#builder.makeSemiContinuous(column);
      if (problem !== null)
        throw unsupported(
          "LP",
          place,
          `${problem} cannot be read`,
          "Give the variable a finite upper bound and a lower bound of at least 0, and do not make it integer.",
        );
    }
  }
}
