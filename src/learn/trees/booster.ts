import { randomStream, type RandomStream } from "../../math/index.js";
import { requireOption, totalWeight } from "../invalid-option.js";
import { binFeatures, type BinnedFeatures } from "./binning.js";
import { growTree, type HistogramPool, type Leaf } from "./grow-tree.js";
import { histogramLayout, type HistogramLayout } from "./histogram.js";
import { treeBuilder } from "./tree-builder.js";
import { addTree, joinTrees, type TreeEnsemble } from "./tree-ensemble.js";
import { treeLoss, type TreeLoss, type TreeLossOption } from "./tree-loss.js";

/** Rows to learn from, or to judge by. */
export interface TreeData {
  /** [rows, columns] row-major; NaN is a missing value. */
  readonly features: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** [rows] */
  readonly target: Float64Array;
  /** How much each row counts, [rows]; all the same when absent. Only their ratios matter. */
  readonly weights?: Float64Array;
}

/** Settings of boosted trees. */
export interface BoostingSettings {
  /** Number of trees, the most when stopping early. Default 200. */
  readonly trees?: number;
  /** Default 0.1. */
  readonly learningRate?: number;
  /** Default `"squared"`. */
  readonly loss?: TreeLossOption;
  /** Default 64. */
  readonly maxLeaves?: number;
  /** Default 6. */
  readonly maxDepth?: number;
  /** Fewest rows of a leaf; with weights, rows of average weight. Default 20. */
  readonly minRowsPerLeaf?: number;
  /** Quadratic penalty on leaf values, in rows: a leaf of that many rows is shrunk to half. Default 1. */
  readonly lambda?: number;
  /** Least improvement that justifies a split, in units of the squared gradient. Default 0. */
  readonly minGain?: number;
  /** Share of the rows, drawn anew without replacement, that each tree is grown on. Default 1. */
  readonly rowFraction?: number;
  /** Share of the columns, drawn anew, that each tree may split on. Default 1. */
  readonly columnFraction?: number;
  /** Most bins of a column, that of missing values included; from 3 to 256. Default 256. */
  readonly maxBins?: number;
}

/** {@link BoostingSettings} with every default filled in. */
export type FullBoostingSettings = Required<BoostingSettings>;

/** Fills in defaults and refuses what is outside its domain. */
export function boostingSettings(settings: BoostingSettings): FullBoostingSettings {
  const full: FullBoostingSettings = {
    trees: settings.trees ?? 200,
    learningRate: settings.learningRate ?? 0.1,
    loss: settings.loss ?? "squared",
    maxLeaves: settings.maxLeaves ?? 64,
    maxDepth: settings.maxDepth ?? 6,
    minRowsPerLeaf: settings.minRowsPerLeaf ?? 20,
    lambda: settings.lambda ?? 1,
    minGain: settings.minGain ?? 0,
    rowFraction: settings.rowFraction ?? 1,
    columnFraction: settings.columnFraction ?? 1,
    maxBins: settings.maxBins ?? 256,
  };
  const whole = true;
  requireOption("trees", full.trees, { low: 1, whole });
  requireOption("learningRate", full.learningRate, { low: Number.MIN_VALUE, high: 1 });
  requireOption("maxLeaves", full.maxLeaves, { low: 2, whole });
  requireOption("maxDepth", full.maxDepth, { low: 1 });
  requireOption("minRowsPerLeaf", full.minRowsPerLeaf, { low: 1 });
  requireOption("lambda", full.lambda, { low: 0, high: Number.MAX_VALUE });
  requireOption("minGain", full.minGain, { low: 0 });
  requireOption("rowFraction", full.rowFraction, { low: Number.MIN_VALUE, high: 1 });
  requireOption("columnFraction", full.columnFraction, { low: Number.MIN_VALUE, high: 1 });
  requireOption("maxBins", full.maxBins, { low: 3, high: 256, whole });
  treeLoss(full.loss);
  return full;
}

/** Boosting in progress: one tree at a time, so that the caller can report, pause and stop. */
export interface Booster {
  /** Grows the next tree and adds it to the predictions. */
  grow(): TreeEnsemble;
  /** Mean loss over the rows learnt from. */
  trainingLoss(): number;
  /** The first trees, as many as asked for. */
  ensemble(trees: number): TreeEnsemble;
  readonly base: number;
  readonly loss: TreeLoss;
}

export function booster(data: TreeData, settings: FullBoostingSettings, seed: number): Booster {
  const { rows, columns, target } = data;
  const loss = treeLoss(settings.loss);
  const weight = normalisedWeights(data);
  const binned = binFeatures(data.features, rows, columns, settings.maxBins);
  const base = loss.start(target, weight);
  const prediction = new Float64Array(rows).fill(base);
  const gradient = new Float64Array(rows);
  const scratch = new Int32Array(rows);
  const sampled = new Int32Array(rows);
  const rest = new Int32Array(rows);
  const sampleCount = Math.max(1, Math.round(rows * settings.rowFraction));
  const streams = randomStream(seed).split("boosted trees");
  const pool: HistogramPool = [];
  const trees: TreeEnsemble[] = [];
  let layout: HistogramLayout | undefined;

  return {
    base,
    loss,
    grow() {
      const stream = streams.split(trees.length);
      let squares = 0;
      for (let row = 0; row < rows; row++) {
        const slope = loss.slope(target[row]! - prediction[row]!);
        gradient[row] = weight[row]! * slope;
        squares += weight[row]! * slope * slope;
      }
      sampleRows(stream, rows, sampleCount, sampled, rest);
      if (layout === undefined || settings.columnFraction < 1)
        layout = histogramLayout(binned, sampleColumns(binned, settings.columnFraction, stream));
      const limits = {
        lambda: settings.lambda,
        // A breath below the bound: sums of fractional weights are not exact.
        minWeight: settings.minRowsPerLeaf * (1 - 1e-9),
        minGain: Math.max(settings.minGain, 1e-12 * squares),
        maxLeaves: settings.maxLeaves,
        maxDepth: settings.maxDepth,
      };
      const builder = treeBuilder(columns, 1);
      const sample = { rows: sampled, count: sampleCount };
      const others = { rows: rest, count: rows - sampleCount };
      const leaves = growTree(
        { binned, layout, gradient, weight, sample, rest: others, scratch, pool },
        limits,
        builder,
      );
      for (const leaf of leaves) {
        const value =
          settings.learningRate *
          (loss.leafValue === undefined
            ? leaf.gradient / (leaf.weight + settings.lambda)
            : refitted(leaf, loss.leafValue));
        builder.setValue(leaf.node, 0, value);
        for (let index = leaf.begin; index < leaf.end; index++) prediction[sampled[index]!]! += value;
        for (let index = leaf.restBegin; index < leaf.restEnd; index++) prediction[rest[index]!]! += value;
      }
      const tree = builder.build();
      trees.push(tree);
      return tree;
    },
    trainingLoss: () => meanLoss(loss, target, prediction, weight),
    ensemble: (count) =>
      joinTrees(
        { columns, outputs: 1, base: Float64Array.of(base), link: "identity", treeOutput: null },
        trees.slice(0, count),
      ),
  };

  function refitted(leaf: Leaf, leafValue: NonNullable<TreeLoss["leafValue"]>): number {
    const count = leaf.end - leaf.begin;
    const residuals = new Float64Array(count);
    for (let index = 0; index < count; index++) {
      const row = sampled[leaf.begin + index]!;
      residuals[index] = target[row]! - prediction[row]!;
    }
    if (data.weights === undefined) return leafValue(residuals, undefined);
    const weights = new Float64Array(count);
    for (let index = 0; index < count; index++) weights[index] = weight[sampled[leaf.begin + index]!]!;
    return leafValue(residuals, weights);
  }
}

/** Predictions for validation rows that grow with the ensemble, and their mean loss. */
export function validationTracker(
  data: TreeData,
  base: number,
): {
  add(tree: TreeEnsemble): void;
  loss(loss: TreeLoss): number;
} {
  const prediction = new Float64Array(data.rows).fill(base);
  const weight = normalisedWeights(data);
  return {
    add: (tree) => addTree(tree, 0, data.features, data.rows, prediction),
    loss: (loss) => meanLoss(loss, data.target, prediction, weight),
  };
}

function meanLoss(
  loss: TreeLoss,
  target: Float64Array,
  prediction: Float64Array,
  weight: Float64Array,
): number {
  let sum = 0;
  for (let row = 0; row < target.length; row++)
    sum += weight[row]! * loss.loss(target[row]! - prediction[row]!);
  return sum / target.length;
}

/** Weights with a mean of 1. */
function normalisedWeights({ rows, weights }: TreeData): Float64Array {
  if (weights === undefined) return new Float64Array(rows).fill(1);
  const sum = totalWeight(weights);
  return weights.map((weight) => (weight * rows) / sum);
}

/** Draws rows without replacement, in ascending order (Knuth's selection sampling, TAOCP 2, 3.4.2 S). */
function sampleRows(
  stream: RandomStream,
  rows: number,
  wanted: number,
  sampled: Int32Array,
  rest: Int32Array,
): void {
  let taken = 0;
  let left = 0;
  for (let row = 0; row < rows; row++) {
    const needed = wanted - taken;
    if (needed === rows - row || (needed > 0 && stream.uniform() * (rows - row) < needed))
      sampled[taken++] = row;
    else rest[left++] = row;
  }
}

function sampleColumns(binned: BinnedFeatures, fraction: number, stream: RandomStream): Int32Array {
  const wanted = Math.max(1, Math.round(binned.columns * fraction));
  if (wanted === binned.columns) return Int32Array.from({ length: wanted }, (_, column) => column);
  return stream.split("columns").permutation(binned.columns).slice(0, wanted).sort();
}
