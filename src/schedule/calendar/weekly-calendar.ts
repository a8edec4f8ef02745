import { ForesolveError } from "../../errors.js";
import type { TimeInterval } from "../problem.js";
import { wallClock } from "./wall-clock.js";

/** The days of the week, in the order of `Date.prototype.getUTCDay`. */
const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;

/** A day of the week. */
export type Weekday = (typeof WEEKDAYS)[number];

/** Working hours that come back every week. */
export interface WeeklyShift {
  /** On which days the shift begins. */
  readonly days: readonly Weekday[];
  /** "06:00", on the wall clock */
  readonly from: string;
  /** "14:00"; at or before `from`: on the next day. "24:00" is midnight. */
  readonly until: string;
}

/** What {@link weeklyCalendar} makes hours from. */
export interface WeeklyCalendarOptions {
  /** Wall-clock time of time 0 in milliseconds, as in the problem. */
  readonly epochMs: number;
  /** Length of the problem's unit of time in milliseconds: 60,000 for minutes. */
  readonly unitMs: number;
  readonly shifts: readonly WeeklyShift[];
  /** End of the hours, in units of time. */
  readonly until: number;
  /** Begin of the hours, in units of time. Default 0. */
  readonly from?: number;
  /** Where the wall clock hangs: a name of the IANA data base, as the platform's `Intl` knows it. Default "UTC". */
  readonly timeZone?: string;
  /** Days on which no shift begins: "2026-12-25". */
  readonly holidays?: readonly string[];
}

/**
 * Working hours of a machine from shifts that come back every week, in the problem's own time: ascending, disjoint,
 * shifts that meet joined. Shifts follow the wall clock of the time zone: one over the night in which clocks are put
 * forward is an hour shorter. Hours that do not begin or end on a unit of time are cut to whole units.
 *
 * @throws FS_SCHEDULE_INVALID_CALENDAR for an unknown day, time, time zone or holiday, and an end before the begin.
 * @example
 * import { weeklyCalendar } from "foresolve/schedule";
 *
 * const hours = weeklyCalendar({
 *   epochMs: Date.UTC(2026, 2, 2), // a Monday
 *   unitMs: 3_600_000,
 *   until: 48,
 *   shifts: [{ days: ["monday", "tuesday"], from: "06:00", until: "14:00" }],
 * });
 * hours; // => [{ from: 6, until: 14 }, { from: 30, until: 38 }]
 */
export function weeklyCalendar(options: WeeklyCalendarOptions): TimeInterval[] {
  const { epochMs, unitMs, shifts, from = 0, until, timeZone = "UTC", holidays = [] } = options;
  if (!(unitMs > 0 && Number.isFinite(unitMs) && Number.isFinite(epochMs)))
    throw invalid(
      `the unit of ${unitMs} ms from ${epochMs} ms is no time`,
      "Pass finite numbers, the unit above 0.",
    );
  if (!(Number.isInteger(from) && Number.isInteger(until) && from >= 0 && from < until))
    throw invalid(
      `the hours from ${from} until ${until} are none`,
      "Pass whole numbers, the end after the begin.",
    );
  const clock = wallClock(timeZone);
  if (clock === null)
    throw invalid(
      `the time zone is "${timeZone}"`,
      'Pass a name like "Europe/Berlin", or leave it out for UTC.',
    );
  for (const day of holidays)
    if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day)))
      throw invalid(`a holiday is "${day}"`, 'Pass days like "2026-12-25".');
  const parts = shifts.map(({ days, from, until }) => {
    for (const day of days)
      if (!WEEKDAYS.includes(day))
        throw invalid(`a shift is on "${day}"`, `Pass days of ${WEEKDAYS.join(", ")}.`);
    const begin = minutesOf(from);
    const end = minutesOf(until);
    return { days: new Set(days), begin, end: end > begin ? end : end + DAY_MINUTES };
  });

  const free = new Set(holidays);
  const intervals: TimeInterval[] = [];
  // A shift of the day before may reach into the first day.
  const firstDay = clock.dayAt(epochMs + from * unitMs) - DAY_MS;
  const lastDay = clock.dayAt(epochMs + until * unitMs);
  for (let day = firstDay; day <= lastDay; day += DAY_MS) {
    if (free.has(new Date(day).toISOString().slice(0, 10))) continue;
    const weekday = WEEKDAYS[new Date(day).getUTCDay()]!;
    for (const { days, begin, end } of parts) {
      if (!days.has(weekday)) continue;
      const opens = Math.ceil((clock.instantOf(day + begin * MINUTE_MS) - epochMs) / unitMs);
      const closes = Math.floor((clock.instantOf(day + end * MINUTE_MS) - epochMs) / unitMs);
      const interval = { from: Math.max(opens, from), until: Math.min(closes, until) };
      if (interval.from < interval.until) intervals.push(interval);
    }
  }
  return joined(intervals);
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const DAY_MS = DAY_MINUTES * MINUTE_MS;

function minutesOf(time: string): number {
  const [, hours, minutes] = /^(\d{1,2}):([0-5]\d)$/.exec(time) ?? [];
  const value = Number(hours) * 60 + Number(minutes);
  if (!(value <= DAY_MINUTES))
    throw invalid(`a time of a shift is "${time}"`, 'Pass times like "06:00", up to "24:00".');
  return value;
}

function joined(intervals: readonly TimeInterval[]): TimeInterval[] {
  const result: TimeInterval[] = [];
  for (const { from, until } of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last !== undefined && from <= last.until)
      result[result.length - 1] = { from: last.from, until: Math.max(last.until, until) };
    else result.push({ from, until });
  }
  return result;
}

const invalid = (message: string, fix: string): ForesolveError =>
  new ForesolveError("FS_SCHEDULE_INVALID_CALENDAR", { message: `${message}.`, fix });
