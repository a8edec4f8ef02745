import { oracleBatch, type Oracle, type OracleBatch } from "../../solve/index.js";
import { realisedObjectives } from "./regret.js";

/** Realised objectives of the worst decisions among those that a prediction cannot tell apart. */
export interface WorstTies {
  /** [rows] */
  readonly realised: Float64Array;
  /** Rows for which the decision found is proven to be a tie; for the others `realised` is a bound that no tie exceeds. */
  readonly provenRows: number;
}

/** How far predictions are moved at first, as a share of their size; a tenth of it at each further try. */
const FIRST_STEP = 1e-4;
const TRIES = 7;

/** A decision whose predicted objective is this close to the optimum, relative to the rows' typical size, is a tie. */
const TIE_TOLERANCE = 1e-7;

/**
 * Solves again with predictions p moved a little towards the decision's ruin, to p - e (c - p) for truths c. Among
 * decisions that are equally good for p it prefers the one that is worst for c, with known costs as without, for
 * minimising as for maximising. If the decision found is itself optimal for p, no tie is worse: that is checked for
 * every row, with ever smaller e.
 *
 * @param predictions [rows, dimension]
 * @param decisions the oracle's own decisions for them
 * @param truths [rows, dimension]
 */
export function worstTies(
  oracle: Oracle,
  predictions: Float64Array,
  decisions: OracleBatch,
  truths: Float64Array,
): WorstTies {
  const { dimension } = oracle;
  const rows = decisions.objectives.length;
  const own = realisedObjectives(decisions, truths);
  const realised = own.slice();
  const typical = meanSize(decisions.objectives);
  let open = Int32Array.from({ length: rows }, (_, row) => row);
  let step = FIRST_STEP;
  for (let attempt = 0; attempt < TRIES && open.length > 0; attempt++, step /= 10) {
    const count = open.length;
    const moved = new Float64Array(count * dimension);
    const predicted = new Float64Array(count * dimension);
    const actual = new Float64Array(count * dimension);
    for (let k = 0; k < count; k++) {
      const from = open[k] * dimension;
      predicted.set(predictions.subarray(from, from + dimension), k * dimension);
      actual.set(truths.subarray(from, from + dimension), k * dimension);
      moveRow(predicted, actual, moved, k * dimension, dimension, step);
    }
    const found = oracleBatch(count, dimension);
    oracle.solveBatch(moved, found);
    const forPrediction = realisedObjectives(found, predicted);
    const forTruth = realisedObjectives(found, actual);
    open = open.filter((row, k) => {
      const optimum = decisions.objectives[row];
      // The oracle's own decision is a tie too: only rounding could make the one found the better of the two.
      realised[row] =
        oracle.sense === "minimize" ? Math.max(own[row], forTruth[k]) : Math.min(own[row], forTruth[k]);
      const size = Math.max(Math.abs(optimum), typical);
      return !(Math.abs(forPrediction[k] - optimum) <= TIE_TOLERANCE * size);
    });
  }
  return { realised, provenRows: rows - open.length };
}

/** Writes p - e (c - p) of one row; e is `step` by the sizes of the values and of their difference. */
function moveRow(
  predicted: Float64Array,
  actual: Float64Array,
  out: Float64Array,
  from: number,
  dimension: number,
  step: number,
): void {
  let size = 0;
  let difference = 0;
  for (let k = from; k < from + dimension; k++) {
    size = Math.max(size, Math.abs(predicted[k]), Math.abs(actual[k]));
    difference = Math.max(difference, Math.abs(actual[k] - predicted[k]));
  }
  const share = difference === 0 ? 0 : (step * size) / difference;
  for (let k = from; k < from + dimension; k++) out[k] = predicted[k] - share * (actual[k] - predicted[k]);
}

function meanSize(values: Float64Array): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
}
