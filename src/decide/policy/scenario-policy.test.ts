import { expect, test } from "vitest";
import { rulePredictor, type FittedDistributionalPredictor } from "../../learn/index.js";
import { atMost, indexSet, model, mul, parameter, subtract, total } from "../../model/index.js";
import { rejection } from "../../../test/small-problems.js";
import { backtest } from "../regret/backtest.js";
import { decisionProblem } from "../problem/decision-problem.js";
import { jointPredictor } from "../problem/joint-predictor.js";
import { policy } from "./policy.js";
import { safetyMargin } from "./safety-margin.js";
import { scenarioPolicy } from "./scenario-policy.js";

const item = indexSet("item", 4);
const VALUES = [5, 4, 3, 6];
const PENALTY = 2;

const packing = decisionProblem({
  uncertain: { weight: { over: [item] } },
  build({ weight }) {
    const m = model("packing");
    const take = m.variable("take", { over: [item], domain: "binary" });
    m.require("capacity", atMost(total(mul(weight, take)), 10));
    m.maximize(total(mul(parameter({ over: [item], data: VALUES }), take)));
    return m;
  },
  recourse: { penalties: { capacity: PENALTY } },
});

/** Draws the paths that the row carries, in turn. */
interface Paths {
  readonly paths: readonly (readonly number[])[];
}
function drawing(
  dimension: number,
  target: typeof packing.target,
): FittedDistributionalPredictor<Paths, typeof packing.target.over, string> {
  const centre = ({ paths }: Paths): number[] =>
    Array.from({ length: dimension }, (_, k) => paths.reduce((s, path) => s + path[k]!, 0) / paths.length);
  const base = rulePredictor({ name: "paths", target, predict: centre });
  return {
    ...base,
    quantiles: () => new Float64Array(0),
    scenarios: (rows, { count }) =>
      Float64Array.from(
        rows.flatMap(({ paths }) => Array.from({ length: count }, (_, k) => paths[k % paths.length]!).flat()),
      ),
  };
}

const plans = Array.from({ length: 16 }, (_, set) => VALUES.map((_, k) => (set >> k) & 1));
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((s, v, k) => s + v * b[k]!, 0);
const meanWorth = (plan: readonly number[], paths: Paths["paths"]): number =>
  paths.reduce((s, path) => s + dot(plan, VALUES) - PENALTY * Math.max(0, dot(plan, path) - 10), 0) /
  paths.length;

test("a plan for scenarios is the best on average, by brute force", async () => {
  const live = scenarioPolicy({ predictor: drawing(4, packing.target), problem: packing, scenarios: 3 });
  for (const paths of [
    [
      [2, 3, 4, 5],
      [6, 1, 2, 7],
      [9, 9, 1, 1],
    ],
    [
      [4, 4, 4, 4],
      [1, 8, 3, 2],
      [5, 2, 6, 3],
    ],
  ]) {
    const decision = await live.decide({ paths });
    const best = Math.max(...plans.map((plan) => meanWorth(plan, paths)));
    expect(decision.predictedObjective).toBeCloseTo(best, 7);
    expect(meanWorth([...decision.columnValues.subarray(0, 4)], paths)).toBeCloseTo(best, 7);
    expect(decision.source).toBe("optimal");
  }
  live.dispose();
});

test("with a second stage: capacity for several demands is a quantile of them", async () => {
  const problem = decisionProblem({
    uncertain: { price: { over: [] }, demand: { over: [] } },
    build({ price, demand }) {
      const m = model("production");
      const capacity = m.variable("capacity", { over: [], lower: 0 });
      const sold = m.variable("sold", { over: [], lower: 0 });
      m.require("demand", atMost(sold, demand));
      m.require("made", atMost(subtract(sold, capacity), 0));
      m.maximize(subtract(mul(price, sold), mul(3, capacity)));
      return m;
    },
    recourse: { firstStage: ["capacity"] },
  });
  const paths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((demand) => [9.5, demand]);
  const live = scenarioPolicy({ predictor: drawing(2, problem.target), problem, scenarios: 10 });
  // A newsvendor with price 9.5 and cost 3: worth while as long as more than 31.6 % of the demands are larger.
  expect((await live.decide({ paths })).columnValues[0]).toBeCloseTo(7, 7);
  live.dispose();
});

test("policies of a problem with recourse are compared with hindsight", async () => {
  const plain = rulePredictor({
    name: "mean",
    target: { over: [item] },
    predict: ({ paths }: Paths) => paths[0]!,
  });
  const joint = jointPredictor(packing, { weight: plain });
  const paths = [
    [2, 3, 4, 5],
    [6, 1, 2, 7],
  ];
  const data = [
    [2, 3, 4, 5],
    [6, 1, 2, 7],
    [9, 9, 9, 9],
  ].map((truth) => ({ features: { paths }, truth }));
  const report = await backtest({
    problem: packing,
    policies: [policy({ predictor: joint, problem: packing, name: "two-stage" })],
    data,
  });
  const best = data.map(({ truth }) => Math.max(...plans.map((plan) => meanWorth(plan, [truth]))));
  const hindsight = report.policies[1]!;
  expect([...hindsight.objectives].map((value) => Math.round(value * 1e6) / 1e6)).toEqual(best);
  expect(report.policies[0]!.objectives[0]).toBeCloseTo(best[0]!, 7);
  expect(report.policies[0]!.regret).toBeGreaterThan(0);
});

test("predictors of single parameters are put together in the order of declaration, or refused", async () => {
  const price = { over: [item], unit: "EUR" } as const;
  const problem = decisionProblem({
    uncertain: { price, demand: { over: [] } },
    build(p) {
      const m = model("sale");
      const sold = m.variable("sold", { over: [item], lower: 0 });
      m.require("demand", atMost(total(sold), p.demand));
      m.maximize(total(mul(p.price, sold)));
      return m;
    },
  });
  const prices = rulePredictor({
    name: "prices",
    target: price,
    predict: (row: { a: number }) => [row.a, 2, 3, 4],
  });
  const demand = rulePredictor({
    name: "demand",
    target: { over: [] },
    predict: (row: { a: number }) => [10 * row.a],
  });
  const joint = jointPredictor(problem, { price: prices, demand });
  expect([...joint.predict([{ a: 1 }, { a: 7 }])]).toEqual([1, 2, 3, 4, 10, 7, 2, 3, 4, 70]);
  const live = policy({ predictor: joint, problem });
  expect((await live.decide({ a: 1 })).predictedObjective).toBe(40);
  live.dispose();
  expect(() => jointPredictor(problem, { price: demand as never, demand })).toThrow(
    expect.objectContaining({ code: "FS_DECIDE_TARGET_MISMATCH" }),
  );
});

test("the safety margin is the best of those tried, and goes to the safe side", async () => {
  const predictor = rulePredictor({
    name: "2.5",
    target: packing.target,
    predict: () => [2.5, 2.5, 2.5, 2.5],
  });
  const validation = Array.from({ length: 40 }, (_, day) => ({
    features: {},
    truth: [1, 2, 3, 4].map((k) => 2.5 + 1.5 * Math.sin(day * k)),
  }));
  const margins = [-1, 0.5, 1, 2];
  const safe = await safetyMargin({ predictor, problem: packing, validation, margins });
  expect(safe.tried.map(({ margin }) => margin).toSorted((a, b) => a - b)).toEqual([-1, 0, 0.5, 1, 2]);
  expect(safe.tried[0]!.objective).toBe(Math.max(...safe.tried.map(({ objective }) => objective)));
  expect(safe.margin).toBe(safe.tried[0]!.margin);
  const moved = safe.predict([{}]);
  expect(moved.every((value) => Math.sign(value - 2.5) === Math.sign(safe.margin))).toBe(true);
  for (const options of [{ margins: [NaN] }, { entries: [4] }, { validation: [] }]) {
    const error = await rejection(safetyMargin({ predictor, problem: packing, validation, ...options }));
    expect(error).toMatchObject({ code: expect.stringMatching(/INVALID_OPTION|TOO_FEW/) });
  }
});

test("no plan for all scenarios, and no number of them, are refused", async () => {
  const hard = decisionProblem({
    uncertain: { weight: { over: [item] } },
    build({ weight }) {
      const m = model("forced");
      const take = m.variable("take", { over: [item], lower: 1, upper: 1 });
      m.require("capacity", atMost(total(mul(weight, take)), 10));
      m.maximize(total(take));
      return m;
    },
  });
  const predictor = drawing(4, packing.target);
  const live = scenarioPolicy({ predictor, problem: hard as typeof packing, scenarios: 2 });
  const error = await rejection(live.decide({ paths: [[9, 9, 9, 9]] }));
  expect(error).toMatchObject({ code: "FS_DECIDE_NO_DECISION" });
  live.dispose();
  for (const scenarios of [0, 1.5, NaN]) {
    expect(() => scenarioPolicy({ predictor, problem: packing, scenarios })).toThrow(
      expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" }),
    );
  }
});
