import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  add,
  and,
  atMostOne,
  exactly,
  implies,
  indexSet,
  model,
  mul,
  not,
  or,
  parameter,
  total,
  type Expression,
} from "../../src/model/index.js";
import { grid, optimumOf } from "./enumeration.js";

const item = indexSet("item", 3);
const side = indexSet("side", 2);
const weights = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 8, maxLength: 8 });
/** All values of the 3 x 2 binaries, row-major. */
const points = grid(Array(6).fill(0), Array(6).fill(1));

/** The largest weighted sum of six binaries and what is made of them, found by looking at all points. */
function bestOf(
  weights: readonly number[],
  extra: (point: readonly number[]) => readonly number[] | null,
): number {
  let best = -Infinity;
  for (const point of points) {
    const results = extra(point);
    if (results === null) continue;
    const values = [...point, ...results];
    best = Math.max(
      best,
      values.reduce((partial, value, k) => partial + value * weights[k], 0),
    );
  }
  return best;
}

test.each([
  ["and", and, (first: number, second: number, third: number) => Math.min(first, 1 - second, third)],
  ["or", or, (first: number, second: number, third: number) => Math.max(first, 1 - second, third)],
] as const)("%s of binaries", async (_, combine, truth) => {
  await fc.assert(
    fc.asyncProperty(weights, async (weights) => {
      const m = model("logic");
      const b = m.variable("b", { over: [item, side], domain: "binary" });
      const one = (label: "0" | "1" | "2"): Expression<never> => b.at(label, "0");
      const result = combine(m, "result", [one("0"), not(one("1")), one("2")]);
      const [head, tail] = [weights.slice(0, 6), weights[6]];
      const weighted = total(mul(parameter({ over: [item, side], data: head }), b));
      m.maximize(add(weighted, mul(tail, result)));
      const best = bestOf(weights, (point) => [truth(point[0], point[2], point[4])]);
      expect((await optimumOf(m))!.objective).toBeCloseTo(best, 6);
    }),
    { numRuns: 100 },
  );
});

test("and, or go entry by entry and broadcast", () => {
  const m = model("logic");
  const b = m.variable("b", { over: [item, side], domain: "binary" });
  const c = m.variable("c", { over: [side], domain: "binary" });
  const both: Expression = and<string>(m, "both", [b, c]);
  expect(both.over).toEqual([item, side]);
  expect(m.rows).toBe(3 * 6);
  expect(or(m, "either", [c]).over).toEqual([side]);
});

test.each([
  ["implies", (value: readonly number[]) => [0, 2, 4].every((k) => value[k] <= value[k + 1])],
  [
    "at most one",
    (value: readonly number[]) => [0, 1].every((s) => value[s] + value[s + 2] + value[s + 4] <= 1),
  ],
  [
    "exactly two",
    (value: readonly number[]) => [0, 1].every((s) => value[s] + value[s + 2] + value[s + 4] === 2),
  ],
  ["exactly four of all", (value: readonly number[]) => value.reduce((a, b) => a + b, 0) === 4],
])("%s", async (kind, isAllowed) => {
  await fc.assert(
    fc.asyncProperty(weights, async (weights) => {
      const m = model("logic");
      const b = m.variable("b", { over: [item, side], domain: "binary" });
      const column = (label: "0" | "1"): Expression => {
        const twoSides = parameter({ over: [side], data: (at) => (at === label ? 1 : 0) });
        return mul(twoSides, b);
      };
      if (kind === "implies")
        for (const label of item.keys)
          m.require(`implies ${label}`, implies(b.at(label as "0", "0"), b.at(label as "0", "1")));
      else if (kind === "at most one") m.require("one", atMostOne(b, item));
      else if (kind === "exactly two") m.require("two", exactly(2, b, item));
      else m.require("four", exactly(4, b, item, side));
      const mixed = parameter({ over: [item, side], data: weights.slice(0, 6) });
      m.maximize(total(add(mul(mixed, column("0")), mul(mixed, column("1")))) as Expression<never>);
      const best = bestOf(weights, (point) => (isAllowed(point) ? [] : null));
      expect((await optimumOf(m))!.objective).toBeCloseTo(best, 6);
    }),
    { numRuns: 50 },
  );
});

test("conditions are for binaries only, and counts must be possible", () => {
  const m = model("logic");
  const b = m.variable("b", { over: [item], domain: "binary" });
  const x = m.variable("x", { over: [item], lower: 0, upper: 1 });
  const count = m.variable("count", { over: [], domain: "integer", lower: 0, upper: 1 });
  const notBinary = expect.objectContaining({ code: "FS_MODEL_NOT_BINARY" });
  expect(() => not(x)).toThrow(notBinary);
  expect(() => not(add(b, 1))).toThrow(notBinary);
  expect(() => implies(b, x)).toThrow(notBinary);
  expect(() => atMostOne(x, item)).toThrow(notBinary);
  expect(() => and(m, "all", [b, x])).toThrow(notBinary);
  expect(not(not(count)).over).toEqual([]);
  expect(() => or(m, "any", [])).toThrow(expect.objectContaining({ code: "FS_MODEL_NO_OPERANDS" }));
  for (const wrong of [-1, 1.5, 4, Number.NaN])
    expect(() => exactly(wrong, b, item)).toThrow(
      expect.objectContaining({ code: "FS_MODEL_INVALID_COUNT" }),
    );
  expect(m.rows).toBe(0);
});
