import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  add,
  atLeast,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  subtract,
  sum,
  total,
  type Model,
} from "../../model/index.js";
import { decisionProblem } from "./decision-problem.js";
import { openJudge } from "./judge.js";

const item = indexSet("item", 4);
const PENALTY = 3;

/** Which items to take when weights are unknown; each unit above the capacity costs. */
function packing(recourse = true) {
  return decisionProblem({
    uncertain: { weight: { over: [item], unit: "kg" } },
    build({ weight }) {
      const m = model("packing");
      const take = m.variable("take", { over: [item], domain: "binary" });
      m.require("capacity", atMost(total(mul(weight, take)), 10));
      m.maximize(total(mul(parameter({ over: [item], data: [5, 4, 3, 6] }), take)));
      return m;
    },
    ...(recourse ? { recourse: { penalties: { capacity: PENALTY } } } : {}),
  });
}

const VALUES = [5, 4, 3, 6];
const plans = Array.from({ length: 16 }, (_, set) => VALUES.map((_, k) => (set >> k) & 1));
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((s, v, k) => s + v * b[k]!, 0);
const worth = (plan: readonly number[], weights: readonly number[]): number =>
  dot(plan, VALUES) - PENALTY * Math.max(0, dot(plan, weights) - 10);

const weights = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 4 });

describe("a knapsack with unknown weights", () => {
  test("is worth what brute force says, for every plan and in hindsight", async () => {
    const judge = await openJudge(packing());
    fc.assert(
      fc.property(weights, weights, (predicted, truth) => {
        for (const plan of plans) {
          const columns = Float64Array.of(...plan, 0);
          expect(judge.realisedCost(columns, truth)).toBeCloseTo(worth(plan, truth), 7);
        }
        const best = Math.max(...plans.map((plan) => worth(plan, truth)));
        expect(judge.best(truth)).toBeCloseTo(best, 7);
        const planned = judge.decide(predicted);
        expect(worth([...planned.subarray(0, 4)], predicted)).toBeCloseTo(
          Math.max(...plans.map((plan) => worth(plan, predicted))),
          7,
        );
        expect(judge.costOf(predicted, truth)).toBeCloseTo(worth([...planned.subarray(0, 4)], truth), 7);
        expect(judge.costOf(predicted, truth)).toBeLessThanOrEqual(best + 1e-7);
      }),
      { numRuns: 8 },
    );
    judge.dispose();
  });

  test("without recourse a truth that breaks the plan is an error that names the row", async () => {
    const judge = await openJudge(packing(false));
    const plan = judge.decide([2, 2, 2, 2]);
    expect(judge.realisedCost(plan, [2, 2, 2, 3])).toBe(18);
    expect(() => judge.realisedCost(plan, [9, 2, 2, 3])).toThrow(
      expect.objectContaining({
        code: "FS_DECIDE_INFEASIBLE_TRUTH",
        data: { model: "packing", row: "capacity" },
      }),
    );
    judge.dispose();
  });

  test("a truth that no plan satisfies has no hindsight", async () => {
    const problem = decisionProblem({
      uncertain: { demand: { over: [] } },
      build({ demand }) {
        const m = model("supply");
        const output = m.variable("output", { over: [], lower: 0, upper: 5 });
        m.require("demand", atLeast(output, demand));
        m.minimize(total(output));
        return m;
      },
    });
    const judge = await openJudge(problem);
    expect(judge.best([4])).toBe(4);
    expect(() => judge.best([6])).toThrow(expect.objectContaining({ code: "FS_DECIDE_INFEASIBLE_TRUTH" }));
    expect(() => judge.decide([6])).toThrow(expect.objectContaining({ code: "FS_DECIDE_NO_DECISION" }));
    judge.dispose();
  });
});

describe("production with unknown demand and price", () => {
  const product = indexSet("product", 2);
  const CAPACITY_COST = [2, 3];

  /** Build capacity first; then, when demand and prices are known, sell; overtime fills gaps dearly. */
  function production() {
    return decisionProblem({
      uncertain: { price: { over: [product], unit: "EUR" }, demand: { over: [product] } },
      known: { limit: { over: [], of: (row: { readonly limit: number }) => [row.limit] } },
      build({ demand, price, limit }) {
        const m = model("production");
        const capacity = m.variable("capacity", { over: [product], lower: 0, domain: "integer", upper: 6 });
        const sold = m.variable("sold", { over: [product], lower: 0 });
        m.require("limit", atMost(total(capacity), limit));
        m.require("sold", atMost(sold, demand));
        m.require("made", atMost(subtract(sold, capacity), 0));
        const cost = total(mul(parameter({ over: [product], data: CAPACITY_COST }), capacity));
        m.maximize(subtract(total(mul(price as never, sold)), cost) as never);
        return m;
      },
      recourse: { firstStage: ["capacity"] },
    });
  }
  const profit = (capacity: readonly number[], price: readonly number[], demand: readonly number[]): number =>
    capacity.reduce(
      (s, c, k) => s - CAPACITY_COST[k]! * c + Math.max(0, price[k]!) * Math.min(c, demand[k]!),
      0,
    );

  test("has its slots in the order of declaration, and judges by the second stage", async () => {
    const problem = production();
    expect(problem.target.over[0].keys).toEqual(["price[0]", "price[1]", "demand[0]", "demand[1]"]);
    const judge = await openJudge(problem);
    const pair = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 6 }));
    fc.assert(
      fc.property(pair, pair, pair, pair, fc.integer({ min: 2, max: 9 }), (a, b, c, d, limit) => {
        const [prediction, truth] = [
          [a[0], b[0], a[1], b[1]],
          [c[0], d[0], c[1], d[1]],
        ];
        const all = Array.from({ length: 49 }, (_, k) => [Math.floor(k / 7), k % 7]).filter(
          ([x, y]) => x! + y! <= limit,
        );
        const row = { limit };
        const planned = judge.decide(prediction, row);
        const capacity = [planned[0]!, planned[1]!];
        const under = (values: number[], plan: number[]): number =>
          profit(plan, values.slice(0, 2), values.slice(2));
        expect(under(prediction, capacity)).toBeCloseTo(
          Math.max(...all.map((plan) => under(prediction, plan))),
          7,
        );
        expect(judge.costOf(prediction, truth, row)).toBeCloseTo(under(truth, capacity), 7);
        expect(judge.best(truth, row)).toBeCloseTo(Math.max(...all.map((plan) => under(truth, plan))), 7);
      }),
      { numRuns: 20 },
    );
    judge.dispose();
  });

  test("refuses known values of the wrong number or that are not finite", async () => {
    const judge = await openJudge(production());
    for (const limit of [NaN, Infinity]) {
      expect(() => judge.decide([1, 2, 3, 4], { limit })).toThrow(
        expect.objectContaining({ code: "FS_SOLVE_WRONG_PARAMETERS" }),
      );
    }
    judge.dispose();
  });
});

test("an equality with a penalty gives on both sides, at one price per entry", async () => {
  const hour = indexSet("hour", 2);
  const problem = decisionProblem({
    uncertain: { demand: { over: [hour], unit: "MWh" } },
    build({ demand }) {
      const m = model("balance");
      const output = m.variable("output", { over: [hour], unit: "MWh", lower: 0, upper: 10 });
      m.require("balance", equal(output, demand));
      m.minimize(total(output) as never);
      return m;
    },
    recourse: { penalties: { balance: [5, 7] } },
  });
  const judge = await openJudge(problem);
  const plan = judge.decide([3, 4]);
  expect(judge.realisedCost(plan, [3, 4])).toBeCloseTo(7, 9);
  expect(judge.realisedCost(plan, [1, 6])).toBeCloseTo(7 + 2 * 5 + 2 * 7, 9);
  judge.dispose();
});

test("a problem of one uncertain parameter is judged, too", async () => {
  const problem = decisionProblem({
    uncertain: { over: [item] },
    build(cost) {
      const m = model("choice");
      const take = m.variable("take", { over: [item], lower: 0, upper: 1 });
      m.require("one", equal(total(take), 1));
      m.minimize(add(total(mul(cost, take)), 0));
      return m;
    },
  });
  const judge = await openJudge(problem);
  expect(judge.costOf([3, 1, 2, 4], [5, 9, 1, 7])).toBeCloseTo(9, 9);
  expect(judge.best([5, 9, 1, 7])).toBeCloseTo(1, 9);
  judge.dispose();
});

describe("refusals", () => {
  const declare = (over: object, use: (m: Model, p: never) => void): (() => unknown) => {
    return () =>
      decisionProblem({
        uncertain: { price: { over: [item] }, demand: { over: [item] } },
        build(parameters) {
          const m = model("sale");
          use(m, parameters as never);
          return m;
        },
        ...over,
      });
  };
  const sale = (m: Model, p: { price: never; demand: never }): void => {
    const output = m.variable("output", { over: [item], lower: 0 });
    m.require("demand", atMost(output, p.demand));
    m.maximize(sum(mul(p.price, output), item) as never);
  };

  test("a parameter that the model does not use", () => {
    const unused = declare({}, (m, p: { price: never }) => {
      m.maximize(total(mul(p.price, m.variable("output", { over: [item], lower: 0, upper: 1 }))) as never);
    });
    expect(unused).toThrow(expect.objectContaining({ code: "FS_DECIDE_NO_UNCERTAIN_PARAMETER" }));
    expect(unused).toThrow(/does not use the parameter "demand"/);
  });

  test("recourse that names what is not there, or costs nothing", () => {
    const invalid = expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" });
    for (const recourse of [
      { penalties: { dmand: 3 } },
      { penalties: { demand: 0 } },
      { penalties: { demand: NaN } },
      { penalties: { demand: [1, 2] } },
      { firstStage: ["outputs"] },
    ]) {
      expect(declare({ recourse }, sale)).toThrow(invalid);
    }
  });

  test("a parameter that is known and uncertain, or none at all", () => {
    const invalid = expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" });
    expect(declare({ known: { price: { over: [], of: () => [1] } } }, sale)).toThrow(invalid);
    expect(declare({ uncertain: {} }, sale)).toThrow(invalid);
  });
});
