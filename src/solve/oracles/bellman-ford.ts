const NONE = -1;

/** Arcs to be relaxed: `arcs` are those that count, `sign` turns maximising into minimising. */
export interface Relaxation {
  readonly arcs: Int32Array;
  readonly tails: Int32Array;
  readonly heads: Int32Array;
  readonly sign: number;
}

/**
 * Lowers the distances until no arc can lower any (Bellman 1958, Ford 1956). Returns -1, or a node on a cycle of
 * negative cost. `distances` and `via` (the arc that each node was reached by, -1 for none) are read and written.
 *
 * An arc must lower a distance by more than sums of this size are rounded, so that a cycle of cost zero is not taken
 * for a negative one; the distances are right but for nodes² x 2⁻⁵² of the largest cost.
 */
export function relaxAll(
  { arcs, tails, heads, sign }: Relaxation,
  costs: Float64Array,
  from: number,
  distances: Float64Array,
  via: Int32Array,
): number {
  const nodes = distances.length;
  let largest = 0;
  for (let k = 0; k < arcs.length; k++) largest = Math.max(largest, Math.abs(costs[from + arcs[k]]));
  const rounding = nodes * largest * Number.EPSILON;
  for (let pass = 0; pass <= nodes; pass++) {
    let changed = NONE;
    for (let k = 0; k < arcs.length; k++) {
      const arc = arcs[k];
      const distance = distances[tails[arc]] + sign * costs[from + arc];
      const head = heads[arc];
      if (distance < distances[head] - rounding || (distance < Infinity && distances[head] === Infinity)) {
        distances[head] = distance;
        via[head] = arc;
        changed = head;
      }
    }
    if (changed === NONE) return NONE;
    if (pass === nodes) return ancestor(tails, via, changed, nodes);
  }
  return NONE;
}

/** Back along the arcs so often that the node must lie on the cycle. */
function ancestor(tails: Int32Array, via: Int32Array, start: number, steps: number): number {
  let node = start;
  for (let step = 0; step < steps; step++) node = tails[via[node]];
  return node;
}

/** The nodes of the cycle through a node, in the direction of its arcs, beginning with the smallest. */
export function cycleOf(tails: Int32Array, via: Int32Array, node: number): number[] {
  const backwards = [node];
  for (let other = tails[via[node]]; other !== node; other = tails[via[other]]) backwards.push(other);
  const nodes = backwards.toReversed();
  const first = nodes.indexOf(Math.min(...nodes));
  return [...nodes.slice(first), ...nodes.slice(0, first)];
}
