import { invalidStructure, requireCount } from "./combinatorial-oracle.js";

/** A graph as flat arrays: arc (or edge) `k` runs from `tails[k]` to `heads[k]`; nodes are 0, ..., nodes - 1. */
export interface ArcGraph {
  readonly nodes: number;
  /** [arcs] */
  readonly tails: ArrayLike<number>;
  /** [arcs] */
  readonly heads: ArrayLike<number>;
}

/** The arcs that touch each node: those of `node` are `arcs[starts[node]]` up to `arcs[starts[node + 1] - 1]`. */
export interface ArcLists {
  readonly starts: Int32Array;
  readonly arcs: Int32Array;
}

/** A checked copy of a graph. Throws `FS_SOLVE_INVALID_STRUCTURE`. */
export function requireGraph(
  what: string,
  { nodes, tails, heads }: ArcGraph,
): { readonly tails: Int32Array; readonly heads: Int32Array } {
  requireCount(`The number of nodes of the ${what}`, nodes, 2);
  if (tails.length !== heads.length || tails.length === 0) {
    throw invalidStructure(
      `The ${what} has ${tails.length} tail(s) and ${heads.length} head(s).`,
      "Pass one tail and one head per arc, and at least one arc.",
      { tails: tails.length, heads: heads.length },
    );
  }
  for (let arc = 0; arc < tails.length; arc++) {
    requireNode(`The tail of arc ${arc} of the ${what}`, tails[arc], nodes);
    requireNode(`The head of arc ${arc} of the ${what}`, heads[arc], nodes);
  }
  return { tails: Int32Array.from(tails), heads: Int32Array.from(heads) };
}

/** Refuses what is no node. Throws `FS_SOLVE_INVALID_STRUCTURE`. */
export function requireNode(what: string, node: number, nodes: number): void {
  if (Number.isInteger(node) && node >= 0 && node < nodes) return;
  throw invalidStructure(`${what} is ${node}.`, `Nodes are the whole numbers from 0 to ${nodes - 1}.`, {
    node,
    nodes,
  });
}

/** Lists arcs by the node at one of their ends, in the order given. */
export function arcLists(nodes: number, ends: Int32Array, arcs: Int32Array): ArcLists {
  const starts = new Int32Array(nodes + 1);
  for (const arc of arcs) starts[ends[arc] + 1]++;
  for (let node = 0; node < nodes; node++) starts[node + 1] += starts[node];
  const next = starts.slice(0, nodes);
  const sorted = new Int32Array(arcs.length);
  for (const arc of arcs) sorted[next[ends[arc]]++] = arc;
  return { starts, arcs: sorted };
}

/** The nodes that can be reached from one, marked by 1; `others[arc]` is where an arc of a node's list leads. */
export function reachable(
  nodes: number,
  { starts, arcs }: ArcLists,
  others: Int32Array,
  from: number,
): Uint8Array {
  const isReached = new Uint8Array(nodes);
  isReached[from] = 1;
  const stack = [from];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (let k = starts[node]; k < starts[node + 1]; k++) {
      const other = others[arcs[k]];
      if (isReached[other] === 1) continue;
      isReached[other] = 1;
      stack.push(other);
    }
  }
  return isReached;
}

/** Nodes so that every arc leads to a later one (Kahn 1962), or null when the arcs have a cycle. */
export function topologicalOrder(
  isPart: Uint8Array,
  outgoing: ArcLists,
  heads: Int32Array,
): Int32Array | null {
  const waiting = new Int32Array(isPart.length);
  for (const arc of outgoing.arcs) waiting[heads[arc]]++;
  const order: number[] = [];
  isPart.forEach((part, node) => {
    if (part === 1 && waiting[node] === 0) order.push(node);
  });
  const parts = isPart.reduce((sum, part) => sum + part, 0);
  for (let k = 0; k < order.length; k++) {
    const node = order[k];
    for (let place = outgoing.starts[node]; place < outgoing.starts[node + 1]; place++) {
      if (--waiting[heads[outgoing.arcs[place]]] === 0) order.push(heads[outgoing.arcs[place]]);
    }
  }
  return order.length === parts ? Int32Array.from(order) : null;
}
