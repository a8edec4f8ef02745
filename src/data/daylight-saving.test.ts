import { expect, test } from "vitest";
import { clockChangeAt } from "./daylight-saving.js";
import type { ClockChange, DaylightSavingRegion } from "./daylight-saving.js";

const HOUR = 3_600_000;

/** Dates of clock changes of a year, by asking for every hour of it. */
function changes(year: number, region: DaylightSavingRegion): [string, ClockChange][] {
  const found = new Map<string, ClockChange>();
  for (let time = Date.UTC(year, 0, 1); time < Date.UTC(year + 1, 0, 1); time += HOUR) {
    const change = clockChangeAt(time, [region]);
    if (change !== null) found.set(new Date(time).toISOString().slice(0, 10), change);
  }
  return [...found];
}

test("knows the dates that were decreed", () => {
  expect(changes(2011, "us")).toEqual([
    ["2011-03-13", "spring"],
    ["2011-11-06", "autumn"],
  ]);
  expect(changes(2006, "us")).toEqual([
    ["2006-04-02", "spring"],
    ["2006-10-29", "autumn"],
  ]);
  expect(changes(2024, "eu")).toEqual([
    ["2024-03-31", "spring"],
    ["2024-10-27", "autumn"],
  ]);
  expect(changes(2023, "au")).toEqual([
    ["2023-04-02", "autumn"],
    ["2023-10-01", "spring"],
  ]);
});

test("agrees with the time zone database", () => {
  const zones: [DaylightSavingRegion, string][] = [
    ["us", "America/New_York"],
    ["eu", "Europe/Berlin"],
    ["au", "Australia/Sydney"],
  ];
  for (const [region, timeZone] of zones) {
    const offset = (time: number): string =>
      new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).format(time).slice(-6);
    for (const year of [2008, 2016, 2025]) {
      const expected: string[] = [];
      // At noon UTC the change of that local date has happened everywhere, and the next one has not.
      for (let noon = Date.UTC(year, 0, 2, 12); noon < Date.UTC(year + 1, 0, 1); noon += 24 * HOUR)
        if (offset(noon) !== offset(noon - 24 * HOUR))
          expected.push(new Date(noon).toISOString().slice(0, 10));
      expect(changes(year, region).map(([date]) => date)).toEqual(expected);
    }
  }
});

test("only the small hours count, and only the regions asked for", () => {
  expect(clockChangeAt(Date.UTC(2011, 2, 13, 3), ["us"])).toBe("spring");
  expect(clockChangeAt(Date.UTC(2011, 2, 13, 4), ["us"])).toBeNull();
  expect(clockChangeAt(Date.UTC(2011, 2, 13, 2), ["eu", "au"])).toBeNull();
});
