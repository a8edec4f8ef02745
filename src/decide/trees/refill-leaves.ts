import type { TreeEnsemble } from "../../learn/index.js";
import type { SpoTreeData } from "./grow-spo-tree.js";

/** One tree with the mean truths of other rows in its leaves. A leaf that none of them reaches keeps what it had. */
export function refillLeaves(tree: TreeEnsemble, data: SpoTreeData): TreeEnsemble {
  const { features, rows, columns, truths, weights } = data;
  const dimension = tree.outputs;
  const sums = new Float64Array(tree.value.length);
  const cover = new Float64Array(tree.feature.length);
  for (let row = 0; row < rows; row++) {
    const weight = weights === undefined ? 1 : weights[row]!;
    let node = tree.roots[0]!;
    cover[node]! += weight;
    while (tree.feature[node]! >= 0) {
      const value = features[row * columns + tree.feature[node]!]!;
      const goesLeft = Number.isNaN(value) ? tree.missingLeft[node] === 1 : value < tree.threshold[node]!;
      node = goesLeft ? tree.left[node]! : tree.right[node]!;
      cover[node]! += weight;
    }
    for (let entry = 0; entry < dimension; entry++)
      sums[node * dimension + entry]! += weight * truths[row * dimension + entry]!;
  }
  const value = tree.value.slice();
  for (let node = 0; node < cover.length; node++)
    if (tree.feature[node]! < 0 && cover[node]! > 0)
      for (let at = node * dimension; at < (node + 1) * dimension; at++) value[at] = sums[at]! / cover[node]!;
  return { ...tree, value, cover };
}
