import type { RandomStream } from "../../math/index.js";
import { MISSING_CODE } from "./binning.js";
import { hessianLane, type StatisticsLayout, type TreeSpace } from "./tree-space.js";

/** What a split must satisfy, and which are tried. */
export interface SplitLimits {
  readonly lambda: number;
  /** Least weight and least hessian of each side. */
  readonly minWeight: number;
  readonly minHessian: number;
  /** Gains up to this are rounding noise, or too small to be wanted. */
  readonly minGain: number;
  /** +1 where the score may not fall with a feature column, −1 where it may not rise; null without constraints. */
  readonly monotone: Int8Array | null;
  /** Share of the tree's columns, drawn anew, that a node may split on. */
  readonly columnFractionPerSplit: number;
  /** One threshold per column, drawn at random, in place of the best of all. */
  readonly randomThresholds: boolean;
  /** Added to the weight of each category when they are put in order. */
  readonly categorySmoothing: number;
}

/** The best split of a node. */
export interface Split {
  readonly gain: number;
  /** Feature column. */
  readonly column: number;
  /** Codes up to this one go left; of columns with categories, those of `leftCodes`. */
  readonly code: number;
  readonly leftCodes: Int32Array | null;
  readonly missingLeft: boolean;
  /** Statistics of the left side, [lanes]. */
  readonly left: Float64Array;
}

/** What is known of a node that may be split. */
export interface SplitNode {
  /** Statistics of its rows, [lanes]. */
  readonly sums: Float64Array;
  /** Bounds of its value from constraints above it. */
  readonly lower: number;
  readonly upper: number;
}

/** Finds splits of nodes. */
export type SplitSearch = (histogram: Float64Array, node: SplitNode) => Split | null;

/** The value of a leaf with one output: slope / (hessian + λ), within its bounds. */
export function boundedValue(
  slope: number,
  hessian: number,
  lambda: number,
  { lower, upper }: { readonly lower: number; readonly upper: number },
): number {
  const value = slope / (hessian + lambda);
  return value < lower ? lower : value > upper ? upper : value;
}

/**
 * A search for the split with the greatest gain, Σ slope² / (hessian + λ) over sides and outputs less that of the node
 * itself, missing values tried on both sides (Chen and Guestrin, "XGBoost: A scalable tree boosting system", KDD 2016,
 * algorithm 3). Plain columns of trees with one output are left to the kernels.
 *
 * Categories are put in order of slope / hessian and parted at one place: for one output the best of all ways to part
 * them (Fisher, "On grouping for maximum homogeneity", 1958) but for the smoothing; with several, each output's order
 * is tried.
 */
export function splitSearch(space: TreeSpace, limits: SplitLimits, stream: RandomStream): SplitSearch {
  const { layout, chosen, offsets, binned, kernels, searched } = space;
  const { lanes, outputs, weightLane } = layout;
  const { lambda, minWeight, minHessian, monotone } = limits;
  const count = chosen.length;
  const drawn = Math.max(1, Math.round(count * limits.columnFractionPerSplit));
  const plain = outputs === 1 && monotone === null && !limits.randomThresholds;
  const byKernel = Uint8Array.from(chosen, (column) => (plain && binned.categories[column] === null ? 1 : 0));
  const kernelColumns = byKernel.reduce((sum, flag) => sum + flag, 0);
  const all = Int32Array.from({ length: count }, (_, index) => index);
  const side = new Float64Array(lanes);
  const withMissing = new Float64Array(lanes);
  const sequence = new Int32Array(257);
  const ratio = new Float64Array(257);

  let best: Split | null = null;
  let bar = 0;
  let parent = 0;

  return (histogram, node) => {
    const { sums } = node;
    best = null;
    parent = scoreOf(sums, node);
    bar = parent + limits.minGain;
    const candidates = drawn < count ? stream.permutation(count).subarray(0, drawn).sort() : all;
    if (kernelColumns > 0) searchByKernel(histogram, sums, candidates);
    if (kernelColumns < count)
      for (const index of candidates)
        if (byKernel[index] === 0) {
          const column = chosen[index]!;
          if (binned.categories[column] !== null) searchCategories(histogram, node, index);
          else searchValues(histogram, node, index);
        }
    return best;
  };

  function searchByKernel(histogram: Float64Array, sums: Float64Array, candidates: Int32Array): void {
    const { limits: passed, best: found } = space;
    if (drawn < count) {
      searched.fill(0);
      for (const index of candidates) searched[index] = byKernel[index]!;
    } else searched.set(byKernel);
    passed[0] = sums[0]!;
    passed[1] = sums[1]!;
    passed[2] = sums[weightLane]!;
    passed[3] = lambda;
    passed[4] = minWeight;
    passed[5] = minHessian;
    passed[6] = parent;
    passed[7] = limits.minGain;
    kernels.search(histogram, lanes === 2 ? 2 : 4, offsets, searched, count, passed, found);
    if (found[1]! < 0) return;
    const left = new Float64Array(lanes);
    left[0] = found[4]!;
    left[1] = found[5]!;
    left[weightLane] = found[6]!;
    bar = found[0]! * (1 + 1e-12);
    best = {
      gain: found[0]! - parent,
      column: chosen[found[1]!]!,
      code: found[2]!,
      leftCodes: null,
      missingLeft: found[3] === 1,
      left,
    };
  }

  function searchValues(histogram: Float64Array, node: SplitNode, index: number): void {
    const { sums } = node;
    const first = lanes * offsets[index]!;
    const values = offsets[index + 1]! - offsets[index]! - 1;
    const crumb = 1e-9 * sums[weightLane]!;
    const hasMissing = histogram[first + weightLane]! > crumb;
    let from = 1;
    let to = hasMissing ? values : values - 1;
    if (limits.randomThresholds) {
      // Between the lowest and the highest value that is there.
      while (from < to && histogram[first + lanes * from + weightLane]! <= crumb) from++;
      let top = values;
      while (top > from && histogram[first + lanes * top + weightLane]! <= crumb) top--;
      if (top === from && !hasMissing) return;
      from = top === from ? from : from + stream.integer(top - from);
      to = from;
    }
    side.fill(0);
    for (let code = 1; code <= to; code++) {
      const bin = first + lanes * code;
      for (let lane = 0; lane < lanes; lane++) side[lane]! += histogram[bin + lane]!;
      // A bin without rows parts the same rows as the one before it.
      if (code < from || (!limits.randomThresholds && histogram[bin + weightLane]! <= crumb)) continue;
      consider(side, node, index, code, null, !hasMissing && side[weightLane]! > sums[weightLane]! / 2);
      if (!hasMissing || code === values) continue;
      for (let lane = 0; lane < lanes; lane++) withMissing[lane] = side[lane]! + histogram[first + lane]!;
      consider(withMissing, node, index, code, null, true);
    }
  }

  function searchCategories(histogram: Float64Array, node: SplitNode, index: number): void {
    const { sums } = node;
    const first = lanes * offsets[index]!;
    const codes = offsets[index + 1]! - offsets[index]!;
    const crumb = 1e-9 * sums[weightLane]!;
    let present = 0;
    for (let code = MISSING_CODE; code < codes; code++)
      if (histogram[first + lanes * code + weightLane]! > crumb) sequence[present++] = code;
    if (present < 2) return;
    const hasMissing = sequence[0] === MISSING_CODE;
    const used = sequence.subarray(0, present);
    for (let output = 0; output < outputs; output++) {
      const slopeLane = first + layout.step * output;
      const massLane = first + hessianLane(layout, output);
      for (const code of used)
        ratio[code] =
          histogram[slopeLane + lanes * code]! /
          (histogram[massLane + lanes * code]! + limits.categorySmoothing + 1e-300);
      used.sort((a, b) => ratio[a]! - ratio[b]! || a - b);
      const chosenAt = limits.randomThresholds ? stream.integer(present - 1) : -1;
      side.fill(0);
      for (let at = 0; at + 1 < present; at++) {
        const bin = first + lanes * used[at]!;
        for (let lane = 0; lane < lanes; lane++) side[lane]! += histogram[bin + lane]!;
        if (chosenAt >= 0 && at !== chosenAt) continue;
        // Categories that no set holds go right: let that be the greater part.
        const rightIsLess = side[weightLane]! > sums[weightLane]! / 2;
        if (rightIsLess) {
          for (let lane = 0; lane < lanes; lane++) withMissing[lane] = sums[lane]! - side[lane]!;
          consider(withMissing, node, index, 0, () => used.slice(at + 1), false, hasMissing);
        } else consider(side, node, index, 0, () => used.slice(0, at + 1), false, hasMissing);
      }
    }
  }

  function consider(
    left: Float64Array,
    node: SplitNode,
    index: number,
    code: number,
    leftCodes: (() => Int32Array) | null,
    missingLeft: boolean,
    missingIsCategory = false,
  ): void {
    const { sums } = node;
    const weight = left[weightLane]!;
    if (weight < minWeight || sums[weightLane]! - weight < minWeight) return;
    const column = chosen[index]!;
    const score = monotone === null ? freeScore(left, sums) : constrainedScore(left, node, monotone[column]!);
    if (!(score > bar)) return;
    bar = score * (1 + 1e-12);
    const codes = leftCodes === null ? null : leftCodes();
    best = {
      gain: score - parent,
      column,
      code,
      leftCodes: codes,
      missingLeft: missingIsCategory ? codes!.includes(MISSING_CODE) : missingLeft,
      left: left.slice(),
    };
  }

  /** NaN where a side has too little hessian. */
  function freeScore(left: Float64Array, sums: Float64Array): number {
    let score = 0;
    for (let output = 0; output < outputs; output++) {
      const lane = layout.step * output;
      const massLane = hessianLane(layout, output);
      const hessian = left[massLane]!;
      const other = sums[massLane]! - hessian;
      if (hessian < minHessian || other < minHessian) return Number.NaN;
      const slope = left[lane]!;
      const otherSlope = sums[lane]! - slope;
      score += (slope * slope) / (hessian + lambda) + (otherSlope * otherSlope) / (other + lambda);
    }
    return score;
  }

  function constrainedScore(left: Float64Array, node: SplitNode, direction: number): number {
    const { sums } = node;
    const lane = hessianLane(layout, 0);
    const hessian = left[lane]!;
    const other = sums[lane]! - hessian;
    if (hessian < minHessian || other < minHessian) return Number.NaN;
    const slope = left[0]!;
    const otherSlope = sums[0]! - slope;
    const value = boundedValue(slope, hessian, lambda, node);
    const otherValue = boundedValue(otherSlope, other, lambda, node);
    if (direction * (otherValue - value) < 0) return Number.NaN;
    return (
      2 * slope * value -
      (hessian + lambda) * value * value +
      2 * otherSlope * otherValue -
      (other + lambda) * otherValue * otherValue
    );
  }

  function scoreOf(sums: Float64Array, node: SplitNode): number {
    if (monotone !== null) {
      const hessian = sums[hessianLane(layout, 0)]!;
      const value = boundedValue(sums[0]!, hessian, lambda, node);
      return 2 * sums[0]! * value - (hessian + lambda) * value * value;
    }
    return nodeScore(layout, sums, lambda);
  }
}

/** Σ slope² / (hessian + λ) over the outputs. */
export function nodeScore(layout: StatisticsLayout, sums: Float64Array, lambda: number): number {
  let score = 0;
  for (let output = 0; output < layout.outputs; output++) {
    const slope = sums[layout.step * output]!;
    if (slope !== 0) score += (slope * slope) / (sums[hessianLane(layout, output)]! + lambda);
  }
  return score;
}
