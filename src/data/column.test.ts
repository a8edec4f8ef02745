import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  booleanColumn,
  columnLength,
  formatTimestamp,
  gatherColumn,
  numberColumn,
  parseTimestamp,
  sliceColumn,
  textColumn,
  timestampColumn,
} from "./column.js";

describe("columns", () => {
  test("null, undefined and NaN are missing numbers", () => {
    const column = numberColumn([1, null, undefined, Number.NaN, -0.5], "MW");
    expect(column.nulls).toEqual(new Uint8Array([0, 1, 1, 1, 0]));
    expect(column.values).toEqual(new Float64Array([1, NaN, NaN, NaN, -0.5]));
    expect(column.unit).toBe("MW");
    expect(numberColumn([1, 2]).nulls).toBeNull();
  });

  test("a Float64Array is taken over, not copied", () => {
    const values = new Float64Array([1, 2]);
    expect(numberColumn(values).values).toBe(values);
    expect(timestampColumn(values).values).toBe(values);
  });

  test("texts share a dictionary; the empty text is not missing", () => {
    const column = textColumn(["a", "", null, "a"]);
    expect(column.codes).toEqual(new Int32Array([0, 1, -1, 0]));
    expect(column.dictionary).toEqual(["a", ""]);
    expect(column.nulls).toEqual(new Uint8Array([0, 0, 1, 0]));
  });

  test("booleans carry their own mask", () => {
    const column = booleanColumn([true, null, false]);
    expect([column.values, column.nulls]).toEqual([new Uint8Array([1, 0, 0]), new Uint8Array([0, 1, 0])]);
  });

  test("slices share memory, and lose the mask when nothing in them is missing", () => {
    const column = numberColumn([1, null, 3]);
    const part = sliceColumn(column, 2, 3);
    expect(part.nulls).toBeNull();
    expect(part.values.buffer).toBe(column.values.buffer);
    expect(sliceColumn(textColumn(["a", null]), 1, 2).nulls).toEqual(new Uint8Array([1]));
  });

  test("gathering keeps values and masks together", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.string()), { minLength: 1 }), fc.nat(), (texts, seed) => {
        const rows = Uint32Array.from(texts, (_, index) => (index * 7 + seed) % texts.length);
        const column = gatherColumn(textColumn(texts), rows);
        const read = Array.from(column.codes, (code, row) =>
          column.nulls?.[row] === 1 ? null : column.dictionary[code],
        );
        expect(read).toEqual(Array.from(rows, (row) => texts[row] ?? null));
        expect(columnLength(column)).toBe(texts.length);
      }),
    );
  });
});

describe("times", () => {
  test("texts are read as the wall clock shows them", () => {
    const noon = Date.UTC(2011, 0, 3, 12);
    for (const text of [
      "2011-01-03 12:00",
      "2011-01-03T12:00:00",
      " 2011-01-03 12:00:00.000 ",
      "2011-01-03T12:00:00Z",
      "2011-01-03T12:00:00+02:00",
      "2011-01-03 12:00-0500",
      "2011-01-03 12:00 UTC",
    ])
      expect([text, parseTimestamp(text)]).toEqual([text, noon]);
    expect(parseTimestamp("2011-01-03")).toBe(Date.UTC(2011, 0, 3));
    expect(parseTimestamp("2011-01-03 24:00")).toBe(Date.UTC(2011, 0, 4));
    expect(parseTimestamp("2011-01-03 00:00:00.1239")).toBe(Date.UTC(2011, 0, 3) + 123);
  });

  test("what is no time is none", () => {
    for (const text of [
      "",
      "noon",
      "2011-02-30",
      "2011-13-01",
      "2011-01-03 25:00",
      "2011-01-03 24:01",
      "2011-01-03 12:60",
      "03/01/2011",
      "2011-1-3",
    ])
      expect([text, parseTimestamp(text)]).toEqual([text, null]);
  });

  test("printing and reading are inverse", () => {
    fc.assert(
      fc.property(fc.integer({ min: -2e12, max: 4e12 }), (time) => {
        expect(parseTimestamp(formatTimestamp(time))).toBe(time);
      }),
    );
    expect(formatTimestamp(1)).toBe("1970-01-01T00:00:00.001");
  });

  test("a column refuses a text that is no time", () => {
    expect(() => timestampColumn(["2011-01-03", "soon"])).toThrow(
      expect.objectContaining({ code: "FS_DATA_INVALID_ARGUMENT", message: '"soon" is not a time.' }),
    );
    expect(timestampColumn([null, "1970-01-01"]).nulls).toEqual(new Uint8Array([1, 0]));
  });
});
