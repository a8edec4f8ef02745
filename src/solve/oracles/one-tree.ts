/** What is known of an edge. */
export const FREE = 0;
export const REQUIRED = 1;
export const FORBIDDEN = -1;

const NONE = -1;

/**
 * A cheapest 1-tree: a spanning tree of all nodes but the last, and two edges at the last. Every tour is one, so that
 * none is shorter. A price per node, paid for each of its edges and given back twice, does not change what tours cost
 * but can make forks dear.
 */
export class OneTree {
  /** [nodes] */
  readonly degrees: Int32Array;
  /** Sum of the squares of what the degrees differ from 2; 0 for a tour. */
  excess = 0;
  readonly #nodes: number;
  readonly #costs: Float64Array;
  /** [nodes - 1] the other end of the edge by which Prim's method reached each node */
  readonly #parents: Int32Array;
  readonly #keys: Float64Array;
  readonly #outside: Int32Array;
  #first = NONE;
  #second = NONE;
  readonly #neighbours: [number, number] = [NONE, NONE];

  constructor(nodes: number, costs: Float64Array) {
    this.#nodes = nodes;
    this.#costs = costs;
    this.degrees = new Int32Array(nodes);
    this.#parents = new Int32Array(nodes);
    this.#keys = new Float64Array(nodes);
    this.#outside = new Int32Array(nodes);
  }

  /** Builds the cheapest 1-tree with all required edges and no forbidden one; its bound, or Infinity. */
  build(state: Int8Array, prices: Float64Array): number {
    const nodes = this.#nodes;
    const special = nodes - 1;
    const costs = this.#costs;
    const keys = this.#keys;
    const parents = this.#parents;
    const outside = this.#outside;
    const degrees = this.degrees.fill(0);
    let bound = 0;
    for (let node = 0; node < nodes; node++) bound -= 2 * prices[node];
    for (let k = 0; k < special - 1; k++) {
      outside[k] = k + 1;
      keys[k + 1] = Infinity;
    }
    // Prim's method, required edges before all others. Keys are of edges; a required one has -Infinity.
    let newest = 0;
    for (let count = special - 1; count > 0; count--) {
      const row = newest * nodes;
      let nearest = 0;
      for (let k = 0; k < count; k++) {
        const node = outside[k];
        const known = state[row + node];
        const key =
          known === FREE
            ? costs[row + node] + prices[newest] + prices[node]
            : known === REQUIRED
              ? -Infinity
              : Infinity;
        if (key < keys[node]) {
          keys[node] = key;
          parents[node] = newest;
        }
        if (keys[node] < keys[outside[nearest]]) nearest = k;
      }
      newest = outside[nearest];
      if (keys[newest] === Infinity) return Infinity;
      outside[nearest] = outside[count - 1];
      const parent = parents[newest];
      bound += costs[parent * nodes + newest] + prices[parent] + prices[newest];
      degrees[parent]++;
      degrees[newest]++;
    }
    return bound + this.#closeAt(special, state, prices);
  }

  /** The two cheapest edges at the last node. */
  #closeAt(special: number, state: Int8Array, prices: Float64Array): number {
    const row = special * this.#nodes;
    const key = (node: number): number =>
      state[row + node] === REQUIRED ? -Infinity : this.#costs[row + node] + prices[node];
    let first = NONE;
    let second = NONE;
    for (let node = 0; node < special; node++) {
      if (state[row + node] === FORBIDDEN) continue;
      if (first === NONE || key(node) < key(first)) {
        second = first;
        first = node;
      } else if (second === NONE || key(node) < key(second)) second = node;
    }
    if (second === NONE) return Infinity;
    this.#first = first;
    this.#second = second;
    this.degrees[first]++;
    this.degrees[second]++;
    this.degrees[special] = 2;
    this.excess = 0;
    for (const degree of this.degrees) this.excess += (degree - 2) ** 2;
    return (
      this.#costs[row + first] +
      this.#costs[row + second] +
      2 * prices[special] +
      prices[first] +
      prices[second]
    );
  }

  /** A node where the tree forks at edges that are still free, NONE (-1) when there is no fork. */
  fork(state: Int8Array): number {
    let best = NONE;
    let most = 2;
    for (let node = 0; node < this.#nodes; node++) {
      if (this.degrees[node] <= most) continue;
      if (this.looseNeighbours(state, node)[0] === NONE) continue;
      most = this.degrees[node];
      best = node;
    }
    return best;
  }

  /** Two neighbours of a node in the tree by edges that are still free, -1 where there are fewer. */
  looseNeighbours(state: Int8Array, node: number): readonly [number, number] {
    const found = this.#neighbours;
    found[0] = NONE;
    found[1] = NONE;
    for (let other = 0; other < this.#nodes; other++) {
      if (other === node || !this.#has(node, other) || state[node * this.#nodes + other] !== FREE) continue;
      if (found[0] === NONE) found[0] = other;
      else if (found[1] === NONE) found[1] = other;
    }
    return found;
  }

  /** The nodes in the order of the tour that the 1-tree is, where no node forks. */
  writeTour(tour: Int32Array): void {
    let before = NONE;
    let node = this.#nodes - 1;
    for (let k = 0; k < this.#nodes; k++) {
      tour[k] = node;
      let next = 0;
      while (next === before || !this.#has(node, next)) next++;
      before = node;
      node = next;
    }
  }

  #has(node: number, other: number): boolean {
    const special = this.#nodes - 1;
    if (node === special) return other === this.#first || other === this.#second;
    if (other === special) return node === this.#first || node === this.#second;
    return (node > 0 && this.#parents[node] === other) || (other > 0 && this.#parents[other] === node);
  }
}
