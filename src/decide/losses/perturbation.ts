import type { RandomStream } from "../../math/index.js";
import { oracleBatch, type Oracle, type OracleBatch } from "../../solve/index.js";

/**
 * The mean absolute truth: what perturbations and tolerances are multiples of, so that a setting suits all units.
 * 1 where all truths are 0.
 */
export function costScale(truths: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < truths.length; k++) sum += Math.abs(truths[k]);
  return sum > 0 ? sum / truths.length : 1;
}

/**
 * How far truths lie from the mean of their entry: the root mean square deviation over all examples and entries. Other than
 * {@link costScale} it does not change when constants are added to entries, which many problems do not notice (all paths of a
 * grid are as long). `costScale` where truths do not vary.
 *
 * @param truths [examples, dimension]
 */
export function truthDeviation(truths: Float64Array, dimension: number): number {
  const examples = truths.length / dimension;
  let squares = 0;
  for (let entry = 0; entry < dimension; entry++) {
    let mean = 0;
    for (let k = entry; k < truths.length; k += dimension) mean += truths[k] / examples;
    for (let k = entry; k < truths.length; k += dimension) squares += (truths[k] - mean) ** 2;
  }
  const deviation = Math.sqrt(squares / truths.length);
  const scale = costScale(truths);
  return deviation > ROUNDING * scale ? deviation : scale;
}

/** Truths that differ by less than this share of their size do not vary. */
const ROUNDING = 1e-9;

/** How noise meets a prediction. */
export type Perturbation = "additive" | "multiplicative";

/**
 * The decisions for perturbed predictions: several samples for each row, in one call of the oracle. Additive noise gives
 * the costs p + sigma z; multiplicative noise p exp(sigma z - sigma^2 / 2), which has mean p and never changes a sign.
 */
export class PerturbedDecisions {
  /** [rows, samples, dimension] the noise z */
  noise: Float64Array = new Float64Array(0);
  /** [rows, samples, dimension] the perturbed predictions */
  costs: Float64Array = new Float64Array(0);
  /** [rows * samples] the best decisions for them */
  decisions: OracleBatch;
  readonly #oracle: Oracle;
  readonly #perturbation: Perturbation;
  readonly #samples: number;
  readonly #sigma: number;
  readonly #draw: () => number;

  constructor(
    oracle: Oracle,
    options: {
      readonly perturbation: Perturbation;
      readonly samples: number;
      /** In the unit of the predictions where noise is added; without a unit where it multiplies. */
      readonly sigma: number;
      /** One number of noise. */
      readonly draw: () => number;
    },
  ) {
    this.#oracle = oracle;
    this.#perturbation = options.perturbation;
    this.#samples = options.samples;
    this.#sigma = options.sigma;
    this.#draw = options.draw;
    this.decisions = oracleBatch(0, oracle.dimension);
  }

  /** Draws new noise and decides. `predictions` are [rows, dimension]. */
  solve(rows: number, predictions: Float64Array): void {
    this.draw(rows, predictions);
    this.#oracle.solveBatch(this.costs, this.decisions);
  }

  /** Draws new noise, without deciding. */
  draw(rows: number, predictions: Float64Array): void {
    const { dimension } = this.#oracle;
    const entries = rows * this.#samples * dimension;
    if (this.noise.length !== entries) {
      this.noise = new Float64Array(entries);
      this.costs = new Float64Array(entries);
      this.decisions = oracleBatch(rows * this.#samples, dimension);
    }
    const { noise, costs } = this;
    const draw = this.#draw;
    const sigma = this.#sigma;
    const adds = this.#perturbation === "additive";
    let at = 0;
    for (let row = 0; row < rows; row++) {
      const from = row * dimension;
      for (let sample = 0; sample < this.#samples; sample++) {
        for (let k = from; k < from + dimension; k++, at++) {
          const z = draw();
          noise[at] = z;
          costs[at] = adds ? predictions[k] + sigma * z : predictions[k] * meanOneFactor(sigma, z);
        }
      }
    }
  }
}

/** A positive factor with mean 1 over normal z. */
export function meanOneFactor(sigma: number, z: number): number {
  return Math.exp(sigma * z - 0.5 * sigma * sigma);
}

/** Standard normal noise from a stream. */
export function normalNoise(random: RandomStream): () => number {
  return () => random.normal();
}

/**
 * By how much each decision of a batch falls short under the truth of its row; `perRow` decisions follow each other for
 * each row. Writes [rows * perRow].
 */
export function writeRegrets(
  sense: Oracle["sense"],
  decisions: OracleBatch,
  perRow: number,
  truths: Float64Array,
  optima: OracleBatch,
  regrets: Float64Array,
): void {
  const sign = sense === "minimize" ? 1 : -1;
  const dimension = decisions.exposures.length / decisions.fixedCosts.length;
  for (let decision = 0; decision < decisions.fixedCosts.length; decision++) {
    const row = Math.floor(decision / perRow);
    const from = decision * dimension;
    let objective = decisions.fixedCosts[decision];
    for (let k = 0; k < dimension; k++)
      objective += decisions.exposures[from + k] * truths[row * dimension + k];
    regrets[decision] = sign * (objective - optima.objectives[row]);
  }
}

/**
 * The score-function estimate of the slope of a mean cost: each sample's noise, weighted by how far its cost lies from the mean of
 * the others (Kool, van Hoof and Welling, "Buy 4 REINFORCE samples, get a baseline for free!", 2019),
 *
 *     1/n sum_i (cost_i - mean of the others) noise_i  =  1/(n - 1) sum_i (cost_i - mean) noise_i,
 *
 * written to `out` from `at` on. Returns the mean cost.
 */
export function leaveOneOutScores(
  costs: Float64Array,
  first: number,
  samples: number,
  noise: Float64Array,
  dimension: number,
  out: Float64Array,
  at: number,
): number {
  let mean = 0;
  for (let sample = first; sample < first + samples; sample++) mean += costs[sample] / samples;
  out.fill(0, at, at + dimension);
  for (let sample = first; sample < first + samples; sample++) {
    const advantage = (costs[sample] - mean) / (samples - 1);
    if (advantage === 0) continue;
    const from = sample * dimension;
    for (let k = 0; k < dimension; k++) out[at + k] += advantage * noise[from + k];
  }
  return mean;
}
