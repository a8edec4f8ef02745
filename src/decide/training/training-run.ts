import {
  adam,
  averagedIterate,
  type AveragedIterate,
  type Optimizer,
  type TrainingModel,
} from "../../learn/index.js";
import { gatherRows, randomStream, type RandomStream } from "../../math/index.js";
import { oracleBatch, type OracleBatch } from "../../solve/index.js";
import { modelOf } from "../problem/decision-problem.js";
import type { ExamplesOracle } from "../problem/instance-oracle.js";
import type { DecisionLoss, LossBatch } from "../losses/loss.js";
import type { TrainingGround } from "./training-ground.js";

/** Weight that the average keeps of its past at each step: its memory is about 500 steps. */
const AVERAGE_DECAY = 0.998;

/** Moves a model's parameters along a decision loss, epoch after epoch, and keeps the average of the iterates. */
export class TrainingRun {
  readonly #model: TrainingModel<never>;
  readonly #loss: (batch: LossBatch) => void;
  readonly #oracle: ExamplesOracle;
  readonly #rows: number;
  /** The best decisions for the truths that the model is trained against. */
  readonly #optima: OracleBatch;
  readonly #batchSize: number;
  readonly #optimizer: Optimizer;
  readonly #random: RandomStream;
  readonly #gradient: Float64Array;
  /** The last iterate of a subgradient method jumps about; an average that forgets the start does not. */
  readonly #average: AveragedIterate;
  /** Full batches share one, and so do the last ones of each pass. */
  readonly #batches = new Map<number, LossBatch>();

  constructor(
    model: TrainingModel<never>,
    loss: DecisionLoss,
    ground: TrainingGround,
    settings: { readonly batchSize: number; readonly learningRate: number; readonly seed: number },
  ) {
    this.#model = model;
    const { oracle, session, costOf, outcomes } = ground;
    this.#oracle = oracle;
    this.#rows = model.truths.length / oracle.dimension;
    this.#optima = ground.optimaOf(model.truths);
    this.#batchSize = settings.batchSize;
    this.#optimizer = adam(model.parameters.length, { learningRate: settings.learningRate });
    const random = randomStream(settings.seed);
    this.#random = random.split("batches");
    this.#loss = loss.begin({
      oracle,
      ...modelOf(session),
      truths: model.truths,
      optima: this.#optima,
      costOf,
      outcomes,
      random: random.split("loss"),
    });
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
    this.#oracle.focus?.(batch.examples);
    this.#loss(batch);
    const loss = total(batch.losses);
    divide(batch.cotangents, batch.rows);
    this.#gradient.fill(0);
    this.#model.backward(positions, batch.cotangents, this.#gradient);
    this.#optimizer.step(this.#model.parameters, this.#gradient);
    return loss;
  }

  #batchOf(positions: Int32Array): LossBatch {
    const { dimension } = this.#oracle;
    const { exposures, fixedCosts, objectives } = this.#optima;
    const batch = this.#emptyBatch(positions.length);
    batch.examples.set(positions);
    gatherRows(this.#model.truths, positions, dimension, batch.truths);
    gatherRows(exposures, positions, dimension, batch.optima.exposures);
    gatherRows(fixedCosts, positions, 1, batch.optima.fixedCosts);
    gatherRows(objectives, positions, 1, batch.optima.objectives);
    return batch;
  }

  #emptyBatch(rows: number): LossBatch {
    const known = this.#batches.get(rows);
    if (known !== undefined) return known;
    const { dimension } = this.#oracle;
    const batch = {
      rows,
      examples: new Int32Array(rows),
      predictions: new Float64Array(rows * dimension),
      truths: new Float64Array(rows * dimension),
      optima: oracleBatch(rows, dimension),
      losses: new Float64Array(rows),
      cotangents: new Float64Array(rows * dimension),
    };
    this.#batches.set(rows, batch);
    return batch;
  }
}

function total(values: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k];
  return sum;
}

function divide(values: Float64Array, divisor: number): void {
  for (let k = 0; k < values.length; k++) values[k] /= divisor;
}
