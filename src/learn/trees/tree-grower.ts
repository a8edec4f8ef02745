import { randomStream, type KernelMode, type RandomStream } from "../../math/index.js";
import type { FullBoosterSettings } from "./boosting-settings.js";
import type { Leaf } from "./grow-tree.js";
import { boundedValue } from "./split-search.js";
import type { TreeRows } from "./tree-data.js";
import type { TreeEnsemble } from "./tree-ensemble.js";
import { treeFactory } from "./tree-settings.js";
import { hessianLane, type StatisticsLayout } from "./tree-space.js";

/** What a leaf's value is made of, in place of slope / (hessian + λ) as it is. */
export interface LeafRule {
  /** The value of a leaf with one output, from its rows. */
  readonly refit?: ((rows: Int32Array) => number) | undefined;
  /** What becomes of slope / (hessian + λ); rising. */
  readonly step?: ((newton: number) => number) | undefined;
}

/** Grows the trees of a boosting one by one, and keeps the raw scores up to date. */
export interface TreeGrower {
  /** [rows, lanes], to be filled before each tree; {@link StatisticsLayout}. */
  readonly statistics: Float64Array;
  /** Raw scores of all rows, [rows, outputs]. */
  readonly scores: Float64Array;
  readonly categoryWords: number;
  /** Draws the rows and columns of the next round. Its trees share the rows. */
  startRound(): void;
  /** @param output the one output that the tree adds to; null for a tree with all outputs in its leaves */
  grow(output: number | null, rule?: LeafRule): TreeEnsemble;
}

export function treeGrower(
  { features, rows, columns }: TreeRows,
  layout: StatisticsLayout,
  base: Float64Array,
  settings: FullBoosterSettings,
  seed: number,
  kernels?: KernelMode,
): TreeGrower {
  const factory = treeFactory(features, rows, columns, layout, settings, { kernels });
  const { space, categoryWords } = factory;
  const outputs = base.length;
  const scores = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) scores.set(base, row * outputs);
  const sampleCount = Math.max(1, Math.round(rows * settings.rowFraction));
  const sampled = new Int32Array(rows);
  const streams = randomStream(seed).split("boosted trees");
  let round = 0;
  let treesOfRound = 0;
  let stream: RandomStream = streams;

  return {
    statistics: space.statistics,
    scores,
    categoryWords,
    startRound() {
      stream = streams.split(round++);
      treesOfRound = 0;
      sampleRows(stream, rows, sampleCount, sampled);
    },
    grow(output, { refit, step } = {}) {
      const { order, rest } = space;
      order.set(sampled.subarray(0, sampleCount));
      rest.set(sampled.subarray(sampleCount));
      const { leaves, builder } = factory.grow(
        sampleCount,
        treesOfRound === 0 ? stream : stream.split(treesOfRound),
      );
      treesOfRound++;
      for (const leaf of leaves) {
        for (let own = 0; own < layout.outputs; own++) {
          const at = output ?? own;
          const best =
            refit === undefined || !(leaf.sums[layout.weightLane]! > 0)
              ? settle(leaf, own, step)
              : clamp(refit(order.subarray(leaf.begin, leaf.end)), leaf);
          const value = settings.learningRate * best;
          builder.setValue(leaf.node, own, value);
          for (let index = leaf.begin; index < leaf.end; index++)
            scores[order[index]! * outputs + at]! += value;
          for (let index = leaf.restBegin; index < leaf.restEnd; index++)
            scores[rest[index]! * outputs + at]! += value;
        }
      }
      return builder.build();
    },
  };

  function settle(leaf: Leaf, own: number, step: LeafRule["step"]): number {
    const slope = leaf.sums[layout.step * own]!;
    const hessian = leaf.sums[hessianLane(layout, own)]! + settings.lambda;
    // Rows without weight, or without curvature: nothing is known of them.
    if (!(hessian > 0)) return 0;
    const newton = boundedValue(slope, hessian, 0, leaf);
    return step === undefined ? newton : step(newton);
  }
}

function clamp(value: number, { lower, upper }: Leaf): number {
  return Math.max(lower, Math.min(upper, value));
}

/**
 * Draws rows without replacement to the front, in ascending order (Knuth's selection sampling, TAOCP 2, 3.4.2 S); the
 * others follow, ascending too.
 */
function sampleRows(stream: RandomStream, rows: number, wanted: number, sampled: Int32Array): void {
  let taken = 0;
  let left = wanted;
  for (let row = 0; row < rows; row++) {
    const needed = wanted - taken;
    if (needed === rows - row || (needed > 0 && stream.uniform() * (rows - row) < needed))
      sampled[taken++] = row;
    else sampled[left++] = row;
  }
}
