import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { booleanColumn, numberColumn, textColumn, timestampColumn } from "../column.js";
import { readTable } from "../duckdb.js";
import { tableSchema } from "../schema.js";
import type { TableSchema } from "../schema.js";
import { table } from "../table.js";
import { CHECKS, checkTable } from "./check-table.js";
import { FINDING_CODES } from "./finding.js";
import type { CheckOptions } from "./finding.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const prices = join(
  process.env["FORESOLVE_DATA"] ?? join(root, "../shared/data"),
  "energy/pjm_day_ahead_2011-2014.csv.gz",
);

const schema = tableSchema({
  time: { kind: "timestamp", interval: "1h" },
  price: { kind: "number", unit: "EUR/MWh", maximum: 100 },
  site: { kind: "text" },
  open: { kind: "boolean", optional: true },
});
const rows = table({
  time: timestampColumn(["2011-01-01 00:00", "2011-01-01 01:00", "2011-01-01 02:00", null]),
  price: numberColumn([1, 3, 200, null], "EUR/MWh"),
  site: textColumn(["a", "b", null, "a"]),
  open: booleanColumn([true, null, false, false]),
});

describe("checkTable", () => {
  test("reports plain JSON, what blocks first", () => {
    const report = checkTable(rows, schema);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(report.blocked).toBe(true);
    const severities = report.findings.map(({ severity }) => severity);
    expect(severities).toEqual(severities.toSorted());
    expect(report.rows).toBe(4);
    expect(report.timeRange).toEqual({
      column: "time",
      from: "2011-01-01T00:00:00",
      to: "2011-01-01T02:00:00",
    });
  });

  test("sums up every column", () => {
    const none = { minimum: null, maximum: null, mean: null, quantiles: null };
    expect(checkTable(rows, schema).columns).toEqual([
      {
        ...none,
        name: "time",
        kind: "timestamp",
        count: 3,
        missing: 1,
        minimum: "2011-01-01T00:00:00",
        maximum: "2011-01-01T02:00:00",
      },
      {
        name: "price",
        kind: "number",
        unit: "EUR/MWh",
        count: 3,
        missing: 1,
        minimum: 1,
        maximum: 200,
        mean: 68,
        quantiles: { q05: 1.2, q25: 2, q50: 3, q75: 101.5, q95: expect.closeTo(180.3, 9) as number },
      },
      { ...none, name: "site", kind: "text", count: 3, missing: 1, distinct: 2 },
      { ...none, name: "open", kind: "boolean", count: 3, missing: 1, mean: 1 / 3 },
    ]);
    const empty = checkTable(rows.slice(3), schema);
    expect(empty.columns.map(({ minimum }) => minimum)).toEqual([null, null, null, null]);
    expect(empty.timeRange).toBeNull();
    expect(checkTable(rows.slice(0, 1), schema).columns[2]).toMatchObject({ distinct: 1 });
  });

  test("a table that does not fit the schema is misuse", () => {
    const misfit = (wrong: TableSchema): unknown => checkTable(rows, wrong);
    expect(() => misfit({ load: { kind: "number" } })).toThrow(
      expect.objectContaining({ code: "FS_DATA_COLUMN_MISSING" }),
    );
    expect(() => misfit({ site: { kind: "number" } })).toThrow(
      expect.objectContaining({ code: "FS_DATA_COLUMN_KIND" }),
    );
    expect(misfit({ load: { kind: "number", optional: true } })).toMatchObject({ findings: [] });
  });

  test("options outside their range are misuse", () => {
    for (const options of [
      { minimumRows: -1 },
      { maximumGapDays: Number.NaN },
      { now: "soon" },
      { now: Number.NaN },
      { daylightSaving: ["moon"] } as unknown as CheckOptions,
    ])
      expect(() => checkTable(rows, schema, options)).toThrow(
        expect.objectContaining({ code: "FS_DATA_INVALID_ARGUMENT" }),
      );
    expect(() => checkTable(rows, { price: { kind: "number" } }, { maximumAgeDays: 2 })).toThrow(/clock/);
  });
});

test("the checks, the codes and docs/data-checks.md know the same findings", () => {
  const text = readFileSync(join(root, "docs/data-checks.md"), "utf8");
  const documented = [...text.matchAll(/^\| `([a-z-]+)` \| [^|]*(?:block|warn)[^|]* \|/gm)].map(
    (match) => match[1],
  );
  expect(documented).toEqual([...FINDING_CODES]);
  expect(CHECKS.flatMap(({ codes }) => codes).toSorted()).toEqual([...FINDING_CODES]);
});

test.skipIf(!existsSync(prices))("four years of real day-ahead prices pass with warnings", async () => {
  const columns = tableSchema({
    datetime: { kind: "timestamp", interval: "1h" },
    da_price: { kind: "number", unit: "USD/MWh" },
    load_forecast: { kind: "number", unit: "MW" },
    temp_dca: { kind: "number", unit: "degF" },
  });
  const { table: hours, unreadable } = await readTable(prices, { columns });
  const report = checkTable(hours, columns, { unreadable });
  expect(report.rows).toBe(35_016);
  expect(report.findings.map(({ code, severity, column, count }) => [code, severity, column, count])).toEqual(
    [
      ["missing-values", "warn", "temp_dca", 8],
      ["spike", "warn", "da_price", 8],
    ],
  );
  expect(report.timeRange).toEqual({
    column: "datetime",
    from: "2011-01-03T00:00:00",
    to: "2014-12-31T23:00:00",
  });
});
