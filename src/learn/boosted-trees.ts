import { breath } from "./breathe.js";
import { entryColumns, entryMatrix } from "./feature-layout.js";
import type { Example, FeatureFields, FeatureRow } from "./feature-row.js";
import { requireOption } from "./invalid-option.js";
import { describeTarget, type CardValue } from "./model-card.js";
import type { FitOptions, FittedPredictor, Predictor } from "./predictor.js";
import { checkRows } from "./schema-check.js";
import type { StandardSchema } from "./standard-schema.js";
import { entryCount, type Axis, type Target } from "./target.js";
import type { TargetTransform } from "./target-transform.js";
import { requireExamples, toTarget, trainingSet, transformsOf } from "./training-set.js";
import {
  boostingSettings,
  type BoostingSettings,
  type FullBoostingSettings,
  type TreeData,
} from "./trees/booster.js";
import { boostingSession, type BoostedTreesFit } from "./trees/fit-boosted-trees.js";
import { predictTrees, type TreeEnsemble } from "./trees/tree-ensemble.js";
import { treeLoss } from "./trees/tree-loss.js";

/** When to stop adding trees. */
export interface EarlyStopping {
  /** Stop after so many trees without improvement. Default 20. */
  readonly rounds?: number;
  /** Share of the examples, the last in time, that judges. Default 0.15. */
  readonly share?: number;
  /** Fit again on all examples with the number of trees found, so that the latest are not lost. Default true. */
  readonly refit?: boolean;
}

/** Settings of {@link boostedTrees}. */
export interface BoostedTreesOptions<
  Row,
  Axes extends readonly Axis[],
  Unit extends string,
> extends BoostingSettings {
  readonly target: Target<Axes, Unit>;
  /** Default `"boosted trees"`. */
  readonly name?: string;
  /** A Standard Schema (Zod, Valibot, …) that rows are checked with and typed by. */
  readonly features?: StandardSchema<Row>;
  readonly targetTransform?: TargetTransform<Row>;
  /** Off when absent. */
  readonly earlyStopping?: EarlyStopping;
}

/** A fitted {@link boostedTrees}, its trees open to whoever wants to embed or explain them. */
export interface FittedBoostedTrees<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> extends FittedPredictor<Row, Axes, Unit> {
  readonly ensemble: TreeEnsemble;
  /** Names of the ensemble's columns: the fields, then the position on each axis of the target. */
  readonly columns: readonly string[];
}

/** Boosted trees before fitting. */
export interface BoostedTreesPredictor<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> extends Predictor<Row, Axes, Unit> {
  fit(examples: readonly Example<Row>[], options?: FitOptions): Promise<FittedBoostedTrees<Row, Axes, Unit>>;
}

/**
 * Gradient boosted trees: one model for all entries of the target. It sees the row's numbers, the entry's own
 * element of per-entry fields, and the position of the entry's key on each axis. NaN in a feature is a missing
 * value; the trees learn where it belongs.
 *
 * Fitting throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_ROW, FS_LEARN_MISSING_VALUE (infinite values),
 * FS_LEARN_INVALID_TRUTH, FS_LEARN_TRANSFORM_DOMAIN and what the schema throws; predicting throws those about rows.
 *
 * @throws FS_LEARN_INVALID_TARGET, FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { boostedTrees } from "foresolve/learn";
 *
 * const hour = { name: "hour", keys: ["night", "noon"] } as const;
 * const sun = boostedTrees({
 *   target: { over: [hour], unit: "kW" },
 *   trees: 1,
 *   learningRate: 1,
 *   lambda: 0,
 *   minRowsPerLeaf: 1,
 * });
 * const fitted = await sun.fit([
 *   { features: { cloud: 0.1 }, truth: [0, 8] },
 *   { features: { cloud: 0.9 }, truth: [0, 2] },
 * ]);
 * fitted.predict([{ cloud: 0.2 }, { cloud: 0.8 }]); // => new Float64Array([0, 8, 0, 2])
 * fitted.columns; // => ["cloud", "hour"]
 */
export function boostedTrees<
  Row extends FeatureFields<Row> = FeatureRow,
  const Axes extends readonly Axis[] = readonly Axis[],
  const Unit extends string = string,
>(options: BoostedTreesOptions<Row, Axes, Unit>): BoostedTreesPredictor<Row, Axes, Unit> {
  const { target, name = "boosted trees", earlyStopping } = options;
  const settings = boostingSettings(options);
  entryCount(target);
  if (earlyStopping) {
    requireOption("earlyStopping.rounds", earlyStopping.rounds ?? 20, { low: 1, whole: true });
    requireOption("earlyStopping.share", earlyStopping.share ?? 0.15, { low: 0.001, high: 0.9 });
  }
  return {
    name,
    target,
    fit: async (examples, fit = {}) => fitTrees({ ...options, name }, settings, examples, fit),
  };
}

async function fitTrees<Row, Axes extends readonly Axis[], Unit extends string>(
  options: BoostedTreesOptions<Row, Axes, Unit> & { readonly name: string },
  settings: FullBoostingSettings,
  examples: readonly Example<Row>[],
  { seed = 0, signal, onProgress }: FitOptions,
): Promise<FittedBoostedTrees<Row, Axes, Unit>> {
  const { name, target, features, targetTransform, earlyStopping } = options;
  const { layout, rows, modelled } = trainingSet(name, options, examples, 1);
  const { entries } = layout;
  const columns = entryColumns(layout, true);
  const data: TreeData = {
    features: entryMatrix(layout, rows, "accepted", true),
    rows: modelled.length,
    columns: columns.length,
    target: modelled,
  };
  const context = { seed, signal, onProgress };
  let fit: BoostedTreesFit;
  let validationLoss: number | null = null;
  if (earlyStopping) {
    requireExamples(name, rows.length, 2);
    const { rounds = 20, share = 0.15, refit = true } = earlyStopping;
    const held = Math.min(rows.length - 1, Math.max(1, Math.round(rows.length * share)));
    const [early, late] = splitTail(data, held * entries);
    fit = await run(early, settings, { rounds, validation: late }, context);
    const trees = fit.ensemble.roots.length;
    validationLoss = fit.validationLosses[trees - 1] ?? null;
    if (refit) fit = await run(data, { ...settings, trees }, undefined, context);
  } else fit = await run(data, settings, undefined, context);

  const { ensemble, trainingLoss } = fit;
  return {
    name,
    target,
    ensemble,
    columns,
    card: {
      predictor: name,
      kind: "boosted trees",
      rows: rows.length,
      features: layout.fields.map((field) => field.name),
      target: describeTarget(target),
      loss: treeLoss(settings.loss).name,
      seed,
      settings: {
        ...(settings as FullBoostingSettings & Record<string, CardValue>),
        earlyStopping: earlyStopping ? { ...earlyStopping } : null,
        targetTransform: targetTransform?.name ?? "identity",
      },
      // Losses are in the unit the model learns: that of the transformed target where there is a transform.
      figures: { trees: ensemble.roots.length, trainingLoss, validationLoss },
    },
    predict(given) {
      const checked = checkRows(features, given);
      const matrix = entryMatrix(layout, checked, "accepted", true);
      const out = predictTrees(ensemble, matrix, checked.length * entries);
      return toTarget(transformsOf(targetTransform, checked, entries), out, entries);
    },
  };
}

async function run(
  data: TreeData,
  settings: FullBoostingSettings,
  earlyStopping: { readonly rounds: number; readonly validation: TreeData } | undefined,
  {
    seed,
    signal,
    onProgress,
  }: { seed: number; signal: AbortSignal | undefined; onProgress: FitOptions["onProgress"] },
): Promise<BoostedTreesFit> {
  signal?.throwIfAborted();
  const session = boostingSession(data, settings, seed, earlyStopping);
  const pause = breath();
  while (session.advance()) {
    onProgress?.({ phase: "trees", done: session.grown, total: settings.trees });
    if (pause.due()) await pause.take(signal);
  }
  onProgress?.({ phase: "trees", done: session.grown, total: session.grown });
  return session.finish();
}

/** The rows before the last `count`, and those. */
function splitTail({ features, rows, columns, target }: TreeData, count: number): [TreeData, TreeData] {
  const cut = rows - count;
  return [
    { features: features.subarray(0, cut * columns), rows: cut, columns, target: target.subarray(0, cut) },
    { features: features.subarray(cut * columns), rows: count, columns, target: target.subarray(cut) },
  ];
}
