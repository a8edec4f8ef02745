import { ForesolveError } from "../../errors.js";
import type { Oracle } from "../oracle.js";
import {
  arcLists,
  reachable,
  requireGraph,
  requireNode,
  topologicalOrder,
  type ArcGraph,
} from "./arc-graph.js";
import { cycleOf, relaxAll } from "./bellman-ford.js";
import {
  combinatorialOracle,
  invalidStructure,
  noDecision,
  type ProblemFamily,
} from "./combinatorial-oracle.js";
import { NodeHeap } from "./node-heap.js";

/** A directed graph and the two ends of the path. */
export interface ShortestPathStructure extends ArcGraph {
  readonly source: number;
  readonly target: number;
  /** "maximize" asks for the longest path; by default the shortest. */
  readonly sense?: Oracle["sense"];
}

/** The part of a graph that lies between source and target. */
interface PathGraph {
  readonly tails: Int32Array;
  readonly heads: Int32Array;
  /** The arcs that some walk from source to target uses. */
  readonly arcs: Int32Array;
  readonly isPart: Uint8Array;
  readonly source: number;
  readonly target: number;
  readonly sign: number;
}

/**
 * Shortest paths in a directed graph, exact. The uncertain values are the costs of the arcs, the decision is 1 for
 * each arc of the path. Without cycles the nodes are passed once in topological order, whatever the costs; with
 * cycles by Dijkstra's method when no cost is negative, else by Bellman and Ford's. Of equally short paths always the
 * same one is taken.
 *
 * @throws ForesolveError `FS_SOLVE_INVALID_STRUCTURE` when the arcs do not describe a graph or the source is the target,
 * `FS_SOLVE_NO_DECISION` when the target cannot be reached. `solveBatch` throws `FS_SOLVE_NEGATIVE_CYCLE` when a path
 * could be made ever shorter by going round a cycle; it names the cycle's nodes. Cycles that no walk from source to
 * target can touch do no harm. `FS_SOLVE_WRONG_PARAMETERS` as every oracle.
 * @example
 * import { gridGraph, oracleBatch, shortestPathOracle } from "foresolve/solve";
 *
 * const oracle = shortestPathOracle(gridGraph(2, 2));
 * const batch = oracleBatch(1, oracle.dimension);
 * oracle.solveBatch(Float64Array.of(1, 5, -2, 3), batch);
 * [...batch.exposures]; // => [1, 0, 1, 0]
 * batch.objectives[0]; // => -1
 */
export function shortestPathOracle(structure: ShortestPathStructure): Oracle {
  const { nodes, source, target, sense = "minimize" } = structure;
  const { tails, heads } = requireGraph("graph of a shortest path", structure);
  requireNode("The source of a shortest path", source, nodes);
  requireNode("The target of a shortest path", target, nodes);
  if (source === target) {
    throw invalidStructure(
      `Node ${source} is both source and target of a shortest path.`,
      "Choose two different nodes.",
      { source, target },
    );
  }
  const all = tails.map((_, arc) => arc);
  const isReached = reachable(nodes, arcLists(nodes, tails, all), heads, source);
  if (isReached[target] === 0) {
    throw noDecision(
      `No path leads from node ${source} to node ${target}.`,
      "Check the direction of the arcs: arc k runs from tails[k] to heads[k].",
      { source, target },
    );
  }
  const leadsOn = reachable(nodes, arcLists(nodes, heads, all), tails, target);
  const arcs = all.filter((arc) => isReached[tails[arc]] === 1 && leadsOn[heads[arc]] === 1);
  const isPart = isReached.map((reached, node) => reached & leadsOn[node]);
  const graph = { tails, heads, arcs, isPart, source, target, sign: sense === "minimize" ? 1 : -1 };
  const order = topologicalOrder(isPart, arcLists(nodes, tails, arcs), heads);
  return combinatorialOracle({
    name: "shortest path",
    dimension: tails.length,
    sense,
    decide: order === null ? amongCycles(graph) : inOrder(graph, order),
  });
}

function inOrder(graph: PathGraph, order: Int32Array): ProblemFamily["decide"] {
  const { sign } = graph;
  // Nodes get their place in the order as number: the first is the source, the last the target.
  const count = order.length;
  const places = new Int32Array(graph.isPart.length);
  order.forEach((node, place) => (places[node] = place));
  const headPlaces = graph.heads.map((node) => places[node]);
  const { starts, arcs } = arcLists(count, headPlaces, graph.arcs);
  const before = arcs.map((arc) => places[graph.tails[arc]]);
  const distances = new Float64Array(count);
  const via = new Int32Array(count);
  return (costs, from, decision) => {
    for (let place = 1; place < count; place++) {
      const end = starts[place + 1];
      let nearest = Infinity;
      let last = starts[place];
      for (let k = last; k < end; k++) {
        const distance = distances[before[k]] + sign * costs[from + arcs[k]];
        if (distance < nearest) {
          nearest = distance;
          last = k;
        }
      }
      distances[place] = nearest;
      via[place] = last;
    }
    let objective = 0;
    for (let place = count - 1; place > 0; place = before[via[place]]) {
      const arc = arcs[via[place]];
      decision[from + arc] = 1;
      objective += costs[from + arc];
    }
    return objective;
  };
}

function amongCycles(graph: PathGraph): ProblemFamily["decide"] {
  const { tails, heads, isPart, source, target, sign } = graph;
  const nodes = isPart.length;
  const { starts, arcs } = arcLists(nodes, tails, graph.arcs);
  const distances = new Float64Array(nodes);
  const via = new Int32Array(nodes);
  const heap = new NodeHeap(nodes);

  const dijkstra = (costs: Float64Array, from: number): void => {
    heap.clear();
    heap.lower(source, 0);
    while (heap.length > 0) {
      const node = heap.pop();
      if (node === target) return;
      for (let k = starts[node]; k < starts[node + 1]; k++) {
        const arc = arcs[k];
        const distance = distances[node] + sign * costs[from + arc];
        const head = heads[arc];
        if (distance >= distances[head]) continue;
        distances[head] = distance;
        via[head] = arc;
        heap.lower(head, distance);
      }
    }
  };

  return (costs, from, decision, row) => {
    distances.fill(Infinity);
    distances[source] = 0;
    via.fill(-1);
    let hasNegative = false;
    for (let k = 0; k < arcs.length; k++) hasNegative ||= sign * costs[from + arcs[k]] < 0;
    if (hasNegative) {
      const node = relaxAll({ ...graph, arcs }, costs, from, distances, via);
      if (node >= 0) throw negativeCycle(cycleOf(tails, via, node), sign, row);
    } else dijkstra(costs, from);
    let objective = 0;
    for (let node = target; node !== source; node = tails[via[node]]) {
      decision[from + via[node]] = 1;
      objective += costs[from + via[node]];
    }
    return objective;
  };
}

function negativeCycle(nodes: readonly number[], sign: number, row: number): ForesolveError {
  const [shorter, less] = sign > 0 ? ["shorter", "less than nothing"] : ["longer", "more than nothing"];
  return new ForesolveError("FS_SOLVE_NEGATIVE_CYCLE", {
    message: `Row ${row} of a batch has no ${sign > 0 ? "shortest" : "longest"} path: going round the nodes ${nodes.join(", ")} costs ${less}, so that every path can be made ${shorter}.`,
    fix: "Keep the costs of cycles from crossing zero, or leave out the arcs that close them.",
    data: { row, nodes },
  });
}
