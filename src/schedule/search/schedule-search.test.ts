import { expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { checkPlan } from "../check-plan.js";
import { scheduleForm } from "../compile-problem.js";
import { compareScores } from "../plan.js";
import type { ScheduleProblem } from "../problem.js";
import { randomProblem } from "./random-problem.js";
import { ScheduleSearch } from "./schedule-search.js";

test("a long run on a large plan scores what the check finds, and improves on the first plan", () => {
  for (const features of [0, 0.5]) {
    const problem = randomProblem(4, { jobs: 160, machines: 12, steps: 20, features });
    const form = scheduleForm(problem);
    // Beyond this size changes are given up half-way.
    expect(form.operations).toBeGreaterThan(1_000);
    const search = new ScheduleSearch(form, { seed: 1 });
    search.open();
    const first = search.score;
    search.run(1_500);
    const { ok, score } = checkPlan(problem, search.plan());
    expect(ok).toBe(true);
    expect(score.soft).toBeCloseTo(search.score.soft, 5);
    expect([score.hard, score.medium]).toEqual([search.score.hard, search.score.medium]);
    expect(compareScores(score, first)).toBeLessThan(0);
  }
});

test("steps in one call or in many, and looking at the plan between them, give the same plan", () => {
  const form = scheduleForm(randomProblem(11, { jobs: 15, machines: 4, steps: 5 }));
  const once = new ScheduleSearch(form, { seed: 3 });
  once.open();
  once.run(3_000);
  const often = new ScheduleSearch(form, { seed: 3 });
  often.open();
  for (let call = 0; call < 30; call++) {
    often.run(100);
    often.plan();
  }
  expect(often.plan()).toEqual(once.plan());
  expect(often.steps).toBe(3_000);
});

test("a huge plan is made better a stretch at a time, and scores what the check finds", () => {
  const random = randomStream(5);
  const problem: ScheduleProblem = {
    name: "huge",
    machines: Array.from({ length: 40 }, (_, machine) => ({ id: `M${machine}` })),
    jobs: Array.from({ length: 520 }, (_, job) => ({
      id: `J${job}`,
      due: 2_000 + random.integer(15_000),
      weight: 1 + random.integer(9),
      operations: Array.from({ length: 40 }, (_, step) => ({
        id: `S${step}`,
        alternatives: [{ machine: `M${random.integer(40)}`, duration: 1 + random.integer(99) }],
      })),
    })),
  };
  const form = scheduleForm(problem);
  const first = new ScheduleSearch(form);
  first.open();
  // From a start there are no other first plans to build.
  const search = new ScheduleSearch(form, { seed: 1, start: first.plan() });
  search.open();
  search.run(400);
  const { ok, score } = checkPlan(problem, search.plan());
  expect(ok).toBe(true);
  expect(score.soft).toBeCloseTo(search.score.soft, 4);
  expect(compareScores(score, first.score)).toBeLessThan(0);
  const again = new ScheduleSearch(form, { seed: 1, start: first.plan() });
  again.open();
  again.run(200);
  again.plan();
  again.run(200);
  expect(again.plan()).toEqual(search.plan());
});
