import type { RandomStream } from "../../math/index.js";
import type { Oracle, OracleBatch } from "../../solve/index.js";

/** Exposures that differ by less than this share of the largest one known at the start are the same. */
const RESOLUTION = 1e-9;
const NONE = -1;

/**
 * Distinct decisions that were met so far, for losses that compare decisions instead of solving for them. A decision is known by its
 * exposures: met again, it is not kept twice, and of two with the same exposures the one with the better fixed cost stays. The room
 * is bounded: when it is full, the decision that has not been met for the longest time makes way.
 *
 * Solution caching is from Mulamba et al., "Contrastive Losses and Solution Caching for Predict-and-Optimize", IJCAI 2021, section 5.
 *
 * @example
 * import { SolutionPool } from "foresolve/decide";
 *
 * const pool = new SolutionPool({ dimension: 2, sense: "minimize", mostSolutions: 2 });
 * pool.add(Float64Array.of(1, 0), 0, 0); // => 0
 * pool.add(Float64Array.of(0, 1), 0, 0); // => 1
 * pool.add(Float64Array.of(1, 0), 0, 0); // => 0
 * pool.add(Float64Array.of(1, 1), 0, 0); // => 1
 * pool.size; // => 2
 */
export class SolutionPool {
  readonly dimension: number;
  readonly sense: Oracle["sense"];
  readonly mostSolutions: number;
  /** [mostSolutions, dimension] of which the first `size` rows are filled */
  readonly exposures: Float64Array;
  /** [mostSolutions] */
  readonly fixedCosts: Float64Array;
  /** [mostSolutions, dimension] positions of the exposures that are not 0: the first `entryCounts[k]` of row k */
  readonly #entries: Int32Array;
  readonly #entryCounts: Int32Array;
  /** When each decision was met last. */
  readonly #met: Float64Array;
  readonly #hashes: Int32Array;
  /** First decision of each bucket, and the next one after each decision in its bucket. */
  readonly #buckets: Int32Array;
  readonly #next: Int32Array;
  readonly #resolution: number;
  #size = 0;
  #clock = 0;

  constructor(options: {
    readonly dimension: number;
    readonly sense: Oracle["sense"];
    readonly mostSolutions: number;
    /** Exposures are compared after rounding to multiples of this. Default 1e-9. */
    readonly resolution?: number;
  }) {
    const { dimension, sense, mostSolutions, resolution = RESOLUTION } = options;
    this.dimension = dimension;
    this.sense = sense;
    this.mostSolutions = mostSolutions;
    this.#resolution = resolution;
    this.exposures = new Float64Array(mostSolutions * dimension);
    this.fixedCosts = new Float64Array(mostSolutions);
    this.#entries = new Int32Array(mostSolutions * dimension);
    this.#entryCounts = new Int32Array(mostSolutions);
    this.#met = new Float64Array(mostSolutions);
    this.#hashes = new Int32Array(mostSolutions);
    this.#buckets = new Int32Array(2 ** Math.ceil(Math.log2(2 * mostSolutions))).fill(NONE);
    this.#next = new Int32Array(mostSolutions).fill(NONE);
  }

  /**
   * A pool of the best decisions of a batch, met in random order: where there is no room for all, chance decides.
   */
  static of(
    optima: OracleBatch,
    oracle: Pick<Oracle, "dimension" | "sense">,
    random: RandomStream,
    mostSolutions: number,
  ): SolutionPool {
    const { dimension, sense } = oracle;
    let largest = 0;
    for (let k = 0; k < optima.exposures.length; k++)
      largest = Math.max(largest, Math.abs(optima.exposures[k]));
    const resolution = RESOLUTION * (largest || 1);
    const pool = new SolutionPool({ dimension, sense, mostSolutions, resolution });
    const order = random.permutation(optima.objectives.length);
    for (let k = 0; k < order.length; k++)
      pool.add(optima.exposures, order[k] * dimension, optima.fixedCosts[order[k]]);
    return pool;
  }

  /** Number of decisions in the pool. */
  get size(): number {
    return this.#size;
  }

  /** Meets the decision whose exposures start at `from`; returns its position in the pool. */
  add(exposures: Float64Array, from: number, fixedCost: number): number {
    this.#clock++;
    const hash = this.#hash(exposures, from);
    const known = this.#find(hash, exposures, from);
    if (known !== NONE) {
      this.#met[known] = this.#clock;
      const isBetter =
        this.sense === "minimize" ? fixedCost < this.fixedCosts[known] : fixedCost > this.fixedCosts[known];
      if (isBetter) this.fixedCosts[known] = fixedCost;
      return known;
    }
    const position = this.#size < this.mostSolutions ? this.#size++ : this.#makeRoom();
    const at = position * this.dimension;
    let count = 0;
    for (let k = 0; k < this.dimension; k++) {
      const exposure = exposures[from + k];
      this.exposures[at + k] = exposure;
      if (exposure !== 0) this.#entries[at + count++] = k;
    }
    this.#entryCounts[position] = count;
    this.fixedCosts[position] = fixedCost;
    this.#met[position] = this.#clock;
    this.#hashes[position] = hash;
    const bucket = hash & (this.#buckets.length - 1);
    this.#next[position] = this.#buckets[bucket];
    this.#buckets[bucket] = position;
    return position;
  }

  /** Position of the decision whose exposures start at `from`, or −1. */
  find(exposures: Float64Array, from: number): number {
    return this.#find(this.#hash(exposures, from), exposures, from);
  }

  /** Writes the objective of every decision at the costs that start at `from`. */
  objectives(costs: Float64Array, from: number, out: Float64Array): void {
    for (let k = 0; k < this.#size; k++) {
      const at = k * this.dimension;
      let sum = this.fixedCosts[k];
      for (let entry = at; entry < at + this.#entryCounts[k]; entry++) {
        const column = this.#entries[entry];
        sum += this.exposures[at + column] * costs[from + column];
      }
      out[k] = sum;
    }
  }

  /** Writes the sum of absolute differences between each decision's exposures and those that start at `from`. */
  distances(exposures: Float64Array, from: number, out: Float64Array): void {
    for (let k = 0; k < this.#size; k++) {
      const at = k * this.dimension;
      let sum = 0;
      for (let d = 0; d < this.dimension; d++) sum += Math.abs(this.exposures[at + d] - exposures[from + d]);
      out[k] = sum;
    }
  }

  /** Adds `weights[k]` times the exposures of decision k, for all of them, to the numbers that start at `from`. */
  addCombination(weights: Float64Array, out: Float64Array, from: number): void {
    for (let k = 0; k < this.#size; k++) {
      const weight = weights[k];
      if (weight === 0) continue;
      const at = k * this.dimension;
      for (let entry = at; entry < at + this.#entryCounts[k]; entry++) {
        const column = this.#entries[entry];
        out[from + column] += weight * this.exposures[at + column];
      }
    }
  }

  #rounded(value: number): number {
    // Adding 0 makes one zero of two.
    return Math.round(value / this.#resolution) + 0;
  }

  #hash(exposures: Float64Array, from: number): number {
    let hash = 0x811c9dc5 | 0;
    for (let k = 0; k < this.dimension; k++) {
      const exposure = exposures[from + k];
      if (exposure === 0) continue;
      const rounded = this.#rounded(exposure);
      if (rounded === 0) continue;
      hash = Math.imul(hash ^ k, 0x01000193);
      hash = Math.imul(hash ^ (rounded | 0), 0x85ebca6b);
      hash = Math.imul(hash ^ ((rounded / 0x100000000) | 0) ^ (hash >>> 15), 0xc2b2ae35);
    }
    return hash ^ (hash >>> 16);
  }

  #find(hash: number, exposures: Float64Array, from: number): number {
    let position = this.#buckets[hash & (this.#buckets.length - 1)];
    while (position !== NONE && !(this.#hashes[position] === hash && this.#isAt(position, exposures, from)))
      position = this.#next[position];
    return position;
  }

  #isAt(position: number, exposures: Float64Array, from: number): boolean {
    const at = position * this.dimension;
    for (let k = 0; k < this.dimension; k++) {
      const [kept, asked] = [this.exposures[at + k], exposures[from + k]];
      if (kept !== asked && this.#rounded(kept) !== this.#rounded(asked)) return false;
    }
    return true;
  }

  /** Lets the decision go that was not met for the longest time; returns its position. */
  #makeRoom(): number {
    let oldest = 0;
    for (let k = 1; k < this.#size; k++) if (this.#met[k] < this.#met[oldest]) oldest = k;
    const bucket = this.#hashes[oldest] & (this.#buckets.length - 1);
    if (this.#buckets[bucket] === oldest) this.#buckets[bucket] = this.#next[oldest];
    else {
      let before = this.#buckets[bucket];
      while (this.#next[before] !== oldest) before = this.#next[before];
      this.#next[before] = this.#next[oldest];
    }
    return oldest;
  }
}
