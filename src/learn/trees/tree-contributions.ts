import { ForesolveError } from "../../errors.js";
import { holdsCategory, requireFeatures, type TreeEnsemble } from "./tree-ensemble.js";

/** Where a raw score comes from. */
export interface TreeContributions {
  /** What each column adds to each row's raw score, [rows, outputs, columns] row-major. */
  readonly contributions: Float64Array;
  /** Raw score of a row of which nothing is known, [outputs]: expectation + Σ contributions = raw score. */
  readonly expectation: Float64Array;
}

/**
 * Exact Shapley values of the columns for the raw scores of rows (before the link), where a column that is not known
 * sends a row down both branches in proportion to their cover: TreeSHAP, path dependent (Lundberg, Erion and Lee,
 * "Consistent individualized feature attribution for tree ensembles", 2018, algorithm 2).
 *
 * @param features [rows, columns] row-major; NaN is a missing value
 * @throws FS_LEARN_COLUMN_MISMATCH, FS_LEARN_INVALID_OPTION where the ensemble has no covers.
 *
 * @example
 * import { fitBoostedTrees, treeContributions } from "foresolve/learn";
 *
 * const features = new Float64Array([0, 1]);
 * const { ensemble } = fitBoostedTrees(
 *   { features, rows: 2, columns: 1, target: new Float64Array([5, 9]) },
 *   { trees: 1, learningRate: 1, lambda: 0, minRowsPerLeaf: 1 },
 * );
 * const { contributions, expectation } = treeContributions(ensemble, features, 2);
 * expectation; // => new Float64Array([7])
 * contributions; // => new Float64Array([-2, 2])
 */
export function treeContributions(
  ensemble: TreeEnsemble,
  features: Float64Array,
  rows: number,
): TreeContributions {
  const { columns, outputs, base, roots, treeOutput, value } = ensemble;
  requireFeatures(features, rows, columns);
  const expectation = Float64Array.from(base);
  const contributions = new Float64Array(rows * outputs * columns);
  const width = treeOutput === null ? outputs : 1;
  const depth = Math.max(0, ...Array.from(roots, (root) => depthOf(ensemble, root)));
  const path = pathOf(depth + 2);
  for (let tree = 0; tree < roots.length; tree++) {
    const root = roots[tree]!;
    const firstOutput = treeOutput === null ? 0 : treeOutput[tree]!;
    addExpectation(root, 1, firstOutput);
    for (let row = 0; row < rows; row++) {
      const start = row * columns;
      const target = (row * outputs + firstOutput) * columns;
      walk(root, 0, 0, 1, 1, -1, start, target);
    }
  }
  return { contributions, expectation };

  function addExpectation(node: number, share: number, firstOutput: number): void {
    if (ensemble.feature[node]! < 0) {
      for (let output = 0; output < width; output++)
        expectation[firstOutput + output]! += share * value[node * width + output]!;
      return;
    }
    const left = ensemble.left[node]!;
    const right = ensemble.right[node]!;
    const [ofLeft, ofRight] = shares(ensemble, node, left, right);
    addExpectation(left, share * ofLeft, firstOutput);
    addExpectation(right, share * ofRight, firstOutput);
  }

  /**
   * Follows all paths to leaves at once. The path of a node has `length` elements from `offset`: each a column, the
   * share of rows that follow it when the column is not known (zeros), whether this row does when it is (ones), and
   * the weights of subsets by their size.
   */
  function walk(
    node: number,
    parentOffset: number,
    length: number,
    zero: number,
    one: number,
    column: number,
    start: number,
    target: number,
  ): void {
    const offset = parentOffset + length;
    // The parent's path stays as it is for its other child.
    path.column.copyWithin(offset, parentOffset, parentOffset + length);
    path.zero.copyWithin(offset, parentOffset, parentOffset + length);
    path.one.copyWithin(offset, parentOffset, parentOffset + length);
    path.weight.copyWithin(offset, parentOffset, parentOffset + length);
    extend(offset, length, zero, one, column);
    const split = ensemble.feature[node]!;
    if (split < 0) {
      for (let index = 1; index <= length; index++) {
        const weight = unwoundSum(offset, length, index);
        const scale = weight * (path.one[offset + index]! - path.zero[offset + index]!);
        const at = target + path.column[offset + index]!;
        for (let output = 0; output < width; output++)
          contributions[at + output * columns]! += scale * value[node * width + output]!;
      }
      return;
    }
    const left = ensemble.left[node]!;
    const right = ensemble.right[node]!;
    const goesLeft = isLeft(ensemble, node, features[start + split]!);
    const [ofLeft, ofRight] = shares(ensemble, node, left, right);
    let kept = length;
    let zeroBefore = 1;
    let oneBefore = 1;
    for (let index = 1; index <= length; index++)
      if (path.column[offset + index] === split) {
        // The column again: its two steps are one.
        zeroBefore = path.zero[offset + index]!;
        oneBefore = path.one[offset + index]!;
        unwind(offset, length, index);
        kept--;
        break;
      }
    const depthLeft = kept + 1;
    walk(left, offset, depthLeft, ofLeft * zeroBefore, goesLeft ? oneBefore : 0, split, start, target);
    walk(right, offset, depthLeft, ofRight * zeroBefore, goesLeft ? 0 : oneBefore, split, start, target);
  }

  function extend(offset: number, length: number, zero: number, one: number, column: number): void {
    const { weight } = path;
    path.column[offset + length] = column;
    path.zero[offset + length] = zero;
    path.one[offset + length] = one;
    weight[offset + length] = length === 0 ? 1 : 0;
    for (let index = length - 1; index >= 0; index--) {
      weight[offset + index + 1]! += (one * weight[offset + index]! * (index + 1)) / (length + 1);
      weight[offset + index] = (zero * weight[offset + index]! * (length - index)) / (length + 1);
    }
  }

  function unwind(offset: number, length: number, removed: number): void {
    const { weight, zero: zeros, one: ones, column } = path;
    const one = ones[offset + removed]!;
    const zero = zeros[offset + removed]!;
    let next = weight[offset + length]!;
    for (let index = length - 1; index >= 0; index--) {
      if (one === 0)
        weight[offset + index] = (weight[offset + index]! * (length + 1)) / (zero * (length - index));
      else {
        const before = weight[offset + index]!;
        weight[offset + index] = (next * (length + 1)) / ((index + 1) * one);
        next = before - (weight[offset + index]! * zero * (length - index)) / (length + 1);
      }
    }
    for (let index = removed; index < length; index++) {
      column[offset + index] = column[offset + index + 1]!;
      zeros[offset + index] = zeros[offset + index + 1]!;
      ones[offset + index] = ones[offset + index + 1]!;
    }
  }

  /** The sum of the weights that {@link unwind} would leave. */
  function unwoundSum(offset: number, length: number, removed: number): number {
    const { weight } = path;
    const one = path.one[offset + removed]!;
    const zero = path.zero[offset + removed]!;
    let next = weight[offset + length]!;
    let total = 0;
    for (let index = length - 1; index >= 0; index--) {
      if (one === 0) {
        if (zero !== 0) total += (weight[offset + index]! * (length + 1)) / (zero * (length - index));
      } else {
        const weightWithout = (next * (length + 1)) / ((index + 1) * one);
        total += weightWithout;
        next = weight[offset + index]! - (weightWithout * zero * (length - index)) / (length + 1);
      }
    }
    return total;
  }
}

interface Path {
  readonly column: Int32Array;
  readonly zero: Float64Array;
  readonly one: Float64Array;
  readonly weight: Float64Array;
}

/** Room for the paths of a node and of all nodes above it. */
function pathOf(depth: number): Path {
  const size = ((depth + 1) * (depth + 2)) / 2 + depth + 1;
  return {
    column: new Int32Array(size),
    zero: new Float64Array(size),
    one: new Float64Array(size),
    weight: new Float64Array(size),
  };
}

function depthOf(ensemble: TreeEnsemble, node: number): number {
  if (ensemble.feature[node]! < 0) return 0;
  return 1 + Math.max(depthOf(ensemble, ensemble.left[node]!), depthOf(ensemble, ensemble.right[node]!));
}

function shares({ cover }: TreeEnsemble, node: number, left: number, right: number): [number, number] {
  const total = cover[left]! + cover[right]!;
  if (!(total > 0))
    throw new ForesolveError("FS_LEARN_INVALID_OPTION", {
      message: `node ${node} of the ensemble has no cover below it.`,
      fix: "Pass an ensemble with covers: one that was fitted here or imported with them.",
      data: { option: "ensemble.cover", value: total },
    });
  return [cover[left]! / total, cover[right]! / total];
}

function isLeft(ensemble: TreeEnsemble, node: number, found: number): boolean {
  if (found !== found) return ensemble.missingLeft[node] === 1;
  const set = ensemble.categorySet[node]!;
  if (set < 0) return found < ensemble.threshold[node]!;
  return holdsCategory(ensemble.categorySets, set, ensemble.categoryWords, found);
}
