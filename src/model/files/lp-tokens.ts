import { malformed, unsupported, type Place } from "./file-error.js";
import { boundNumber, limitOf } from "./file-number.js";
import { NOTE, type Notes } from "./notes.js";

/** Sections of an LP file. */
export type LpSection =
  | "minimize"
  | "maximize"
  | "constraints"
  | "bounds"
  | "general"
  | "binary"
  | "semi-continuous"
  | "end";

/** What the current token is; `value` and `text` of the reader say which. */
export type LpToken = "number" | "name" | "operator" | "section" | "end of file";

const SECTION =
  /(?:(subject\s+to|such\s+that|s\.t\.|st\.?)|(minimi[sz]e|minimum|min)|(maximi[sz]e|maximum|max)|(bounds?)|(semi-continuous|semis?)|(general\s+constraints|gencons?|lazy\s+constraints|user\s+cuts|pwlobj|sos[12]?|scenarios?|multi-objectives)|(generals?|gen|integers?|int)|(binary|binaries|bin)|(end))(?=[ \t\r\n\\]|$)(?!\s*:)/iy;
const SECTIONS: readonly (LpSection | "unsupported")[] = [
  "constraints",
  "minimize",
  "maximize",
  "bounds",
  "semi-continuous",
  "unsupported",
  "general",
  "binary",
  "end",
];
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy;
// A slash may stand inside a name, and so may brackets (`x[1,2]`, as Gurobi writes); both mean something at its start.
const NAME = /[^\s\\+\-*/^:<>=[\]][^\s\\+\-*^:<>=]*/y;
const OPERATOR = /<=|=<|>=|=>|->|==|[<>=+\-*/^:[\]]/y;

/** Reads an LP text token by token. */
export class LpTokens {
  kind: LpToken = "end of file";
  /** The token as it stands in the file; for a comparison `<`, `>` or `=`. */
  text = "";
  value = 0;
  section: LpSection = "end";
  line = 1;
  /** True for the first token of a line. */
  startsLine = true;
  readonly #text: string;
  readonly #notes: Notes;
  #position = 0;
  #lineStart = 0;
  /** Line of the token before the current one, and where it starts. */
  #lastLine = 1;
  #lastLineStart = 0;
  /** True when a token was read on the current line. */
  #hasToken = false;

  constructor(text: string, notes: Notes) {
    this.#text = text;
    this.#notes = notes;
    if (text.charCodeAt(0) === 0xfeff) this.#position = 1;
    this.next();
  }

  /** Moves on to the next token. */
  next(): void {
    const text = this.#text;
    this.#lastLine = this.line;
    this.#lastLineStart = this.#lineStart;
    this.#skipBlanks();
    const position = this.#position;
    if (position >= text.length) {
      this.kind = "end of file";
      this.text = "";
      return;
    }
    if (this.startsLine && this.#readSection()) return;
    const code = text.charCodeAt(position);
    const startsNumber =
      (code >= 48 && code <= 57) || (code === 46 && isDigit(text.charCodeAt(position + 1)));
    if (startsNumber) {
      this.text = this.#match(NUMBER)!;
      this.kind = "number";
      this.value = Number(this.text);
      if (!Number.isFinite(this.value)) this.fail(`"${this.text}" is not a finite number`);
      return;
    }
    const operator = this.#match(OPERATOR);
    this.kind = operator === null ? "name" : "operator";
    this.text = operator === null ? this.#match(NAME)! : comparison(operator);
  }

  /** The same as comparing `kind`, which the compiler would take for unchanged after a call. */
  is(kind: LpToken): boolean {
    return this.kind === kind;
  }

  isOperator(text: string): boolean {
    return this.kind === "operator" && this.text === text;
  }

  isComparison(): boolean {
    return this.kind === "operator" && (this.text === "<" || this.text === ">" || this.text === "=");
  }

  /** True when a colon follows the current token: it is a label. */
  isLabel(): boolean {
    if (this.kind !== "name") return false;
    let position = this.#position;
    while (isBlank(this.#text.charCodeAt(position))) position++;
    return this.#text.charCodeAt(position) === 58;
  }

  /** The current token as a bound or a side without its sign; null where it is none. */
  limit(): number | null {
    if (this.kind === "number") return limitOf(this.value);
    return this.kind === "name" ? boundNumber(this.text) : null;
  }

  /** Moves on behind signs, as many as there are; returns what they multiply to. */
  signs(): number {
    let sign = 1;
    while (this.isOperator("+") || this.isOperator("-")) {
      if (this.text === "-") sign = -sign;
      this.next();
    }
    return sign;
  }

  fail(problem: string, fix = "Correct the line."): never {
    throw malformed("LP", { line: this.line, text: this.#lineText() }, problem, fix);
  }

  /** Complains of what was read last, the current token being the one behind it. */
  failAtLast(problem: string, fix = "Correct the line."): never {
    throw malformed("LP", this.lastPlace(), problem, fix);
  }

  lastPlace(): Place {
    return { line: this.#lastLine, text: this.#lineText(this.#lastLineStart) };
  }

  refuse(what: string, fix: string): never {
    throw unsupported("LP", { line: this.line, text: this.#lineText() }, `${what} cannot be read`, fix);
  }

  #lineText(start: number = this.#lineStart): string {
    const end = this.#text.indexOf("\n", start);
    return this.#text.slice(start, end < 0 ? undefined : end);
  }

  #skipBlanks(): void {
    const text = this.#text;
    this.startsLine = !this.#hasToken;
    this.#hasToken = true;
    for (; this.#position < text.length; this.#position++) {
      const code = text.charCodeAt(this.#position);
      if (code === 10) {
        this.line++;
        this.#lineStart = this.#position + 1;
        this.startsLine = true;
      } else if (code === 92) this.#skipComment();
      else if (!isBlank(code)) return;
    }
  }

  /** Leaves the position at the last character of the line. */
  #skipComment(): void {
    let end = this.#text.indexOf("\n", this.#position);
    if (end < 0) end = this.#text.length;
    const comment = this.#text.slice(this.#position + 1, end);
    if (comment.startsWith(NOTE)) this.#notes.read(comment.slice(NOTE.length), this.line);
    else this.#notes.model ??= /^\s*(?:problem name:|model) (.*)$/i.exec(comment)?.[1].trim() ?? null;
    this.#position = end - 1;
  }

  #readSection(): boolean {
    SECTION.lastIndex = this.#position;
    const match = SECTION.exec(this.#text);
    if (match === null) return false;
    this.#position = SECTION.lastIndex;
    const section = SECTIONS[match.findIndex((group, at) => at > 0 && group !== undefined) - 1];
    this.text = match[0];
    if (section === "unsupported") {
      return this.refuse(
        `section ${match[0].toUpperCase()}`,
        "Remove the section, or write the model without it: linear constraints, bounds, integer and semi-continuous variables are read.",
      );
    }
    this.kind = "section";
    this.section = section;
    return true;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match === null) return null;
    this.#position = pattern.lastIndex;
    return match[0];
  }
}

function comparison(operator: string): string {
  if (operator === "->") return operator;
  if (operator === "<=" || operator === "=<") return "<";
  if (operator === ">=" || operator === "=>") return ">";
  return operator === "==" ? "=" : operator;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13;
}
