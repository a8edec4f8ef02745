import { withValues, type ParameterValues } from "./files/known-numbers.js";
import { MagnitudeCollector, type MagnitudeRange } from "./magnitude-range.js";
import type { StandardForm } from "./standard-form.js";

/** What a form is made of, and how its numbers are scaled. */
export interface ModelStatistics {
  readonly columns: {
    readonly count: number;
    readonly continuous: number;
    /** Whole numbers, binary ones not among them. */
    readonly integer: number;
    readonly binary: number;
    readonly semicontinuous: number;
    readonly fixed: number;
    readonly free: number;
  };
  readonly rows: {
    readonly count: number;
    readonly equal: number;
    readonly atMost: number;
    readonly atLeast: number;
    /** Two different limits. */
    readonly range: number;
    /** No limit. */
    readonly free: number;
    /** Part of a second-order cone. */
    readonly cone: number;
  };
  /** Terms with a product of two variables. */
  readonly quadraticTerms: { readonly objective: number; readonly rows: number };
  /** Second-order cones. */
  readonly cones: number;
  readonly nonzeros: number;
  /** Nonzeros / (rows x columns); 0 for a form without rows. */
  readonly density: number;
  readonly coefficients: MagnitudeRange | null;
  readonly costs: MagnitudeRange | null;
  readonly rightHandSides: MagnitudeRange | null;
  readonly bounds: MagnitudeRange | null;
  /** Rows without a nonzero coefficient, by name. */
  readonly emptyRows: readonly string[];
  /** Columns in no row, by name. */
  readonly emptyColumns: readonly string[];
  /** Rows whose coefficients are those of an earlier row, by name, with that row. */
  readonly duplicateRows: readonly (readonly [row: string, sameAs: string])[];
  /** Columns whose coefficients and cost are those of an earlier column, by name, with that column. */
  readonly duplicateColumns: readonly (readonly [column: string, sameAs: string])[];
}

/**
 * Counts and ranges of a form. With uncertain parameters it describes the form for the given values, and without values the
 * form with every slot at zero.
 *
 * @throws ForesolveError `FS_MODEL_VALUES_MISSING` and `FS_MODEL_NOT_FINITE` when some but not all values are given, or wrong
 * ones.
 * @example
 * import { atMost, indexSet, model, modelStatistics, standardForm, total } from "foresolve/model";
 *
 * const m = model("plan");
 * const output = m.variable("output", { over: [indexSet("hour", 2)], lower: 0 });
 * m.require("limit", atMost(total(output), 7));
 * m.maximize(total(output));
 * const statistics = modelStatistics(standardForm(m));
 * statistics.nonzeros; // => 2
 * statistics.rows.atMost; // => 1
 * statistics.rightHandSides; // => { smallest: 7, largest: 7 }
 */
export function modelStatistics(form: StandardForm, values?: ParameterValues): ModelStatistics {
  const known = values === undefined ? form : withValues(form, values);
  const { matrix, rows, columns } = known;
  const sides = new MagnitudeCollector();
  const bounds = new MagnitudeCollector();
  const coefficients = new MagnitudeCollector();
  const costs = new MagnitudeCollector();
  const columnCounts = { continuous: 0, integer: 0, binary: 0, semicontinuous: 0, fixed: 0, free: 0 };
  for (let column = 0; column < columns; column++) {
    const lower = known.columnLower[column];
    const upper = known.columnUpper[column];
    columnCounts[columnKind(known.integrality[column], lower, upper)]++;
    if (lower === upper) columnCounts.fixed++;
    if (lower === -Infinity && upper === Infinity) columnCounts.free++;
    bounds.add(lower);
    bounds.add(upper);
    costs.add(known.cost[column]);
  }
  const rowCounts = { equal: 0, atMost: 0, atLeast: 0, range: 0, free: 0, cone: 0 };
  const coneRows = rowsInCones(known);
  for (let row = 0; row < rows; row++) {
    rowCounts[coneRows[row] === 1 ? "cone" : rowKind(known.rowLower[row], known.rowUpper[row])]++;
    sides.add(known.rowLower[row]);
    sides.add(known.rowUpper[row]);
  }
  const rowKeys = Array.from<string>({ length: rows }).fill("");
  const columnKeys = Array.from(known.cost, (cost) => (cost === 0 ? "" : `cost ${cost};`));
  const inRow = new Int32Array(rows);
  const inColumn = new Int32Array(columns);
  let nonzeros = 0;
  for (let row = 0; row < rows; row++) {
    const entries: (readonly [column: number, value: number])[] = [];
    for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++) {
      const value = matrix.values[k];
      if (value === 0) continue;
      const column = matrix.columns[k];
      entries.push([column, value]);
      coefficients.add(value);
      inRow[row]++;
      inColumn[column]++;
      nonzeros++;
      columnKeys[column] += `${row} ${value};`;
    }
    rowKeys[row] = entries
      .toSorted(([first], [second]) => first - second)
      .map(([column, value]) => `${column} ${value}`)
      .join(";");
  }
  addQuadratic(known, { rowKeys, columnKeys, inRow, inColumn });
  for (const { firstRow, size } of known.cones)
    for (let row = firstRow; row < firstRow + size; row++) rowKeys[row] += `;cone row ${row}`;
  const rowName = (row: number): string => known.rowName(row);
  const columnName = (column: number): string => known.columnName(column);
  return {
    columns: { count: columns, ...columnCounts },
    rows: { count: rows, ...rowCounts },
    quadraticTerms: {
      objective: known.quadratic.objective.values.length,
      rows: known.quadratic.rows.values.length,
    },
    cones: known.cones.length,
    nonzeros,
    density: rows === 0 ? 0 : nonzeros / (rows * columns),
    coefficients: coefficients.range(),
    costs: costs.range(),
    rightHandSides: sides.range(),
    bounds: bounds.range(),
    emptyRows: namesOfEmpty(
      // A row without coefficients has its place in a cone.
      inRow.map((count, row) => Math.max(count, coneRows[row])),
      rowName,
    ),
    emptyColumns: namesOfEmpty(inColumn, columnName),
    duplicateRows: duplicates(rowKeys, inRow, rowName),
    duplicateColumns: duplicates(columnKeys, inColumn, columnName),
  };
}

/** [rows] 1 where a row belongs to a cone */
function rowsInCones({ rows, cones }: StandardForm): Uint8Array {
  const isIn = new Uint8Array(rows);
  for (const { firstRow, size } of cones) isIn.fill(1, firstRow, firstRow + size);
  return isIn;
}

/** Adds the quadratic terms to what tells rows and columns from each other. */
function addQuadratic(
  { quadratic }: StandardForm,
  found: {
    readonly rowKeys: string[];
    readonly columnKeys: string[];
    readonly inRow: Int32Array;
    readonly inColumn: Int32Array;
  },
): void {
  const { rows } = quadratic;
  const add = (place: string, column: number, other: number, value: number): void => {
    found.columnKeys[column] += `${place} ${other} ${value};`;
    if (column !== other) found.columnKeys[other] += `${place} ${column} ${value};`;
    found.inColumn[column]++;
    if (column !== other) found.inColumn[other]++;
  };
  for (const [k, row] of rows.rows.entries()) {
    found.inRow[row]++;
    found.rowKeys[row] += `;${rows.first[k]} ${rows.second[k]} ${rows.values[k]}`;
    add(`row ${row}`, rows.first[k], rows.second[k], rows.values[k]);
  }
  const { first, second, values } = quadratic.objective;
  for (const [k, value] of values.entries()) {
    add("objective", first[k], second[k], value);
    // A column of the objective alone is in no row.
    found.inColumn[first[k]]--;
    if (first[k] !== second[k]) found.inColumn[second[k]]--;
  }
}

function columnKind(
  integrality: number,
  lower: number,
  upper: number,
): "continuous" | "integer" | "binary" | "semicontinuous" {
  if (integrality === 2) return "semicontinuous";
  if (integrality === 0) return "continuous";
  return lower >= 0 && upper <= 1 ? "binary" : "integer";
}

function rowKind(lower: number, upper: number): "equal" | "atMost" | "atLeast" | "range" | "free" {
  if (lower === upper) return "equal";
  if (lower === -Infinity) return upper === Infinity ? "free" : "atMost";
  return upper === Infinity ? "atLeast" : "range";
}

function namesOfEmpty(counts: Int32Array, nameOf: (index: number) => string): string[] {
  const names: string[] = [];
  for (let index = 0; index < counts.length; index++) if (counts[index] === 0) names.push(nameOf(index));
  return names;
}

/** Empty ones are listed as such, not as copies of each other. */
function duplicates(
  keys: readonly string[],
  counts: Int32Array,
  nameOf: (index: number) => string,
): (readonly [string, string])[] {
  const first = new Map<string, number>();
  const found: (readonly [string, string])[] = [];
  for (const [index, key] of keys.entries()) {
    if (counts[index] === 0) continue;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, index);
    else found.push([nameOf(index), nameOf(earlier)]);
  }
  return found;
}
