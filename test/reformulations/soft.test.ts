import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  atLeast,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  soft,
  total,
  uncertainParameter,
  weighted,
  type Expression,
} from "../../src/model/index.js";
import { bestByEnumeration, build, cases, grid, optimumOf, partsAt } from "./enumeration.js";

const relations = { atMost, atLeast, equal };
const broken = {
  atMost: (value: number) => Math.max(0, value),
  atLeast: (value: number) => Math.max(0, -value),
  equal: Math.abs,
};

test("a soft relation costs what it is broken by", async () => {
  await fc.assert(
    fc.asyncProperty(
      cases(2, 2),
      fc.constantFrom("atMost", "atLeast", "equal"),
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 2 }),
      async (drawn, sense, prices) => {
        const given = {
          ...drawn,
          prices: prices.map((price) => (drawn.sense === "minimize" ? price : -price)),
        };
        const { m, x, part, parts } = build(given);
        const price = parameter({ over: [part], data: prices });
        const { penalty, violation } = soft(m, "broken", relations[sense](parts, 0), price);
        const weights = parameter({ over: x.over, data: given.weights });
        const value = total(mul(weights, { ...x, unit: undefined } as Expression)) as Expression<never>;
        m[given.sense](
          weighted(
            [
              { expression: penalty, weight: 1 },
              { expression: value, weight: 1 },
            ].map((part, k) =>
              k === 0 && given.sense === "maximize" ? { ...part, sense: "maximize" as const } : part,
            ),
          ),
        );
        const truth = (point: readonly number[]): number[] => partsAt(given, point).map(broken[sense]);
        const solution = (await optimumOf(m))!;
        expect(solution.objective).toBeCloseTo(
          bestByEnumeration(given, grid(given.lower, given.upper), truth)!,
          6,
        );
        const wanted = truth([...solution.value(x).array].map(Math.round));
        for (const [k, by] of solution.value(violation).array.entries()) expect(by).toBeCloseTo(wanted[k], 5);
      },
    ),
    { numRuns: 200 },
  );
});

test("units of the penalty, and one or two constraints", () => {
  const m = model("supply");
  const hour = indexSet("hour", 2);
  const output = m.variable("output", { over: [hour], unit: "MWh", lower: 0 });
  const price = parameter({ over: [], unit: "EUR/MWh", data: [100] });
  const shortage = soft(m, "shortage", atLeast(output, 5), price);
  expect([shortage.penalty.unit, shortage.violation.unit]).toEqual(["EUR", "MWh"]);
  expect(shortage.constraints.map(({ name }) => name)).toEqual(["shortage: at least"]);
  expect(soft(m, "both", equal(output, 5), 3).constraints).toHaveLength(2);
  expect(soft(m, "plain", atMost(output, 5), 3).penalty.unit).toBeUndefined();
});

test("prices are above zero and known to be so", () => {
  const m = model("plan");
  const hour = indexSet("hour", 2);
  const site = indexSet("site", 2);
  const x = m.variable("x", { over: [hour], lower: 0 });
  const wrong = expect.objectContaining({ code: "FS_MODEL_INVALID_WEIGHT" });
  expect(() => soft(m, "s", atMost(x, 1), 0)).toThrow(wrong);
  expect(() => soft(m, "s", atMost(x, 1), parameter({ over: [hour], data: [1, -1] }))).toThrow(
    expect.objectContaining({ message: 'The price of breaking "s[hour=1]" can be -1.' }),
  );
  const price = uncertainParameter("price", { over: [] });
  expect(() => soft(m, "s", atMost(x, 1), price)).toThrow(wrong);
  expect(() => soft(m, "s", atMost(x, 1), x)).toThrow(
    expect.objectContaining({ code: "FS_MODEL_NOT_LINEAR" }),
  );
  const elsewhere = parameter({ over: [site], data: [1, 1] }) as unknown as Expression<"hour">;
  expect(() => soft(m, "s", atMost(x, 1), elsewhere)).toThrow(
    expect.objectContaining({ code: "FS_MODEL_UNKNOWN_SET" }),
  );
  expect([m.columns, m.rows]).toEqual([2, 0]);
  const ranges = [[price, { lower: 1, upper: 2 }]] as const;
  expect(soft(m, "s", atMost(x, 1), price, { ranges }).penalty.uncertain).toEqual([price]);
});

test("weights are finite and not negative, and there is something to weigh", () => {
  const x = model("plan").variable("x", { over: [] });
  for (const weight of [-1, Infinity, Number.NaN])
    expect(() => weighted([{ expression: x, weight }])).toThrow(
      expect.objectContaining({ code: "FS_MODEL_INVALID_WEIGHT" }),
    );
  expect(() => weighted([])).toThrow(expect.objectContaining({ code: "FS_MODEL_NO_OPERANDS" }));
  expect(weighted([{ expression: x, weight: 2 }], { unit: "EUR" }).unit).toBe("EUR");
});
