import { describe, expect, test } from "vitest";
import { samplePlan, sampleProblem } from "../../../../test/sample-schedule.js";
import type { Plan, ScheduleProblem } from "../../../schedule/index.js";
import type { GanttLane } from "../../figure.js";
import { planGantt, type PlanGanttOptions } from "./plan-gantt.js";

const TEXTS = { id: "plan", title: "Plan", caption: "A plan." };

/** Two machines, two jobs; "cut" closes from 10 to 20. */
const problem: ScheduleProblem = {
  name: "tiny",
  machines: [
    {
      id: "cut",
      working: [
        { from: 0, until: 10 },
        { from: 20, until: 40 },
      ],
      setups: { initial: "a", times: { a: { b: 4 } } },
    },
    { id: "glue" },
  ],
  jobs: [
    {
      id: "job-1",
      due: 12,
      operations: [
        { id: "cut", alternatives: [{ machine: "cut", duration: 8 }], family: "a" },
        { id: "glue", alternatives: [{ machine: "glue", duration: 4 }] },
      ],
    },
    {
      id: "job-2",
      due: 20,
      operations: [
        { id: "cut", alternatives: [{ machine: "cut", duration: 5 }], family: "b", pinned: { start: 22 } },
      ],
    },
  ],
  maintenance: [{ id: "oil", machine: "glue", duration: 3, reason: "P(glue fails) = 0.4" }],
};
const plan: Plan = {
  operations: [
    { job: "job-1", operation: "cut", machine: "cut", start: 0, end: 8, setup: 0 },
    { job: "job-1", operation: "glue", machine: "glue", start: 8, end: 12, setup: 0 },
    { job: "job-2", operation: "cut", machine: "cut", start: 22, end: 27, setup: 4 },
  ],
  maintenance: [{ task: "oil", machine: "glue", start: 0, end: 3 }],
  unassigned: [],
};
const lanes = (options: Partial<PlanGanttOptions> = {}, shown = plan): readonly GanttLane[] =>
  planGantt(problem, shown, { ...TEXTS, ...options }).lanes;
const barsOf = (lane: GanttLane, kind: string): (readonly number[])[] =>
  lane.bars.filter((bar) => bar.kind === kind).map(({ from, until }) => [from, until]);

test("each machine has a lane with its work, maintenance, closed time and load", () => {
  const [cut, glue] = lanes();
  expect([cut.name, glue.name]).toEqual(["cut", "glue"]);
  expect(barsOf(cut, "operation")).toEqual([
    [0, 8],
    [22, 27],
  ]);
  expect(cut.closed).toEqual([{ from: 10, until: 20 }]);
  // 13 of the 17 units until 27 that are open.
  expect(cut.detail).toBe("busy 76 %");
  expect(barsOf(glue, "maintenance")).toEqual([[0, 3]]);
  expect(glue.bars.find(({ kind }) => kind === "maintenance")!.title).toContain("P(glue fails) = 0.4");
});

test("a set-up takes open time directly before its operation, across a break if need be", () => {
  // Four open units before 22: 20 to 22, and 8 to 10 before the break.
  expect(barsOf(lanes()[0], "setup")).toEqual([[8, 22]]);
});

test("names lose what they share; titles keep all of it, with times, due dates and reasons", () => {
  const [cut] = lanes({ reasonOf: ({ job }) => (job === "job-2" ? "pinned by the planner" : undefined) });
  const [, second] = cut.bars.filter(({ kind }) => kind === "operation");
  expect(second.label).toBe("2");
  expect(second.title.split("\n")).toEqual([
    "job-2, cut on cut",
    "22 to 27 (5)",
    "set-up before it: 4",
    "the job ends 27, due 20: 7 late",
    "pinned",
    "pinned by the planner",
  ]);
  expect(second).toMatchObject({ late: true, pinned: true });
});

test("due dates stand on the lane where their job ends", () => {
  const [cut, glue] = lanes();
  expect(cut.marks).toEqual([{ at: 20, kind: "missed", title: "job-2 is due 20\nit ends 7 late" }]);
  expect(glue.marks).toEqual([{ at: 12, kind: "due", title: "job-1 is due 12\nit ends just then" }]);
});

test("only what has moved is shown where it stood before", () => {
  const after: Plan = {
    ...plan,
    operations: [plan.operations[0], { ...plan.operations[1], start: 9, end: 13 }],
    unassigned: [{ job: "job-2", reason: "no machine" }],
  };
  const [cut, glue] = lanes({ before: plan }, after);
  expect(cut.before!.map(({ from, title }) => [from, title.split("\n").at(-1)])).toEqual([
    [22, "is left out now"],
  ]);
  expect(glue.before!.map(({ from, title }) => [from, title.split("\n").at(-1)])).toEqual([
    [8, "is now at 9"],
  ]);
  expect(planGantt(problem, after, TEXTS).caption).toContain("job-2 (no machine)");
});

test("breakdowns and frozen time are shown; risk is that at the end of each stretch", () => {
  const risks = {
    times: [0, 10, 27],
    machines: [{ machine: "glue", planned: [0, 0.1, 0.3], untouched: [0, 0, 0] }],
  };
  const figure = planGantt(problem, plan, {
    ...TEXTS,
    frozenUntil: 5,
    breakdowns: [{ machine: "glue", from: 14, until: 31 }],
    risks,
  });
  const [cut, glue] = figure.lanes;
  expect(figure).toMatchObject({ frozenUntil: 5, from: 0, until: 31 });
  expect(barsOf(glue, "repair")).toEqual([[14, 31]]);
  expect(glue.marks!.map(({ at, kind }) => [at, kind])).toContainEqual([14, "breakdown"]);
  expect(glue.risk).toEqual([
    { from: 0, until: 10, value: 0.1 },
    { from: 10, until: 27, value: 0.3 },
  ]);
  expect(cut.risk).toBeUndefined();
});

describe("clocks and sizes", () => {
  test("with an epoch, times are those of the clock", () => {
    const real = sampleProblem();
    const figure = planGantt(real, samplePlan(real), TEXTS);
    expect(figure.xKind).toBe("time");
    expect(figure.from).toBe(Date.UTC(2026, 2, 2, 6));
    expect(figure.lanes[0].bars.find(({ kind }) => kind === "operation")!.title).toMatch(/Mon \d\d:\d\d to /);
  });

  test("a plan of thousands of operations is cut, and says so", () => {
    const operations = Array.from({ length: 3000 }, (_, index) => ({
      ...plan.operations[0],
      job: `j${index}`,
      start: 8 * index,
      end: 8 * index + 8,
    }));
    const figure = planGantt(problem, { ...plan, operations }, TEXTS);
    expect(figure.lanes[0].bars.length).toBeLessThanOrEqual(701);
    expect(figure.until).toBe(5600);
    expect(figure.caption).toContain("only its first 700 operations");
  });

  test("an empty plan is a figure too", () => {
    const figure = planGantt(problem, { operations: [], maintenance: [], unassigned: [] }, TEXTS);
    expect(figure.until).toBeGreaterThan(figure.from);
  });
});
