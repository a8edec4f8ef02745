import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  add,
  indexSet,
  maximum,
  minimum,
  model,
  select,
  subtract,
  type Expression,
} from "../../src/model/index.js";
import {
  bestByEnumeration,
  build,
  cases,
  coefficient,
  constraintOf,
  grid,
  optimumOf,
  partsAt,
  setObjective,
  variableOf,
  type Built,
} from "./enumeration.js";

/** The parts one by one. */
function scalars({ part, parts }: Built): [Expression<never, "kg">, ...Expression<never, "kg">[]] {
  return part.keys.map((label) => select(parts, part, label)) as [Expression<never, "kg">];
}

const kinds = [
  { name: "maximum", of: maximum, truth: Math.max, sense: "minimize", use: "minimized" },
  { name: "minimum", of: minimum, truth: Math.min, sense: "maximize", use: "maximized" },
] as const;

test.each(kinds)("an exact $name is one, whatever the objective makes of it", async ({ of, truth }) => {
  await fc.assert(
    fc.asyncProperty(cases(2, 3), fc.integer({ min: -3, max: 3 }), async (given, number) => {
      const built = build(given);
      const result = of(built.m, "best", [...scalars(built), number]);
      setObjective(built, given, result);
      const best = (point: readonly number[]): number[] => [truth(...partsAt(given, point), number)];
      const solution = (await optimumOf(built.m))!;
      const expected = bestByEnumeration(given, grid(given.lower, given.upper), best)!;
      expect(solution.objective).toBeCloseTo(expected, 6);
      const at = [...solution.value(built.x).array].map(Math.round);
      expect(solution.value(result).at()).toBeCloseTo(best(at)[0], 5);
    }),
    { numRuns: 150 },
  );
});

test.each(kinds)("a $name over index sets goes entry by entry and broadcasts", async ({ of, truth }) => {
  await fc.assert(
    fc.asyncProperty(cases(2, 2), async (given) => {
      const built = build(given);
      const first = built.x.at("0");
      const result = of(built.m, "best", [built.parts, first, 1]);
      setObjective(built, given, result);
      const best = (point: readonly number[]): number[] =>
        partsAt(given, point).map((value) => truth(value, point[0], 1));
      const expected = bestByEnumeration(given, grid(given.lower, given.upper), best)!;
      expect((await optimumOf(built.m))!.objective).toBeCloseTo(expected, 6);
    }),
    { numRuns: 100 },
  );
});

test.each(kinds)("a $name that the objective pushes needs no binaries", async ({ of, truth, sense, use }) => {
  await fc.assert(
    fc.asyncProperty(cases(2, 2), async (drawn) => {
      const given = { ...drawn, sense, prices: drawn.prices.map((price) => Math.abs(price)) };
      const built = build(given);
      setObjective(built, given, of(built.m, "best", scalars(built), { use: use as never }));
      expect(built.m.variables).toHaveLength(2);
      const best = (point: readonly number[]): number[] => [truth(...partsAt(given, point))];
      const expected = bestByEnumeration(given, grid(given.lower, given.upper), best)!;
      expect((await optimumOf(built.m))!.objective).toBeCloseTo(expected, 6);
    }),
    { numRuns: 75 },
  );
});

test.each(kinds)("the big numbers of a $name are the smallest that are valid", ({ of, name }) => {
  let positive = 0;
  fc.assert(
    fc.property(cases(3, 3), (given) => {
      const built = build(given);
      of(built.m, "best", scalars(built));
      const sign = name === "maximum" ? 1 : -1;
      const words = name === "maximum" ? "at most" : "at least";
      const chosen = variableOf(built.m, "best: chosen");
      const values = grid(given.lower, given.upper).map((point) =>
        partsAt(given, point).map((value) => sign * value),
      );
      for (let k = 0; k < 3; k++) {
        const row = constraintOf(built.m, `best: ${words} operand ${k}`);
        const big = coefficient(row, 0, chosen.firstColumn + k);
        const needed = Math.max(...values.map((value) => Math.max(...value) - value[k]));
        // Operands that never win have no row and no choice.
        expect(big).toBe(chosen.upper[k] === 0 ? 0 : needed);
        positive += big > 0 ? 1 : 0;
      }
      // Some operand that can win is left at every point.
      for (const value of values) {
        const winners = value.filter((part, k) => chosen.upper[k] === 1 && part === Math.max(...value));
        expect(winners.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 100 },
  );
  expect(positive).toBeGreaterThan(100);
});

test("variables that all operands share need no bounds", async () => {
  const m = model("shared");
  const level = m.variable("level", { over: [] });
  const x = m.variable("x", { over: [], lower: 0, upper: 4 });
  const top = maximum(m, "top", [add(level, x), add(level, 3)]);
  m.maximize(subtract(top, level));
  expect((await optimumOf(m))!.objective).toBe(4);
});

test("what cannot be built is refused by name, and leaves the model as it was", () => {
  const hour = indexSet("hour", 2);
  const m = model("plan");
  const x = m.variable("x", { over: [hour], lower: 0, upper: 1 });
  const y = m.variable("y", { over: [hour], lower: [0, -Infinity], upper: 2 });
  expect(() => maximum(m, "top", [x, y])).toThrow(
    expect.objectContaining({
      code: "FS_MODEL_MISSING_BOUND",
      message: expect.stringContaining("y[hour=1] has no lower bound"),
    }),
  );
  expect(() => minimum(m, "low", [x, y])).toThrow(
    expect.objectContaining({ message: expect.stringContaining("y[hour=1] has no lower bound") }),
  );
  expect(() => maximum(m, "top", [] as unknown as [Expression])).toThrow(
    expect.objectContaining({ code: "FS_MODEL_NO_OPERANDS" }),
  );
  const power = m.variable("power", { over: [], unit: "kW", lower: 0, upper: 1 });
  const time = m.variable("time", { over: [], unit: "min", lower: 0, upper: 1 });
  expect(() => maximum(m, "top", [power, time as Expression])).toThrow(
    expect.objectContaining({ code: "FS_MODEL_UNIT_MISMATCH" }),
  );
  expect([m.columns, m.rows]).toEqual([6, 0]);
});
