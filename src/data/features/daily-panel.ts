import { ForesolveError } from "../../errors.js";
import { formatTimestamp } from "../column.js";
import { clockChangeAt } from "../daylight-saving.js";
import type { DaylightSavingRegion } from "../daylight-saving.js";
import { requireWhole } from "../invalid-argument.js";
import type { ColumnKinds, NamesOf, Table } from "../table.js";

const HOUR = 3_600_000;
/** Values per day. */
const HOURS = 24;

/** Hourly columns as days of 24 values. Days follow each other without a gap; a day without rows is incomplete. */
export interface DailyPanel<Name extends string = string> {
  /** [days], such as "2011-01-03". */
  readonly dates: readonly string[];
  readonly days: number;
  /** Per column [days, 24], row-major, hour 0 first; NaN where a value is missing. */
  readonly columns: Readonly<Record<Name, Float64Array>>;
  /** [days], 1 where every column has all 24 values. Leave out the others. */
  readonly complete: Uint8Array;
  /** [days], 1 where the day had 23 or 25 hours and was brought to 24. */
  readonly adjusted: Uint8Array;
  /** [days], 1 where a value was interpolated over a short gap. */
  readonly interpolated: Uint8Array;
}

/** Options of `dailyPanel`. */
export interface DailyPanelOptions<Time extends string, Name extends string> {
  /** The timestamp column. */
  readonly time: Time;
  /** The number columns. */
  readonly columns: readonly Name[];
  /** Longest gap in hours that is filled. Default 3. */
  readonly maximumGapHours?: number;
  /** Whose clock changes are recognised. Default ["us", "eu"]. */
  readonly daylightSaving?: readonly DaylightSavingRegion[];
}

/**
 * Turns an hourly table into days of 24 values. Rows may come in any order; rows without a time are left out.
 *
 * The absent hour of a spring clock change becomes the mean of its neighbours, the doubled hour of an autumn one the mean
 * of its two values; both mark the day as `adjusted`. Other gaps of up to `maximumGapHours` are filled
 * on a straight line between the values around them, which for the last hours of a day looks into the next: mind that
 * when the panel feeds a forecast made in between. Longer gaps stay NaN and make their days incomplete.
 *
 * @throws FS_DATA_NOT_HOURLY for times between the hours, or a repeated hour that no clock change explains;
 * FS_DATA_COLUMN_MISSING, FS_DATA_COLUMN_KIND, FS_DATA_INVALID_ARGUMENT
 *
 * @example
 * import { dailyPanel, numberColumn, table, timestampColumn } from "foresolve/data";
 *
 * const start = Date.UTC(2011, 2, 13);
 * // 2011-03-13 has no hour 2 in the United States.
 * const hours = [0, 1, ...Array.from({ length: 21 }, (_, index) => index + 3)];
 * const rows = table({
 *   time: timestampColumn(hours.map((hour) => start + hour * 3_600_000)),
 *   load: numberColumn(hours),
 * });
 * const panel = dailyPanel(rows, { time: "time", columns: ["load"] });
 * panel.dates; // => ["2011-03-13"]
 * panel.columns.load[2]; // => 2
 * [panel.complete[0], panel.adjusted[0]]; // => [1, 1]
 */
export function dailyPanel<
  Kinds extends ColumnKinds,
  Time extends NamesOf<Kinds, "timestamp">,
  Name extends NamesOf<Kinds, "number">,
>(table: Table<Kinds>, options: DailyPanelOptions<Time, Name>): DailyPanel<Name> {
  const { maximumGapHours = 3, daylightSaving = ["us", "eu"] } = options;
  requireWhole("maximumGapHours", maximumGapHours, 0);
  const times = table.timestamp(options.time);
  const { firstDay, days } = dayRange(times);
  const hours = days * HOURS;
  const offset = firstDay * HOURS;
  const slots = slotsOf(times, offset, hours, options.time, daylightSaving);
  const complete = new Uint8Array(days).fill(1);
  const adjusted = new Uint8Array(days);
  const interpolated = new Uint8Array(days);
  for (let slot = 0; slot < hours; slot++) if (slots.rows[slot] === 2) adjusted[Math.floor(slot / HOURS)] = 1;

  const isSpringHour = (slot: number): boolean =>
    slots.rows[slot] === 0 && clockChangeAt((slot + offset) * HOUR, daylightSaving) === "spring";
  const columns = {} as Record<Name, Float64Array>;
  for (const name of options.columns) {
    const values = averagePerSlot(table.number(name), slots.slotOfRow, hours);
    fillGaps(values, maximumGapHours, isSpringHour, adjusted, interpolated);
    for (let slot = 0; slot < hours; slot++)
      if (Number.isNaN(values[slot])) complete[Math.floor(slot / HOURS)] = 0;
    columns[name] = values;
  }
  const dates = Array.from({ length: days }, (_, day) =>
    formatTimestamp((firstDay + day) * HOURS * HOUR).slice(0, 10),
  );
  return { dates, days, columns, complete, adjusted, interpolated };
}

function dayRange(times: Float64Array): { firstDay: number; days: number } {
  let first = Infinity;
  let last = -Infinity;
  for (const time of times) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  if (first > last) return { firstDay: 0, days: 0 };
  const firstDay = Math.floor(first / (HOURS * HOUR));
  return { firstDay, days: Math.floor(last / (HOURS * HOUR)) - firstDay + 1 };
}

/** `slotOfRow` [rows]: hours since the first midnight, -1 without a time. `rows` [hours]: how many rows a slot has. */
function slotsOf(
  times: Float64Array,
  offset: number,
  hours: number,
  column: string,
  regions: readonly DaylightSavingRegion[],
): { slotOfRow: Int32Array; rows: Uint8Array } {
  const slotOfRow = new Int32Array(times.length).fill(-1);
  const rows = new Uint8Array(hours);
  for (let row = 0; row < times.length; row++) {
    const time = times[row]!;
    if (Number.isNaN(time)) continue;
    const refuse = (what: string, fix: string): ForesolveError =>
      new ForesolveError("FS_DATA_NOT_HOURLY", {
        message: `Row ${row + 1} of "${column}", ${formatTimestamp(time)}, ${what}.`,
        fix,
        data: { column, row: row + 1, time: formatTimestamp(time) },
      });
    if (time % HOUR !== 0) throw refuse("is not on the hour", "Average the rows to hours first.");
    const slot = time / HOUR - offset;
    if (rows[slot] === 2 || (rows[slot] === 1 && clockChangeAt(time, regions) !== "autumn"))
      throw refuse(
        "repeats an earlier row, and no clock change explains it",
        "Remove the repeated rows; checkTable lists them all (duplicate-timestamps).",
      );
    rows[slot]!++;
    slotOfRow[row] = slot;
  }
  return { slotOfRow, rows };
}

function averagePerSlot(values: Float64Array, slotOfRow: Int32Array, hours: number): Float64Array {
  const result = new Float64Array(hours).fill(Number.NaN);
  for (let row = 0; row < values.length; row++) {
    const slot = slotOfRow[row]!;
    if (slot < 0 || Number.isNaN(values[row])) continue;
    // A slot has two rows at most.
    result[slot] = Number.isNaN(result[slot]) ? values[row]! : (result[slot]! + values[row]!) / 2;
  }
  return result;
}

function fillGaps(
  values: Float64Array,
  longest: number,
  isSpringHour: (slot: number) => boolean,
  adjusted: Uint8Array,
  interpolated: Uint8Array,
): void {
  let before = -1;
  for (let slot = 0; slot < values.length; slot++) {
    if (Number.isNaN(values[slot])) continue;
    const length = slot - before - 1;
    const isSpring = length === 1 && isSpringHour(slot - 1);
    if (before >= 0 && length > 0 && (length <= longest || isSpring)) {
      const slope = (values[slot]! - values[before]!) / (length + 1);
      const flags = isSpring ? adjusted : interpolated;
      for (let hole = before + 1; hole < slot; hole++) {
        values[hole] = values[before]! + slope * (hole - before);
        flags[Math.floor(hole / HOURS)] = 1;
      }
    }
    before = slot;
  }
}
