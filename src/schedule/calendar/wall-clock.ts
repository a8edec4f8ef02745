/** What clocks on a wall show. Times on them are milliseconds as if the wall hung at UTC. */
export interface WallClock {
  /** Midnight of the day that the wall clock shows at an instant. */
  dayAt(instant: number): number;
  /** When the clock shows this time; times that are skipped in spring fall after the jump, doubled ones are the first. */
  instantOf(wall: number): number;
}

const DAY_MS = 86_400_000;

/** A time zone's clock from the platform's own data base; null for a name that it does not know. */
export function wallClock(timeZone: string): WallClock | null {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "iso8601",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return null;
  }
  const wallAt = (instant: number): number => {
    const parts: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(instant)) parts[type] = Number(value);
    const { year, month, day, hour, minute, second } = parts;
    return Date.UTC(year!, month! - 1, day, hour, minute, second);
  };
  return {
    dayAt: (instant) => Math.floor(wallAt(instant) / DAY_MS) * DAY_MS,
    instantOf(wall) {
      // Offsets of the day before and the day after: the zone has one of the two, or jumps from one to the other.
      const before = wallAt(wall - DAY_MS) - (wall - DAY_MS);
      const after = wallAt(wall + DAY_MS) - (wall + DAY_MS);
      const first = wall - before;
      if (wallAt(first) === wall) return first;
      const second = wall - after;
      return wallAt(second) === wall ? second : first;
    },
  };
}
