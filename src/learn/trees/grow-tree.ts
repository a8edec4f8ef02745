import { MISSING_CODE, type BinnedFeatures } from "./binning.js";
import {
  fillHistogram,
  findSplit,
  subtractHistogram,
  type HistogramLayout,
  type Split,
  type SplitLimits,
} from "./histogram.js";
import type { TreeBuilder } from "./tree-builder.js";

/** How far a tree grows. */
export interface GrowthLimits extends SplitLimits {
  readonly maxLeaves: number;
  readonly maxDepth: number;
}

/** Rows in an order that growing rearranges, so that each leaf holds a range of it. */
export interface RowOrder {
  readonly rows: Int32Array;
  readonly count: number;
}

/** A finished leaf. */
export interface Leaf {
  readonly node: number;
  /** Its range among the rows the tree is grown on, and among those it is not. */
  readonly begin: number;
  readonly end: number;
  readonly restBegin: number;
  readonly restEnd: number;
  readonly gradient: number;
  readonly weight: number;
}

interface OpenLeaf extends Leaf {
  readonly depth: number;
  readonly split: Split | undefined;
  readonly histogram: Float64Array | undefined;
}

/** Histograms that are free to be used again. */
export type HistogramPool = Float64Array[];

/** What growing one tree needs; `gradient` and `weight` are over all rows. */
export interface GrowthInput {
  readonly binned: BinnedFeatures;
  readonly layout: HistogramLayout;
  readonly gradient: Float64Array;
  readonly weight: Float64Array;
  /** Rows the tree is grown on. */
  readonly sample: RowOrder;
  /** Other rows, which only follow its splits. */
  readonly rest: RowOrder;
  /** Space for as many row numbers as there are rows. */
  readonly scratch: Int32Array;
  readonly pool: HistogramPool;
}

/**
 * Grows a tree leaf by leaf, the greatest gain first (Shi, "Best-first decision tree learning", 2007; the order of
 * LightGBM). The histogram of the smaller child is counted, that of the greater is what remains of the parent's.
 */
export function growTree(input: GrowthInput, limits: GrowthLimits, builder: TreeBuilder): Leaf[] {
  const { binned, layout, gradient, weight, sample, rest, scratch, pool } = input;
  const size = 2 * layout.offsets.at(-1)!;
  const takeHistogram = (): Float64Array => {
    const free = pool.pop();
    return free !== undefined && free.length === size ? free : new Float64Array(size);
  };
  const open = (leaf: Leaf, depth: number, histogram: Float64Array): OpenLeaf => {
    const split = findSplit(layout, histogram, leaf.gradient, leaf.weight, limits);
    return { ...leaf, depth, histogram, split };
  };

  const finished: Leaf[] = [];
  let sumGradient = 0;
  let sumWeight = 0;
  for (let index = 0; index < sample.count; index++) {
    const row = sample.rows[index]!;
    sumGradient += gradient[row]!;
    sumWeight += weight[row]!;
  }
  builder.setCover(0, sumWeight);
  const rootHistogram = takeHistogram();
  fillHistogram(layout, rootHistogram, sample.rows, 0, sample.count, gradient, weight);
  const leaves: OpenLeaf[] = [
    open(
      {
        node: 0,
        begin: 0,
        end: sample.count,
        restBegin: 0,
        restEnd: rest.count,
        gradient: sumGradient,
        weight: sumWeight,
      },
      0,
      rootHistogram,
    ),
  ];
  while (leaves.length > 0) {
    let best = 0;
    for (let index = 1; index < leaves.length; index++)
      if ((leaves[index]!.split?.gain ?? 0) > (leaves[best]!.split?.gain ?? 0)) best = index;
    const leaf = leaves[best]!;
    const { split, histogram } = leaf;
    leaves[best] = leaves.at(-1)!;
    leaves.pop();
    const grown = leaves.length + finished.length + 1;
    if (
      split === undefined ||
      histogram === undefined ||
      split.gain <= 0 ||
      leaf.depth >= limits.maxDepth ||
      grown >= limits.maxLeaves
    ) {
      finished.push(leaf);
      if (histogram) pool.push(histogram);
      continue;
    }
    const codes = binned.codes[split.column]!;
    const middle = partition(sample.rows, leaf.begin, leaf.end, codes, split, scratch);
    const restMiddle = partition(rest.rows, leaf.restBegin, leaf.restEnd, codes, split, scratch);
    const cuts = binned.cuts[split.column]!;
    const threshold = split.code > cuts.length ? Infinity : cuts[split.code - 1]!;
    const child = builder.split(leaf.node, {
      feature: split.column,
      threshold,
      missingLeft: split.missingLeft,
      gain: split.gain,
    });
    builder.setCover(child, split.leftWeight);
    builder.setCover(child + 1, leaf.weight - split.leftWeight);
    const left: Leaf = {
      node: child,
      begin: leaf.begin,
      end: middle,
      restBegin: leaf.restBegin,
      restEnd: restMiddle,
      gradient: split.leftGradient,
      weight: split.leftWeight,
    };
    const right: Leaf = {
      node: child + 1,
      begin: middle,
      end: leaf.end,
      restBegin: restMiddle,
      restEnd: leaf.restEnd,
      gradient: leaf.gradient - split.leftGradient,
      weight: leaf.weight - split.leftWeight,
    };
    if (leaf.depth + 1 >= limits.maxDepth || grown + 1 >= limits.maxLeaves) {
      // Children that cannot be split any more need no histogram.
      pool.push(histogram);
      finished.push(left, right);
      continue;
    }
    const [small, large] = middle - leaf.begin < leaf.end - middle ? [left, right] : [right, left];
    const counted = takeHistogram();
    fillHistogram(layout, counted, sample.rows, small.begin, small.end, gradient, weight);
    subtractHistogram(histogram, counted);
    leaves.push(open(small, leaf.depth + 1, counted), open(large, leaf.depth + 1, histogram));
  }
  return finished;
}

/** Moves the rows that go left to the front of the range, keeping their order; returns where the others begin. */
function partition(
  rows: Int32Array,
  begin: number,
  end: number,
  codes: Uint8Array,
  { code, missingLeft }: Split,
  scratch: Int32Array,
): number {
  const lowest = missingLeft ? MISSING_CODE : MISSING_CODE + 1;
  let left = begin;
  let right = 0;
  for (let index = begin; index < end; index++) {
    const row = rows[index]!;
    const found = codes[row]!;
    if (found >= lowest && found <= code) rows[left++] = row;
    else scratch[right++] = row;
  }
  rows.set(scratch.subarray(0, right), left);
  return left;
}
