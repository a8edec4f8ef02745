import { entryColumns, entryMatrix, rowColumns, rowMatrix, type FeatureLayout } from "./feature-layout.js";
import type { Example, FeatureFields, FeatureRow } from "./feature-row.js";
import { invalidOption, requireOption } from "./invalid-option.js";
import { describeTarget, type CardValue, type ModelCard } from "./model-card.js";
import type { FitOptions, FittedPredictor, Predictor } from "./predictor.js";
import { saveable } from "./saved/saveable.js";
import { checkRows } from "./schema-check.js";
import type { StandardSchema } from "./standard-schema.js";
import { entryCount, type Axis, type Target } from "./target.js";
import type { TargetTransform } from "./target-transform.js";
import { classNumbers } from "./class-numbers.js";
import { requireExamples, toTarget, trainingSet, transformsOf, type TrainingSet } from "./training-set.js";
import {
  boostingSettings,
  type BoostingSettings,
  type FullBoostingSettings,
} from "./trees/boosting-settings.js";
import type { BoostedTreesFit } from "./trees/fit-boosted-trees.js";
import { runBoosting } from "./trees/run-boosting.js";
import type { TreeData } from "./trees/tree-data.js";
import { predictTrees, type TreeEnsemble } from "./trees/tree-ensemble.js";
import { treeLoss, type TreeLossOption } from "./trees/tree-loss.js";

/** When to stop adding trees. */
export interface EarlyStopping {
  /** Stop after so many trees without improvement. Default 20. */
  readonly rounds?: number;
  /** Share of the examples, the last in time, that judges. Default 0.15. */
  readonly share?: number;
  /** Fit again on all examples with the number of trees found, so that the latest are not lost. Default true. */
  readonly refit?: boolean;
}

/** Losses of {@link boostedTrees}. */
export type PredictorLoss = Exclude<TreeLossOption, { readonly softmax: number }> | "softmax";

/** Settings of {@link boostedTrees}. */
export interface BoostedTreesOptions<Row, Axes extends readonly Axis[], Unit extends string> extends Omit<
  BoostingSettings,
  "loss" | "categorical" | "monotone"
> {
  /**
   * What is minimised. `"softmax"` needs a target over one axis of classes, whose truths are 1 at the class and 0 at
   * the others; it predicts their probabilities. Default `"squared"`.
   */
  readonly loss?: PredictorLoss;
  /** Columns of the fitted trees that hold categories: fields, or axes of the target. */
  readonly categorical?: readonly string[];
  /** +1 for columns the prediction may not fall with, −1 for those it may not rise with. */
  readonly monotone?: Readonly<Record<string, 1 | -1>>;
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
 * value; the trees learn where it belongs. Weights of examples count. With `loss: "softmax"` the entries are classes, and
 * all values of the row are its columns.
 *
 * Fitting throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_ROW, FS_LEARN_MISSING_VALUE (infinite values),
 * FS_LEARN_INVALID_TRUTH, FS_LEARN_TRANSFORM_DOMAIN, FS_LEARN_ONE_CLASS, FS_LEARN_INVALID_CATEGORY,
 * FS_LEARN_TOO_MANY_CATEGORIES, FS_LEARN_INVALID_GRADIENT and what the schema throws; predicting throws those about rows.
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
  const settings = boostingSettings({ ...unnamed(options), loss: lossOf(options.loss, target) });
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
  given: FullBoostingSettings,
  examples: readonly Example<Row>[],
  fitting: FitOptions,
): Promise<FittedBoostedTrees<Row, Axes, Unit>> {
  const { seed = 0 } = fitting;
  const { name, target, targetTransform, earlyStopping } = options;
  const training = trainingSet(name, options, examples, 1);
  const { layout, rows } = training;
  const classes = options.loss === "softmax";
  const columns = classes ? rowColumns(layout) : entryColumns(layout, true);
  const settings: FullBoostingSettings = {
    ...given,
    categorical: (options.categorical ?? []).map((column) => columnNumber("categorical", column, columns)),
    monotone: monotoneColumns(options.monotone, columns),
  };
  const { data, rowsPerExample } = treeData(training, columns.length, classes);
  let fit: BoostedTreesFit;
  let validationLoss: number | null = null;
  if (earlyStopping) {
    requireExamples(name, rows.length, 2);
    const { rounds = 20, share = 0.15, refit = true } = earlyStopping;
    const held = Math.min(rows.length - 1, Math.max(1, Math.round(rows.length * share)));
    const [early, late] = splitTail(data, held * rowsPerExample);
    fit = await runBoosting(early, settings, { rounds, validation: late }, fitting);
    const trees = fit.ensemble.roots.length / treeLoss(settings.loss).trees;
    validationLoss = fit.validationLosses[trees - 1] ?? null;
    if (refit) fit = await runBoosting(data, { ...settings, trees }, undefined, fitting);
  } else fit = await runBoosting(data, settings, undefined, fitting);

  const { ensemble, trainingLoss } = fit;
  const loss = treeLoss(settings.loss).name;
  return fittedBoostedTrees(
    { ensemble, columns, classes },
    {
      target,
      layout,
      features: options.features,
      targetTransform,
      card: {
        predictor: name,
        kind: "boosted trees",
        rows: rows.length,
        features: layout.fields.map((field) => field.name),
        target: describeTarget(target),
        loss,
        seed,
        settings: {
          ...(settings as FullBoostingSettings & Record<string, CardValue>),
          // JSON has no infinity.
          maxLeaves: Number.isFinite(settings.maxLeaves) ? settings.maxLeaves : null,
          maxDepth: Number.isFinite(settings.maxDepth) ? settings.maxDepth : null,
          loss: typeof settings.loss === "object" && "gradient" in settings.loss ? loss : settings.loss,
          categorical: [...(options.categorical ?? [])],
          monotone: { ...options.monotone },
          earlyStopping: earlyStopping ? { ...earlyStopping } : null,
          targetTransform: targetTransform?.name ?? "identity",
        },
        // Losses are in the unit the model learns: that of the transformed target where there is a transform.
        figures: { trees: ensemble.roots.length, trainingLoss, validationLoss },
      },
    },
  );
}

/** All that fitting boosted trees found out. */
export interface BoostedTreesState {
  readonly ensemble: TreeEnsemble;
  readonly columns: readonly string[];
  /** Whether the entries of the target are classes: one design row per feature row, not one per entry. */
  readonly classes: boolean;
}

/** What connects a state with rows and with the target. */
interface Wiring<Row, Axes extends readonly Axis[], Unit extends string> {
  readonly target: Target<Axes, Unit>;
  readonly layout: FeatureLayout;
  readonly features: StandardSchema<Row> | undefined;
  readonly targetTransform: TargetTransform<Row> | undefined;
  readonly card: ModelCard;
}

/** The fitted predictor of a state. */
export function fittedBoostedTrees<Row, Axes extends readonly Axis[], Unit extends string>(
  { ensemble, columns, classes }: BoostedTreesState,
  { target, layout, features, targetTransform, card }: Wiring<Row, Axes, Unit>,
): FittedBoostedTrees<Row, Axes, Unit> {
  const { entries } = layout;
  const fitted: FittedBoostedTrees<Row, Axes, Unit> = {
    name: card.predictor,
    target,
    ensemble,
    columns,
    card,
    predict(given) {
      const checked = checkRows(features, given);
      const matrix = classes
        ? rowMatrix(layout, checked, "accepted")
        : entryMatrix(layout, checked, "accepted", true);
      const out = predictTrees(ensemble, matrix, classes ? checked.length : checked.length * entries);
      return toTarget(transformsOf(targetTransform, checked, entries), out, entries);
    },
  };
  return saveable(fitted, {
    kind: "boostedTrees",
    state: { ensemble, columns, classes, layout: layout.fields },
    functions: { features, targetTransform },
  });
}

/** Options without those that name columns or classes. */
function unnamed<Row>(options: BoostedTreesOptions<Row, readonly Axis[], string>): BoostingSettings {
  const { loss: _, categorical: __, monotone: ___, ...settings } = options;
  return settings;
}

function lossOf(loss: PredictorLoss | undefined, target: Target): TreeLossOption {
  if (loss !== "softmax") return loss ?? "squared";
  if (target.over.length !== 1 || entryCount(target) < 2)
    throw invalidOption("loss", loss, '"softmax" with a target over one axis of at least two classes');
  return { softmax: entryCount(target) };
}

function columnNumber(option: string, column: string, columns: readonly string[]): number {
  const found = columns.indexOf(column);
  if (found < 0) throw invalidOption(option, column, `columns among ${columns.join(", ")}`);
  return found;
}

function monotoneColumns(
  monotone: Readonly<Record<string, 1 | -1>> = {},
  columns: readonly string[],
): (-1 | 0 | 1)[] {
  const named = Object.entries(monotone);
  if (named.length === 0) return [];
  const directions: (-1 | 0 | 1)[] = columns.map(() => 0);
  for (const [column, direction] of named) directions[columnNumber("monotone", column, columns)] = direction;
  return directions;
}

/** One design row for each entry, or with classes for each example. */
function treeData<Row>(
  { layout, rows, modelled, weights }: TrainingSet<Row>,
  columns: number,
  classes: boolean,
): { data: TreeData; rowsPerExample: number } {
  const { entries } = layout;
  const rowsPerExample = classes ? 1 : entries;
  const spread =
    weights &&
    Float64Array.from(
      { length: rows.length * rowsPerExample },
      (_, at) => weights[Math.floor(at / rowsPerExample)]!,
    );
  const data = {
    features: classes ? rowMatrix(layout, rows, "accepted") : entryMatrix(layout, rows, "accepted", true),
    rows: rows.length * rowsPerExample,
    columns,
    target: classes ? classNumbers(modelled, entries) : modelled,
    ...(spread && { weights: spread }),
  };
  return { data, rowsPerExample };
}

/** The rows before the last `count`, and those. */
function splitTail(
  { features, rows, columns, target, weights }: TreeData,
  count: number,
): [TreeData, TreeData] {
  const cut = rows - count;
  const part = (from: number, to: number): TreeData => ({
    features: features.subarray(from * columns, to * columns),
    rows: to - from,
    columns,
    target: target.subarray(from, to),
    ...(weights && { weights: weights.subarray(from, to) }),
  });
  return [part(0, cut), part(cut, rows)];
}
