import { ForesolveError } from "../errors.js";
import { quantile } from "../math/index.js";
import {
  isDifferentiable,
  type DifferentiablePredictor,
  type TrainingModel,
} from "./differentiable-predictor.js";
import type { Example } from "./feature-row.js";
import { totalWeight } from "./invalid-option.js";
import type { ModelCard } from "./model-card.js";
import type { FitOptions, FittedPredictor, Predictor } from "./predictor.js";
import { saveable } from "./saved/saveable.js";
import type { Axis } from "./target.js";
import { weightedQuantile } from "./trees/weighted-quantile.js";

/** Settings of {@link scaleFree}. */
export interface ScaleFreeOptions<Row, Inner extends Predictor<Row>> {
  /** Learns from truths that are all brought to one size. */
  readonly predictor: Inner;
  /** Size of a row's truth [entries], above 0: its mean, its norm. Doubling the truth must double it. */
  readonly sizeOfTruth: (truth: ArrayLike<number>) => number;
  /** Size of the truth to come, by a rule that reads the row only. */
  readonly sizeOfRow: (row: Row) => number;
}

/**
 * A predictor that learns the shape of a target and leaves its size to a rule: every truth is scaled to the median
 * size of the examples, and predictions are scaled to the size that the rule expects. A decision that does not change
 * when all its uncertain values are multiplied by one number hangs on the shape only; learning it free of size keeps
 * a few rows with enormous values from ruling the fit. Training through a decision sees the scaled truths too.
 *
 * Fitting and predicting throw FS_LEARN_TRANSFORM_DOMAIN for a size that is not above 0, and what the inner predictor
 * throws.
 *
 * @example
 * import { ridge, scaleFree } from "foresolve/learn";
 *
 * const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b) / values.length;
 * const price = scaleFree({
 *   predictor: ridge({ target: { over: [{ name: "hour", keys: ["night", "day"] }] }, penalty: 1 }),
 *   sizeOfTruth: mean,
 *   sizeOfRow: (row) => row.expected as number,
 * });
 * const fitted = await price.fit([
 *   { features: { expected: 20 }, truth: [10, 30] },
 *   { features: { expected: 60 }, truth: [30, 90] },
 * ]);
 * fitted.predict([{ expected: 100 }]).map(Math.round); // => new Float64Array([50, 150])
 */
export function scaleFree<Row, const Axes extends readonly Axis[], const Unit extends string>(
  options: ScaleFreeOptions<Row, DifferentiablePredictor<Row, Axes, Unit>>,
): DifferentiablePredictor<Row, Axes, Unit>;
export function scaleFree<Row, const Axes extends readonly Axis[], const Unit extends string>(
  options: ScaleFreeOptions<Row, Predictor<Row, Axes, Unit>>,
): Predictor<Row, Axes, Unit>;
export function scaleFree<Row, Axes extends readonly Axis[], Unit extends string>(
  options: ScaleFreeOptions<Row, Predictor<Row, Axes, Unit>>,
): Predictor<Row, Axes, Unit> {
  const { predictor } = options;
  const fit = async (
    examples: readonly Example<Row>[],
    fitOptions?: FitOptions,
  ): Promise<FittedPredictor<Row, Axes, Unit>> => {
    const { scaled, reference } = scaleExamples(options, examples);
    return rescaled(options, reference, await predictor.fit(scaled, fitOptions));
  };
  if (!isDifferentiable(predictor)) return { name: predictor.name, target: predictor.target, fit };
  const begin = async (
    examples: readonly Example<Row>[],
    fitOptions?: FitOptions,
  ): Promise<TrainingModel<Row, Axes, Unit>> => {
    const { scaled, reference } = scaleExamples(options, examples);
    const model = await predictor.begin(scaled, fitOptions);
    return {
      parameters: model.parameters,
      truths: model.truths,
      forward: (positions, out) => model.forward(positions, out),
      backward: (positions, cotangent, gradient) => model.backward(positions, cotangent, gradient),
      predict: (rows) => toSizes(options, reference, rows, model.predict(rows)),
      finish: (card) => rescaled(options, reference, model.finish(card)),
    };
  };
  return { name: predictor.name, target: predictor.target, fit, begin } as DifferentiablePredictor<
    Row,
    Axes,
    Unit
  >;
}

type Sizes<Row> = Pick<ScaleFreeOptions<Row, Predictor<Row>>, "sizeOfTruth" | "sizeOfRow">;
type RowSizes<Row> = Pick<Sizes<Row>, "sizeOfRow">;

function scaleExamples<Row>(
  { sizeOfTruth }: Sizes<Row>,
  examples: readonly Example<Row>[],
): { readonly scaled: readonly Example<Row>[]; readonly reference: number } {
  const sizes = examples.map(({ truth }, example) =>
    positive(sizeOfTruth(truth), `the truth of example ${example}`),
  );
  // Without examples the inner predictor says so; a reference of 1 lets it.
  const reference = sizes.length === 0 ? 1 : medianSize(sizes, examples);
  const scaled = examples.map((example, row) => ({
    ...example,
    truth: Float64Array.from(example.truth, (value) => (value * reference) / sizes[row]!),
  }));
  return { scaled, reference };
}

function medianSize(sizes: readonly number[], examples: readonly Example<unknown>[]): number {
  if (examples.every(({ weight }) => weight === undefined)) return quantile(sizes, 0.5);
  const weights = Float64Array.from(examples, ({ weight = 1 }) => weight);
  totalWeight(weights);
  return weightedQuantile(Float64Array.from(sizes), weights, 0.5);
}

/** A fitted predictor of scaled truths, at the size of its rows. */
export function rescaled<Row, Axes extends readonly Axis[], Unit extends string>(
  { sizeOfRow }: RowSizes<Row>,
  reference: number,
  inner: FittedPredictor<Row, Axes, Unit>,
): FittedPredictor<Row, Axes, Unit> {
  const card: ModelCard = { ...inner.card, figures: { ...inner.card.figures, referenceSize: reference } };
  const fitted: FittedPredictor<Row, Axes, Unit> = {
    name: inner.name,
    target: inner.target,
    card,
    predict: (rows) => toSizes({ sizeOfRow }, reference, rows, inner.predict(rows)),
  };
  return saveable(fitted, { kind: "scaleFree", state: { reference, inner }, functions: { sizeOfRow } });
}

/** Scales predictions [rows, entries] from the reference size to each row's expected one, in place. */
function toSizes<Row>(
  { sizeOfRow }: RowSizes<Row>,
  reference: number,
  rows: readonly Row[],
  predictions: Float64Array,
): Float64Array {
  const entries = predictions.length / rows.length;
  for (const [row, given] of rows.entries()) {
    const factor = positive(sizeOfRow(given), `row ${row}`) / reference;
    for (let at = row * entries; at < (row + 1) * entries; at++) predictions[at]! *= factor;
  }
  return predictions;
}

function positive(size: number, what: string): number {
  if (size > 0 && Number.isFinite(size)) return size;
  throw new ForesolveError("FS_LEARN_TRANSFORM_DOMAIN", {
    message: `the size of ${what} is ${size}.`,
    fix: "Return a finite size above 0; put a small floor under sizes that can vanish.",
    data: { size },
  });
}
