import { ForesolveError } from "../errors.js";

/** What a column holds. */
export type ColumnKind = "number" | "timestamp" | "text" | "boolean";

/** 64-bit floating-point values. A missing value is `NaN` in `values` and 1 in `nulls`. */
export interface NumberColumn {
  readonly kind: "number";
  /** [rows] */
  readonly values: Float64Array;
  /** [rows], 1 where the value is missing; `null` when nothing is missing. */
  readonly nulls: Uint8Array | null;
  /** Unit of the values as free text, for example "USD/MWh". */
  readonly unit?: string;
}

/**
 * Wall-clock times as they were written, in milliseconds since 1970-01-01 00:00 *of that same wall clock*: no time
 * zone is applied on reading, and none must be applied on printing (`formatTimestamp` does not).
 * A missing time is `NaN` in `values` and 1 in `nulls`.
 */
export interface TimestampColumn {
  readonly kind: "timestamp";
  /** [rows], milliseconds. */
  readonly values: Float64Array;
  /** [rows], 1 where the value is missing; `null` when nothing is missing. */
  readonly nulls: Uint8Array | null;
}

/** Text by dictionary: row i holds `dictionary[codes[i]]`. A missing text is code -1 and 1 in `nulls`. */
export interface TextColumn {
  readonly kind: "text";
  /** [rows], positions in `dictionary`, -1 where missing. */
  readonly codes: Int32Array;
  /** The distinct texts. */
  readonly dictionary: readonly string[];
  /** [rows], 1 where the value is missing; `null` when nothing is missing. */
  readonly nulls: Uint8Array | null;
}

/** 0 and 1. A missing value is 0 in `values` and 1 in `nulls`. */
export interface BooleanColumn {
  readonly kind: "boolean";
  /** [rows], 0 or 1. */
  readonly values: Uint8Array;
  /** [rows], 1 where the value is missing; `null` when nothing is missing. */
  readonly nulls: Uint8Array | null;
}

interface ColumnsByKind {
  readonly number: NumberColumn;
  readonly timestamp: TimestampColumn;
  readonly text: TextColumn;
  readonly boolean: BooleanColumn;
}

/** The column type that belongs to a kind. */
export type ColumnOf<Kind extends ColumnKind> = ColumnsByKind[Kind];

/** One column of a table. */
export type Column = ColumnOf<ColumnKind>;

/**
 * A column of numbers. `null`, `undefined` and `NaN` count as missing. A `Float64Array` is taken over, not copied.
 *
 * @example
 * import { numberColumn } from "foresolve/data";
 *
 * numberColumn([31.5, null, 28], "USD/MWh").nulls; // => new Uint8Array([0, 1, 0])
 */
export function numberColumn(
  values: Float64Array | readonly (number | null | undefined)[],
  unit?: string,
): NumberColumn {
  const numbers = toNumbers(values);
  const nulls = nullsOf(numbers);
  return unit === undefined
    ? { kind: "number", values: numbers, nulls }
    : { kind: "number", values: numbers, nulls, unit };
}

/**
 * A column of wall-clock times from milliseconds, or from texts such as "2011-01-03 00:00" (see `parseTimestamp`).
 *
 * @throws FS_DATA_INVALID_ARGUMENT for a text that is no time.
 */
export function timestampColumn(
  values: Float64Array | readonly (number | string | null | undefined)[],
): TimestampColumn {
  const times =
    values instanceof Float64Array
      ? values
      : toNumbers(values.map((value) => (typeof value === "string" ? requireTimestamp(value) : value)));
  return { kind: "timestamp", values: times, nulls: nullsOf(times) };
}

/** A column of texts; `null` and `undefined` count as missing, the empty text does not. */
export function textColumn(values: readonly (string | null | undefined)[]): TextColumn {
  const codes = new Int32Array(values.length);
  const positions = new Map<string, number>();
  const dictionary: string[] = [];
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value === null || value === undefined) {
      codes[row] = -1;
      continue;
    }
    let code = positions.get(value);
    if (code === undefined) {
      code = dictionary.push(value) - 1;
      positions.set(value, code);
    }
    codes[row] = code;
  }
  return { kind: "text", codes, dictionary, nulls: maskWhere(codes.length, (row) => codes[row]! < 0) };
}

/** A column of booleans; `null` and `undefined` count as missing. */
export function booleanColumn(values: readonly (boolean | null | undefined)[]): BooleanColumn {
  return {
    kind: "boolean",
    values: Uint8Array.from(values, (value) => (value === true ? 1 : 0)),
    nulls: maskWhere(values.length, (row) => values[row] === null || values[row] === undefined),
  };
}

/** Number of rows of a column. */
export function columnLength(column: Column): number {
  return column.kind === "text" ? column.codes.length : column.values.length;
}

/** Rows `from` (inclusive) to `to` (exclusive) as a view on the same memory. */
export function sliceColumn<C extends Column>(column: C, from: number, to: number): C {
  const part = column.nulls === null ? null : column.nulls.subarray(from, to);
  const nulls = part !== null && part.includes(1) ? part : null;
  if (column.kind === "text") return { ...column, codes: column.codes.subarray(from, to), nulls };
  return { ...column, values: column.values.subarray(from, to), nulls };
}

/** The rows named by `rows` (0-based), in that order, copied. */
export function gatherColumn<C extends Column>(column: C, rows: Uint32Array): C {
  const mask = column.nulls;
  const nulls = mask === null ? null : maskWhere(rows.length, (position) => mask[rows[position]!] === 1);
  const source = column.kind === "text" ? column.codes : column.values;
  const target = source.slice(0, 0).constructor as unknown as new (length: number) => typeof source;
  const values = new target(rows.length);
  for (let position = 0; position < rows.length; position++) values[position] = source[rows[position]!]!;
  return (column.kind === "text" ? { ...column, codes: values, nulls } : { ...column, values, nulls }) as C;
}

/** [rows] mask of the NaN values, or `null` when there are none. */
export function nullsOf(values: Float64Array): Uint8Array | null {
  return maskWhere(values.length, (row) => Number.isNaN(values[row]));
}

function maskWhere(rows: number, missing: (row: number) => boolean): Uint8Array | null {
  let mask: Uint8Array | null = null;
  for (let row = 0; row < rows; row++) {
    if (!missing(row)) continue;
    mask ??= new Uint8Array(rows);
    mask[row] = 1;
  }
  return mask;
}

function toNumbers(values: Float64Array | readonly (number | null | undefined)[]): Float64Array {
  return values instanceof Float64Array ? values : Float64Array.from(values, (value) => value ?? Number.NaN);
}

function requireTimestamp(text: string): number {
  const time = parseTimestamp(text);
  if (time !== null) return time;
  throw new ForesolveError("FS_DATA_INVALID_ARGUMENT", {
    message: `"${text}" is not a time.`,
    fix: `Write times as "2011-01-03 00:00:00" or "2011-01-03T00:00".`,
    data: { text },
  });
}

const TIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(?:Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/;

/**
 * Milliseconds of the wall clock written in `text`, or `null` when it is no time. A zone offset at the end is
 * accepted and ignored: "02:00+02:00" and "02:00Z" both mean that the clock showed two.
 *
 * @example
 * import { formatTimestamp, parseTimestamp } from "foresolve/data";
 *
 * parseTimestamp("1970-01-02 00:00"); // => 86400000
 * parseTimestamp("1970-01-02T00:00:00+05:00"); // => 86400000
 * formatTimestamp(86400000); // => "1970-01-02T00:00:00"
 */
export function parseTimestamp(text: string): number | null {
  const match = TIME.exec(text.trim());
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const milliseconds = Number((match[7] ?? "").padEnd(3, "0").slice(0, 3));
  const time = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  // Date.UTC rolls 30 February over into March; a date that does not come back as written does not exist.
  const back = new Date(time);
  const exists = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && back.getUTCHours() === hour;
  if (exists && minute < 60 && second < 60) return time;
  // 24:00 is the end of the day in ISO 8601.
  const isMidnight = hour === 24 && minute + second + milliseconds === 0;
  return isMidnight && new Date(time - 1).getUTCDate() === day ? time : null;
}

/** The wall-clock time as "2011-01-03T00:00:00" (with ".123" when there are milliseconds), without a zone. */
export function formatTimestamp(milliseconds: number): string {
  const text = new Date(milliseconds).toISOString();
  return text.endsWith(".000Z") ? text.slice(0, -5) : text.slice(0, -1);
}
