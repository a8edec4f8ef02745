import { describe, expect, test } from "vitest";
import { intervalMilliseconds, tableSchema } from "./schema.js";
import type { TableSchema } from "./schema.js";

const check = (schema: unknown): unknown => tableSchema(schema as TableSchema);

const error = (message: RegExp, fix: RegExp): unknown =>
  expect.objectContaining({
    code: "FS_DATA_SCHEMA",
    message: expect.stringMatching(message) as string,
    fix: expect.stringMatching(fix) as string,
  });

describe("tableSchema", () => {
  test("returns what it was given", () => {
    const schema = {
      time: { kind: "timestamp", interval: "15min" },
      price: { kind: "number", unit: "EUR/MWh", minimum: -500, maximum: 4000, stuckAfter: false },
      site: { kind: "text", optional: true },
      open: { kind: "boolean", maximumMissingShare: 0.5 },
    } as const;
    expect(tableSchema(schema)).toBe(schema);
  });

  test("refuses what it does not know, naming the column", () => {
    expect(() => check({ a: { kind: "nummer" } })).toThrow(
      error(/"a" has the kind "nummer"/, /timestamp, number, text, boolean/),
    );
    expect(() => check({ a: { kind: "number", maximun: 3 } })).toThrow(
      error(/unknown entry "maximun"/, /Did you mean "maximum"/),
    );
    expect(() => check({ a: { kind: "text", zebra: 1 } })).toThrow(
      error(/unknown entry "zebra"/, /A text column knows/),
    );
  });

  test("refuses values that make no sense", () => {
    expect(() => check({ a: { kind: "number", maximumMissingShare: 2 } })).toThrow(
      error(/maximumMissingShare 2/, /between 0 and 1/),
    );
    expect(() => check({ a: { kind: "number", minimum: 3, maximum: 1 } })).toThrow(
      error(/minimum 3 and maximum 1/, /below/),
    );
    expect(() => check({ a: { kind: "number", stuckAfter: 1 } })).toThrow(
      error(/stuckAfter 1/, /whole number/),
    );
    expect(() => check({ a: { kind: "number", spikeAbove: 0 } })).toThrow(error(/spikeAbove 0/, /positive/));
    expect(() => check({ a: { kind: "timestamp", interval: "1 hour" } })).toThrow(
      error(/interval "1 hour"/, /15min/),
    );
    expect(() => check({ a: { kind: "timestamp", interval: "0h" } })).toThrow(
      error(/interval "0h"/, /15min/),
    );
    expect(() =>
      check({ a: { kind: "timestamp", interval: "1h" }, b: { kind: "timestamp", interval: "irregular" } }),
    ).toThrow(error(/"b" has an interval, and so has column "a"/, /one column only/));
  });

  test("intervals are whole units", () => {
    expect(["30s", "15min", "1h", "7d"].map((interval) => intervalMilliseconds(interval, "t"))).toEqual([
      30_000, 900_000, 3_600_000, 604_800_000,
    ]);
  });
});
