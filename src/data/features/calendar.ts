import { parseTimestamp } from "../column.js";
import { invalidArgument } from "../invalid-argument.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Calendar features, each [rows], NaN where the time is missing. */
export interface CalendarFeatures {
  /** 0 to 23. */
  readonly hour: Float64Array;
  /** 1 (Monday) to 7 (Sunday), as in ISO 8601. */
  readonly weekday: Float64Array;
  /** 1 to 12. */
  readonly month: Float64Array;
  /** 1 to 366. */
  readonly dayOfYear: Float64Array;
  /** 1 on Saturday and Sunday, else 0. */
  readonly weekend: Float64Array;
  /** 1 on the dates that were given as holidays, else 0. */
  readonly holiday: Float64Array;
}

/**
 * Calendar features of wall-clock times.
 *
 * @param timestamps [rows], wall-clock milliseconds
 * @param options `holidays`: dates such as "2014-12-25"
 * @throws FS_DATA_INVALID_ARGUMENT for a holiday that is no date.
 *
 * @example
 * import { calendar, timestampColumn } from "foresolve/data";
 *
 * const { values } = timestampColumn(["2014-12-25 17:00"]);
 * const features = calendar(values, { holidays: ["2014-12-25"] });
 * features.hour[0]; // => 17
 * features.weekday[0]; // => 4
 * features.holiday[0]; // => 1
 */
export function calendar(
  timestamps: Float64Array,
  options: { readonly holidays?: readonly string[] } = {},
): CalendarFeatures {
  const holidays = new Set((options.holidays ?? []).map(dayNumber));
  const column = (): Float64Array => new Float64Array(timestamps.length).fill(Number.NaN);
  const features = {
    hour: column(),
    weekday: column(),
    month: column(),
    dayOfYear: column(),
    weekend: column(),
    holiday: column(),
  };
  // Neighbouring rows share their day, so the date is worked out once per day and not once per row.
  let day = Number.NaN;
  let [weekday, month, dayOfYear, holiday] = [0, 0, 0, 0];
  for (let row = 0; row < timestamps.length; row++) {
    const time = timestamps[row]!;
    if (Number.isNaN(time)) continue;
    const today = Math.floor(time / DAY);
    if (today !== day) {
      day = today;
      const date = new Date(day * DAY);
      weekday = date.getUTCDay() || 7;
      month = date.getUTCMonth() + 1;
      dayOfYear = day - Date.UTC(date.getUTCFullYear(), 0, 1) / DAY + 1;
      holiday = holidays.has(day) ? 1 : 0;
    }
    features.hour[row] = Math.floor((time - day * DAY) / HOUR);
    features.weekday[row] = weekday;
    features.month[row] = month;
    features.dayOfYear[row] = dayOfYear;
    features.weekend[row] = weekday >= 6 ? 1 : 0;
    features.holiday[row] = holiday;
  }
  return features;
}

function dayNumber(date: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? parseTimestamp(date) : null;
  if (time !== null) return time / DAY;
  throw invalidArgument(`The holiday "${date}" is no date.`, 'Write holidays as "2014-12-25".', { date });
}
