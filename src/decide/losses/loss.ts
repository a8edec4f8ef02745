import type { RandomStream } from "../../math/index.js";
import type { StandardForm } from "../../model/index.js";
import type { OracleBatch } from "../../solve/index.js";
import type { ProblemSession } from "../problem/decision-problem.js";
import type { ExamplesOracle } from "../problem/instance-oracle.js";
import type { Stages } from "../problem/recourse.js";

/** A problem whose unknown values are not in the objective alone, for losses that decide and judge by themselves. */
export interface Outcomes {
  readonly form: StandardForm;
  /** Null where everything is decided at once and must hold. */
  readonly stages: Stages | null;
  /** The values of all slots of the form: the uncertain ones [dimension], and behind them those that are known of an example. */
  slotsOf(values: ArrayLike<number>, example: number): Float64Array;
}

/** What a decision loss is told once, before the first batch. All arrays are row-major and not to be changed. */
export interface LossContext {
  /**
   * Where it has `focus`, constraints differ from row to row, and it is focused on the rows of the batch: asked for one decision for
   * each row, or for the same number for each, it needs nothing more.
   */
  readonly oracle: ExamplesOracle;
  /** The model in its solver; null for problems that are given by an oracle alone. */
  readonly session: ProblemSession | null;
  /** Gives the model, where the problem has one, in whatever solver or in none. */
  readonly form?: (() => StandardForm) | null;
  /** What came to pass in all examples, [examples, dimension]. */
  readonly truths: Float64Array;
  /** The best decisions for these truths. */
  readonly optima: OracleBatch;
  /**
   * The realised cost of the decision for a prediction [dimension] on an example, less being better whatever the sense. Only
   * where unknown values are not in the objective alone, so that the oracle does not solve: see {@link DecisionLoss.takesOutcomes}.
   */
  readonly costOf?: ((prediction: Float64Array, example: number) => number) | null;
  /** The problem itself, where there is `costOf`. */
  readonly outcomes?: Outcomes | null;
  /** Everything random in the loss is drawn from here. */
  readonly random: RandomStream;
}

/** Some examples with their predictions, and where the loss is written. All arrays are row-major. */
export interface LossBatch {
  readonly rows: number;
  /** Position of each row among the examples of the context, [rows]. */
  readonly examples: Int32Array;
  /** [rows, dimension] */
  readonly predictions: Float64Array;
  /** [rows, dimension] */
  readonly truths: Float64Array;
  /** The best decisions for the truths of these rows. */
  readonly optima: OracleBatch;
  /** [rows] written: the loss of each row */
  readonly losses: Float64Array;
  /** [rows, dimension] written: derivative of each row's loss by its predictions */
  readonly cotangents: Float64Array;
}

/**
 * A loss that judges predictions by the decisions they lead to. It may call the oracle as often as it needs; it must
 * be right for problems that minimise and for those that maximise.
 */
export interface DecisionLoss {
  readonly name: string;
  /** The publication that defines it. */
  readonly source: string;
  /**
   * The loss can do without an oracle: where the context has `costOf`, it asks for realised costs only. So it trains through
   * problems whose unknown values are anywhere.
   */
  readonly takesOutcomes?: boolean;
  /**
   * The loss holds decisions of different rows against each other, so that all rows must have the same constraints and known
   * costs. Elsewhere `train` refuses it.
   */
  readonly comparesRows?: boolean;
  /** Loads what `begin` needs and cannot wait for, such as a solver. To be called and awaited before `begin`. */
  load?(): Promise<void>;
  /** Prepares for examples; what it returns is called for batch after batch, and may keep its buffers. */
  begin(context: LossContext): (batch: LossBatch) => void;
}
