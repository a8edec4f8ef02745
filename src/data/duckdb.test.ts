import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, test, vi } from "vitest";
import { readTable } from "./duckdb.js";
import type { ErrorCode } from "../errors.js";

const folder = mkdtempSync(join(tmpdir(), "foresolve-read-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  vi.doUnmock("@duckdb/node-api");
});

const columns = { time: { kind: "timestamp" }, price: { kind: "number", unit: "USD/MWh" } } as const;
const GOOD = "time,price\n2011-01-03 00:00:00,1.5\n2011-01-03 01:00:00,-2\n";

function file(name: string, contents: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
}

const read = (path: string): Promise<unknown> => readTable(path, { columns });

/** What an error must look like. */
const error = (code: ErrorCode, message: RegExp, fix: RegExp = /./): object => ({
  code,
  message: expect.stringMatching(message) as string,
  fix: expect.stringMatching(fix) as string,
});

describe("readTable reads", () => {
  test("CSV, with the kinds of the schema", async () => {
    const path = file("good.csv", GOOD);
    const { table, source, unreadable, ignoredColumns, absentColumns } = await readTable(path, { columns });
    expectTypeOf(table.column("price").kind).toEqualTypeOf<"number">();
    expect(table.number("price")).toEqual(new Float64Array([1.5, -2]));
    expect(table.timestamp("time")).toEqual(
      new Float64Array([Date.UTC(2011, 0, 3), Date.UTC(2011, 0, 3, 1)]),
    );
    expect(table.column("price").unit).toBe("USD/MWh");
    expect(source).toEqual({ path, bytes: GOOD.length, format: "csv", compressed: false, rows: 2 });
    expect([unreadable, ignoredColumns, absentColumns]).toEqual([[], [], []]);
  });

  test("gzip, TSV, other separators, byte order marks and Windows line ends alike", async () => {
    const expected = (await readTable(file("good.csv", GOOD), { columns })).table.number("price");
    const variants: [string, string | Uint8Array, object][] = [
      ["a.csv.gz", gzipSync(GOOD), {}],
      ["joined.csv.gz", Buffer.concat([gzipSync(GOOD.slice(0, 11)), gzipSync(GOOD.slice(11))]), {}],
      ["a.tsv", GOOD.replaceAll(",", "\t"), {}],
      ["a.tsv.gz", gzipSync(GOOD.replaceAll(",", "\t")), {}],
      [
        "semicolon.csv",
        GOOD.replaceAll(",", ";").replaceAll(".", ","),
        { delimiter: ";", decimalSeparator: "," },
      ],
      ["windows.CSV", `\ufeff${GOOD.replaceAll("\n", "\r\n")}`, {}],
      ["blank-lines.csv", GOOD.replaceAll("\n", "\n\n"), {}],
    ];
    for (const [name, contents, options] of variants) {
      const { table } = await readTable(file(name, contents), { columns, ...options });
      expect([name, table.number("price")]).toEqual([name, expected]);
    }
  });

  test("text that is no value as a finding, with row and text", async () => {
    const rows = Array.from({ length: 5000 }, (_, index) => {
      const price = index % 100 === 99 ? `?${index}` : String(index);
      return `2011-01-03 00:00:00,${price}`;
    });
    const { table, unreadable } = await readTable(
      file("bad-cells.csv", `time,price\n${rows.join("\n")}\n03/01/2011,1_000\n2011-02-30,inf\n,NaN\n`),
      { columns },
    );
    expect(unreadable.map(({ column, kind, count }) => [column, kind, count])).toEqual([
      ["time", "timestamp", 2],
      ["price", "number", 53],
    ]);
    expect(unreadable[0]!.examples).toEqual([
      { row: 5001, text: "03/01/2011" },
      { row: 5002, text: "2011-02-30" },
    ]);
    expect(unreadable[1]!.examples).toHaveLength(20);
    expect(unreadable[1]!.examples[19]).toEqual({ row: 2000, text: "?1999" });
    expect(table.number("price")[99]).toBeNaN();
    expect(table.column("price").nulls![99]).toBe(1);
    expect(table.number("price")[4998]).toBe(4998);
  });

  test("texts and booleans, missing texts only as told", async () => {
    const path = file("kinds.csv", 'site,open,price\n"a,1",yes,NA\n,maybe,1\n"say ""x""",F,NA\n"a,1",,2\n');
    const schema = { site: { kind: "text" }, open: { kind: "boolean" }, price: { kind: "number" } } as const;
    const { table, unreadable } = await readTable(path, { columns: schema, missingTexts: ["NA"] });
    expect(table.text("site").dictionary).toEqual(["a,1", 'say "x"']);
    expect(table.text("site").codes).toEqual(new Int32Array([0, -1, 1, 0]));
    expect(table.boolean("open")).toEqual({
      kind: "boolean",
      values: new Uint8Array([1, 0, 0, 0]),
      nulls: new Uint8Array([0, 1, 0, 1]),
    });
    expect(unreadable).toEqual([
      { column: "open", kind: "boolean", count: 1, examples: [{ row: 2, text: "maybe" }] },
    ]);
    const strict = await readTable(path, { columns: schema });
    expect(strict.unreadable[1]).toMatchObject({ column: "price", count: 2 });
  });

  test("times in ISO forms by their wall clock, other forms by their format", async () => {
    const texts = ["2011-01-03", "2011-01-03T05:00", "2011-01-03 05:00:00+02:00", "2011-01-03T05:00:00.250Z"];
    const { table } = await readTable(file("times.csv", `time\n${texts.join("\n")}\n`), {
      columns: { time: { kind: "timestamp" } },
    });
    const day = Date.UTC(2011, 0, 3);
    expect([...table.timestamp("time")].map((time) => time - day)).toEqual([
      0, 18_000_000, 18_000_000, 18_000_250,
    ]);
    const dotted = await readTable(file("dotted.csv", "time\n03.01.2011 05:00\n"), {
      columns: { time: { kind: "timestamp", format: "%d.%m.%Y %H:%M" } },
    });
    expect(dotted.table.timestamp("time")[0]).toBe(day + 18_000_000);
  });

  test("columns that are there; others are reported", async () => {
    const path = file("columns.csv", "extra,price,__proto__\n1,2,3\n");
    const result = await readTable(path, {
      columns: { price: { kind: "number" }, load: { kind: "number", optional: true } },
    });
    expect(result.table.names).toEqual(["price"]);
    expect(result.ignoredColumns).toEqual(["extra", "__proto__"]);
    expect(result.absentColumns).toEqual(["load"]);
  });

  test("paths literally, whatever signs they hold", async () => {
    file("w1 'x.csv", "time,price\n2011-01-01,99\n");
    mkdirSync(join(folder, "year=2011"));
    for (const name of ["w? 'x.csv", 'w* "[1].csv', "back\\slash.csv", "year=2011/a.csv"]) {
      const { table, ignoredColumns } = await readTable(file(name, GOOD), { columns });
      expect([name, table.rows, ignoredColumns]).toEqual([name, 2, []]);
    }
  });
});

describe("readTable reads Parquet", () => {
  const path = join(folder, "all[kinds]'.parquet");

  beforeAll(async () => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT to_timestamp(i * 3600) AS zoned, TIMESTAMP '2011-01-03' + to_hours(i) AS local, DATE '2011-01-03' AS date,
         CAST(i AS DECIMAL(9, 2)) / 4 AS quarter, CAST(i AS UBIGINT) AS whole, 's' || i % 2 AS "te""xt", i % 2 = 0 AS flag,
         CASE i WHEN 1 THEN CAST('nan' AS DOUBLE) WHEN 2 THEN CAST('inf' AS DOUBLE) ELSE i END AS float, '7.5' AS spelled, [i] AS list
       FROM range(4) r(i)) TO '${path.replaceAll("'", "''")}' (FORMAT parquet)`,
    );
    connection.closeSync();
    instance.closeSync();
  });

  test("with the types that mean the same", async () => {
    const { table, source, unreadable } = await readTable(path, {
      columns: {
        zoned: { kind: "timestamp" },
        local: { kind: "timestamp" },
        date: { kind: "timestamp" },
        quarter: { kind: "number" },
        whole: { kind: "number" },
        'te"xt': { kind: "text" },
        flag: { kind: "boolean" },
        float: { kind: "number" },
        spelled: { kind: "number" },
      },
    });
    expect(source).toMatchObject({ format: "parquet", rows: 4 });
    expect(table.timestamp("zoned")[3]).toBe(3 * 3_600_000);
    expect(table.timestamp("local")[1]).toBe(Date.UTC(2011, 0, 3, 1));
    expect(table.timestamp("date")[1]).toBe(Date.UTC(2011, 0, 3));
    expect(table.number("quarter")).toEqual(new Float64Array([0, 0.25, 0.5, 0.75]));
    expect(table.number("whole")[3]).toBe(3);
    expect(table.text('te"xt').dictionary).toEqual(["s0", "s1"]);
    expect(table.boolean("flag").values).toEqual(new Uint8Array([1, 0, 1, 0]));
    expect(table.number("float")).toEqual(new Float64Array([0, NaN, NaN, 3]));
    expect(table.number("spelled")[0]).toBe(7.5);
    // Not-a-number is how other writers say "missing"; infinity is a value that must not be there.
    expect(unreadable).toEqual([
      { column: "float", kind: "number", count: 1, examples: [{ row: 3, text: "inf" }] },
    ]);
  });

  test("with other types as findings, not as a guess", async () => {
    const { unreadable } = await readTable(path, {
      columns: { whole: { kind: "timestamp" }, list: { kind: "number" }, flag: { kind: "number" } },
    });
    expect(unreadable.map(({ column, count, examples }) => [column, count, examples[1]!.text])).toEqual([
      ["whole", 4, "1"],
      ["list", 4, "[1]"],
      ["flag", 4, "false"],
    ]);
  });

  test("missing columns are named", async () => {
    await expect(read(path)).rejects.toMatchObject(
      error("FS_DATA_COLUMN_MISSING", /"time" is not in/, /rename/),
    );
  });
});

describe("readTable refuses", () => {
  test("what is not there or no file", async () => {
    file("prices.csv", GOOD);
    const typo = join(folder, "prises.csv");
    await expect(read(typo)).rejects.toMatchObject(
      error("FS_DATA_FILE_NOT_FOUND", /no file ".*prises\.csv"/, /Did you mean "prices.csv"/),
    );
    await expect(read(join(folder, "nowhere", "zzz.csv"))).rejects.toMatchObject(
      error("FS_DATA_FILE_NOT_FOUND", /looked for/, /Check the path/),
    );
    await expect(read("https://example.org/a.csv")).rejects.toMatchObject(
      error("FS_DATA_FILE_NOT_FOUND", /no file/, /Download/),
    );
    await expect(read(folder)).rejects.toMatchObject(error("FS_DATA_NOT_A_FILE", /is a folder/));
    await expect(read("/dev/null")).rejects.toMatchObject(error("FS_DATA_NOT_A_FILE", /not a regular file/));
    await expect(read(file("a.xlsx", "x"))).rejects.toMatchObject(
      error("FS_DATA_FORMAT_UNSUPPORTED", /ends in none of \.csv/, /Convert/),
    );
    await expect(read(file("a.parquet.gz", "x"))).rejects.toMatchObject(
      error("FS_DATA_FORMAT_UNSUPPORTED", /ends in none/),
    );
    await expect(read(join(folder, `${"x".repeat(300)}.csv`))).rejects.toMatchObject(
      error("FS_DATA_READ_FAILED", /name too long/),
    );
  });

  test.skipIf(process.getuid?.() === 0)("a file that may not be read", async () => {
    const path = file("secret.csv", GOOD);
    chmodSync(path, 0o000);
    await expect(read(path)).rejects.toMatchObject(
      error("FS_DATA_READ_FAILED", /may not be read/, /permissions/),
    );
  });

  test("what has no rows", async () => {
    await expect(read(file("empty.csv", ""))).rejects.toMatchObject(error("FS_DATA_FILE_EMPTY", /is empty/));
    await expect(read(file("blank.csv", "\n \n"))).rejects.toMatchObject(
      error("FS_DATA_FILE_EMPTY", /is empty/),
    );
    await expect(read(file("empty.csv.gz", gzipSync("")))).rejects.toMatchObject(
      error("FS_DATA_FILE_EMPTY", /is empty/),
    );
    await expect(read(file("header.csv", "time,price\n"))).rejects.toMatchObject(
      error("FS_DATA_FILE_EMPTY", /columns \(2\) but no rows/),
    );
    await expect(read(file("header2.csv", "time,price"))).rejects.toMatchObject(
      error("FS_DATA_FILE_EMPTY", /no rows/),
    );
  });

  test("columns that are missing or ambiguous", async () => {
    await expect(read(file("m.csv", "time,prise\n1,2\n"))).rejects.toMatchObject(
      error("FS_DATA_COLUMN_MISSING", /"price" is not in .*"time", "prise"/, /Did you mean "prise"/),
    );
    await expect(read(file("s.csv", "time;price\n1;2\n"))).rejects.toMatchObject(
      error("FS_DATA_COLUMN_MISSING", /"time;price"/, /--delimiter ";"/),
    );
    await expect(read(file("d.csv", "time,price,price\n1,2,3\n"))).rejects.toMatchObject(
      error("FS_DATA_COLUMN_AMBIGUOUS", /occurs 2 times/),
    );
    await expect(
      readTable(file("good.csv", GOOD), { columns: { load: { kind: "number", optional: true } } }),
    ).rejects.toMatchObject({ code: "FS_DATA_SCHEMA" });
  });

  test("malformed text, with the line", async () => {
    await expect(read(file("more.csv", `${GOOD}2011-01-03,1,4\n`))).rejects.toMatchObject(
      error("FS_DATA_FILE_MALFORMED", /Line 4 of .* has 3 fields, the header has 2: 2011-01-03,1,4/),
    );
    await expect(read(file("fewer.csv", `${GOOD}\n2011-01-03\n`))).rejects.toMatchObject(
      error("FS_DATA_FILE_MALFORMED", /Line 5 .* has 1 field, the header has 2/),
    );
    await expect(read(file("quote.csv", `${GOOD}"2011,3\n`))).rejects.toMatchObject(
      error("FS_DATA_FILE_MALFORMED", /Line 4 .*quote/, /Close/),
    );
    await expect(read(file("head.csv", '"time,price\n1,2\n'))).rejects.toMatchObject(
      error("FS_DATA_FILE_MALFORMED", /header .*quote/),
    );
    const mixed = GOOD.replace("1.5\n", "1.5\r\n");
    await expect(read(file("mixed.csv", mixed))).rejects.toMatchObject(
      error("FS_DATA_FILE_MALFORMED", /line ends are mixed/, /dos2unix/),
    );
    const latin = Buffer.from("time,price\n2011-01-03,caf\u00e9\n", "latin1");
    await expect(read(file("latin.csv", latin))).rejects.toMatchObject(
      error("FS_DATA_FILE_MALFORMED", /Line 2 .*not UTF-8/, /iconv/),
    );
    await expect(read(file("latin-head.csv", latin.subarray(24)))).rejects.toMatchObject(
      error("FS_DATA_FILE_MALFORMED", /not UTF-8/),
    );
    const utf16 = Buffer.from(`\ufeff${GOOD}`, "utf16le");
    await expect(read(file("utf16.csv", utf16))).rejects.toMatchObject(
      error("FS_DATA_FILE_MALFORMED", /UTF-16/, /iconv -f UTF-16/),
    );
    await expect(read(file("zip.csv", "PK\u0003\u0004"))).rejects.toMatchObject(
      error("FS_DATA_FILE_MALFORMED", /Excel workbook/),
    );
    await expect(read(file("packed.csv", gzipSync(GOOD)))).rejects.toMatchObject(
      error("FS_DATA_FILE_MALFORMED", /gzip/, /Add "\.gz"/),
    );
    const huge = `${GOOD}2011-01-03,${"1".repeat(3_000_000)}\n`;
    await expect(read(file("huge.csv", huge))).rejects.toMatchObject(
      error("FS_DATA_FILE_MALFORMED", /not regular CSV/),
    );
  });

  test("damaged gzip and Parquet files", async () => {
    const rows = Array.from({ length: 50_000 }, (_, index) => `2011-01-03,${Math.sin(index)}`);
    const packed = gzipSync(`time,price\n${rows.join("\n")}\n`);
    const damaged = Buffer.from(packed);
    damaged[packed.length >> 1]! ^= 0xff;
    const wrongSum = Buffer.from(packed);
    wrongSum[packed.length - 6]! ^= 0xff;
    await expect(read(file("cut.csv.gz", packed.subarray(0, packed.length >> 1)))).rejects.toMatchObject(
      error("FS_DATA_FILE_CORRUPT", /gzip/),
    );
    await expect(read(file("damaged.csv.gz", damaged))).rejects.toMatchObject(
      error("FS_DATA_FILE_CORRUPT", /gzip/, /gzip -t/),
    );
    await expect(read(file("sum.csv.gz", wrongSum))).rejects.toMatchObject(
      error("FS_DATA_FILE_CORRUPT", /incorrect data check/),
    );
    await expect(read(file("plain.csv.gz", GOOD))).rejects.toMatchObject(
      error("FS_DATA_FILE_CORRUPT", /gzip/, /drop "\.gz"/),
    );
    await expect(read(file("text.parquet", GOOD))).rejects.toMatchObject(
      error("FS_DATA_FILE_CORRUPT", /not a sound Parquet file/),
    );
  });

  test("options outside their range", async () => {
    const path = file("good.csv", GOOD);
    const readWith = (options: object): Promise<unknown> => readTable(path, { columns, ...options });
    await expect(readWith({ memoryLimitMb: 0 })).rejects.toMatchObject({ code: "FS_DATA_INVALID_ARGUMENT" });
    await expect(readWith({ delimiter: '"' })).rejects.toMatchObject({ code: "FS_DATA_INVALID_ARGUMENT" });
    await expect(readWith({ columns: { time: { kind: "timestamp", format: "%Q" } } })).rejects.toMatchObject({
      code: "FS_DATA_SCHEMA",
      message: 'The time format "%Q" is not understood.',
    });
    await expect(readWith({ memoryLimitMb: 1 })).rejects.toMatchObject({
      code: "FS_DATA_READ_FAILED",
      fix: "Raise memoryLimitMb.",
    });
  });

  test("to work without DuckDB, and says how to get it", async () => {
    vi.doMock("@duckdb/node-api", () => {
      throw new Error("Cannot find package");
    });
    await expect(read(file("good.csv", GOOD))).rejects.toMatchObject(
      error("FS_DATA_ENGINE_MISSING", /DuckDB could not be loaded/, /npm install/),
    );
  });
});
