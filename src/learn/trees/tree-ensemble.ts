import { ForesolveError } from "../../errors.js";

/** What turns the sum of leaf values, the raw score, into a prediction. */
export type TreeLink = "identity" | "logistic" | "softmax" | "exp";

/**
 * Trees in flat arrays over all nodes of all trees: what an optimiser needs to embed them, and what makes them quick to
 * walk. Read-only by contract.
 */
export interface TreeEnsemble {
  /** Number of feature columns. */
  readonly columns: number;
  /** Predictions per row. */
  readonly outputs: number;
  /** Raw score before the first tree, [outputs]. */
  readonly base: Float64Array;
  readonly link: TreeLink;
  /** Root node of each tree, [trees]. */
  readonly roots: Int32Array;
  /** The output that each tree adds to, [trees]; null where every leaf has a value for each output. */
  readonly treeOutput: Int32Array | null;
  /** Column that a node splits on, −1 at a leaf, [nodes]. */
  readonly feature: Int32Array;
  /**
   * Values below the threshold go left, the others right, [nodes]. +∞ where only missing values are split off; 0 at
   * leaves and at splits by category.
   */
  readonly threshold: Float64Array;
  /** Left and right children as node numbers, −1 at leaves, [nodes]. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** 1 where missing values (NaN) go left, [nodes]. */
  readonly missingLeft: Uint8Array;
  /**
   * What a leaf adds to the raw score, the learning rate included; 0 at inner nodes. [nodes, outputs] row-major without
   * `treeOutput`, [nodes] with it.
   */
  readonly value: Float64Array;
  /** Sum of hessians (for the squared error: of row weights) that reached the node in the fit, [nodes]. */
  readonly cover: Float64Array;
  /** How much a split improved the objective on the rows fitted, 0 at leaves and where it is not known, [nodes]. */
  readonly gain: Float64Array;
  /** Index of the set that a node splits by, −1 where it splits by its threshold or not at all, [nodes]. */
  readonly categorySet: Int32Array;
  /**
   * Sets of category codes, [sets, categoryWords]: bit c % 32 of word ⌊c / 32⌋ is 1 where category c goes left. All
   * others go right, those that the fit did not see among them.
   */
  readonly categorySets: Uint32Array;
  readonly categoryWords: number;
}

/**
 * Predictions of an ensemble: the base plus one leaf value from each tree, through the link. With `"logistic"` they are
 * probabilities of 1, with `"softmax"` those of each class.
 *
 * @param features [rows, columns] row-major; NaN is a missing value
 * @param out receives the predictions, [rows, outputs] row-major; a new array when absent
 * @throws FS_LEARN_COLUMN_MISMATCH where the features are not rows × columns numbers.
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
  out: Float64Array = new Float64Array(rows * ensemble.outputs),
): Float64Array {
  return applyLink(ensemble.link, rawScores(ensemble, features, rows, out), ensemble.outputs);
}

/**
 * Raw scores of an ensemble: predictions before the link.
 *
 * @param features [rows, columns] row-major; NaN is a missing value
 * @param out receives the scores, [rows, outputs] row-major; a new array when absent
 * @throws FS_LEARN_COLUMN_MISMATCH where the features are not rows × columns numbers.
 */
export function rawScores(
  ensemble: TreeEnsemble,
  features: Float64Array,
  rows: number,
  out: Float64Array = new Float64Array(rows * ensemble.outputs),
): Float64Array {
  requireFeatures(features, rows, ensemble.columns);
  const { base, outputs } = ensemble;
  for (let at = 0, row = 0; row < rows; row++)
    for (let output = 0; output < outputs; output++) out[at++] = base[output]!;
  // Trees outside, rows inside: one tree's nodes stay in the cache while the rows stream past.
  for (let tree = 0; tree < ensemble.roots.length; tree++) addTree(ensemble, tree, features, rows, out);
  return out;
}

/** Turns raw scores into predictions, in place. [rows, outputs] */
export function applyLink(link: TreeLink, scores: Float64Array, outputs: number): Float64Array {
  if (link === "logistic") for (let at = 0; at < scores.length; at++) scores[at] = sigmoid(scores[at]!);
  if (link === "exp") for (let at = 0; at < scores.length; at++) scores[at] = Math.exp(scores[at]!);
  if (link === "softmax")
    for (let first = 0; first < scores.length; first += outputs) softmax(scores, first, outputs);
  return scores;
}

/** 1 / (1 + e^−score) without overflow. */
export function sigmoid(score: number): number {
  if (score >= 0) return 1 / (1 + Math.exp(-score));
  const power = Math.exp(score);
  return power / (1 + power);
}

/** Softmax of scores[first…first + count), in place. */
export function softmax(scores: Float64Array, first: number, count: number): void {
  let highest = -Infinity;
  for (let at = first; at < first + count; at++) highest = Math.max(highest, scores[at]!);
  let sum = 0;
  for (let at = first; at < first + count; at++) {
    const power = Math.exp(scores[at]! - highest);
    scores[at] = power;
    sum += power;
  }
  for (let at = first; at < first + count; at++) scores[at]! /= sum;
}

/** Adds one tree's leaf values to the scores, [rows, outputs]. */
export function addTree(
  ensemble: TreeEnsemble,
  tree: number,
  features: Float64Array,
  rows: number,
  out: Float64Array,
): void {
  const { columns, outputs, treeOutput, value } = ensemble;
  const root = ensemble.roots[tree]!;
  if (treeOutput === null && outputs > 1) {
    for (let row = 0; row < rows; row++) {
      const first = leafOf(ensemble, root, features, row * columns) * outputs;
      const at = row * outputs;
      for (let output = 0; output < outputs; output++) out[at + output]! += value[first + output]!;
    }
    return;
  }
  let at = treeOutput === null ? 0 : treeOutput[tree]!;
  for (let row = 0; row < rows; row++, at += outputs)
    out[at]! += value[leafOf(ensemble, root, features, row * columns)]!;
}

/** The leaf that a row falls into; its features begin at `start`. */
export function leafOf(
  { feature, threshold, left, right, missingLeft, categorySet, categorySets, categoryWords }: TreeEnsemble,
  root: number,
  features: Float64Array,
  start: number,
): number {
  let node = root;
  let column = feature[node]!;
  while (column >= 0) {
    const found = features[start + column]!;
    let goesLeft: boolean;
    const set = categorySet[node]!;
    if (found !== found) goesLeft = missingLeft[node] === 1;
    else if (set < 0) goesLeft = found < threshold[node]!;
    else goesLeft = holdsCategory(categorySets, set, categoryWords, found);
    node = goesLeft ? left[node]! : right[node]!;
    column = feature[node]!;
  }
  return node;
}

/** Whether a set of categories holds a code; one that is not whole or out of range is in no set. */
export function holdsCategory(
  categorySets: Uint32Array,
  set: number,
  categoryWords: number,
  code: number,
): boolean {
  if (!(code >= 0 && code < 32 * categoryWords) || Math.floor(code) !== code) return false;
  return ((categorySets[set * categoryWords + (code >> 5)]! >>> (code & 31)) & 1) === 1;
}

/** What an ensemble is beside its trees. */
export interface EnsembleFrame {
  readonly columns: number;
  readonly outputs: number;
  readonly base: Float64Array;
  readonly link: TreeLink;
  /** The output of each part's trees; null where leaves have all of them. */
  readonly treeOutput: readonly number[] | null;
  readonly categoryWords: number;
}

/** One ensemble of trees that were built one by one, in order. Their values are [nodes] or [nodes, outputs]. */
export function joinTrees(
  { columns, outputs, base, link, treeOutput, categoryWords }: EnsembleFrame,
  parts: readonly TreeEnsemble[],
): TreeEnsemble {
  let nodes = 0;
  let sets = 0;
  for (const part of parts) {
    nodes += part.feature.length;
    sets += part.categorySets.length;
  }
  const width = treeOutput === null ? outputs : 1;
  const joined = {
    columns,
    outputs,
    base,
    link,
    roots: new Int32Array(parts.length),
    treeOutput: treeOutput === null ? null : Int32Array.from(treeOutput),
    feature: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    missingLeft: new Uint8Array(nodes),
    value: new Float64Array(nodes * width),
    cover: new Float64Array(nodes),
    gain: new Float64Array(nodes),
    categorySet: new Int32Array(nodes),
    categorySets: new Uint32Array(sets),
    categoryWords,
  };
  let first = 0;
  let firstWord = 0;
  for (let tree = 0; tree < parts.length; tree++) {
    const part = parts[tree]!;
    const firstNode = first;
    const firstSet = firstWord / categoryWords;
    const moved = (child: number): number => (child < 0 ? -1 : child + firstNode);
    joined.roots[tree] = first;
    joined.feature.set(part.feature, first);
    joined.threshold.set(part.threshold, first);
    joined.left.set(part.left.map(moved), first);
    joined.right.set(part.right.map(moved), first);
    joined.missingLeft.set(part.missingLeft, first);
    joined.value.set(part.value, first * width);
    joined.cover.set(part.cover, first);
    joined.gain.set(part.gain, first);
    joined.categorySet.set(
      part.categorySet.map((set) => (set < 0 ? -1 : set + firstSet)),
      first,
    );
    joined.categorySets.set(part.categorySets, firstWord);
    first += part.feature.length;
    firstWord += part.categorySets.length;
  }
  return joined;
}

/** Refuses features that are not rows × columns numbers. */
export function requireFeatures(features: Float64Array, rows: number, columns: number): void {
  if (features.length === rows * columns) return;
  throw new ForesolveError("FS_LEARN_COLUMN_MISMATCH", {
    message: `${features.length} numbers were given for ${rows} rows of ${columns} columns.`,
    fix: "Pass a matrix of rows × columns numbers, row by row, with the columns that the trees were fitted on.",
    data: { given: features.length, rows, columns },
  });
}
