import { expect, test } from "vitest";
import { choice } from "../../../test/small-problems.js";
import { atLeast, atMost, indexSet, model, mul, total } from "../../model/index.js";
import { decisionProblem } from "../problem/decision-problem.js";
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

test("limits that uncertain values move are not judged before the truth is known", () => {
  const item = indexSet("item", 2);
  const packing = decisionProblem({
    uncertain: { weight: { over: [item] }, demand: { over: [item] } },
    build({ weight, demand }) {
      const m = model("packing");
      const take = m.variable("take", { over: [item], lower: 0, upper: 5 });
      m.require("capacity", atMost(total(mul(weight, take)), -1));
      m.require("demand", atLeast(take, demand));
      m.require("space", atMost(total(take), 6));
      m.maximize(total(take));
      return m;
    },
    recourse: { penalties: { capacity: 1, demand: 1 } },
  });
  const plan = (...columnValues: number[]): unknown =>
    fixedPlan({ name: "plan", problem: packing, columnValues: Float64Array.of(...columnValues, 0, 0, 0) });
  expect(plan(2, 3)).toMatchObject({ kind: "baseline" });
  expect(() => plan(4, 3)).toThrow(/violates space of model "packing"/);
  expect(() => plan(6, 0)).toThrow(/violates take\[item=0\]/);
});
