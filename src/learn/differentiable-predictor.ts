import type { Example } from "./feature-row.js";
import type { ModelCard } from "./model-card.js";
import type { FitOptions, FittedPredictor, Predictor } from "./predictor.js";
import type { Axis } from "./target.js";

/** A predictor that a loss of one's own can train: a decision loss reaches its parameters through `begin`. */
export interface DifferentiablePredictor<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> extends Predictor<Row, Axes, Unit> {
  /** Prepares the examples and sets the parameters to the predictor's ordinary (least-squares) fit. */
  begin(examples: readonly Example<Row>[], options?: FitOptions): Promise<TrainingModel<Row, Axes, Unit>>;
}

/**
 * A model in training over the examples it was begun with. Write to `parameters` in place; every method uses their
 * current values. The parameters live in standardised feature space, so that one learning rate suits all of them.
 */
export interface TrainingModel<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> {
  /** All parameters, flat. At first those of the ordinary fit. */
  readonly parameters: Float64Array;
  /** What `forward`'s predictions are to be compared with, [examples, entries] row-major: the truths of the examples. */
  readonly truths: Float64Array;
  /**
   * Predictions for the examples at the given positions.
   * @param examples positions among the examples given to `begin`, [batch]
   * @param out [batch, entries] row-major, in the target's unit; overwritten
   */
  forward(examples: Int32Array, out: Float64Array): void;
  /**
   * Adds Jᵀ·cotangent to the gradient, J being the Jacobian of `forward` at the current parameters.
   * @param examples positions among the examples given to `begin`, [batch]
   * @param cotangent derivative of the loss by the predictions, [batch, entries] row-major
   * @param gradient [parameters]; added to, not overwritten
   */
  backward(examples: Int32Array, cotangent: Float64Array, gradient: Float64Array): void;
  /** Predictions for any rows with the current parameters, [rows, entries] row-major. */
  predict(rows: readonly Row[]): Float64Array;
  /**
   * Reads rows once that are to be predicted again and again. The function that it returns gives their predictions with the
   * current parameters, [rows, entries] row-major, in an array that the next call writes to again. Absent where that
   * would not be quicker than `predict`.
   */
  forRows?(rows: readonly Row[]): () => Float64Array;
  /** A fitted predictor with a copy of the current parameters; the fields given replace those of its card (`predictor` its name too). */
  finish(card?: Partial<ModelCard>): FittedPredictor<Row, Axes, Unit>;
}

/**
 * Whether a predictor can be trained through a loss of one's own.
 *
 * @example
 * import { adam, isDifferentiable, ridge } from "foresolve/learn";
 *
 * // Being too low costs nine times as much as being too high: train the 90 % quantile.
 * const stock = ridge({ target: { over: [], unit: "pieces" }, penalty: 1 });
 * isDifferentiable(stock); // => true
 * const examples = Array.from({ length: 10 }, (_, index) => ({ features: { promotion: 0 }, truth: [index] }));
 * const model = await stock.begin(examples);
 * const optimizer = adam(model.parameters.length, { learningRate: 0.01 });
 * const all = Int32Array.from(examples.keys());
 * const predicted = new Float64Array(10);
 * for (let step = 0; step < 500; step++) {
 *   model.forward(all, predicted);
 *   const cotangent = predicted.map((value, index) => (value < examples[index]!.truth[0]! ? -0.9 : 0.1));
 *   const gradient = new Float64Array(model.parameters.length);
 *   model.backward(all, cotangent, gradient);
 *   optimizer.step(model.parameters, gradient);
 * }
 * const trained = model.finish({ loss: "pinball 0.9" });
 * const level = trained.predict([{ promotion: 0 }])[0]!;
 * level > 7.9 && level < 9.1; // => true
 */
export function isDifferentiable<Row, Axes extends readonly Axis[], Unit extends string>(
  predictor: Predictor<Row, Axes, Unit>,
): predictor is DifferentiablePredictor<Row, Axes, Unit> {
  return "begin" in predictor && typeof predictor.begin === "function";
}
