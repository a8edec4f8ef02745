import { expect, test } from "vitest";
import { randomPlant, simplePlan } from "../../../test/random-plants.js";
import { checkPlan } from "../check-plan.js";
import type { Plan, Score } from "../plan.js";
import { comparePlans } from "./compare-plans.js";
import { explainPlan } from "./explain-plan.js";

const plus = (a: Score, b: Score): Score => ({
  hard: a.hard + b.hard,
  medium: a.medium + b.medium,
  soft: a.soft + b.soft,
});
const NOTHING: Score = { hard: 0, medium: 0, soft: 0 };

/** A job left out where it may be, so that all levels occur. */
function planOf(seed: number): { problem: ReturnType<typeof randomPlant>; plan: Plan } {
  const plant = randomPlant(seed);
  const problem = {
    ...plant,
    jobs: plant.jobs.map((job) => ({ ...job, deadline: job.due! + 3 })),
    objective: {
      tardiness: 2,
      makespan: 3,
      flowTime: 1,
      setup: 4,
      stability: { changed: 5, shift: 2, moved: 7 },
    },
  };
  const plan = simplePlan(problem);
  const out = problem.jobs.find(({ unassignedPrice }) => unassignedPrice !== undefined)?.id;
  if (out === undefined) return { problem, plan };
  return {
    problem,
    plan: {
      ...plan,
      operations: plan.operations.filter(({ job }) => job !== out),
      unassigned: [{ job: out, reason: "no time" }],
    },
  };
}

test("a score is the exact sum of its parts, by constraint and by operation", () => {
  let hasMedium = false;
  let hasHard = false;
  for (let seed = 0; seed < 80; seed++) {
    const { problem, plan } = planOf(seed);
    const reference = simplePlan(randomPlant(seed));
    const { score } = checkPlan(problem, plan, { reference });
    const explained = explainPlan(problem, plan, { reference });
    const byLevel = explained.byConstraint
      .map(({ level, value }) => ({ ...NOTHING, [level]: value }))
      .reduce(plus, NOTHING);
    expect(explained.score).toEqual(score);
    expect(byLevel).toEqual(score);
    expect(explained.byPart.map((part) => part.score).reduce(plus, NOTHING)).toEqual(score);
    const parts = explained.byPart.filter(({ terms }) => terms[0].constraint !== "unassigned");
    expect(parts.every(({ operation, task }) => operation !== undefined || task !== undefined)).toBe(true);
    hasMedium ||= score.medium > 0;
    hasHard ||= score.hard > 0;
  }
  expect([hasMedium, hasHard]).toEqual([true, true]);
});

test("a breakdown of a score survives JSON", () => {
  const { problem, plan } = planOf(3);
  const explained = explainPlan(problem, plan);
  expect(JSON.parse(JSON.stringify(explained))).toEqual(explained);
});

test("the difference of two plans adds up to the difference of their scores, there and back", () => {
  for (let seed = 0; seed < 40; seed++) {
    const { problem, plan } = planOf(seed);
    const other = simplePlan(randomPlant(seed));
    const there = comparePlans(problem, plan, other);
    const back = comparePlans(problem, other, plan);
    const sum = there.terms
      .map(({ level, difference }) => ({ ...NOTHING, [level]: difference }))
      .reduce(plus, NOTHING);
    expect(sum).toEqual(there.difference);
    expect(plus(there.difference, back.difference)).toEqual(NOTHING);
    expect(there.places.length).toBe(back.places.length);
    expect(there.takenIn).toEqual(plan.unassigned.map(({ job }) => job));
    expect(comparePlans(problem, plan, plan).text).toBe("The score is the same.");
  }
});

test("a task that moves takes along why it is asked for", () => {
  const problem = {
    name: "risk",
    timeUnit: "minute",
    machines: [{ id: "M3" }],
    jobs: [{ id: "A", operations: [{ id: "cut", alternatives: [{ machine: "M3", duration: 5 }] }] }],
    maintenance: [{ id: "bearing", machine: "M3", duration: 4, reason: "P(M3 fails by 18:00) = 0.31" }],
  };
  const planAt = (start: number): Plan => ({
    operations: [{ job: "A", operation: "cut", machine: "M3", start: 20, end: 25, setup: 0 }],
    maintenance: [{ task: "bearing", machine: "M3", start, end: start + 4 }],
    unassigned: [],
  });
  expect(comparePlans(problem, planAt(12), planAt(10)).places[0].text).toBe(
    "task bearing starts 2 minutes earlier on M3, at 10 instead of 12: it is asked for because P(M3 fails by 18:00) = 0.31.",
  );
});
