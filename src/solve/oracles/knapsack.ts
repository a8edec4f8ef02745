import type { Oracle } from "../oracle.js";
import { combinatorialOracle, invalidStructure, requireCount } from "./combinatorial-oracle.js";
import { knapsackTable } from "./knapsack-table.js";
import { surrogateMultipliers } from "./surrogate-multipliers.js";

/** A knapsack with one or several limits. */
export interface KnapsackStructure {
  /** [dimensions, items] row-major, none negative */
  readonly weights: ArrayLike<number>;
  /** [dimensions] none negative */
  readonly capacities: ArrayLike<number>;
  /** By default "maximize": values. With "minimize", costs: what costs less than nothing is worth taking. */
  readonly sense?: Oracle["sense"];
}

/**
 * 0/1 knapsacks with one or several limits, exact. The uncertain values are the items' values, the decision is 1 for
 * each item taken; an item that improves nothing is never taken.
 *
 * Branch and bound, items by value per surrogate weight (Martello and Toth, "Knapsack Problems", 1990, chapter 2): the
 * limits are merged into one whose linear relaxation bounds what is left to gain. Where weights and capacities are
 * whole numbers and the table is not too large, a search that takes longer than dynamic programming gives way to it.
 *
 * @throws ForesolveError `FS_SOLVE_INVALID_STRUCTURE` when weights or capacities are negative or not finite, or not of
 * fitting number. `solveBatch` throws `FS_SOLVE_WRONG_PARAMETERS` as every oracle.
 * @example
 * import { knapsackOracle, oracleBatch } from "foresolve/solve";
 *
 * const oracle = knapsackOracle({ weights: [3, 4, 2, 5], capacities: [7] });
 * const batch = oracleBatch(1, oracle.dimension);
 * oracle.solveBatch(Float64Array.of(6, 7, -1, 9), batch);
 * [...batch.exposures]; // => [1, 1, 0, 0]
 */
export function knapsackOracle(structure: KnapsackStructure): Oracle {
  const { sense = "maximize" } = structure;
  const capacities = Float64Array.from(structure.capacities);
  const weights = Float64Array.from(structure.weights);
  const dimensions = capacities.length;
  requireCount("The number of capacities of a knapsack", dimensions, 1);
  const items = weights.length / dimensions;
  requireCount("The number of items of a knapsack (weights per capacity)", items, 1);
  for (const [what, numbers] of [
    ["weight", weights],
    ["capacity", capacities],
  ] as const) {
    const index = numbers.findIndex((number) => !(number >= 0 && number < Infinity));
    if (index < 0) continue;
    throw invalidStructure(
      `The ${what} at position ${index} of a knapsack is ${numbers[index]}.`,
      "Pass finite numbers of at least 0; leave out a limit that does not bind.",
      { what, index, value: numbers[index] },
    );
  }
  const search = new KnapsackSearch(items, weights, capacities);
  const sign = sense === "maximize" ? 1 : -1;
  return combinatorialOracle({
    name: "knapsack",
    dimension: items,
    sense,
    decide(costs, from, decision) {
      search.solve(costs, from, sign);
      let objective = 0;
      for (let item = 0; item < items; item++) {
        if (search.isTaken[item] === 0) continue;
        decision[from + item] = 1;
        objective += costs[from + item];
      }
      return objective;
    },
  });
}

/** Sums of many weights may miss a capacity by rounding: this much of it does not count as too heavy. */
const ROUNDING = 1e-12;
/** Only searches that have looked at this many nodes may give way to dynamic programming. */
const SMALL_SEARCH = 2000;

/** Depth-first search over the items in one order, with all its memory. */
class KnapsackSearch {
  /** [items] the best choice */
  readonly isTaken: Uint8Array;
  readonly #items: number;
  readonly #dimensions: number;
  /** [items, dimensions] in units of each capacity */
  readonly #weights: Float64Array;
  readonly #fits: Uint8Array;
  readonly #table: ReturnType<typeof knapsackTable>;
  /** The items worth a look, best first; all arrays below go by place in this order. */
  readonly #order: Int32Array;
  readonly #keys: Float64Array;
  readonly #values: Float64Array;
  readonly #orderedWeights: Float64Array;
  /** [places, dimensions] least weight from a place on */
  readonly #lightest: Float64Array;
  readonly #valueBefore: Float64Array;
  readonly #surrogateBefore: Float64Array;
  readonly #chosen: Uint8Array;
  readonly #left: Float64Array;
  readonly #multipliers: Float64Array;
  readonly #findMultipliers: ReturnType<typeof surrogateMultipliers>;

  constructor(items: number, weights: Float64Array, capacities: Float64Array) {
    const dimensions = capacities.length;
    this.#items = items;
    this.#dimensions = dimensions;
    this.isTaken = new Uint8Array(items);
    this.#fits = new Uint8Array(items).fill(1);
    this.#weights = new Float64Array(items * dimensions);
    for (let item = 0; item < items; item++) {
      for (let d = 0; d < dimensions; d++) {
        const weight = weights[d * items + item];
        if (weight > capacities[d]) this.#fits[item] = 0;
        this.#weights[item * dimensions + d] = weight === 0 ? 0 : weight / capacities[d];
      }
    }
    this.#table = knapsackTable(items, weights, capacities);
    this.#order = new Int32Array(items);
    this.#keys = new Float64Array(items);
    this.#values = new Float64Array(items + 1);
    this.#orderedWeights = new Float64Array(items * dimensions);
    this.#lightest = new Float64Array((items + 1) * dimensions);
    this.#valueBefore = new Float64Array(items + 1);
    this.#surrogateBefore = new Float64Array(items + 1);
    this.#chosen = new Uint8Array(items);
    this.#left = new Float64Array(dimensions);
    this.#multipliers = new Float64Array(dimensions);
    this.#findMultipliers = surrogateMultipliers(dimensions);
  }

  solve(costs: Float64Array, from: number, sign: number): void {
    this.isTaken.fill(0);
    const count = this.#arrange(costs, from, sign);
    if (count === 0) return;
    const cells = this.#table === null ? Infinity : this.#table.states * count;
    if (!this.#search(count, Math.max(SMALL_SEARCH, cells / 8)))
      this.#table!.solve(costs, from, sign, this.#order, count, this.isTaken);
  }

  /** Puts the items that fit and improve something in order. Returns their number. */
  #arrange(costs: Float64Array, from: number, sign: number): number {
    const dimensions = this.#dimensions;
    const order = this.#order;
    let count = 0;
    for (let item = 0; item < this.#items; item++) {
      const value = sign * costs[from + item];
      if (value <= 0 || this.#fits[item] === 0) continue;
      order[count] = item;
      this.#values[count] = value;
      for (let d = 0; d < dimensions; d++)
        this.#orderedWeights[count * dimensions + d] = this.#weights[item * dimensions + d];
      count++;
    }
    this.#findMultipliers(count, this.#values, this.#orderedWeights, this.#multipliers);
    for (let place = 0; place < count; place++) {
      const item = order[place];
      this.#keys[item] = this.#values[place] / this.#surrogate(item);
    }
    this.#sort(count);
    this.#lightest.fill(Infinity, count * dimensions, (count + 1) * dimensions);
    for (let place = 0; place < count; place++) {
      const item = order[place];
      this.#values[place] = sign * costs[from + item];
      for (let d = 0; d < dimensions; d++)
        this.#orderedWeights[place * dimensions + d] = this.#weights[item * dimensions + d];
      this.#valueBefore[place + 1] = this.#valueBefore[place] + this.#values[place];
      this.#surrogateBefore[place + 1] = this.#surrogateBefore[place] + this.#surrogate(item);
    }
    for (let k = count * dimensions - 1; k >= 0; k--)
      this.#lightest[k] = Math.min(this.#lightest[k + dimensions], this.#orderedWeights[k]);
    return count;
  }

  #surrogate(item: number): number {
    let weight = 0;
    for (let d = 0; d < this.#dimensions; d++)
      weight += this.#multipliers[d] * this.#weights[item * this.#dimensions + d];
    return weight;
  }

  /** Shell's sort by falling key: in place, and quick for the few dozen items that there usually are. */
  #sort(count: number): void {
    const order = this.#order;
    const keys = this.#keys;
    for (let gap = count >> 1; gap > 0; gap >>= 1) {
      for (let start = gap; start < count; start++) {
        const item = order[start];
        let place = start;
        for (; place >= gap && keys[order[place - gap]] < keys[item]; place -= gap)
          order[place] = order[place - gap];
        order[place] = item;
      }
    }
  }

  /** False when the search took more nodes than it may. */
  #search(count: number, mostNodes: number): boolean {
    const dimensions = this.#dimensions;
    const values = this.#values;
    const weights = this.#orderedWeights;
    const lightest = this.#lightest;
    const surrogateBefore = this.#surrogateBefore;
    const chosen = this.#chosen;
    const left = this.#left.fill(1 + ROUNDING);
    let surrogateLeft = 0;
    for (let d = 0; d < dimensions; d++) surrogateLeft += this.#multipliers[d] * left[d];
    let value = 0;
    let best = 0;
    let nodes = 0;
    let place = 0;
    chosen.fill(0);
    for (;;) {
      if (++nodes > mostNodes) return false;
      let isOpen = place < count;
      for (let d = 0; d < dimensions && isOpen; d++) isOpen = lightest[place * dimensions + d] <= left[d];
      if (isOpen && value + this.#gain(place, count, surrogateLeft) > best) {
        // Takes what fits, until something does not: then the bound has fallen and is looked at again.
        while (place < count) {
          let fits = true;
          for (let d = 0; d < dimensions && fits; d++) fits = weights[place * dimensions + d] <= left[d];
          if (!fits) break;
          for (let d = 0; d < dimensions; d++) left[d] -= weights[place * dimensions + d];
          surrogateLeft -= surrogateBefore[place + 1] - surrogateBefore[place];
          value += values[place];
          chosen[place++] = 1;
        }
        if (place < count) {
          place++;
          continue;
        }
      }
      if (value > best) {
        best = value;
        for (let k = 0; k < count; k++) this.isTaken[this.#order[k]] = chosen[k];
      }
      // Back to the last item that was taken, and on without it.
      do place--;
      while (place >= 0 && chosen[place] === 0);
      if (place < 0) return true;
      chosen[place] = 0;
      value -= values[place];
      for (let d = 0; d < dimensions; d++) left[d] += weights[place * dimensions + d];
      surrogateLeft += surrogateBefore[place + 1] - surrogateBefore[place];
      place++;
    }
  }

  /** The most that the items from a place on can add: Dantzig's bound for the merged limit. */
  #gain(place: number, count: number, surrogateLeft: number): number {
    const before = this.#surrogateBefore;
    const limit = before[place] + surrogateLeft;
    let low = place;
    let high = count;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (before[middle] <= limit) low = middle;
      else high = middle - 1;
    }
    const whole = this.#valueBefore[low] - this.#valueBefore[place];
    if (low === count) return whole;
    return whole + ((limit - before[low]) * this.#values[low]) / (before[low + 1] - before[low]);
  }
}
