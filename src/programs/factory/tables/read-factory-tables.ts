import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readTable } from "../../../data/duckdb.js";
import { ForesolveError } from "../../../errors.js";
import type { ReadSettings } from "../../program.js";
import {
  FACTORY_TABLE_NAMES,
  FACTORY_TABLES,
  readingSchema,
  type FactoryTableName,
} from "./factory-schema.js";
import { recordsTable, type RawTable, type RawTables } from "./raw-table.js";

const EXTENSIONS = /\.(csv|csv\.gz|tsv|tsv\.gz|parquet|json)$/i;

/**
 * Reads the tables of a folder: `orders.csv`, `routings.parquet`, `history.csv.gz` and so on, one file for each.
 *
 * @throws FS_DATA_FILE_NOT_FOUND for a table that must be there, FS_DATA_INVALID_ARGUMENT for two files of one table, and
 * whatever `readTable` throws.
 */
export async function readFactoryFolder(folder: string, settings: ReadSettings): Promise<RawTables> {
  const files = (await readdir(folder)).filter((file) => EXTENSIONS.test(file)).toSorted();
  const tables: Partial<Record<FactoryTableName, RawTable>> = {};
  for (const name of FACTORY_TABLE_NAMES) {
    const own = files.filter((file) => file.replace(EXTENSIONS, "") === name);
    if (own.length > 1)
      throw new ForesolveError("FS_DATA_INVALID_ARGUMENT", {
        message: `The folder "${folder}" has ${own.length} files for the table ${name}: ${own.join(", ")}.`,
        fix: "Keep one of them.",
        data: { folder, table: name, files: own },
      });
    if (own.length === 1) tables[name] = await readFactoryFile(name, join(folder, own[0]), settings);
  }
  requireTables(tables, `the folder "${folder}"`, files);
  return tables;
}

async function readFactoryFile(
  name: FactoryTableName,
  path: string,
  settings: ReadSettings,
): Promise<RawTable> {
  if (/\.json$/i.test(path))
    return recordsTable(name, records(parsed(await readFile(path, "utf8"), path), name, path));
  let result = await readTable(path, { columns: readingSchema(name), ...settings });
  // Sensors have names of their own: whatever else the file has is read as numbers.
  const sensors = FACTORY_TABLES[name].others === "numbers" ? result.ignoredColumns : [];
  if (sensors.length > 0)
    result = await readTable(path, { columns: readingSchema(name, sensors), ...settings });
  const { path: _, ...file } = result.source;
  return { name, table: result.table, unreadable: result.unreadable, sensors, file };
}

/**
 * Tables of a JSON text as arrays of records: `{ "orders": [{ "order": "A12", ... }], ... }`.
 *
 * @throws FS_DATA_FILE_MALFORMED, FS_DATA_FILE_NOT_FOUND for a table that must be there.
 */
export function factoryTablesOf(text: string, path: string): RawTables {
  const content = parsed(text, path);
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw malformed(path, "does not hold an object of tables");
  const tables: Partial<Record<FactoryTableName, RawTable>> = {};
  for (const name of FACTORY_TABLE_NAMES) {
    const value = (content as Record<string, unknown>)[name];
    if (value === undefined) continue;
    const own = records(value, name, path);
    if (own.length > 0) tables[name] = recordsTable(name, own);
  }
  requireTables(tables, `"${path}"`, Object.keys(content));
  return tables;
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ForesolveError("FS_DATA_FILE_MALFORMED", {
      message: `"${path}" is not JSON: ${(cause as Error).message}`,
      fix: "Write it with a JSON library, or correct the place that is named.",
      data: { path },
      cause,
    });
  }
}

function records(value: unknown, name: string, path: string): Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value) || value.some((row) => typeof row !== "object" || row === null))
    throw malformed(path, `has a table ${name} that is not a list of records`);
  return value as Readonly<Record<string, unknown>>[];
}

function malformed(path: string, what: string): ForesolveError {
  return new ForesolveError("FS_DATA_FILE_MALFORMED", {
    message: `"${path}" ${what}.`,
    fix: 'Write tables as { "orders": [{ "order": "A12", "due": 480 }], "routings": [...], "machines": [...] }.',
    data: { path },
  });
}

function requireTables(tables: RawTables, where: string, present: readonly string[]): void {
  for (const name of FACTORY_TABLE_NAMES) {
    const raw = tables[name];
    const { required = false, columns } = FACTORY_TABLES[name];
    if (raw === undefined && required)
      throw new ForesolveError("FS_DATA_FILE_NOT_FOUND", {
        message: `There is no table ${name} in ${where}, which has ${present.join(", ") || "nothing"}.`,
        fix: `Add ${name}.csv (or .parquet, .json) with the columns ${Object.keys(columns).join(", ")}.`,
        data: { table: name, present: [...present] },
      });
    for (const [column, { required: must = false }] of raw === undefined ? [] : Object.entries(columns))
      if (must && !raw!.table.has(column))
        throw new ForesolveError("FS_DATA_COLUMN_MISSING", {
          message: `The table ${name} in ${where} has no column "${column}".`,
          fix: `Add it; the table has the columns ${Object.keys(columns).join(", ")}.`,
          data: { table: name, column },
        });
  }
}
