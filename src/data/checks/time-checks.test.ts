import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatTimestamp, numberColumn, parseTimestamp, timestampColumn } from "../column.js";
import type { Interval } from "../schema.js";
import { table } from "../table.js";
import { checkTable } from "./check-table.js";
import type { CheckOptions, Finding } from "./finding.js";

const HOUR = 3_600_000;

/** Every `step` from `from` for `count` rows. */
function times(from: string, count: number, step: number = HOUR): number[] {
  const start = parseTimestamp(from)!;
  return Array.from({ length: count }, (_, index) => start + index * step);
}

function check(
  clock: readonly (number | string | null)[],
  options: CheckOptions = {},
  interval: Interval | "irregular" = "1h",
  values: readonly number[] = clock.map((_, row) => Math.sin(row * row)),
): readonly Finding[] {
  const rows = table({ time: timestampColumn(clock), value: numberColumn(values) });
  const schema = { time: { kind: "timestamp", interval }, value: { kind: "number" } } as const;
  return checkTable(rows, schema, options).findings;
}

const short = (findings: readonly Finding[]): unknown[] =>
  findings.map(({ code, severity, rows, count }) => [code, severity, rows, count]);

const without = (clock: number[], ...texts: string[]): number[] =>
  clock.filter((time) => !texts.some((text) => time === parseTimestamp(text)));

test("a regular clock has no findings", () => {
  expect(check(times("2011-01-01", 500))).toEqual([]);
  expect(check(times("2011-03-10", 1000, HOUR / 4), {}, "15min")).toEqual([]);
  expect(check(times("2011-01-01", 400, 24 * HOUR), {}, "1d")).toEqual([]);
});

describe("duplicate-timestamps", () => {
  const clock = ["2011-06-01 00:00", "2011-06-01 01:00", "2011-06-01 01:00", "2011-06-01 02:00"];

  test("tells repeated rows from rows that contradict each other", () => {
    const [same] = check(clock, {}, "1h", [1, 2, 2, 3]);
    expect(same).toMatchObject({ code: "duplicate-timestamps", severity: "block", rows: [3], count: 1 });
    expect(same!.message).toContain("2011-06-01T01:00:00; the whole rows are identical");
    const [other] = check(clock, {}, "1h", [1, 2, 5, 3]);
    expect(other!.message).toContain("the rows differ");
    expect(other!.fix).toContain("which row");
    const [both] = check([...clock, clock[3]!], {}, "1h", [1, 2, 5, 3, 3]);
    expect(both!.message).toContain("1 row repeat an earlier row in full, 1 differ");
  });

  test("missing values are equal to each other", () => {
    const findings = check(clock, {}, "1h", [1, Number.NaN, Number.NaN, 3]);
    expect(findings.find(({ code }) => code === "duplicate-timestamps")!.message).toContain("identical");
  });

  test("counts what counting by hand counts, in any order of rows", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 60 }), (hours) => {
        const clock = hours.map((hour) => parseTimestamp("2011-06-01")! + hour * HOUR);
        const found = check(clock).find(({ code }) => code === "duplicate-timestamps");
        expect(found?.count ?? 0).toBe(hours.length - new Set(hours).size);
      }),
    );
  });

  test("without a clock nothing is compared", () => {
    const rows = table({ time: timestampColumn(clock) });
    expect(checkTable(rows, { time: { kind: "timestamp" } }).findings).toEqual([]);
  });
});

describe("unsorted-timestamps", () => {
  test("steps back are found where they happen", () => {
    const clock = times("2011-06-01", 30);
    [clock[10], clock[11]] = [clock[11]!, clock[10]!];
    const findings = check(clock);
    expect(short(findings)).toEqual([["unsorted-timestamps", "block", [12], 1]]);
    expect(findings[0]!.message).toContain("row 12: 2011-06-01T10:00:00 after 2011-06-01T11:00:00");
    expect(short(check(times("2011-06-01", 30).toReversed()))).toEqual([
      ["unsorted-timestamps", "block", Array.from({ length: 20 }, (_, i) => i + 2), 29],
    ]);
  });

  test("irregular clocks must ascend too, but have no gaps", () => {
    expect(check(["2011-06-01", "2011-09-01", "2011-09-05"], {}, "irregular")).toEqual([]);
    expect(short(check(["2011-06-01", "2011-09-05", "2011-09-01"], {}, "irregular"))).toEqual([
      ["unsorted-timestamps", "block", [3], 1],
    ]);
  });
});

describe("time-gap", () => {
  const month = times("2011-06-01", 720);

  test("short gaps warn and are counted in intervals", () => {
    const clock = without(month, "2011-06-02 05:00", "2011-06-02 06:00", "2011-06-10 00:00");
    const findings = check(clock);
    expect(short(findings)).toEqual([["time-gap", "warn", [29, 214], 3]]);
    expect(findings[0]!.message).toContain("the longest is 2h from 2011-06-02T05:00:00");
  });

  test("long gaps and many gaps block", () => {
    const year = times("2011-01-01", 8760);
    const week = year.filter((_, row) => row < 5000 || row >= 5000 + 8 * 24);
    expect(check(week)[0]).toMatchObject({ code: "time-gap", severity: "block", count: 192 });
    expect(check(week, { maximumGapDays: 10 })[0]).toMatchObject({ severity: "warn" });
    const many = month.filter((_, row) => row % 10 !== 5);
    expect(check(many)[0]).toMatchObject({ code: "time-gap", severity: "block", count: 72 });
    expect(check(many, { maximumGapShare: 0.2 })[0]).toMatchObject({ severity: "warn" });
  });

  test("says so when the declared interval is the mistake", () => {
    const [gap] = check(times("2011-06-01", 100, 2 * HOUR));
    expect(gap).toMatchObject({ severity: "block", count: 99 });
    expect(gap!.fix).toContain("The usual step is 2h");
  });
});

describe("irregular-interval", () => {
  test("a few odd steps warn, a wrong interval blocks", () => {
    const clock = times("2011-06-01", 200);
    clock[50]! += 60_000;
    expect(short(check(clock))).toEqual([["irregular-interval", "warn", [51, 52], 2]]);
    const [wrong] = check(times("2011-06-01", 200, HOUR / 2));
    expect(wrong).toMatchObject({ code: "irregular-interval", severity: "block", count: 199 });
    expect(wrong!.fix).toContain('"30min"');
  });
});

describe("daylight-saving-day", () => {
  /** A local clock through 2011 as a meter in the region writes it. */
  const meter = (spring: string, autumn: string, step = HOUR): number[] => {
    const doubled = times(autumn, HOUR / step, step);
    const clock = times("2011-01-01", (365 * 24 * HOUR) / step, step).filter(
      (time) => time < parseTimestamp(spring)! || time >= parseTimestamp(spring)! + HOUR,
    );
    const position = clock.indexOf(doubled[0]!) + doubled.length;
    return [...clock.slice(0, position), ...doubled, ...clock.slice(position)];
  };

  test("days of 23 and 25 hours at the usual dates are told apart from gaps and duplicates", () => {
    const us = check(meter("2011-03-13 02:00", "2011-11-06 01:00"));
    expect(us.map(({ code, severity, count }) => [code, severity, count])).toEqual([
      ["daylight-saving-day", "warn", 2],
    ]);
    expect(us[0]!.message).toContain("23 hours on 2011-03-13, and 25 hours on 2011-11-06");
    const eu = check(meter("2011-03-27 02:00", "2011-10-30 02:00"));
    expect(eu.map(({ code }) => code)).toEqual(["daylight-saving-day"]);
    // Some label hours by their end.
    const ending = check(meter("2011-03-13 03:00", "2011-11-06 02:00"));
    expect(ending.map(({ code }) => code)).toEqual(["daylight-saving-day"]);
  });

  test("quarter hours step back in autumn, and may", () => {
    const quarters = meter("2011-03-13 02:00", "2011-11-06 01:00", HOUR / 4);
    expect(check(quarters, {}, "15min").map(({ code }) => code)).toEqual(["daylight-saving-day"]);
    const sorted = quarters.toSorted((a, b) => a - b);
    expect(check(sorted, {}, "15min").map(({ code }) => code)).toEqual(["daylight-saving-day"]);
  });

  test("the same on other dates, or where the clocks never change, is a gap and a duplicate", () => {
    const codes = (clock: number[], options: CheckOptions = {}): string[] =>
      check(clock, options).map(({ code }) => code);
    expect(codes(meter("2011-03-14 02:00", "2011-11-08 01:00"))).toEqual([
      "duplicate-timestamps",
      "time-gap",
    ]);
    expect(codes(meter("2011-03-13 05:00", "2011-11-06 12:00"))).toEqual([
      "duplicate-timestamps",
      "time-gap",
    ]);
    const us = meter("2011-03-13 02:00", "2011-11-06 01:00");
    expect(codes(us, { daylightSaving: [] })).toEqual(["duplicate-timestamps", "time-gap"]);
    expect(codes(us, { daylightSaving: ["eu"] })).toEqual(["duplicate-timestamps", "time-gap"]);
  });

  test("a second doubled hour, or a third copy, is more than a clock change", () => {
    const us = meter("2011-03-13 02:00", "2011-11-06 01:00");
    const twice = [...us, parseTimestamp("2011-11-06 02:00")!].toSorted((a, b) => a - b);
    const finding = check(twice).find(({ code }) => code === "duplicate-timestamps");
    expect(finding).toMatchObject({ severity: "block", count: 2 });
    const thrice = [...us, parseTimestamp("2011-11-06 01:00")!].toSorted((a, b) => a - b);
    expect(check(thrice).find(({ code }) => code === "duplicate-timestamps")).toMatchObject({ count: 2 });
  });

  test("agrees with the time zone database on every year", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2008, max: 2030 }), fc.constantFrom("us", "eu"), (year, region) => {
        const timeZone = region === "us" ? "America/Chicago" : "Europe/Paris";
        const clock = localHours(timeZone, year);
        const findings = check(clock, { daylightSaving: [region] });
        expect(findings.map(({ code, count }) => [code, count])).toEqual([["daylight-saving-day", 2]]);
        const fixed = check(times(`${year}-01-01`, 8000), { daylightSaving: [region] });
        expect(fixed).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });
});

/** The local clock of a zone for every hour of a year, in order of true time. */
function localHours(timeZone: string, year: number): number[] {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  return times(`${year}-01-02`, 8500).map((time) => parseTimestamp(format.format(time))!);
}

describe("stale", () => {
  const clock = times("2011-06-01", 48);

  test("only when asked, against the given now", () => {
    expect(check(clock, { now: "2020-01-01" })).toEqual([]);
    expect(check(clock, { now: "2011-06-04 23:00", maximumAgeDays: 2 })).toEqual([]);
    const findings = check(clock, { now: "2011-06-05 23:00", maximumAgeDays: 2 });
    expect(short(findings)).toEqual([["stale", "warn", [48], 1]]);
    expect(findings[0]!.message).toContain("2011-06-02T23:00:00, is 3.0 days old; 2 are allowed");
    const now = parseTimestamp("2011-07-01")!;
    expect(check(clock, { now, maximumAgeDays: 2, stale: "block" })[0]).toMatchObject({ severity: "block" });
    expect(check(clock, { maximumAgeDays: 2 })[0]).toMatchObject({ code: "stale" });
  });
});

test("missing times block and do not hide the rest", () => {
  const clock: (number | null)[] = times("2011-06-01", 30);
  clock[3] = null;
  const findings = check(clock);
  expect(short(findings)).toEqual([
    ["missing-values", "block", [4], 1],
    ["time-gap", "warn", [3], 1],
  ]);
  expect(findings[1]!.message).toContain(formatTimestamp(parseTimestamp("2011-06-01 03:00")!));
});
