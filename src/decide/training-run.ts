import {
  adam,
  averagedIterate,
  type AveragedIterate,
  type Optimizer,
  type TrainingModel,
} from "../learn/index.js";
import { randomStream, type RandomStream } from "../math/index.js";
import { oracleBatch, type Oracle, type OracleBatch } from "../solve/index.js";
import type { DecisionLoss, LossBatch } from "./loss.js";

/** Weight that the average keeps of its past at each step: its memory is about 500 steps. */
const AVERAGE_DECAY = 0.998;

/** Moves a model's parameters along a decision loss, epoch after epoch, and keeps the average of the iterates. */
export class TrainingRun {
  readonly #model: TrainingModel<never>;
  readonly #loss: DecisionLoss;
  readonly #oracle: Oracle;
  readonly #rows: number;
  /** The best decisions for the truths that the model is trained against. */
  readonly #optima: OracleBatch;
  readonly #batchSize: number;
  readonly #optimizer: Optimizer;
  readonly #random: RandomStream;
  readonly #gradient: Float64Array;
  /** The last iterate of a subgradient method jumps about; an average that forgets the start does not. */
  readonly #average: AveragedIterate;

  constructor(
    model: TrainingModel<never>,
    loss: DecisionLoss,
    oracle: Oracle,
    settings: { readonly batchSize: number; readonly learningRate: number; readonly seed: number },
  ) {
    this.#model = model;
    this.#loss = loss;
    this.#oracle = oracle;
    this.#rows = model.truths.length / oracle.dimension;
    this.#optima = oracleBatch(this.#rows, oracle.dimension);
    oracle.solveBatch(model.truths, this.#optima);
    this.#batchSize = settings.batchSize;
    this.#optimizer = adam(model.parameters.length, { learningRate: settings.learningRate });
    this.#random = randomStream(settings.seed).split("batches");
    this.#gradient = new Float64Array(model.parameters.length);
    this.#average = averagedIterate(model.parameters.length, { decay: AVERAGE_DECAY });
  }

  /** One pass over all examples in random order; returns the mean loss per example. */
  epoch(): number {
    const rows = this.#rows;
    const order = this.#random.permutation(rows);
    let loss = 0;
    for (let start = 0; start < rows; start += this.#batchSize) {
      loss += this.#step(order.subarray(start, Math.min(rows, start + this.#batchSize)));
      this.#average.add(this.#model.parameters);
    }
    return loss / rows;
  }

  /** The average of the iterates so far; the starting point before the first epoch. */
  averagedParameters(): Float64Array {
    const parameters = this.#model.parameters.slice();
    this.#average.copyTo(parameters);
    return parameters;
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
    this.#optimizer.step(this.#model.parameters, this.#gradient);
    return loss;
  }

  #batchOf(positions: Int32Array): LossBatch {
    const rows = positions.length;
    const { dimension } = this.#oracle;
    const { truths } = this.#model;
    const optima = this.#optima;
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
