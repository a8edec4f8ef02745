import type { Oracle, OracleBatch } from "../solve/index.js";

/** What a decision loss sees of a batch, and where it writes. All arrays are row-major. */
export interface LossBatch {
  readonly oracle: Oracle;
  readonly rows: number;
  /** [rows, dimension] */
  readonly predictions: Float64Array;
  /** [rows, dimension] */
  readonly truths: Float64Array;
  /** The best decisions for the truths. */
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
  evaluate(batch: LossBatch): void;
}
