import { describe, expect, test } from "vitest";
import { ForesolveError } from "../../errors.js";
import { weeklyCalendar, type WeeklyCalendarOptions, type Weekday } from "./weekly-calendar.js";

const HOUR = 3_600_000;
const MONDAY = Date.UTC(2026, 2, 2);
const everyDay: Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const hours = (options: Partial<WeeklyCalendarOptions>) =>
  weeklyCalendar({
    epochMs: MONDAY,
    unitMs: HOUR,
    until: 48,
    shifts: [{ days: everyDay, from: "06:00", until: "14:00" }],
    ...options,
  });

test("shifts on their days, over midnight, that meet and overlap, cut at both ends", () => {
  expect(hours({ from: 8, until: 33 })).toEqual([
    { from: 8, until: 14 },
    { from: 30, until: 33 },
  ]);
  const twoShifts = [
    { days: everyDay, from: "14:00", until: "22:00" },
    { days: everyDay, from: "06:00", until: "15:00" },
  ];
  expect(hours({ shifts: twoShifts, until: 24 })).toEqual([{ from: 6, until: 22 }]);
  // The night of Sunday reaches into Monday, which is time 0.
  const night = [{ days: ["sunday", "tuesday"] as Weekday[], from: "22:00", until: "06:00" }];
  expect(hours({ shifts: night, until: 72 })).toEqual([
    { from: 0, until: 6 },
    { from: 46, until: 54 },
  ]);
  const always = [{ days: everyDay, from: "00:00", until: "24:00" }];
  expect(hours({ shifts: always, until: 100 })).toEqual([{ from: 0, until: 100 }]);
  expect(hours({ shifts: [] })).toEqual([]);
});

test("holidays, and hours that are no whole units", () => {
  expect(hours({ holidays: ["2026-03-02"] })).toEqual([{ from: 30, until: 38 }]);
  const odd = [{ days: everyDay, from: "06:30", until: "14:30" }];
  expect(hours({ shifts: odd, until: 24 })).toEqual([{ from: 7, until: 14 }]);
  expect(hours({ shifts: odd, until: 24 * 60, unitMs: 60_000 })).toEqual([{ from: 390, until: 870 }]);
});

describe("wall clocks", () => {
  const night = [{ days: everyDay, from: "22:00", until: "06:00" }];

  test("of a zone are followed, and the night of the changed clocks is shorter or longer", () => {
    // Berlin: clocks go forward on 29 March 2026 at 02:00 and back on 25 October at 03:00.
    const epochMs = Date.UTC(2026, 2, 27, 23);
    const lengths = hours({ epochMs, shifts: night, timeZone: "Europe/Berlin", until: 72 });
    expect(lengths).toEqual([
      { from: 0, until: 6 },
      { from: 22, until: 29 },
      { from: 45, until: 53 },
      { from: 69, until: 72 },
    ]);
    const autumn = Date.UTC(2026, 9, 23, 22);
    expect(hours({ epochMs: autumn, shifts: night, timeZone: "Europe/Berlin", until: 40 })).toEqual([
      { from: 0, until: 6 },
      { from: 22, until: 31 },
    ]);
  });

  test("a time that is skipped falls after the jump", () => {
    const epochMs = Date.UTC(2026, 2, 28, 23);
    const early = [{ days: everyDay, from: "02:30", until: "05:00" }];
    const minutes = hours({ epochMs, unitMs: 60_000, shifts: early, timeZone: "Europe/Berlin", until: 600 });
    // 02:30 is shown as 03:30, 150 minutes after midnight.
    expect(minutes).toEqual([{ from: 150, until: 240 }]);
  });
});

test.each<[string, Partial<WeeklyCalendarOptions>, string]>([
  [
    "a time",
    { shifts: [{ days: everyDay, from: "25:00", until: "06:00" }] },
    'a time of a shift is "25:00".',
  ],
  ["a day", { shifts: [{ days: ["Mo" as Weekday], from: "05:00", until: "06:00" }] }, 'a shift is on "Mo".'],
  ["a zone", { timeZone: "Berlin" }, 'the time zone is "Berlin".'],
  ["a holiday", { holidays: ["25.12.2026"] }, 'a holiday is "25.12.2026".'],
  ["an end", { until: 0 }, "the hours from 0 until 0 are none."],
  ["a unit", { unitMs: 0 }, `the unit of 0 ms from ${MONDAY} ms is no time.`],
])("FS_SCHEDULE_INVALID_CALENDAR: %s", (_, options, message) => {
  let refused: unknown;
  try {
    hours(options);
  } catch (error) {
    refused = error;
  }
  expect(refused).toBeInstanceOf(ForesolveError);
  expect(refused).toMatchObject({ code: "FS_SCHEDULE_INVALID_CALENDAR", message });
});
