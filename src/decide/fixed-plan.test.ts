import { expect, test } from "vitest";
import { choice } from "../../test/small-problems.js";
import { fixedPlan } from "./fixed-plan.js";

const problem = choice("minimize", 3, { known: [10, 20, 30] });

test("answers every row with its plan and needs no prediction", async () => {
  const given = Float64Array.of(0, 1, 0);
  const plan = fixedPlan({ name: "the second", problem, columnValues: given });
  // The caller may use its array for something else.
  given.fill(9);
  await plan.open();
  const decision = await plan.decide({});
  plan.dispose();
  expect([plan.name, plan.kind]).toEqual(["the second", "baseline"]);
  expect(decision).toMatchObject({
    source: "plan",
    predictedObjective: null,
    bound: null,
    prediction: null,
    fixedCost: 20,
    because: [],
  });
  expect([...decision.columnValues]).toEqual([0, 1, 0]);
  expect([...decision.exposure]).toEqual([0, 1, 0]);
  expect(decision.value(problem.take).at("1")).toBe(1);
});

test.each([
  [[1, 1, 0], /violates so many .* by 1\./],
  [[2, -1, 0], /violates take\[item=/],
  [[1, NaN, 0], /violates/],
  [[1, 0], /has 2 value\(s\), but model "choice" has 3/],
  [[1, 0, 0, 0], /has 4 value\(s\)/],
])("refuses the plan %j", (columnValues, message) => {
  const make = (): unknown =>
    fixedPlan({ name: "plan", problem, columnValues: Float64Array.from(columnValues) });
  expect(make).toThrow(message);
  expect(make).toThrow(expect.objectContaining({ code: "FS_DECIDE_INFEASIBLE_PLAN" }));
});
