import { expect, test } from "vitest";
import { sampleFactoryViews } from "../../../test/sample-factory.js";
import { samplePlan, sampleProblem } from "../../../test/sample-schedule.js";
import { checkPlan } from "../../schedule/index.js";
import type { GanttFigure, IntervalFigure } from "../figure.js";

const ids = (changes?: Parameters<typeof sampleFactoryViews>[0]): string[] =>
  sampleFactoryViews(changes).map(({ id }) => id);

test("the sample plans keep all rules: what is drawn here could be real", () => {
  const problem = sampleProblem();
  for (const order of [0, 3]) expect(checkPlan(problem, samplePlan(problem, order)).violations).toEqual([]);
});

test("a run shows what policies cost, the plan, why machines are maintained, what breaks, risks and bottlenecks", () => {
  expect(ids()).toEqual([
    "savings-by-policy",
    "cost-by-policy",
    "plan",
    "maintenance-reasons",
    "plan-carried-out",
    "machine-risk",
    "reliability",
    "bottlenecks",
  ]);
});

test("what is not known is not shown", () => {
  const nothing = { predictions: null, comparison: null, reliability: null, example: null };
  expect(ids(nothing)).toEqual(["plan", "maintenance-reasons", "bottlenecks"]);
  const { maintenance: _, ...problem } = sampleProblem();
  const plan = { ...samplePlan(sampleProblem()), maintenance: [] };
  expect(ids({ ...nothing, problem, plan })).toEqual(["plan", "bottlenecks"]);
  const { recommended: __, ...views } = {
    recommended: "",
    views: sampleFactoryViews({ ...nothing, problem, plan }),
  };
  expect((views.views[0] as GanttFigure).lanes.every(({ risk }) => risk === undefined)).toBe(true);
});

test("figures are plain data", () => {
  const views = sampleFactoryViews();
  expect(JSON.parse(JSON.stringify(views))).toEqual(views);
});

test("costs stand against the strongest baseline, whose own row would say nothing", () => {
  const [savings, costs] = sampleFactoryViews() as [IntervalFigure, IntervalFigure];
  expect(savings.rows.map(({ label }) => label)).not.toContain("periodic");
  expect(costs.better).toBe("less");
  expect(costs.reference.label).toBe("periodic");
  expect(costs.reference.value).toBeCloseTo(8200, -2);
  const row = costs.rows.find(({ label }) => label === "decision-focused")!;
  expect(row.lower).toBeLessThan(row.estimate);
  expect(row.upper).toBeGreaterThan(row.estimate);
});

test("a path without a breakdown is called so, and freezes nothing", () => {
  const done = samplePlan(sampleProblem(), 3);
  const views = sampleFactoryViews({ example: { done, breakdowns: [] } });
  const figure = views.find(({ id }) => id === "plan-carried-out") as GanttFigure;
  expect(figure.caption).toContain("no machine failed");
  expect(figure.frozenUntil).toBeUndefined();
});
