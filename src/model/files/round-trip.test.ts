import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainForm, randomForm } from "../../../test/random-forms.js";
import { QuadraticTermList } from "../quadratic-terms.js";
import {
  indexSet,
  model,
  readLp,
  readMps,
  secondOrderCone,
  standardForm,
  total,
  writeLp,
  writeMps,
  type StandardForm,
} from "../index.js";

const FORMATS: Record<string, { write(form: StandardForm): string; read(text: string): StandardForm }> = {
  "free MPS": { write: (form) => writeMps(form), read: (text) => readMps(text) },
  "fixed MPS": {
    write: (form) => writeMps(form, { format: "fixed" }),
    read: (text) => readMps(text, { format: "fixed" }),
  },
  "fixed MPS, read without being told so": {
    write: (form) => writeMps(form, { format: "fixed" }),
    read: (text) => readMps(text),
  },
  LP: { write: (form) => writeLp(form), read: (text) => readLp(text) },
};

describe.each(Object.entries(FORMATS))("%s", (_, { write, read }) => {
  test("gives every form back, to the last digit and the last character of its names", () => {
    fc.assert(
      fc.property(randomForm({ wild: true }), (form) => {
        expect(plainForm(read(write(form)))).toEqual(plainForm(form));
      }),
      { numRuns: 1000 },
    );
  });

  test("gives the quadratic terms of objective and rows back", () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((number) => Math.abs(number) > 1e-6);
    const terms = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), value), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(randomForm({ wild: true }), terms, terms, (linear, inObjective, inRows) => {
        const [objective, rows] = [new QuadraticTermList(), new QuadraticTermList()];
        for (const [, first, second, factor] of inObjective)
          objective.push(0, first % linear.columns, second % linear.columns, factor);
        for (const [row, first, second, factor] of linear.rows === 0 ? [] : inRows)
          rows.push(row % linear.rows, first % linear.columns, second % linear.columns, factor);
        const form = { ...linear, quadratic: { objective: objective.finish(), rows: rows.finish() } };
        expect(plainForm(read(write(form)))).toEqual(plainForm(form));
      }),
      { numRuns: 300 },
    );
  });

  test("is the same text when written again", () => {
    fc.assert(
      fc.property(randomForm({ wild: true }), (form) => {
        const text = write(form);
        expect(write(read(text))).toBe(text);
      }),
      { numRuns: 100 },
    );
  });
});

test("other writers' ways to say a quadratic objective are read", () => {
  const lp = readLp("min\n obj: x + [ 2 x ^ 2 - 3 x*y + y^2 ] / 2 - [ x * y ]\nst\n c: -5 <= [ x^2 ]\nend\n");
  expect(plainForm(lp)).toMatchObject({
    cost: [1, 0],
    objectiveProducts: [
      [0, 0, 1],
      [0, 1, -2.5],
      [1, 1, 0.5],
    ],
    rowProducts: [[0, 0, 0, 1]],
    rowLower: [-5],
  });
  const mps = (section: string): Record<string, unknown> =>
    plainForm(
      readMps(`ROWS\n N o\n L c\nCOLUMNS\n x o 1 c 1\n y c 1\nRHS\n${section}\nENDATA\n`, { format: "free" }),
    );
  const expected = [
    [0, 0, 1],
    [0, 1, -1.5],
  ];
  expect(mps("QUADOBJ\n x x 2\n x y -1.5")["objectiveProducts"]).toEqual(expected);
  expect(mps("QMATRIX\n x x 2\n x y -1.5\n y x -1.5")["objectiveProducts"]).toEqual(expected);
  expect(mps("QCMATRIX c\n x x 1\n x y -0.75\n y x -0.75")["rowProducts"]).toEqual(
    expected.map((term) => [0, ...term]),
  );
});

test.each([
  ["QUADOBJ\n x z 1", 9, "section COLUMNS"],
  ["QUADOBJ\n x 1", 9, "2 field(s)"],
  ["QCMATRIX", 8, "names no row"],
  ["QCMATRIX o", 8, "not a constraint"],
  ["QCMATRIX c\nQCMATRIX c", 9, "two sections"],
])("MPS: %j is refused at its line", (section, line, problem) => {
  const text = `ROWS\n N o\n L c\nCOLUMNS\n x o 1 c 1\n y c 1\nRHS\n${section}\nENDATA\n`;
  expect(() => readMps(text, { format: "free" })).toThrow(
    expect.objectContaining({
      code: "FS_MODEL_FILE_MALFORMED",
      message: expect.stringContaining(problem),
      data: expect.objectContaining({ line }),
    }),
  );
});

test.each(["[ x ]", "[ x ^ 3 ]", "[ x * 2 ]", "[ x^2 y^2 ]", "[ x^2 ] / 3", "[ x^2"])(
  "LP: %j is refused at its line",
  (text) => {
    expect(() => readLp(`min\n obj: x\nst\n c: ${text} <= 1\nend\n`)).toThrow(
      expect.objectContaining({
        code: "FS_MODEL_FILE_MALFORMED",
        data: expect.objectContaining({ line: 4 }),
      }),
    );
  },
);

test("a cone has no place in either format", () => {
  const m = model("cone");
  const x = m.variable("x", { over: [indexSet("axis", 2)] });
  m.require("reach", secondOrderCone(5, [x]));
  m.minimize(total(x));
  for (const write of [writeLp, writeMps]) {
    expect(() => write(standardForm(m))).toThrow(
      expect.objectContaining({
        code: "FS_MODEL_FILE_UNSUPPORTED",
        data: expect.objectContaining({ cone: "reach" }),
      }),
    );
  }
});
