import { adam, type Adam, type TrainingModel } from "../learn/index.js";
import { randomStream, type RandomStream } from "../math/index.js";
import { oracleBatch, type Oracle, type OracleBatch } from "../solve/index.js";
import type { DecisionLoss, LossBatch } from "./loss.js";

/** Examples as flat arrays, with their best decisions. */
export interface TrainingExamples {
  readonly rows: number;
  /** [rows, dimension] */
  readonly truths: Float64Array;
  readonly optima: OracleBatch;
}

/** Moves a model's parameters along a decision loss, epoch after epoch, and keeps the mean iterate of each epoch. */
export class TrainingRun {
  readonly #model: TrainingModel<never>;
  readonly #loss: DecisionLoss;
  readonly #oracle: Oracle;
  readonly #examples: TrainingExamples;
  readonly #batchSize: number;
  readonly #optimiser: Adam;
  readonly #random: RandomStream;
  readonly #gradient: Float64Array;
  readonly #epochMeans: Float64Array[] = [];

  constructor(
    model: TrainingModel<never>,
    loss: DecisionLoss,
    oracle: Oracle,
    examples: TrainingExamples,
    settings: { readonly batchSize: number; readonly stepSize: number; readonly seed: number },
  ) {
    this.#model = model;
    this.#loss = loss;
    this.#oracle = oracle;
    this.#examples = examples;
    this.#batchSize = settings.batchSize;
    this.#optimiser = adam(model.parameters.length, { learningRate: settings.stepSize });
    this.#random = randomStream(settings.seed).split("batches");
    this.#gradient = new Float64Array(model.parameters.length);
  }

  /** One pass over all examples in random order; returns the mean loss per example. */
  epoch(): number {
    const { rows } = this.#examples;
    const order = this.#random.permutation(rows);
    const mean = new Float64Array(this.#model.parameters.length);
    let loss = 0;
    let steps = 0;
    for (let start = 0; start < rows; start += this.#batchSize) {
      loss += this.#step(order.subarray(start, Math.min(rows, start + this.#batchSize)));
      steps++;
      for (let k = 0; k < mean.length; k++) mean[k] += (this.#model.parameters[k] - mean[k]) / steps;
    }
    this.#epochMeans.push(mean);
    return loss / rows;
  }

  /**
   * The mean of the iterates of the later half of the epochs so far (Polyak and Juditsky 1992, on a suffix): a
   * subgradient method's last iterate jumps about, its average does not. The starting point when there was no epoch.
   */
  averagedParameters(): Float64Array {
    const suffix = this.#epochMeans.slice(Math.floor(this.#epochMeans.length / 2));
    if (suffix.length === 0) return this.#model.parameters.slice();
    const average = new Float64Array(this.#model.parameters.length);
    for (const mean of suffix) for (let k = 0; k < average.length; k++) average[k] += mean[k] / suffix.length;
    return average;
  }

  /** Runs `use` with other parameters in the model, and puts the current ones back. */
  withParameters<T>(parameters: Float64Array, use: () => T): T {
    const current = this.#model.parameters.slice();
    this.#model.parameters.set(parameters);
    try {
      return use();
    } finally {
      this.#model.parameters.set(current);
    }
  }

  #step(positions: Int32Array): number {
    const batch = this.#batchOf(positions);
    this.#model.forward(positions, batch.predictions);
    this.#loss.evaluate(batch);
    let loss = 0;
    for (let row = 0; row < batch.rows; row++) loss += batch.losses[row];
    for (let k = 0; k < batch.cotangents.length; k++) batch.cotangents[k] /= batch.rows;
    this.#gradient.fill(0);
    this.#model.backward(positions, batch.cotangents, this.#gradient);
    this.#optimiser.step(this.#model.parameters, this.#gradient);
    return loss;
  }

  #batchOf(positions: Int32Array): LossBatch {
    const rows = positions.length;
    const { dimension } = this.#oracle;
    const { truths, optima } = this.#examples;
    const batch = {
      oracle: this.#oracle,
      rows,
      predictions: new Float64Array(rows * dimension),
      truths: new Float64Array(rows * dimension),
      optima: oracleBatch(rows, dimension),
      losses: new Float64Array(rows),
      cotangents: new Float64Array(rows * dimension),
    };
    for (let row = 0; row < rows; row++) {
      const from = positions[row];
      const slice = [from * dimension, (from + 1) * dimension] as const;
      batch.truths.set(truths.subarray(...slice), row * dimension);
      batch.optima.exposures.set(optima.exposures.subarray(...slice), row * dimension);
      batch.optima.fixedCosts[row] = optima.fixedCosts[from];
      batch.optima.objectives[row] = optima.objectives[from];
    }
    return batch;
  }
}
