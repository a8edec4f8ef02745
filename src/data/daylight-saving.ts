/**
 * Whose dates of clock changes are known. "us": United States and Canada (Energy Policy Act of 2005 from 2007 on;
 * Uniform Time Act as amended in 1986 before). "eu": Directive 2000/84/EC. "au": New South Wales, Victoria, South
 * Australia and Tasmania since 2008.
 */
export type DaylightSavingRegion = "us" | "eu" | "au";

/** What a clock change does to a day: "spring" has 23 hours, "autumn" has 25. */
export type ClockChange = "spring" | "autumn";

const DAY = 86_400_000;

/** Midnight of the `nth` Sunday of a month (0-based), counting from the end when `nth` is -1. */
function sunday(year: number, month: number, nth: number): number {
  if (nth < 0) {
    const last = Date.UTC(year, month + 1, 0);
    return last - new Date(last).getUTCDay() * DAY;
  }
  const first = Date.UTC(year, month, 1);
  return first + (((7 - new Date(first).getUTCDay()) % 7) + 7 * (nth - 1)) * DAY;
}

const RULES: Readonly<Record<DaylightSavingRegion, (year: number) => [spring: number, autumn: number]>> = {
  us: (year) =>
    year >= 2007 ? [sunday(year, 2, 2), sunday(year, 10, 1)] : [sunday(year, 3, 1), sunday(year, 9, -1)],
  eu: (year) => [sunday(year, 2, -1), sunday(year, 9, -1)],
  au: (year) => [sunday(year, 9, 1), sunday(year, 3, 1)],
};

/** Clocks change before four in the morning everywhere; later irregularities of the day have another cause. */
const LAST_HOUR = 4;

/** The clock change near a wall-clock time: its date has one and the time is before four, else `null`. */
export function clockChangeAt(time: number, regions: readonly DaylightSavingRegion[]): ClockChange | null {
  const midnight = Math.floor(time / DAY) * DAY;
  const date = new Date(midnight);
  // Nearly every call ends here: clocks change on Sunday mornings only.
  if (date.getUTCDay() !== 0 || time - midnight >= LAST_HOUR * 3_600_000) return null;
  for (const region of regions) {
    const [spring, autumn] = RULES[region](date.getUTCFullYear());
    if (midnight === spring) return "spring";
    if (midnight === autumn) return "autumn";
  }
  return null;
}
