import fc from "fast-check";
import { expect, test } from "vitest";
import {
  add,
  atMost,
  conicForm,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  quadraticForm,
  secondOrderCone,
  select,
  square,
  standardForm,
  subtract,
  sum,
  sumSquares,
  total,
  uncertainParameter,
  type Expression,
  type Model,
} from "../../src/model/index.js";
import { verifier } from "../../src/solve/index.js";

const asset = indexSet("asset", ["A", "B", "C"]);
const hour = indexSet("hour", ["h0", "h1"]);
const numbers = (length: number) =>
  fc.array(fc.integer({ min: -4, max: 4 }), { minLength: length, maxLength: length });

/** Objective of a model at a point, from its form. */
function valueAt(m: Model, objective: Expression<never>, point: readonly number[]): number {
  m.minimize(objective);
  return verifier(standardForm(m))([], Float64Array.from(point)).objective;
}

test("squares and quadratic forms have the values that their formulae say", () => {
  fc.assert(
    fc.property(numbers(6), numbers(9), numbers(6), (points, entries, constants) => {
      const m = model("values");
      const x = m.variable("x", { over: [asset, hour] });
      const shifted = add(x, parameter({ over: [asset, hour], data: constants }));
      const at = (a: number, h: number): number => points[a * 2 + h] + constants[a * 2 + h];
      const matrix = entries.map((_, k) => entries[k] + entries[(k % 3) * 3 + Math.floor(k / 3)]);
      const forms = quadraticForm(shifted, asset, matrix);
      expect(forms.over).toEqual([hour]);
      const pairs = square(subtract(select(x, hour, "h0"), mul(2, select(x, hour, "h1"))));
      let expected = 0;
      for (let h = 0; h < 2; h++)
        for (let a = 0; a < 3; a++)
          for (let b = 0; b < 3; b++) expected += (h + 1) * matrix[a * 3 + b] * at(a, h) * at(b, h);
      for (let a = 0; a < 3; a++) expected += (points[a * 2] - 2 * points[a * 2 + 1]) ** 2;
      const weights = parameter({ over: [hour], data: [1, 2] });
      const objective = add(total(mul(weights, forms)), total(pairs));
      expect(valueAt(m, objective, points) + 0).toBe(expected + 0);
    }),
    { numRuns: 150 },
  );
});

test("a sum of squares keeps factor form: a variable where an entry has several, none where it has one", () => {
  const size = 40;
  const many = indexSet("many", size);
  const factor = indexSet("factor", 2);
  const m = model("portfolio");
  const w = m.variable("w", { over: [many], unit: "EUR", lower: 0 });
  const exposure = parameter({ over: [many, factor], data: (a, f) => ((Number(a) * 7 + Number(f)) % 5) - 2 });
  const deviation = parameter({ over: [many], data: (a) => 1 + Number(a) });
  const risk = sumSquares(m, "exposure", [sum(mul(exposure, w), many), mul(deviation, subtract(w, 3))]);
  expect([risk.unit, risk.over]).toEqual(["EUR^2", []]);
  m.minimize(risk);
  const form = standardForm(m);
  expect([form.columns, form.rows, form.quadratic.objective.values.length]).toEqual([size + 2, 2, size + 2]);
  expect([form.columnName(size), form.rowName(1)]).toEqual([
    "exposure[factor=0]",
    "exposure: value[factor=1]",
  ]);
  const point = Float64Array.from({ length: size + 2 }, (_, k) => (k * 3) % 7);
  let expected = 0;
  for (let f = 0; f < 2; f++) {
    let value = 0;
    for (let a = 0; a < size; a++) value += (((a * 7 + f) % 5) - 2) * point[a];
    point[size + f] = value;
    expected += value * value;
  }
  for (let a = 0; a < size; a++) expected += ((1 + a) * (point[a] - 3)) ** 2;
  expect(verifier(form)([], point)).toEqual({ ok: true, objective: expected, worst: null });
});

test("an uncertain target may be squared through a variable", () => {
  const target = uncertainParameter("target", { over: [hour] });
  const m = model("track");
  const level = m.variable("level", { over: [hour] });
  m.minimize(sumSquares(m, "gap", [subtract(level, target)]));
  const form = standardForm(m);
  const check = verifier(form);
  expect(check([3, 5], Float64Array.of(4, 4, 1, -1))).toEqual({ ok: true, objective: 2, worst: null });
  expect(check([3, 6], Float64Array.of(4, 4, 1, -1)).worst?.name).toBe("gap: value[hour=h1]");
  expect(() => square(subtract(level, target))).toThrow(
    expect.objectContaining({ code: "FS_MODEL_NOT_LINEAR", message: expect.stringContaining('"target"') }),
  );
});

test("cones run over the sets that the bound lacks, one for each entry of the others", () => {
  fc.assert(
    fc.property(numbers(6), numbers(2), numbers(3), (points, bounds, extra) => {
      const m = model("cones");
      const x = m.variable("x", { over: [asset, hour] });
      m.minimize(total(x));
      const bound = parameter({ over: [hour], data: bounds.map((value) => value + 6) });
      const other = parameter({ over: [asset], data: extra });
      const relation = secondOrderCone(bound, [mul(2, x), other]);
      m.require("each hour", relation);
      m.require("each asset", secondOrderCone(20, [subtract(x, 1)], { over: [hour] }));
      const form = standardForm(m);
      expect(form.cones.map(({ size }) => size)).toEqual([7, 7, 3, 3, 3]);
      expect(form.rowName(0)).toBe("each hour[hour=h0, component=bound]");
      expect(form.rowName(6)).toBe("each hour[hour=h0, component=part 2 asset=C]");
      expect(form.rowName(15)).toBe("each asset[asset=A, component=hour=h0]");
      const excess = bounds.map((value, h) => {
        const squares = [0, 1, 2].map((a) => (2 * points[a * 2 + h]) ** 2 + extra[a] ** 2);
        return Math.sqrt(squares[0] + squares[1] + squares[2]) - (value + 6);
      });
      const { worst } = verifier(form)([], Float64Array.from(points));
      const expected = Math.max(0, ...excess.map((by, h) => by / Math.max(1, Math.abs(bounds[h] + 6))));
      expect(worst?.violation ?? 0).toBeCloseTo(expected, 9);
    }),
    { numRuns: 120 },
  );
});

test("quadratic rows as cones have the same solutions, also with uncertain sides and coefficients", () => {
  let [inside, outside] = [0, 0];
  fc.assert(
    fc.property(
      numbers(9),
      numbers(3),
      fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 }),
      fc.integer({ min: -20, max: 40 }),
      fc.constantFrom("atMost" as const, "atLeast" as const),
      fc.integer({ min: -3, max: 3 }),
      (entries, slope, point, side, sense, price) => {
        const m = model("rows");
        const x = m.variable("x", { over: [asset] });
        const limit = uncertainParameter("limit", { over: [] });
        const uncertain = uncertainParameter("price", { over: [] });
        const matrix = Array.from({ length: 9 }, (_, at) =>
          [0, 1, 2].reduce((s, k) => s + entries[k * 3 + Math.floor(at / 3)] * entries[k * 3 + (at % 3)], 0),
        );
        const left: Expression = add(
          quadraticForm(x, asset, matrix) as Expression<never>,
          total(mul(parameter({ over: [asset], data: slope }), x)),
          mul(uncertain, x.at("B")),
        );
        const difference = subtract(left, add(limit, 2));
        m.require("plain", atMost(total(x), 100));
        m.require("curve", { sense, difference: sense === "atMost" ? difference : mul(-1, difference) });
        m.minimize(total(square(x)));
        const form = standardForm(m);
        const parameters = form.uncertain.map(({ name }) => (name === "limit" ? side : price));
        const { form: conic, origins } = conicForm(form);
        expect([...origins]).toEqual(entries.every((entry) => entry === 0) ? [] : [1]);
        expect(conic.quadratic.rows.values.length).toBe(0);
        const columnValues = Float64Array.from(point);
        const before = verifier(form)(parameters, columnValues);
        const after = verifier(conic)(parameters, columnValues);
        expect(after.objective).toBe(before.objective);
        // Close to the border either may be right.
        fc.pre(Math.abs(before.worst?.violation ?? 1) > 1e-4);
        expect(after.worst === null || after.worst.violation < 1e-9).toBe(before.worst === null);
        if (before.worst === null) inside++;
        else outside++;
      },
    ),
    { numRuns: 300 },
  );
  expect(Math.min(inside, outside)).toBeGreaterThan(50);
});

test("what cannot be is refused by name", () => {
  const m = model("refused");
  const x = m.variable("x", { over: [asset], unit: "MWh" });
  const y = m.variable("y", { over: [hour], unit: "EUR" });
  const code = (name: string, data: object = {}) =>
    expect.objectContaining({ code: name, data: expect.objectContaining(data) });
  expect(() => quadraticForm(x, asset, [1, 2, 0, 2, 1, 0, 5, 0, 1])).toThrow(
    code("FS_MODEL_NOT_SYMMETRIC", { first: "A", second: "C", above: 0, below: 5 }),
  );
  expect(() => quadraticForm(x, asset, [1, 2])).toThrow(code("FS_MODEL_WRONG_LENGTH"));
  expect(() => quadraticForm(x, asset, () => Number.NaN)).toThrow(code("FS_MODEL_NOT_FINITE"));
  expect(() => quadraticForm(square(x), asset, () => 1)).toThrow(code("FS_MODEL_NOT_LINEAR"));
  expect(() => square(square(x))).toThrow(code("FS_MODEL_NOT_LINEAR"));
  expect(() => sumSquares(m, "s", [square(x)])).toThrow(code("FS_MODEL_NOT_LINEAR"));
  expect(() => secondOrderCone(square(x) as Expression, [x])).toThrow(code("FS_MODEL_NOT_LINEAR"));
  expect(() => secondOrderCone(5, [square(x)])).toThrow(code("FS_MODEL_NOT_LINEAR"));
  expect(() => secondOrderCone(5, [])).toThrow(code("FS_MODEL_NO_OPERANDS"));
  expect(() => sumSquares(m, "s", [] as never)).toThrow(code("FS_MODEL_NO_OPERANDS"));
  expect(() => sumSquares(m, "s", [x, y] as never)).toThrow(code("FS_MODEL_UNIT_MISMATCH"));
  expect(() => secondOrderCone(y as Expression, [x])).toThrow(code("FS_MODEL_UNIT_MISMATCH"));
  expect(() => secondOrderCone(5, [x], { over: [hour] })).toThrow(
    code("FS_MODEL_UNKNOWN_SET", { set: "hour" }),
  );
  expect(() => secondOrderCone(x, [x], { over: [asset] })).toThrow(
    code("FS_MODEL_UNKNOWN_SET", { set: "asset" }),
  );
  const [mwh2, mwh] = [square(x) as Expression, x as Expression];
  expect(() => add(mwh2, mwh)).toThrow(code("FS_MODEL_UNIT_MISMATCH", { first: "MWh^2", second: "MWh" }));
  const other = model("other").variable("x", { over: [asset], unit: "MWh" });
  expect(() => mul(x, other)).toThrow(code("FS_MODEL_FOREIGN_VARIABLE"));
  expect(() => secondOrderCone(5, [x, other])).toThrow(code("FS_MODEL_FOREIGN_VARIABLE"));
  expect(() => sumSquares(m, "s", [sum(other, asset)])).toThrow(code("FS_MODEL_FOREIGN_VARIABLE"));
  expect([m.variables.length, m.constraints.length]).toEqual([2, 0]);
  m.require("equation", equal(square(x), 1));
});
