import type { ColumnKind } from "./column.js";
import type { KindsOfSchema, TableSchema } from "./schema.js";
import type { Table } from "./table.js";

/** File formats that can be read. */
export type FileFormat = "csv" | "tsv" | "parquet";

/** How to read a file. */
export interface ReadOptions<Schema extends TableSchema> {
  /** The columns to read, by their names in the file. Columns of the file that are not named here are ignored. */
  readonly columns: Schema;
  /** Field separator of a text file. Default "," for .csv and a tab for .tsv. */
  readonly delimiter?: string;
  /** Decimal separator of the numbers in a text file. Default ".". */
  readonly decimalSeparator?: "." | ",";
  /** Texts that stand for a missing value, besides the empty field. Default none: "NA" in a number is reported. */
  readonly missingTexts?: readonly string[];
  /** Memory that DuckDB may use, in megabytes. Default 512. */
  readonly memoryLimitMb?: number;
}

/** A value that could not be read as its column's kind; the table holds a missing value in its place. */
export interface UnreadableValue {
  /** Data row, from 1: the first row after the header. */
  readonly row: number;
  /** What the file says there. */
  readonly text: string;
}

/** The unreadable values of one column. */
export interface UnreadableColumn {
  readonly column: string;
  readonly kind: ColumnKind;
  /** How many there are in all. */
  readonly count: number;
  /** The first twenty. */
  readonly examples: readonly UnreadableValue[];
}

/** Where a table came from: plain JSON, for run records. */
export interface TableSource {
  /** The path as given. */
  readonly path: string;
  readonly format: FileFormat;
  /** Whether the file was compressed with gzip. */
  readonly compressed: boolean;
  /** Size of the file in bytes. */
  readonly bytes: number;
  /** Data rows. */
  readonly rows: number;
}

/** A table as read, with what the reader noticed. */
export interface ReadResult<Schema extends TableSchema> {
  readonly table: Table<KindsOfSchema<Schema>>;
  readonly source: TableSource;
  /** One entry per column that has unreadable values; hand it to `checkTable`, which blocks on it. */
  readonly unreadable: readonly UnreadableColumn[];
  /** Columns of the file that were not asked for. */
  readonly ignoredColumns: readonly string[];
  /** Optional columns that the file does not have; the table does not have them either. */
  readonly absentColumns: readonly string[];
}
