import type { EnsembleFrame, TreeEnsemble } from "../trees/tree-ensemble.js";

/** A node of a tree that was read from a file. Children are positions in the tree's own list. */
export interface ForeignNode {
  /** The column that the node splits on, −1 at a leaf. */
  readonly feature: number;
  /** Values below it go left. */
  readonly threshold: number;
  /** Categories that go left, in place of the threshold. */
  readonly categories?: readonly number[];
  readonly left: number;
  readonly right: number;
  readonly missingLeft: boolean;
  /** What a leaf adds: one number, or one for each output where trees are not bound to an output. */
  readonly value: readonly number[];
  readonly cover?: number;
  readonly gain?: number;
}

/** A leaf. */
export function foreignLeaf(value: readonly number[], cover?: number): ForeignNode {
  const leaf = { feature: -1, threshold: 0, left: -1, right: -1, missingLeft: false, value };
  return cover === undefined ? leaf : { ...leaf, cover };
}

/** One ensemble of trees read from a file; the first node of each is its root. */
export function ensembleOfTrees(
  frame: Omit<EnsembleFrame, "categoryWords">,
  trees: readonly (readonly ForeignNode[])[],
): TreeEnsemble {
  const { columns, outputs, base, link, treeOutput } = frame;
  const nodes = trees.flat();
  const width = treeOutput === null ? outputs : 1;
  let highest = 31;
  for (const { categories = [] } of nodes)
    for (const category of categories) highest = Math.max(highest, category);
  const categoryWords = (highest >> 5) + 1;
  const sets: Uint32Array[] = [];
  const ensemble = {
    columns,
    outputs,
    base,
    link,
    roots: new Int32Array(trees.length),
    treeOutput: treeOutput === null ? null : Int32Array.from(treeOutput),
    feature: Int32Array.from(nodes, (node) => node.feature),
    threshold: Float64Array.from(nodes, ({ feature, threshold, categories }) =>
      feature < 0 || categories !== undefined ? 0 : threshold,
    ),
    left: new Int32Array(nodes.length).fill(-1),
    right: new Int32Array(nodes.length).fill(-1),
    missingLeft: Uint8Array.from(nodes, ({ missingLeft }) => (missingLeft ? 1 : 0)),
    value: new Float64Array(nodes.length * width),
    cover: Float64Array.from(nodes, ({ cover = 0 }) => cover),
    gain: Float64Array.from(nodes, ({ gain = 0 }) => gain),
    categorySet: new Int32Array(nodes.length).fill(-1),
    categoryWords,
  };
  let first = 0;
  for (const [tree, own] of trees.entries()) {
    ensemble.roots[tree] = first;
    for (const [position, node] of own.entries()) {
      const at = first + position;
      if (node.feature < 0) {
        ensemble.value.set(node.value, at * width);
        continue;
      }
      ensemble.left[at] = first + node.left;
      ensemble.right[at] = first + node.right;
      if (node.categories === undefined) continue;
      ensemble.categorySet[at] = sets.length;
      const words = new Uint32Array(categoryWords);
      for (const category of node.categories) words[category >> 5]! |= 1 << (category & 31);
      sets.push(words);
    }
    first += own.length;
  }
  const categorySets = new Uint32Array(sets.length * categoryWords);
  for (const [set, words] of sets.entries()) categorySets.set(words, set * categoryWords);
  return { ...ensemble, categorySets };
}
