import type { DecisionLoss, ProblemSession } from "../src/decide/index.js";
import { randomStream } from "../src/math/index.js";
import { oracleBatch, type Oracle } from "../src/solve/index.js";

/** What a loss says of a batch of predictions. */
export interface EvaluatedLoss {
  /** [rows] */
  readonly losses: Float64Array;
  /** [rows, dimension] */
  readonly cotangents: Float64Array;
}

/** Begins a loss on these truths and evaluates it once, on predictions for all of them. */
export function evaluateLoss(
  loss: DecisionLoss,
  oracle: Oracle,
  predictions: Float64Array,
  truths: Float64Array,
  { session = null, seed = 0 }: { readonly session?: ProblemSession | null; readonly seed?: number } = {},
): EvaluatedLoss {
  const rows = truths.length / oracle.dimension;
  const optima = oracleBatch(rows, oracle.dimension);
  oracle.solveBatch(truths, optima);
  const losses = new Float64Array(rows).fill(NaN);
  const cotangents = new Float64Array(truths.length).fill(NaN);
  const step = loss.begin({ oracle, session, truths, optima, random: randomStream(seed) });
  const examples = Int32Array.from({ length: rows }, (_, row) => row);
  step({ rows, examples, predictions, truths, optima, losses, cotangents });
  return { losses, cotangents };
}
