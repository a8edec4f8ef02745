import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { ForesolveError } from "../../errors.js";
import {
  oracleBatch,
  vehicleRoutingOracle,
  type OracleBatch,
  type VehicleRoutingStructure,
} from "../index.js";

/** Cheapest routes by trying every order of the customers and every way to cut it into routes. */
function bruteForce(
  demands: readonly number[],
  capacity: number,
  vehicles: number,
  cost: (first: number, second: number) => number,
): number {
  let best = Infinity;
  const extend = (left: readonly number[], at: number, load: number, used: number, sum: number): void => {
    if (left.length === 0) best = Math.min(best, sum + cost(at, 0));
    for (const customer of left) {
      const others = left.filter((other) => other !== customer);
      const demand = demands[customer - 1]!;
      if (at !== 0 && load + demand <= capacity)
        extend(others, customer, load + demand, used, sum + cost(at, customer));
      if (used < vehicles && demand <= capacity)
        extend(others, customer, demand, used + 1, sum + (at === 0 ? 0 : cost(at, 0)) + cost(0, customer));
    }
  };
  extend(
    demands.map((_, k) => k + 1),
    0,
    0,
    0,
    0,
  );
  return best;
}

const cases = fc.integer({ min: 1, max: 5 }).chain((customers) =>
  fc.record({
    demands: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: customers, maxLength: customers }),
    capacity: fc.integer({ min: 4, max: 9 }),
    vehicles: fc.integer({ min: 1, max: customers }),
    costs: fc.array(fc.integer({ min: -5, max: 20 }), {
      minLength: (customers * (customers + 1)) / 2,
      maxLength: (customers * (customers + 1)) / 2,
    }),
  }),
);

/** Null where the vehicles cannot carry the demands. */
function solve(structure: VehicleRoutingStructure, costs: readonly number[]): OracleBatch | null {
  try {
    const oracle = vehicleRoutingOracle(structure);
    const batch = oracleBatch(1, oracle.dimension);
    oracle.solveBatch(Float64Array.from(costs), batch);
    return batch;
  } catch (error) {
    if ((error as ForesolveError).code === "FS_SOLVE_NO_DECISION") return null;
    throw error;
  }
}

test("routes are the cheapest of all, whatever the sign of the costs", () => {
  fc.assert(
    fc.property(cases, ({ demands, capacity, vehicles, costs }) => {
      const nodes = demands.length + 1;
      const place = (first: number, second: number): number => {
        const low = Math.min(first, second);
        return (low * (2 * nodes - low - 1)) / 2 + Math.max(first, second) - low - 1;
      };
      const best = bruteForce(demands, capacity, vehicles, (first, second) => costs[place(first, second)]!);
      const solved = solve({ demands, capacity, vehicles }, costs);
      expect(solved?.objectives[0] ?? Infinity).toBeCloseTo(best, 9);
      const driven = solved?.exposures ?? new Float64Array(costs.length);
      // Every customer is entered and left once.
      const degrees = demands.map((__, customer) => {
        let degree = 0;
        for (let other = 0; other < nodes; other++)
          if (other !== customer + 1) degree += driven[place(customer + 1, other)]!;
        return degree;
      });
      expect(degrees).toEqual(demands.map(() => (solved === null ? 0 : 2)));
      const paid = costs.reduce((sum, cost, k) => sum + cost * driven[k]!, 0);
      expect(paid).toBeCloseTo(solved?.objectives[0] ?? 0, 9);
    }),
    { numRuns: 300 },
  );
});

test.each([
  [{ demands: [], capacity: 1 }, "FS_SOLVE_INVALID_STRUCTURE"],
  [{ demands: [1, -1], capacity: 1 }, "FS_SOLVE_INVALID_STRUCTURE"],
  [{ demands: [1], capacity: NaN }, "FS_SOLVE_INVALID_STRUCTURE"],
  [{ demands: [1], capacity: 1, vehicles: 0 }, "FS_SOLVE_INVALID_STRUCTURE"],
  [{ demands: [3], capacity: 2 }, "FS_SOLVE_NO_DECISION"],
  [{ demands: Array.from({ length: 15 }, () => 1), capacity: 20 }, "FS_SOLVE_TOO_MANY_NODES"],
])("%j is refused with %s", (structure, code) => {
  expect(() => vehicleRoutingOracle(structure)).toThrow(expect.objectContaining({ code }));
});
