import { describe, expect, test } from "vitest";
import { normals } from "../../../test/decision-loss-checks.js";
import { rejection } from "../../../test/small-problems.js";
import { rulePredictor } from "../../learn/index.js";
import { gridGraph, HighsSession, linearOracle, oracleBatch } from "../../solve/index.js";
import type { TrainableProblem } from "../problem/decision-problem.js";
import { policy } from "../policy/policy.js";
import { assignmentProblem } from "./assignment-case.js";
import { knapsackProblem } from "./knapsack-case.js";
import { newsvendorProblem } from "./newsvendor-case.js";
import { portfolioProblem } from "./portfolio-case.js";
import { shortestPathProblem } from "./shortest-path-case.js";
import { subsetSelectionProblem } from "./subset-selection-case.js";
import { travellingSalesmanProblem } from "./travelling-salesman-case.js";
import { vehicleRoutingCase, vehicleRoutingProblem } from "./vehicle-routing-case.js";

const weights = [3, 4, 2, 5, 1, 2, 2, 3, 1, 4];

test.each<readonly [string, unknown]>([
  ["shortest path", shortestPathProblem(gridGraph(3, 3))],
  ["longest path", shortestPathProblem({ ...gridGraph(2, 4), sense: "maximize" })],
  ["knapsack of values", knapsackProblem({ weights, capacities: [7, 6] })],
  ["knapsack of costs", knapsackProblem({ weights, capacities: [7, 6], sense: "minimize" })],
  ["knapsack of five limits", knapsackProblem({ weights, capacities: [3, 6, 4, 5, 4] })],
  ["assignment", assignmentProblem({ people: 4 })],
  ["more jobs than people", assignmentProblem({ people: 2, jobs: 4, sense: "maximize" })],
  ["more people than jobs", assignmentProblem({ people: 4, jobs: 2 })],
  [
    "forbidden pairs",
    assignmentProblem({
      people: 3,
      jobs: 4,
      forbidden: [
        [0, 0],
        [0, 1],
        [2, 3],
      ],
    }),
  ],
  ["best three of seven", subsetSelectionProblem({ items: 7, count: 3 })],
  ["cheapest two of five", subsetSelectionProblem({ items: 5, count: 2, sense: "minimize" })],
  ["round trip", travellingSalesmanProblem({ nodes: 5 })],
  ["vehicles", vehicleRoutingProblem({ demands: [2, 1, 3, 2], capacity: 4 })],
  [
    "two vehicles, a customer who takes nothing",
    vehicleRoutingProblem({ demands: [2, 0, 0, 2], capacity: 3, vehicles: 2 }),
  ],
])("the model beside the oracle decides the same: %s", async (_, problem) => {
  const { oracle, form } = await (problem as TrainableProblem).open();
  const session = await HighsSession.open(form!());
  const costs = normals("costs", 8 * oracle.dimension);
  const [own, modelled] = [oracleBatch(8, oracle.dimension), oracleBatch(8, oracle.dimension)];
  oracle.solveBatch(costs, own);
  linearOracle(session).solveBatch(costs, modelled);
  session.dispose();
  own.objectives.forEach((objective, row) => expect(modelled.objectives[row]).toBeCloseTo(objective, 6));
});

describe("an assignment with forbidden pairs", () => {
  const forbidden = [
    [0, 0],
    [1, 0],
    [1, 1],
  ] as const;

  test.each(["minimize", "maximize"] as const)("is the best matching without them: %s", async (sense) => {
    const { oracle } = await assignmentProblem({ people: 3, forbidden, sense }).open();
    // Person 1 has to do job 2; the two others share jobs 0 and 1, and person 0 must not do job 0.
    const costs = normals("pairs", 5 * 9).map((cost) => 100 * cost);
    const batch = oracleBatch(5, 9);
    oracle.solveBatch(costs, batch);
    for (let row = 0; row < 5; row++) {
      expect([...batch.exposures.subarray(9 * row, 9 * row + 9)]).toEqual([0, 1, 0, 0, 0, 1, 1, 0, 0]);
      const [first, second, third] = [1, 5, 6].map((pair) => costs[9 * row + pair]!);
      expect(batch.objectives[row]).toBeCloseTo(first! + second! + third!, 9);
    }
  });

  test("is refused where they leave no matching, and where there is no such pair", async () => {
    const impossible = assignmentProblem({
      people: 2,
      forbidden: [
        [0, 0],
        [0, 1],
      ],
    });
    expect(await rejection(Promise.resolve().then(() => impossible.open()))).toMatchObject({
      code: "FS_SOLVE_NO_DECISION",
    });
    expect(() => assignmentProblem({ people: 2, forbidden: [[0, 2]] })).toThrow(
      expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" }),
    );
  });
});

test("a problem of a family decides under deadlines as a model", async () => {
  const problem = knapsackProblem({ weights: [3, 4, 2, 5], capacities: [7] });
  const { over } = problem.uncertain;
  const predictor = rulePredictor({
    name: "believer",
    target: { over },
    predict: (row: { worth: number[] }) => row.worth,
  });
  const live = policy({ predictor, problem: problem.asDecisionProblem() });
  const decision = await live.decide({ worth: [6, 7, -1, 9] });
  expect(decision).toMatchObject({ source: "optimal", predictedObjective: 13 });
  const late = await live.decide({ worth: [1, 1, 9, 9] }, { deadlineMs: 0 });
  expect(late).toMatchObject({ source: "fallback", predictedObjective: 2 });
  live.dispose();
});

test("families refuse prices, risks and demands that do not fit", () => {
  const loadings = Float64Array.of(0.1, 0.1, 0.2);
  for (const declare of [
    () => newsvendorProblem({ price: [5, 3], cost: [2] }),
    () => portfolioProblem({ assets: 2, loadings, specific: 0.1 }),
    () => portfolioProblem({ assets: 3, loadings, specific: 0.1 }, -1),
    () => vehicleRoutingCase({ rows: 1, demands: [1, 2], customers: 3 }),
    () => vehicleRoutingCase({ rows: 1, customers: 3, capacity: Number.NaN }),
  ])
    expect(declare).toThrow(expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" }));
});
