import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCaptured } from "../../test/captured-output.js";
import { EXIT } from "./exit-code.js";

const folder = mkdtempSync(join(tmpdir(), "foresolve-input-"));
const HEADER = "datetime,da_price,load_forecast,temp_dca";
const HOUR_MS = 3_600_000;
const START = Date.UTC(2013, 0, 1);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An hourly row as the file has it; prices and loads vary so that nothing looks stuck. */
function rowAt(hour: number, change: Partial<Record<"time" | "price" | "load", string>> = {}): string {
  const time = change.time ?? new Date(START + hour * HOUR_MS).toISOString().slice(0, 19).replace("T", " ");
  const price = change.price ?? (40 + 15 * Math.sin(hour / 3.7) + (hour % 17)).toFixed(2);
  const load = change.load ?? (80_000 + 9000 * Math.sin(hour / 3.9) + (hour % 13)).toFixed(0);
  return `${time},${price},${load},50`;
}

function fileOf(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
  return path;
}

const DAYS = 130;
const rows = Array.from({ length: DAYS * 24 }, (_, hour) => rowAt(hour));
const changed = (hour: number, change: Parameters<typeof rowAt>[1]): string[] =>
  rows.with(hour, rowAt(hour, change));

interface BadInput {
  readonly what: string;
  readonly path: () => string;
  /** Code of an error or of a blocking finding. */
  readonly code: string;
  readonly says: RegExp;
}

const inputs: readonly BadInput[] = [
  {
    what: "no such file",
    path: () => join(folder, "nowhere.csv"),
    code: "FS_DATA_FILE_NOT_FOUND",
    says: /nowhere\.csv/,
  },
  { what: "a folder", path: () => folder, code: "FS_DATA_NOT_A_FILE", says: /folder/ },
  {
    what: "an empty file",
    path: () => fileOf("empty.csv", []),
    code: "FS_DATA_FILE_EMPTY",
    says: /empty|no data/,
  },
  {
    what: "a header without rows",
    path: () => fileOf("header.csv", [HEADER]),
    code: "FS_DATA_FILE_EMPTY",
    says: /header/,
  },
  {
    what: "a missing column",
    path: () => fileOf("column.csv", [HEADER.replace("da_price", "price"), ...rows]),
    code: "FS_DATA_COLUMN_MISSING",
    says: /da_price.*price/s,
  },
  {
    what: "a ragged line",
    path: () => fileOf("ragged.csv", [HEADER, ...rows.slice(0, 5), "1,2", ...rows.slice(5)]),
    code: "FS_DATA_FILE_MALFORMED",
    says: /line 7/i,
  },
  {
    what: "an unknown kind of file",
    path: () => fileOf("prices.xlsx", rows),
    code: "FS_DATA_FORMAT_UNSUPPORTED",
    says: /xlsx/,
  },
  {
    what: "text in a number column",
    path: () => fileOf("text.csv", [HEADER, ...changed(7, { price: "n/a" })]),
    code: "unreadable-values",
    says: /"n\/a"|n\/a/,
  },
  {
    what: "duplicate timestamps",
    path: () => fileOf("duplicate.csv", [HEADER, ...rows.slice(0, 31), rows[30], ...rows.slice(31)]),
    code: "duplicate-timestamps",
    says: /2013-01-02/,
  },
  {
    what: "unsorted timestamps",
    path: () => fileOf("unsorted.csv", [HEADER, rows[9], ...rows.slice(0, 9), ...rows.slice(10)]),
    code: "unsorted-timestamps",
    says: /ascend|order|sort/i,
  },
  {
    what: "a column without values",
    path: () => fileOf("nan.csv", [HEADER, ...rows.map((_, hour) => rowAt(hour, { price: "" }))]),
    code: "all-missing",
    says: /da_price/,
  },
  { what: "one row", path: () => fileOf("one.csv", [HEADER, rows[0]]), code: "too-few-rows", says: /1 row/ },
  {
    what: "a jump of unit",
    path: () =>
      fileOf("unit.csv", [
        HEADER,
        ...rows.map((_, hour) =>
          rowAt(hour, hour > 1500 ? { load: (80 + (hour % 13) + 9 * Math.sin(hour / 4)).toFixed(3) } : {}),
        ),
      ]),
    code: "unit-jump",
    says: /load_forecast/,
  },
];

describe.each(inputs)("$what", ({ path, code, says }) => {
  const isFinding = !code.startsWith("FS_");
  let file: string;
  beforeAll(() => {
    file = path();
  });

  test("check answers with its code, a message that names it, and a fix", async () => {
    const { exitCode, stdout, stderr } = await runCaptured("check", "energy", "--data", file);
    expect(exitCode).toBe(EXIT.dataRefused);
    const text = isFinding ? stdout : stderr;
    expect(text).toContain(code);
    expect(text).toMatch(says);
    expect(text).toMatch(/fix: \S/);
    expect(stdout.includes("BLOCK")).toBe(isFinding);
  });

  test("run refuses it with the same exit code, and writes nothing", async () => {
    const out = join(folder, "out");
    const { exitCode, stdout, stderr } = await runCaptured(
      "run",
      "energy",
      "--data",
      file,
      "--out",
      out,
      "--json",
      "--quiet",
    );
    expect(exitCode).toBe(EXIT.dataRefused);
    const { ok, error } = JSON.parse(stdout) as {
      ok: boolean;
      error: { code: string; message: string; fix: string; data: unknown };
    };
    expect(ok).toBe(false);
    expect(error.code).toBe(isFinding ? "FS_RUN_DATA_BLOCKED" : code);
    expect(JSON.stringify(error)).toContain(code);
    expect(error.fix).not.toBe("");
    expect(stderr).toContain(error.code);
    expect(readdirSync(out)).toEqual([]);
  });
});

describe("odd but legal input is usable", () => {
  const usable = async (name: string, lines: readonly string[]): Promise<string> => {
    const { exitCode, stdout } = await runCaptured(
      "check",
      "energy",
      "--data",
      fileOf(name, [HEADER, ...lines]),
    );
    expect(stdout).toContain("Usable");
    expect(exitCode).toBe(EXIT.ok);
    return stdout;
  };

  test("negative prices raise no finding", async () => {
    const negative = rows.map((_, hour) =>
      rowAt(hour, hour % 24 < 5 ? { price: (-5 - (hour % 11)).toFixed(2) } : {}),
    );
    expect(await usable("negative.csv", negative)).not.toMatch(/BLOCK|warn {2}(spike|out-of-range)/);
  });

  test("days of 23 and 25 hours at the clock change are recognised as such", async () => {
    // 10 March 2013: the hour from 2 to 3 does not exist. 3 November would have it twice.
    const spring = (Date.UTC(2013, 2, 10, 2) - START) / HOUR_MS;
    expect(await usable("spring.csv", rows.toSpliced(spring, 1))).toContain("daylight-saving-day");
    const autumnStart = Date.UTC(2013, 7, 1);
    const autumn = Array.from({ length: DAYS * 24 }, (_, hour) =>
      rowAt(hour, {
        time: new Date(autumnStart + hour * HOUR_MS).toISOString().slice(0, 19).replace("T", " "),
      }),
    );
    const doubled = (Date.UTC(2013, 10, 3, 1) - autumnStart) / HOUR_MS;
    expect(await usable("autumn.csv", autumn.toSpliced(doubled, 0, autumn[doubled]))).toContain(
      "daylight-saving-day",
    );
  });

  test("old data are reported when an age is given", async () => {
    const file = fileOf("old.csv", [HEADER, ...rows]);
    const { exitCode, stdout } = await runCaptured(
      "check",
      "energy",
      "--data",
      file,
      "--maximum-age",
      "2",
      "--now",
      "2014-01-01",
    );
    expect(stdout).toContain("stale");
    expect(exitCode).toBe(EXIT.ok);
  });
});

test("a file of two million rows is checked in bounded memory", async () => {
  const path = join(folder, "large.csv");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, `${HEADER}\n`);
  const ROWS = 2_000_000;
  const BLOCK = 50_000;
  for (let first = 0; first < ROWS; first += BLOCK) {
    const block = Array.from({ length: BLOCK }, (_, k) => {
      const hour = first + k;
      const time = new Date(Date.UTC(1850, 0, 1) + hour * HOUR_MS)
        .toISOString()
        .slice(0, 19)
        .replace("T", " ");
      return rowAt(hour % 5000, { time });
    });
    appendFileSync(path, `${block.join("\n")}\n`);
  }
  const before = process.memoryUsage().rss;
  const { exitCode, stdout } = await runCaptured("check", "energy", "--data", path);
  expect(stdout).toContain("2,000,000 rows");
  expect(exitCode).toBe(EXIT.ok);
  expect(process.memoryUsage().rss - before).toBeLessThan(900e6);
}, 300_000);
