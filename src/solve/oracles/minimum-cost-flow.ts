import { ForesolveError } from "../../errors.js";
import type { Oracle } from "../oracle.js";
import { requireGraph, type ArcGraph } from "./arc-graph.js";
import { cycleOf, relaxAll } from "./bellman-ford.js";
import { combinatorialOracle, invalidStructure, noDecision } from "./combinatorial-oracle.js";
import { ResidualNetwork } from "./residual-network.js";

/** A directed graph with what its nodes give and what its arcs can carry. */
export interface FlowStructure extends ArcGraph {
  /** [nodes] what each node sends out (positive) or takes in (negative); they add up to zero */
  readonly supplies: ArrayLike<number>;
  /** [arcs] at least 0; Infinity where there is no limit */
  readonly capacities: ArrayLike<number>;
  readonly sense?: Oracle["sense"];
}

/** Supplies may miss their sum of zero by this part of the largest number. */
const BALANCE_TOLERANCE = 1e-9;

/**
 * Minimum-cost flows, exact, by successive shortest paths with node potentials (Ahuja, Magnanti and Orlin, "Network
 * Flows", 1993, section 9.7). The uncertain values are the costs per unit of flow on each arc, of any sign; the
 * decision is the flow on each arc. Whole supplies and capacities give whole flows.
 *
 * @throws ForesolveError `FS_SOLVE_INVALID_STRUCTURE` when the numbers do not describe a network or the supplies do not add
 * up to zero, `FS_SOLVE_NO_DECISION` when the arcs cannot carry the supplies. `solveBatch` throws `FS_SOLVE_NO_OPTIMUM`
 * when a cycle of arcs without limit gains at every round, and `FS_SOLVE_WRONG_PARAMETERS` as every oracle.
 * @example
 * import { minimumCostFlowOracle, oracleBatch } from "foresolve/solve";
 *
 * const oracle = minimumCostFlowOracle({
 *   nodes: 3,
 *   tails: [0, 0, 1],
 *   heads: [1, 2, 2],
 *   capacities: [4, 3, Infinity],
 *   supplies: [5, 0, -5],
 * });
 * const batch = oracleBatch(1, oracle.dimension);
 * oracle.solveBatch(Float64Array.of(1, 4, 1), batch);
 * [...batch.exposures]; // => [4, 1, 4]
 */
export function minimumCostFlowOracle(structure: FlowStructure): Oracle {
  const { nodes, sense = "minimize" } = structure;
  const { tails, heads } = requireGraph("network of a flow", structure);
  const arcs = tails.length;
  const supplies = Float64Array.from(structure.supplies);
  const capacities = Float64Array.from(structure.capacities);
  const scale = requireFlow(nodes, arcs, supplies, capacities);
  const sign = sense === "minimize" ? 1 : -1;

  // No optimal flow need carry more on an arc than all supplies and all finite capacities together.
  let limit = 0;
  for (const supply of supplies) limit += Math.max(0, supply);
  for (const capacity of capacities) if (capacity < Infinity) limit += capacity;
  const endless = Int32Array.from(tails.keys()).filter((arc) => capacities[arc] === Infinity);
  const bounded = capacities.map((capacity) => Math.min(capacity, limit));
  const network = new ResidualNetwork(nodes, tails, heads, bounded, supplies, scale * 1e-12);
  if (!network.solve(new Float64Array(arcs), 0, 1)) throw infeasible();

  const relaxation = { arcs: endless, tails, heads, sign };
  const distances = new Float64Array(nodes);
  const via = new Int32Array(nodes);
  return combinatorialOracle({
    name: "minimum-cost flow",
    dimension: arcs,
    sense,
    decide(costs, from, decision, row) {
      let canGain = false;
      for (const arc of endless) canGain ||= sign * costs[from + arc] < 0;
      if (canGain) {
        distances.fill(0);
        const node = relaxAll(relaxation, costs, from, distances, via.fill(-1));
        if (node >= 0) throw unbounded(cycleOf(tails, via, node), row);
      }
      if (!network.solve(costs, from, sign)) throw infeasible();
      let objective = 0;
      for (let arc = 0; arc < arcs; arc++) {
        const flow = network.flow(arc);
        decision[from + arc] = flow;
        objective += flow * costs[from + arc];
      }
      return objective;
    },
  });
}

/** Returns the largest number, against which roundings are measured. */
function requireFlow(nodes: number, arcs: number, supplies: Float64Array, capacities: Float64Array): number {
  if (supplies.length !== nodes || capacities.length !== arcs) {
    throw invalidStructure(
      `A network of ${nodes} nodes and ${arcs} arcs has ${supplies.length} supplies and ${capacities.length} capacities.`,
      "Pass one supply per node (0 where nothing comes or goes) and one capacity per arc.",
      { nodes, arcs, supplies: supplies.length, capacities: capacities.length },
    );
  }
  const node = supplies.findIndex((supply) => !Number.isFinite(supply));
  if (node >= 0) {
    throw invalidStructure(`The supply of node ${node} is ${supplies[node]}.`, "Pass finite numbers.", {
      node,
      supply: supplies[node],
    });
  }
  const arc = capacities.findIndex((capacity) => !(capacity >= 0));
  if (arc >= 0) {
    throw invalidStructure(
      `The capacity of arc ${arc} is ${capacities[arc]}.`,
      "Pass a number of at least 0, or Infinity where there is no limit.",
      { arc, capacity: capacities[arc] },
    );
  }
  let scale = 0;
  let sum = 0;
  for (const supply of supplies) {
    sum += supply;
    scale = Math.max(scale, Math.abs(supply));
  }
  if (Math.abs(sum) > BALANCE_TOLERANCE * scale) {
    throw invalidStructure(
      `The supplies of a flow add up to ${sum}.`,
      "Let them add up to zero: add a node that takes what is left over, or gives what is missing.",
      { sum },
    );
  }
  for (const capacity of capacities) if (capacity < Infinity) scale = Math.max(scale, capacity);
  return scale;
}

function infeasible(): ForesolveError {
  return noDecision(
    "The arcs of a flow cannot carry what the nodes supply to where it is needed.",
    "Raise capacities, or add dear arcs for what cannot be delivered.",
    {},
  );
}

function unbounded(nodes: readonly number[], row: number): ForesolveError {
  return new ForesolveError("FS_SOLVE_NO_OPTIMUM", {
    message: `Row ${row} of a batch has no optimal flow: each round through the nodes ${nodes.join(", ")} gains, and no arc there has a limit.`,
    fix: "Give the arcs of the cycle capacities.",
    data: { row, status: "unbounded", nodes },
  });
}
