import type { DecisionLoss } from "../src/decide/index.js";
import { randomStream } from "../src/math/index.js";
import {
  gridGraph,
  oracleBatch,
  shortestPathOracle,
  topKOracle,
  type Oracle,
  type OracleBatch,
} from "../src/solve/index.js";
import { evaluateLoss } from "./decision-loss.js";
import { choice, enumeratingOracle, subsets, type Sense } from "./small-problems.js";

export const SENSES: readonly Sense[] = ["minimize", "maximize"];
/** Costs that are known, of five items. */
export const KNOWN: readonly number[] = [0.3, -1, 0.5, 2, 0];

/** Standard normal numbers. */
export function normals(seed: number | string, count: number): Float64Array {
  const stream = randomStream(seed);
  return Float64Array.from({ length: count }, () => stream.normal());
}

/** Positive numbers around 1. */
export function positives(seed: number | string, count: number): Float64Array {
  return normals(seed, count).map((value) => Math.exp(0.4 * value));
}

/** An oracle to try a loss on, by name. */
export interface LossCase {
  readonly kind: string;
  readonly oracle: Oracle;
}

/** Uses an oracle that tries every option, the linear one of the same problem, and two combinatorial ones. */
export async function withOracles(
  sense: Sense,
  use: (lossCase: LossCase) => void,
  known: readonly number[] = KNOWN,
): Promise<void> {
  use({ kind: "enumerating", oracle: enumeratingOracle(sense, subsets(5, 2, known)) });
  use({ kind: "top-k", oracle: topKOracle({ items: 6, count: 3, sense }) });
  use({ kind: "shortest path", oracle: shortestPathOracle({ ...gridGraph(3, 3), sense }) });
  const session = await choice(sense, 5, { taken: 2, known }).open();
  try {
    use({ kind: "linear", oracle: session.oracle });
  } finally {
    session.dispose();
  }
}

/** The slope that central differences of the losses have, [rows, dimension]; the same seed makes the same noise each time. */
export function differencedCotangents(
  loss: DecisionLoss,
  oracle: Oracle,
  predictions: Float64Array,
  truths: Float64Array,
  step = 1e-6,
): Float64Array {
  const { dimension } = oracle;
  const slopes = new Float64Array(predictions.length);
  for (let entry = 0; entry < dimension; entry++) {
    const lossesAt = (by: number): Float64Array =>
      evaluateLoss(
        loss,
        oracle,
        predictions.map((value, at) => (at % dimension === entry ? value + by : value)),
        truths,
      ).losses;
    const above = lossesAt(step);
    const below = lossesAt(-step);
    above.forEach((value, row) => (slopes[row * dimension + entry] = (value - below[row]!) / (2 * step)));
  }
  return slopes;
}

/** Largest difference of two arrays. */
export function largestDifference(first: Float64Array, second: Float64Array): number {
  return first.reduce((most, value, at) => Math.max(most, Math.abs(value - second[at]!)), 0);
}

/** The best decisions for costs. */
export function decide(oracle: Oracle, costs: Float64Array): OracleBatch {
  const rows = costs.length / oracle.dimension;
  const batch = oracleBatch(rows, oracle.dimension);
  oracle.solveBatch(costs, batch);
  return batch;
}

/** By how much the best decisions for predictions fall short under the truths, [rows]. */
export function regretsOf(oracle: Oracle, predictions: Float64Array, truths: Float64Array): Float64Array {
  const { dimension, sense } = oracle;
  const decided = decide(oracle, predictions);
  return decide(oracle, truths).objectives.map((best, row) => {
    let realised = decided.fixedCosts[row]!;
    for (let k = row * dimension; k < (row + 1) * dimension; k++)
      realised += decided.exposures[k]! * truths[k]!;
    return sense === "minimize" ? realised - best : best - realised;
  });
}

/** Evaluates a loss again and again on one row with fresh noise; means and standard errors of all that it writes. */
export function meanOverNoise(
  loss: DecisionLoss,
  oracle: Oracle,
  prediction: readonly number[],
  truth: readonly number[],
  repetitions: number,
): { readonly loss: number; readonly slopes: readonly number[]; readonly errors: readonly number[] } {
  const repeat = (values: readonly number[]): Float64Array =>
    Float64Array.from({ length: repetitions * values.length }, (_, at) => values[at % values.length]!);
  const { losses, cotangents } = evaluateLoss(loss, oracle, repeat(prediction), repeat(truth));
  const slopes = prediction.map((_, entry) => {
    let sum = 0;
    for (let row = 0; row < repetitions; row++) sum += cotangents[row * prediction.length + entry]!;
    return sum / repetitions;
  });
  const errors = slopes.map((mean, entry) => {
    let squares = 0;
    for (let row = 0; row < repetitions; row++)
      squares += (cotangents[row * prediction.length + entry]! - mean) ** 2;
    return Math.sqrt(squares) / repetitions;
  });
  return { loss: losses.reduce((sum, value) => sum + value, 0) / repetitions, slopes, errors };
}

/** The nearest point of the probability simplex (Held, Wolfe and Crowder 1974). */
export function nearestInSimplex(point: Float64Array): Float64Array {
  const sorted = point.toSorted().toReversed();
  let sum = 0;
  let threshold = 0;
  sorted.forEach((value, k) => {
    sum += value;
    if (value - (sum - 1) / (k + 1) > 0) threshold = (sum - 1) / (k + 1);
  });
  return point.map((value) => Math.max(0, value - threshold));
}
