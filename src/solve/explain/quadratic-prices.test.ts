import { expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import {
  atLeast,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  square,
  subtract,
  sumSquares,
  total,
  type Model,
} from "../../model/index.js";
import { explainSolution, isSolved, solve } from "../index.js";

/** Risk of three assets at a required return; `floor` is the least weight of each. */
function portfolio(target: number, floor: number): Model {
  const stream = randomStream(4);
  const asset = indexSet("asset", ["A", "B", "C"]);
  const m = model("portfolio");
  const weight = m.variable("weight", { over: [asset], lower: floor });
  m.require("budget", equal(total(weight), 1));
  m.require(
    "return",
    atLeast(total(mul(parameter({ over: [asset], data: [0.05, 0.09, 0.02] }), weight)), target),
  );
  m.require("cap", atMost(weight, 0.9));
  const exposure = parameter({ over: [asset], data: () => stream.normal() });
  m.minimize(sumSquares(m, "market", [total(mul(exposure, weight)), mul(0.4, weight)]));
  return m;
}

async function objectiveOf(m: Model): Promise<number> {
  const solution = await solve(m);
  return isSolved(solution) ? solution.objective : Number.NaN;
}

test("prices and reduced costs of a quadratic objective are its slopes", async () => {
  const [target, floor, step] = [0.07, 0.18, 1e-4];
  const m = portfolio(target, floor);
  const solution = await solve(m);
  if (!isSolved(solution)) throw new Error(solution.reason);
  const why = await explainSolution(m, solution);
  expect(why).toMatchObject({ prices: "quadratic", isDegenerate: null, mayHaveOtherOptima: null });
  const priceOf = new Map(why.constraints.map((fact) => [fact.name, fact.shadowPrice!]));
  const slope =
    ((await objectiveOf(portfolio(target + step, floor))) -
      (await objectiveOf(portfolio(target - step, floor)))) /
    (2 * step);
  expect(priceOf.get("return")).toBeCloseTo(slope, 4);
  expect(priceOf.get("cap[asset=A]")).toBe(0);
  // Moving all floors together changes the objective by the reduced costs of what stands at its floor.
  const floors =
    ((await objectiveOf(portfolio(target, floor + step))) -
      (await objectiveOf(portfolio(target, floor - step)))) /
    (2 * step);
  const reduced = why.variables
    .filter(({ atBound }) => atBound === "lower")
    .map(({ reducedCost }) => reducedCost!);
  expect(reduced.length).toBeGreaterThan(0);
  expect(reduced.reduce((sum, cost) => sum + cost, 0)).toBeCloseTo(floors, 4);
  expect(why.constraints.every(({ rightSideRange }) => rightSideRange === null)).toBe(true);
  expect(why.text).toContain("The objective is quadratic: prices are slopes");
});

test("what is maximised has prices with the right sign", async () => {
  const m = model("sell");
  const price = m.variable("price", { over: [], lower: 0 });
  m.require("law", atMost(price, 2));
  m.maximize(subtract(mul(10, price), square(price)));
  const solution = await solve(m);
  if (!isSolved(solution)) throw new Error(solution.reason);
  const why = await explainSolution(m, solution);
  expect(why.constraints[0]!.shadowPrice).toBeCloseTo(6, 6);
});

test("a plan that is not the best has no prices", async () => {
  const m = model("far");
  const x = m.variable("x", { over: [], lower: 0, upper: 9 });
  m.require("need", atLeast(x, 1));
  m.minimize(square(x));
  const why = await explainSolution(m, { columnValues: Float64Array.of(5) });
  expect(why.prices).toBeNull();
});
