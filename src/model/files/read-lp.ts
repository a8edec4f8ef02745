import type { StandardForm } from "../standard-form.js";
import { isInfinity, limitOf } from "./file-number.js";
import { FormBuilder } from "./form-builder.js";
import { LpBounds } from "./lp-bounds.js";
import { LpExpression } from "./lp-expression.js";
import { LpTokens } from "./lp-tokens.js";
import { Notes } from "./notes.js";

/**
 * Reads LP text (the dialect of CPLEX) into a standard form with the names of the file (those that `writeLp` escaped are
 * restored). Objectives may have a constant, constraints may be ranges (`-1 <= x + y <= 5`) and may have constants on
 * the left; a variable that occurs twice in an expression has the sum of its coefficients. Rows without a label are
 * `R1`, `R2`, ... by their position.
 *
 * Where readers differ this one does what HiGHS does: a negative upper bound leaves the lower bound at 0, and limits
 * from 1e20 on are infinite.
 *
 * @throws ForesolveError `FS_MODEL_FILE_MALFORMED` with the line number and the text; `FS_MODEL_FILE_UNSUPPORTED` for
 * special ordered sets, indicator constraints and the like; `FS_MODEL_NO_VARIABLES` for a file without
 * columns.
 * @example
 * import { readLp } from "foresolve/model";
 *
 * const form = readLp(`Maximize
 *   profit: 3 bread + 2 cake - 10
 * Subject To
 *   oven: 1 <= bread + 2 cake <= 8
 * Bounds
 *   cake <= 3
 * General
 *   bread
 * End`);
 * form.offset; // => -10
 * form.rowName(0); // => "oven"
 * [...form.columnUpper]; // => [Infinity, 3]
 */
export function readLp(text: string): StandardForm {
  return new LpReader(text).read();
}

class LpReader {
  readonly #notes = new Notes("LP");
  readonly #builder = new FormBuilder();
  readonly #tokens: LpTokens;
  readonly #bounds: LpBounds;
  readonly #expression: LpExpression;
  #hasObjective = false;
  /** Rows that have no label, named when all labels are known. */
  readonly #unnamed: number[] = [];

  constructor(text: string) {
    this.#tokens = new LpTokens(text, this.#notes);
    this.#expression = new LpExpression(this.#builder, this.#tokens);
    this.#bounds = new LpBounds(this.#builder, this.#tokens);
  }

  read(): StandardForm {
    const tokens = this.#tokens;
    for (;;) {
      if (tokens.kind === "end of file")
        tokens.fail("the file ends without End", "Check that the file is whole; its last line must be End.");
      if (tokens.kind !== "section")
        tokens.fail(
          `"${tokens.text}" stands before the first section or behind the end of one`,
          "Begin with Minimize or Maximize.",
        );
      const { section } = tokens;
      if (section === "end") break;
      if (!this.#hasObjective && section !== "minimize" && section !== "maximize")
        tokens.fail(
          "section Minimize or Maximize is missing before this line",
          "Begin with Minimize or Maximize.",
        );
      tokens.next();
      if (section === "minimize" || section === "maximize") this.#readObjective(section);
      else if (section === "constraints") this.#readConstraints();
      else this.#bounds.read(section);
    }
    this.#nameRows();
    this.#joinRanges();
    this.#bounds.finish();
    const builder = this.#builder;
    builder.name = this.#notes.model ?? "";
    return builder.finish(
      this.#notes.columnNames(builder.columnNames),
      this.#notes.rowNames(builder.rowNames),
    );
  }

  #readObjective(section: "minimize" | "maximize"): void {
    const tokens = this.#tokens;
    if (this.#hasObjective) tokens.failAtLast("there are two objectives", "Keep one of them.");
    this.#hasObjective = true;
    this.#builder.sense = section;
    if (tokens.isLabel()) this.#skipLabel();
    const { constant, columns, coefficients, products } = this.#expression.read();
    if (tokens.kind !== "section" && tokens.kind !== "end of file")
      tokens.fail(
        `"${tokens.text}" does not continue the objective`,
        "Put + or - between the terms, and Subject To behind the objective.",
      );
    if (!Number.isFinite(constant)) tokens.failAtLast("the objective has an infinite constant");
    this.#builder.offset = constant;
    for (const [term, column] of columns.entries()) this.#builder.cost.set(column, coefficients[term]);
    for (const { column, other, value } of products)
      this.#builder.addProduct("objective", column, other, value);
  }

  #skipLabel(): string {
    const label = this.#tokens.text;
    this.#tokens.next();
    this.#tokens.next();
    return label;
  }

  #readConstraints(): void {
    const tokens = this.#tokens;
    while (tokens.kind !== "section" && tokens.kind !== "end of file") this.#readConstraint();
  }

  #readConstraint(): void {
    const tokens = this.#tokens;
    let label: string | null = null;
    if (tokens.isLabel()) {
      label = tokens.text;
      if (this.#builder.findRow(label) !== undefined)
        tokens.fail(`constraint "${label}" is there twice`, "Give every constraint a name of its own.");
      this.#skipLabel();
    }
    let lower = -Infinity;
    let upper = Infinity;
    const limit = (comparison: string, value: number): void => {
      if (comparison !== "<") lower = value;
      if (comparison !== ">") upper = value;
      if (comparison === "=" && !Number.isFinite(value))
        tokens.failAtLast(`a constraint equals ${value}`, "An equation needs a finite right side.");
    };
    const startedInfinite = this.#infinity();
    const isEmpty = startedInfinite === null && tokens.isComparison();
    const expression = this.#expression;
    if (startedInfinite === null) expression.read();
    if (startedInfinite !== null || (expression.isConstant && !isEmpty)) {
      // A number on the left: the expression follows, and possibly a second limit.
      const left = startedInfinite ?? limitOf(expression.constant);
      const turned = this.#comparison();
      limit(turned === "<" ? ">" : turned === ">" ? "<" : turned, left);
      expression.read();
      if (turned !== "=" && tokens.isComparison()) {
        const second = this.#comparison();
        if (second !== turned)
          tokens.fail("the two comparisons of a range point apart", "Write lower <= expression <= upper.");
        limit(second, this.#side());
      }
    } else {
      limit(this.#comparison(), this.#side());
    }
    if (tokens.isOperator("->"))
      tokens.refuse("an indicator constraint", "Write it with a big-M: the smallest valid one.");
    if (label === null) this.#unnamed.push(this.#builder.rowNames.length);
    const { constant, columns, coefficients, products } = expression;
    const row = this.#builder.addRow(label ?? "", lower - constant, upper - constant);
    for (const [term, column] of columns.entries()) this.#builder.addEntry(row, column, coefficients[term]);
    for (const { column, other, value } of products) this.#builder.addProduct(row, column, other, value);
  }

  #comparison(): string {
    const { text } = this.#tokens;
    if (!this.#tokens.isComparison())
      this.#tokens.fail(
        `${text === "" ? "the file ends" : `"${text}" stands`} where <=, >= or = must stand`,
        "Put + or - between the terms, and a comparison behind each expression.",
      );
    this.#tokens.next();
    return text;
  }

  /** Signs and `inf` at the start of a constraint, which nothing else can begin with. */
  #infinity(): number | null {
    const tokens = this.#tokens;
    return tokens.kind === "name" && !tokens.isLabel() && isInfinity(tokens.text) ? this.#side() : null;
  }

  /** A number behind a comparison. */
  #side(): number {
    const tokens = this.#tokens;
    const sign = tokens.signs();
    const value = tokens.limit();
    if (value === null)
      return tokens.fail(
        `${tokens.text === "" ? "the file ends" : `"${tokens.text}" stands`} where a number must stand`,
        "Bring variables to the left side and numbers to the right.",
      );
    tokens.next();
    const runsOn =
      (tokens.kind === "name" || tokens.kind === "number") && !tokens.startsLine && !tokens.isLabel();
    if (runsOn)
      tokens.fail(
        `"${tokens.text}" stands behind the right side`,
        "Bring variables to the left side, and begin each constraint on a line of its own.",
      );
    return sign * value + 0;
  }

  /** `writeLp` says a range with two rows, of which a note tells. */
  #joinRanges(): void {
    const joined = new Set<number>();
    for (const { lower, upper } of this.#notes.joined) {
      const [first, second] = [this.#builder.findRow(lower), this.#builder.findRow(upper)];
      if (first === undefined || second === undefined) continue;
      this.#builder.rowUpper.set(first, this.#builder.rowUpper.at(second));
      joined.add(second);
    }
    if (joined.size > 0) this.#builder.removeRows(joined);
  }

  #nameRows(): void {
    const { rowNames } = this.#builder;
    const taken = new Set(rowNames);
    for (const row of this.#unnamed) {
      let name = `R${row + 1}`;
      while (taken.has(name)) name += "_";
      taken.add(name);
      rowNames[row] = name;
    }
  }
}
