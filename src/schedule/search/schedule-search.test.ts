import { expect, test } from "vitest";
import { checkPlan } from "../check-plan.js";
import { scheduleForm } from "../compile-problem.js";
import { compareScores } from "../plan.js";
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
