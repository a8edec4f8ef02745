const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * The label of a tick on an axis of times: as much as is needed, the rest in a second line where it changes. Times are
 * wall-clock times that are held as UTC, and hours count to 24.
 */
export function timeTick(time: Date, index: number, ticks: readonly Date[]): string {
  const before = index > 0 ? ticks[index - 1] : null;
  const step = ticks.length > 1 ? ticks[1].getTime() - ticks[0].getTime() : DAY_MS;
  const year = String(time.getUTCFullYear());
  const isNewYear = before === null || before.getUTCFullYear() !== time.getUTCFullYear();
  const month = MONTHS[time.getUTCMonth()];
  const day = `${time.getUTCDate()} ${month}`;
  if (step < DAY_MS) {
    const isNewDay = before === null || before.getUTCDate() !== time.getUTCDate();
    const clock = time.toISOString().slice(11, step < 60_000 ? 19 : 16);
    return isNewDay ? `${clock}\n${day}${isNewYear ? ` ${year}` : ""}` : clock;
  }
  if (step < 28 * DAY_MS) return isNewYear ? `${day}\n${year}` : day;
  if (step < 365 * DAY_MS) return isNewYear ? `${month}\n${year}` : month;
  return year;
}
