import type { TreeEnsemble } from "../../learn/index.js";
import { oracleBatch, type Oracle } from "../../solve/index.js";
import { realisedObjectives } from "../regret.js";

/**
 * Cuts back one tree whose leaves hold predictions for whole rows: from the bottom up, a split stays only if the decisions of
 * its leaves cost less on held-out rows than the decision for the node's mean (reduced-error pruning, Quinlan, "Simplifying
 * decision trees", 1987, with realised costs in place of errors). A node that no held-out row reaches loses its splits.
 *
 * @param features held-out rows, [rows, columns] row-major
 * @param truths [rows, dimension] row-major
 * @param weights [rows]; all the same when absent
 */
export function pruneTree(
  tree: TreeEnsemble,
  oracle: Oracle,
  features: Float64Array,
  truths: Float64Array,
  weights?: Float64Array,
): TreeEnsemble {
  const { dimension } = oracle;
  const rows = truths.length / dimension;
  const means = nodeMeans(tree, dimension);
  const nodes = tree.feature.length;
  const decisions = oracleBatch(nodes, dimension);
  oracle.solveBatch(means, decisions);
  const sign = oracle.sense === "minimize" ? 1 : -1;
  const isLeaf = Uint8Array.from(tree.feature, (feature) => (feature < 0 ? 1 : 0));
  const reached = new Map<number, number[]>();
  for (let row = 0; row < rows; row++)
    for (const node of pathOf(tree, features, row * tree.columns)) {
      const list = reached.get(node);
      if (list === undefined) reached.set(node, [row]);
      else list.push(row);
    }
  const costAt = (node: number): number => {
    const own = reached.get(node) ?? [];
    const batch = {
      exposures: new Float64Array(own.length * dimension),
      fixedCosts: new Float64Array(own.length).fill(decisions.fixedCosts[node]!),
    };
    const values = new Float64Array(own.length * dimension);
    for (const [at, row] of own.entries()) {
      batch.exposures.set(
        decisions.exposures.subarray(node * dimension, (node + 1) * dimension),
        at * dimension,
      );
      values.set(truths.subarray(row * dimension, (row + 1) * dimension), at * dimension);
    }
    const realised = realisedObjectives(batch, values);
    return sign * realised.reduce((sum, value, at) => sum + value * (weights?.[own[at]!] ?? 1), 0);
  };
  /** Cost of the subtree after pruning it. */
  const prune = (node: number): number => {
    const alone = costAt(node);
    if (isLeaf[node] === 1) return alone;
    const below = prune(tree.left[node]!) + prune(tree.right[node]!);
    if (below < alone) return below;
    isLeaf[node] = 1;
    return alone;
  };
  prune(tree.roots[0]!);
  return cutBack(tree, isLeaf, means, dimension);
}

/** Mean of the leaves below each node by cover: the mean truth of the rows that the node was grown on. */
function nodeMeans(tree: TreeEnsemble, dimension: number): Float64Array {
  const means = tree.value.slice();
  // Children have higher numbers than their parents.
  for (let node = tree.feature.length - 1; node >= 0; node--) {
    if (tree.feature[node]! < 0) continue;
    const [left, right] = [tree.left[node]!, tree.right[node]!];
    const share = tree.cover[left]! / (tree.cover[left]! + tree.cover[right]!);
    for (let entry = 0; entry < dimension; entry++)
      means[node * dimension + entry] =
        share * means[left * dimension + entry]! + (1 - share) * means[right * dimension + entry]!;
  }
  return means;
}

function pathOf(tree: TreeEnsemble, features: Float64Array, start: number): number[] {
  let node = tree.roots[0]!;
  const path = [node];
  while (tree.feature[node]! >= 0) {
    const value = features[start + tree.feature[node]!]!;
    const goesLeft = Number.isNaN(value) ? tree.missingLeft[node] === 1 : value < tree.threshold[node]!;
    node = goesLeft ? tree.left[node]! : tree.right[node]!;
    path.push(node);
  }
  return path;
}

/** The tree with some nodes turned into leaves. Nodes below them stay in the arrays only if they are still reached. */
function cutBack(
  tree: TreeEnsemble,
  isLeaf: Uint8Array,
  means: Float64Array,
  dimension: number,
): TreeEnsemble {
  const kept: number[] = [];
  const queue = [tree.roots[0]!];
  for (const node of queue) {
    kept.push(node);
    if (isLeaf[node] !== 1) queue.push(tree.left[node]!, tree.right[node]!);
  }
  const place = new Map(kept.map((node, at) => [node, at]));
  const value = new Float64Array(kept.length * dimension);
  for (const [at, node] of kept.entries())
    if (isLeaf[node] === 1)
      value.set(means.subarray(node * dimension, (node + 1) * dimension), at * dimension);
  const inner = <T>(node: number, found: T, otherwise: T): T => (isLeaf[node] === 1 ? otherwise : found);
  return {
    ...tree,
    roots: new Int32Array(1),
    feature: Int32Array.from(kept, (node) => inner(node, tree.feature[node]!, -1)),
    threshold: Float64Array.from(kept, (node) => inner(node, tree.threshold[node]!, 0)),
    left: Int32Array.from(kept, (node) => inner(node, place.get(tree.left[node]!) ?? -1, -1)),
    right: Int32Array.from(kept, (node) => inner(node, place.get(tree.right[node]!) ?? -1, -1)),
    missingLeft: Uint8Array.from(kept, (node) => inner(node, tree.missingLeft[node]!, 0)),
    value,
    cover: Float64Array.from(kept, (node) => tree.cover[node]!),
    gain: Float64Array.from(kept, (node) => inner(node, tree.gain[node]!, 0)),
    categorySet: new Int32Array(kept.length).fill(-1),
    categorySets: new Uint32Array(0),
  };
}
