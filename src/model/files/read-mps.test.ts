import { describe, expect, test } from "vitest";
import { plainForm } from "../../../test/random-forms.js";
import type { ForesolveError } from "../../errors.js";
import { readMps, type StandardForm } from "../index.js";

const lines = (...text: string[]): string => text.join("\n");
/** Many lines in the place of one. */
const joined = (count: number, line: (index: number) => string): string[] => [
  Array.from({ length: count }, (_, index) => line(index)).join("\n"),
];

/** A model with the rows cost (N), l (L), g (G), e (E) and the columns x, y. */
function mps(parts: { rhs?: string[]; ranges?: string[]; bounds?: string[]; columns?: string[] }): string {
  return lines(
    "NAME t",
    "ROWS",
    " N cost",
    " L l",
    " G g",
    " E e",
    "COLUMNS",
    ...(parts.columns ?? [" x cost 1 l 1", " x g 1 e 1", " y l 1"]),
    "RHS",
    ...(parts.rhs ?? []),
    ...(parts.ranges === undefined ? [] : ["RANGES", ...parts.ranges]),
    ...(parts.bounds === undefined ? [] : ["BOUNDS", ...parts.bounds]),
    "ENDATA",
  );
}
const rowsOf = (form: StandardForm): number[][] =>
  [...form.rowLower].map((lower, row) => [lower, form.rowUpper[row]]);
const boundsOf = (form: StandardForm): number[][] =>
  [...form.columnLower].map((lower, column) => [lower, form.columnUpper[column]]);

describe("sections", () => {
  test("right-hand sides with and without the name of their set, the objective's with its sign turned", () => {
    const form = readMps(mps({ rhs: [" RHS cost 7 l 4", " g -2", " e 5"] }));
    expect(form.offset).toBe(-7);
    expect(rowsOf(form)).toEqual([
      [-Infinity, 4],
      [-2, Infinity],
      [5, 5],
    ]);
  });

  test.each([
    ["l", "3", [-Infinity, 4], [1, 4]],
    ["l", "-3", [-Infinity, 4], [1, 4]],
    ["g", "3", [4, Infinity], [4, 7]],
    ["g", "-3", [4, Infinity], [4, 7]],
    ["e", "3", [4, 4], [4, 7]],
    ["e", "-3", [4, 4], [1, 4]],
    ["e", "0", [4, 4], [4, 4]],
  ])("a range of row %s of %s", (row, width, before, after) => {
    const rhs = [" RHS l 4 g 4", " RHS e 4"];
    const at = ["l", "g", "e"].indexOf(row);
    expect(rowsOf(readMps(mps({ rhs })))[at]).toEqual(before);
    expect(rowsOf(readMps(mps({ rhs, ranges: [` RNG ${row} ${width}`] })))[at]).toEqual(after);
    expect(rowsOf(readMps(mps({ rhs, ranges: [` ${row} ${width}`] })))[at]).toEqual(after);
  });

  test("ranges may stand before the right-hand sides they belong to", () => {
    const text = mps({ ranges: [" RNG l 3"] }).replace(
      "RHS\nRANGES\n RNG l 3",
      "RANGES\n RNG l 3\nRHS\n RHS l 4",
    );
    expect(rowsOf(readMps(text))[0]).toEqual([1, 4]);
  });

  test.each([
    [[" LO B x 2"], [2, Infinity], 0],
    [[" UP B x 2"], [0, 2], 0],
    [[" UP B x -2"], [0, -2], 0],
    [[" MI B x", " UP B x -2"], [-Infinity, -2], 0],
    [[" FX B x 2"], [2, 2], 0],
    [[" FR B x"], [-Infinity, Infinity], 0],
    [[" FR x"], [-Infinity, Infinity], 0],
    [[" UP x 4"], [0, 4], 0],
    [[" MI B x"], [-Infinity, Infinity], 0],
    [[" PL B x"], [0, Infinity], 0],
    [[" BV B x"], [0, 1], 1],
    [[" BV B x 1"], [0, 1], 1],
    [[" BV x 1"], [0, 1], 1],
    [[" LI B x -2"], [-2, Infinity], 1],
    [[" UI B x 7"], [0, 7], 1],
    [[" LI B x 1", " UI B x 7"], [1, 7], 1],
    [[" SC B x 5"], [0, 5], 0],
    [[" SC B x 5", " LO B x 2"], [2, 5], 2],
    [[" LO B x -1e30", " UP B x 1e20"], [-Infinity, Infinity], 0],
    [[" UP B x inf"], [0, Infinity], 0],
  ])("bounds %j", (bounds, expected, integrality) => {
    const form = readMps(mps({ bounds }));
    expect([boundsOf(form)[0], form.integrality[0]]).toEqual([expected, integrality]);
  });

  test.each([
    [undefined, [0, 1]],
    [[" LO B x 0"], [0, Infinity]],
    [[" PL B x"], [0, Infinity]],
    [[" UP B x 5"], [0, 5]],
    [[" MI B x"], [-Infinity, Infinity]],
    [[" FR B x"], [-Infinity, Infinity]],
  ])("an integer column between markers with the bounds %j, as HiGHS has it", (bounds, expected) => {
    const columns = [" M 'MARKER' 'INTORG'", " x l 1", " M 'MARKER' 'INTEND'", " y l 1"];
    const form = readMps(mps({ columns, ...(bounds === undefined ? {} : { bounds }) }));
    expect([boundsOf(form), [...form.integrality]]).toEqual([
      [expected, [0, Infinity]],
      [1, 0],
    ]);
  });

  test.each([
    ["OBJSENSE\n    MAX", "maximize"],
    ["OBJSENSE MAXIMIZE", "maximize"],
    ["OBJSENSE\n MIN", "minimize"],
    ["objsense\n maximise", "maximize"],
  ])("sense %j", (text, sense) => {
    expect(readMps(mps({}).replace("ROWS", `${text}\nROWS`)).sense).toBe(sense);
  });

  test("free rows beside the objective are dropped with all that belongs to them", () => {
    const text = mps({
      columns: [" x cost 1 spare 9", " x l 2"],
      rhs: [" RHS spare 3 l 4"],
      ranges: [" RNG spare 3"],
    });
    const form = readMps(text.replace(" L l", " N spare\n L l"));
    expect([[...form.cost], [...form.matrix.values], form.rows, form.offset]).toEqual([[1], [2], 3, 0]);
  });

  test("comments, empty lines, remarks, carriage returns, tabs, D exponents, a mark of byte order", () => {
    const text = lines(
      "\uFEFF* a comment",
      "NAME\tplan",
      "",
      "ROWS",
      "\tN\tcost",
      "  * an indented one",
      " G\tg",
      "COLUMNS",
      " x\tcost\t-1.5D+2\tg\t.5d0 $ a remark",
      "RHS",
      " RHS g +2.",
      "ENDATA",
      "what follows is not read",
    ).replaceAll("\n", "\r\n");
    const form = readMps(text);
    expect([form.name, [...form.cost], [...form.matrix.values], rowsOf(form)]).toEqual([
      "plan",
      [-150],
      [0.5],
      [[2, Infinity]],
    ]);
  });

  test("lines of writers that do not indent", () => {
    expect(plainForm(readMps(mps({}).replaceAll("\n ", "\n")))).toEqual(plainForm(readMps(mps({}))));
  });

  test("a column without entries is a column", () => {
    const form = readMps(mps({ columns: [" x cost 0", " y l 1"] }));
    expect([form.columns, form.matrix.values.length]).toEqual([2, 1]);
  });
});

describe("fixed format", () => {
  /** Fields 1 to 6 at their characters. */
  const put = (...fields: string[]): string =>
    [2, 5, 15, 25, 40, 50].reduce(
      (line, start, field) => line.padEnd(start - 1) + (fields[field] ?? "").padStart(field === 3 ? 12 : 0),
      "",
    );
  const fixed = lines(
    "NAME          fixed",
    "ROWS",
    put("N", "THE COST"),
    put("L", "ROW 1"),
    put("E", "ROW 2"),
    "COLUMNS",
    put("", "COL A", "THE COST", "1.0", "ROW 1", "2.0"),
    put("", "COL A", "ROW 2", "0.3333333333333333333"),
    put("", "COL B", "ROW 2", "-1.0"),
    "RHS",
    put("", "", "ROW 1", "4.0", "ROW 2", "5.0"),
    "BOUNDS",
    put("UP", "", "COL A", "9.0"),
    put("MI", "BND", "COL B"),
    "ENDATA",
  );

  test.each([undefined, "fixed" as const])(
    "names with blanks, empty fields and long numbers (%s)",
    (format) => {
      const form = readMps(fixed, format === undefined ? {} : { format });
      expect(plainForm(form)).toMatchObject({
        columnNames: ["COL A", "COL B"],
        rowNames: ["ROW 1", "ROW 2"],
        cost: [1, 0],
        values: [2, 0.3333333333333333, -1],
        rowUpper: [4, 5],
        columnUpper: [9, Infinity],
        columnLower: [0, -Infinity],
      });
    },
  );

  test("is refused as free format", () => {
    expect(() => readMps(fixed, { format: "free" })).toThrow("Line 3 of the MPS file: 3 field(s)");
  });
});

/** The error of a text as code, line and message. */
function refusal(text: string): string {
  try {
    readMps(text);
  } catch (error) {
    const { code, message, data } = error as ForesolveError;
    return `${code} ${String(data.line)} ${message}`;
  }
  return "accepted";
}

const MALFORMED: readonly (readonly [what: string, text: string, line: number, words: string])[] = [
  ["no ENDATA", "NAME\nROWS\n N c\nCOLUMNS\n x c 1", 5, "section COLUMNS without ENDATA"],
  ["nothing at all", "", 0, "without ENDATA"],
  ["no ROWS", "NAME\nCOLUMNS\n x c 1\nENDATA", 2, "section ROWS is missing"],
  ["no COLUMNS", "NAME\nROWS\n N c\nRHS\nENDATA", 4, "section COLUMNS is missing"],
  ["an unknown section", mps({}).replace("RHS", "RSH"), 11, '"RSH" is no section'],
  ["a section twice", mps({}).replace("RHS", "ROWS"), 11, "section ROWS is there twice"],
  ["data before a section", " x c 1\nNAME", 1, "data before the first section"],
  ["an unknown type of row", mps({}).replace(" G g", " H g"), 5, '"H" is no type of a row'],
  ["a row twice", mps({}).replace(" G g", " G l"), 5, 'row "l" is there twice'],
  ["a row with too many fields", mps({}).replace(" G g", " G g h"), 5, "3 field(s) where section ROWS has 2"],
  ["an unknown row in COLUMNS", mps({ columns: [" x q 1"] }), 8, 'row "q" is not in section ROWS'],
  ["an unknown row in RHS", mps({ rhs: [" RHS q 1"] }), 12, 'row "q" is not in section ROWS'],
  ["an unknown row in RANGES", mps({ ranges: [" R q 1"] }), 13, 'row "q" is not in section ROWS'],
  ["an unknown column", mps({ bounds: [" UP B q 1"] }), 13, 'column "q" is not in section COLUMNS'],
  ["an entry twice", mps({ columns: [" x l 1", " x l 2"] }), 9, 'column "x" has two entries in row "l"'],
  ["an entry twice in one line", mps({ columns: [" x l 1 l 2"] }), 8, "two entries"],
  ["a cost twice", mps({ columns: [" x cost 1 cost 2"] }), 8, 'two entries in row "cost"'],
  ["a column twice", mps({ columns: [" x l 1", " y l 1", " x g 2"] }), 10, 'column "x" is there twice'],
  ["a right-hand side twice", mps({ rhs: [" RHS l 1", " RHS l 2"] }), 13, "two right-hand sides"],
  ["a range twice", mps({ ranges: [" R l 1", " R l 2"] }), 14, "two ranges"],
  ["an upper bound twice", mps({ bounds: [" UP B x 1", " UP B x 2"] }), 14, "upper bound twice"],
  ["a lower bound twice", mps({ bounds: [" FX B x 1", " LO B x 2"] }), 14, "lower bound twice"],
  ["an unknown bound", mps({ bounds: [" XX B x 1"] }), 13, '"XX" is no type of a bound'],
  ["a bound without value", mps({ bounds: [" UP x"] }), 13, "2 field(s) where a UP bound has 4"],
  ["a bound of too many fields", mps({ bounds: [" UP B x 1 2"] }), 13, "5 field(s)"],
  ["a bound that is no number", mps({ bounds: [" UP B x q"] }), 13, '"q" is not a number'],
  ["a lower bound of infinity", mps({ bounds: [" LO B x 1e30"] }), 13, "no number can keep this bound"],
  ["too few fields", mps({ columns: [" x l"] }), 8, "2 field(s) where section COLUMNS has 3 or 5"],
  ["NaN", mps({ columns: [" x l NaN"] }), 8, '"NaN" is not a finite number'],
  ["an infinite coefficient", mps({ columns: [" x l inf"] }), 8, '"inf" is not a finite number'],
  ["an overflow", mps({ columns: [" x l 1e999"] }), 8, '"1e999" is not a finite number'],
  ["a hexadecimal number", mps({ columns: [" x l 0x10"] }), 8, '"0x10" is not a finite number'],
  ["an infinite equation", mps({ rhs: [" RHS e 1e30"] }), 12, "must equal Infinity"],
  ["an unknown marker", mps({ columns: [" M 'MARKER' 'INTX'"] }), 8, "'INTX' is no marker"],
  ["an unknown sense", mps({}).replace("ROWS", "OBJSENSE\n UP\nROWS"), 3, '"UP" is no sense'],
  ["a damaged note", `*@ column C1 "x\n${mps({})}`, 1, "a note of Foresolve is damaged"],
];

test.each(MALFORMED)("refuses %s, with its line", (_, text, line, words) => {
  const error = refusal(text);
  expect(error).toContain(`FS_MODEL_FILE_MALFORMED ${line} Line ${line} of the MPS file: `);
  expect(error).toContain(words);
});

test.each(["QSECTION", "SOS", "SOS1", "INDICATORS", "CSECTION"])("refuses section %s by name", (section) => {
  const error = refusal(mps({}).replace("ENDATA", `${section}\n x x 1\nENDATA`));
  expect(error).toContain("FS_MODEL_FILE_UNSUPPORTED 12 Line 12");
  expect(error).toContain(section.split(" ")[0]);
});

test.each([
  [[" LO B x 2", " SC B x 1e30"], 14],
  [[" LO B x -3", " SC B x -1"], 14],
  [[" LI B x 2", " SC B x 5"], 14],
])("refuses a semi-continuous column that no form can hold: %j", (bounds, line) => {
  expect(refusal(mps({ bounds }))).toContain(`FS_MODEL_FILE_UNSUPPORTED ${line}`);
});

test("refuses a file without columns", () => {
  expect(refusal("ROWS\n N c\nCOLUMNS\nENDATA")).toContain("FS_MODEL_NO_VARIABLES");
});

test("the offending text is quoted, shortened where it is long", () => {
  expect(refusal(mps({ columns: [` x l ${"9".repeat(500)}`] })).length).toBeLessThan(800);
});

test("a hundred thousand columns are read without a limit on the way", () => {
  const columns = joined(100_000, (column) => ` x${column} cost 1 l ${column + 1}`);
  const bounds = joined(100_000, (column) => ` UP B x${column} 3`);
  const form = readMps(mps({ columns, bounds }));
  expect([form.columns, form.matrix.values[99_999], form.columnUpper[99_999]]).toEqual([100_000, 100_000, 3]);
});
