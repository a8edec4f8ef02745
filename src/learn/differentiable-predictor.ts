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
  /** Standard deviation of what the model learns (after a target transform): the size of a large step. */
  readonly spread: number;
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
  /** A fitted predictor with a copy of the current parameters; the fields given replace those of its card. */
  finish(card?: Partial<ModelCard>): FittedPredictor<Row, Axes, Unit>;
}

/** Whether a predictor can be trained through a loss of one's own. */
export function isDifferentiable<Row, Axes extends readonly Axis[], Unit extends string>(
  predictor: Predictor<Row, Axes, Unit>,
): predictor is DifferentiablePredictor<Row, Axes, Unit> {
  return "begin" in predictor && typeof predictor.begin === "function";
}
