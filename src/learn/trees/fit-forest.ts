import { randomStream, type KernelMode, type RandomStream } from "../../math/index.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import { normalisedWeights, requireTreeData, type TreeData } from "./tree-data.js";
import { joinTrees, type TreeEnsemble } from "./tree-ensemble.js";
import {
  treeFactory,
  treeSettings,
  type FullTreeSettings,
  type TreeFactory,
  type TreeSettings,
} from "./tree-settings.js";
import { statisticsLayout } from "./tree-space.js";

/** Settings of a forest. */
export interface ForestSettings extends TreeSettings {
  /** Number of trees. Default 100. */
  readonly trees?: number;
  /** Default Infinity. */
  readonly maxLeaves?: number;
  /** Default Infinity. */
  readonly maxDepth?: number;
  /** Fewest rows of a leaf, draws counted. Default 5. */
  readonly minRowsPerLeaf?: number;
  /** Quadratic penalty on leaf values. Default 0: leaves are means. */
  readonly lambda?: number;
  /** Share of the columns, drawn anew, that each node may split on. Default a third. */
  readonly columnFractionPerSplit?: number;
  /** Whether each tree is grown on as many rows as there are, drawn with replacement. Default true. */
  readonly bootstrap?: boolean;
  /** One random threshold for each column in place of the best. Default false. */
  readonly randomThresholds?: boolean;
}

/** {@link ForestSettings} with every default filled in. */
export interface FullForestSettings extends FullTreeSettings {
  readonly trees: number;
  readonly bootstrap: boolean;
  readonly randomThresholds: boolean;
}

/** Fills in defaults and refuses what is outside its domain. */
export function forestSettings(settings: ForestSettings): FullForestSettings {
  const full: FullForestSettings = {
    trees: settings.trees ?? 100,
    bootstrap: settings.bootstrap ?? true,
    randomThresholds: settings.randomThresholds ?? false,
    ...treeSettings(settings, {
      maxLeaves: Infinity,
      maxDepth: Infinity,
      minRowsPerLeaf: 5,
      lambda: 0,
      columnFractionPerSplit: 1 / 3,
    }),
  };
  requireOption("trees", full.trees, { low: 1, whole: true });
  return full;
}

/** Settings of {@link fitForest}. */
export interface FitForestOptions extends ForestSettings {
  /** Default 0. */
  readonly seed?: number;
  readonly kernels?: KernelMode;
}

/** A fitted forest: an average of trees, and the rows that made their leaves. Read-only by contract. */
export interface Forest {
  /** Its values are divided by the number of trees: predictions are sums, as with boosting. */
  readonly ensemble: TreeEnsemble;
  /** Training rows. */
  readonly rows: number;
  /** The rows of each leaf are leafRows[leafStart[node]…leafStart[node + 1]), each draw once; [nodes + 1]. */
  readonly leafStart: Int32Array;
  readonly leafRows: Int32Array;
  /** Weights of the training rows, with a mean of 1, [rows]. */
  readonly weights: Float64Array;
  /**
   * Predictions of each training row by the trees that were not grown on it, [rows, outputs]; NaN for rows that are in
   * every tree, as all are without bootstrap.
   */
  readonly outOfBag: Float64Array;
}

/**
 * A random forest (Breiman, "Random forests", 2001), or with `randomThresholds` and without `bootstrap` extremely
 * randomised trees (Geurts, Ernst and Wehenkel, 2006), on the histograms that boosting uses. Trees have all outputs in
 * their leaves.
 *
 * @throws FS_LEARN_INVALID_OPTION, FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_MISSING_VALUE, FS_LEARN_INVALID_CATEGORY,
 * FS_LEARN_TOO_MANY_CATEGORIES.
 *
 * @example
 * import { fitForest, predictTrees } from "foresolve/learn";
 *
 * const features = new Float64Array(100).map((_, row) => row);
 * const target = features.map((value) => (value < 50 ? 1 : 3));
 * const forest = fitForest({ features, rows: 100, columns: 1, target }, { trees: 20, seed: 1 });
 * predictTrees(forest.ensemble, new Float64Array([10, 90]), 2).map(Math.round); // => new Float64Array([1, 3])
 */
export function fitForest(data: TreeData, options: FitForestOptions = {}): Forest {
  const session = forestSession(data, forestSettings(options), options.seed ?? 0, options.kernels);
  while (session.advance());
  return session.finish();
}

/** A fit in steps of one tree. */
export interface ForestSession {
  /** Grows a tree; false when there is nothing left to do. */
  advance(): boolean;
  readonly grown: number;
  finish(): Forest;
}

export function forestSession(
  data: TreeData,
  settings: FullForestSettings,
  seed: number,
  kernels?: KernelMode,
): ForestSession {
  requireTreeData(data, "data", () => null);
  const { features, rows, columns, target, outputs = 1 } = data;
  if (outputs > 1 && settings.monotone.some((direction) => direction !== 0))
    throw invalidOption("monotone", settings.monotone, "no constraints for several outputs");
  const layout = statisticsLayout(outputs, false);
  const weights = normalisedWeights(data);
  const factory: TreeFactory = treeFactory(features, rows, columns, layout, settings, {
    randomThresholds: settings.randomThresholds,
    kernels,
  });
  const { space, categoryWords } = factory;
  const streams = randomStream(seed).split("forest");
  const draws = new Int32Array(rows);
  const centre = meansOf(target, weights, outputs);
  const parts: TreeEnsemble[] = [];
  const members: { readonly start: Int32Array; readonly rows: Int32Array }[] = [];
  const outOfBag = new Float64Array(rows * outputs);
  const votes = new Int32Array(rows);

  return {
    get grown() {
      return parts.length;
    },
    advance() {
      const stream = streams.split(parts.length);
      const { statistics, order, rest } = space;
      drawRows(stream);
      let count = 0;
      let left = 0;
      for (let row = 0; row < rows; row++) {
        const mass = draws[row]! * weights[row]!;
        if (mass === 0) {
          rest[left++] = row;
          continue;
        }
        order[count++] = row;
        const first = row * layout.lanes;
        for (let output = 0; output < outputs; output++)
          statistics[first + output] = mass * (target[row * outputs + output]! - centre[output]!);
        statistics[first + layout.weightLane] = mass;
      }
      const { leaves, builder } = factory.grow(count, stream);
      for (const leaf of leaves)
        for (let output = 0; output < outputs; output++) {
          const mean = leaf.sums[output]! / (leaf.sums[layout.weightLane]! + settings.lambda);
          builder.setValue(leaf.node, output, (centre[output]! + mean) / settings.trees);
        }
      const tree = builder.build();
      parts.push(tree);
      members.push(membersOf(tree.feature.length, leaves, order));
      for (const leaf of leaves)
        for (let index = leaf.restBegin; index < leaf.restEnd; index++) {
          const row = rest[index]!;
          // Rows without weight are in no tree, but drawn they are not out of bag either.
          if (draws[row] !== 0) continue;
          votes[row]! += 1;
          for (let output = 0; output < outputs; output++)
            outOfBag[row * outputs + output]! += tree.value[leaf.node * outputs + output]!;
        }
      return parts.length < settings.trees;
    },
    finish() {
      const averaged = outOfBag.map((sum, at) => (sum * settings.trees) / votes[Math.floor(at / outputs)]!);
      const base = new Float64Array(outputs);
      const ensemble = joinTrees(
        { columns, outputs, base, link: "identity", treeOutput: null, categoryWords },
        parts,
      );
      return { ensemble, rows, ...joinMembers(members), weights, outOfBag: averaged };
    },
  };

  /** How often each row is drawn. */
  function drawRows(stream: RandomStream): void {
    if (!settings.bootstrap) {
      draws.fill(1);
      return;
    }
    draws.fill(0);
    const drawing = stream.split("rows");
    do for (let drawn = 0; drawn < rows; drawn++) draws[drawing.integer(rows)]! += 1;
    while (!draws.some((count, row) => count * weights[row]! > 0));
  }

  function membersOf(
    nodes: number,
    leaves: readonly { readonly node: number; readonly begin: number; readonly end: number }[],
    order: Int32Array,
  ): { readonly start: Int32Array; readonly rows: Int32Array } {
    const start = new Int32Array(nodes + 1);
    for (const { node, begin, end } of leaves)
      for (let index = begin; index < end; index++) start[node + 1]! += draws[order[index]!]!;
    for (let node = 0; node < nodes; node++) start[node + 1]! += start[node]!;
    const found = new Int32Array(start[nodes]!);
    for (const { node, begin, end } of leaves)
      for (let index = begin, at = start[node]!; index < end; index++) {
        const row = order[index]!;
        for (let draw = 0; draw < draws[row]!; draw++) found[at++] = row;
      }
    return { start, rows: found };
  }
}

function joinMembers(members: readonly { readonly start: Int32Array; readonly rows: Int32Array }[]): {
  leafStart: Int32Array;
  leafRows: Int32Array;
} {
  let nodes = 0;
  let total = 0;
  for (const { start, rows } of members) {
    nodes += start.length - 1;
    total += rows.length;
  }
  const leafStart = new Int32Array(nodes + 1);
  const leafRows = new Int32Array(total);
  let node = 0;
  let first = 0;
  for (const { start, rows } of members) {
    for (let at = 0; at + 1 < start.length; at++) leafStart[node++] = first + start[at]!;
    leafRows.set(rows, first);
    first += rows.length;
  }
  leafStart[nodes] = first;
  return { leafStart, leafRows };
}

function meansOf(target: Float64Array, weights: Float64Array, outputs: number): Float64Array {
  const means = new Float64Array(outputs);
  for (let at = 0; at < target.length; at++)
    means[at % outputs]! += (weights[Math.floor(at / outputs)]! * target[at]!) / weights.length;
  return means;
}
