import { expect, test } from "vitest";
import { bruteForcePlans } from "../../test/brute-force-plans.js";
import { tinySchedule, type TinyFeatures } from "../../test/tiny-schedules.js";
import { jobShopInstance } from "./job-shop/instance.js";
import { jobShopProblem } from "./files/shop-problem.js";
import type { ScheduleProblem } from "./problem.js";
import { proveSchedule } from "./prove-schedule.js";
import { validateProblem } from "./validate-problem.js";

const kinds: [name: string, features: TinyFeatures][] = [
  ["plain shops", {}],
  ["calendars and set-ups", { calendars: true, setups: true }],
  ["resources, precedences and calendars", { resources: true, precedences: true, calendars: true }],
  ["maintenance in calendars, with set-ups", { maintenance: true, jobs: 2, calendars: true, setups: true }],
  ["jobs that may be left out", { optional: true, precedences: true, setups: true }],
  ["pins", { pins: true, calendars: true }],
];

const isSound = (problem: ScheduleProblem): boolean => {
  if (problem.jobs.flatMap(({ operations }) => operations).length > 5) return false;
  try {
    validateProblem(problem);
    return true;
  } catch {
    return false;
  }
};

test.each(kinds)("what is proven is the best of all plans: %s", (_, features) => {
  const problems = Array.from({ length: 22 }, (_, seed) => tinySchedule(3000 + seed, features)).filter(
    isSound,
  );
  expect(problems.length).toBeGreaterThan(5);
  for (const problem of problems) {
    const best = bruteForcePlans(problem)?.score ?? null;
    const { status, score } = proveSchedule(problem);
    expect({ name: problem.name, status }).toEqual({
      name: problem.name,
      status: best === null ? "infeasible" : "optimal",
    });
    for (const level of ["hard", "medium", "soft"] as const)
      expect(score?.[level] ?? -1).toBeCloseTo(best?.[level] ?? -1, 9);
  }
});

// Fisher and Thompson's six by six, 1963: machine and duration.
const FT06 = [
  [2, 1, 0, 3, 1, 6, 3, 7, 5, 3, 4, 6],
  [1, 8, 2, 5, 4, 10, 5, 10, 0, 10, 3, 4],
  [2, 5, 3, 4, 5, 8, 0, 9, 1, 1, 4, 7],
  [1, 5, 0, 5, 2, 5, 3, 3, 4, 8, 5, 9],
].map((row) => Array.from({ length: 6 }, (_, step) => [row[2 * step]!, row[2 * step + 1]!] as const));

test("a proof that is stopped says so and keeps the plan that it began with", () => {
  const problem = jobShopProblem(jobShopInstance("four of ft06", FT06));
  const stopped = proveSchedule(problem, { maximumNodes: 200 });
  expect(stopped).toMatchObject({ status: "stopped" });
  const small = jobShopProblem(jobShopInstance("two of ft06", FT06.slice(0, 2)));
  const proven = proveSchedule(small);
  expect(proven.status).toBe("optimal");
  expect(proveSchedule(small, { start: proven.plan!, maximumNodes: 0 })).toMatchObject({
    status: "stopped",
    score: proven.score,
  });
});

test("nothing can be left out that another job waits for", () => {
  const cut = [{ id: "cut", alternatives: [{ machine: "saw", duration: 4 }] }];
  const problem: ScheduleProblem = {
    name: "pair",
    machines: [{ id: "saw", working: [{ from: 0, until: 6 }] }],
    jobs: [
      { id: "A", operations: cut, unassignedPrice: 5 },
      { id: "B", operations: cut, unassignedPrice: 3 },
    ],
    precedences: [{ before: { job: "B", operation: "cut" }, after: { job: "A", operation: "cut" } }],
  };
  expect(proveSchedule(problem)).toMatchObject({
    status: "optimal",
    score: { medium: 5 },
    plan: { unassigned: [{ job: "A" }] },
  });
});

test("a task on a machine that is broken for ever is left out, or there is no plan", () => {
  const problem: ScheduleProblem = {
    name: "broken",
    machines: [{ id: "saw", unavailable: [{ from: 3, until: 1_000_000_000 }] }],
    jobs: [],
    maintenance: [{ id: "oil", machine: "saw", duration: 4, cost: { times: [0], costs: [1] }, skipCost: 8 }],
  };
  expect(proveSchedule(problem)).toMatchObject({ status: "optimal", score: { soft: 8 } });
  const { skipCost: _, ...must } = problem.maintenance![0]!;
  expect(proveSchedule({ ...problem, maintenance: [must] })).toMatchObject({
    status: "infeasible",
    plan: null,
  });
});
