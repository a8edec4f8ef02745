import { expect, test } from "vitest";
import { timeTick } from "./time-ticks.js";

const labels = (...times: string[]): string[] => {
  const ticks = times.map((time) => new Date(`${time}Z`));
  return ticks.map((tick, index) => timeTick(tick, index, ticks));
};

test("hours count to 24, and days are named where they change", () => {
  expect(labels("2014-12-31T12:00", "2015-01-01T00:00", "2015-01-01T12:00")).toEqual([
    "12:00\n31 Dec 2014",
    "00:00\n1 Jan 2015",
    "12:00",
  ]);
});

test("days, months and years", () => {
  expect(labels("2014-12-30T00:00", "2015-01-02T00:00", "2015-01-05T00:00")).toEqual([
    "30 Dec\n2014",
    "2 Jan\n2015",
    "5 Jan",
  ]);
  expect(labels("2014-11-01T00:00", "2014-12-01T00:00", "2015-01-01T00:00")).toEqual([
    "Nov\n2014",
    "Dec",
    "Jan\n2015",
  ]);
  expect(labels("2014-01-01T00:00", "2015-01-01T00:00")).toEqual(["2014", "2015"]);
  expect(labels("2014-01-01T00:00")).toEqual(["1 Jan\n2014"]);
});
