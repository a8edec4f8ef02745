import { ForesolveError } from "../../errors.js";
import type { Oracle } from "../oracle.js";
import { combinatorialOracle, requireCount } from "./combinatorial-oracle.js";
import { TourSearch } from "./tour-search.js";

/** Above this many nodes a proof may take too long for a call that blocks. */
export const MOST_TOUR_NODES = 20;

/**
 * Shortest round trips through all nodes, exact, for 3 to 20 nodes and symmetric costs. The uncertain values are the
 * costs of the edges {0, 1}, {0, 2}, ..., {0, n - 1}, {1, 2}, ... (the upper triangle, row by row), the decision is 1
 * for each edge of the tour. Costs of any sign; they need not obey the triangle inequality.
 *
 * Branch and bound over 1-trees (Held and Karp, "The traveling-salesman problem and minimum spanning trees", Operations
 * Research 1970 and Mathematical Programming 1971), branching on the edges of a node where the tree forks (Volgenant
 * and Jonker, European Journal of Operational Research 1982).
 *
 * @throws ForesolveError `FS_SOLVE_TOO_MANY_NODES` above 20 nodes, `FS_SOLVE_INVALID_STRUCTURE` below 3. `solveBatch`
 * throws `FS_SOLVE_WRONG_PARAMETERS` as every oracle.
 * @example
 * import { oracleBatch, travellingSalesmanOracle } from "foresolve/solve";
 *
 * const oracle = travellingSalesmanOracle({ nodes: 4 });
 * const batch = oracleBatch(1, oracle.dimension);
 * oracle.solveBatch(Float64Array.of(1, 9, 2, 1, 9, 1), batch);
 * [...batch.exposures]; // => [1, 0, 1, 1, 0, 1]
 * batch.objectives[0]; // => 5
 */
export function travellingSalesmanOracle(structure: {
  readonly nodes: number;
  readonly sense?: Oracle["sense"];
}): Oracle {
  const { nodes, sense = "minimize" } = structure;
  requireCount("The number of nodes of a tour", nodes, 3);
  if (nodes > MOST_TOUR_NODES) {
    throw new ForesolveError("FS_SOLVE_TOO_MANY_NODES", {
      message: `A tour through ${nodes} nodes is asked for; exact tours are found for up to ${MOST_TOUR_NODES}.`,
      fix: "Split the nodes into groups of at most 20, or solve a model with subtour constraints under a deadline.",
      data: { nodes, most: MOST_TOUR_NODES },
    });
  }
  const search = new TourSearch(nodes);
  const sign = sense === "minimize" ? 1 : -1;
  return combinatorialOracle({
    name: "travelling salesman",
    dimension: (nodes * (nodes - 1)) / 2,
    sense,
    decide(costs, from, decision) {
      let edge = from;
      for (let first = 0; first < nodes; first++) {
        for (let second = first + 1; second < nodes; second++)
          search.setCost(first, second, sign * costs[edge++]);
      }
      const tour = search.solve();
      let objective = 0;
      for (let k = 0; k < nodes; k++) {
        const next = tour[k + 1 === nodes ? 0 : k + 1];
        const first = Math.min(tour[k], next);
        const second = Math.max(tour[k], next);
        // Rows of the upper triangle get shorter by one each.
        const position = from + (first * (2 * nodes - first - 1)) / 2 + second - first - 1;
        decision[position] = 1;
        objective += costs[position];
      }
      return objective;
    },
  });
}
