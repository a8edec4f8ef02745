import type { Forest } from "./fit-forest.js";
import { leafOf, requireFeatures } from "./tree-ensemble.js";

/**
 * Weights of a forest's training rows for each query: the share of its trees, and of their leaves' rows, that have the
 * row beside the query. They sum to 1, the forest's prediction is the mean of the truths with these weights (where λ is
 * 0), and expected costs of decisions under them are what prescriptive analytics minimises (Meinshausen, "Quantile
 * regression forests", 2006; Bertsimas and Kallus, "From predictive to prescriptive analytics", 2020).
 *
 * @param queries [count, columns] row-major; NaN is a missing value
 * @returns [count, training rows] row-major
 * @throws FS_LEARN_COLUMN_MISMATCH
 *
 * @example
 * import { fitForest, leafWeights } from "foresolve/learn";
 *
 * const data = { features: new Float64Array([1, 2, 8, 9]), rows: 4, columns: 1, target: new Float64Array([5, 5, 7, 7]) };
 * const forest = fitForest(data, { trees: 1, bootstrap: false, minRowsPerLeaf: 2 });
 * leafWeights(forest, new Float64Array([3]), 1); // => new Float64Array([0.5, 0.5, 0, 0])
 */
export function leafWeights(forest: Forest, queries: Float64Array, count: number): Float64Array {
  const { ensemble, rows, leafStart, leafRows, weights } = forest;
  const { columns, roots } = ensemble;
  requireFeatures(queries, count, columns);
  const out = new Float64Array(count * rows);
  for (let query = 0; query < count; query++)
    for (const root of roots) {
      const leaf = leafOf(ensemble, root, queries, query * columns);
      const first = leafStart[leaf]!;
      const last = leafStart[leaf + 1]!;
      let mass = 0;
      for (let at = first; at < last; at++) mass += weights[leafRows[at]!]!;
      const share = 1 / (mass * roots.length);
      for (let at = first; at < last; at++) {
        const row = leafRows[at]!;
        out[query * rows + row]! += share * weights[row]!;
      }
    }
  return out;
}
