import { describe, expect, test } from "vitest";
import { entryColumns, entryMatrix, layoutOf, rowColumns, rowMatrix } from "./feature-layout.js";

const target = {
  over: [
    { name: "zone", keys: ["n", "s"] },
    { name: "hour", keys: ["h0", "h1"] },
  ],
};
const row = { temperature: 5, wind: [1, 2, 3, 4] };
const layout = layoutOf(row, target);

describe("shapes", () => {
  test("per row: numbers, and all elements of arrays side by side", () => {
    expect(rowColumns(layout)).toEqual([
      "temperature",
      "wind[n,h0]",
      "wind[n,h1]",
      "wind[s,h0]",
      "wind[s,h1]",
    ]);
    expect([...rowMatrix(layout, [row, { wind: new Float32Array(4), temperature: 6 }], "refused")]).toEqual([
      5, 1, 2, 3, 4, 6, 0, 0, 0, 0,
    ]);
  });

  test("per entry: numbers repeated, the entry's own element, and its position on each axis", () => {
    expect(entryColumns(layout, true)).toEqual(["temperature", "wind", "zone", "hour"]);
    expect([...entryMatrix(layout, [row], "refused", true)]).toEqual([
      5, 1, 0, 0, 5, 2, 0, 1, 5, 3, 1, 0, 5, 4, 1, 1,
    ]);
    expect(entryColumns(layout, false)).toEqual(["temperature", "wind"]);
    expect([...entryMatrix(layout, [row], "refused", false)]).toEqual([5, 1, 5, 2, 5, 3, 5, 4]);
  });
});

describe("refusals name the row and the field", () => {
  const bad: readonly [unknown, RegExp][] = [
    [{ temperature: 5 }, /row 1 lacks the field "wind"/],
    [{ ...row, gusts: 1 }, /row 1 has the field "gusts"/],
    [{ ...row, wind: [1, 2, 3] }, /"wind" of row 1 has 3 values for a target of 4 entries/],
    [{ ...row, wind: 3 }, /"wind" of row 1 is the number 3, not an array/],
    [{ ...row, temperature: [5] }, /"temperature" of row 1 is an array of 1, not a number/],
    [{ ...row, temperature: "5" }, /"temperature" of row 1 is the string "5", not a number/],
    [{ ...row, wind: [1, 2, "3", 4] }, /"wind" of row 1 holds the string "3"/],
    [null, /row 1 is null/],
  ];
  test.each(bad)("%o", (other, pattern) => {
    const INVALID = expect.objectContaining({
      code: "FS_LEARN_INVALID_ROW",
      message: expect.stringMatching(pattern),
    });
    expect(() => rowMatrix(layout, [row, other], "refused")).toThrow(INVALID);
    expect(() => entryMatrix(layout, [row, other], "refused", false)).toThrow(INVALID);
  });

  test("rows without fields, or that are not records, give no layout", () => {
    expect(() => layoutOf({}, target)).toThrow(/no fields/);
    expect(() => layoutOf(3, target)).toThrow(/row 0 is a number/);
  });

  test("NaN is refused unless the model takes missing values; infinity always is", () => {
    const hole = { ...row, wind: [1, Number.NaN, 3, 4] };
    expect(() => rowMatrix(layout, [hole], "refused")).toThrow(
      expect.objectContaining({
        code: "FS_LEARN_MISSING_VALUE",
        data: { row: 0, field: "wind", value: Number.NaN },
      }),
    );
    expect(rowMatrix(layout, [hole], "accepted")[2]).toBeNaN();
    expect(() => entryMatrix(layout, [{ ...row, temperature: -Infinity }], "accepted", true)).toThrow(
      /"temperature" of row 0 is -Infinity/,
    );
  });
});
