import { describe, expect, test } from "vitest";
import { rulePredictor } from "../../learn/index.js";
import { atLeast, atMost, equal, indexSet, model, mul, parameter, sum, total } from "../../model/index.js";
import { verifier } from "../../solve/index.js";
import { rejection } from "../../../test/small-problems.js";
import { deadlineCurve } from "./deadline-curve.js";
import { decisionProblem } from "../problem/decision-problem.js";
import { travellingSalesmanProblem } from "../families/travelling-salesman-case.js";
import { policy } from "./policy.js";

interface Row {
  readonly values: readonly number[];
}
const item = indexSet("item", 4);
const NO_TIME = { deadlineMs: 0 };

/** Takes items whose weights are predicted; the capacity holds, at no price. */
function packing(recourse = false) {
  const problem = decisionProblem({
    uncertain: { weight: { over: [item] } },
    build({ weight }) {
      const m = model("packing");
      const take = m.variable("take", { over: [item], domain: "binary" });
      m.require("capacity", atMost(total(mul(weight, take)), 10));
      m.maximize(total(mul(parameter({ over: [item], data: [5, 4, 3, 6] }), take)));
      return m;
    },
    ...(recourse ? { recourse: { penalties: { capacity: 2 } } } : {}),
  });
  const predictor = rulePredictor({
    name: "believer",
    target: problem.target,
    predict: (row: Row) => row.values,
  });
  return { problem, predictor, check: verifier(problem.form) };
}

describe("without time for the solver", () => {
  test("the last plan is the answer where it holds, else its repair; both are verified", async () => {
    const { problem, predictor, check } = packing();
    const live = policy({ predictor, problem });
    await live.decide({ values: [3, 3, 3, 4] });
    const asItWas = await live.decide({ values: [3, 9, 9, 3] }, NO_TIME);
    expect(asItWas).toMatchObject({ source: "fallback", fallback: "last-repaired" });
    const again = await live.decide({ values: [4, 9, 9, 3] }, NO_TIME);
    expect(again).toMatchObject({ source: "fallback", fallback: "last" });
    for (const [decision, values] of [
      [asItWas, [3, 9, 9, 3]],
      [again, [4, 9, 9, 3]],
    ] as const) {
      const { ok, objective } = check(values, decision.columnValues);
      expect([ok, objective]).toEqual([true, decision.predictedObjective]);
    }
    live.dispose();
  });

  test("a rule is asked, repaired where need be, and named", async () => {
    const { problem, predictor, check } = packing();
    const live = policy({ predictor, problem });
    const everything = (): number[] => [1, 1, 1, 1];
    const light = await live.decide({ values: [1, 1, 1, 1] }, { ...NO_TIME, fallback: everything });
    expect(light).toMatchObject({ source: "fallback", fallback: "rule", predictedObjective: 18 });
    const heavy = await live.decide({ values: [5, 5, 5, 5] }, { ...NO_TIME, fallback: everything });
    expect(heavy.fallback).toBe("rule-repaired");
    expect(check([5, 5, 5, 5], heavy.columnValues).ok).toBe(true);
    const error = await rejection(
      live.decide({ values: [1, 1, 1, 1] }, { ...NO_TIME, fallback: () => [1, 1] }),
    );
    expect(error).toMatchObject({ code: "FS_DECIDE_INFEASIBLE_PLAN" });
    live.dispose();
  });

  test("a proxy answers with what was decided when the values were alike", async () => {
    const { problem, predictor } = packing();
    const history = [{ values: [1, 9, 9, 9] }, { values: [9, 9, 9, 9] }, { values: [9, 5, 5, 9] }];
    const live = policy({ predictor, problem, history });
    await live.open();
    const decision = await live.decide({ values: [9, 5.5, 4.4, 8.5] }, { ...NO_TIME, fallback: "proxy" });
    expect(decision).toMatchObject({ fallback: "last", predictedObjective: 7 });
    const other = await live.decide({ values: [0.9, 9, 9, 9.1] }, { ...NO_TIME, fallback: "proxy" });
    expect(other).toMatchObject({ fallback: "proxy", predictedObjective: 11 });
    live.dispose();
  });

  test("penalties are those of the day", async () => {
    const { problem, predictor } = packing(true);
    const live = policy({ predictor, problem });
    expect((await live.decide({ values: [3, 3, 3, 1] })).predictedObjective).toBe(18);
    const late = await live.decide({ values: [3, 3, 3, 4] }, NO_TIME);
    expect(late).toMatchObject({ fallback: "last", predictedObjective: 18 - 2 * 3 });
    live.dispose();
  });
});

test("an infeasible prediction has no answer, with or without time", async () => {
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
  const predictor = rulePredictor({
    name: "believer",
    target: problem.target,
    predict: (row: Row) => row.values,
  });
  const live = policy({ predictor, problem });
  expect((await live.decide({ values: [4] })).predictedObjective).toBe(4);
  for (const options of [{}, NO_TIME, { deadlineMs: 1000 }]) {
    const error = await rejection(live.decide({ values: [6] }, options));
    expect(error).toMatchObject({ code: "FS_DECIDE_NO_DECISION" });
  }
  live.dispose();
});

describe("always answers", () => {
  const row = { values: [3, 3, 3, 4] };
  const worth = [5, 4, 3, 6];

  test("with a plan that is built from nothing, where there was no time to open the solver", async () => {
    const { problem, predictor, check } = packing();
    const live = policy({ predictor, problem: { ...problem, open: () => new Promise(() => {}) } });
    for (const deadlineMs of [0, 5]) {
      const decision = await live.decide(row, { deadlineMs });
      expect(decision).toMatchObject({ source: "fallback", bound: null });
      expect(check(row.values, decision.columnValues)).toMatchObject({ ok: true, objective: 15 });
    }
    expect((await policy({ predictor, problem }).decide(row, NO_TIME)).fallback).toBe("built");
  });

  test("when the solver fails in the middle, and opens another for the next decision", async () => {
    const { problem, predictor, check } = packing();
    const lost = new Error("memory access out of bounds");
    let opened = 0;
    const open: typeof problem.open = async () => {
      const session = await problem.open();
      if (++opened > 1) return session;
      session.solver.run = () => {
        throw lost;
      };
      return session;
    };
    const live = policy({ predictor, problem: { ...problem, open } });
    const failed = await live.decide(row, { deadlineMs: 1e6 });
    expect(failed).toMatchObject({ source: "fallback", fallback: "built", failure: lost });
    expect(check(row.values, failed.columnValues).ok).toBe(true);
    const next = await live.decide(row, { deadlineMs: 1e6 });
    expect(next).toMatchObject({ source: "optimal", predictedObjective: 15 });
    expect(next).not.toHaveProperty("failure");
    expect(opened).toBe(2);
    live.dispose();
  });

  test("when the solver cannot be opened; without a deadline that is an error", async () => {
    const { problem, predictor } = packing();
    const missing = new Error("no such file");
    const live = policy({ predictor, problem: { ...problem, open: () => Promise.reject(missing) } });
    expect(await live.decide(row, { deadlineMs: 1e6 })).toMatchObject({
      fallback: "built",
      failure: missing,
    });
    expect(await rejection(live.decide(row))).toBe(missing);
  });

  test("when the rule throws: with the last plan, and says so", async () => {
    const { problem, predictor } = packing();
    const live = policy({ predictor, problem });
    await live.decide(row);
    const late = await live.decide(row, {
      ...NO_TIME,
      fallback: () => {
        throw new RangeError("no such shift");
      },
    });
    expect(late).toMatchObject({ fallback: "last", failure: expect.any(RangeError) });
    live.dispose();
  });

  test("when several are asked for at once, or the policy is disposed of meanwhile", async () => {
    const { problem, predictor, check } = packing();
    const live = policy({ predictor, problem });
    const rows = [0, 1, 2, 3].map((more) => ({ values: [3, 3, 3 + more, 4] }));
    const asked = rows.map((values) => live.decide(values, { deadlineMs: 20 }));
    live.dispose();
    const decisions = await Promise.all(asked);
    decisions.forEach(({ columnValues, predictedObjective }, k) => {
      expect(check(rows[k]!.values, columnValues)).toMatchObject({ ok: true, objective: predictedObjective });
      expect(columnValues.reduce((sum, value, item) => sum + value * worth[item]!, 0)).toBe(
        predictedObjective,
      );
    });
    live.dispose();
  });

  test("late, where nothing but the solver makes a plan", async () => {
    const problem = travellingSalesmanProblem({ nodes: 6 }).asDecisionProblem();
    const predictor = rulePredictor({
      name: "believer",
      target: { over: problem.uncertain.over },
      predict: (given: Row) => given.values,
    });
    const live = policy({ predictor, problem });
    const values = Array.from({ length: 15 }, (_, edge) => 1 + ((7 * edge) % 11));
    const late = await live.decide({ values }, NO_TIME);
    expect(verifier(problem.form)(values, late.columnValues).ok).toBe(true);
    live.dispose();
  });

  test("but not to a deadline or a fallback that is none", async () => {
    const { problem, predictor } = packing();
    const live = policy({ predictor, problem });
    for (const options of [{ deadlineMs: "20" }, { fallback: "nearest" }, { fallback: {} }]) {
      const error = await rejection(live.decide(row, options as never));
      expect(error).toMatchObject({ code: "FS_DECIDE_INVALID_OPTION" });
    }
  });
});

describe("the curve of deadlines", () => {
  const hour = indexSet("hour", 3);
  const problem = decisionProblem({
    uncertain: { over: [hour] },
    build(cost) {
      const m = model("choice");
      const take = m.variable("take", { over: [hour], lower: 0, upper: 1 });
      m.require("one", equal(sum(take, hour), 1));
      m.minimize(total(mul(cost, take)));
      return m;
    },
  });
  const predictor = rulePredictor({
    name: "believer",
    target: { over: [hour] },
    predict: (row: Row) => row.values,
  });
  const data = [
    [1, 2, 3],
    [3, 1, 2],
    [2, 3, 1],
  ].map((values) => ({ features: { values }, truth: values }));

  test("has no regret where there is time, and the last plan's where there is none", async () => {
    const curve = await deadlineCurve({
      policy: policy({ predictor, problem }),
      problem,
      data,
      deadlinesMs: [10_000, 0],
    });
    expect(curve[0]).toMatchObject({ regret: 0, ratioOfSums: 0, shares: { optimal: 1, fallback: 0 } });
    // The last plan, hour 2, in all three rows: 3 + 2 + 1 instead of 1 + 1 + 1.
    expect(curve[1]).toMatchObject({ regret: 3, ratioOfSums: 1, shares: { optimal: 0, fallback: 1 } });
    expect(curve[0]!.maxMs).toBeGreaterThanOrEqual(curve[0]!.p50Ms);
  });

  test("refuses no rows and no deadlines", async () => {
    const live = policy({ predictor, problem });
    expect(
      await rejection(deadlineCurve({ policy: live, problem, data: [], deadlinesMs: [1] })),
    ).toMatchObject({ code: "FS_DECIDE_TOO_FEW_EXAMPLES" });
    for (const deadlinesMs of [[], [1, NaN]]) {
      expect(await rejection(deadlineCurve({ policy: live, problem, data, deadlinesMs }))).toMatchObject({
        code: "FS_DECIDE_INVALID_OPTION",
      });
    }
  });
});
