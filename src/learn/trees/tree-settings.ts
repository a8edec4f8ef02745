import type { KernelMode, RandomStream } from "../../math/index.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import { binFeatures } from "./binning.js";
import { growTree, histogramSlots, type GrowthLimits, type Leaf, type TreeGrowth } from "./grow-tree.js";
import { nodeScore } from "./split-search.js";
import { treeBuilder, type TreeBuilder } from "./tree-builder.js";
import { treeSpace, type StatisticsLayout, type TreeSpace } from "./tree-space.js";

/** What shapes a single tree. */
export interface TreeSettings {
  /** Infinity for no limit. */
  readonly maxLeaves?: number;
  /** Infinity for no limit. */
  readonly maxDepth?: number;
  /** Which leaf is split next where `maxLeaves` binds. Default `"leaf-wise"`: the one with the greatest gain. */
  readonly growth?: TreeGrowth;
  /** Fewest rows of a leaf; with weights, rows of average weight. */
  readonly minRowsPerLeaf?: number;
  /** Least sum of hessians of a leaf, for losses that have their own. Default 0.001. */
  readonly minHessianPerLeaf?: number;
  /** Quadratic penalty on leaf values, in rows: a leaf of that many rows is shrunk to half. */
  readonly lambda?: number;
  /** Least improvement that justifies a split, in units of the squared gradient. Default 0. */
  readonly minGain?: number;
  /** Share of the columns, drawn anew, that each tree may split on. Default 1. */
  readonly columnFraction?: number;
  /** Share of the tree's columns, drawn anew, that each node may split on. */
  readonly columnFractionPerSplit?: number;
  /** Most bins of a column, that of missing values included; from 3 to 256. Default 256. */
  readonly maxBins?: number;
  /**
   * Columns that hold categories as whole numbers: they are split into sets, not at a threshold. Categories that a
   * node has not seen go right.
   */
  readonly categorical?: readonly number[];
  /** More categories than bins are refused (the default), or the rarest share one. */
  readonly rareCategories?: "refuse" | "group";
  /** Rows of slope 0 that are added to each category when they are put in order, against chance. Default 10. */
  readonly categorySmoothing?: number;
  /**
   * +1 where the prediction may not fall as a column rises, −1 where it may not rise, 0 where it is free, [columns]. The
   * bounds of a split hold for all splits below it, as in XGBoost.
   */
  readonly monotone?: readonly (-1 | 0 | 1)[];
}

/** {@link TreeSettings} with every default filled in. */
export type FullTreeSettings = Required<TreeSettings>;

/** Fills in defaults and refuses what is outside its domain. */
export function treeSettings(
  settings: TreeSettings,
  defaults: Pick<
    FullTreeSettings,
    "maxLeaves" | "maxDepth" | "minRowsPerLeaf" | "lambda" | "columnFractionPerSplit"
  >,
): FullTreeSettings {
  const full: FullTreeSettings = {
    maxLeaves: settings.maxLeaves ?? defaults.maxLeaves,
    maxDepth: settings.maxDepth ?? defaults.maxDepth,
    growth: settings.growth ?? "leaf-wise",
    minRowsPerLeaf: settings.minRowsPerLeaf ?? defaults.minRowsPerLeaf,
    minHessianPerLeaf: settings.minHessianPerLeaf ?? 1e-3,
    lambda: settings.lambda ?? defaults.lambda,
    minGain: settings.minGain ?? 0,
    columnFraction: settings.columnFraction ?? 1,
    columnFractionPerSplit: settings.columnFractionPerSplit ?? defaults.columnFractionPerSplit,
    maxBins: settings.maxBins ?? 256,
    categorical: settings.categorical ?? [],
    rareCategories: settings.rareCategories ?? "refuse",
    categorySmoothing: settings.categorySmoothing ?? 10,
    monotone: settings.monotone ?? [],
  };
  const whole = true;
  if (full.maxLeaves !== Infinity) requireOption("maxLeaves", full.maxLeaves, { low: 2, whole });
  requireOption("maxDepth", full.maxDepth, { low: 1 });
  if (full.growth !== "leaf-wise" && full.growth !== "depth-wise")
    throw invalidOption("growth", full.growth, '"leaf-wise" or "depth-wise"');
  requireOption("minRowsPerLeaf", full.minRowsPerLeaf, { low: 1 });
  requireOption("minHessianPerLeaf", full.minHessianPerLeaf, { low: Number.MIN_VALUE });
  requireOption("lambda", full.lambda, { low: 0, high: Number.MAX_VALUE });
  requireOption("minGain", full.minGain, { low: 0 });
  requireOption("columnFraction", full.columnFraction, { low: Number.MIN_VALUE, high: 1 });
  requireOption("columnFractionPerSplit", full.columnFractionPerSplit, { low: Number.MIN_VALUE, high: 1 });
  requireOption("maxBins", full.maxBins, { low: 3, high: 256, whole });
  if (full.rareCategories !== "refuse" && full.rareCategories !== "group")
    throw invalidOption("rareCategories", full.rareCategories, '"refuse" or "group"');
  requireOption("categorySmoothing", full.categorySmoothing, { low: 0, high: Number.MAX_VALUE });
  for (const column of full.categorical) requireOption("categorical", column, { low: 0, whole });
  for (const direction of full.monotone) requireOption("monotone", direction, { low: -1, high: 1, whole });
  return full;
}

/** Refuses constraints that do not fit the columns. */
export function requireColumns({ categorical, monotone }: FullTreeSettings, columns: number): void {
  for (const column of categorical)
    requireOption("categorical", column, { low: 0, high: columns - 1, whole: true });
  if (monotone.length === 0) return;
  requireOption("monotone.length", monotone.length, { low: columns, high: columns });
  for (const column of categorical)
    if (monotone[column] !== 0)
      throw invalidOption(`monotone[${column}]`, monotone[column], "0 for a column of categories");
}

/** Grows the trees of one fit. */
export interface TreeFactory {
  /** Its statistics, [rows, lanes], and the first rows of its order must be filled before a tree is grown. */
  readonly space: TreeSpace;
  /** Grows a tree on the first `count` rows of the order; the others, in `rest`, follow its splits. */
  grow(count: number, stream: RandomStream): { readonly leaves: Leaf[]; readonly builder: TreeBuilder };
  readonly categoryWords: number;
}

/** Bins the features and makes room. */
export function treeFactory(
  features: Float64Array,
  rows: number,
  columns: number,
  layout: StatisticsLayout,
  settings: FullTreeSettings,
  { randomThresholds = false, kernels }: { randomThresholds?: boolean; kernels?: KernelMode | undefined },
): TreeFactory {
  requireColumns(settings, columns);
  const binned = binFeatures(features, rows, columns, settings);
  let highest = 255;
  for (const groups of binned.categories)
    for (const group of groups ?? []) for (const category of group) highest = Math.max(highest, category);
  const categoryWords = (highest >> 5) + 1;
  const limits: GrowthLimits = {
    lambda: settings.lambda,
    // A breath below the bound: sums of fractional weights are not exact.
    minWeight: settings.minRowsPerLeaf * (1 - 1e-9),
    minHessian: Math.min(settings.minHessianPerLeaf, settings.minRowsPerLeaf * (1 - 1e-9)),
    minGain: settings.minGain,
    maxLeaves: settings.maxLeaves,
    maxDepth: settings.maxDepth,
    growth: settings.growth,
    monotone: settings.monotone.some((direction) => direction !== 0)
      ? Int8Array.from(settings.monotone)
      : null,
    columnFractionPerSplit: settings.columnFractionPerSplit,
    randomThresholds,
    categorySmoothing: settings.categorySmoothing,
  };
  const space = treeSpace(binned, layout, histogramSlots(rows, limits), kernels);
  const wanted = Math.max(1, Math.round(columns * settings.columnFraction));
  let chosen = false;
  return {
    space,
    categoryWords,
    grow(count, stream) {
      if (wanted < columns)
        space.choose(stream.split("columns").permutation(columns).slice(0, wanted).sort());
      else if (!chosen) space.choose(Int32Array.from({ length: columns }, (_, column) => column));
      chosen = true;
      const builder = treeBuilder(columns, layout.outputs, categoryWords);
      const minGain = Math.max(settings.minGain, 1e-12 * totalScore(space, count));
      const leaves = growTree(space, count, { ...limits, minGain }, builder, stream.split("splits"));
      return { leaves, builder };
    },
  };
}

/** What rows would gain with a value each, the scale of what rounding can do. */
function totalScore({ layout, statistics, order }: TreeSpace, count: number): number {
  const { lanes } = layout;
  let score = 0;
  if (lanes === 2) {
    for (let index = 0; index < count; index++) {
      const first = 2 * order[index]!;
      const slope = statistics[first]!;
      if (slope !== 0) score += (slope * slope) / statistics[first + 1]!;
    }
    return score;
  }
  for (let index = 0; index < count; index++) {
    const first = lanes * order[index]!;
    score += nodeScore(layout, statistics.subarray(first, first + lanes), 1e-6);
  }
  return score;
}
