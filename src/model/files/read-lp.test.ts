import { describe, expect, test } from "vitest";
import { plainForm } from "../../../test/random-forms.js";
import type { ForesolveError } from "../../errors.js";
import { readLp, type StandardForm } from "../index.js";

const lp = (rows: string, rest = "", objective = "obj: x + y"): string =>
  `Minimize\n ${objective}\nSubject To\n ${rows}\n${rest}\nEnd\n`;

const rowOf = (form: StandardForm): unknown[] => {
  const { rowNames, rowLower, rowUpper, values } = plainForm(form) as Record<string, number[]>;
  return [rowNames[0], values, rowLower[0], rowUpper[0]];
};

describe("constraints", () => {
  test.each([
    ["c: 2 x - 3y <= 4", ["c", [2, -3], -Infinity, 4]],
    ["c: 2 x - 3 y =< 4", ["c", [2, -3], -Infinity, 4]],
    ["c: 2 x - 3 y < 4", ["c", [2, -3], -Infinity, 4]],
    ["x >= -2e+00", ["R1", [1], -2, Infinity]],
    ["x => - 2", ["R1", [1], -2, Infinity]],
    ["c : x = 5", ["c", [1], 5, 5]],
    ["c: -1 <= x - y <= 5", ["c", [1, -1], -1, 5]],
    ["c: 5 >= x - y >= -1", ["c", [1, -1], -1, 5]],
    ["c: -inf <= x - y <= 5", ["c", [1, -1], -Infinity, 5]],
    ["c: 3 <= x", ["c", [1], 3, Infinity]],
    ["c: x + 3 >= 5", ["c", [1], 2, Infinity]],
    ["c: + -3 x - - y >= 2", ["c", [-3, 1], 2, Infinity]],
    ["c: x + y + x >= 2", ["c", [2, 1], 2, Infinity]],
    ["c: 2 * x >= 2", ["c", [2], 2, Infinity]],
    ["c: = +0", ["c", [], 0, 0]],
    ["c: 0 x >= -2", ["c", [], -2, Infinity]],
    ["c: x >= -1e30", ["c", [1], -Infinity, Infinity]],
    ["c: 1.5e-3x\n  - .5\n y >= 2", ["c", [0.0015, -0.5], 2, Infinity]],
    ["c: x \\ a comment <= 7\n <= 4", ["c", [1], -Infinity, 4]],
  ])("%s", (text, expected) => {
    expect(rowOf(readLp(lp(text)))).toEqual(expected);
  });

  test("follow each other without labels, on one line or several", () => {
    const form = readLp(lp("x <= 4\n y >= 2\n 3 <= x\n c2: y <= 9 R2: x <= 8"));
    expect(plainForm(form)).toMatchObject({
      rowNames: ["R1", "R2_", "R3", "c2", "R2"],
      rowLower: [-Infinity, 2, 3, -Infinity, -Infinity],
      rowUpper: [4, Infinity, Infinity, 9, 8],
    });
  });

  test.each(["Subject To", "such that", "st", "S.T.", "ST."])("may be headed %s", (heading) => {
    expect(readLp(lp("x >= 1").replace("Subject To", heading)).rows).toBe(1);
  });
});

describe("objective", () => {
  test.each([
    ["obj: x + y + 10", [1, 1], 10],
    ["- 10 + 2 x + y - 5", [2, 1], -15],
    ["obj: 3 x + 2 x + y", [5, 1], 0],
    ["obj:", [0, 0], 0],
    ["7", [0, 0], 7],
  ])("%s", (objective, cost, offset) => {
    const form = readLp(lp("x + y >= 1", "", objective));
    expect([[...form.cost], form.offset]).toEqual([cost, offset]);
  });

  test.each([
    ["Minimize", "minimize"],
    ["MIN", "minimize"],
    ["maximum", "maximize"],
    ["max", "maximize"],
  ])("sense %s", (word, sense) => {
    expect(readLp(lp("x >= 1").replace("Minimize", word)).sense).toBe(sense);
  });
});

describe("bounds", () => {
  test.each([
    ["x <= 5", [0, 5]],
    ["x >= -5", [-5, Infinity]],
    ["5 >= x", [0, 5]],
    ["-2 <= x <= 5", [-2, 5]],
    ["5 >= x >= -2", [-2, 5]],
    ["x = 3", [3, 3]],
    ["x free", [-Infinity, Infinity]],
    ["x FREE", [-Infinity, Infinity]],
    ["-inf <= x <= 5", [-Infinity, 5]],
    ["-infinity <= x <= +inf", [-Infinity, Infinity]],
    ["x >= -1e30", [-Infinity, Infinity]],
    ["x <= -5", [0, -5]],
    ["x >= 1 x <= 2", [1, 2]],
  ])("%s", (text, expected) => {
    const form = readLp(lp("x >= 1", `Bounds\n ${text}`));
    expect([form.columnLower[0], form.columnUpper[0]]).toEqual(expected);
  });
});

test("integer, binary and semi-continuous columns", () => {
  const rest =
    "Bounds\n 2 <= s <= 5\n b2 <= 0\n i <= 9\nGenerals\n i j\nBinaries\n b b2\nSemi-Continuous\n s t\nEnd";
  const form = readLp(lp("x >= 1", rest));
  expect(plainForm(form)).toMatchObject({
    columnNames: ["x", "y", "s", "b2", "i", "j", "b", "t"],
    integrality: [0, 0, 2, 1, 1, 1, 1, 0],
    columnLower: [0, 0, 2, 0, 0, 0, 0, 0],
    columnUpper: [Infinity, Infinity, 5, 0, 9, Infinity, 1, Infinity],
  });
});

test("names with brackets and slashes, as some writers have them, and a problem name", () => {
  const form = readLp(`\\Problem name: plan\n${lp("c[1,2]: 2 x[1,2] + a/b >= 1", "", "obj: x[1,2]")}`);
  expect([form.name, form.columnName(0), form.columnName(1), form.rowName(0)]).toEqual([
    "plan",
    "x[1,2]",
    "a/b",
    "c[1,2]",
  ]);
});

function refusal(text: string): string {
  try {
    readLp(text);
  } catch (error) {
    const { code, message, data } = error as ForesolveError;
    return `${code} ${String(data.line)} ${message}`;
  }
  return "accepted";
}

test.each([
  ["no End", "min\n x\nst\n x >= 1\n", 5, "ends without End"],
  ["nothing", "", 1, "ends without End"],
  ["no objective", "Subject To\n x >= 1\nEnd", 1, "section Minimize or Maximize is missing"],
  ["text before the first section", "hello\nmin\n x\nEnd", 1, '"hello" stands before the first section'],
  ["two objectives", "min\n x\nmax\n y\nEnd", 3, "two objectives"],
  ["terms without a sign", lp("x >= 1", "", "x y"), 2, '"y" does not continue the objective'],
  ["a constraint without comparison", lp("c: x + y\n"), 7, "stands where <=, >= or = must stand"],
  ["a constraint twice", lp("c: x >= 1\n c: y >= 1"), 5, 'constraint "c" is there twice'],
  ["variables on the right", lp("c: x >= y"), 4, '"y" stands where a number must stand'],
  ["a product on the right", lp("c: x >= 2 y"), 4, '"y" stands behind the right side'],
  ["a sign without a term", lp("c: x + >= 2"), 4, '">" stands where a term must stand'],
  ["a range that points apart", lp("c: 1 <= x >= 2"), 4, "point apart"],
  ["an infinite equation", lp("c: x = inf"), 4, "a constraint equals Infinity"],
  ["an overflow", lp("c: 1e999 x >= 1"), 4, '"1e999" is not a finite number'],
  ["coefficients that add up to infinity", lp("c: 1e308 x + 1e308 x >= 1"), 4, "add up to Infinity"],
  ["an infinite constant", lp("x >= 1", "", "- inf"), 2, "infinite constant"],
  ["NaN", lp("c: x >= nan"), 4, '"nan" stands where a number must stand'],
  ["a bound without a number", lp("x >= 1", "Bounds\n x <= y"), 6, '"y" stands where a number must stand'],
  ["a bound without comparison", lp("x >= 1", "Bounds\n x 3"), 6, "<=, >=, = or free must stand"],
  ["a bound without a variable", lp("x >= 1", "Bounds\n 3 <= 4"), 6, "name of a variable must stand"],
  ["a bound with a sign alone", lp("x >= 1", "Bounds\n - x <= 4"), 6, '"x" stands where a number must stand'],
  ["an upper bound twice", lp("x >= 1", "Bounds\n x <= 4\n x <= 5"), 7, "its upper bound twice"],
  ["a lower bound twice", lp("x >= 1", "Bounds\n x free\n x >= 5"), 7, "its lower bound twice"],
  ["a bound that points apart", lp("x >= 1", "Bounds\n 1 <= x >= 5"), 6, "point apart"],
  ["an empty bound", lp("x >= 1", "Bounds\n x >= inf"), 6, "no number can keep"],
  ["a number among the integers", lp("x >= 1", "General\n 3"), 6, "name of a variable must stand"],
  ["a damaged note", `\\@ joined a\n${lp("x >= 1")}`, 1, "a note of Foresolve is damaged"],
])("refuses %s, with its line", (_, text, line, words) => {
  const error = refusal(text);
  expect(error).toContain(`FS_MODEL_FILE_MALFORMED ${line} Line ${line} of the LP file: `);
  expect(error).toContain(words);
});

test.each([
  ["a power", lp("c: x ^ 2 <= 1"), 4, "a product outside of brackets"],
  ["an indicator constraint", lp("c: b = 1 -> x <= 1"), 4, "an indicator constraint"],
  ["special ordered sets", lp("x >= 1", "SOS\n s: S1 :: x:1 y:2"), 5, "section SOS"],
  ["lazy constraints", lp("x >= 1", "Lazy Constraints\n x >= 1"), 5, "section LAZY CONSTRAINTS"],
  ["general constraints", lp("x >= 1", "General Constraints\n x >= 1"), 5, "section GENERAL CONSTRAINTS"],
  [
    "an unlimited semi-continuous variable",
    lp("x >= 1", "Bounds\n x >= 2\nSemi\n x"),
    8,
    "without an upper bound",
  ],
])("refuses %s by name", (_, text, line, words) => {
  const error = refusal(text);
  expect(error).toContain(`FS_MODEL_FILE_UNSUPPORTED ${line} Line ${line} of the LP file: `);
  expect(error).toContain(words);
});

test("refuses a file without variables", () => {
  expect(refusal("min\n obj: 3\nEnd")).toContain("FS_MODEL_NO_VARIABLES");
});

test("a hundred thousand rows are read without a limit on the way", () => {
  const rows = Array.from({ length: 100_000 }, (_, row) => `c${row}: x${row} + y >= ${row}`);
  const form = readLp(lp(rows.join("\n ")));
  expect([form.rows, form.columns, form.rowLower[99_999]]).toEqual([100_000, 100_002, 99_999]);
});
