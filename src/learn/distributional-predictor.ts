import type { Example } from "./feature-row.js";
import type { FitOptions, FittedPredictor, Predictor } from "./predictor.js";
import type { Axis } from "./target.js";

/** A predictor whose fitted form says how uncertain it is: a distribution for each entry, and joint paths over all of them. */
export interface DistributionalPredictor<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> extends Predictor<Row, Axes, Unit> {
  fit(
    examples: readonly Example<Row>[],
    options?: FitOptions,
  ): Promise<FittedDistributionalPredictor<Row, Axes, Unit>>;
}

/** A fitted model that gives distributions. `predict` gives their centre (the docstring of each says which). */
export interface FittedDistributionalPredictor<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> extends FittedPredictor<Row, Axes, Unit> {
  /**
   * Quantiles of each entry by itself, never crossing, [rows, entries, levels] row-major, in the target's unit.
   *
   * @param levels ascending, each between 0 and 1
   */
  quantiles(rows: readonly Row[], levels: readonly number[]): Float64Array;
  /**
   * Equally likely joint paths over all entries, with the dependence between entries that was seen in the data,
   * [rows, count, entries] row-major, in the target's unit. The same seed gives the same paths.
   */
  scenarios(rows: readonly Row[], options: ScenarioOptions): Float64Array;
}

/** How many paths, and which. */
export interface ScenarioOptions {
  readonly count: number;
  /** Default 0. */
  readonly seed?: number;
}
