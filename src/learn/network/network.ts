import type { DifferentiablePredictor, TrainingModel } from "../differentiable-predictor.js";
import { rowColumns, rowMatrix, type FeatureLayout } from "../feature-layout.js";
import type { Example, FeatureFields, FeatureRow } from "../feature-row.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import { describeTarget, type CardValue, type ModelCard } from "../model-card.js";
import type { FitOptions, FittedPredictor } from "../predictor.js";
import { saveable } from "../saved/saveable.js";
import { checkRows } from "../schema-check.js";
import type { StandardSchema } from "../standard-schema.js";
import { entryCount, type Axis, type Target } from "../target.js";
import type { TargetTransform } from "../target-transform.js";
import { toTarget, trainingSet, transformsOf } from "../training-set.js";
import { fitNetwork } from "./fit-network.js";
import { networkLoss } from "./network-loss.js";
import { networkModel } from "./network-model.js";
import { networkSettings, type NetworkSettings } from "./network-settings.js";
import { predictDeviations, predictNetwork, type NetworkState } from "./network-state.js";

/** Settings of {@link network}. */
export interface NetworkOptions<
  Row,
  Axes extends readonly Axis[],
  Unit extends string,
> extends NetworkSettings {
  readonly target: Target<Axes, Unit>;
  /** Default `"network"`. */
  readonly name?: string;
  /** A Standard Schema (Zod, Valibot, …) that rows are checked with and typed by. */
  readonly features?: StandardSchema<Row>;
  readonly targetTransform?: TargetTransform<Row>;
  /**
   * Fields of the row that hold category numbers 0, 1, …, categories − 1: each category is given a learned vector of
   * `width` numbers.
   */
  readonly embeddings?: { readonly [field: string]: { readonly categories: number; readonly width: number } };
}

/** A fitted {@link network}, its parameters open. */
export interface FittedNetwork<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> extends FittedPredictor<Row, Axes, Unit> {
  readonly state: NetworkState;
  /** Names of the state's columns: fields, and the elements of per-entry fields. */
  readonly columns: readonly string[];
  /**
   * Standard deviations that belong to the predictions, [rows, entries] row-major, in the unit the model learns.
   * @throws FS_LEARN_INVALID_OPTION unless the loss is `"gaussian"`.
   */
  deviations(rows: readonly Row[]): Float64Array;
}

/** A network in training through a loss of one's own. */
export interface NetworkTraining<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> extends TrainingModel<Row, Axes, Unit> {
  finish(card?: Partial<ModelCard>): FittedNetwork<Row, Axes, Unit>;
}

/** A network before fitting. */
export interface NetworkPredictor<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> extends DifferentiablePredictor<Row, Axes, Unit> {
  fit(examples: readonly Example<Row>[], options?: FitOptions): Promise<FittedNetwork<Row, Axes, Unit>>;
  begin(examples: readonly Example<Row>[], options?: FitOptions): Promise<NetworkTraining<Row, Axes, Unit>>;
}

/**
 * A neural network with one output for each entry of the target (or two, with the gaussian loss). It sees every
 * number of the row, elements of per-entry fields included. Weights of examples count. It can be trained further
 * through a loss of one's own, see {@link DifferentiablePredictor}; that starts from the fit by its own loss.
 *
 * Fitting throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_ROW, FS_LEARN_MISSING_VALUE, FS_LEARN_INVALID_TRUTH,
 * FS_LEARN_INVALID_CATEGORY, FS_LEARN_ONE_CLASS, FS_LEARN_DIVERGED, FS_LEARN_TRANSFORM_DOMAIN and what the schema throws; predicting throws those
 * about rows.
 *
 * @throws FS_LEARN_INVALID_TARGET, FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { network } from "foresolve/learn";
 *
 * const hour = { name: "hour", keys: ["morning", "evening"] } as const;
 * const load = network({ target: { over: [hour], unit: "MWh" }, hidden: [8], learningRate: 0.01, epochs: 100 });
 * const examples = Array.from({ length: 40 }, (_, day) => ({
 *   features: { temperature: day - 10 },
 *   truth: [Math.abs(day - 25), 30 + day],
 * }));
 * const fitted = await load.fit(examples, { seed: 1 });
 * const [morning, evening] = fitted.predict([{ temperature: 25 }]);
 * Math.abs(morning! - 10) < 3 && Math.abs(evening! - 65) < 3; // => true
 */
export function network<
  Row extends FeatureFields<Row> = FeatureRow,
  const Axes extends readonly Axis[] = readonly Axis[],
  const Unit extends string = string,
>(options: NetworkOptions<Row, Axes, Unit>): NetworkPredictor<Row, Axes, Unit> {
  const { target, name = "network" } = options;
  entryCount(target);
  networkSettings(options);
  for (const [field, { categories, width }] of Object.entries(options.embeddings ?? {})) {
    requireOption(`embeddings.${field}.categories`, categories, { low: 1, whole: true });
    requireOption(`embeddings.${field}.width`, width, { low: 1, whole: true });
  }
  const begin = (
    examples: readonly Example<Row>[],
    fit: FitOptions = {},
  ): Promise<NetworkTraining<Row, Axes, Unit>> => beginNetwork({ ...options, name }, examples, fit);
  return {
    name,
    target,
    begin,
    fit: async (examples, fit) => (await begin(examples, fit)).finish(),
  };
}

async function beginNetwork<Row, Axes extends readonly Axis[], Unit extends string>(
  options: NetworkOptions<Row, Axes, Unit> & { readonly name: string },
  examples: readonly Example<Row>[],
  fit: FitOptions,
): Promise<NetworkTraining<Row, Axes, Unit>> {
  const { name, target } = options;
  const { layout, rows, modelled, transforms, weights } = trainingSet(name, options, examples, 1);
  const features = rowMatrix(layout, rows, "refused");
  const settings = networkSettings(options);
  const embedded = {
    ...settings,
    layers: [...embeddingLayers(options.embeddings, layout), ...settings.layers],
  };
  const data = {
    features,
    rows: rows.length,
    columns: features.length / rows.length,
    targets: modelled,
    outputs: layout.entries,
    weights,
  };
  const { state, trainingLosses, validationLosses, epochs } = await fitNetwork(
    data,
    asOptions(embedded),
    fit,
  );
  const wiring: NetworkWiring<Row, Axes, Unit> = { ...options, layout };
  const card: ModelCard = {
    predictor: name,
    kind: "network",
    rows: rows.length,
    features: layout.fields.map((field) => field.name),
    target: describeTarget(target),
    loss: networkLoss(settings.loss).name,
    seed: fit.seed ?? 0,
    settings: {
      ...(JSON.parse(JSON.stringify(settings)) as Record<string, CardValue>),
      layers: embedded.layers.map((layer) => ({ ...layer })),
      targetTransform: options.targetTransform?.name ?? "identity",
    },
    // In standardised units.
    figures: {
      parameters: state.parameters.length,
      epochs,
      trainingLoss: trainingLosses.at(-1) ?? null,
      validationLoss: validationLosses.length > 0 ? Math.min(...validationLosses) : null,
    },
  };
  const { parameters, forward, backward } = networkModel(state, features, transforms, settings);
  return {
    parameters,
    truths: Float64Array.from(examples.flatMap((example) => Array.from(example.truth))),
    forward,
    backward,
    predict: (given) => fittedNetwork({ ...state, parameters }, wiring, card).predict(given),
    finish: (changes = {}) =>
      fittedNetwork(
        { ...state, parameters: Float64Array.from(parameters) },
        { ...wiring, name: changes.predictor ?? wiring.name },
        { ...card, ...changes },
      ),
  };
}

/** What a fitted network needs besides its state. */
export interface NetworkWiring<Row, Axes extends readonly Axis[], Unit extends string> {
  readonly name: string;
  readonly target: Target<Axes, Unit>;
  readonly layout: FeatureLayout;
  readonly features?: StandardSchema<Row>;
  readonly targetTransform?: TargetTransform<Row>;
}

/** A predictor from a fitted state. */
export function fittedNetwork<Row, Axes extends readonly Axis[], Unit extends string>(
  state: NetworkState,
  { name, target, layout, features, targetTransform }: NetworkWiring<Row, Axes, Unit>,
  card: ModelCard,
): FittedNetwork<Row, Axes, Unit> {
  const { entries } = state;
  const fitted: FittedNetwork<Row, Axes, Unit> = {
    name,
    target,
    card,
    state,
    columns: rowColumns(layout),
    predict(given) {
      const checked = checkRows(features, given);
      const out = predictNetwork(state, rowMatrix(layout, checked, "refused"), checked.length);
      return toTarget(transformsOf(targetTransform, checked, entries), out, entries);
    },
    deviations(given) {
      const checked = checkRows(features, given);
      return predictDeviations(state, rowMatrix(layout, checked, "refused"), checked.length);
    },
  };
  return saveable(fitted, {
    kind: "network",
    state: { ...state, layout: layout.fields },
    functions: { features, targetTransform },
  });
}

/** Embedding layers for the named fields: each takes its column out, so that later ones move up. */
function embeddingLayers(
  embeddings: NetworkOptions<never, readonly Axis[], string>["embeddings"] = {},
  layout: FeatureLayout,
): { kind: "embedding"; column: number; categories: number; width: number }[] {
  const remaining = rowColumns(layout);
  return Object.entries(embeddings).map(([field, { categories, width }]) => {
    const column = remaining.indexOf(field);
    if (column === -1)
      throw invalidOption(`embeddings.${field}`, field, "fields of the row that hold one number");
    remaining.splice(column, 1);
    return { kind: "embedding", column, categories, width };
  });
}

/** Full settings as options: absent ones left out. */
function asOptions(settings: ReturnType<typeof networkSettings>): NetworkSettings {
  const { earlyStopping, averaging, kernels, ...rest } = settings;
  return {
    ...rest,
    ...(earlyStopping === null ? {} : { earlyStopping }),
    ...(averaging === null ? {} : { averaging }),
    ...(kernels === undefined ? {} : { kernels }),
  };
}
