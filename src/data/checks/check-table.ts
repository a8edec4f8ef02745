import { ForesolveError } from "../../errors.js";
import { parseTimestamp } from "../column.js";
import { tableSchema } from "../schema.js";
import type { ColumnSchema, TableSchema } from "../schema.js";
import { missingColumn } from "../table.js";
import type { Table } from "../table.js";
import { clockOf, findClockChanges } from "./clock.js";
import type { Clock } from "./clock.js";
import { constantColumn } from "./constant-column.js";
import { daylightSavingDay } from "./daylight-saving-day.js";
import { duplicateTimestamps } from "./duplicate-timestamps.js";
import type { Check, CheckContext, CheckOptions, Finding } from "./finding.js";
import { irregularInterval } from "./irregular-interval.js";
import { missingValues } from "./missing-values.js";
import { outOfRange } from "./out-of-range.js";
import type { QualityReport } from "./report.js";
import { spike } from "./spike.js";
import { stale } from "./stale.js";
import { stuckRun } from "./stuck-run.js";
import { summarize, timeRangeOf } from "./summary.js";
import { timeGap } from "./time-gap.js";
import { tooFewRows } from "./too-few-rows.js";
import { unitJump } from "./unit-jump.js";
import { unreadableValues } from "./unreadable-values.js";
import { unsortedTimestamps } from "./unsorted-timestamps.js";

/** Every check, in the order in which their findings are listed. */
export const CHECKS: readonly Check[] = [
  tooFewRows,
  unreadableValues,
  missingValues,
  unsortedTimestamps,
  duplicateTimestamps,
  irregularInterval,
  timeGap,
  daylightSavingDay,
  stale,
  outOfRange,
  unitJump,
  constantColumn,
  stuckRun,
  spike,
];

/**
 * The quality gate: runs every check over a table. Whoever makes decisions from data must not go on when the report
 * is `blocked`. docs/data-checks.md says what each finding means, when it blocks, and what to do.
 *
 * Time and memory grow with n log n: two million rows take seconds.
 *
 * @throws FS_DATA_SCHEMA, FS_DATA_COLUMN_MISSING, FS_DATA_COLUMN_KIND when table and schema do not fit;
 * FS_DATA_INVALID_ARGUMENT for an option outside its range. What is wrong with the *values* is a finding.
 *
 * @example
 * import { checkTable, numberColumn, table, tableSchema, timestampColumn } from "foresolve/data";
 *
 * const schema = tableSchema({
 *   time: { kind: "timestamp", interval: "1h" },
 *   price: { kind: "number", unit: "USD/MWh", maximum: 3000 },
 * });
 * const rows = table({
 *   time: timestampColumn(["2011-01-03 00:00", "2011-01-03 01:00", "2011-01-03 01:00"]),
 *   price: numberColumn([-5, 28, 9999]),
 * });
 * const report = checkTable(rows, schema);
 * report.blocked; // => true
 * report.findings.map((finding) => finding.code); // => ["duplicate-timestamps", "out-of-range"]
 * report.findings[0].rows; // => [3]
 */
export function checkTable(table: Table, schema: TableSchema, options: CheckOptions = {}): QualityReport {
  tableSchema(schema);
  requireFit(table, schema);
  const clock = clockOf(table, schema);
  requireOptions(options, clock);
  const context: CheckContext = {
    schema,
    clock,
    clockChanges: findClockChanges(clock, options.daylightSaving ?? ["us", "eu"]),
    options,
  };
  const findings = CHECKS.flatMap((check) => check.run(table, context));
  const blocking = (finding: Finding): number => (finding.severity === "block" ? 0 : 1);
  findings.sort((left, right) => blocking(left) - blocking(right));
  return {
    findings,
    blocked: findings.some((finding) => finding.severity === "block"),
    rows: table.rows,
    columns: table.names.map((name) => summarize(table, name)),
    timeRange: timeRangeOf(clock),
  };
}

function requireFit(table: Table, schema: TableSchema): void {
  for (const [name, column] of Object.entries<ColumnSchema>(schema)) {
    if (!table.has(name)) {
      if (column.optional === true) continue;
      throw missingColumn(name, table.names, "the table");
    }
    // Throws when the kinds differ.
    table[column.kind](name);
  }
}

function requireOptions(options: CheckOptions, clock: Clock | null): void {
  const invalid = (message: string, fix: string, data: Record<string, unknown>): ForesolveError =>
    new ForesolveError("FS_DATA_INVALID_ARGUMENT", { message, fix, data });
  const { minimumRows, maximumGapDays, maximumGapShare, maximumAgeDays, now } = options;
  for (const [name, value] of Object.entries({
    minimumRows,
    maximumGapDays,
    maximumGapShare,
    maximumAgeDays,
  }))
    if (value !== undefined && !(value >= 0))
      throw invalid(`${name} is ${value}.`, "Give a number from 0.", { [name]: value });
  for (const region of options.daylightSaving ?? [])
    if (!["us", "eu", "au"].includes(region))
      throw invalid(`daylightSaving has the unknown region "${region}".`, "Use us, eu, au, or [] for none.", {
        region,
      });
  if (typeof now === "string" ? parseTimestamp(now) === null : now !== undefined && !Number.isFinite(now))
    throw invalid(`now is "${now}".`, 'Give milliseconds, or a time such as "2014-12-31 12:00".', { now });
  if (maximumAgeDays !== undefined && clock === null)
    throw invalid(
      `maximumAgeDays is ${maximumAgeDays}, but no column of the schema is the clock of the table.`,
      'Give the timestamp column an interval, such as interval: "1h".',
      { maximumAgeDays },
    );
}
