import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  add,
  atMost,
  expressionBounds,
  indexSet,
  indicator,
  model,
  mul,
  parameter,
  shift,
  square,
  subtract,
  sum,
  uncertainParameter,
  type Expression,
} from "./index.js";

const item = indexSet("item", 3);
const numbers = (count: number, min: number, max: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min, max }), { minLength: count, maxLength: count });

test("bounds are the extremes over all corners, also where a variable occurs several times", () => {
  fc.assert(
    fc.property(
      numbers(3, -4, 0),
      numbers(3, 0, 4),
      numbers(3, -3, 3),
      numbers(3, -3, 3),
      (lower, upper, first, second) => {
        const m = model("box");
        const x = m.variable("x", { over: [item], lower, upper });
        const shifted = shift(mul(parameter({ over: [item], data: second }), x), item, 1, { fill: 2 });
        const operand = subtract(
          add(mul(parameter({ over: [item], data: first }), x), sum(x, item)),
          shifted,
        );
        const bounds = expressionBounds(operand);
        const [least, most] = [Array(3).fill(Infinity), Array(3).fill(-Infinity)];
        for (let corner = 0; corner < 8; corner++) {
          const at = lower.map((low, k) => ((corner >> k) & 1 ? upper[k] : low));
          const all = at.reduce((a, b) => a + b, 0);
          for (let k = 0; k < 3; k++) {
            const value = first[k] * at[k] + all - (k === 0 ? 2 : second[k - 1] * at[k - 1]);
            least[k] = Math.min(least[k], value);
            most[k] = Math.max(most[k], value);
          }
        }
        expect([...bounds.lower].map((value) => value + 0)).toEqual(least.map((value) => value + 0));
        expect([...bounds.upper].map((value) => value + 0)).toEqual(most.map((value) => value + 0));
      },
    ),
    { numRuns: 500 },
  );
});

test("bounds of squares are exact, those of products safe", () => {
  fc.assert(
    fc.property(numbers(2, -4, 1), numbers(2, 0, 5), numbers(5, -3, 3), (lower, width, factors) => {
      const m = model("curves");
      const pair = indexSet("pair", 2);
      const upper = lower.map((low, k) => low + width[k]);
      const x = m.variable("x", { over: [pair], lower, upper });
      const [first, second] = [x.at("0"), x.at("1")];
      const separable = add(
        mul(factors[0], square(add(first, 1))),
        mul(factors[1], first),
        mul(factors[2], square(second)),
        3,
      );
      const crossed = add(separable, mul(factors[3], mul(first, add(second, factors[4]))));
      const value = (a: number, b: number): number =>
        factors[0] * (a + 1) ** 2 + factors[1] * a + factors[2] * b * b + 3;
      const steps = (k: number) => Array.from({ length: 121 }, (_, i) => lower[k] + (width[k] * i) / 120);
      const [values, products]: [number[], number[]] = [[], []];
      for (const a of steps(0)) {
        for (const b of steps(1)) {
          values.push(value(a, b));
          products.push(value(a, b) + factors[3] * a * (b + factors[4]));
        }
      }
      const tight = expressionBounds(separable);
      const [least, most] = [
        values.reduce((a, b) => Math.min(a, b)),
        values.reduce((a, b) => Math.max(a, b)),
      ];
      expect(Math.abs(tight.lower[0] - least) + Math.abs(tight.upper[0] - most)).toBeLessThan(0.02);
      expect(tight.lower[0]).toBeLessThanOrEqual(least + 1e-9);
      expect(tight.upper[0]).toBeGreaterThanOrEqual(most - 1e-9);
      const safe = expressionBounds(crossed);
      expect(safe.lower[0]).toBeLessThanOrEqual(products.reduce((a, b) => Math.min(a, b)) + 1e-9);
      expect(safe.upper[0]).toBeGreaterThanOrEqual(products.reduce((a, b) => Math.max(a, b)) - 1e-9);
    }),
    { numRuns: 60 },
  );
  const m = model("open");
  const [x, y] = [
    m.variable("x", { over: [], lower: 2 }),
    m.variable("y", { over: [], lower: -1, upper: 3 }),
  ];
  const bounds = expressionBounds(subtract(square(x), mul(4, y)));
  expect([bounds.lower[0], bounds.upper[0]]).toEqual([-8, Infinity]);
  const product = expressionBounds(mul(x, y));
  expect([product.lower[0], product.upper[0]]).toEqual([-Infinity, Infinity]);
  const z = m.variable("z", { over: [], domain: "binary" });
  expect(() => indicator(m, "on", z, atMost(square(x), 9))).toThrow(
    expect.objectContaining({ data: expect.objectContaining({ variable: "x", side: "upper" }) }),
  );
});

test("no value of an uncertain parameter within its range leads outside", () => {
  fc.assert(
    fc.property(
      numbers(2, -3, 3),
      numbers(2, 0, 3),
      numbers(3, -3, 3),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (low, widths, factors, share) => {
        const m = model("box");
        const x = m.variable("x", { over: [], lower: low[0], upper: low[0] + widths[0] });
        const price = uncertainParameter("price", { over: [] });
        const operand = add(mul(factors[0], x), mul(factors[1], mul(price, x)), mul(factors[2], price), 1);
        const range = { lower: low[1], upper: low[1] + widths[1] };
        const bounds = expressionBounds(operand, { ranges: [[price, range]] });
        const corners = [0, share, 1].flatMap((a) =>
          [0, 1 - share, 1].map((b) => {
            const [at, slot] = [low[0] + a * widths[0], low[1] + b * widths[1]];
            return factors[0] * at + factors[1] * slot * at + factors[2] * slot + 1;
          }),
        );
        expect(bounds.lower[0]).toBeLessThanOrEqual(Math.min(...corners) + 1e-9);
        expect(bounds.upper[0]).toBeGreaterThanOrEqual(Math.max(...corners) - 1e-9);
        // One term of the parameter with a fixed variable is exact.
        const alone = expressionBounds(mul(factors[1], price), { ranges: [[price, range]] });
        const ends = [factors[1] * range.lower, factors[1] * range.upper];
        expect([alone.lower[0] + 0, alone.upper[0] + 0]).toEqual([
          Math.min(...ends) + 0,
          Math.max(...ends) + 0,
        ]);
      },
    ),
    { numRuns: 200 },
  );
});

test("what has no limit is infinite, unless it cancels or counts nothing", () => {
  const m = model("open");
  const x = m.variable("x", { over: [], lower: 1 });
  const y = m.variable("y", { over: [] });
  const boundsOf = (operand: Expression): number[] => {
    const { lower, upper } = expressionBounds(operand);
    return [lower[0], upper[0]];
  };
  expect(boundsOf(x)).toEqual([1, Infinity]);
  expect(boundsOf(mul(-2, x))).toEqual([-Infinity, -2]);
  expect(boundsOf(add(x, y))).toEqual([-Infinity, Infinity]);
  expect(boundsOf(subtract(add(x, y), y))).toEqual([1, Infinity]);
  expect(boundsOf(add(mul(0, y), 3))).toEqual([3, 3]);
  expect(boundsOf(uncertainParameter("u", { over: [] }))).toEqual([-Infinity, Infinity]);
});

test("integer bounds are rounded inwards, and semicontinuous variables can be zero", () => {
  const m = model("domains");
  const n = m.variable("n", { over: [], domain: "integer", lower: 0.5, upper: 2.9999999999 });
  const s = m.variable("s", { over: [], domain: "semicontinuous", lower: 4, upper: 9 });
  expect([...expressionBounds(n).lower, ...expressionBounds(n).upper]).toEqual([1, 3]);
  expect([...expressionBounds(s).lower, ...expressionBounds(s).upper]).toEqual([0, 9]);
});

test("ranges have one number per entry or one for all, in order", () => {
  const price = uncertainParameter("price", { over: [item] });
  const refusal = expect.objectContaining({ code: "FS_MODEL_INVALID_RANGE" });
  for (const range of [
    { lower: 1, upper: 0 },
    { lower: [0, 0], upper: 1 },
    { lower: Number.NaN, upper: 1 },
  ])
    expect(() => expressionBounds(price, { ranges: [[price, range]] })).toThrow(refusal);
  const { upper } = expressionBounds(price, { ranges: [[price, { lower: 0, upper: [1, 2, 3] }]] });
  expect([...upper]).toEqual([1, 2, 3]);
});
