import {
  equal,
  indexSet,
  model,
  mul,
  parameter,
  sum,
  total,
  type IndexSet,
  type Model,
  type UncertainParameter,
} from "../../model/index.js";
import { gridGraph, shortestPathOracle, type ShortestPathStructure } from "../../solve/index.js";
import { oracleProblem, type ModelledProblem } from "../problem/oracle-problem.js";
import { polynomialCase } from "./polynomial-case.js";
import type { ModelledCase, SyntheticOptions } from "./synthetic-case.js";

/** Arcs of a grid. */
export type Arcs = readonly [IndexSet<"arc", `${number}`>];

/**
 * The cheapest way through a grid from its first to its last node, rightwards and downwards; the uncertain values are the costs
 * of the arcs, in the order of `gridGraph`.
 *
 * @throws ForesolveError `FS_SOLVE_INVALID_STRUCTURE`.
 * @example
 * import { gridPathProblem } from "foresolve/decide";
 *
 * gridPathProblem({ height: 5, width: 5 }).uncertain.over[0].keys.length; // => 40
 */
export function gridPathProblem(grid: {
  readonly height: number;
  readonly width: number;
}): ModelledProblem<Arcs> {
  return shortestPathProblem(gridGraph(grid.height, grid.width));
}

/**
 * The cheapest (or longest) path between two nodes of a graph; the uncertain values are the costs of the arcs.
 *
 * @throws ForesolveError when it is opened: `FS_SOLVE_INVALID_STRUCTURE`.
 * @example
 * import { shortestPathProblem } from "foresolve/decide";
 *
 * const graph = { nodes: 3, tails: [0, 0, 1], heads: [1, 2, 2], source: 0, target: 2 };
 * shortestPathProblem(graph).uncertain.over[0].keys.length; // => 3
 */
export function shortestPathProblem(structure: ShortestPathStructure): ModelledProblem<Arcs> {
  return oracleProblem({
    name: "shortest path",
    uncertain: { over: [indexSet("arc", structure.tails.length)] },
    oracle: () => shortestPathOracle(structure),
    build: (cost) => pathModel(structure, cost),
  });
}

/** A path as a flow of one unit from source to target: of a graph without cycles, all its vertices are paths. */
function pathModel(
  { nodes, tails, heads, source, target, sense = "minimize" }: ShortestPathStructure,
  cost: UncertainParameter<Arcs>,
): Model {
  const m = model("shortest path");
  const [arc] = cost.over;
  const node = indexSet("node", nodes);
  const flow = m.variable("flow", { over: [arc], lower: 0, upper: 1 });
  const leaves = new Float64Array(nodes * tails.length);
  for (let k = 0; k < tails.length; k++) {
    leaves[tails[k] * tails.length + k] += 1;
    leaves[heads[k] * tails.length + k] -= 1;
  }
  const ends = new Float64Array(nodes);
  ends[source] = 1;
  ends[target] = -1;
  m.require(
    "conserved",
    equal(
      sum(mul(parameter({ over: [node, arc], data: leaves }), flow), arc),
      parameter({ over: [node], data: ends }),
    ),
  );
  const length = total(mul(cost, flow));
  if (sense === "minimize") m.minimize(length);
  else m.maximize(length);
  return m;
}

/**
 * Shortest paths in a grid whose arc costs follow a polynomial of the features with multiplicative noise: the
 * benchmark of Elmachtoub and Grigas, "Smart 'Predict, then Optimize'", Management Science 68(1), 2022, section 6.1, in
 * the numbers of PyEPO's `data.shortestpath` (Tang and Khalil, Mathematical Programming Computation 2024), bit for bit:
 *
 *     cost = ((x . b / √columns + 3) ^ degree + 1) / 3.5 ^ degree · U,   U uniform on [1 - noise, 1 + noise]
 *
 * with b of zeros and ones for each arc. Costs are rounded to single precision.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`, `FS_SOLVE_INVALID_STRUCTURE`.
 * @example
 * import { shortestPathCase } from "foresolve/decide";
 *
 * const { dimension, costs } = shortestPathCase({ rows: 3, height: 2, width: 2, seed: 0 });
 * dimension; // => 4
 * costs.length; // => 12
 */
export function shortestPathCase(
  options: SyntheticOptions & { readonly height?: number; readonly width?: number },
): ModelledCase<Arcs> {
  const { height = 5, width = 5 } = options;
  const problem = gridPathProblem({ height, width });
  const dimension = problem.uncertain.over[0].keys.length;
  return { problem, ...polynomialCase("shortestPathCase", options, dimension) };
}
