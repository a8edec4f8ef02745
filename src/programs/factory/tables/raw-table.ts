import {
  numberColumn,
  textColumn,
  type Column,
  type NumberColumn,
  type TableSource,
  type TextColumn,
  type UnreadableColumn,
} from "../../../data/index.js";
import { Table } from "../../../data/index.js";
import { FACTORY_TABLES, readingSchema, type FactoryTableName } from "./factory-schema.js";

/** A table as read, before its meaning is looked at. */
export interface RawTable {
  readonly name: FactoryTableName;
  readonly table: Table;
  readonly unreadable: readonly UnreadableColumn[];
  /** Columns that are no part of the schema: sensors, in the history. */
  readonly sensors: readonly string[];
  /** Absent for a table of a JSON file. */
  readonly file?: Omit<TableSource, "path">;
}

/** The tables that an input has. */
export type RawTables = Partial<Readonly<Record<FactoryTableName, RawTable>>>;

/** The text in a row, trimmed; null where it is missing or empty, and where there is no such column. */
export function textAt({ table }: RawTable, column: string, row: number): string | null {
  if (!table.has(column)) return null;
  const { codes, dictionary } = table.column(column) as TextColumn;
  const text = codes[row] < 0 ? "" : dictionary[codes[row]].trim();
  return text === "" ? null : text;
}

/** The number in a row; NaN where it is missing, and where there is no such column. */
export function numberAt({ table }: RawTable, column: string, row: number): number {
  return table.has(column) ? (table.column(column) as NumberColumn).values[row] : Number.NaN;
}

/** How many values of a column are listed that could not be read. */
const LISTED_VALUES = 20;

/** A table from records of a JSON file, by the schema. What is no number where one is wanted is listed as unreadable. */
export function recordsTable(
  name: FactoryTableName,
  records: readonly Readonly<Record<string, unknown>>[],
): RawTable {
  const known = FACTORY_TABLES[name].columns;
  const names = new Set<string>();
  for (const record of records) for (const column in record) names.add(column);
  const present = [...names];
  const sensors =
    FACTORY_TABLES[name].others === "numbers"
      ? present.filter((column) => !Object.hasOwn(known, column))
      : [];
  const columns: Record<string, Column> = {};
  const unreadable: UnreadableColumn[] = [];
  for (const [column, { kind }] of Object.entries(readingSchema(name, sensors))) {
    if (!present.includes(column)) continue;
    const values = records.map((record) => record[column] ?? null);
    if (kind !== "number") {
      columns[column] = textColumn(values.map((value) => (value === null ? null : String(value))));
      continue;
    }
    const numbers = values.map(numberOf);
    columns[column] = numberColumn(numbers);
    const offences = values.flatMap((value, row) =>
      value === null || value === "" || numbers[row] !== null ? [] : [{ row: row + 1, text: String(value) }],
    );
    if (offences.length > 0)
      unreadable.push({
        column,
        kind: "number",
        count: offences.length,
        examples: offences.slice(0, LISTED_VALUES),
      });
  }
  return { name, table: new Table(columns), unreadable, sensors };
}

function numberOf(value: unknown): number | null {
  const number =
    typeof value === "number"
      ? value
      : typeof value === "string" && value.trim() !== ""
        ? Number(value)
        : Number.NaN;
  return Number.isFinite(number) ? number : null;
}
