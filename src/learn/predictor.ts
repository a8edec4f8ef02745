import type { Example } from "./feature-row.js";
import type { ModelCard } from "./model-card.js";
import type { Axis, Target } from "./target.js";

/** How far a fit has come. */
export interface FitProgress {
  /** What is being done: `"trees"`, `"penalty"`. */
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

/** Options of every fit. */
export interface FitOptions {
  /** Seed of everything random in the fit. The same seed gives the same model, bit for bit. Default 0. */
  readonly seed?: number;
  /** Aborting makes the fit reject with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FitProgress) => void;
}

/**
 * A model that is not fitted yet: a target and the settings of a method. It is a plain value and can be fitted any
 * number of times; fitting does not change it.
 */
export interface Predictor<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> {
  readonly name: string;
  readonly target: Target<Axes, Unit>;
  /** Fits to examples in chronological order (some methods hold out the last of them). */
  fit(examples: readonly Example<Row>[], options?: FitOptions): Promise<FittedPredictor<Row, Axes, Unit>>;
}

/** A fitted model: rows in, one value for every entry of the target out. */
export interface FittedPredictor<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> {
  readonly name: string;
  readonly target: Target<Axes, Unit>;
  readonly card: ModelCard;
  /** Predictions, [rows, entries] row-major, in the target's unit. */
  predict(rows: readonly Row[]): Float64Array;
}
