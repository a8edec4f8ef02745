import { randomStream, breath } from "../math/index.js";
import type { DistributionalPredictor, FittedDistributionalPredictor } from "./distributional-predictor.js";
import { rowColumns, rowMatrix, type FeatureLayout } from "./feature-layout.js";
import type { Example, FeatureFields, FeatureRow } from "./feature-row.js";
import { invalidOption, requireOption } from "./invalid-option.js";
import { describeTarget, type CardValue, type ModelCard } from "./model-card.js";
import type { FitOptions } from "./predictor.js";
import { saveable } from "./saved/saveable.js";
import { checkRows } from "./schema-check.js";
import type { StandardSchema } from "./standard-schema.js";
import { entryCount, type Axis, type Target } from "./target.js";
import type { TargetTransform } from "./target-transform.js";
import { toTarget, trainingSet, transformsOf } from "./training-set.js";
import {
  forestSession,
  forestSettings,
  type Forest,
  type ForestSettings,
  type FullForestSettings,
} from "./trees/fit-forest.js";
import { leafWeights } from "./trees/leaf-weights.js";
import { predictTrees, type TreeEnsemble } from "./trees/tree-ensemble.js";

/** Settings of {@link randomForest} and {@link extraTrees}. */
export interface ForestOptions<Row, Axes extends readonly Axis[], Unit extends string> extends Omit<
  ForestSettings,
  "categorical" | "monotone"
> {
  readonly target: Target<Axes, Unit>;
  readonly name?: string;
  /** A Standard Schema (Zod, Valibot, …) that rows are checked with and typed by. */
  readonly features?: StandardSchema<Row>;
  readonly targetTransform?: TargetTransform<Row>;
  /** Columns that hold categories; a per-entry field has one column for each entry, named `field[entry]`. */
  readonly categorical?: readonly string[];
}

/** All that fitting a forest found out. */
export interface ForestState {
  readonly forest: Forest;
  readonly columns: readonly string[];
  /** Truths of the training rows as the model sees them, [rows, entries] row-major. */
  readonly truths: Float64Array;
}

/** A fitted forest, its trees and its training rows open to whoever wants to embed or weigh them. */
export interface FittedForest<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> extends FittedDistributionalPredictor<Row, Axes, Unit> {
  readonly ensemble: TreeEnsemble;
  /** Names of the ensemble's columns. */
  readonly columns: readonly string[];
  readonly state: ForestState;
  /** Weights over the training examples for each row, summing to 1: [rows, examples] row-major. */
  leafWeights(rows: readonly Row[]): Float64Array;
}

/** A forest before fitting. */
export interface ForestPredictor<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> extends DistributionalPredictor<Row, Axes, Unit> {
  fit(examples: readonly Example<Row>[], options?: FitOptions): Promise<FittedForest<Row, Axes, Unit>>;
}

/**
 * A random forest: one forest for all entries of the target together, on all values of the row. `predict` gives
 * means; quantiles are those of the truths of training examples under the row's leaf weights (Meinshausen, "Quantile
 * regression forests", 2006), and scenarios are whole truths drawn by these weights, so that entries keep their
 * dependence. Truths of 0 and 1 over an axis of classes give class probabilities. NaN in a feature is a missing value.
 *
 * Fitting throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_ROW, FS_LEARN_MISSING_VALUE (infinite values),
 * FS_LEARN_INVALID_TRUTH, FS_LEARN_TRANSFORM_DOMAIN, FS_LEARN_INVALID_CATEGORY, FS_LEARN_TOO_MANY_CATEGORIES and what
 * the schema throws; predicting throws those about rows.
 *
 * @throws FS_LEARN_INVALID_TARGET, FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { randomForest } from "foresolve/learn";
 *
 * const demand = randomForest({ target: { over: [], unit: "piece" }, trees: 10, minRowsPerLeaf: 2 });
 * const fitted = await demand.fit([
 *   { features: { holiday: 0 }, truth: [5] },
 *   { features: { holiday: 0 }, truth: [5] },
 *   { features: { holiday: 1 }, truth: [9] },
 *   { features: { holiday: 1 }, truth: [9] },
 * ]);
 * fitted.leafWeights([{ holiday: 1 }]).reduce((sum, weight) => sum + weight).toFixed(6); // => "1.000000"
 */
export function randomForest<
  Row extends FeatureFields<Row> = FeatureRow,
  const Axes extends readonly Axis[] = readonly Axis[],
  const Unit extends string = string,
>(options: ForestOptions<Row, Axes, Unit>): ForestPredictor<Row, Axes, Unit> {
  return forestPredictor(options, "random forest");
}

/**
 * Extremely randomised trees (Geurts, Ernst and Wehenkel, 2006): like {@link randomForest}, but each tree sees all
 * examples and tries one random threshold for each column. Smoother, and quicker to fit.
 *
 * @throws FS_LEARN_INVALID_TARGET, FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { extraTrees } from "foresolve/learn";
 *
 * const load = extraTrees({ target: { over: [], unit: "kW" }, trees: 5 });
 * load.name; // => "extra trees"
 */
export function extraTrees<
  Row extends FeatureFields<Row> = FeatureRow,
  const Axes extends readonly Axis[] = readonly Axis[],
  const Unit extends string = string,
>(options: ForestOptions<Row, Axes, Unit>): ForestPredictor<Row, Axes, Unit> {
  return forestPredictor({ bootstrap: false, randomThresholds: true, ...options }, "extra trees");
}

function forestPredictor<Row, Axes extends readonly Axis[], Unit extends string>(
  options: ForestOptions<Row, Axes, Unit>,
  kind: string,
): ForestPredictor<Row, Axes, Unit> {
  const { target, name = kind, categorical: _, ...given } = options;
  const settings = forestSettings(given);
  entryCount(target);
  return {
    name,
    target,
    fit: (examples, fit = {}) => fitForestPredictor({ ...options, name }, kind, settings, examples, fit),
  };
}

async function fitForestPredictor<Row, Axes extends readonly Axis[], Unit extends string>(
  options: ForestOptions<Row, Axes, Unit> & { readonly name: string },
  kind: string,
  given: FullForestSettings,
  examples: readonly Example<Row>[],
  { seed = 0, signal, onProgress }: FitOptions,
): Promise<FittedForest<Row, Axes, Unit>> {
  const { name, target, features, targetTransform, categorical = [] } = options;
  signal?.throwIfAborted();
  const { layout, rows, modelled, weights } = trainingSet(name, options, examples, 1);
  const columns = rowColumns(layout);
  const settings = {
    ...given,
    categorical: categorical.map((column) => {
      const found = columns.indexOf(column);
      if (found < 0) throw invalidOption("categorical", column, `columns among ${columns.join(", ")}`);
      return found;
    }),
  };
  const data = {
    features: rowMatrix(layout, rows, "accepted"),
    rows: rows.length,
    columns: columns.length,
    target: modelled,
    outputs: layout.entries,
    ...(weights && { weights }),
  };
  const session = forestSession(data, settings, seed);
  const pause = breath();
  while (session.advance()) {
    onProgress?.({ phase: "trees", done: session.grown, total: settings.trees });
    if (pause.due()) await pause.take(signal);
  }
  onProgress?.({ phase: "trees", done: session.grown, total: settings.trees });
  const forest = session.finish();
  const card: ModelCard = {
    predictor: name,
    kind,
    rows: rows.length,
    features: layout.fields.map((field) => field.name),
    target: describeTarget(target),
    loss: "squared error",
    seed,
    settings: {
      ...(settings as FullForestSettings & Record<string, CardValue>),
      // JSON has no infinity.
      maxLeaves: Number.isFinite(settings.maxLeaves) ? settings.maxLeaves : null,
      maxDepth: Number.isFinite(settings.maxDepth) ? settings.maxDepth : null,
      categorical: [...categorical],
      targetTransform: targetTransform?.name ?? "identity",
    },
    figures: { trees: settings.trees, outOfBagError: outOfBagError(forest, modelled) },
  };
  return fittedForest(
    { forest, columns, truths: modelled },
    { target, layout, features, targetTransform, card },
  );
}

/** Root mean square error of the out-of-bag predictions, in the unit the model learns; null where there are none. */
function outOfBagError({ outOfBag }: Forest, truths: Float64Array): number | null {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < truths.length; at++) {
    const error = outOfBag[at]! - truths[at]!;
    if (error !== error) continue;
    sum += error * error;
    count++;
  }
  return count === 0 ? null : Math.sqrt(sum / count);
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
export function fittedForest<Row, Axes extends readonly Axis[], Unit extends string>(
  state: ForestState,
  { target, layout, features, targetTransform, card }: Wiring<Row, Axes, Unit>,
): FittedForest<Row, Axes, Unit> {
  const { forest, columns, truths } = state;
  const { entries } = layout;
  const examples = forest.rows;
  let ascending: readonly Int32Array[] | undefined;
  const weigh = (checked: readonly Row[]): Float64Array =>
    leafWeights(forest, rowMatrix(layout, checked, "accepted"), checked.length);

  const fitted: FittedForest<Row, Axes, Unit> = {
    name: card.predictor,
    target,
    card,
    ensemble: forest.ensemble,
    columns,
    state,
    predict(given) {
      const checked = checkRows(features, given);
      const out = predictTrees(forest.ensemble, rowMatrix(layout, checked, "accepted"), checked.length);
      return toTarget(transformsOf(targetTransform, checked, entries), out, entries);
    },
    leafWeights: (given) => weigh(checkRows(features, given)),
    quantiles(given, levels) {
      levels.forEach((level, at) =>
        requireOption(`levels[${at}]`, level, { low: levels[at - 1] ?? 0, high: 1 }),
      );
      const checked = checkRows(features, given);
      const transforms = transformsOf(targetTransform, checked, entries);
      const weights = weigh(checked);
      ascending ??= Array.from({ length: entries }, (_, entry) =>
        Int32Array.from({ length: examples }, (_, example) => example).sort(
          (a, b) => truths[a * entries + entry]! - truths[b * entries + entry]!,
        ),
      );
      const out = new Float64Array(checked.length * entries * levels.length);
      let at = 0;
      for (let row = 0; row < checked.length; row++)
        for (let entry = 0; entry < entries; entry++) {
          let passed = 0;
          let next = 0;
          let value = Number.NaN;
          for (const level of levels) {
            // The least truth that has at least this share of the weight at or below it.
            while (next < examples && (Number.isNaN(value) || passed < level - 1e-12)) {
              const example = ascending[entry]![next++]!;
              const weight = weights[row * examples + example]!;
              if (weight === 0) continue;
              passed += weight;
              value = truths[example * entries + entry]!;
            }
            out[at++] = transforms === undefined ? value : transforms[row]!.toTarget(value, entry);
          }
        }
      return out;
    },
    scenarios(given, { count, seed = 0 }) {
      requireOption("count", count, { low: 1, whole: true });
      const checked = checkRows(features, given);
      const transforms = transformsOf(targetTransform, checked, entries);
      const weights = weigh(checked);
      const out = new Float64Array(checked.length * count * entries);
      for (let row = 0; row < checked.length; row++) {
        const stream = randomStream(seed).split("forest scenarios").split(row);
        const passed = new Float64Array(examples);
        let sum = 0;
        for (let example = 0; example < examples; example++)
          passed[example] = sum += weights[row * examples + example]!;
        for (let path = 0; path < count; path++) {
          const drawn = stream.uniform() * sum;
          const example = firstAbove(passed, drawn);
          const first = (row * count + path) * entries;
          for (let entry = 0; entry < entries; entry++) {
            const value = truths[example * entries + entry]!;
            out[first + entry] = transforms === undefined ? value : transforms[row]!.toTarget(value, entry);
          }
        }
      }
      return out;
    },
  };
  return saveable(fitted, {
    kind: "forest",
    state: { ...state, layout: layout.fields },
    functions: { features, targetTransform },
  });
}

/** The first place whose value is above a number; values ascend. */
function firstAbove(values: Float64Array, number: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! > number) high = middle;
    else low = middle + 1;
  }
  return low;
}
