import { expect, test } from "vitest";
import { formOf } from "../../test/random-forms.js";
import {
  add,
  atMost,
  indexSet,
  model,
  modelStatistics,
  mul,
  readLp,
  scalingWarnings,
  secondOrderCone,
  square,
  standardForm,
  total,
  uncertainParameter,
} from "./index.js";

const LP = `max
 obj: 3 a + 0.5 b + 3 c
st
 r1: 2 a + 4 c - 1000 i <= 8
 r2: 2 a + 4 c - 1000 i >= -2
 r3: a = 0
 r4: 1 <= a + b + s <= 5
 r5: 0 a <= 7
 r6: a + b >= -1e30
bounds
 b free
 d = 3
 i <= 9
 2 <= s <= 50
general
 i
binary
 z
semi
 s
end`;

test("counts what there is", () => {
  const statistics = modelStatistics(readLp(LP));
  expect(statistics).toEqual({
    columns: { count: 7, continuous: 4, integer: 1, binary: 1, semicontinuous: 1, fixed: 1, free: 1 },
    rows: { count: 6, equal: 1, atMost: 2, atLeast: 1, range: 1, free: 1, cone: 0 },
    quadraticTerms: { objective: 0, rows: 0 },
    cones: 0,
    nonzeros: 12,
    density: 12 / 42,
    coefficients: { smallest: 1, largest: 1000 },
    costs: { smallest: 0.5, largest: 3 },
    rightHandSides: { smallest: 1, largest: 8 },
    bounds: { smallest: 1, largest: 50 },
    emptyRows: ["r5"],
    emptyColumns: ["d", "z"],
    duplicateRows: [["r2", "r1"]],
    duplicateColumns: [],
  });
});

test("finds copies of columns, in whatever order a row has its entries", () => {
  const form = formOf({
    cost: [1, 1, 2],
    columnLower: [0, 0, 0],
    columnUpper: [1, 1, 1],
    rowLower: [0, 0],
    rowUpper: [1, 2],
    matrix: [
      [1, 1, 1],
      [2, 2, 2],
    ],
  });
  const turned = { ...form, matrix: { ...form.matrix, columns: Int32Array.of(0, 1, 2, 2, 1, 0) } };
  for (const one of [form, turned]) expect(modelStatistics(one).duplicateColumns).toEqual([["x1", "x0"]]);
  expect(modelStatistics(formOf({ ...plain, matrix: [] })).density).toBe(0);
});
const plain = { cost: [0], columnLower: [0], columnUpper: [Infinity], rowLower: [], rowUpper: [] };

test("says which rows are badly scaled, and how", () => {
  const form = readLp(`min
 obj: 1e-3 x + 2e6 y
st
 fine: 1e-4 x + 1e4 y <= 1
 wide: 1e-4 x + 1.1e4 y <= 1
 large: -1e12 x + 1e12 y <= 1
 side: x + y <= 3e12
 open: x >= -1e30
end`);
  const warnings = scalingWarnings(form);
  expect(warnings.map(({ kind, row, smallest, largest }) => [kind, row, smallest, largest])).toEqual([
    ["wide objective", "objective", 1e-3, 2e6],
    ["wide row", "wide", 1e-4, 1.1e4],
    ["large coefficient", "large", 1e12, 1e12],
    ["large right-hand side", "side", 3e12, 3e12],
  ]);
  expect(warnings[1].message).toBe(
    'Row "wide" has coefficients from 0.0001 to 11000: choose units in which they lie closer together.',
  );
  expect(scalingWarnings(readLp("min\n 1e13 x\nend"))[0].kind).toBe("large cost");
});

test("uncertain parameters count with their values", () => {
  const unit = indexSet("unit", ["coal", "gas"]);
  const price = uncertainParameter("price", { over: [unit] });
  const m = model("sell");
  const output = m.variable("output", { over: [unit], lower: 0, upper: 50 });
  m.require("budget", atMost(total(mul(price, output)), 7));
  m.maximize(total(mul(price, output)));
  const form = standardForm(m);
  expect(modelStatistics(form)).toMatchObject({ nonzeros: 0, costs: null });
  expect(modelStatistics(form, [[price, [20, 35]]])).toMatchObject({
    nonzeros: 2,
    costs: { smallest: 20, largest: 35 },
  });
  expect(scalingWarnings(form, [[price, [1, 1e13]]]).map(({ row }) => row)).toEqual(["objective", "budget"]);
  expect(() => modelStatistics(form, [])).toThrow(
    expect.objectContaining({ code: "FS_MODEL_VALUES_MISSING" }),
  );
});

test("quadratic terms and cones are counted, and tell rows and columns apart", () => {
  const m = model("curves");
  const [x, y, z] = ["x", "y", "z"].map((name) => m.variable(name, { over: [] }));
  m.require("first", atMost(add(x, y, square(x)), 1));
  m.require("second", atMost(add(x, y, square(y)), 1));
  m.require("third", atMost(add(x, y, square(y)), 2));
  m.require("fourth", atMost(square(y), 1));
  m.require("cone", secondOrderCone(5, [x, y]));
  m.minimize(add(mul(1e13, square(z)), x));
  const form = standardForm(m);
  const { rows, quadraticTerms, cones, emptyRows, emptyColumns, duplicateRows } = modelStatistics(form);
  expect(rows).toMatchObject({ count: 7, atMost: 4, equal: 0, cone: 3 });
  expect([quadraticTerms, cones]).toEqual([{ objective: 1, rows: 4 }, 1]);
  expect([emptyRows, emptyColumns, duplicateRows]).toEqual([[], ["z"], [["third", "second"]]]);
  expect(scalingWarnings(form).map(({ kind, row }) => [kind, row])).toEqual([["large cost", "objective"]]);
});
