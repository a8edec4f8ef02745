import { expect, test } from "vitest";
import {
  atLeast,
  atMost,
  indexSet,
  model,
  secondOrderCone,
  square,
  total,
  type Model,
} from "../../model/index.js";
import {
  cheapestRelaxation,
  explainInfeasibility,
  explainSolution,
  explainUnboundedness,
  whatIf,
} from "../index.js";

/** x and y at least 1, with squares or a norm where they are asked for. */
function build(...parts: readonly ("objective" | "rows" | "cones")[]): Model {
  const m = model("curves");
  const x = m.variable("x", { over: [indexSet("axis", ["a", "b"])], upper: 20 });
  m.require("floor", atLeast(x, 1));
  if (parts.includes("rows")) m.require("square", atMost(square(x), 100));
  if (parts.includes("cones")) m.require("reach", secondOrderCone(10, [x]));
  m.minimize(parts.includes("objective") ? total(square(x)) : total(x));
  return m;
}

const plan = { columnValues: Float64Array.of(1, 1) };
const refusal = (found: readonly string[]): unknown =>
  expect.objectContaining({ code: "FS_SOLVE_NOT_EXPLAINABLE", data: { model: "curves", found } });

test.each([
  ["rows" as const, "quadratic constraints"],
  ["cones" as const, "second-order cones"],
])("no explanation is made up for %s", async (part, name) => {
  const m = build(part);
  await expect(explainInfeasibility(m)).rejects.toThrow(refusal([name]));
  await expect(cheapestRelaxation(m)).rejects.toThrow(refusal([name]));
  await expect(explainUnboundedness(m)).rejects.toThrow(refusal([name]));
  await expect(explainSolution(m, plan)).rejects.toThrow(refusal([name]));
  await expect(whatIf(m, { "x[axis=a]": 3 })).rejects.toThrow(refusal([name]));
});

test("with a quadratic objective, what rests on constraints is answered, and directions are not", async () => {
  const m = build("objective");
  await expect(explainUnboundedness(m)).rejects.toThrow(refusal(["a quadratic objective"]));
  expect((await explainInfeasibility(m)).status).toBe("feasible");
  expect((await cheapestRelaxation(m)).status).toBe("feasible");
  const answer = await whatIf(m, { "x[axis=a]": 3 });
  expect(answer).toMatchObject({ status: "changed" });
  expect(answer.status === "changed" ? answer.difference : 0).toBeCloseTo(8, 5);
});
