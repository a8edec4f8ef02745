import { indexSet } from "../../model/index.js";
import { vehicleRoutingOracle } from "../../solve/index.js";
import { oracleProblem } from "../oracle-problem.js";
import { requireWhole, type SyntheticCase, type SyntheticOptions } from "./synthetic-case.js";
import { travellingSalesmanCase, type Edges } from "./travelling-salesman-case.js";

/**
 * Routes of vehicles with a limited load, whose edge costs follow the law of `travellingSalesmanCase`; node 0 is the depot, and every
 * customer takes one unit.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`; opening throws what `vehicleRoutingOracle` does.
 * @example
 * import { vehicleRoutingCase } from "foresolve/decide";
 *
 * vehicleRoutingCase({ rows: 2, customers: 5, capacity: 2 }).dimension; // => 15
 */
export function vehicleRoutingCase(
  options: SyntheticOptions & {
    /** Default 8, at most 14. */
    readonly customers?: number;
    /** Customers that one vehicle serves. Default 4. */
    readonly capacity?: number;
  },
): SyntheticCase<Edges> {
  const { customers = 8, capacity = 4, ...law } = options;
  requireWhole("vehicleRoutingCase", "customers", customers, 2, 14);
  requireWhole("vehicleRoutingCase", "capacity", capacity, 1);
  const { positions: _, ...drawn } = travellingSalesmanCase({ ...law, nodes: customers + 1 });
  const demands = new Float64Array(customers).fill(1);
  return {
    ...drawn,
    problem: oracleProblem({
      name: "vehicle routing",
      uncertain: { over: [indexSet("edge", drawn.dimension)] as Edges },
      oracle: () => vehicleRoutingOracle({ demands, capacity }),
    }),
  };
}
