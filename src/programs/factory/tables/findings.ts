import type { InputFinding } from "../../program.js";
import type { FactoryTableName } from "./factory-schema.js";

/** Codes of what the checks of a plant report, beside those of the data checks and of errors; docs/factory.md has each. */
export const FACTORY_FINDING_CODES = [
  "deadline-out-of-reach",
  "due-before-release",
  "duplicate-id",
  "event-after-end",
  "invalid-duration",
  "invalid-value",
  "machine-without-care",
  "machine-without-history",
  "must-be-left-out",
  "order-without-routing",
  "sensor-gap",
  "sure-to-be-late",
  "time-backwards",
  "too-few-failures",
  "unknown-age",
  "unknown-event",
  "unknown-machine",
  "unknown-order",
  "unreadable-time",
  "without-hours",
] as const;

/** A code from {@link FACTORY_FINDING_CODES}. */
export type FactoryFindingCode = (typeof FACTORY_FINDING_CODES)[number];

/** The most rows that a finding lists. */
const LISTED_ROWS = 20;

/** Collects what is wrong with the rows of tables: rows of one cause become one finding. */
export class FindingList {
  readonly #byCause = new Map<
    string,
    { finding: Omit<InputFinding, "rows" | "count">; rows: number[]; count: number }
  >();

  /**
   * @param row from 0; null for a finding on the table as a whole
   * @param cause rows with the same code, table and cause are reported together, by the message of the first
   */
  add(
    code: FactoryFindingCode,
    severity: InputFinding["severity"],
    table: FactoryTableName,
    row: number | null,
    message: string,
    fix: string,
    { column, cause = message }: { readonly column?: string; readonly cause?: string } = {},
  ): void {
    const key = JSON.stringify([code, severity, table, cause]);
    let entry = this.#byCause.get(key);
    if (entry === undefined) {
      entry = {
        finding: { code, severity, table, message, fix, ...(column !== undefined && { column }) },
        rows: [],
        count: 0,
      };
      this.#byCause.set(key, entry);
    }
    entry.count++;
    if (row !== null && entry.rows.length < LISTED_ROWS) entry.rows.push(row + 1);
  }

  /** In the order in which the causes were met. */
  findings(): InputFinding[] {
    return Array.from(this.#byCause.values(), ({ finding, rows, count }) => ({
      ...finding,
      message: count > 1 && rows.length > 0 ? `${finding.message} (${count} rows)` : finding.message,
      rows,
      count,
    }));
  }
}
