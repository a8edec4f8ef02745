import type { TreeEnsemble } from "./tree-ensemble.js";

/** How much each column of an ensemble matters, [columns] each. */
export interface TreeImportance {
  /** Sum of the gains of its splits: what they took off the objective on the rows fitted. */
  readonly gain: Float64Array;
  /** Sum of the covers of its splits: how many rows they part. */
  readonly cover: Float64Array;
  /** Number of its splits. */
  readonly count: Float64Array;
}

/**
 * Importance of columns by the splits that use them. It describes the model, not the world: correlated columns share,
 * and columns with many values are favoured.
 *
 * @example
 * import { fitBoostedTrees, treeImportance } from "foresolve/learn";
 *
 * const features = new Float64Array([0, 3, 0, 4, 1, 3, 1, 4]);
 * const { ensemble } = fitBoostedTrees(
 *   { features, rows: 4, columns: 2, target: new Float64Array([5, 5, 9, 9]) },
 *   { trees: 1, learningRate: 1, lambda: 0, minRowsPerLeaf: 1 },
 * );
 * treeImportance(ensemble).count; // => new Float64Array([1, 0])
 * treeImportance(ensemble).gain; // => new Float64Array([16, 0])
 */
export function treeImportance({ columns, feature, gain, cover }: TreeEnsemble): TreeImportance {
  const sums = {
    gain: new Float64Array(columns),
    cover: new Float64Array(columns),
    count: new Float64Array(columns),
  };
  for (let node = 0; node < feature.length; node++) {
    const column = feature[node]!;
    if (column < 0) continue;
    sums.gain[column]! += gain[node]!;
    sums.cover[column]! += cover[node]!;
    sums.count[column]! += 1;
  }
  return sums;
}
