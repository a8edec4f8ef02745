import type { Oracle } from "../oracle.js";
import { arcLists, reachable, requireGraph, type ArcGraph } from "./arc-graph.js";
import { combinatorialOracle, noDecision } from "./combinatorial-oracle.js";
import { NodeHeap } from "./node-heap.js";

/**
 * Minimum (or maximum) spanning trees of an undirected graph by Kruskal's method (1956), with a heap that is emptied
 * only as far as the tree needs. The uncertain values are the costs of the edges, the decision is 1 for each edge of
 * the tree; of equal costs the first edges are taken. Parallel edges are allowed, and edges from a node to itself
 * never chosen.
 *
 * @throws ForesolveError `FS_SOLVE_INVALID_STRUCTURE` when the edges do not describe a graph, `FS_SOLVE_NO_DECISION` when
 * the graph is not connected. `solveBatch` throws `FS_SOLVE_WRONG_PARAMETERS` as every oracle.
 * @example
 * import { minimumSpanningTreeOracle, oracleBatch } from "foresolve/solve";
 *
 * const oracle = minimumSpanningTreeOracle({ nodes: 3, tails: [0, 1, 0], heads: [1, 2, 2] });
 * const batch = oracleBatch(1, oracle.dimension);
 * oracle.solveBatch(Float64Array.of(4, 1, 2), batch);
 * [...batch.exposures]; // => [0, 1, 1]
 */
export function minimumSpanningTreeOracle(
  structure: ArcGraph & { readonly sense?: Oracle["sense"] },
): Oracle {
  const { nodes, sense = "minimize" } = structure;
  const { tails, heads } = requireGraph("graph of a spanning tree", structure);
  const edges = tails.length;
  requireConnected(nodes, tails, heads);
  const sign = sense === "minimize" ? 1 : -1;
  const heap = new NodeHeap(edges);
  const parents = new Int32Array(nodes);
  return combinatorialOracle({
    name: "spanning tree",
    dimension: edges,
    sense,
    decide(costs, from, decision) {
      for (let edge = 0; edge < edges; edge++) heap.keys[edge] = sign * costs[from + edge];
      heap.fill();
      for (let node = 0; node < nodes; node++) parents[node] = node;
      let objective = 0;
      for (let missing = nodes - 1; missing > 0;) {
        const edge = heap.pop();
        const first = rootOf(parents, tails[edge]);
        const second = rootOf(parents, heads[edge]);
        if (first === second) continue;
        parents[first] = second;
        decision[from + edge] = 1;
        objective += costs[from + edge];
        missing--;
      }
      return objective;
    },
  });
}

/** The node that stands for a tree of the forest; halves the way there for the next time. */
function rootOf(parents: Int32Array, start: number): number {
  let node = start;
  while (parents[node] !== node) {
    parents[node] = parents[parents[node]];
    node = parents[node];
  }
  return node;
}

function requireConnected(nodes: number, tails: Int32Array, heads: Int32Array): void {
  const edges = tails.length;
  const ends = concatenated(tails, heads);
  const others = concatenated(heads, tails);
  const both = Int32Array.from({ length: 2 * edges }, (_, k) => k);
  const isReached = reachable(nodes, arcLists(nodes, ends, both), others, 0);
  const node = isReached.indexOf(0);
  if (node < 0) return;
  throw noDecision(
    `The graph has no spanning tree: no edges connect node ${node} with node 0.`,
    "Add the missing edges, or ask for a tree of each part.",
    { node },
  );
}

function concatenated(first: Int32Array, second: Int32Array): Int32Array {
  const both = new Int32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
