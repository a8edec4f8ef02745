import type { KernelMode } from "../../math/index.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import { boosterSettings, type BoosterSettings } from "./boosting-settings.js";
import { normalisedWeights, requireTreeRows, type TreeRows } from "./tree-data.js";
import { joinTrees, type TreeEnsemble, type TreeLink } from "./tree-ensemble.js";
import { treeGrower } from "./tree-grower.js";
import { putDerivatives } from "./put-derivatives.js";
import { statisticsLayout } from "./tree-space.js";

/** Settings of a {@link treeBooster}. */
export interface TreeBoosterOptions extends BoosterSettings {
  /** Raw scores before the first tree; as many as there are outputs. */
  readonly base: readonly number[] | Float64Array;
  /** What turns raw scores into predictions of the ensemble. Default `"identity"`. */
  readonly link?: TreeLink;
  /** Seed of row and column subsampling. Default 0. */
  readonly seed?: number;
  readonly kernels?: KernelMode;
}

/**
 * Writes the derivatives of the loss by the raw scores, and its second derivatives (1 where there are none). All arrays
 * are [rows, outputs] row-major. What it finds there before does not matter.
 */
export type ScoreGradient = (scores: Float64Array, gradient: Float64Array, hessian: Float64Array) => void;

/** Boosting driven from outside: by the loss of decisions, for example. */
export interface TreeBooster {
  /** Raw scores of all rows, [rows, outputs] row-major, kept up to date. */
  readonly scores: Float64Array;
  /** Trees so far. */
  readonly trees: number;
  /** Asks for the derivatives and grows one tree against them, whose leaves have a value for each output. */
  grow(gradient: ScoreGradient): void;
  /** The trees so far, or the first of them. */
  ensemble(trees?: number): TreeEnsemble;
}

/**
 * Gradient boosting with a gradient of one's own in every round: one tree for all outputs, its structure chosen by
 * Σ gradient² / (hessian + λ) over them, its leaves Newton steps −Σ gradient / (Σ hessian + λ). So a loss over whole
 * rows, such as the cost of the decision that the scores of a row lead to, can train trees.
 *
 * @throws FS_LEARN_INVALID_OPTION, FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_MISSING_VALUE, FS_LEARN_INVALID_CATEGORY,
 * FS_LEARN_TOO_MANY_CATEGORIES; `grow` throws FS_LEARN_INVALID_GRADIENT.
 *
 * @example
 * import { predictTrees, treeBooster } from "foresolve/learn";
 *
 * const wanted = new Float64Array([1, 5, 1, 5, 2, 7, 2, 7]);
 * const booster = treeBooster(
 *   { features: new Float64Array([0, 0, 1, 1]), rows: 4, columns: 1 },
 *   { base: [0, 0], learningRate: 1, lambda: 0, minRowsPerLeaf: 1 },
 * );
 * booster.grow((scores, gradient, hessian) => {
 *   for (let at = 0; at < scores.length; at++) {
 *     gradient[at] = scores[at] - wanted[at];
 *     hessian[at] = 1;
 *   }
 * });
 * predictTrees(booster.ensemble(), new Float64Array([0, 1]), 2); // => new Float64Array([1, 5, 2, 7])
 */
export function treeBooster(data: TreeRows, options: TreeBoosterOptions): TreeBooster {
  const { seed = 0, link = "identity", kernels } = options;
  const settings = boosterSettings(options);
  const base = Float64Array.from(options.base);
  requireOption("base.length", base.length, { low: 1 });
  for (const score of base) requireOption("base", score, { low: -Number.MAX_VALUE, high: Number.MAX_VALUE });
  if (base.length > 1 && settings.monotone.some((direction) => direction !== 0))
    throw invalidOption("monotone", settings.monotone, "no constraints for several outputs");
  requireTreeRows(data, "data");
  const weight = normalisedWeights(data);
  const layout = statisticsLayout(base.length, true);
  const grower = treeGrower(data, layout, base, settings, seed, kernels);
  const { scores } = grower;
  const gradients = new Float64Array(scores.length);
  const hessians = new Float64Array(scores.length);
  const parts: TreeEnsemble[] = [];
  return {
    scores,
    get trees() {
      return parts.length;
    },
    grow(gradient) {
      gradient(scores, gradients, hessians);
      putDerivatives(gradients, hessians, weight, layout, grower.statistics);
      grower.startRound();
      parts.push(grower.grow(null));
    },
    ensemble: (trees = parts.length) =>
      joinTrees(
        {
          columns: data.columns,
          outputs: base.length,
          base,
          link,
          treeOutput: null,
          categoryWords: grower.categoryWords,
        },
        parts.slice(0, trees),
      ),
  };
}
