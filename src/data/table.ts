import { ForesolveError } from "../errors.js";
import { columnLength, gatherColumn, sliceColumn } from "./column.js";
import type {
  BooleanColumn,
  Column,
  ColumnKind,
  ColumnOf,
  NumberColumn,
  TextColumn,
  TimestampColumn,
} from "./column.js";
import { closestName, listNames } from "./did-you-mean.js";

/** Column names and their kinds: the type that a table carries. */
export type ColumnKinds = Readonly<Record<string, ColumnKind>>;

/** The names of `Kinds` whose kind is `Kind`; any string for a table whose kinds are not known to the compiler. */
export type NamesOf<Kinds extends ColumnKinds, Kind extends ColumnKind> = {
  [Name in keyof Kinds]: Kind extends Kinds[Name] ? Name : never;
}[keyof Kinds] &
  string;

/**
 * Columns of equal length over typed arrays. Immutable by agreement: every method returns a new table, and `slice`
 * and `select` share memory with the old one.
 */
export class Table<out Kinds extends ColumnKinds = ColumnKinds> {
  /** Number of rows. */
  readonly rows: number;
  /** Column names in order. */
  readonly names: readonly string[];
  readonly #columns: ReadonlyMap<string, Column>;

  /** @throws FS_DATA_COLUMN_LENGTH when the columns differ in length. */
  constructor(columns: Readonly<Record<string, Column>>) {
    this.#columns = new Map(Object.entries(columns));
    this.names = [...this.#columns.keys()];
    let rows = -1;
    for (const [name, column] of this.#columns) {
      const length = columnLength(column);
      if (rows < 0) rows = length;
      if (length !== rows)
        throw new ForesolveError("FS_DATA_COLUMN_LENGTH", {
          message: `Column "${name}" has ${length} rows, column "${this.names[0]}" has ${rows}.`,
          fix: "Give every column of a table the same number of rows.",
          data: { column: name, length, rows },
        });
    }
    this.rows = Math.max(rows, 0);
  }

  /** Whether there is a column of this name. */
  has(name: string): boolean {
    return this.#columns.has(name);
  }

  /** @throws FS_DATA_COLUMN_MISSING */
  column<Name extends keyof Kinds & string>(name: Name): ColumnOf<Kinds[Name]> {
    const column = this.#columns.get(name);
    if (column === undefined) throw missingColumn(name, this.names, "the table");
    return column as ColumnOf<Kinds[Name]>;
  }

  /**
   * Values of a number column, [rows], NaN where missing.
   *
   * @throws FS_DATA_COLUMN_MISSING, FS_DATA_COLUMN_KIND
   */
  number<Name extends NamesOf<Kinds, "number">>(name: Name): Float64Array {
    return (this.#ofKind(name, "number") as NumberColumn).values;
  }

  /** Wall-clock milliseconds of a timestamp column, [rows], NaN where missing. Throws as `number` does. */
  timestamp<Name extends NamesOf<Kinds, "timestamp">>(name: Name): Float64Array {
    return (this.#ofKind(name, "timestamp") as TimestampColumn).values;
  }

  /** A text column with its dictionary. Throws as `number` does. */
  text<Name extends NamesOf<Kinds, "text">>(name: Name): TextColumn {
    return this.#ofKind(name, "text") as TextColumn;
  }

  /** A boolean column. Throws as `number` does. */
  boolean<Name extends NamesOf<Kinds, "boolean">>(name: Name): BooleanColumn {
    return this.#ofKind(name, "boolean") as BooleanColumn;
  }

  /** The table with these columns only, in this order. */
  select<Name extends keyof Kinds & string>(names: readonly Name[]): Table<Pick<Kinds, Name>> {
    return new Table(Object.fromEntries(names.map((name) => [name, this.column(name)])));
  }

  /** The table with one column added or replaced. */
  with<Name extends string, Added extends Column>(
    name: Name,
    column: Added,
  ): Table<Omit<Kinds, Name> & { readonly [N in Name]: Added["kind"] }> {
    return new Table({ ...Object.fromEntries(this.#columns), [name]: column });
  }

  /** Rows `from` (inclusive) to `to` (exclusive), sharing memory. Positions as in `Array.prototype.slice`. */
  slice(from: number, to: number = this.rows): Table<Kinds> {
    const clamp = (position: number): number =>
      Math.min(Math.max(position < 0 ? position + this.rows : position, 0), this.rows);
    const start = clamp(from);
    const end = Math.max(clamp(to), start);
    return this.#map((column) => sliceColumn(column, start, end));
  }

  /** Rows in ascending order of a number or timestamp column; stable, missing values last. Copies. */
  sortBy<Name extends NamesOf<Kinds, "number"> | NamesOf<Kinds, "timestamp">>(name: Name): Table<Kinds> {
    const column = this.column(name) as Column;
    if (column.kind !== "number" && column.kind !== "timestamp")
      throw wrongKind(name, column.kind, "number or timestamp");
    const order = ascendingOrder(column.values);
    return this.#map((each) => gatherColumn(each, order));
  }

  #ofKind(name: string, kind: ColumnKind): Column {
    const column = this.column(name as keyof Kinds & string) as Column;
    if (column.kind !== kind) throw wrongKind(name, column.kind, kind);
    return column;
  }

  #map(change: (column: Column) => Column): Table<Kinds> {
    return new Table(
      Object.fromEntries(Array.from(this.#columns, ([name, column]) => [name, change(column)])),
    );
  }
}

/** The kinds of a record of columns. */
export type KindsOfColumns<Columns extends Readonly<Record<string, Column>>> = {
  readonly [Name in keyof Columns]: Columns[Name]["kind"];
};

/**
 * A table from columns.
 *
 * @throws FS_DATA_COLUMN_LENGTH when the columns differ in length.
 *
 * @example
 * import { numberColumn, table, timestampColumn } from "foresolve/data";
 *
 * const prices = table({
 *   time: timestampColumn(["2011-01-03 00:00", "2011-01-03 01:00"]),
 *   price: numberColumn([54.99, 53.9], "USD/MWh"),
 * });
 * prices.rows; // => 2
 * prices.number("price")[1]; // => 53.9
 * prices.slice(1).timestamp("time").length; // => 1
 */
export function table<Columns extends Readonly<Record<string, Column>>>(
  columns: Columns,
): Table<KindsOfColumns<Columns>> {
  return new Table(columns);
}

/** Positions of `values` in ascending order, stable, NaN last. */
export function ascendingOrder(values: Float64Array): Uint32Array {
  const order = Uint32Array.from(values.keys());
  return order.sort((left, right) => {
    const a = values[left]!;
    const b = values[right]!;
    if (a === b) return left - right;
    if (Number.isNaN(a)) return Number.isNaN(b) ? left - right : 1;
    return Number.isNaN(b) || a < b ? -1 : 1;
  });
}

/** The error for a name that is not among `present`; `where` names the thing that lacks it. */
export function missingColumn(name: string, present: readonly string[], where: string): ForesolveError {
  const suggestion = closestName(name, present);
  return new ForesolveError("FS_DATA_COLUMN_MISSING", {
    message: `Column "${name}" is not in ${where}, which has ${listNames(present) || "no columns"}.`,
    fix:
      suggestion === null
        ? "Use one of the names that are there, or rename the column in the source."
        : `Did you mean "${suggestion}"?`,
    data: { column: name, present: [...present], suggestion },
  });
}

function wrongKind(name: string, kind: ColumnKind, wanted: string): ForesolveError {
  return new ForesolveError("FS_DATA_COLUMN_KIND", {
    message: `Column "${name}" holds ${kind} values; ${wanted} values were asked for.`,
    fix: `Read it with table.${kind}("${name}"), or declare its kind as ${wanted} where the table is read.`,
    data: { column: name, kind, wanted },
  });
}
