import { describe, expect, test } from "vitest";
import { randomPlant, simplePlan } from "../../../test/random-plants.js";
import { checkPlan } from "../check-plan.js";
import { scheduleForm } from "../compile-problem.js";
import { ActivityIndex } from "./activity-index.js";

describe("a timetable", () => {
  test("makes plans that pass the checker", () => {
    const messages: string[] = [];
    for (let seed = 0; seed < 60; seed++) {
      const problem = randomPlant(seed);
      messages.push(
        ...checkPlan(problem, simplePlan(problem)).violations.map(({ message }) => `${seed}: ${message}`),
      );
    }
    expect(messages).toEqual([]);
  });

  test("gives a plan back as it was", () => {
    for (let seed = 0; seed < 20; seed++) {
      const problem = randomPlant(seed);
      const plan = simplePlan(problem);
      const index = new ActivityIndex(scheduleForm(problem));
      expect(index.plan(index.timetable(plan), [])).toEqual(plan);
    }
  });
});
