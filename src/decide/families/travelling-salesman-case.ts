import { indexSet } from "../../model/index.js";
import { travellingSalesmanOracle } from "../../solve/index.js";
import { oracleProblem, type ModelledProblem } from "../problem/oracle-problem.js";
import { numpyRandomState } from "./numpy-random-state.js";
import { routeModel, type Edges } from "./route-model.js";
import {
  drawMatrix,
  noiseFactor,
  polynomialLaw,
  requireSyntheticOptions,
  requireWhole,
  type ModelledCase,
  type SyntheticOptions,
} from "./synthetic-case.js";

/**
 * The cheapest round trip through all nodes; the uncertain values are the costs of the edges {0, 1}, {0, 2}, ..., {1, 2}, ... (the
 * upper triangle, row by row).
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION` for fewer than three nodes; when it is opened `FS_SOLVE_TOO_MANY_NODES`.
 * @example
 * import { travellingSalesmanProblem } from "foresolve/decide";
 *
 * travellingSalesmanProblem({ nodes: 5 }).uncertain.over[0].keys.length; // => 10
 */
export function travellingSalesmanProblem({ nodes }: { readonly nodes: number }): ModelledProblem<Edges> {
  requireWhole("travellingSalesmanProblem", "nodes", nodes, 3);
  return oracleProblem({
    name: "travelling salesman",
    uncertain: { over: [indexSet("edge", (nodes * (nodes - 1)) / 2)] as Edges },
    oracle: () => travellingSalesmanOracle({ nodes }),
    build: (cost) =>
      routeModel("travelling salesman", cost, {
        demands: new Float64Array(nodes - 1).fill(1),
        capacity: nodes - 1,
        vehicles: 1,
      }),
  });
}

/** Costs keep so many decimals. */
const DECIMALS = 1e4;

/**
 * Round trips whose edge costs are distances plus a polynomial of the features with multiplicative noise, in the numbers of
 * PyEPO's `data.tsp` (Tang and Khalil, Mathematical Programming Computation 16, 2024, section 5.1), bit for bit:
 *
 *     cost = distance + (x . b / √columns + 3) ^ degree / 3 ^ (degree - 1) · U,   U uniform on [1 - noise, 1 + noise]
 *
 * Half of the nodes lie in a square, the others around the origin. Costs are rounded to four decimals, then to single
 * precision; `conditionalMeans` leave that rounding out.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`, `FS_SOLVE_INVALID_STRUCTURE`, `FS_SOLVE_TOO_MANY_NODES` (on opening).
 * @example
 * import { travellingSalesmanCase } from "foresolve/decide";
 *
 * travellingSalesmanCase({ rows: 2, nodes: 5 }).dimension; // => 10
 */
export function travellingSalesmanCase(
  options: SyntheticOptions & {
    /** Default 20. */
    readonly nodes?: number;
  },
): ModelledCase<Edges> & {
  /** [nodes, 2] */
  readonly positions: Float64Array;
} {
  const { nodes = 20 } = options;
  const checked = requireSyntheticOptions("travellingSalesmanCase", options);
  requireWhole("travellingSalesmanCase", "nodes", nodes, 3);
  const { rows, columns, degree, noise, seed } = checked;
  const random = numpyRandomState(seed);
  const inSquare = nodes >> 1;
  const positions = new Float64Array(2 * nodes);
  positions.set(drawMatrix(inSquare, 2, () => random.uniform(-2, 2)));
  positions.set(drawMatrix(nodes - inSquare, 2, random.normal), 2 * inSquare);
  const distances: number[] = [];
  for (let first = 0; first < nodes; first++) {
    for (let second = first + 1; second < nodes; second++) {
      const across = positions[2 * first] - positions[2 * second];
      const along = positions[2 * first + 1] - positions[2 * second + 1];
      distances.push(Math.sqrt(across * across + along * along));
    }
  }
  const dimension = distances.length;
  const weights = drawMatrix(dimension, columns, random.coin);
  for (let k = 0; k < weights.length; k++) weights[k] *= random.uniform(-2, 2);
  const features = drawMatrix(rows, columns, random.normal);
  const conditionalMeans = polynomialLaw(features, weights, checked);
  const costs = new Float64Array(rows * dimension);
  for (let k = 0; k < costs.length; k++) {
    const distance = distances[k % dimension];
    const detour = conditionalMeans[k] / 3 ** (degree - 1);
    const cost = distance + detour * noiseFactor(random, noise);
    costs[k] = Math.fround(Math.round(cost * DECIMALS) / DECIMALS);
    conditionalMeans[k] = distance + detour;
  }
  const problem = travellingSalesmanProblem({ nodes });
  return { problem, rows, columns, features, dimension, costs, conditionalMeans, positions };
}
