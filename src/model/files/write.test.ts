import { describe, expect, test } from "vitest";
import { formOf, plainForm } from "../../../test/random-forms.js";
import {
  add,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  readLp,
  readMps,
  standardForm,
  sum,
  total,
  uncertainParameter,
  writeLp,
  writeMps,
} from "../index.js";

const unit = indexSet("unit", ["coal", "gas"]);
const price = uncertainParameter("price", { over: [unit], unit: "EUR/MWh" });
const demand = uncertainParameter("demand", { over: [] });

/** Uncertain numbers in every place that a slot can be in. */
function uncertainModel() {
  const m = model("dispatch, day 1");
  const output = m.variable("output", { over: [unit], unit: "MWh", lower: 0, upper: 50 });
  m.require("meet demand", equal(sum(output, unit), demand));
  m.require("budget", atMost(total(mul(price, output)), 5000));
  m.minimize(add(total(mul(price, output)), demand));
  return m;
}
const VALUES = [
  [price, [20, 35]],
  [demand, [60]],
] as const;

describe("models with uncertain parameters", () => {
  test.each([
    ["MPS", readMps, writeMps],
    ["LP", readLp, writeLp],
  ] as const)("are written as %s with the values given", (_, read, write) => {
    const form = read(write(standardForm(uncertainModel()), { values: VALUES }));
    expect(plainForm(form)).toMatchObject({
      name: "dispatch, day 1",
      offset: 60,
      cost: [20, 35],
      rowLower: [60, -Infinity],
      rowUpper: [60, 5000],
      values: [1, 1, 20, 35],
    });
  });

  test.each([
    [undefined, "FS_MODEL_VALUES_MISSING", '"price" with 2 value(s), for which none are given'],
    [[[price, [20, 35]]], "FS_MODEL_VALUES_MISSING", '"demand" with 1 value(s)'],
    [[[price, [20]], VALUES[1]], "FS_MODEL_VALUES_MISSING", "1 were given"],
    [[[price, [20, NaN]], VALUES[1]], "FS_MODEL_NOT_FINITE", "price[unit=gas] is NaN"],
  ] as const)("are refused with the values %#", (values, code, words) => {
    const form = standardForm(uncertainModel());
    const options = values === undefined ? {} : { values };
    for (const write of [writeMps, writeLp]) {
      expect(() => write(form, options)).toThrow(expect.objectContaining({ code }));
      expect(() => write(form, options)).toThrow(words);
    }
  });
});

const named = (columnNames: string[], rowNames: string[]) =>
  formOf({
    cost: columnNames.map(() => 1),
    columnLower: columnNames.map(() => 0),
    columnUpper: columnNames.map(() => Infinity),
    rowLower: rowNames.map(() => 0),
    rowUpper: rowNames.map(() => Infinity),
    matrix: rowNames.map(() => columnNames.map(() => 1)),
    columnNames,
    rowNames,
  });

describe("names", () => {
  test("are as readable as the format allows", () => {
    const form = named(["output[unit=coal, hour=3]"], ["meet demand"]);
    expect(writeMps(form)).toContain("    output[unit=coal,~hour=3] meet~demand 1\n");
    expect(writeLp(form)).toContain(" meet~demand: +1 output(unit#coal,~hour#3) >= 0\n");
    expect(writeMps(form, { format: "fixed" })).toContain('*@ column C0000001 "output[unit=coal, hour=3]"\n');
  });

  test.each([
    [["x", "x"], ["r"], 'two columns "x"'],
    [["x", "y"], ["r", "r"], 'two rows "r"'],
  ])("that are there twice are refused: %j %j", (columns, rows, words) => {
    for (const write of [writeMps, writeLp]) {
      expect(() => write(named(columns, rows))).toThrow(
        expect.objectContaining({ code: "FS_MODEL_DUPLICATE_NAME" }),
      );
      expect(() => write(named(columns, rows))).toThrow(words);
    }
  });

  test("of other writers are left alone, whatever they look like", () => {
    const form = readMps("ROWS\n N c\n L a~b%20\nCOLUMNS\n x~y a~b%20 1\nENDATA");
    expect([form.rowName(0), form.columnName(0)]).toEqual(["a~b%20", "x~y"]);
  });
});

test("no line of an LP text is longer than the names make it", () => {
  const columns = Array.from({ length: 500 }, (_, column) => `column ${column}`);
  const longest = Math.max(
    ...writeLp(named(columns, ["r"]))
      .split("\n")
      .map((line) => line.length),
  );
  expect(longest).toBeLessThanOrEqual(102);
});

test("fixed MPS keeps its fields where they belong", () => {
  const text = writeMps(named(["x"], ["r"]), { format: "fixed" });
  expect(text).toContain("\n    C0000001  R0000001             1\n");
  expect(text).toContain("\n N  OBJ\n G  R0000001\n");
});
