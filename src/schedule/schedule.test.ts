import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPlan } from "./check-plan.js";
import { compareScores } from "./plan.js";
import type { Plan } from "./plan.js";
import type { ScheduleProblem } from "./problem.js";
import { checkedScore, schedule } from "./schedule.js";
import { bruteForceScore } from "./search/brute-force.test-support.js";
import { randomProblem } from "./search/random-problem.js";
import { isScheduled } from "./solution.js";
import type { Scheduled, ScheduleSolution } from "./solution.js";

const sizes = fc.record({
  jobs: fc.integer({ min: 1, max: 7 }),
  machines: fc.integer({ min: 1, max: 4 }),
  steps: fc.integer({ min: 1, max: 4 }),
});
const problems = fc.tuple(fc.nat(1e6), sizes).map(([seed, size]) => randomProblem(seed, size));

function scheduled(solution: ScheduleSolution): Scheduled {
  if (!isScheduled(solution)) throw new Error(solution.reason);
  return solution;
}

/** Every operation and task of a plan held where it is. */
function pinnedTo(problem: ScheduleProblem, plan: Plan): ScheduleProblem {
  const placed = new Map(plan.operations.map((it) => [`${it.job} ${it.operation}`, it]));
  const starts = new Map(plan.maintenance.map((it) => [it.task, it.start]));
  return {
    ...problem,
    jobs: problem.jobs.map((job) => ({
      ...job,
      operations: job.operations.map((operation) => {
        const place = placed.get(`${job.id} ${operation.id}`);
        if (place === undefined) return operation;
        return { ...operation, pinned: { machine: place.machine, start: place.start } };
      }),
    })),
    maintenance: (problem.maintenance ?? []).map((task) => {
      const start = starts.get(task.id);
      return start === undefined ? task : { ...task, pinned: { start } };
    }),
  };
}

describe("plans of problems with every kind of rule", () => {
  test("pass the independent check, and score what the search says", async () => {
    await fc.assert(
      fc.asyncProperty(problems, async (problem) => {
        const { plan, score } = scheduled(await schedule(problem, { maximumSteps: 400 }));
        const check = checkPlan(problem, plan);
        expect(check.violations).toEqual([]);
        expect(score).toEqual(check.score);
      }),
      { numRuns: 60 },
    );
  });

  test("are the same for the same seed and number of steps", async () => {
    await fc.assert(
      fc.asyncProperty(problems, fc.nat(100), async (problem, seed) => {
        const once = scheduled(await schedule(problem, { maximumSteps: 300, seed }));
        const again = scheduled(await schedule(problem, { maximumSteps: 300, seed }));
        expect(again.plan).toEqual(once.plan);
      }),
      { numRuns: 15 },
    );
  });

  test("are never worse than the plan to start from", async () => {
    await fc.assert(
      fc.asyncProperty(problems, fc.nat(100), async (problem, seed) => {
        const { plan: start } = scheduled(await schedule(problem, { maximumSteps: 50, seed }));
        const { score } = scheduled(await schedule(problem, { maximumSteps: 100, seed: seed + 1, start }));
        const given = checkPlan(problem, start, { reference: start }).score;
        expect(compareScores(score, given)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 30 },
    );
  });

  test("stand as they are when everything is pinned", async () => {
    await fc.assert(
      fc.asyncProperty(problems, async (problem) => {
        const { plan } = scheduled(await schedule(problem, { maximumSteps: 100 }));
        const left = new Set(plan.unassigned.map(({ job }) => job));
        const planned = pinnedTo(
          {
            ...problem,
            jobs: problem.jobs.filter(({ id }) => !left.has(id)),
            precedences: (problem.precedences ?? []).filter(
              ({ before, after }) => !left.has(before.job) && !left.has(after.job),
            ),
            maintenance: (problem.maintenance ?? []).filter(({ id }) =>
              plan.maintenance.some(({ task }) => task === id),
            ),
          },
          plan,
        );
        fc.pre(planned.jobs.length > 0);
        // Without a limit of time or steps: nothing is left to choose, so the search ends by itself.
        const solution = scheduled(await schedule(planned, { deadlineMs: 1e9 }));
        expect(solution.plan.operations).toEqual(plan.operations);
        expect(solution.plan.maintenance).toEqual(plan.maintenance);
      }),
      { numRuns: 30 },
    );
  });

  test("keep what is pinned, with jobs that may be left out around it", async () => {
    await fc.assert(
      fc.asyncProperty(problems, fc.nat(20), async (problem, share) => {
        const { plan } = scheduled(await schedule(problem, { maximumSteps: 100 }));
        const some = { ...plan, operations: plan.operations.filter((_, index) => index % 20 <= share) };
        const pinned = pinnedTo(
          {
            ...problem,
            jobs: problem.jobs.map((job) => ({ ...job, unassignedPrice: 5 })),
          },
          some,
        );
        const again = scheduled(await schedule(pinned, { maximumSteps: 200, start: plan }));
        expect(again.plan.operations).toEqual(expect.arrayContaining(some.operations));
      }),
      { numRuns: 30 },
    );
  });
});

test("tiny problems are planned as well as any plan could be", async () => {
  const seeds = [2, 7, 9, 12, 20, 26, 31, 33, 38, 44, 50, 56, 61, 67, 74, 80, 85, 92, 98, 104];
  for (const seed of seeds) {
    const random = randomProblem(seed, { jobs: 1 + (seed % 3), machines: 1 + (seed % 2), steps: 2 });
    const { stability: _, ...objective } = random.objective!;
    const problem = { ...random, objective, maintenance: random.maintenance!.slice(0, 1) };
    if (problem.jobs.flatMap((job) => job.operations).length > 4) continue;
    const best = bruteForceScore(problem, 80)!;
    const { score } = scheduled(await schedule(problem, { maximumSteps: 3_000 }));
    expect([seed, score.hard, score.medium, score.soft]).toEqual([
      seed,
      best.hard,
      best.medium,
      expect.closeTo(best.soft, 6),
    ]);
  }
});

const oneSaw: ScheduleProblem = {
  name: "one saw",
  machines: [{ id: "saw" }],
  jobs: [
    { id: "A", due: 9, operations: [{ id: "cut", alternatives: [{ machine: "saw", duration: 5 }] }] },
    { id: "B", due: 4, operations: [{ id: "cut", alternatives: [{ machine: "saw", duration: 4 }] }] },
  ],
};

test("pins that contradict each other are infeasible, by name", async () => {
  const problem: ScheduleProblem = {
    ...oneSaw,
    jobs: oneSaw.jobs.map((job, index) => ({
      ...job,
      operations: job.operations.map((operation) => ({ ...operation, pinned: { start: 2 * index } })),
    })),
  };
  const solution = await schedule(problem);
  expect(solution).toMatchObject({ status: "infeasible", conflict: ["cut of job A", "cut of job B"] });
});

test("a signal ends the search with the plan so far", async () => {
  const controller = new AbortController();
  controller.abort();
  const problem = randomProblem(3, { jobs: 12, machines: 3, steps: 4 });
  const { status } = await schedule(problem, { signal: controller.signal, deadlineMs: 1e9 });
  expect(status).toBe("stopped");
});

test("progress is told with plans that pass the check", async () => {
  const problem = randomProblem(3, { jobs: 12, machines: 3, steps: 4 });
  const told: boolean[] = [];
  await schedule(problem, {
    maximumSteps: 2_000,
    onProgress: ({ plan }) => told.push(checkPlan(problem, plan()).ok),
  });
  expect(told.length).toBeGreaterThan(1);
  expect(told).not.toContain(false);
});

test("pure shops go to the engines that know nothing else, from a start as well", async () => {
  const shop = (alternatives: number): ScheduleProblem => ({
    name: "shop",
    machines: [{ id: "M0" }, { id: "M1" }],
    jobs: [0, 1, 2].map((job) => ({
      id: `J${job}`,
      operations: [0, 1].map((step) => ({
        id: `S${step}`,
        alternatives: [0, 1]
          .slice(0, alternatives)
          .map((shift) => ({ machine: `M${(job + step + shift) % 2}`, duration: 2 + job + step })),
      })),
    })),
    objective: { makespan: 3 },
  });
  for (const alternatives of [1, 2]) {
    const problem = shop(alternatives);
    const told: boolean[] = [];
    const first = scheduled(
      await schedule(problem, {
        maximumSteps: 1_000,
        onProgress: ({ plan }) => told.push(checkPlan(problem, plan()).ok),
      }),
    );
    expect(told).not.toContain(false);
    expect(first.score).toEqual(bruteForceScore(problem, 40));
    const again = scheduled(
      await schedule(problem, {
        maximumSteps: 1_000,
        start: { ...first.plan, operations: first.plan.operations.toReversed() },
      }),
    );
    expect(again.score).toEqual(first.score);
  }
});

test("a plan that meets the bound is optimal", async () => {
  const solution = await schedule({ ...oneSaw, objective: { flowTime: 1 } }, { deadlineMs: 1e9 });
  expect(solution).toMatchObject({ status: "optimal", bound: 13, relativeGap: 0 });
});

test("prices of the moment replace the problem's own", async () => {
  const late = scheduled(
    await schedule(oneSaw, { maximumSteps: 100, objective: { tardiness: 0, makespan: 2 } }),
  );
  expect(late.score).toEqual({ hard: 0, medium: 0, soft: 18 });
});

test("a plan that breaks a rule is never returned", () => {
  const plan: Plan = { operations: [], maintenance: [], unassigned: [] };
  expect(() => checkedScore(oneSaw, plan, {})).toThrowError(
    expect.objectContaining({ code: "FS_SCHEDULE_CHECK_FAILED" }),
  );
});

test("options outside their range are refused by name", async () => {
  for (const [option, value] of [
    ["deadlineMs", Number.NaN],
    ["maximumSteps", -1],
    ["threads", 0],
    ["threads", 1.5],
    ["seed", 0.5],
  ] as const)
    await expect(schedule(oneSaw, { [option]: value })).rejects.toThrow(
      expect.objectContaining({ code: "FS_SCHEDULE_INVALID_OPTION", data: { option, value } }),
    );
});

describe("threads of the general search", () => {
  const problem = randomProblem(4, { jobs: 20, machines: 4, steps: 4 });

  test("give the best of their plans: it passes the check, and is the same for the same seed and steps", async () => {
    const options = { maximumSteps: 1_000, threads: 2, seed: 3 };
    const once = scheduled(await schedule(problem, options));
    expect(checkPlan(problem, once.plan)).toMatchObject({ ok: true, score: once.score });
    expect(once.steps).toBe(1_000);
    const again = scheduled(await schedule(problem, options));
    expect(again.plan).toEqual(once.plan);
    for (const seed of [3, 4]) {
      const alone = scheduled(await schedule(problem, { maximumSteps: 500, seed }));
      expect(compareScores(once.score, alone.score)).toBeLessThanOrEqual(0);
    }
  });

  test("never make a start worse, and are ended by a signal", async () => {
    const { plan: start, score } = scheduled(await schedule(problem, { maximumSteps: 500 }));
    const controller = new AbortController();
    const solution = scheduled(
      await schedule(problem, {
        start,
        threads: 2,
        deadlineMs: 600_000,
        signal: controller.signal,
        onProgress: () => controller.abort(),
      }),
    );
    expect(solution.status).toBe("stopped");
    expect(compareScores(solution.score, score)).toBeLessThanOrEqual(0);
  });

  test("name what has no place", async () => {
    const pinned: ScheduleProblem = {
      name: "no hours left",
      machines: [{ id: "saw" }],
      jobs: [
        { id: "A", operations: [{ id: "cut", alternatives: [{ machine: "saw", duration: 5 }] }] },
        {
          id: "B",
          release: 4,
          operations: [
            { id: "cut", alternatives: [{ machine: "saw", duration: 4 }] },
            { id: "trim", alternatives: [{ machine: "saw", duration: 4 }], pinned: { start: 6 } },
          ],
        },
      ],
    };
    const alone = await schedule(pinned, { maximumSteps: 100 });
    const solution = await schedule(pinned, { maximumSteps: 100, threads: 2 });
    expect(solution.status).toBe(alone.status);
    expect(isScheduled(solution)).toBe(false);
  });
});
