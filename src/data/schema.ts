import { ForesolveError } from "../errors.js";
import type { ColumnKind } from "./column.js";
import { closestName } from "./did-you-mean.js";

/** What stops a run and what only warns. */
export type Severity = "block" | "warn";

/** A length of time between rows: a whole number of seconds, minutes, hours or days. */
export type Interval = `${number}${"s" | "min" | "h" | "d"}`;

/** What every column may say about itself. */
export interface AnyColumnSchema {
  /** The column may be absent from the source. Default false. */
  readonly optional?: boolean;
  /** Share of missing values, 0 to 1, above which the data is refused. Default 0.05; times may never be missing. */
  readonly maximumMissingShare?: number;
}

/** A column of wall-clock times. */
export interface TimestampSchema extends AnyColumnSchema {
  readonly kind: "timestamp";
  /**
   * Names this column as the clock of the table: one row per interval, ascending. "irregular" asks for ascending
   * times only (trading days). Without it the column is not checked for order, duplicates and gaps.
   */
  readonly interval?: Interval | "irregular";
  /** How the texts are written, as a strptime pattern such as "%d/%m/%Y %H:%M". Default: ISO forms. */
  readonly format?: string;
}

/** A column of numbers. */
export interface NumberSchema extends AnyColumnSchema {
  readonly kind: "number";
  /** Unit as free text, carried on the column. */
  readonly unit?: string;
  /** Smallest value that makes sense, in the column's unit. Default: none, negative values are legal. */
  readonly minimum?: number;
  /** Largest value that makes sense, in the column's unit. */
  readonly maximum?: number;
  /** Severity of values outside [minimum, maximum]. Default "block". */
  readonly outOfRange?: Severity;
  /** Number of equal values in a row that makes a stuck run; `false` switches the check off. Default 24. */
  readonly stuckAfter?: number | false;
  /** Whether runs of exactly zero count as stuck. Default false: sun at night and idle machines are zero. */
  readonly stuckAtZero?: boolean;
  /** Distance in robust standard deviations that makes a spike; `false` switches the check off. Default 20. */
  readonly spikeAbove?: number | false;
  /** `false` switches off the search for changes of unit. Default true. */
  readonly unitJump?: boolean;
}

/** A column of texts. */
export interface TextSchema extends AnyColumnSchema {
  readonly kind: "text";
}

/** A column of booleans. */
export interface BooleanSchema extends AnyColumnSchema {
  readonly kind: "boolean";
}

/** What is known about one column. */
export type ColumnSchema = TimestampSchema | NumberSchema | TextSchema | BooleanSchema;

/** What is known about the columns of a table, by name: plain data. */
export type TableSchema = Readonly<Record<string, ColumnSchema>>;

/** The column kinds of a schema, for typed access to a table read by it. */
export type KindsOfSchema<Schema extends TableSchema> = {
  readonly [Name in keyof Schema]: Schema[Name]["kind"];
};

const COMMON = ["kind", "optional", "maximumMissingShare"];
const KNOWN: Record<ColumnKind, readonly string[]> = {
  timestamp: [...COMMON, "interval", "format"],
  number: [
    ...COMMON,
    "unit",
    "minimum",
    "maximum",
    "outOfRange",
    "stuckAfter",
    "stuckAtZero",
    "spikeAbove",
    "unitJump",
  ],
  text: COMMON,
  boolean: COMMON,
};

/**
 * Checks a schema and returns it unchanged, with its literal types.
 *
 * @throws FS_DATA_SCHEMA for an unknown kind, key or interval, bounds that exclude everything, or two clocks.
 *
 * @example
 * import { tableSchema } from "foresolve/data";
 *
 * const schema = tableSchema({
 *   time: { kind: "timestamp", interval: "1h" },
 *   price: { kind: "number", unit: "USD/MWh", maximum: 3000 },
 * });
 * schema.price.unit; // => "USD/MWh"
 */
export function tableSchema<const Schema extends TableSchema>(schema: Schema): Schema {
  const clocks: string[] = [];
  for (const [name, column] of Object.entries<ColumnSchema>(schema)) {
    const known = (KNOWN as Partial<Record<string, readonly string[]>>)[column.kind];
    if (known === undefined)
      throw invalid(
        name,
        `has the kind "${String(column.kind)}"`,
        `Use one of ${Object.keys(KNOWN).join(", ")}.`,
      );
    for (const key of Object.keys(column)) {
      if (known.includes(key)) continue;
      const suggestion = closestName(key, known);
      throw invalid(
        name,
        `has the unknown entry "${key}"`,
        suggestion === null
          ? `A ${column.kind} column knows ${known.join(", ")}.`
          : `Did you mean "${suggestion}"?`,
      );
    }
    const share = column.maximumMissingShare ?? 0;
    if (!(share >= 0 && share <= 1))
      throw invalid(name, `has maximumMissingShare ${share}`, "Give a share between 0 and 1.");
    if (column.kind === "number") requireNumberSchema(name, column);
    if (column.kind === "timestamp" && column.interval !== undefined) {
      if (column.interval !== "irregular") intervalMilliseconds(column.interval, name);
      clocks.push(name);
    }
  }
  if (clocks.length > 1)
    throw invalid(
      clocks[1]!,
      `has an interval, and so has column "${clocks[0]}"`,
      "Give an interval to one column only: the clock of the table.",
    );
  return schema;
}

function requireNumberSchema(name: string, column: NumberSchema): void {
  const { minimum = -Infinity, maximum = Infinity, stuckAfter, spikeAbove } = column;
  if (!(minimum <= maximum))
    throw invalid(name, `has minimum ${minimum} and maximum ${maximum}`, "Give a minimum below the maximum.");
  if (stuckAfter !== undefined && stuckAfter !== false && !(Number.isInteger(stuckAfter) && stuckAfter >= 2))
    throw invalid(name, `has stuckAfter ${stuckAfter}`, "Give a whole number of rows from 2, or false.");
  if (spikeAbove !== undefined && spikeAbove !== false && !(spikeAbove > 0))
    throw invalid(name, `has spikeAbove ${spikeAbove}`, "Give a positive number of deviations, or false.");
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Milliseconds of an interval such as "15min" or "1h".
 *
 * @throws FS_DATA_SCHEMA
 */
export function intervalMilliseconds(interval: string, column: string): number {
  const match = /^(\d+)(s|min|h|d)$/.exec(interval);
  const milliseconds = match === null ? 0 : Number(match[1]) * UNITS[match[2]!]!;
  if (milliseconds > 0) return milliseconds;
  throw invalid(
    column,
    `has the interval "${interval}"`,
    'Write a whole number and s, min, h or d, such as "15min" or "1h", or "irregular".',
  );
}

function invalid(column: string, what: string, fix: string): ForesolveError {
  return new ForesolveError("FS_DATA_SCHEMA", {
    message: `The schema of column "${column}" ${what}.`,
    fix,
    data: { column },
  });
}
