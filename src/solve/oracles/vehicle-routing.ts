import { ForesolveError } from "../../errors.js";
import type { Oracle } from "../oracle.js";
import { combinatorialOracle, requireCount } from "./combinatorial-oracle.js";

/** Above this many customers the three-to-the-power-of-n splits take too long for a call that blocks. */
export const MOST_CUSTOMERS = 14;

/** Who is to be served, and by what. */
export interface VehicleRoutingStructure {
  /** [customers] what each takes of a vehicle; at least 0 */
  readonly demands: ArrayLike<number>;
  /** What a vehicle holds. */
  readonly capacity: number;
  /** Most vehicles. Default: as many as there are customers. */
  readonly vehicles?: number;
}

/**
 * Cheapest routes of identical vehicles from a depot through all customers, exact, for up to 14 customers and symmetric costs of
 * any sign. Node 0 is the depot. The uncertain values are the costs of the edges {0, 1}, {0, 2}, ..., {1, 2}, ... (the upper triangle,
 * row by row), the decision is how often each is driven: an edge to a lone customer counts twice.
 *
 * Dynamic programming over sets of customers: tours by Held and Karp ("A dynamic programming approach to sequencing problems", Journal
 * of the SIAM 10, 1962), then the cheapest split of all customers into tours that fit a vehicle.
 *
 * @throws ForesolveError `FS_SOLVE_TOO_MANY_NODES` above 14 customers, `FS_SOLVE_INVALID_STRUCTURE` for no customers or a demand that
 * is negative or not finite, `FS_SOLVE_NO_DECISION` when the vehicles cannot carry the demands. `solveBatch` throws
 * `FS_SOLVE_WRONG_PARAMETERS` as every oracle.
 * @example
 * import { oracleBatch, vehicleRoutingOracle } from "foresolve/solve";
 *
 * const oracle = vehicleRoutingOracle({ demands: [1, 1, 2], capacity: 2 });
 * const batch = oracleBatch(1, oracle.dimension);
 * // Edges 0-1, 0-2, 0-3, 1-2, 1-3, 2-3: one route through 1 and 2, one to 3 and back.
 * oracle.solveBatch(Float64Array.of(3, 4, 5, 1, 9, 9), batch);
 * [...batch.exposures]; // => [1, 1, 2, 1, 0, 0]
 * batch.objectives[0]; // => 18
 */
export function vehicleRoutingOracle(structure: VehicleRoutingStructure): Oracle {
  const { demands, capacity } = structure;
  const customers = demands.length;
  requireCount("The number of customers of vehicle routes", customers, 1);
  if (customers > MOST_CUSTOMERS) {
    throw new ForesolveError("FS_SOLVE_TOO_MANY_NODES", {
      message: `Routes through ${customers} customers are asked for; exact routes are found for up to ${MOST_CUSTOMERS}.`,
      fix: `Split the customers into areas of at most ${MOST_CUSTOMERS}, or solve a model of routes under a deadline.`,
      data: { customers, most: MOST_CUSTOMERS },
    });
  }
  for (let customer = 0; customer < customers; customer++)
    requireDemand(`the demand of customer ${customer}`, demands[customer]);
  requireDemand("the capacity", capacity);
  const vehicles = structure.vehicles ?? customers;
  requireCount("The number of vehicles", vehicles, 1);
  const search = new RouteSearch(demands, capacity, Math.min(vehicles, customers));
  const nodes = customers + 1;
  return combinatorialOracle({
    name: "vehicle routing",
    dimension: (nodes * (nodes - 1)) / 2,
    sense: "minimize",
    decide: (costs, from, decision) => search.decide(costs, from, decision),
  });
}

/** Position of an edge in the upper triangle. */
function edgeBetween(first: number, second: number, nodes: number): number {
  const low = Math.min(first, second);
  const high = Math.max(first, second);
  return (low * (2 * nodes - low - 1)) / 2 + high - low - 1;
}

class RouteSearch {
  readonly #customers: number;
  /** Fewer vehicles than customers: then it counts how many are left, and each number of them is a layer. */
  readonly #isLimited: boolean;
  readonly #layers: number;
  /** [sets] 1 where a vehicle holds the set */
  readonly #fits: Uint8Array;
  /** [sets, customers] cheapest way from the depot through a set, ending at a customer */
  readonly #paths: Float64Array;
  /** [sets] cheapest round trip through a set */
  readonly #tours: Float64Array;
  /** [layers + 1, sets] cheapest service of a set by so many vehicles at most, or by any number */
  readonly #services: Float64Array;
  /** [layers + 1, sets] the set of the first of them */
  readonly #firstTours: Int32Array;
  /** [nodes, nodes] */
  readonly #costs: Float64Array;

  constructor(demands: ArrayLike<number>, capacity: number, vehicles: number) {
    const customers = demands.length;
    const sets = 1 << customers;
    this.#customers = customers;
    this.#isLimited = vehicles < customers;
    this.#layers = this.#isLimited ? vehicles : 1;
    this.#fits = new Uint8Array(sets);
    for (let set = 1; set < sets; set++) {
      let load = 0;
      for (let customer = 0; customer < customers; customer++)
        if ((set & (1 << customer)) !== 0) load += demands[customer];
      this.#fits[set] = load <= capacity ? 1 : 0;
    }
    this.#paths = new Float64Array(sets * customers);
    this.#tours = new Float64Array(sets);
    this.#services = new Float64Array((this.#layers + 1) * sets);
    this.#firstTours = new Int32Array((this.#layers + 1) * sets);
    this.#costs = new Float64Array((customers + 1) ** 2);
    this.#split();
    if (this.#services[this.#layers * sets + sets - 1] < Infinity) return;
    throw new ForesolveError("FS_SOLVE_NO_DECISION", {
      message: `${vehicles} vehicle(s) of capacity ${capacity} cannot carry the demands ${Array.from(demands).join(", ")}.`,
      fix: "Allow more vehicles, a greater capacity, or split the demands that are above it.",
      data: { vehicles, capacity },
    });
  }

  decide(costs: Float64Array, from: number, decision: Float64Array): number {
    const nodes = this.#customers + 1;
    let edge = from;
    for (let first = 0; first < nodes; first++) {
      for (let second = first + 1; second < nodes; second++) {
        const cost = costs[edge++];
        this.#costs[first * nodes + second] = cost;
        this.#costs[second * nodes + first] = cost;
      }
    }
    this.#findTours();
    this.#split();
    const sets = this.#fits.length;
    let objective = 0;
    let left = sets - 1;
    let layer = this.#layers;
    while (left !== 0) {
      const tour = this.#firstTours[layer * sets + left];
      left ^= tour;
      if (this.#isLimited) layer--;
      let last = 0;
      this.#walkBack(tour, (node) => {
        const position = from + edgeBetween(last, node, nodes);
        decision[position]++;
        objective += costs[position];
        last = node;
      });
    }
    return objective;
  }

  /** Cheapest paths from the depot through every set that fits, and the tours that close them. */
  #findTours(): void {
    const customers = this.#customers;
    const nodes = customers + 1;
    const paths = this.#paths;
    const costs = this.#costs;
    for (let set = 1; set < this.#fits.length; set++) {
      if (this.#fits[set] === 0) continue;
      let tour = Infinity;
      for (let last = 0; last < customers; last++) {
        if ((set & (1 << last)) === 0) continue;
        const before = set ^ (1 << last);
        let cheapest = before === 0 ? costs[last + 1] : Infinity;
        for (let previous = 0; previous < customers; previous++) {
          if ((before & (1 << previous)) === 0) continue;
          const cost = paths[before * customers + previous] + costs[(previous + 1) * nodes + last + 1];
          if (cost < cheapest) cheapest = cost;
        }
        paths[set * customers + last] = cheapest;
        const closed = cheapest + costs[last + 1];
        if (closed < tour) tour = closed;
      }
      this.#tours[set] = tour;
    }
  }

  /** Cheapest service of every set, smaller sets first, one vehicle more at a time. The first tour serves the set's lowest customer. */
  #split(): void {
    const sets = this.#fits.length;
    const services = this.#services;
    services.fill(Infinity, 0, sets);
    services[0] = 0;
    for (let layer = 1; layer <= this.#layers; layer++) {
      const row = layer * sets;
      const fewer = this.#isLimited ? row - sets : row;
      services[row] = 0;
      for (let set = 1; set < sets; set++) {
        const lowest = set & -set;
        const others = set ^ lowest;
        let cheapest = Infinity;
        let best = 0;
        // All subsets of the others, with the lowest customer added.
        for (let rest = others; ; rest = (rest - 1) & others) {
          const tour = rest | lowest;
          if (this.#fits[tour] === 1) {
            const cost = this.#tours[tour] + services[fewer + (set ^ tour)];
            if (cost < cheapest) {
              cheapest = cost;
              best = tour;
            }
          }
          if (rest === 0) break;
        }
        services[row + set] = cheapest;
        this.#firstTours[row + set] = best;
      }
    }
  }

  /** Calls for the nodes of a tour after the depot, the depot at the end. */
  #walkBack(tour: number, visit: (node: number) => void): void {
    const customers = this.#customers;
    const nodes = customers + 1;
    let set = tour;
    let after = 0;
    while (set !== 0) {
      let cheapest = Infinity;
      let last = -1;
      for (let customer = 0; customer < customers; customer++) {
        if ((set & (1 << customer)) === 0) continue;
        const cost = this.#paths[set * customers + customer] + this.#costs[(customer + 1) * nodes + after];
        if (cost < cheapest) {
          cheapest = cost;
          last = customer;
        }
      }
      visit(last + 1);
      after = last + 1;
      set ^= 1 << last;
    }
    visit(0);
  }
}

function requireDemand(what: string, value: number): void {
  if (value >= 0 && Number.isFinite(value)) return;
  throw new ForesolveError("FS_SOLVE_INVALID_STRUCTURE", {
    message: `In vehicle routing ${what} is ${value}.`,
    fix: "Pass a finite number of at least 0.",
    data: { value },
  });
}
