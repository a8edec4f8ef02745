import * as fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import { booleanColumn, numberColumn, textColumn, timestampColumn } from "./column.js";
import { Table, ascendingOrder, table } from "./table.js";

const prices = table({
  time: timestampColumn(["2011-01-03 00:00", "2011-01-03 01:00", "2011-01-03 02:00"]),
  price: numberColumn([3, null, 1]),
  site: textColumn(["a", "b", "a"]),
  open: booleanColumn([true, false, true]),
});

describe("Table", () => {
  test("gives typed access by kind", () => {
    expect(prices.rows).toBe(3);
    expect(prices.names).toEqual(["time", "price", "site", "open"]);
    expect(prices.number("price")).toEqual(new Float64Array([3, NaN, 1]));
    expect(prices.text("site").dictionary).toEqual(["a", "b"]);
    expect(prices.boolean("open").values).toEqual(new Uint8Array([1, 0, 1]));
    expectTypeOf(prices.column("site").kind).toEqualTypeOf<"text">();
    // @ts-expect-error a text column is no number column
    expect(() => prices.number("site")).toThrow(expect.objectContaining({ code: "FS_DATA_COLUMN_KIND" }));
    const untyped: Table = prices;
    expect(untyped.number("price").length).toBe(3);
  });

  test("a missing column is refused with the nearest name", () => {
    const untyped: Table = prices;
    expect(() => untyped.number("prise")).toThrow(
      expect.objectContaining({ code: "FS_DATA_COLUMN_MISSING", fix: 'Did you mean "price"?' }),
    );
    expect(() => untyped.number("temperature")).toThrow(/"time", "price", "site", "open"/);
    expect(() => new Table({}).column("x")).toThrow(/no columns/);
    const wide = new Table(
      Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`c${i}`.padEnd(70, "x"), textColumn([])])),
    );
    expect(() => wide.column("q")).toThrow(/…".* and 10 more/);
  });

  test("columns of different lengths are refused", () => {
    expect(() => table({ a: numberColumn([1]), b: numberColumn([1, 2]) })).toThrow(
      expect.objectContaining({ code: "FS_DATA_COLUMN_LENGTH" }),
    );
  });

  test("select, with and slice", () => {
    expect(prices.select(["price", "time"]).names).toEqual(["price", "time"]);
    const wider = prices.with("load", numberColumn([7, 8, 9]));
    expect(wider.number("load")[2]).toBe(9);
    expect(prices.has("load")).toBe(false);
    expect(prices.slice(-2).number("price")).toEqual(new Float64Array([NaN, 1]));
    expect(prices.slice(1, 99).rows).toBe(2);
    expect(prices.slice(2, 1).rows).toBe(0);
    expect(prices.slice(0, 1).number("price").buffer).toBe(prices.number("price").buffer);
  });

  test("sortBy is stable and puts missing values last", () => {
    const sorted = prices.sortBy("price");
    expect(sorted.number("price")).toEqual(new Float64Array([1, 3, NaN]));
    expect(sorted.text("site").codes).toEqual(new Int32Array([0, 0, 1]));
    expect(sorted.column("price").nulls).toEqual(new Uint8Array([0, 0, 1]));
    expect(() => (prices as Table).sortBy("site")).toThrow(/number or timestamp/);
  });

  test("ascendingOrder agrees with a stable sort", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(Number.NaN))), (values) => {
        const key = (row: number): number => (Number.isNaN(values[row]) ? Infinity : values[row]!);
        const expected = values.map((_, row) => row).sort((a, b) => key(a) - key(b) || a - b);
        expect([...ascendingOrder(Float64Array.from(values))]).toEqual(
          // Infinity − Infinity is NaN, which the comparison above turns into the order of the rows.
          expected,
        );
      }),
    );
  });
});
