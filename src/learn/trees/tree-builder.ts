import type { TreeEnsemble } from "./tree-ensemble.js";

/** How a node parts its rows. */
export interface NodeSplit {
  readonly feature: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  readonly gain: number;
  /** Categories that go left; null at a split by threshold. */
  readonly categories: readonly number[] | null;
}

/** Collects the nodes of one growing tree. Node 0 is the root; a node is a leaf until it is split. */
export interface TreeBuilder {
  /** Turns a leaf into an inner node and returns its left child; the right one is the next number. */
  split(node: number, split: NodeSplit): number;
  setCover(node: number, cover: number): void;
  setValue(node: number, output: number, value: number): void;
  /** The tree as an ensemble of one, on a base of 0. */
  build(): TreeEnsemble;
}

/** @param categoryWords words of 32 bits in a set of categories */
export function treeBuilder(columns: number, outputs: number, categoryWords: number): TreeBuilder {
  const feature = [-1];
  const threshold = [0];
  const left = [-1];
  const missingLeft = [0];
  const gain = [0];
  const cover = [0];
  const categorySet = [-1];
  const words: number[] = [];
  const value: number[] = Array.from({ length: outputs }, () => 0);
  return {
    split(node, split) {
      const child = feature.length;
      feature.push(-1, -1);
      threshold.push(0, 0);
      left.push(-1, -1);
      missingLeft.push(0, 0);
      gain.push(0, 0);
      cover.push(0, 0);
      categorySet.push(-1, -1);
      for (let output = 0; output < 2 * outputs; output++) value.push(0);
      feature[node] = split.feature;
      threshold[node] = split.threshold;
      missingLeft[node] = split.missingLeft ? 1 : 0;
      gain[node] = split.gain;
      left[node] = child;
      if (split.categories !== null) {
        categorySet[node] = words.length / categoryWords;
        const set = new Uint32Array(categoryWords);
        for (const category of split.categories) set[category >> 5]! |= 1 << (category & 31);
        words.push(...set);
      }
      return child;
    },
    setCover(node, nodeCover) {
      cover[node] = nodeCover;
    },
    setValue(node, output, leafValue) {
      value[node * outputs + output] = leafValue;
    },
    build: () => ({
      columns,
      outputs,
      base: new Float64Array(outputs),
      link: "identity",
      roots: new Int32Array(1),
      treeOutput: null,
      feature: Int32Array.from(feature),
      threshold: Float64Array.from(threshold),
      left: Int32Array.from(left),
      right: Int32Array.from(left, (child) => (child < 0 ? -1 : child + 1)),
      missingLeft: Uint8Array.from(missingLeft),
      value: Float64Array.from(value),
      cover: Float64Array.from(cover),
      gain: Float64Array.from(gain),
      categorySet: Int32Array.from(categorySet),
      categorySets: Uint32Array.from(words),
      categoryWords,
    }),
  };
}
