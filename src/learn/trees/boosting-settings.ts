import { requireOption } from "../invalid-option.js";
import { treeLoss, type TreeLossOption } from "./tree-loss.js";
import { treeSettings, type FullTreeSettings, type TreeSettings } from "./tree-settings.js";

/** What makes boosting of trees, beside its loss. */
export interface BoosterSettings extends TreeSettings {
  /** Default 0.1. */
  readonly learningRate?: number;
  /** Default 64. */
  readonly maxLeaves?: number;
  /** Default 6. */
  readonly maxDepth?: number;
  /** Fewest rows of a leaf; with weights, rows of average weight. Default 20. */
  readonly minRowsPerLeaf?: number;
  /** Quadratic penalty on leaf values, in rows: a leaf of that many rows is shrunk to half. Default 1. */
  readonly lambda?: number;
  /** Share of the tree's columns, drawn anew, that each node may split on. Default 1. */
  readonly columnFractionPerSplit?: number;
  /** Share of the rows, drawn anew without replacement, that each tree is grown on. Default 1. */
  readonly rowFraction?: number;
}

/** Settings of boosted trees. */
export interface BoostingSettings extends BoosterSettings {
  /** Number of rounds, the most when stopping early: trees, or as many trees each as there are classes. Default 200. */
  readonly trees?: number;
  /** Default `"squared"`. */
  readonly loss?: TreeLossOption;
}

/** {@link BoosterSettings} with every default filled in. */
export interface FullBoosterSettings extends FullTreeSettings {
  readonly learningRate: number;
  readonly rowFraction: number;
}

/** {@link BoostingSettings} with every default filled in. */
export interface FullBoostingSettings extends FullBoosterSettings {
  readonly trees: number;
  readonly loss: TreeLossOption;
}

/** Fills in defaults and refuses what is outside its domain. */
export function boosterSettings(settings: BoosterSettings): FullBoosterSettings {
  const full: FullBoosterSettings = {
    learningRate: settings.learningRate ?? 0.1,
    rowFraction: settings.rowFraction ?? 1,
    ...treeSettings(settings, {
      maxLeaves: 64,
      maxDepth: 6,
      minRowsPerLeaf: 20,
      lambda: 1,
      columnFractionPerSplit: 1,
    }),
  };
  requireOption("learningRate", full.learningRate, { low: Number.MIN_VALUE, high: 1 });
  requireOption("rowFraction", full.rowFraction, { low: Number.MIN_VALUE, high: 1 });
  return full;
}

/** Fills in defaults and refuses what is outside its domain. @param targets target values per row */
export function boostingSettings(settings: BoostingSettings, targets = 1): FullBoostingSettings {
  const full: FullBoostingSettings = {
    trees: settings.trees ?? 200,
    loss: settings.loss ?? "squared",
    ...boosterSettings(settings),
  };
  requireOption("trees", full.trees, { low: 1, whole: true });
  treeLoss(full.loss, targets);
  return full;
}
