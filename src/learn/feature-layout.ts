import { ForesolveError } from "../errors.js";
import { entryCount, entryNames, type Target } from "./target.js";

/** One field of the rows a model was fitted on. */
export interface FeatureField {
  readonly name: string;
  /** Whether the field holds one value for each entry of the target rather than one for the row. */
  readonly perEntry: boolean;
}

/** The fields of a model's rows, in the order of its columns. */
export interface FeatureLayout {
  readonly fields: readonly FeatureField[];
  readonly target: Target;
  /** Values per row of the target. */
  readonly entries: number;
}

/** Whether NaN in a feature means "missing" to the model or is refused. */
export type MissingValues = "accepted" | "refused";

/** Reads the layout off the first example's row. */
export function layoutOf(row: unknown, target: Target): FeatureLayout {
  if (typeof row !== "object" || row === null)
    throw invalidRow(`row 0 is ${row === null ? "null" : `a ${typeof row}`}, not a record of fields.`, {});
  const fields = Object.entries(row).map(([name, value]) => ({
    name,
    perEntry: typeof value === "object" && value !== null,
  }));
  if (fields.length === 0) throw invalidRow("row 0 has no fields.", {});
  return { fields, target, entries: entryCount(target) };
}

/** Names of the columns of {@link rowMatrix}: a per-entry field gives one column for each entry. */
export function rowColumns(layout: FeatureLayout): string[] {
  const entries = entryNames(layout.target);
  return layout.fields.flatMap(({ name, perEntry }) =>
    perEntry ? entries.map((entry) => `${name}[${entry}]`) : [name],
  );
}

/** Names of the columns of {@link entryMatrix}: one for each field, then one for each axis if asked for. */
export function entryColumns(layout: FeatureLayout, withAxes: boolean): string[] {
  const names = layout.fields.map(({ name }) => name);
  return withAxes ? [...names, ...layout.target.over.map((axis) => axis.name)] : names;
}

/**
 * One design row for each feature row: scalars, and all elements of per-entry fields side by side.
 *
 * @returns [rows, rowColumns] row-major
 * @throws FS_LEARN_INVALID_ROW, FS_LEARN_MISSING_VALUE naming the row and the field.
 */
export function rowMatrix(
  layout: FeatureLayout,
  rows: readonly unknown[],
  missing: MissingValues,
): Float64Array {
  const { fields, entries } = layout;
  let columns = 0;
  for (const field of fields) columns += field.perEntry ? entries : 1;
  const matrix = new Float64Array(rows.length * columns);
  for (let row = 0; row < rows.length; row++) readRow(layout, rows[row], row, missing, matrix, row * columns);
  return matrix;
}

function readRow(
  layout: FeatureLayout,
  given: unknown,
  row: number,
  missing: MissingValues,
  matrix: Float64Array,
  at: number,
): void {
  const { fields, entries } = layout;
  const values = requireFields(layout, given, row);
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index]!;
    const value = values[field.name];
    const array = requireShape(field, value, row, entries);
    const count = field.perEntry ? entries : 1;
    for (let entry = 0; entry < count; entry++) {
      const number = array === null ? (value as number) : array[entry]!;
      requireUsable(number, field, row, missing);
      matrix[at++] = number;
    }
  }
}

/**
 * One design row for each entry of each feature row: scalars repeated, the entry's own element of per-entry
 * fields, and (if asked for) the position of its key on every axis.
 *
 * @returns [rows * entries, entryColumns] row-major
 * @throws FS_LEARN_INVALID_ROW, FS_LEARN_MISSING_VALUE naming the row and the field.
 */
export function entryMatrix(
  layout: FeatureLayout,
  rows: readonly unknown[],
  missing: MissingValues,
  withAxes: boolean,
): Float64Array {
  const { fields, entries, target } = layout;
  const columns = fields.length + (withAxes ? target.over.length : 0);
  const matrix = new Float64Array(rows.length * entries * columns);
  for (let row = 0; row < rows.length; row++) {
    const values = requireFields(layout, rows[row], row);
    const start = row * entries * columns;
    for (let index = 0; index < fields.length; index++) {
      const field = fields[index]!;
      const value = values[field.name];
      const array = requireShape(field, value, row, entries);
      for (let entry = 0; entry < entries; entry++) {
        const number = array === null ? (value as number) : array[entry]!;
        requireUsable(number, field, row, missing);
        matrix[start + entry * columns + index] = number;
      }
    }
    if (withAxes) writePositions(target, matrix, start, columns, fields.length);
  }
  return matrix;
}

function writePositions(
  target: Target,
  matrix: Float64Array,
  start: number,
  columns: number,
  first: number,
): void {
  const entries = entryCount(target);
  for (let entry = 0; entry < entries; entry++) {
    let rest = entry;
    for (let axis = target.over.length - 1; axis >= 0; axis--) {
      const keys = target.over[axis]!.keys.length;
      matrix[start + entry * columns + first + axis] = rest % keys;
      rest = Math.floor(rest / keys);
    }
  }
}

function requireFields(layout: FeatureLayout, row: unknown, index: number): Record<string, unknown> {
  if (typeof row !== "object" || row === null)
    throw invalidRow(
      `row ${index} is ${row === null ? "null" : `a ${typeof row}`}, not a record of fields.`,
      {
        row: index,
      },
    );
  const values = row as Record<string, unknown>;
  for (const { name } of layout.fields)
    if (values[name] === undefined)
      throw invalidRow(`row ${index} lacks the field "${name}".`, { row: index, field: name });
  const names = Object.keys(values);
  if (names.length === layout.fields.length) return values;
  const known = new Set(layout.fields.map(({ name }) => name));
  const extra = names.find((name) => !known.has(name));
  throw invalidRow(`row ${index} has the field "${extra}", which the first example did not have.`, {
    row: index,
    field: extra,
  });
}

/** The array of a per-entry field, or null for a number. */
function requireShape(
  field: FeatureField,
  value: unknown,
  row: number,
  entries: number,
): ArrayLike<number> | null {
  if (!field.perEntry && typeof value === "number") return null;
  const where = { row, field: field.name };
  if (!field.perEntry)
    throw invalidRow(`the field "${field.name}" of row ${row} is ${shapeOf(value)}, not a number.`, where);
  const length =
    typeof value === "object" && value !== null ? (value as ArrayLike<number>).length : undefined;
  if (typeof length !== "number")
    throw invalidRow(
      `the field "${field.name}" of row ${row} is ${shapeOf(value)}, not an array of numbers.`,
      where,
    );
  if (length !== entries)
    throw invalidRow(
      `the field "${field.name}" of row ${row} has ${length} values for a target of ${entries} entries.`,
      { ...where, length, entries },
    );
  return value as ArrayLike<number>;
}

function requireUsable(value: unknown, field: FeatureField, row: number, missing: MissingValues): void {
  if (typeof value !== "number")
    throw invalidRow(
      `the field "${field.name}" of row ${row} holds ${shapeOf(value)} where a number is expected.`,
      {
        row,
        field: field.name,
      },
    );
  if (Number.isFinite(value) || (missing === "accepted" && Number.isNaN(value))) return;
  throw new ForesolveError("FS_LEARN_MISSING_VALUE", {
    message: `the field "${field.name}" of row ${row} is ${value}.`,
    fix: "Fill or drop the value; boostedTrees takes NaN as a missing value, and no model takes infinite ones.",
    data: { row, field: field.name, value },
  });
}

function shapeOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "object")
    return "length" in value ? `an array of ${String(value.length)}` : "an object";
  return `the ${typeof value} ${JSON.stringify(value) ?? typeof value}`;
}

function invalidRow(message: string, data: Record<string, unknown>): ForesolveError {
  return new ForesolveError("FS_LEARN_INVALID_ROW", {
    message,
    fix: "Give every row the same fields: numbers, or arrays with one number for each entry of the target.",
    data,
  });
}
