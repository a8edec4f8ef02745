import { expect, test } from "vitest";
import { lowerBound } from "../bounds/lower-bound.js";
import { flexibleJobShop } from "../flexible/flexible-job-shop.js";
import { jobShopInstance } from "../job-shop/instance.js";
import { jobShopLowerBound } from "../job-shop/lower-bound.js";
import { taillardJobShop } from "../job-shop/taillard.js";
import { schedule } from "../schedule.js";
import { validateProblem } from "../validate-problem.js";
import { flexibleJobShopProblem, jobShopProblem } from "./shop-problem.js";

test("the general bound of a job shop is its one-machine bound", () => {
  for (const number of [1, 11, 31]) {
    const instance = taillardJobShop(number);
    const problem = jobShopProblem(instance);
    expect(validateProblem(problem)).toEqual([]);
    expect(lowerBound(problem)).toMatchObject({ value: jobShopLowerBound(instance) });
  }
});

test("what takes no time is left out", () => {
  const instance = jobShopInstance("gaps", [
    [
      [0, 0],
      [1, 2],
    ],
    [[0, 0]],
  ]);
  expect(jobShopProblem(instance).jobs).toEqual([
    { id: "J0", operations: [{ id: "1", alternatives: [{ machine: "M1", duration: 2 }] }] },
  ]);
});

test("a flexible job shop is planned as a problem", async () => {
  const modes = [
    [0, 3],
    [1, 3],
  ] as const;
  const problem = flexibleJobShopProblem("twins", flexibleJobShop(2, [[modes], [modes]]));
  expect(await schedule(problem, { maximumSteps: 200 })).toMatchObject({ score: { soft: 3 } });
});
