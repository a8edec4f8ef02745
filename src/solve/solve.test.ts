import fc from "fast-check";
import { expect, test } from "vitest";
import {
  add,
  atLeast,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  shift,
  subtract,
  sum,
  total,
  uncertainParameter,
} from "../model/index.js";
import { isSolved, solve } from "./index.js";

const unit = indexSet("unit", ["coal", "gas"]);
const hour = indexSet("hour", 3);

test("a dispatch is solved, verified and priced", async () => {
  const m = model("dispatch");
  const output = m.variable("output", { over: [unit, hour], unit: "MWh", lower: 0, upper: 50 });
  const demand = m.require(
    "meet demand",
    equal(sum(output, unit), parameter({ over: [hour], unit: "MWh", data: [40, 60, 90] })),
  );
  m.minimize(total(mul(parameter({ over: [unit], unit: "EUR/MWh", data: [20, 35] }), output)));
  const solution = await solve(m);
  if (solution.status !== "optimal") throw new Error(solution.status);
  expect(solution.value(output).toRecord()).toEqual({
    "coal,0": 40,
    "coal,1": 50,
    "coal,2": 50,
    "gas,0": 0,
    "gas,1": 10,
    "gas,2": 40,
  });
  expect(solution.objective).toBe(20 * 140 + 35 * 50);
  expect(solution.bound).toBe(solution.objective);
  expect(solution.relativeGap).toBe(0);
  expect([...solution.shadowPrice(demand)!.array]).toEqual([20, 35, 35]);
  expect(solution.verification.worst).toBeNull();
});
