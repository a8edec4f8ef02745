import { parseTimestamp } from "../../../data/index.js";
import { FACTORY_TABLES } from "./factory-schema.js";
import { textAt, type RawTables } from "./raw-table.js";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** How the times of the tables are read. */
export interface TimeAxis {
  /** Wall-clock time of time 0; null where times are numbers already. */
  readonly epochMs: number | null;
  /** Units of time from time 0; null for a text that is no time, or not of the kind that the other times are of. */
  read(text: string): number | null;
}

/**
 * The axis of all times of the tables: numbers count as they are; where any time is a date, all must be, and time 0 is the full hour
 * at or before the earliest of them, counted in minutes.
 */
export function timeAxis(tables: RawTables): TimeAxis {
  let earliest = Infinity;
  for (const raw of Object.values(tables))
    for (const [column, { kind }] of Object.entries(FACTORY_TABLES[raw.name].columns)) {
      if (kind !== "time") continue;
      for (let row = 0; row < raw.table.rows; row++) {
        const text = textAt(raw, column, row);
        const time = text === null || isNumber(text) ? null : parseTimestamp(text);
        if (time !== null) earliest = Math.min(earliest, time);
      }
    }
  if (earliest === Infinity) return { epochMs: null, read: (text) => (isNumber(text) ? Number(text) : null) };
  const epochMs = Math.floor(earliest / HOUR_MS) * HOUR_MS;
  return {
    epochMs,
    read(text) {
      const time = isNumber(text) ? null : parseTimestamp(text);
      return time === null ? null : (time - epochMs) / MINUTE_MS;
    },
  };
}

function isNumber(text: string): boolean {
  return text.trim() !== "" && Number.isFinite(Number(text));
}
