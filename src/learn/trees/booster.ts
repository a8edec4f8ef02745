import type { KernelMode } from "../../math/index.js";
import type { FullBoostingSettings } from "./boosting-settings.js";
import { normalisedWeights, type TreeData } from "./tree-data.js";
import { addTree, joinTrees, type TreeEnsemble } from "./tree-ensemble.js";
import { treeGrower } from "./tree-grower.js";
import { treeLoss, type TreeLoss } from "./tree-loss.js";
import { statisticsLayout } from "./tree-space.js";

/** Boosting in progress: one round at a time, so that the caller can report, pause and stop. */
export interface Booster {
  /** Grows the trees of the next round and adds them to the scores. */
  grow(): readonly TreeEnsemble[];
  /** Mean loss over the rows learnt from. */
  trainingLoss(): number;
  /** The trees of the first rounds. */
  ensemble(rounds: number): TreeEnsemble;
  readonly base: Float64Array;
  readonly loss: TreeLoss;
}

export function booster(
  data: TreeData,
  settings: FullBoostingSettings,
  seed: number,
  kernels?: KernelMode,
): Booster {
  const { target, columns } = data;
  const loss = treeLoss(settings.loss, data.outputs);
  const weight = normalisedWeights(data);
  const base = loss.start(target, weight);
  const perTree = loss.outputs / loss.trees;
  const layout = statisticsLayout(perTree, loss.ownHessians);
  const grower = treeGrower(data, layout, base, settings, seed, kernels);
  const { statistics, scores } = grower;
  const trees: TreeEnsemble[] = [];
  const { leafValue } = loss;
  const refit =
    leafValue &&
    ((rows: Int32Array): number => {
      const residuals = Float64Array.from(rows, (row) => target[row]! - scores[row]!);
      const weights = data.weights && Float64Array.from(rows, (row) => weight[row]!);
      return leafValue(residuals, weights);
    });

  return {
    base,
    loss,
    grow() {
      grower.startRound();
      loss.prepare(target, scores);
      const grown: TreeEnsemble[] = [];
      for (let tree = 0; tree < loss.trees; tree++) {
        loss.fill(tree, target, scores, weight, layout, statistics);
        grown.push(grower.grow(loss.trees === 1 ? null : tree, { refit, step: loss.leafStep }));
      }
      trees.push(...grown);
      return grown;
    },
    trainingLoss: () => loss.mean(target, scores, weight),
    ensemble(rounds) {
      const kept = trees.slice(0, rounds * loss.trees);
      return joinTrees(
        {
          columns,
          outputs: loss.outputs,
          base,
          link: loss.link,
          treeOutput: loss.trees === 1 ? null : kept.map((_, tree) => tree % loss.trees),
          categoryWords: grower.categoryWords,
        },
        kept,
      );
    },
  };
}

/** Scores of validation rows that grow with the ensemble, and their mean loss. */
export function validationTracker(
  data: TreeData,
  base: Float64Array,
  loss: TreeLoss,
): {
  add(round: readonly TreeEnsemble[]): void;
  mean(): number;
} {
  const { features, rows, target } = data;
  const outputs = base.length;
  const scores = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) scores.set(base, row * outputs);
  const weight = normalisedWeights(data);
  return {
    add(round) {
      round.forEach((tree, output) =>
        addTree(
          round.length === 1 ? tree : { ...tree, outputs, treeOutput: Int32Array.of(output) },
          0,
          features,
          rows,
          scores,
        ),
      );
    },
    mean: () => loss.mean(target, scores, weight),
  };
}
