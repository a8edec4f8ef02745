import type { RandomStream } from "../../math/index.js";
import { MISSING_CODE } from "./binning.js";
import { boundedValue, splitSearch, type Split, type SplitLimits, type SplitNode } from "./split-search.js";
import type { TreeBuilder } from "./tree-builder.js";
import { hessianLane, type TreeSpace } from "./tree-space.js";

/** Which leaf is split next where there may not be as many leaves as depth allows. */
export type TreeGrowth = "leaf-wise" | "depth-wise";

/** How far a tree grows. */
export interface GrowthLimits extends SplitLimits {
  readonly maxLeaves: number;
  readonly maxDepth: number;
  readonly growth: TreeGrowth;
}

/** A finished leaf. */
export interface Leaf extends SplitNode {
  readonly node: number;
  /** Its range among the rows the tree is grown on, and among those it is not. */
  readonly begin: number;
  readonly end: number;
  readonly restBegin: number;
  readonly restEnd: number;
}

interface OpenLeaf extends Leaf {
  readonly depth: number;
  readonly split: Split;
  readonly histogram: Float64Array;
}

/** Most histograms that {@link growTree} holds at a time. */
export function histogramSlots(rows: number, limits: GrowthLimits): number {
  const leaves = mostLeaves(rows, limits);
  return (limits.maxLeaves >= leaves ? Math.ceil(Math.log2(rows + 1)) : limits.maxLeaves) + 3;
}

/** Most leaves that depth and least weight allow, given weights with a mean of 1. */
function mostLeaves(rows: number, { maxDepth, minWeight }: GrowthLimits): number {
  return Math.min(2 ** maxDepth, Math.max(1, rows / Math.max(minWeight, 1e-9)));
}

/**
 * Grows a tree on the space's statistics. Leaf-wise, the greatest gain comes first (Shi, "Best-first decision tree
 * learning", 2007; the order of LightGBM); depth-wise, the leaf nearest to the root. Where the number of leaves is no
 * limit the order does not matter, and few histograms are held at a time. The histogram of the smaller child is
 * counted, that of the greater is what remains of the parent's.
 */
export function growTree(
  space: TreeSpace,
  count: number,
  limits: GrowthLimits,
  builder: TreeBuilder,
  stream: RandomStream,
): Leaf[] {
  const { binned, layout, kernels, codes, statistics, order, rest, scratch, goesLeft } = space;
  const { lanes, weightLane } = layout;
  const restCount = binned.rows - count;
  const search = splitSearch(space, limits, stream);
  const columns = space.chosen.length;
  const free = limits.maxLeaves >= mostLeaves(binned.rows, limits);
  const open: OpenLeaf[] = [];
  const finished: Leaf[] = [];
  let oldest = 0;

  const finish = (leaf: Leaf): void => {
    builder.setCover(leaf.node, coverOf(leaf));
    finished.push(leaf);
  };
  const consider = (leaf: Leaf, depth: number, histogram: Float64Array): void => {
    const split = search(histogram, leaf);
    if (split === null) {
      space.release(histogram);
      finish(leaf);
    } else open.push({ ...leaf, depth, histogram, split });
  };
  const splittable = (leaf: Leaf, depth: number): boolean =>
    depth < limits.maxDepth && leaf.end - leaf.begin >= 2 && leaf.sums[weightLane]! >= 2 * limits.minWeight;
  const fill = (histogram: Float64Array, leaf: Leaf): void =>
    kernels.fill(histogram, lanes, space.places, columns, order, leaf.begin, leaf.end, statistics);

  const root: Leaf = {
    node: 0,
    begin: 0,
    end: count,
    restBegin: 0,
    restEnd: restCount,
    sums: sumsOf(space, count),
    lower: -Infinity,
    upper: Infinity,
  };
  if (splittable(root, 0) && limits.maxLeaves > 1) {
    const histogram = space.take();
    fill(histogram, root);
    consider(root, 0, histogram);
  } else finish(root);

  while (open.length > oldest) {
    const leaf = takeNext();
    const grown = open.length - oldest + finished.length + 1;
    const { histogram, depth } = leaf;
    if (grown >= limits.maxLeaves) {
      space.release(histogram);
      finish(leaf);
      continue;
    }
    const [left, right] = part(leaf);
    const deeper = depth + 1;
    const last = grown + 1 >= limits.maxLeaves;
    const splitLeft = !last && splittable(left, deeper);
    const splitRight = !last && splittable(right, deeper);
    if (!splitLeft && !splitRight) {
      // Children that cannot be split any more need no histogram.
      space.release(histogram);
      finish(left);
      finish(right);
      continue;
    }
    const leftIsLess = left.end - left.begin < right.end - right.begin;
    const [small, large] = leftIsLess ? [left, right] : [right, left];
    const [splitSmall, splitLarge] = leftIsLess ? [splitLeft, splitRight] : [splitRight, splitLeft];
    const counted = space.take();
    fill(counted, small);
    if (splitLarge) {
      kernels.subtract(histogram, counted);
      consider(large, deeper, histogram);
    } else {
      space.release(histogram);
      finish(large);
    }
    if (splitSmall) consider(small, deeper, counted);
    else {
      space.release(counted);
      finish(small);
    }
  }
  return finished;

  function takeNext(): OpenLeaf {
    // The smaller child, which was put there last, first: so the stack stays as low as the rows can be halved.
    if (free) return open.pop()!;
    if (limits.growth === "depth-wise") return open[oldest++]!;
    let best = 0;
    for (let index = 1; index < open.length; index++)
      if (open[index]!.split.gain > open[best]!.split.gain) best = index;
    const leaf = open[best]!;
    open[best] = open.at(-1)!;
    open.pop();
    return leaf;
  }

  /** Splits a leaf: its node, its rows and its statistics. */
  function part(leaf: OpenLeaf): [Leaf, Leaf] {
    const { split, sums } = leaf;
    const { column, code, leftCodes } = split;
    goesLeft.fill(0);
    if (leftCodes === null) goesLeft.fill(1, MISSING_CODE + 1, code + 1);
    else for (const chosen of leftCodes) goesLeft[chosen] = 1;
    goesLeft[MISSING_CODE] = split.missingLeft ? 1 : 0;
    const columnCodes = codes[column]!;
    const middle = kernels.partition(order, leaf.begin, leaf.end, columnCodes, goesLeft, scratch);
    const restMiddle =
      leaf.restEnd > leaf.restBegin
        ? kernels.partition(rest, leaf.restBegin, leaf.restEnd, columnCodes, goesLeft, scratch)
        : leaf.restBegin;
    const cuts = binned.cuts[column]!;
    builder.setCover(leaf.node, coverOf(leaf));
    const node = builder.split(leaf.node, {
      feature: column,
      threshold: leftCodes !== null ? 0 : code > cuts.length ? Infinity : cuts[code - 1]!,
      missingLeft: split.missingLeft,
      gain: split.gain,
      categories: leftCodes === null ? null : categoriesOf(column, leftCodes),
    });
    const others = new Float64Array(lanes);
    for (let lane = 0; lane < lanes; lane++) others[lane] = sums[lane]! - split.left[lane]!;
    const [leftBounds, rightBounds] = boundsOf(leaf, others);
    const left = {
      node,
      begin: leaf.begin,
      end: middle,
      restBegin: leaf.restBegin,
      restEnd: restMiddle,
      sums: split.left,
      ...leftBounds,
    };
    const right = {
      node: node + 1,
      begin: middle,
      end: leaf.end,
      restBegin: restMiddle,
      restEnd: leaf.restEnd,
      sums: others,
      ...rightBounds,
    };
    return [left, right];
  }

  /** Below a constrained split, both sides keep to their side of the middle of the two values. */
  function boundsOf(leaf: OpenLeaf, others: Float64Array): [Bounds, Bounds] {
    const { lower, upper, split } = leaf;
    const direction = limits.monotone === null ? 0 : limits.monotone[split.column]!;
    if (direction === 0) {
      const same = { lower, upper };
      return [same, same];
    }
    const lane = hessianLane(layout, 0);
    const value = boundedValue(split.left[0]!, split.left[lane]!, limits.lambda, leaf);
    const otherValue = boundedValue(others[0]!, others[lane]!, limits.lambda, leaf);
    const middle = value + (otherValue - value) / 2;
    return direction > 0
      ? [
          { lower, upper: middle },
          { lower: middle, upper },
        ]
      : [
          { lower: middle, upper },
          { lower, upper: middle },
        ];
  }

  function coverOf(leaf: Leaf): number {
    let cover = leaf.sums[hessianLane(layout, 0)]!;
    for (let output = 1; layout.ownHessians && output < layout.outputs; output++)
      cover += leaf.sums[hessianLane(layout, output)]!;
    return cover;
  }

  function categoriesOf(column: number, leftCodes: Int32Array): number[] {
    const groups = binned.categories[column]!;
    return [...leftCodes].flatMap((code) => (code === MISSING_CODE ? [] : groups[code - 1]!));
  }
}

interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/** Statistics of all rows a tree is grown on. */
function sumsOf({ layout: { lanes }, statistics, order }: TreeSpace, count: number): Float64Array {
  const sums = new Float64Array(lanes);
  for (let index = 0; index < count; index++) {
    const first = lanes * order[index]!;
    for (let lane = 0; lane < lanes; lane++) sums[lane]! += statistics[first + lane]!;
  }
  return sums;
}
