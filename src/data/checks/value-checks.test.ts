import { describe, expect, test } from "vitest";
import { booleanColumn, numberColumn, textColumn, timestampColumn } from "../column.js";
import type { Column } from "../column.js";
import type { ColumnSchema, NumberSchema } from "../schema.js";
import { table } from "../table.js";
import { checkTable } from "./check-table.js";
import type { CheckOptions, Finding } from "./finding.js";

const HOUR = 3_600_000;

const run = (column: Column, schema: ColumnSchema, options: CheckOptions = {}): readonly Finding[] =>
  checkTable(table({ value: column }), { value: schema }, options).findings;

/** With an hourly clock, so that days have 24 rows. */
function runHourly(
  values: readonly (number | null)[],
  schema: Partial<NumberSchema> = {},
): readonly Finding[] {
  const start = Date.UTC(2011, 5, 1);
  const rows = table({
    time: timestampColumn(values.map((_, row) => start + row * HOUR)),
    value: numberColumn(values),
  });
  return checkTable(rows, {
    time: { kind: "timestamp", interval: "1h" },
    value: { kind: "number", ...schema },
  }).findings;
}

const short = (findings: readonly Finding[]): unknown[] =>
  findings.map(({ code, severity, rows, count }) => [code, severity, rows, count]);

/** Reproducible noise in [0, 1). */
const noise = (row: number): number => Math.abs((Math.sin(row * 12.9898) * 43758.5453) % 1);

/** Sixty days of a price with a daily shape, mostly positive. */
const prices = (): number[] =>
  Array.from({ length: 1440 }, (_, row) => 40 + 20 * Math.sin((row * Math.PI) / 12) + 10 * noise(row));

describe("missing-values and all-missing", () => {
  const some = numberColumn(Array.from({ length: 100 }, (_, row) => (row === 6 ? null : noise(row))));

  test("a few warn, more than the allowed share blocks", () => {
    expect(short(run(some, { kind: "number" }))).toEqual([["missing-values", "warn", [7], 1]]);
    expect(short(run(some, { kind: "number", maximumMissingShare: 0 }))).toEqual([
      ["missing-values", "block", [7], 1],
    ]);
    expect(run(numberColumn([1, 2, 3]), { kind: "number", maximumMissingShare: 0 })).toEqual([]);
  });

  test("a column without a value blocks unless it is optional", () => {
    const none = textColumn([null, null]);
    expect(short(run(none, { kind: "text" }))).toEqual([["all-missing", "block", [1, 2], 2]]);
    expect(short(run(none, { kind: "text", optional: true }))).toEqual([["all-missing", "warn", [1, 2], 2]]);
  });
});

describe("unreadable-values", () => {
  const unreadable = (text: string, kind: ColumnSchema["kind"]): Finding => {
    const column = {
      column: "value",
      kind,
      count: 30,
      examples: [
        { row: 2, text },
        { row: 9, text: "x" },
      ],
    };
    const values = numberColumn(Array.from({ length: 40 }, (_, row) => (row < 30 ? null : noise(row))));
    const [first, ...others] = run(values, { kind: "number" }, { unreadable: [column] });
    // They are missing in the table, but not a second finding.
    expect(others).toEqual([]);
    return first!;
  };

  test("block, with the texts and advice that fits them", () => {
    expect(unreadable("n/a", "number")).toMatchObject({
      code: "unreadable-values",
      severity: "block",
      rows: [2, 9],
      count: 30,
      message: '30 values of "value" cannot be read as number: "n/a" in row 2, "x" in row 9, ….',
      fix: expect.stringContaining("--missing-text n/a") as string,
    });
    expect(unreadable("1,5", "number").fix).toContain('decimalSeparator: ","');
    expect(unreadable("03/01/2011", "timestamp").fix).toContain("%d/%m/%Y");
    expect(unreadable("maybe", "boolean").fix).toContain("true or false");
    expect(unreadable("5 MW", "number").fix).toContain("Correct the values");
    expect(run(numberColumn([1, 2]), { kind: "number" }, { unreadable: [] })).toEqual([]);
  });
});

describe("constant-column", () => {
  test("one value in all rows warns", () => {
    expect(
      short(run(numberColumn([null, -3, -3], "MW"), { kind: "number", maximumMissingShare: 1 })),
    ).toEqual([
      ["missing-values", "warn", [1], 1],
      ["constant-column", "warn", [2], 2],
    ]);
    expect(run(textColumn(["a", "a"]), { kind: "text" })[0]!.message).toContain(
      'is "a" in all of its 2 values',
    );
    expect(run(booleanColumn([true, true]), { kind: "boolean" })[0]!.message).toContain("is true");
    expect(run(numberColumn([1, 2]), { kind: "number" })).toEqual([]);
    expect(run(numberColumn([1]), { kind: "number" })).toEqual([]);
  });
});

describe("out-of-range", () => {
  test("only where the schema has bounds, and as severe as it says", () => {
    const column = numberColumn([-5, 20, 4000]);
    expect(run(column, { kind: "number" })).toEqual([]);
    expect(run(column, { kind: "number", minimum: -5, maximum: 4000 })).toEqual([]);
    const findings = run(column, { kind: "number", unit: "EUR/MWh", minimum: 0, maximum: 3000 });
    expect(short(findings)).toEqual([["out-of-range", "block", [1, 3], 2]]);
    expect(findings[0]!.message).toBe('2 values of "value" are outside [0, 3000] EUR/MWh: -5 to 4000.');
    expect(run(column, { kind: "number", minimum: 0, outOfRange: "warn" })[0]).toMatchObject({
      severity: "warn",
    });
  });
});

describe("too-few-rows", () => {
  test("an empty table blocks, others against the number asked for", () => {
    expect(short(run(numberColumn([]), { kind: "number" }))).toEqual([["too-few-rows", "block", [], 0]]);
    expect(run(numberColumn([1, 2]), { kind: "number" }, { minimumRows: 3 })[0]!.message).toBe(
      "The table has 2 rows; at least 3 are needed.",
    );
    expect(run(numberColumn([1, 2]), { kind: "number" }, { minimumRows: 2 })).toEqual([]);
  });
});

describe("stuck-run", () => {
  const stuck = (length: number, value: number): number[] =>
    prices().map((price, row) => (row >= 100 && row < 100 + length ? value : price));

  test("runs from the given length on warn", () => {
    expect(runHourly(stuck(23, 31.5))).toEqual([]);
    const findings = runHourly(stuck(30, 31.5));
    expect(short(findings)).toEqual([["stuck-run", "warn", [101], 1]]);
    expect(findings[0]!.message).toContain("30 rows of 31.5 from row 101");
    expect(short(runHourly(stuck(10, 31.5), { stuckAfter: 10 }))).toEqual([["stuck-run", "warn", [101], 1]]);
    expect(runHourly(stuck(30, 31.5), { stuckAfter: false })).toEqual([]);
  });

  test("a sensor that dies half-way is found", () => {
    expect(runHourly(stuck(9999, 31.5)).map(({ code }) => code)).toEqual(["stuck-run"]);
  });

  test("zeros, missing values and columns made of steps are left alone", () => {
    expect(runHourly(stuck(30, 0))).toEqual([]);
    expect(runHourly(stuck(30, 0), { stuckAtZero: true }).map(({ code }) => code)).toEqual(["stuck-run"]);
    const missing = prices().map((price, row) => (row >= 100 && row < 140 ? null : price));
    expect(runHourly(missing).map(({ code }) => code)).toEqual(["missing-values"]);
    const daily = prices().map((_, row) => 10 + noise(Math.floor(row / 24)));
    expect(runHourly(daily)).toEqual([]);
  });
});

describe("spike", () => {
  test("lone values far from the weeks around them warn", () => {
    const values = prices();
    values[500] = 4000;
    values[900] = -4000;
    const findings = runHourly(values);
    expect(short(findings)).toEqual([["spike", "warn", [501, 901], 2]]);
    expect(findings[0]!.message).toMatch(/the farthest is -4000 in row 901, where \d+(\.\d+)? is usual/);
    expect(runHourly(values, { spikeAbove: false })).toEqual([]);
    expect(runHourly(values, { spikeAbove: 1000 })).toEqual([]);
  });

  test("heavy tails, negative prices and a hard week are no spikes", () => {
    const heavy = prices().map(
      (price, row) => price + 5 / (1 - 0.98 * noise(row + 7)) - 60 * (row % 97 === 0 ? 1 : 0),
    );
    expect(heavy.some((price) => price < 0)).toBe(true);
    expect(runHourly(heavy)).toEqual([]);
    const rain = prices().map((_, row) => (row % 17 < 2 ? 3 * noise(row) : 0));
    expect(runHourly(rain)).toEqual([]);
    const week = prices().map((price, row) => (row >= 480 && row < 648 ? 4 * price : price));
    expect(runHourly(week)).toEqual([]);
  });

  test("short and constant columns are left alone", () => {
    expect(runHourly([1, 2, 900, 1, 2])).toEqual([]);
    expect(runHourly(Array.from({ length: 500 }, () => 0)).map(({ code }) => code)).toEqual([
      "constant-column",
    ]);
  });
});

describe("unit-jump", () => {
  const load = (): number[] => prices().map((price) => 50_000 + 400 * price);
  const scaled = (values: number[], from: number, to: number, factor: number): number[] =>
    values.map((value, row) => (row >= from && row < to ? value * factor : value));

  test("a block in another unit blocks, at both of its ends", () => {
    for (const [factor, from, to] of [
      [1000, 300, 400],
      [1 / 1000, 300, 400],
      [100, 300, 700],
      [1 / 100, 300, 700],
    ] as const) {
      const jump = runHourly(scaled(load(), from, to, factor)).find(({ code }) => code === "unit-jump");
      expect(jump).toMatchObject({ severity: "block", rows: [from + 1, to + 1], count: 2 });
    }
    const [until] = runHourly(scaled(load(), 700, 9999, 1000));
    expect(until!.message).toMatch(
      /1 time: in row 701 its level goes from 66352\.1 to 66945700, a factor of about 1000/,
    );
    expect(runHourly(scaled(prices(), 700, 9999, -100))[0]!.code).toBe("unit-jump");
    expect(
      runHourly(scaled(load(), 300, 400, 1000), { unitJump: false }).map(({ code }) => code),
    ).not.toContain("unit-jump");
  });

  test("missing values do not shift the rows that are named", () => {
    const values: (number | null)[] = scaled(load(), 700, 9999, 1000);
    values[5] = null;
    expect(runHourly(values)[0]).toMatchObject({ code: "unit-jump", rows: [701] });
  });

  test("nights without sun, prices around zero and a doubled level are none", () => {
    const sun = Array.from(
      { length: 1440 },
      (_, row) => Math.max(0, 900 * Math.sin((row * Math.PI) / 12)) + 0.3 * noise(row),
    );
    expect(runHourly(sun)).toEqual([]);
    const windy = prices().map((price, row) => (row >= 480 && row < 504 ? 0.6 * (noise(row) - 0.5) : price));
    expect(runHourly(windy)).toEqual([]);
    expect(runHourly(scaled(load(), 700, 9999, 2))).toEqual([]);
    // Half a day is too short to tell; it shows as spikes.
    const half = runHourly(scaled(load(), 300, 312, 1000));
    expect(half.map(({ code }) => code)).toEqual(["spike"]);
  });
});
