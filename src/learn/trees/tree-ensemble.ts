/**
 * Regression trees in flat arrays over all nodes of all trees: what an optimiser needs to embed them, and what makes
 * them quick to walk. Read-only by contract.
 */
export interface TreeEnsemble {
  /** Number of feature columns. */
  readonly columns: number;
  /** Prediction before the first tree. */
  readonly base: number;
  /** Root node of each tree, [trees]. */
  readonly roots: Int32Array;
  /** Column that a node splits on, −1 at a leaf, [nodes]. */
  readonly feature: Int32Array;
  /**
   * Values below the threshold go left, the others right, [nodes]. +∞ where only missing values are split off; 0 at
   * leaves.
   */
  readonly threshold: Float64Array;
  /** Left and right children as node numbers, −1 at leaves, [nodes]. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** 1 where missing values (NaN) go left, [nodes]. */
  readonly missingLeft: Uint8Array;
  /** What a leaf adds to the prediction, the learning rate included; 0 at inner nodes, [nodes]. */
  readonly value: Float64Array;
}

/**
 * Predictions of an ensemble: the base plus one leaf value from each tree.
 *
 * @param features [rows, columns] row-major; NaN is a missing value
 * @param out receives the predictions, [rows]; a new array when absent
 *
 * @example
 * import { fitBoostedTrees, predictTrees } from "foresolve/learn";
 *
 * const features = new Float64Array([0, 1, 2, 3]);
 * const { ensemble } = fitBoostedTrees(
 *   { features, rows: 4, columns: 1, target: new Float64Array([5, 5, 9, 9]) },
 *   { trees: 1, learningRate: 1, lambda: 0, minRowsPerLeaf: 1 },
 * );
 * predictTrees(ensemble, features, 4); // => new Float64Array([5, 5, 9, 9])
 */
export function predictTrees(
  ensemble: TreeEnsemble,
  features: Float64Array,
  rows: number,
  out: Float64Array = new Float64Array(rows),
): Float64Array {
  out.fill(ensemble.base);
  // Trees outside, rows inside: one tree's nodes stay in the cache while the rows stream past.
  for (let tree = 0; tree < ensemble.roots.length; tree++) addTree(ensemble, tree, features, rows, out);
  return out;
}

/** Adds one tree's leaf values to the predictions. */
export function addTree(
  ensemble: TreeEnsemble,
  tree: number,
  features: Float64Array,
  rows: number,
  out: Float64Array,
): void {
  const { columns, feature, threshold, left, right, missingLeft, value } = ensemble;
  const root = ensemble.roots[tree]!;
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let node = root;
    let column = feature[node]!;
    while (column >= 0) {
      const found = features[start + column]!;
      if (found < threshold[node]!) node = left[node]!;
      else if (Number.isNaN(found) && missingLeft[node] === 1) node = left[node]!;
      else node = right[node]!;
      column = feature[node]!;
    }
    out[row]! += value[node]!;
  }
}

/** One ensemble of several: the trees of all, in order, on the given base. */
export function joinTrees(columns: number, base: number, parts: readonly TreeEnsemble[]): TreeEnsemble {
  let nodes = 0;
  let trees = 0;
  for (const part of parts) {
    nodes += part.feature.length;
    trees += part.roots.length;
  }
  const joined = {
    columns,
    base,
    roots: new Int32Array(trees),
    feature: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    missingLeft: new Uint8Array(nodes),
    value: new Float64Array(nodes),
  };
  let node = 0;
  let tree = 0;
  for (const part of parts) {
    const first = node;
    const moved = (child: number): number => (child < 0 ? -1 : child + first);
    joined.roots.set(part.roots.map(moved), tree);
    joined.feature.set(part.feature, first);
    joined.threshold.set(part.threshold, first);
    joined.left.set(part.left.map(moved), first);
    joined.right.set(part.right.map(moved), first);
    joined.missingLeft.set(part.missingLeft, first);
    joined.value.set(part.value, first);
    node += part.feature.length;
    tree += part.roots.length;
  }
  return joined;
}
