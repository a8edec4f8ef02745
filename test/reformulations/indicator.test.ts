import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  add,
  atLeast,
  atMost,
  equal,
  indexSet,
  indicator,
  model,
  mul,
  not,
  uncertainParameter,
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
} from "./enumeration.js";

const relations = { atMost, atLeast, equal };
const holds = {
  atMost: (value: number) => value <= 0,
  atLeast: (value: number) => value >= 0,
  equal: (value: number) => value === 0,
};
const senses = fc.constantFrom("atMost", "atLeast", "equal");
const flags = [0, 1].flatMap((first) => [0, 1].map((second) => [first, second]));

test("a relation holds where its binary says so, and nowhere else", async () => {
  let infeasible = 0;
  await fc.assert(
    fc.asyncProperty(
      cases(2, 2),
      senses,
      fc.constantFrom(0, 1),
      fc.boolean(),
      async (given, sense, when, turned) => {
        const built = build(given);
        const flag = built.m.variable("flag", { over: [built.part], domain: "binary" });
        // The binary may stand in the relation itself.
        const left = turned ? add(built.parts, mul(2, flag)) : built.parts;
        indicator(built.m, "switch", flag, relations[sense](left, 0), { when: when as 0 | 1 });
        setObjective(built, given, flag);
        const points = grid(given.lower, given.upper).flatMap((point) =>
          flags.map((flag) => [...point, ...flag]),
        );
        const weights = [...given.weights, 0, 0];
        const best = bestByEnumeration({ ...given, weights }, points, (point) => {
          const chosen = point.slice(2);
          const values = partsAt(given, point.slice(0, 2)).map(
            (value, k) => value + (turned ? 2 * chosen[k] : 0),
          );
          return values.every((value, k) => chosen[k] !== when || holds[sense](value)) ? chosen : null;
        });
        const solution = await optimumOf(built.m);
        infeasible += solution === null ? 1 : 0;
        expect(solution === null).toBe(best === null);
        expect(solution?.objective ?? 0).toBeCloseTo(best ?? 0, 6);
      },
    ),
    { numRuns: 300 },
  );
  expect(infeasible).toBe(0);
});

test("the opposite of a binary switches the other way", async () => {
  await fc.assert(
    fc.asyncProperty(cases(2, 2), senses, async (given, sense) => {
      const objectives = await Promise.all(
        [0, 1].map(async (form) => {
          const built = build(given);
          const flag = built.m.variable("flag", { over: [], domain: "binary" });
          const relation = relations[sense](built.parts, 0);
          if (form === 0) indicator(built.m, "switch", flag, relation, { when: 0 });
          else indicator(built.m, "switch", not(flag), relation);
          setObjective(built, given, flag);
          return (await optimumOf(built.m))?.objective ?? null;
        }),
      );
      expect(objectives[0]).toBe(objectives[1]);
    }),
    { numRuns: 50 },
  );
});

test("the big numbers are the smallest that are valid", () => {
  let positive = 0;
  fc.assert(
    fc.property(cases(3, 2), fc.boolean(), fc.constantFrom(0, 1), (given, inside, when) => {
      const built = build(given);
      const flag = built.m.variable("flag", { over: [built.part], domain: "binary" });
      const left = inside ? add(built.parts, mul(3, flag)) : built.parts;
      indicator(built.m, "switch", flag, equal(left, 0), { when: when as 0 | 1 });
      const values = grid(given.lower, given.upper).map((point) => partsAt(given, point));
      const own = inside ? 3 : 0;
      for (let k = 0; k < 2; k++) {
        // While the relation is off, the flag is the other value.
        const off = values.map((row) => row[k] + (inside ? 3 * (1 - when) : 0));
        for (const [words, needed] of [
          ["at most", Math.max(0, ...off)],
          ["at least", Math.min(0, ...off)],
        ] as const) {
          const row = constraintOf(built.m, `switch: ${words}`);
          const change = coefficient(row, k, flag.firstColumn + k) - own;
          expect((when === 1 ? change : -change) + 0).toBe(needed + 0);
          positive += needed === 0 ? 0 : 1;
        }
      }
    }),
    { numRuns: 200 },
  );
  expect(positive).toBeGreaterThan(100);
});

test("what cannot be built is refused by name, and leaves the model as it was", () => {
  const hour = indexSet("hour", 2);
  const m = model("plan");
  const x = m.variable("x", { over: [hour], lower: 0, upper: [1, Infinity] });
  const isOn = m.variable("is on", { over: [], domain: "binary" });
  expect(() => indicator(m, "limit", isOn, atMost(x, 1))).toThrow(
    expect.objectContaining({
      code: "FS_MODEL_MISSING_BOUND",
      message: expect.stringContaining("x[hour=1] has no upper bound"),
    }),
  );
  expect(() => indicator(m, "limit", x, atMost(x, 1))).toThrow(
    expect.objectContaining({
      code: "FS_MODEL_NOT_BINARY",
      message: expect.stringContaining("x[hour=0]"),
    }),
  );
  const demand = uncertainParameter("demand", { over: [hour] });
  expect(() => indicator(m, "limit", isOn, atLeast(x, demand))).toThrow(
    expect.objectContaining({ code: "FS_MODEL_UNCERTAIN_RANGE" }),
  );
  expect([m.columns, m.rows]).toEqual([3, 0]);
  // The lower bound is all that this direction needs.
  const ranges = [[demand, { lower: 0, upper: [5, 7] }]] as const;
  const [row] = indicator(m, "limit", isOn, atLeast(x, demand), { ranges });
  expect([coefficient(row, 0, 2), coefficient(row, 1, 2)]).toEqual([-5, -7]);
});
