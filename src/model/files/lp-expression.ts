import type { FormBuilder } from "./form-builder.js";
import { isInfinity } from "./file-number.js";
import { GrowingArray } from "./growing-array.js";
import type { LpTokens } from "./lp-tokens.js";

/** value x column x other */
interface LpProduct {
  readonly column: number;
  readonly other: number;
  readonly value: number;
}

/** The expression of an LP file that was read last: a sum of terms, products and constants. */
export class LpExpression {
  /** Columns of the terms, each once. */
  columns: number[] = [];
  /** Their coefficients. */
  coefficients: number[] = [];
  products: LpProduct[] = [];
  constant = 0;
  readonly #builder: FormBuilder;
  readonly #tokens: LpTokens;
  /** Last place of each column in the current expression. */
  readonly #places = new GrowingArray();

  constructor(builder: FormBuilder, tokens: LpTokens) {
    this.#builder = builder;
    this.#tokens = tokens;
  }

  /** Nothing but numbers stood there. */
  get isConstant(): boolean {
    return this.columns.length + this.products.length === 0;
  }

  /** Reads the next expression, which ends where a term has no sign before it. */
  read(): this {
    const tokens = this.#tokens;
    this.columns = [];
    this.coefficients = [];
    this.products = [];
    this.constant = 0;
    for (let isFirst = true; ; isFirst = false) {
      const hasSign = tokens.isOperator("+") || tokens.isOperator("-");
      if (!isFirst && !hasSign) break;
      const sign = tokens.signs();
      if (tokens.isOperator("[")) this.#readProducts(sign);
      else if (tokens.kind === "number") {
        const value = sign * tokens.value;
        tokens.next();
        if (tokens.isOperator("*")) {
          tokens.next();
          if (!tokens.is("name"))
            tokens.fail(`"${tokens.text}" stands where a variable must stand`, "Write number * variable.");
        }
        if (tokens.is("name") && !tokens.isLabel()) this.#addTerm(value);
        else this.constant += value;
      } else if (tokens.kind === "name" && !tokens.isLabel() && !(hasSign && isInfinity(tokens.text))) {
        this.#addTerm(sign);
      } else if (tokens.kind === "name" && hasSign && isFirst && isInfinity(tokens.text)) {
        // -inf <= expression
        this.constant = sign * Infinity;
        tokens.next();
        return this;
      } else if (hasSign) {
        tokens.fail(
          tokens.text === ""
            ? "the file ends in an expression"
            : `"${tokens.text}" stands where a term must stand`,
          "Put a number or a variable behind + and -.",
        );
      } else break;
    }
    if (tokens.isOperator("^") || tokens.isOperator("*"))
      tokens.refuse(
        "a product outside of brackets",
        "Write the quadratic part in brackets: [ x ^ 2 + 2 x * y ].",
      );
    return this;
  }

  /** `[ 2 x ^ 2 - x * y ] / 2`: the half is meant as written, in objectives as in constraints. */
  #readProducts(sign: number): void {
    const tokens = this.#tokens;
    const first = this.products.length;
    tokens.next();
    while (!tokens.isOperator("]")) {
      let value = sign * tokens.signs();
      if (tokens.is("number")) {
        value *= tokens.value;
        tokens.next();
        if (tokens.isOperator("*")) tokens.next();
      }
      const column = this.#factor();
      if (tokens.isOperator("^")) {
        tokens.next();
        if (!tokens.is("number") || tokens.value !== 2)
          tokens.fail(`"${tokens.text}" stands where the exponent 2 must stand`, "Write variable ^ 2.");
        tokens.next();
        this.products.push({ column, other: column, value });
      } else if (tokens.isOperator("*")) {
        tokens.next();
        this.products.push({ column, other: this.#factor(), value });
      } else
        tokens.fail(
          `${tokens.text === "" ? "the file ends" : `"${tokens.text}" stands`} where ^ 2 or * must stand`,
          "Write linear terms outside of the brackets.",
        );
      if (!tokens.isOperator("+") && !tokens.isOperator("-") && !tokens.isOperator("]"))
        tokens.fail(
          `${tokens.text === "" ? "the file ends" : `"${tokens.text}" stands`} where +, - or ] must stand`,
          "Put + or - between the terms, and ] behind the last one.",
        );
    }
    tokens.next();
    if (!tokens.isOperator("/")) return;
    tokens.next();
    if (!tokens.is("number") || tokens.value !== 2)
      tokens.fail(`"${tokens.text}" stands where 2 must stand`, "Write [ ... ] / 2.");
    tokens.next();
    for (let k = first; k < this.products.length; k++)
      this.products[k] = { ...this.products[k], value: this.products[k].value / 2 };
  }

  #factor(): number {
    const tokens = this.#tokens;
    if (!tokens.is("name"))
      tokens.fail(
        `${tokens.text === "" ? "the file ends" : `"${tokens.text}" stands`} where a variable must stand`,
        "Write variable ^ 2 or variable * variable.",
      );
    const column = this.#builder.column(tokens.text);
    tokens.next();
    return column;
  }

  #addTerm(coefficient: number): void {
    const column = this.#builder.column(this.#tokens.text);
    this.#tokens.next();
    while (this.#places.length <= column) this.#places.push(0);
    const place = this.#places.at(column);
    if (this.columns[place] === column) {
      const sum = this.coefficients[place] + coefficient;
      if (!Number.isFinite(sum)) this.#tokens.failAtLast(`the coefficients of one variable add up to ${sum}`);
      this.coefficients[place] = sum;
    } else {
      this.#places.set(column, this.columns.push(column) - 1);
      this.coefficients.push(coefficient);
    }
  }
}
