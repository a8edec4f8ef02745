import type { StandardForm } from "../standard-form.js";
import { fileNames } from "./file-names.js";
import { limitOf, numberText } from "./file-number.js";
import { withValues, type ParameterValues } from "./known-numbers.js";
import { NOTE } from "./notes.js";
import { requireNoCones } from "./file-error.js";

/** Options of {@link writeLp}. */
export interface WriteLpOptions {
  /** Values of the model's uncertain parameters; required for each that occurs. */
  readonly values?: ParameterValues;
}

/** Readers have limits for the length of a line, the lowest known being CPLEX's 560 characters. */
const LINE_LENGTH = 100;

/**
 * Writes a standard form as LP text (the dialect of CPLEX, as HiGHS reads it). Every number is written with
 * as many digits as it takes to read the same number back. Names that the format cannot hold are escaped
 * (`output[hour=3]` becomes `output(hour#3)`, a blank `~`, other characters `%` and their code), and notes in the comments
 * tell `readLp` how to restore them. A row with two different limits becomes two rows, which a note joins: not every
 * reader understands ranges, and some take them for something else without a word.
 *
 * @throws ForesolveError `FS_MODEL_VALUES_MISSING` when an uncertain parameter has no values, `FS_MODEL_NOT_FINITE` when
 * one is not finite, `FS_MODEL_FILE_UNSUPPORTED` for second-order cones, `FS_MODEL_DUPLICATE_NAME` when two columns or two rows share a name.
 * @example
 * import { atMost, indexSet, model, readLp, standardForm, total, writeLp } from "foresolve/model";
 *
 * const m = model("plan");
 * const output = m.variable("output", { over: [indexSet("hour", 2)], lower: 0 });
 * m.require("stay below", atMost(total(output), 7));
 * m.maximize(total(output));
 * const text = writeLp(standardForm(m));
 * text.includes(" stay~below: +1 output(hour#0) +1 output(hour#1) <= 7"); // => true
 * readLp(text).columnName(1); // => "output[hour=1]"
 */
export function writeLp(form: StandardForm, options: WriteLpOptions = {}): string {
  const known = withValues(form, options.values);
  requireNoCones("LP", known);
  const { columns, rows, notes } = fileNames(known, "lp");
  const out: string[] = [];
  const head = notes.map((note) => `\\${NOTE}${note}`);
  out.push(known.sense === "minimize" ? "Minimize" : "Maximize");
  writeObjective(known, columns, out);
  out.push("Subject To");
  writeRows(known, columns, rows, head, out);
  writeBounds(known, columns, out);
  for (const [title, kind] of [
    ["General", 1],
    ["Semi-Continuous", 2],
  ] as const) {
    if (!known.integrality.includes(kind)) continue;
    out.push(title);
    for (let column = 0; column < known.columns; column++)
      if (known.integrality[column] === kind) out.push(` ${columns[column]}`);
  }
  out.push("End", "");
  return `${head.join("\n")}\n${out.join("\n")}`;
}

/** Terms on lines of moderate length. */
class TermLines {
  readonly #out: string[];
  #line: string;

  constructor(start: string, out: string[]) {
    this.#line = start;
    this.#out = out;
  }

  add(coefficient: number, name: string): void {
    this.append(`${coefficient < 0 ? "" : "+"}${numberText(coefficient)} ${name}`);
  }

  append(text: string): void {
    if (this.#line.length + text.length > LINE_LENGTH && this.#line.trim() !== "") {
      this.#out.push(this.#line);
      this.#line = "  ";
    }
    this.#line += ` ${text}`;
  }

  end(): void {
    this.#out.push(this.#line);
  }
}

/** Readers number the columns as they meet them, so that the objective must name all where the rows have another order. */
function writeObjective(form: StandardForm, columns: readonly string[], out: string[]): void {
  const { first, second, values } = form.quadratic.objective;
  const isLinear = values.length === 0 && form.quadratic.rows.values.length === 0;
  const namesAll = !isLinear || !isMetInOrder(form);
  const lines = new TermLines(" obj:", out);
  for (let column = 0; column < form.columns; column++)
    if (namesAll || form.cost[column] !== 0) lines.add(form.cost[column], columns[column]);
  // The format halves the quadratic part of an objective, and that of a constraint not.
  if (values.length > 0) {
    lines.append("+ [");
    for (const [k, value] of values.entries())
      lines.add(2 * value, productText(columns, first[k], second[k]));
    lines.append("] / 2");
  }
  const { offset } = form;
  if (offset !== 0) lines.append(`${offset < 0 ? "-" : "+"} ${numberText(Math.abs(offset))}`);
  lines.end();
}

function productText(columns: readonly string[], first: number, second: number): string {
  return first === second ? `${columns[first]} ^2` : `${columns[first]} * ${columns[second]}`;
}

/** True when the nonzero entries of objective and rows, read in order, meet all columns in their order. */
function isMetInOrder(form: StandardForm): boolean {
  const isMet = new Uint8Array(form.columns);
  let next = 0;
  const meet = (column: number): boolean => {
    if (isMet[column] === 0 && column !== next++) return false;
    isMet[column] = 1;
    return true;
  };
  for (let column = 0; column < form.columns; column++)
    if (form.cost[column] !== 0 && !meet(column)) return false;
  for (let k = 0; k < form.matrix.starts[form.rows]; k++)
    if (form.matrix.values[k] !== 0 && !meet(form.matrix.columns[k])) return false;
  return next === form.columns;
}

function writeRows(
  form: StandardForm,
  columns: readonly string[],
  rows: readonly string[],
  head: string[],
  out: string[],
): void {
  const taken = new Set(rows);
  const { matrix } = form;
  const products = form.quadratic.rows;
  let product = 0;
  for (let row = 0; row < form.rows; row++) {
    const lower = limitOf(form.rowLower[row]);
    const upper = limitOf(form.rowUpper[row]);
    const firstProduct = product;
    while (product < products.rows.length && products.rows[product] === row) product++;
    const write = (name: string, comparison: string, side: number): void => {
      const lines = new TermLines(` ${name}:`, out);
      let isEmpty = true;
      for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++) {
        if (matrix.values[k] === 0) continue;
        lines.add(matrix.values[k], columns[matrix.columns[k]]);
        isEmpty = false;
      }
      if (isEmpty) lines.add(0, columns[0]);
      if (product > firstProduct) {
        lines.append("+ [");
        for (let k = firstProduct; k < product; k++)
          lines.add(products.values[k], productText(columns, products.first[k], products.second[k]));
        lines.append("]");
      }
      lines.append(`${comparison} ${numberText(side)}`);
      lines.end();
    };
    if (lower === upper) write(rows[row], "=", upper);
    else if (upper === Infinity) write(rows[row], ">=", lower);
    else if (lower === -Infinity) write(rows[row], "<=", upper);
    else {
      let second = `${rows[row]}_upper`;
      while (taken.has(second)) second += "_";
      taken.add(second);
      head.push(`\\${NOTE}joined ${rows[row]} ${second}`);
      write(rows[row], ">=", lower);
      write(second, "<=", upper);
    }
  }
}

function writeBounds(form: StandardForm, columns: readonly string[], out: string[]): void {
  const lines: string[] = [];
  for (let column = 0; column < form.columns; column++) {
    const lower = limitOf(form.columnLower[column]);
    const upper = limitOf(form.columnUpper[column]);
    const name = columns[column];
    if (lower === 0 && upper === Infinity) continue;
    if (lower === -Infinity && upper === Infinity) lines.push(` ${name} free`);
    else if (lower === upper) lines.push(` ${name} = ${numberText(upper)}`);
    else if (upper === Infinity) lines.push(` ${name} >= ${numberText(lower)}`);
    else
      lines.push(` ${lower === -Infinity ? "-inf" : numberText(lower)} <= ${name} <= ${numberText(upper)}`);
  }
  if (lines.length > 0) out.push("Bounds", lines.join("\n"));
}
