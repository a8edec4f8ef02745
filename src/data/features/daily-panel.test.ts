import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { numberColumn, timestampColumn } from "../column.js";
import { table } from "../table.js";
import type { Table } from "../table.js";
import { dailyPanel } from "./daily-panel.js";
import type { DailyPanel } from "./daily-panel.js";

const HOUR = 3_600_000;

type Hourly = Table<{ readonly time: "timestamp"; readonly price: "number" }>;

/** Rows of (hours since a midnight, value). */
const hourly = (start: number, rows: readonly (readonly [hour: number, value: number | null])[]): Hourly =>
  table({
    time: timestampColumn(rows.map(([hour]) => start + hour * HOUR)),
    price: numberColumn(rows.map(([, value]) => value)),
  });

const panelOf = (rows: Hourly, options: object = {}): DailyPanel<"price"> =>
  dailyPanel(rows, { time: "time", columns: ["price"], ...options });

const JUNE = Date.UTC(2011, 5, 1);
const days = (count: number): (readonly [number, number])[] =>
  Array.from({ length: 24 * count }, (_, hour) => [hour, 100 + hour] as const);

describe("dailyPanel", () => {
  test("gives days of 24 values, whatever the order of the rows", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.nat(), (count, seed) => {
        const rows = days(count).toSorted(([a], [b]) => ((a * 7919 + seed) % 97) - ((b * 7919 + seed) % 97));
        const panel = panelOf(hourly(JUNE, rows));
        expect(panel.columns.price).toEqual(Float64Array.from(days(count), ([, value]) => value));
        expect(panel.days).toBe(count);
        expect(panel.complete).toEqual(new Uint8Array(count).fill(1));
        expect([...panel.adjusted, ...panel.interpolated]).not.toContain(1);
      }),
    );
    expect(panelOf(hourly(JUNE, days(2))).dates).toEqual(["2011-06-01", "2011-06-02"]);
  });

  test("gaps up to three hours are filled on a line and marked, longer ones are not", () => {
    const short = panelOf(
      hourly(
        JUNE,
        days(2).filter(([hour]) => hour < 22 || hour > 24),
      ),
    );
    expect(short.columns.price).toEqual(Float64Array.from(days(2), ([, value]) => value));
    expect([short.complete, short.interpolated]).toEqual([new Uint8Array([1, 1]), new Uint8Array([1, 1])]);
    const long = panelOf(
      hourly(
        JUNE,
        days(2).filter(([hour]) => hour < 30 || hour > 33),
      ),
    );
    expect([long.complete, long.interpolated]).toEqual([new Uint8Array([1, 0]), new Uint8Array([0, 0])]);
    expect(long.columns.price[31]).toBeNaN();
    const wide = panelOf(
      hourly(
        JUNE,
        days(2).filter(([hour]) => hour < 30 || hour > 33),
      ),
      { maximumGapHours: 4 },
    );
    expect(wide.complete).toEqual(new Uint8Array([1, 1]));
  });

  test("missing values are gaps too; days without rows and days cut off are incomplete", () => {
    const holes = days(4).map(([hour, value]) => [hour, hour === 5 ? null : value] as const);
    const panel = panelOf(
      hourly(
        JUNE,
        holes.filter(([hour]) => (hour < 24 || hour >= 48) && hour < 80),
      ),
    );
    expect(panel.columns.price[5]).toBe(105);
    expect(panel.dates).toHaveLength(4);
    expect([...panel.complete]).toEqual([1, 0, 1, 0]);
    expect([...panel.interpolated]).toEqual([1, 0, 0, 0]);
    expect(panelOf(hourly(JUNE, [])).days).toBe(0);
    expect(panelOf(hourly(Number.NaN, [[0, 1]])).days).toBe(0);
  });

  test("a spring day's absent hour is the mean of its neighbours, and no gap", () => {
    const march = Date.UTC(2011, 2, 13);
    const rows = hourly(
      march,
      days(1).filter(([hour]) => hour !== 2),
    );
    const panel = panelOf(rows, { maximumGapHours: 0 });
    expect(panel.columns.price[2]).toBe(102);
    expect([panel.complete[0], panel.adjusted[0], panel.interpolated[0]]).toEqual([1, 1, 0]);
    const elsewhere = panelOf(rows, { maximumGapHours: 0, daylightSaving: ["eu"] });
    expect([elsewhere.complete[0], elsewhere.adjusted[0]]).toEqual([0, 0]);
  });

  test("an autumn day's doubled hour is averaged", () => {
    const november = Date.UTC(2011, 10, 6);
    const panel = panelOf(hourly(november, [...days(1), [1, 301]]));
    expect(panel.columns.price[1]).toBe(201);
    expect([panel.complete[0], panel.adjusted[0], panel.interpolated[0]]).toEqual([1, 1, 0]);
    const half = panelOf(hourly(november, [...days(1), [1, null]]));
    expect(half.columns.price[1]).toBe(101);
  });

  test("what is not hourly is refused", () => {
    const refused = (rows: Hourly): unknown => panelOf(rows);
    const error = (message: RegExp): unknown =>
      expect.objectContaining({
        code: "FS_DATA_NOT_HOURLY",
        message: expect.stringMatching(message) as string,
      });
    expect(() => refused(hourly(JUNE, [...days(1), [1, 5]]))).toThrow(error(/Row 25 .*01:00:00, repeats/));
    expect(() =>
      refused(
        hourly(JUNE, [
          [0, 1],
          [0.5, 2],
        ]),
      ),
    ).toThrow(error(/Row 2 .*00:30:00, is not on the hour/));
    const november = Date.UTC(2011, 10, 6);
    expect(() => refused(hourly(november, [...days(1), [1, 5], [1, 6]]))).toThrow(error(/repeats/));
    expect(() => panelOf(hourly(JUNE, days(1)), { maximumGapHours: -1 })).toThrow(
      expect.objectContaining({ code: "FS_DATA_INVALID_ARGUMENT" }),
    );
  });
});
