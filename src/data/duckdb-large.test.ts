import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkTable } from "./checks/check-table.js";
import { readTable } from "./duckdb.js";
import { fingerprint } from "./fingerprint.js";
import { rollingMean } from "./features/rolling.js";
import { tableSchema } from "./schema.js";

const ROWS = 2_000_000;
const BAD_ROW = 1_234_567;
const folder = mkdtempSync(join(tmpdir(), "foresolve-large-"));
const path = join(folder, "large.csv");

beforeAll(() => {
  const file = openSync(path, "w");
  let text = "time,price,load,site,open\n";
  for (let row = 0; row < ROWS; row++) {
    const time = new Date(row * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
    const price =
      row + 1 === BAD_ROW
        ? "n/a"
        : (40 + 20 * Math.sin((row * Math.PI) / 12) + ((row * 7919) % 1000) / 100).toFixed(2);
    text += `${time},${price},${80_000 + (row % 5000)}.5,s${row % 50},${row % 2}\n`;
    if (text.length < 1 << 20 && row + 1 < ROWS) continue;
    writeSync(file, text);
    text = "";
  }
  closeSync(file);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

test("two million rows are read and checked in bounded memory", async () => {
  const columns = tableSchema({
    time: { kind: "timestamp", interval: "1h" },
    price: { kind: "number", unit: "EUR/MWh" },
    load: { kind: "number", unit: "MW" },
    site: { kind: "text" },
    open: { kind: "boolean" },
  });
  const before = process.memoryUsage().rss;
  const { table, unreadable } = await readTable(path, { columns, memoryLimitMb: 512 });
  const report = checkTable(table, columns, { unreadable });
  const mark = await fingerprint(table);
  const mean = rollingMean(table.number("load"), 8760);
  const growth = process.resourceUsage().maxRSS * 1024 - before;

  expect(table.rows).toBe(ROWS);
  expect(table.timestamp("time")[ROWS - 1]).toBe((ROWS - 1) * 3_600_000);
  expect(table.text("site").dictionary).toHaveLength(50);
  expect(unreadable).toEqual([
    { column: "price", kind: "number", count: 1, examples: [{ row: BAD_ROW, text: "n/a" }] },
  ]);
  expect(report.findings.map(({ code, severity }) => [code, severity])).toEqual([
    ["unreadable-values", "block"],
  ]);
  expect(mark).toHaveLength(64);
  expect(mean[ROWS - 1]).toBeGreaterThan(80_000);
  expect(growth / 2 ** 20).toBeLessThan(600);
}, 300_000);
