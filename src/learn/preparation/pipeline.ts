import type { DifferentiablePredictor, TrainingModel } from "../differentiable-predictor.js";
import { isDifferentiable } from "../differentiable-predictor.js";
import type { DistributionalPredictor, FittedDistributionalPredictor } from "../distributional-predictor.js";
import type { Example, FeatureRow } from "../feature-row.js";
import type { ModelCard } from "../model-card.js";
import type { FitOptions, FittedPredictor, Predictor } from "../predictor.js";
import { saveable } from "../saved/saveable.js";
import type { Axis } from "../target.js";
import { preparedRow, type Preparation, type PreparationState } from "./prepare.js";

/**
 * A preparation and the predictor behind it, as one predictor of raw rows: fitting fits the steps to the examples it is
 * given and to nothing else, so that cross-validation leaks nothing. What the inner predictor can (quantiles, scenarios,
 * training through a loss) the pipeline can.
 *
 * Fitting and predicting throw what the preparation and the inner predictor throw.
 *
 * @example
 * import { oneHot, pipeline, prepare, ridge } from "foresolve/learn";
 *
 * const steps = prepare<{ plant: string }>({ plant: oneHot() });
 * const output = pipeline(steps, ridge({ target: { over: [], unit: "t" }, penalty: 1e-9 }));
 * const fitted = await output.fit([
 *   { features: { plant: "north" }, truth: [3] },
 *   { features: { plant: "north" }, truth: [5] },
 *   { features: { plant: "south" }, truth: [9] },
 * ]);
 * fitted.predict([{ plant: "north" }, { plant: "south" }]).map(Math.round); // => new Float64Array([4, 9])
 */
export function pipeline<Raw, const Axes extends readonly Axis[], const Unit extends string>(
  preparation: Preparation<Raw>,
  predictor: DifferentiablePredictor<FeatureRow, Axes, Unit>,
): DifferentiablePredictor<Raw, Axes, Unit>;
export function pipeline<Raw, const Axes extends readonly Axis[], const Unit extends string>(
  preparation: Preparation<Raw>,
  predictor: DistributionalPredictor<FeatureRow, Axes, Unit>,
): DistributionalPredictor<Raw, Axes, Unit>;
export function pipeline<Raw, const Axes extends readonly Axis[], const Unit extends string>(
  preparation: Preparation<Raw>,
  predictor: Predictor<FeatureRow, Axes, Unit>,
): Predictor<Raw, Axes, Unit>;
export function pipeline<Raw, Axes extends readonly Axis[], Unit extends string>(
  preparation: Preparation<Raw>,
  predictor: Predictor<FeatureRow, Axes, Unit>,
): Predictor<Raw, Axes, Unit> {
  const { name, target } = predictor;
  const fit = async (
    examples: readonly Example<Raw>[],
    options: FitOptions = {},
  ): Promise<FittedPredictor<Raw, Axes, Unit>> => {
    const prepared = preparation.fit(examples, { seed: options.seed ?? 0 });
    return behind(preparation, prepared.state, await predictor.fit(prepared.examples, options));
  };
  if (!isDifferentiable(predictor)) return { name, target, fit };
  const begin = async (
    examples: readonly Example<Raw>[],
    options: FitOptions = {},
  ): Promise<TrainingModel<Raw, Axes, Unit>> => {
    const { state, examples: prepared } = preparation.fit(examples, { seed: options.seed ?? 0 });
    const model = await predictor.begin(prepared, options);
    return {
      parameters: model.parameters,
      truths: model.truths,
      forward: (batch, out) => model.forward(batch, out),
      backward: (batch, cotangent, gradient) => model.backward(batch, cotangent, gradient),
      predict: (rows) => model.predict(rows.map((row) => preparedRow(state, row))),
      finish: (card) => behind(preparation, state, model.finish(card)),
    };
  };
  return { name, target, fit, begin } as DifferentiablePredictor<Raw, Axes, Unit>;
}

function behind<Raw, Axes extends readonly Axis[], Unit extends string>(
  { steps }: Preparation<Raw>,
  state: PreparationState,
  fitted: FittedPredictor<FeatureRow, Axes, Unit>,
): FittedPredictor<Raw, Axes, Unit> {
  return fittedPipeline(state, fitted, {
    ...fitted.card,
    settings: { ...fitted.card.settings, preparation: structuredClone(steps) as never },
  });
}

/** The fitted predictor of a fitted preparation and the fitted predictor behind it. */
export function fittedPipeline<Raw, Axes extends readonly Axis[], Unit extends string>(
  state: PreparationState,
  fitted: FittedPredictor<FeatureRow, Axes, Unit>,
  card: ModelCard,
): FittedPredictor<Raw, Axes, Unit> {
  const recipe = { kind: "pipeline", state: { preparation: state, inner: fitted } };
  const prepared = (rows: readonly Raw[]): FeatureRow[] => rows.map((row) => preparedRow(state, row));
  const plain = {
    name: fitted.name,
    target: fitted.target,
    card,
    /** What the steps found out, and the predictor behind them. */
    preparation: state,
    inner: fitted,
    predict: (rows: readonly Raw[]) => fitted.predict(prepared(rows)),
  };
  if (!("quantiles" in fitted)) return saveable(plain, recipe);
  const { quantiles, scenarios } = fitted as FittedDistributionalPredictor<FeatureRow, Axes, Unit>;
  const distributional = {
    ...plain,
    quantiles: (rows: readonly Raw[], levels: readonly number[]) => quantiles(prepared(rows), levels),
    scenarios: (rows: readonly Raw[], options: { count: number; seed?: number }) =>
      scenarios(prepared(rows), options),
  };
  return saveable(distributional, recipe);
}
