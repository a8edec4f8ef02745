import type { TreeEnsemble } from "./tree-ensemble.js";

/** Collects the nodes of one growing tree. Node 0 is the root; a node is a leaf until it is split. */
export interface TreeBuilder {
  /** Turns a leaf into an inner node and returns its left child; the right one is the next number. */
  split(node: number, feature: number, threshold: number, missingLeft: boolean): number;
  setValue(node: number, value: number): void;
  /** The tree as an ensemble of one, on a base of 0. */
  build(): TreeEnsemble;
}

export function treeBuilder(columns: number): TreeBuilder {
  const feature = [-1];
  const threshold = [0];
  const left = [-1];
  const missingLeft = [0];
  const value = [0];
  return {
    split(node, column, at, missingGoesLeft) {
      const child = feature.length;
      feature.push(-1, -1);
      threshold.push(0, 0);
      left.push(-1, -1);
      missingLeft.push(0, 0);
      value.push(0, 0);
      feature[node] = column;
      threshold[node] = at;
      missingLeft[node] = missingGoesLeft ? 1 : 0;
      left[node] = child;
      return child;
    },
    setValue(node, leafValue) {
      value[node] = leafValue;
    },
    build: () => ({
      columns,
      base: 0,
      roots: new Int32Array(1),
      feature: Int32Array.from(feature),
      threshold: Float64Array.from(threshold),
      left: Int32Array.from(left),
      right: Int32Array.from(left, (child) => (child < 0 ? -1 : child + 1)),
      missingLeft: Uint8Array.from(missingLeft),
      value: Float64Array.from(value),
    }),
  };
}
