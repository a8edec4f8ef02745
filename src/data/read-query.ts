import type { ColumnSchema } from "./schema.js";

/** A column to read: its place in the source and what the schema says about it. */
export interface WantedColumn {
  readonly name: string;
  /** Name in the source query. */
  readonly identifier: string;
  /** DuckDB type in the source. */
  readonly type: string;
  readonly schema: ColumnSchema;
}

/** A text as an SQL literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as an SQL identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A path as an SQL literal that names exactly this file: DuckDB reads *, ? and [ in paths as patterns. */
export function quotePath(path: string): string {
  return quoteText(path.replaceAll(/[*?[]/g, "[$&]"));
}

/** The rows of a text file, every column as text: what is a number is decided by the schema, not by a guess. */
export function textSource(
  path: string,
  columns: readonly string[],
  options: { readonly delimiter: string; readonly compressed: boolean; readonly missing: readonly string[] },
): string {
  const types = columns.map((_, index) => `'c${index}': 'VARCHAR'`).join(", ");
  const missing = ["", ...options.missing].map(quoteText).join(", ");
  return (
    `read_csv(${quotePath(path)}, auto_detect = false, header = true, delim = ${quoteText(options.delimiter)}, ` +
    `quote = '"', escape = '"', compression = ${options.compressed ? "'gzip'" : "'none'"}, ` +
    `hive_partitioning = false, nullstr = [${missing}], columns = {${types}})`
  );
}

/** The rows of a Parquet file. */
export function parquetSource(path: string): string {
  return `read_parquet(${quotePath(path)}, hive_partitioning = false)`;
}

/**
 * A query with two columns per wanted column: the value in the type that `ColumnBuilder` takes, and the offending
 * text where there is a text but no value.
 */
export function readQuery(
  source: string,
  columns: readonly WantedColumn[],
  decimalSeparator: "." | ",",
): string {
  const inner = columns.flatMap((column, index) => {
    const raw = rawValue(column);
    return [`${raw} AS r${index}`, `${castValue(raw, column, decimalSeparator)} AS v${index}`];
  });
  const outer = columns.flatMap((_, index) => [
    `v${index}`,
    `CASE WHEN v${index} IS NULL AND r${index} IS NOT NULL THEN CAST(r${index} AS VARCHAR) END`,
  ]);
  return `SELECT ${outer.join(", ")} FROM (SELECT ${inner.join(", ")} FROM ${source})`;
}

const NUMERIC = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|FLOAT|DOUBLE|DECIMAL\(.*\))$/;

function rawValue({ identifier, type, schema }: WantedColumn): string {
  // Other writers put NaN where we mean "missing".
  if (type === "FLOAT" || type === "DOUBLE")
    return `CASE WHEN NOT isnan(${identifier}) THEN ${identifier} END`;
  const isOwnType =
    (schema.kind === "number" && NUMERIC.test(type)) ||
    (schema.kind === "timestamp" && /^(?:TIMESTAMP|DATE)/.test(type)) ||
    (schema.kind === "boolean" && type === "BOOLEAN");
  return isOwnType || type === "VARCHAR" ? identifier : `CAST(${identifier} AS VARCHAR)`;
}

/** Date, optional time, optional zone; the zone is dropped: the wall clock counts. */
const TIME_PATTERN =
  "^\\s*(\\d{4}-\\d{2}-\\d{2}(?:[T ]\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?)?)" +
  "\\s*(?:Z|UTC|[+-]\\d{2}(?::?\\d{2})?)?\\s*$";

function castValue(raw: string, { type, schema }: WantedColumn, decimalSeparator: "." | ","): string {
  const isText = !NUMERIC.test(type) && !/^(?:TIMESTAMP|DATE|BOOLEAN)/.test(type);
  switch (schema.kind) {
    case "text":
      return `CAST(${raw} AS VARCHAR)`;
    case "boolean":
      return `CAST(TRY_CAST(${type === "BOOLEAN" ? raw : `trim(${raw})`} AS BOOLEAN) AS TINYINT)`;
    case "number": {
      if (NUMERIC.test(type)) return finite(`TRY_CAST(${raw} AS DOUBLE)`);
      if (!isText || decimalSeparator === ".") return finite(`TRY_CAST(${plainNumber(raw)} AS DOUBLE)`);
      return finite(`TRY_CAST(replace(${plainNumber(`nullif(${raw}, '.')`)}, ',', '.') AS DOUBLE)`);
    }
    case "timestamp": {
      const own = /^(?:TIMESTAMP|DATE)/.test(type);
      const time = own
        ? `TRY_CAST(${raw} AS TIMESTAMP)`
        : schema.format === undefined
          ? `TRY_CAST(${withoutZone(raw)} AS TIMESTAMP)`
          : `try_strptime(trim(${raw}), ${quoteText(schema.format)})`;
      return `CASE WHEN isfinite(${time}) THEN CAST(epoch_ms(${time}) AS DOUBLE) END`;
    }
  }
}

/** The commonest form, with no room for a zone, is spared the regular expression: that is half the time of a column. */
function withoutZone(raw: string): string {
  const extract = `regexp_extract(${raw}, ${quoteText(TIME_PATTERN)}, 1)`;
  return `CASE WHEN ${raw} LIKE '____-__-_____:__:__' THEN ${raw} ELSE ${extract} END`;
}

/** DuckDB reads 1_000 as a thousand; in a data file it is a slip of the pen. */
function plainNumber(raw: string): string {
  return `CASE WHEN NOT contains(${raw}, '_') THEN ${raw} END`;
}

function finite(value: string): string {
  return `CASE WHEN isfinite(${value}) THEN ${value} END`;
}
