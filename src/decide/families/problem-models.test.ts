import { expect, test } from "vitest";
import { normals } from "../../../test/decision-loss-checks.js";
import { gridGraph, HighsSession, linearOracle, oracleBatch } from "../../solve/index.js";
import type { TrainableProblem } from "../decision-problem.js";
import { knapsackProblem } from "./knapsack-case.js";
import { shortestPathProblem } from "./shortest-path-case.js";

const weights = [3, 4, 2, 5, 1, 2, 2, 3, 1, 4];

test.each<readonly [string, unknown]>([
  ["shortest path", shortestPathProblem(gridGraph(3, 3))],
  ["longest path", shortestPathProblem({ ...gridGraph(2, 4), sense: "maximize" })],
  ["knapsack of values", knapsackProblem({ weights, capacities: [7, 6] })],
  ["knapsack of costs", knapsackProblem({ weights, capacities: [7, 6], sense: "minimize" })],
])("the model beside the oracle decides the same: %s", async (_, problem) => {
  const { oracle, form } = await (problem as TrainableProblem).open();
  const session = await HighsSession.open(form!());
  const costs = normals("costs", 12 * oracle.dimension);
  const [own, modelled] = [oracleBatch(12, oracle.dimension), oracleBatch(12, oracle.dimension)];
  oracle.solveBatch(costs, own);
  linearOracle(session).solveBatch(costs, modelled);
  session.dispose();
  own.objectives.forEach((objective, row) => expect(modelled.objectives[row]).toBeCloseTo(objective, 6));
});
