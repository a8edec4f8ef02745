import { ForesolveError } from "../../errors.js";
import { requireOption } from "../invalid-option.js";
import {
  booster,
  boostingSettings,
  validationTracker,
  type Booster,
  type BoostingSettings,
  type FullBoostingSettings,
  type TreeData,
} from "./booster.js";
import type { TreeEnsemble } from "./tree-ensemble.js";

/** Settings of {@link fitBoostedTrees}. */
export interface FitBoostedTreesOptions extends BoostingSettings {
  /** Seed of row and column subsampling. Default 0. */
  readonly seed?: number;
  /** Stops when the loss on the validation rows has not improved for so many trees, and keeps the best number. */
  readonly earlyStopping?: { readonly validation: TreeData; readonly rounds: number };
}

/** A fitted ensemble and how it came about. */
export interface BoostedTreesFit {
  readonly ensemble: TreeEnsemble;
  /** Mean training loss after the last tree that was grown. */
  readonly trainingLoss: number;
  /** Mean validation loss after each tree that was grown; empty without early stopping. */
  readonly validationLosses: readonly number[];
}

/**
 * Gradient boosting of regression trees on histograms (Friedman, "Greedy function approximation: a gradient boosting
 * machine", 2001; Ke et al., "LightGBM", NIPS 2017).
 *
 * @throws FS_LEARN_INVALID_OPTION for a setting outside its domain or arrays that do not fit each other.
 * @throws FS_LEARN_TOO_FEW_EXAMPLES without rows.
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
  const session = boostingSession(data, boostingSettings(options), options.seed ?? 0, options.earlyStopping);
  while (session.advance());
  return session.finish();
}

/** A fit in steps of one tree. */
export interface BoostingSession {
  /** Grows a tree; false when there is nothing left to do. */
  advance(): boolean;
  /** Trees grown so far. */
  readonly grown: number;
  finish(): BoostedTreesFit;
}

export function boostingSession(
  data: TreeData,
  settings: FullBoostingSettings,
  seed: number,
  earlyStopping?: FitBoostedTreesOptions["earlyStopping"],
): BoostingSession {
  requireTreeData(data, "data");
  if (earlyStopping !== undefined) {
    requireTreeData(earlyStopping.validation, "validation");
    requireOption("validation.columns", earlyStopping.validation.columns, {
      low: data.columns,
      high: data.columns,
    });
    requireOption("earlyStopping.rounds", earlyStopping.rounds, { low: 1, whole: true });
  }
  const boosting: Booster = booster(data, settings, seed);
  const tracker = earlyStopping && validationTracker(earlyStopping.validation, boosting.base);
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
      const tree = boosting.grow();
      grown++;
      if (tracker) {
        tracker.add(tree);
        losses.push(tracker.loss(boosting.loss));
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

function requireTreeData({ features, rows, columns, target, weights }: TreeData, what: string): void {
  if (rows < 1)
    throw new ForesolveError("FS_LEARN_TOO_FEW_EXAMPLES", {
      message: `the ${what} of boosted trees has ${rows} rows.`,
      fix: "Pass at least one row.",
      data: { what, rows },
    });
  requireOption(`${what}.columns`, columns, { low: 1, whole: true });
  const size = rows * columns;
  requireOption(`${what}.features.length`, features.length, { low: size, high: size });
  requireOption(`${what}.target.length`, target.length, { low: rows, high: rows });
  if (weights) requireOption(`${what}.weights.length`, weights.length, { low: rows, high: rows });
  for (let row = 0; row < rows; row++)
    if (!Number.isFinite(target[row]!))
      requireOption(`${what}.target[${row}]`, target[row]!, {
        low: -Number.MAX_VALUE,
        high: Number.MAX_VALUE,
      });
}
