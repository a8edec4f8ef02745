import { resolve } from "node:path";
import type * as DuckDb from "@duckdb/node-api";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { ForesolveError } from "../errors.js";
import { columnBuilder, isMissing, validityBytes } from "./column-builder.js";
import type { ChunkVector } from "./column-builder.js";
import { explainReadError } from "./read-error.js";
import { parquetSource, quoteName, readQuery, textSource } from "./read-query.js";
import type { WantedColumn } from "./read-query.js";
import type { ReadOptions, ReadResult, UnreadableColumn, UnreadableValue } from "./reading.js";
import { delimiterOf, fileKind, fileSize } from "./source-file.js";
import type { FileKind } from "./source-file.js";
import { tableSchema } from "./schema.js";
import type { ColumnSchema, TableSchema } from "./schema.js";
import { Table, missingColumn } from "./table.js";
import { readHeader } from "./text-file.js";

/** How many unreadable values of a column are listed; all are counted. */
const LISTED_VALUES = 20;

/**
 * Reads a .csv, .tsv (both also .gz) or .parquet file through DuckDB, chunk by chunk into typed arrays: no object
 * per row, and DuckDB keeps within `memoryLimitMb`.
 *
 * Nothing is guessed. The schema says what a column holds; a value that cannot be read as that is missing in the
 * table and listed in `unreadable` with its row and its text. The empty field is missing; "NA", "-" and the like
 * only if `missingTexts` says so. Numbers must be finite. Times are ISO ("2011-01-03", "2011-01-03 00:00",
 * "2011-01-03T00:00:00.000"), or as `format` says, and are kept **as the wall clock showed them**: a zone offset at the end
 * ("+02:00", "Z") is dropped without shifting the time. Parquet times with a zone are instants; they become
 * the wall clock of UTC.
 *
 * @throws FS_DATA_FILE_NOT_FOUND, FS_DATA_NOT_A_FILE, FS_DATA_FORMAT_UNSUPPORTED, FS_DATA_FILE_EMPTY,
 * FS_DATA_FILE_MALFORMED, FS_DATA_FILE_CORRUPT, FS_DATA_READ_FAILED, FS_DATA_COLUMN_MISSING,
 * FS_DATA_COLUMN_AMBIGUOUS, FS_DATA_SCHEMA, FS_DATA_INVALID_ARGUMENT, FS_DATA_ENGINE_MISSING
 *
 * @example
 * import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
 * import { join } from "node:path";
 * import { tmpdir } from "node:os";
 * import { readTable } from "foresolve/data/duckdb";
 *
 * const folder = mkdtempSync(join(tmpdir(), "foresolve-"));
 * const path = join(folder, "prices.csv");
 * writeFileSync(path, "time,price\n2011-01-03 00:00,54.99\n2011-01-03 01:00,n/a\n");
 *
 * const { table, unreadable } = await readTable(path, {
 *   columns: { time: { kind: "timestamp", interval: "1h" }, price: { kind: "number", unit: "USD/MWh" } },
 * });
 * table.number("price"); // => new Float64Array([54.99, NaN])
 * unreadable[0].examples; // => [{ row: 2, text: "n/a" }]
 * rmSync(folder, { recursive: true });
 */
export async function readTable<const Schema extends TableSchema>(
  path: string,
  options: ReadOptions<Schema>,
): Promise<ReadResult<Schema>> {
  tableSchema(options.columns);
  const limit = options.memoryLimitMb ?? 512;
  if (!(limit > 0 && Number.isFinite(limit)))
    throw new ForesolveError("FS_DATA_INVALID_ARGUMENT", {
      message: `memoryLimitMb is ${limit}.`,
      fix: "Give a number of megabytes above 0, such as 512.",
      data: { memoryLimitMb: limit },
    });
  const bytes = await fileSize(path);
  const kind = fileKind(path);
  const absolute = resolve(path);
  const { DuckDBInstance } = await loadDuckDb();
  let instance: DuckDBInstance | undefined;
  let connection: DuckDBConnection | undefined;
  try {
    const names =
      kind.format === "parquet" ? [] : await readHeader(path, kind.compressed, delimiterOf(kind, options));
    // One thread and no spilling: rows come in the order of the file, and nothing is written beside it.
    instance = await DuckDBInstance.create(":memory:", {
      threads: "1",
      memory_limit: `${limit}MB`,
      temp_directory: "",
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    });
    connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    const file =
      kind.format === "parquet"
        ? await parquetFile(connection, absolute)
        : textFile(absolute, names, kind, options);
    return await readColumns(connection, file, { path, bytes, ...kind }, options);
  } catch (error) {
    throw explainReadError(error, path, kind.format, limit);
  } finally {
    connection?.closeSync();
    instance?.closeSync();
  }
}

/** A source of rows and its columns. */
interface OpenFile {
  readonly source: string;
  readonly columns: readonly { readonly name: string; readonly identifier: string; readonly type: string }[];
}

function textFile<Schema extends TableSchema>(
  path: string,
  names: readonly string[],
  kind: FileKind,
  options: ReadOptions<Schema>,
): OpenFile {
  const { compressed } = kind;
  const missing = options.missingTexts ?? [];
  return {
    source: textSource(path, names, { delimiter: delimiterOf(kind, options), compressed, missing }),
    columns: names.map((name, index) => ({ name, identifier: `c${index}`, type: "VARCHAR" })),
  };
}

async function parquetFile(connection: DuckDBConnection, path: string): Promise<OpenFile> {
  const source = parquetSource(path);
  const description = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
  const columns = description.getRows().map(([name, type]) => ({
    name: String(name),
    identifier: quoteName(String(name)),
    type: String(type),
  }));
  return { source, columns };
}

async function readColumns<Schema extends TableSchema>(
  connection: DuckDBConnection,
  file: OpenFile,
  origin: FileKind & { readonly path: string; readonly bytes: number },
  options: ReadOptions<Schema>,
): Promise<ReadResult<Schema>> {
  const { wanted, absent } = matchColumns(file, origin, options.columns);
  const result = await connection.stream(readQuery(file.source, wanted, options.decimalSeparator ?? "."));
  const builders = wanted.map((column) => columnBuilder(column.schema));
  const offences = wanted.map(() => ({ count: 0, examples: [] as UnreadableValue[] }));
  let rows = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    const count = chunk.rowCount;
    for (let index = 0; index < wanted.length; index++) {
      // The vectors' arrays are private in the declarations, but copying them whole is 13 times as fast as getItem.
      const vector = chunk.getColumnVector(2 * index) as unknown as ChunkVector;
      builders[index]!.append(vector, count);
      const texts = chunk.getColumnVector(2 * index + 1) as unknown as ChunkVector;
      collectOffences(texts, count, rows, offences[index]!);
    }
    rows += count;
  }
  if (rows === 0)
    throw new ForesolveError("FS_DATA_FILE_EMPTY", {
      message: `"${origin.path}" has columns (${file.columns.length}) but no rows.`,
      fix: "Export the data again; at least one row is needed.",
      data: { path: origin.path },
    });
  const unreadable: UnreadableColumn[] = wanted.flatMap(({ name, schema }, index) =>
    offences[index]!.count === 0 ? [] : [{ column: name, kind: schema.kind, ...offences[index]! }],
  );
  const columns = Object.fromEntries(wanted.map(({ name }, index) => [name, builders[index]!.finish()]));
  return {
    table: new Table(columns),
    source: { ...origin, rows },
    unreadable,
    ignoredColumns: file.columns
      .map(({ name }) => name)
      .filter((name) => !Object.hasOwn(options.columns, name)),
    absentColumns: absent,
  };
}

function collectOffences(
  texts: ChunkVector,
  count: number,
  rowsBefore: number,
  found: { count: number; examples: UnreadableValue[] },
): void {
  const bits = validityBytes(texts);
  // In good data not one bit is set, and the chunk is done after a look at 256 bytes.
  if (bits !== null && !bits.some((byte) => byte !== 0)) return;
  for (let row = 0; row < count; row++) {
    if (bits !== null && isMissing(bits, row)) continue;
    found.count++;
    if (found.examples.length < LISTED_VALUES)
      found.examples.push({ row: rowsBefore + row + 1, text: String(texts.getItem(row)) });
  }
}

function matchColumns(
  file: OpenFile,
  origin: FileKind & { readonly path: string },
  schema: TableSchema,
): { wanted: WantedColumn[]; absent: string[] } {
  const present = file.columns.map(({ name }) => name);
  const wanted: WantedColumn[] = [];
  const absent: string[] = [];
  for (const [name, column] of Object.entries<ColumnSchema>(schema)) {
    const matches = file.columns.filter((each) => each.name === name);
    if (matches.length > 1)
      throw new ForesolveError("FS_DATA_COLUMN_AMBIGUOUS", {
        message: `Column "${name}" occurs ${matches.length} times in "${origin.path}".`,
        fix: "Rename or remove all but one of them.",
        data: { column: name, path: origin.path, count: matches.length },
      });
    if (matches.length === 1) wanted.push({ ...matches[0]!, schema: column });
    else if (column.optional === true) absent.push(name);
    else throw missingInFile(name, present, origin);
  }
  if (wanted.length === 0)
    throw new ForesolveError("FS_DATA_SCHEMA", {
      message: `The schema names no column that "${origin.path}" has.`,
      fix: "Name at least one column to read.",
      data: { path: origin.path, present },
    });
  return { wanted, absent };
}

function missingInFile(name: string, present: string[], origin: FileKind & { path: string }): ForesolveError {
  const error = missingColumn(name, present, `"${origin.path}"`);
  const separator = [";", "\t", "|", ","].find((each) => present.length === 1 && present[0]!.includes(each));
  if (separator === undefined || origin.format === "parquet") return error;
  const shown = JSON.stringify(separator);
  return new ForesolveError("FS_DATA_COLUMN_MISSING", {
    message: error.message,
    fix: `The file seems to separate its fields by ${shown}: pass it as the delimiter (--delimiter ${shown}).`,
    data: { ...error.data, delimiter: separator },
  });
}

async function loadDuckDb(): Promise<typeof DuckDb> {
  try {
    return await import("@duckdb/node-api");
  } catch (cause) {
    throw new ForesolveError("FS_DATA_ENGINE_MISSING", {
      message: `DuckDB could not be loaded: ${(cause as Error).message}`,
      fix: 'Run "npm install @duckdb/node-api"; it has ready-made builds for Linux, macOS and Windows.',
      data: { package: "@duckdb/node-api" },
      cause,
    });
  }
}
