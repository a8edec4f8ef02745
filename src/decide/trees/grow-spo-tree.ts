import { treeBuilder, type TreeEnsemble } from "../../learn/index.js";
import { oracleBatch, type Oracle, type OracleBatch } from "../../solve/index.js";

/** Examples that a tree is grown on. */
export interface SpoTreeData {
  /** [rows, columns] row-major; NaN is a missing value. */
  readonly features: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** [rows, dimension] row-major */
  readonly truths: Float64Array;
  /** [rows]; all the same when absent. */
  readonly weights?: Float64Array | undefined;
}

/** When a tree stops growing. */
export interface SpoTreeSettings {
  readonly maxDepth: number;
  readonly minRowsPerLeaf: number;
  /** Thresholds that are tried for each column at each node: quantiles of the node's rows. */
  readonly candidates: number;
}

/**
 * Grows a decision tree on the cost of decisions: Elmachtoub, Liang and McNellis, "Decision trees for decision-making under the
 * predict-then-optimize framework", ICML 2020. All rows of a leaf get one decision, the best for the mean of their truths;
 * a split is chosen for the total cost of the decisions on both sides. That total is
 *
 *     Σ over leaves: (sum of weights) · z*(mean truth of the leaf),
 *
 * z* being the optimal objective, so that one solve judges a leaf, and no split ever makes the total worse (z* is concave when
 * minimising). All candidate splits of a node are solved in one batch.
 *
 * @returns one tree whose leaves hold the mean truths, [nodes, dimension]; `gain` is the cost saved on the rows grown on.
 */
export function growSpoTree(data: SpoTreeData, oracle: Oracle, settings: SpoTreeSettings): TreeEnsemble {
  const grower = new SpoTreeGrower(data, oracle, settings);
  return grower.grow();
}

/** The rows of a node in some order, as a stretch of a permutation. */
interface Stretch {
  readonly begin: number;
  readonly end: number;
}

interface Split extends Stretch {
  readonly column: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  readonly gain: number;
}

/** Gains below this share of a node's cost are rounding. */
const LEAST_GAIN_SHARE = 1e-9;

class SpoTreeGrower {
  readonly #data: SpoTreeData;
  readonly #oracle: Oracle;
  readonly #settings: SpoTreeSettings;
  readonly #order: Int32Array;
  readonly #sign: number;

  constructor(data: SpoTreeData, oracle: Oracle, settings: SpoTreeSettings) {
    this.#data = data;
    this.#oracle = oracle;
    this.#settings = settings;
    this.#order = Int32Array.from({ length: data.rows }, (_, row) => row);
    this.#sign = oracle.sense === "minimize" ? 1 : -1;
  }

  grow(): TreeEnsemble {
    const { columns, rows } = this.#data;
    const { dimension } = this.#oracle;
    const builder = treeBuilder(columns, dimension, 1);
    const pending = [{ node: 0, stretch: { begin: 0, end: rows }, depth: 0 }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { node, stretch, depth } = next;
      const sum = new Float64Array(dimension);
      const weight = this.#addTo(sum, stretch);
      for (let entry = 0; entry < dimension; entry++) builder.setValue(node, entry, sum[entry]! / weight);
      builder.setCover(node, weight);
      const split = depth < this.#settings.maxDepth ? this.#bestSplit(stretch, sum, weight) : null;
      if (split === null) continue;
      // Inner nodes carry no values: only leaves predict.
      for (let entry = 0; entry < dimension; entry++) builder.setValue(node, entry, 0);
      const left = builder.split(node, {
        feature: split.column,
        threshold: split.threshold,
        missingLeft: split.missingLeft,
        gain: split.gain,
        categories: null,
      });
      const middle = this.#partition(stretch, split);
      pending.push({ node: left + 1, stretch: { begin: middle, end: stretch.end }, depth: depth + 1 });
      pending.push({ node: left, stretch: { begin: stretch.begin, end: middle }, depth: depth + 1 });
    }
    return builder.build();
  }

  /** Adds the weighted truths of a stretch to `sum` and returns its weight. */
  #addTo(sum: Float64Array, { begin, end }: Stretch): number {
    const { truths, weights } = this.#data;
    const dimension = sum.length;
    let total = 0;
    for (let at = begin; at < end; at++) {
      const row = this.#order[at]!;
      const weight = weights === undefined ? 1 : weights[row]!;
      total += weight;
      for (let entry = 0; entry < dimension; entry++)
        sum[entry]! += weight * truths[row * dimension + entry]!;
    }
    return total;
  }

  /** The split that saves most, or nothing where none saves anything. */
  #bestSplit(stretch: Stretch, sum: Float64Array, weight: number): Split | null {
    const { dimension } = this.#oracle;
    const splits = this.#candidates(stretch);
    if (splits.length === 0) return null;
    // Two means for each candidate, and that of the node itself.
    const means = new Float64Array((2 * splits.length + 1) * dimension);
    const shares = new Float64Array(2 * splits.length + 1);
    for (const [at, split] of splits.entries()) {
      const left = means.subarray(2 * at * dimension, (2 * at + 1) * dimension);
      const right = means.subarray((2 * at + 1) * dimension, (2 * at + 2) * dimension);
      const onLeft = this.#addLeft(left, stretch, split);
      shares[2 * at] = onLeft;
      shares[2 * at + 1] = weight - onLeft;
      for (let entry = 0; entry < dimension; entry++) {
        right[entry] = (sum[entry]! - left[entry]!) / (weight - onLeft);
        left[entry]! /= onLeft;
      }
    }
    const own = 2 * splits.length;
    shares[own] = weight;
    for (let entry = 0; entry < dimension; entry++) means[own * dimension + entry] = sum[entry]! / weight;
    const solved: OracleBatch = oracleBatch(own + 1, dimension);
    this.#oracle.solveBatch(means, solved);
    const cost = (at: number): number => this.#sign * shares[at]! * solved.objectives[at]!;
    const before = cost(own);
    let best: Split | null = null;
    for (const [at, split] of splits.entries()) {
      const gain = before - cost(2 * at) - cost(2 * at + 1);
      if (gain > (best?.gain ?? LEAST_GAIN_SHARE * Math.abs(before))) best = { ...split, gain };
    }
    return best;
  }

  #addLeft(sum: Float64Array, { begin, end }: Stretch, split: Split): number {
    const { truths, weights } = this.#data;
    const dimension = sum.length;
    let total = 0;
    for (let at = begin; at < end; at++) {
      const row = this.#order[at]!;
      if (!this.#goesLeft(row, split)) continue;
      const weight = weights === undefined ? 1 : weights[row]!;
      total += weight;
      for (let entry = 0; entry < dimension; entry++)
        sum[entry]! += weight * truths[row * dimension + entry]!;
    }
    return total;
  }

  #goesLeft(row: number, { column, threshold, missingLeft }: Split): boolean {
    const value = this.#data.features[row * this.#data.columns + column]!;
    return Number.isNaN(value) ? missingLeft : value < threshold;
  }

  /** Thresholds halfway between neighbouring values at the node's quantiles, wide enough on both sides. */
  #candidates({ begin, end }: Stretch): Split[] {
    const { features, columns } = this.#data;
    const { candidates, minRowsPerLeaf } = this.#settings;
    const found: Split[] = [];
    for (let column = 0; column < columns; column++) {
      const values: number[] = [];
      for (let at = begin; at < end; at++) {
        const value = features[this.#order[at]! * columns + column]!;
        if (!Number.isNaN(value)) values.push(value);
      }
      const missing = end - begin - values.length;
      values.sort((a, b) => a - b);
      // Whether a value is missing may say more than the value.
      if (Math.min(missing, values.length) >= Math.max(1, minRowsPerLeaf))
        found.push({ begin, end, column, threshold: Infinity, missingLeft: false, gain: 0 });
      const thresholds = new Set<number>();
      for (let candidate = 1; candidate <= candidates; candidate++) {
        const place = Math.round((candidate * values.length) / (candidates + 1));
        const above = firstNot(values, place);
        if (above <= 0 || above >= values.length) continue;
        const [low, high] = [values[above - 1]!, values[above]!];
        const middle = low + (high - low) / 2;
        const threshold = middle > low ? middle : high;
        if (thresholds.has(threshold)) continue;
        thresholds.add(threshold);
        for (const missingLeft of missing > 0 ? [true, false] : [false]) {
          const left = above + (missingLeft ? missing : 0);
          if (left >= minRowsPerLeaf && end - begin - left >= minRowsPerLeaf)
            found.push({ begin, end, column, threshold, missingLeft, gain: 0 });
        }
      }
    }
    return found;
  }

  /** Moves the rows that go left to the front, keeping their order, and returns where the others begin. */
  #partition({ begin, end }: Stretch, split: Split): number {
    const rows = this.#order.slice(begin, end);
    let at = begin;
    for (const row of rows) if (this.#goesLeft(row, split)) this.#order[at++] = row;
    const middle = at;
    for (const row of rows) if (!this.#goesLeft(row, split)) this.#order[at++] = row;
    return middle;
  }
}

/** The first place at or after `place` whose value differs from the one before it; the length where there is none. */
function firstNot(sorted: readonly number[], place: number): number {
  let at = Math.max(1, place);
  while (at < sorted.length && sorted[at] === sorted[at - 1]) at++;
  return at;
}
