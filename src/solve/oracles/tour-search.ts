import { OneTree, FORBIDDEN, FREE, REQUIRED } from "./one-tree.js";
import { improveTour, nearestNeighbourTour, tourLength } from "./tour-heuristic.js";

/** Steps of the ascent of the bound, at the root and below it. */
const ROOT_STEPS = 100;
const BRANCH_STEPS = 25;

/** Branch and bound over which edges a tour must use and must not, with all its memory. */
export class TourSearch {
  readonly #nodes: number;
  /** [nodes, nodes] */
  readonly #costs: Float64Array;
  readonly #best: Int32Array;
  readonly #tour: Int32Array;
  readonly #tree: OneTree;
  /** Per depth: [nodes, nodes] what is known of each edge, and [nodes] the prices of the bound. */
  readonly #states: Int8Array[] = [];
  readonly #prices: Float64Array[] = [];
  #shortest = Infinity;
  #rounding = 0;
  #areWhole = false;

  constructor(nodes: number) {
    this.#nodes = nodes;
    this.#costs = new Float64Array(nodes * nodes);
    this.#best = new Int32Array(nodes);
    this.#tour = new Int32Array(nodes);
    this.#tree = new OneTree(nodes, this.#costs);
    // Each branching decides at least one edge.
    for (let depth = 0; depth <= (nodes * (nodes - 1)) / 2 + 1; depth++) {
      this.#states.push(new Int8Array(nodes * nodes));
      this.#prices.push(new Float64Array(nodes));
    }
  }

  setCost(first: number, second: number, cost: number): void {
    this.#costs[first * this.#nodes + second] = cost;
    this.#costs[second * this.#nodes + first] = cost;
  }

  /** [nodes] a shortest tour, in a buffer that the next call overwrites */
  solve(): Int32Array {
    let largest = 0;
    this.#areWhole = true;
    for (const cost of this.#costs) {
      largest = Math.max(largest, Math.abs(cost));
      this.#areWhole &&= Number.isInteger(cost);
    }
    this.#rounding = 1e-11 * this.#nodes * largest;
    this.#areWhole &&= this.#rounding < 0.1;
    this.#shortest = Infinity;
    for (let start = 0; start < Math.min(this.#nodes, 4); start++) {
      nearestNeighbourTour(this.#costs, this.#tour, start);
      improveTour(this.#costs, this.#tour);
      this.#offer();
    }
    this.#states[0].fill(FREE);
    this.#prices[0].fill(0);
    this.#branch(0);
    return this.#best;
  }

  #offer(): void {
    const length = tourLength(this.#costs, this.#tour);
    if (length >= this.#shortest) return;
    this.#shortest = length;
    this.#best.set(this.#tour);
  }

  /** Whether a tour of at least this length cannot be shorter than the best one. */
  #isHopeless(bound: number): boolean {
    if (this.#areWhole) return Math.ceil(bound - this.#rounding) >= this.#shortest;
    return bound >= this.#shortest - this.#rounding;
  }

  #branch(depth: number): void {
    const nodes = this.#nodes;
    const state = this.#states[depth];
    const prices = this.#prices[depth];
    const tree = this.#tree;
    if (!settle(state, nodes)) return;
    const steps = depth === 0 ? ROOT_STEPS : BRANCH_STEPS;
    let factor = depth === 0 ? 1.5 : 1;
    for (let step = 0; step < steps; step++) {
      const bound = tree.build(state, prices);
      if (this.#isHopeless(bound)) return;
      if (tree.excess === 0) {
        // No node forks: the 1-tree is a tour, and no tour under these decisions is shorter.
        tree.writeTour(this.#tour);
        this.#offer();
        if (this.#isHopeless(bound)) return;
      }
      if (tree.excess === 0 || step === steps - 1) break;
      const length = (factor * (this.#shortest - bound)) / tree.excess;
      for (let node = 0; node < nodes; node++) prices[node] += length * (tree.degrees[node] - 2);
      factor *= 0.97;
    }
    this.#divide(depth, state, prices);
  }

  /** Three cases for two edges at a fork: not the first; the first but not the second; both. */
  #divide(depth: number, state: Int8Array, prices: Float64Array): void {
    const nodes = this.#nodes;
    const tree = this.#tree;
    const node = tree.fork(state);
    if (node < 0) return;
    const [first, second] = tree.looseNeighbours(state, node);
    for (let kind = 0; kind < 3; kind++) {
      const below = this.#states[depth + 1];
      below.set(state);
      this.#prices[depth + 1].set(prices);
      mark(below, nodes, node, first, kind === 0 ? FORBIDDEN : REQUIRED);
      if (kind > 0 && second >= 0) mark(below, nodes, node, second, kind === 1 ? FORBIDDEN : REQUIRED);
      this.#branch(depth + 1);
      if (second < 0 && kind === 1) return;
    }
  }
}

function mark(state: Int8Array, nodes: number, first: number, second: number, what: number): void {
  state[first * nodes + second] = what;
  state[second * nodes + first] = what;
}

/**
 * Draws the plain conclusions: a node with two required edges can have no other, one with only two edges left needs
 * both. False when some node cannot have two edges.
 */
function settle(state: Int8Array, nodes: number): boolean {
  for (let changed = true; changed;) {
    changed = false;
    for (let node = 0; node < nodes; node++) {
      let required = 0;
      let possible = 0;
      for (let other = 0; other < nodes; other++) {
        if (other === node || state[node * nodes + other] === FORBIDDEN) continue;
        possible++;
        if (state[node * nodes + other] === REQUIRED) required++;
      }
      if (required > 2 || possible < 2) return false;
      const rest = required === 2 ? FORBIDDEN : REQUIRED;
      if (possible === required || (required < 2 && possible > 2)) continue;
      changed = true;
      for (let other = 0; other < nodes; other++)
        if (other !== node && state[node * nodes + other] === FREE) mark(state, nodes, node, other, rest);
    }
  }
  return true;
}
