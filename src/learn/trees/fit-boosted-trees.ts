import type { KernelMode } from "../../math/index.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import { booster, validationTracker, type Booster } from "./booster.js";
import { boostingSettings, type BoostingSettings, type FullBoostingSettings } from "./boosting-settings.js";
import { requireTreeData, type TreeData } from "./tree-data.js";
import type { TreeEnsemble } from "./tree-ensemble.js";
import { treeLoss } from "./tree-loss.js";

/** Settings of {@link fitBoostedTrees}. */
export interface FitBoostedTreesOptions extends BoostingSettings {
  /** Seed of row and column subsampling. Default 0. */
  readonly seed?: number;
  /** Stops when the loss on the validation rows has not improved for so many rounds, and keeps the best number. */
  readonly earlyStopping?: { readonly validation: TreeData; readonly rounds: number };
  /** How inner loops run; the model is the same to the bit. Default: WebAssembly where there is any. */
  readonly kernels?: KernelMode;
}

/** A fitted ensemble and how it came about. */
export interface BoostedTreesFit {
  readonly ensemble: TreeEnsemble;
  /** Mean training loss after the last round. */
  readonly trainingLoss: number;
  /** Mean validation loss after each round; empty without early stopping. */
  readonly validationLosses: readonly number[];
}

/**
 * Gradient boosting of regression trees on histograms (Friedman, "Greedy function approximation: a gradient boosting
 * machine", 2001; Ke et al., "LightGBM", NIPS 2017), with Newton steps where the loss has hessians (Chen and Guestrin,
 * "XGBoost", KDD 2016).
 *
 * @throws FS_LEARN_INVALID_OPTION for a setting outside its domain or arrays that do not fit each other,
 * FS_LEARN_INVALID_TRUTH for targets that are not finite or that the loss cannot take,
 * FS_LEARN_TOO_FEW_EXAMPLES without rows, FS_LEARN_MISSING_VALUE for infinite features, FS_LEARN_ONE_CLASS,
 * FS_LEARN_INVALID_CATEGORY, FS_LEARN_TOO_MANY_CATEGORIES, FS_LEARN_INVALID_GRADIENT.
 *
 * @example
 * import { fitBoostedTrees, predictTrees } from "foresolve/learn";
 *
 * // One feature, missing in the last two rows: missing values get a side of their own.
 * const features = new Float64Array([1, 2, 3, 4, NaN, NaN]);
 * const target = new Float64Array([0, 0, 6, 6, 9, 9]);
 * const fit = fitBoostedTrees(
 *   { features, rows: 6, columns: 1, target },
 *   { trees: 1, learningRate: 1, lambda: 0, minRowsPerLeaf: 1 },
 * );
 * predictTrees(fit.ensemble, new Float64Array([1.5, 10, NaN]), 3); // => new Float64Array([0, 6, 9])
 */
export function fitBoostedTrees(data: TreeData, options: FitBoostedTreesOptions = {}): BoostedTreesFit {
  const settings = boostingSettings(options, data.outputs);
  const session = boostingSession(data, settings, options.seed ?? 0, options.earlyStopping, options.kernels);
  while (session.advance());
  return session.finish();
}

/** A fit in steps of one round. */
export interface BoostingSession {
  /** Grows the trees of a round; false when there is nothing left to do. */
  advance(): boolean;
  /** Rounds so far. */
  readonly grown: number;
  finish(): BoostedTreesFit;
}

export function boostingSession(
  data: TreeData,
  settings: FullBoostingSettings,
  seed: number,
  earlyStopping?: FitBoostedTreesOptions["earlyStopping"],
  kernels?: KernelMode,
): BoostingSession {
  const loss = treeLoss(settings.loss, data.outputs);
  if (loss.trees > 1 && settings.monotone.some((direction) => direction !== 0))
    throw invalidOption("monotone", settings.monotone, `no constraints with the loss ${loss.name}`);
  if (loss.trees === 1 && loss.outputs > 1 && settings.monotone.some((direction) => direction !== 0))
    throw invalidOption("monotone", settings.monotone, "no constraints for several outputs");
  requireTreeData(data, "data", (value) => loss.accepts(value));
  if (earlyStopping !== undefined) {
    const { validation, rounds } = earlyStopping;
    requireTreeData(validation, "validation", (value) => loss.accepts(value));
    requireOption("validation.columns", validation.columns, { low: data.columns, high: data.columns });
    const { outputs = 1 } = data;
    requireOption("validation.outputs", validation.outputs ?? 1, { low: outputs, high: outputs });
    requireOption("earlyStopping.rounds", rounds, { low: 1, whole: true });
    if (typeof settings.loss === "object" && "gradient" in settings.loss && !settings.loss.loss)
      throw invalidOption("loss.loss", null, "the mean loss of rows to a customLoss that is to stop early");
  }
  const boosting: Booster = booster(data, settings, seed, kernels);
  const tracker = earlyStopping && validationTracker(earlyStopping.validation, boosting.base, boosting.loss);
  const losses: number[] = [];
  let grown = 0;
  let best = 0;
  const mayGrow = (): boolean =>
    grown < settings.trees && (earlyStopping === undefined || grown - best < earlyStopping.rounds);
  return {
    get grown() {
      return grown;
    },
    advance() {
      const round = boosting.grow();
      grown++;
      if (tracker) {
        tracker.add(round);
        losses.push(tracker.mean());
        if (best === 0 || losses[grown - 1]! < losses[best - 1]!) best = grown;
      }
      return mayGrow();
    },
    finish: () => ({
      ensemble: boosting.ensemble(tracker ? best : grown),
      trainingLoss: boosting.trainingLoss(),
      validationLosses: losses,
    }),
  };
}
