import type { KernelMode, RandomStream } from "../../math/index.js";
import { requireOption } from "../invalid-option.js";
import { initialiseParameters } from "./initial-parameters.js";
import { checkLayers, type NetworkLayer } from "./network-layer.js";
import { networkLoss, type NetworkLossOption } from "./network-loss.js";
import { passOver, type NetworkPass } from "./network-pass.js";
import { checkStepRule, stepRule, type StepRule, type StepRuleOptions } from "./step-rule.js";
import { workspace32, workspace64, type Precision, type Values, type Workspace } from "./workspace.js";

/** What a {@link networkTrainer} trains, and how. */
export interface NetworkTrainerOptions {
  /** Numbers per row. */
  readonly inputs: number;
  /** Values per row of the truth. */
  readonly entries: number;
  /** All layers; the last one gives a number for each entry (two for the gaussian loss). */
  readonly layers: readonly NetworkLayer[];
  /** Most rows at a time. */
  readonly batch: number;
  /** Default `"squared"`. */
  readonly loss?: NetworkLossOption;
  /** What the truths were divided by: thresholds of losses are in the unit before that. Default 1. */
  readonly targetScale?: number;
  /** Default Adam. */
  readonly optimizer?: StepRuleOptions;
  /** Default `"float32"`. */
  readonly precision?: Precision;
  /** How float32 is computed. Default: WebAssembly where there is SIMD. */
  readonly kernels?: KernelMode;
}

/** Rows to train on, already brought to the order of 1. */
export interface NetworkRows<V extends Values = Values> {
  /** [rows, inputs] row-major */
  readonly features: V;
  /** [rows, entries] row-major */
  readonly truths: V;
  /** [rows], 1 on average; null for all one. */
  readonly weights: V | null;
}

/** A network in training, with all its arrays. Steps allocate nothing. */
export interface NetworkTrainer {
  readonly pass: NetworkPass;
  /** Random parameters, see `initialiseParameters`. */
  initialise(random: RandomStream): void;
  /**
   * One step against the gradient of the mean loss over a batch.
   *
   * @param order positions of rows in `data`
   * @param start the first of the batch in `order`
   * @param rows in the batch
   * @param noise for dropout
   * @returns the batch's mean loss before the step
   */
  step(
    data: NetworkRows,
    order: Int32Array,
    start: number,
    rows: number,
    learningRate: number,
    noise?: RandomStream | null,
  ): number;
  /** The mean loss over a stretch of rows, without noise; changes nothing. */
  loss(data: NetworkRows, order: Int32Array): number;
}

/**
 * A training loop's inner part: batches in, parameters moved. `fitNetwork` is built on it.
 *
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { networkTrainer } from "foresolve/learn";
 *
 * const trainer = networkTrainer({ inputs: 1, entries: 1, layers: [{ kind: "dense", units: 1 }], batch: 4 });
 * const data = { features: Float32Array.of(-1, 0, 1, 2), truths: Float32Array.of(-1, 1, 3, 5), weights: null };
 * const order = Int32Array.of(0, 1, 2, 3);
 * for (let step = 0; step < 400; step++) trainer.step(data, order, 0, 4, 0.05);
 * [...trainer.pass.parameters].map((value) => value.toFixed(2)); // => ["2.00", "1.00"]
 */
export function networkTrainer(options: NetworkTrainerOptions): NetworkTrainer {
  const { inputs, entries, layers, batch, optimizer = { kind: "adam" }, kernels } = options;
  requireOption("inputs", inputs, { low: 1, whole: true });
  requireOption("entries", entries, { low: 1, whole: true });
  requireOption("batch", batch, { low: 1, whole: true });
  checkStepRule(optimizer);
  const { heads } = networkLoss(options.loss ?? "squared");
  const given = checkLayers(layers, inputs);
  requireOption("layers.outputs", given, { low: heads * entries, high: heads * entries });
  const build = <V extends Values>(workspace: Workspace<V>): NetworkTrainer => {
    const pass = passOver(workspace, options);
    const truths = workspace.take(batch * entries);
    const weights = workspace.take(batch);
    const rule = stepRule(workspace, pass.parameters, pass.gradient, optimizer);
    return trainerOf(options, pass, truths, weights, rule);
  };
  return options.precision === "float64" ? workspace64(build) : workspace32(build, kernels);
}

function trainerOf(
  { inputs, entries, layers, batch, loss: lossOption = "squared", targetScale = 1 }: NetworkTrainerOptions,
  pass: NetworkPass,
  truths: Values,
  weights: Values,
  rule: StepRule,
): NetworkTrainer {
  const loss = networkLoss(lossOption, targetScale);
  const load = (data: NetworkRows, order: Int32Array, start: number, rows: number): Values | null => {
    const { input } = pass;
    gather(data.features, order, start, rows, inputs, input);
    gather(data.truths, order, start, rows, entries, truths);
    if (data.weights === null) return null;
    gather(data.weights, order, start, rows, 1, weights);
    return weights;
  };
  return {
    pass,
    initialise: (random) => initialiseParameters(layers, inputs, random, pass.parameters),
    step(data, order, start, rows, learningRate, noise = null) {
      const counted = load(data, order, start, rows);
      pass.forward(rows, noise);
      const value = loss.evaluate(pass.output, truths, counted, rows, entries, pass.cotangent);
      pass.backward(rows);
      rule(learningRate);
      return value;
    },
    loss(data, order) {
      let sum = 0;
      for (let start = 0; start < order.length; start += batch) {
        const rows = Math.min(batch, order.length - start);
        const counted = load(data, order, start, rows);
        pass.forward(rows);
        sum += rows * loss.evaluate(pass.output, truths, counted, rows, entries, pass.cotangent);
      }
      return sum / order.length;
    },
  };
}

/** Copies rows of a matrix, in the order given. */
function gather(
  from: Values,
  order: Int32Array,
  start: number,
  rows: number,
  columns: number,
  to: Values,
): void {
  for (let row = 0, at = 0; row < rows; row++) {
    const source = order[start + row]! * columns;
    for (let column = 0; column < columns; column++) to[at++] = from[source + column]!;
  }
}
