import type { StandardForm } from "../standard-form.js";
import { fileNames } from "./file-names.js";
import { limitOf, numberText } from "./file-number.js";
import { withValues, type ParameterValues } from "./known-numbers.js";
import { NOTE } from "./notes.js";
import { requireNoCones } from "./file-error.js";

/** Options of {@link writeMps}. */
export interface WriteMpsOptions {
  /** "free" (the default) keeps names readable; "fixed" has eight characters per name and generates them. */
  readonly format?: "free" | "fixed";
  /** Values of the model's uncertain parameters; required for each that occurs. */
  readonly values?: ParameterValues;
}

/**
 * Writes a standard form as MPS text. Every number is written with as many digits as it takes to read the same number
 * back. Names of the user that MPS cannot hold are escaped (free: a blank becomes `~`, other characters `%` and their
 * code) or generated (fixed), and notes in the comments tell `readMps` how to restore them.
 *
 * Fixed MPS has twelve characters for a number: a longer one stands alone at the end of its line and runs on, which
 * HiGHS reads and a strictly columnar reader refuses.
 *
 * @throws ForesolveError `FS_MODEL_VALUES_MISSING` when an uncertain parameter has no values, `FS_MODEL_NOT_FINITE` when
 * one is not finite, `FS_MODEL_FILE_UNSUPPORTED` for second-order cones, `FS_MODEL_DUPLICATE_NAME` when two columns or two rows share a name.
 * @example
 * import { atMost, indexSet, model, readMps, standardForm, total, writeMps } from "foresolve/model";
 *
 * const m = model("plan");
 * const output = m.variable("output", { over: [indexSet("hour", 2)], lower: 0 });
 * m.require("stay below", atMost(total(output), 7));
 * m.maximize(total(output));
 * const text = writeMps(standardForm(m));
 * text.includes(" L  stay~below"); // => true
 * readMps(text).rowName(0); // => "stay below"
 */
export function writeMps(form: StandardForm, options: WriteMpsOptions = {}): string {
  const { format = "free" } = options;
  const known = withValues(form, options.values);
  requireNoCones("MPS", known);
  const { columns, rows, notes } = fileNames(known, format === "fixed" ? "fixed" : "mps");
  const objective = newName("OBJ", rows);
  const put = format === "fixed" ? fixedLine : freeLine;
  const out: string[] = [];
  const sides = Array.from({ length: known.rows }, (_, row) => rowSides(known, row));
  for (const note of notes) out.push(`*${NOTE}${note}`);
  for (const [row, side] of sides.entries()) {
    const { lower, upper, isExact } = side;
    if (!isExact) out.push(`*${NOTE}range ${rows[row]} ${numberText(lower)} ${numberText(upper)}`);
  }
  const isPlainName = /^[\w.-]{1,8}$/.test(known.name);
  out.push(isPlainName ? `NAME          ${known.name}` : "NAME");
  if (known.sense === "maximize") out.push("OBJSENSE", "    MAX");
  out.push("ROWS", put("N", objective));
  for (const [row, { type }] of sides.entries()) out.push(put(type, rows[row]));
  out.push("COLUMNS");
  writeColumns(known, columns, rows, objective, put, out);
  out.push("RHS");
  if (known.offset !== 0) out.push(put("", "RHS", objective, numberText(-known.offset)));
  for (const [row, { side }] of sides.entries())
    if (side !== 0) out.push(put("", "RHS", rows[row], numberText(side)));
  if (sides.some(({ range }) => range !== null)) out.push("RANGES");
  for (const [row, { range }] of sides.entries())
    if (range !== null) out.push(put("", "RANGE", rows[row], numberText(range)));
  writeBounds(known, columns, put, out);
  writeProducts(known, columns, rows, put, out);
  out.push("ENDATA", "");
  return out.join("\n");
}

type PutLine = (code: string, first: string, second?: string, number?: string) => string;

const freeLine: PutLine = (code, first, second, number) => {
  const start = ` ${code.padEnd(2)} ${first}`;
  return second === undefined ? start : `${start} ${second}${number === undefined ? "" : ` ${number}`}`;
};

/** Fields 1 to 4 at the characters 2, 5, 15 and 25. */
const fixedLine: PutLine = (code, first, second, number) => {
  const start = ` ${code.padEnd(2)} ${first}`;
  if (second === undefined) return start;
  const middle = `${start.padEnd(14)}${second}`;
  if (number === undefined) return middle;
  return number.length <= 12 ? `${middle.padEnd(24)}${number.padStart(12)}` : `${middle.padEnd(24)}${number}`;
};

/** How MPS says a row: its type, its right-hand side and the width of its range. */
interface RowSides {
  readonly type: "E" | "L" | "G";
  readonly side: number;
  readonly range: number | null;
  readonly lower: number;
  readonly upper: number;
  /** False when no width gives both sides back to the last digit. */
  readonly isExact: boolean;
}

function rowSides(form: StandardForm, row: number): RowSides {
  const lower = limitOf(form.rowLower[row]);
  const upper = limitOf(form.rowUpper[row]);
  const common = { lower, upper, isExact: true };
  if (lower === upper) return { ...common, type: "E", side: upper, range: null };
  if (lower === -Infinity && upper !== Infinity) return { ...common, type: "L", side: upper, range: null };
  // Without any limit the row is still a row: a second N row would be dropped by every reader.
  if (upper === Infinity) return { ...common, type: "G", side: lower, range: null };
  const range = upper - lower;
  if (upper - range === lower) return { ...common, type: "L", side: upper, range };
  return { ...common, type: "G", side: lower, range, isExact: lower + range === upper };
}

function writeColumns(
  form: StandardForm,
  columns: readonly string[],
  rows: readonly string[],
  objective: string,
  put: PutLine,
  out: string[],
): void {
  const { starts, entryRows, values } = byColumn(form);
  let markers = 0;
  const mark = (kind: "INTORG" | "INTEND"): void => {
    const name = `M${String(++markers).padStart(7, "0")}`;
    out.push(`    ${name}  'MARKER'                 '${kind}'`);
  };
  let wasInteger = false;
  for (let column = 0; column < form.columns; column++) {
    const isInteger = form.integrality[column] === 1;
    if (isInteger !== wasInteger) mark(isInteger ? "INTORG" : "INTEND");
    wasInteger = isInteger;
    const from = starts[column];
    const end = starts[column + 1];
    const cost = form.cost[column];
    // A column without any entry exists only through a line of its own.
    if (cost !== 0 || from === end) out.push(put("", columns[column], objective, numberText(cost)));
    for (let k = from; k < end; k++)
      out.push(put("", columns[column], rows[entryRows[k]], numberText(values[k])));
  }
  if (wasInteger) mark("INTEND");
}

function byColumn(form: StandardForm): {
  readonly starts: Int32Array;
  readonly entryRows: Int32Array;
  readonly values: Float64Array;
} {
  const { matrix } = form;
  const starts = new Int32Array(form.columns + 1);
  const end = matrix.starts[form.rows];
  for (let k = 0; k < end; k++) if (matrix.values[k] !== 0) starts[matrix.columns[k] + 1]++;
  for (let column = 0; column < form.columns; column++) starts[column + 1] += starts[column];
  const next = starts.slice(0, form.columns);
  const entryRows = new Int32Array(starts[form.columns]);
  const values = new Float64Array(starts[form.columns]);
  for (let row = 0; row < form.rows; row++) {
    for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++) {
      if (matrix.values[k] === 0) continue;
      const place = next[matrix.columns[k]]++;
      entryRows[place] = row;
      values[place] = matrix.values[k];
    }
  }
  return { starts, entryRows, values };
}

/** Readers differ in the bounds of integer columns that have none, so that these are always written. */
function writeBounds(form: StandardForm, columns: readonly string[], put: PutLine, out: string[]): void {
  const lines: string[] = [];
  for (let column = 0; column < form.columns; column++) {
    const lower = limitOf(form.columnLower[column]);
    const upper = limitOf(form.columnUpper[column]);
    const name = columns[column];
    const isInteger = form.integrality[column] === 1;
    if (form.integrality[column] === 2) {
      lines.push(put("LO", "BOUND", name, numberText(lower)), put("SC", "BOUND", name, numberText(upper)));
      continue;
    }
    if (lower === 0 && upper === Infinity && !isInteger) continue;
    if (lower === -Infinity && upper === Infinity) lines.push(put("FR", "BOUND", name));
    else if (lower === upper) lines.push(put("FX", "BOUND", name, numberText(upper)));
    else {
      if (lower === -Infinity) lines.push(put("MI", "BOUND", name));
      else if (lower !== 0 || upper <= 0) lines.push(put("LO", "BOUND", name, numberText(lower)));
      if (upper !== Infinity) lines.push(put("UP", "BOUND", name, numberText(upper)));
      else if (isInteger) lines.push(put("PL", "BOUND", name));
    }
  }
  if (lines.length > 0) out.push("BOUNDS", lines.join("\n"));
}

/** QUADOBJ is one triangle of Q of x'Qx/2, QCMATRIX both triangles of Q of x'Qx. */
function writeProducts(
  { quadratic }: StandardForm,
  columns: readonly string[],
  rows: readonly string[],
  put: PutLine,
  out: string[],
): void {
  const { first, second, values } = quadratic.objective;
  if (values.length > 0) out.push("QUADOBJ");
  for (const [k, value] of values.entries()) {
    const entry = first[k] === second[k] ? 2 * value : value;
    out.push(put("", columns[first[k]], columns[second[k]], numberText(entry)));
  }
  const products = quadratic.rows;
  for (const [k, row] of products.rows.entries()) {
    if (k === 0 || products.rows[k - 1] !== row) out.push(`QCMATRIX   ${rows[row]}`);
    const [a, b] = [columns[products.first[k]], columns[products.second[k]]];
    const value = products.values[k];
    if (a === b) out.push(put("", a, a, numberText(value)));
    else out.push(put("", a, b, numberText(value / 2)), put("", b, a, numberText(value / 2)));
  }
}

function newName(wish: string, taken: readonly string[]): string {
  const names = new Set(taken);
  let name = wish;
  for (let count = 1; names.has(name); count++) name = `${wish.slice(0, 8 - String(count).length)}${count}`;
  return name;
}
