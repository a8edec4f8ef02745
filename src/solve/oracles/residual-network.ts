import { arcLists, type ArcLists } from "./arc-graph.js";
import { NodeHeap } from "./node-heap.js";

/**
 * A network in which flow is pushed along cheapest paths until every supply has arrived. Each arc `k` has two halves,
 * `2 k` that can still be filled and `2 k + 1` that can be taken back. Costs, reduced by the nodes' potentials, are
 * never negative on a half with room; that is what makes the flow one of least cost.
 */
export class ResidualNetwork {
  readonly #capacities: Float64Array;
  readonly #supplies: Float64Array;
  /** Roundings up to this do not count as supply. */
  readonly #tolerance: number;
  readonly #starts: ArcLists["starts"];
  readonly #halves: ArcLists["arcs"];
  readonly #ends: Int32Array;
  /** [halves] */
  readonly #room: Float64Array;
  readonly #costs: Float64Array;
  /** [nodes] */
  readonly #excess: Float64Array;
  readonly #potentials: Float64Array;
  readonly #distances: Float64Array;
  readonly #via: Int32Array;
  readonly #isDone: Uint8Array;
  readonly #heap: NodeHeap;

  constructor(
    nodes: number,
    tails: Int32Array,
    heads: Int32Array,
    capacities: Float64Array,
    supplies: Float64Array,
    tolerance: number,
  ) {
    const halves = 2 * tails.length;
    this.#capacities = capacities;
    this.#supplies = supplies;
    this.#tolerance = tolerance;
    // The other half of `k` is `k ^ 1`, so that the tail of one is the end of the other.
    const beginnings = Int32Array.from({ length: halves }, (_, k) => (k & 1 ? heads : tails)[k >> 1]);
    this.#ends = Int32Array.from({ length: halves }, (_, k) => (k & 1 ? tails : heads)[k >> 1]);
    const lists = arcLists(nodes, beginnings, Int32Array.from(beginnings.keys()));
    this.#starts = lists.starts;
    this.#halves = lists.arcs;
    this.#room = new Float64Array(halves);
    this.#costs = new Float64Array(halves);
    this.#excess = new Float64Array(nodes);
    this.#potentials = new Float64Array(nodes);
    this.#distances = new Float64Array(nodes);
    this.#via = new Int32Array(nodes);
    this.#isDone = new Uint8Array(nodes);
    this.#heap = new NodeHeap(nodes);
  }

  /** Flow on an arc after {@link solve}. */
  flow(arc: number): number {
    return this.#room[2 * arc + 1];
  }

  /** False when the supplies cannot all arrive. */
  solve(costs: Float64Array, from: number, sign: number): boolean {
    this.#excess.set(this.#supplies);
    this.#potentials.fill(0);
    for (let arc = 0; arc < this.#capacities.length; arc++) {
      const cost = sign * costs[from + arc];
      // An arc that gains is full to begin with; taking flow back from it costs something.
      const flow = cost < 0 ? this.#capacities[arc] : 0;
      this.#costs[2 * arc] = cost;
      this.#costs[2 * arc + 1] = -cost;
      this.#room[2 * arc] = this.#capacities[arc] - flow;
      this.#room[2 * arc + 1] = flow;
      this.#excess[this.#ends[2 * arc]] += flow;
      this.#excess[this.#ends[2 * arc + 1]] -= flow;
    }
    for (;;) {
      let isLeft = false;
      this.#heap.clear();
      this.#distances.fill(Infinity);
      this.#via.fill(-1);
      for (let node = 0; node < this.#excess.length; node++) {
        if (this.#excess[node] <= this.#tolerance) continue;
        isLeft = true;
        this.#distances[node] = 0;
        this.#heap.lower(node, 0);
      }
      if (!isLeft) return true;
      const sink = this.#nearestSink();
      if (sink < 0) return false;
      this.#push(sink);
    }
  }

  /** Dijkstra's method from all nodes with supply left; potentials move on to the distances. */
  #nearestSink(): number {
    const heap = this.#heap;
    const distances = this.#distances;
    const potentials = this.#potentials;
    this.#isDone.fill(0);
    while (heap.length > 0) {
      const node = heap.pop();
      if (this.#excess[node] < -this.#tolerance) {
        for (let other = 0; other < distances.length; other++)
          potentials[other] += this.#isDone[other] === 1 ? distances[other] : distances[node];
        return node;
      }
      this.#isDone[node] = 1;
      const base = distances[node] + potentials[node];
      for (let k = this.#starts[node]; k < this.#starts[node + 1]; k++) {
        const half = this.#halves[k];
        if (this.#room[half] <= 0) continue;
        const end = this.#ends[half];
        // Rounding may make a reduced cost of zero look negative.
        const distance = Math.max(base + this.#costs[half] - potentials[end], distances[node]);
        if (distance >= distances[end]) continue;
        distances[end] = distance;
        this.#via[end] = half;
        heap.lower(end, distance);
      }
    }
    return -1;
  }

  #push(sink: number): void {
    const via = this.#via;
    let amount = -this.#excess[sink];
    let source = sink;
    for (let half = via[source]; half >= 0; half = via[source]) {
      amount = Math.min(amount, this.#room[half]);
      source = this.#ends[half ^ 1];
    }
    amount = Math.min(amount, this.#excess[source]);
    for (let node = sink; node !== source; node = this.#ends[via[node] ^ 1]) {
      this.#room[via[node]] -= amount;
      this.#room[via[node] ^ 1] += amount;
    }
    this.#excess[source] -= amount;
    this.#excess[sink] += amount;
  }
}
