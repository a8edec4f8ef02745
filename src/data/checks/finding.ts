import type { Severity, TableSchema } from "../schema.js";
import type { Table } from "../table.js";
import type { UnreadableColumn } from "../reading.js";
import type { DaylightSavingRegion } from "../daylight-saving.js";
import type { Clock, ClockChanges } from "./clock.js";

/** Every code of a finding; docs/data-checks.md describes each. */
export const FINDING_CODES = [
  "all-missing",
  "constant-column",
  "daylight-saving-day",
  "duplicate-timestamps",
  "irregular-interval",
  "missing-values",
  "out-of-range",
  "spike",
  "stale",
  "stuck-run",
  "time-gap",
  "too-few-rows",
  "unit-jump",
  "unreadable-values",
  "unsorted-timestamps",
] as const;

/** A code from {@link FINDING_CODES}. */
export type FindingCode = (typeof FINDING_CODES)[number];

/** Something a check noticed: plain JSON. */
export interface Finding {
  readonly code: FindingCode;
  /** "block": the data must not be used as it is. */
  readonly severity: Severity;
  readonly column?: string;
  /** The first twenty rows concerned, from 1, in ascending order. */
  readonly rows: readonly number[];
  /** How many rows (for gaps: missing intervals) are concerned in all. */
  readonly count: number;
  /** What was found, with names and values. */
  readonly message: string;
  /** The next step. */
  readonly fix: string;
}

/** Options of `checkTable`. */
export interface CheckOptions {
  /** `unreadable` of the read result. */
  readonly unreadable?: readonly UnreadableColumn[];
  /** Fewest rows that are enough. Default 1. */
  readonly minimumRows?: number;
  /** Longest gap in days that is only warned of. Default 7. */
  readonly maximumGapDays?: number;
  /** Largest share of absent intervals, 0 to 1, that is only warned of. Default 0.05. */
  readonly maximumGapShare?: number;
  /** Whose daylight-saving dates are recognised. Default ["us", "eu"]; [] for clocks that never change. */
  readonly daylightSaving?: readonly DaylightSavingRegion[];
  /** Age of the last row in days from which the data is stale. Default: not checked. */
  readonly maximumAgeDays?: number;
  /** The wall-clock time to measure the age from: milliseconds or a text. Default: the computer's clock, as UTC. */
  readonly now?: number | string;
  /** Severity of stale data. Default "warn". */
  readonly stale?: Severity;
}

/** What a check may look at besides the table. */
export interface CheckContext {
  readonly schema: TableSchema;
  readonly clock: Clock | null;
  /** The clock changes recognised in the times; none without a clock. */
  readonly clockChanges: ClockChanges;
  readonly options: CheckOptions;
}

/** One check. It never throws for what it finds in data. */
export interface Check {
  /** The codes it may report. */
  readonly codes: readonly FindingCode[];
  run(table: Table, context: CheckContext): Finding[];
}

/** How many rows a finding lists. */
export const LISTED_ROWS = 20;

/** Counts the rows of one finding and keeps the first {@link LISTED_ROWS}. */
export class RowList {
  /** From 1. */
  readonly rows: number[] = [];
  count = 0;

  /** @param row 0-based */
  add(row: number): void {
    this.count++;
    if (this.rows.length < LISTED_ROWS) this.rows.push(row + 1);
  }
}

/** "1 value", "7 values". */
export function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count.toLocaleString("en-US")} ${noun}s`;
}

/** A share as "3.2 %". */
export function percent(share: number): string {
  const value = 100 * share;
  return `${value >= 10 ? value.toFixed(0) : value.toPrecision(2)} %`;
}

/** A number for a message: six significant digits at most. */
export function figure(value: number): string {
  return String(Number(value.toPrecision(6)));
}
