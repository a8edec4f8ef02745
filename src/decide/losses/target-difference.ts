import type { LossBatch } from "./loss.js";
import { writeRegrets } from "./perturbation.js";
import { oracleBatch, type Oracle, type OracleBatch } from "../../solve/index.js";

/** On which sides of the prediction the other decision is sought. */
export type Sides = "one" | "two";

/**
 * What interpolation and implicit differentiation have in common: the slope of the regret is read off two decisions, the one for the
 * (perturbed) prediction p and the one for a target that lies `step` times the truth c further. To minimise,
 *
 *     one-sided: (w*(p + step c) - w*(p)) / step,      two-sided: (w*(p + step c) - w*(p - step c)) / (2 step).
 *
 * Costs that are known are predicted exactly, and so move with c. An oracle cannot be told that, but a decision does not change
 * when all costs are divided by one number: it is asked at (p ± step c) / (1 ± step), at which known costs are themselves.
 * That is why two sides need a step below 1.
 */
export class TargetDifference {
  readonly #oracle: Oracle;
  readonly #samples: number;
  readonly #sides: Sides;
  /** [rows, samples, dimension] */
  #perturbed = new Float64Array(0);
  #costs = new Float64Array(0);
  #regrets = new Float64Array(0);
  #decisions: OracleBatch;
  #others: OracleBatch;

  constructor(oracle: Oracle, samples: number, sides: Sides) {
    this.#oracle = oracle;
    this.#samples = samples;
    this.#sides = sides;
    this.#decisions = oracleBatch(0, oracle.dimension);
    this.#others = this.#decisions;
  }

  /**
   * Writes losses (the mean regret of the samples' decisions) and cotangents.
   *
   * @param draw noise to add to each entry of the predictions, in their unit
   */
  evaluate(batch: LossBatch, step: number, draw: () => number): void {
    const { rows, predictions, truths, optima, losses } = batch;
    const { dimension, sense } = this.#oracle;
    const samples = this.#samples;
    this.#resize(rows);
    const perturbed = this.#perturbed;
    for (let row = 0, at = 0; row < rows; row++)
      for (let sample = 0; sample < samples; sample++)
        for (let k = row * dimension; k < (row + 1) * dimension; k++)
          perturbed[at++] = predictions[k] + draw();
    this.#oracle.solveBatch(perturbed, this.#decisions);
    writeRegrets(sense, this.#decisions, samples, truths, optima, this.#regrets);
    for (let row = 0; row < rows; row++) {
      losses[row] = 0;
      for (let sample = row * samples; sample < (row + 1) * samples; sample++)
        losses[row] += this.#regrets[sample] / samples;
    }
    const sign = sense === "minimize" ? 1 : -1;
    const width = this.#sides === "one" ? step : 2 * step;
    const { cotangents } = batch;
    cotangents.fill(0);
    if (this.#sides === "one") this.#addDecisions(batch, this.#decisions, -1);
    else this.#addTargets(batch, -step, -1);
    this.#addTargets(batch, step, 1);
    // Only now: sums of whole decisions cancel exactly.
    const weight = sign / (width * samples);
    for (let k = 0; k < cotangents.length; k++) cotangents[k] *= weight;
  }

  #addTargets(batch: LossBatch, step: number, weight: 1 | -1): void {
    const { rows, truths } = batch;
    const { dimension } = this.#oracle;
    const share = 1 / (1 + step);
    for (let row = 0, at = 0; row < rows; row++)
      for (let sample = 0; sample < this.#samples; sample++)
        for (let k = row * dimension; k < (row + 1) * dimension; k++, at++)
          this.#costs[at] = share * (this.#perturbed[at] + step * truths[k]);
    this.#oracle.solveBatch(this.#costs, this.#others);
    this.#addDecisions(batch, this.#others, weight);
  }

  #addDecisions({ rows, cotangents }: LossBatch, { exposures }: OracleBatch, weight: 1 | -1): void {
    const { dimension } = this.#oracle;
    for (let row = 0, at = 0; row < rows; row++)
      for (let sample = 0; sample < this.#samples; sample++)
        for (let k = row * dimension; k < (row + 1) * dimension; k++)
          cotangents[k] += weight * exposures[at++];
  }

  #resize(rows: number): void {
    const { dimension } = this.#oracle;
    const decisions = rows * this.#samples;
    if (this.#regrets.length === decisions) return;
    this.#regrets = new Float64Array(decisions);
    this.#perturbed = new Float64Array(decisions * dimension);
    this.#costs = new Float64Array(decisions * dimension);
    this.#decisions = oracleBatch(decisions, dimension);
    this.#others = oracleBatch(decisions, dimension);
  }
}
