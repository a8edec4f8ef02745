/**
 * The holidays on which North American power demand looks like a Sunday's (the six of NERC), as dates "YYYY-MM-DD".
 * New Year, Independence Day and Christmas move to Monday when they fall on a Sunday.
 */
export function powerHolidays(year: number): ReadonlySet<string> {
  return new Set([
    observed(year, 0, 1),
    lastMonday(year, 4),
    observed(year, 6, 4),
    nthWeekday(year, 8, MONDAY, 1),
    nthWeekday(year, 10, THURSDAY, 4),
    observed(year, 11, 25),
  ]);
}

const MONDAY = 1;
const THURSDAY = 4;

function observed(year: number, month: number, day: number): string {
  const onSunday = new Date(Date.UTC(year, month, day)).getUTCDay() === 0;
  return dateText(year, month, onSunday ? day + 1 : day);
}

function nthWeekday(year: number, month: number, weekday: number, nth: number): string {
  const first = new Date(Date.UTC(year, month, 1)).getUTCDay();
  return dateText(year, month, 1 + ((weekday - first + 7) % 7) + 7 * (nth - 1));
}

function lastMonday(year: number, month: number): string {
  const last = new Date(Date.UTC(year, month + 1, 0));
  return dateText(year, month, last.getUTCDate() - ((last.getUTCDay() - MONDAY + 7) % 7));
}

function dateText(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
}
