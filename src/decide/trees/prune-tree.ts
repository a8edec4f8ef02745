import type { TreeEnsemble } from "../../learn/index.js";
import { oracleBatch, type Oracle } from "../../solve/index.js";
import { realisedObjectives } from "../regret/regret.js";
import type { SpoTreeData } from "./grow-spo-tree.js";

/**
 * Prices of a leaf, in cost saved for each row grown on, at which the splits of a tree are given up: minimal cost-complexity pruning
 * (Breiman, Friedman, Olshen and Stone, "Classification and regression trees", 1984, chapter 3), with the cost of decisions in place of
 * errors. Again and again the node goes whose splits save least for each leaf that they make; a node never goes at a higher price than those
 * above it.
 *
 * @returns [nodes]; 0 for leaves
 */
export function leafPrices(tree: TreeEnsemble): Float64Array {
  const nodes = tree.feature.length;
  const prices = new Float64Array(nodes);
  const isInner = Uint8Array.from(tree.feature, (feature) => (feature < 0 ? 0 : 1));
  const gains = new Float64Array(nodes);
  const splits = new Int32Array(nodes);
  const rows = tree.cover[tree.roots[0]!]!;
  let price = 0;
  for (;;) {
    let weakest = -1;
    // Children have higher numbers than their parents.
    for (let node = nodes - 1; node >= 0; node--) {
      if (isInner[node] === 0) {
        gains[node] = 0;
        splits[node] = 0;
        continue;
      }
      const [left, right] = [tree.left[node]!, tree.right[node]!];
      gains[node] = tree.gain[node]! / rows + gains[left]! + gains[right]!;
      splits[node] = 1 + splits[left]! + splits[right]!;
      if (weakest < 0 || gains[node]! / splits[node]! <= gains[weakest]! / splits[weakest]!) weakest = node;
    }
    if (weakest < 0) return prices;
    price = Math.max(price, gains[weakest]! / splits[weakest]!);
    const below = [weakest];
    for (const node of below) {
      if (isInner[node] === 0) continue;
      isInner[node] = 0;
      prices[node] = price;
      below.push(tree.left[node]!, tree.right[node]!);
    }
  }
}

/**
 * The price of a leaf at which the pruned tree's decisions cost least on rows held out; among equals the highest. It lies between two prices at
 * which the tree changes, at their geometric mean, since another tree's will not be the same. Infinity where a single leaf is best.
 */
export function bestLeafPrice(tree: TreeEnsemble, oracle: Oracle, held: SpoTreeData): number {
  const { dimension } = oracle;
  const { features, rows, truths, weights } = held;
  const prices = leafPrices(tree);
  const nodes = prices.length;
  const decisions = oracleBatch(nodes, dimension);
  oracle.solveBatch(nodeMeans(tree, dimension), decisions);
  const sign = oracle.sense === "minimize" ? 1 : -1;
  const steps = [...new Set(prices.filter((_, node) => tree.feature[node]! >= 0))].sort((a, b) => a - b);
  // The whole tree, and what is left of it after each step.
  const costs = new Float64Array(steps.length + 1);
  for (let row = 0; row < rows; row++) {
    const truth = truths.subarray(row * dimension, (row + 1) * dimension);
    const weight = sign * (weights?.[row] ?? 1);
    const path = pathOf(tree, features, row * tree.columns);
    const batch = {
      exposures: new Float64Array(path.length * dimension),
      fixedCosts: Float64Array.from(path, (node) => decisions.fixedCosts[node]!),
    };
    const values = new Float64Array(path.length * dimension);
    for (const [at, node] of path.entries()) {
      batch.exposures.set(
        decisions.exposures.subarray(node * dimension, (node + 1) * dimension),
        at * dimension,
      );
      values.set(truth, at * dimension);
    }
    const realised = realisedObjectives(batch, values);
    for (const [step] of costs.entries()) {
      const price = step === 0 ? -Infinity : steps[step - 1]!;
      const leaf = path.findIndex((node) => isLeafAt(tree, prices, node, price));
      costs[step]! += weight * realised[leaf]!;
    }
  }
  let best = 0;
  for (let step = 1; step < costs.length; step++) if (costs[step]! <= costs[best]!) best = step;
  if (best === steps.length) return Infinity;
  return best === 0 ? 0 : Math.sqrt(steps[best - 1]! * steps[best]!);
}

/** The tree without the splits that do not save a price for each leaf that they make. */
export function pruneTree(tree: TreeEnsemble, price: number): TreeEnsemble {
  const prices = leafPrices(tree);
  const isLeaf = Uint8Array.from(prices, (_, node) => (isLeafAt(tree, prices, node, price) ? 1 : 0));
  return cutBack(tree, isLeaf, nodeMeans(tree, tree.outputs), tree.outputs);
}

function isLeafAt(tree: TreeEnsemble, prices: Float64Array, node: number, price: number): boolean {
  return tree.feature[node]! < 0 || prices[node]! <= price;
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
