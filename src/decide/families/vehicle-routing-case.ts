import { indexSet } from "../../model/index.js";
import { vehicleRoutingOracle, type VehicleRoutingStructure } from "../../solve/index.js";
import { invalidOption } from "../invalid-option.js";
import { oracleProblem, type ModelledProblem } from "../problem/oracle-problem.js";
import { routeModel, type Edges } from "./route-model.js";
import { requireWhole, type ModelledCase, type SyntheticOptions } from "./synthetic-case.js";
import { travellingSalesmanCase } from "./travelling-salesman-case.js";

/**
 * The cheapest routes of vehicles with a limited load from a depot, node 0, through all customers; the uncertain values are the costs
 * of the edges, in the order of `travellingSalesmanProblem`.
 *
 * @throws ForesolveError when it is opened: what `vehicleRoutingOracle` throws.
 * @example
 * import { vehicleRoutingProblem } from "foresolve/decide";
 *
 * vehicleRoutingProblem({ demands: [2, 1, 3], capacity: 4 }).uncertain.over[0].keys.length; // => 6
 */
export function vehicleRoutingProblem(structure: VehicleRoutingStructure): ModelledProblem<Edges> {
  const { demands, capacity, vehicles = demands.length } = structure;
  const nodes = demands.length + 1;
  return oracleProblem({
    name: "vehicle routing",
    uncertain: { over: [indexSet("edge", (nodes * (nodes - 1)) / 2)] as Edges },
    oracle: () => vehicleRoutingOracle(structure),
    build: (cost) => routeModel("vehicle routing", cost, { demands, capacity, vehicles }),
  });
}

/**
 * Routes of vehicles with a limited load, whose edge costs follow the law of `travellingSalesmanCase`; node 0 is the depot.
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
    /** What a vehicle holds. Default 4. */
    readonly capacity?: number;
    /** [customers] what each takes of it. Default 1. */
    readonly demands?: ArrayLike<number>;
  },
): ModelledCase<Edges> {
  const { customers = options.demands?.length ?? 8, capacity = 4, demands, ...law } = options;
  requireWhole("vehicleRoutingCase", "customers", customers, 2, 14);
  if (!(capacity > 0)) throw invalidOption("vehicleRoutingCase", "capacity", capacity, "a number above 0");
  if (demands !== undefined && demands.length !== customers)
    throw invalidOption(
      "vehicleRoutingCase",
      "demands",
      demands.length,
      `${customers} demands, one for each customer`,
    );
  const { positions: _, ...drawn } = travellingSalesmanCase({ ...law, nodes: customers + 1 });
  return {
    ...drawn,
    problem: vehicleRoutingProblem({ demands: demands ?? new Float64Array(customers).fill(1), capacity }),
  };
}
