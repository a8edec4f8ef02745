import { ForesolveError } from "../../errors.js";
import { randomStream, breath } from "../../math/index.js";
import { averagedIterate, type AveragedIterate } from "../averaged-iterate.js";
import { invalidOption } from "../invalid-option.js";
import type { FitOptions } from "../predictor.js";
import { standardisedData, type LinearData, type StandardisedData } from "../linear/linear-data.js";
import { requireExamples } from "../training-set.js";
import { scheduleFactor } from "./learning-rate-schedule.js";
import { embeddedColumns, type NetworkLayer } from "./network-layer.js";
import { networkLoss } from "./network-loss.js";
import {
  networkLayers,
  networkSettings,
  type FullNetworkSettings,
  type NetworkSettings,
} from "./network-settings.js";
import { requireCategories, standardiseRows, type NetworkState } from "./network-state.js";
import { networkTrainer, type NetworkRows, type NetworkTrainer } from "./network-trainer.js";
import type { Values } from "./workspace.js";

/** A fitted network and how its fit went. Losses are in standardised units. */
export interface NetworkFit {
  readonly state: NetworkState;
  /** Mean loss of the steps of each epoch. */
  readonly trainingLosses: readonly number[];
  /** Loss on the held-out rows after each epoch; empty without early stopping. */
  readonly validationLosses: readonly number[];
  /** Epochs that the parameters have seen. */
  readonly epochs: number;
}

/**
 * Fits a network to rows in chronological order (early stopping holds out the last of them). Columns and, where the
 * loss has no link, targets are standardised; the state knows how.
 *
 * @throws FS_LEARN_INVALID_OPTION, FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_MISSING_VALUE, FS_LEARN_INVALID_TRUTH,
 * FS_LEARN_INVALID_CATEGORY, FS_LEARN_ONE_CLASS, FS_LEARN_DIVERGED, FS_MATH_INVALID_ARGUMENT (shapes)
 *
 * @example
 * import { fitNetwork, predictNetwork } from "foresolve/learn";
 *
 * const features = Float64Array.from({ length: 60 }, (_, row) => row / 30 - 1);
 * const data = { features, rows: 60, columns: 1, targets: features.map(Math.abs), outputs: 1 };
 * const { state } = await fitNetwork(data, { hidden: [8], learningRate: 0.02, epochs: 60 }, { seed: 1 });
 * const [left, middle] = predictNetwork(state, Float64Array.of(-0.9, 0), 2);
 * left! > 0.7 && middle! < 0.3; // => true
 */
export async function fitNetwork(
  data: LinearData,
  options: NetworkSettings = {},
  fit: FitOptions = {},
): Promise<NetworkFit> {
  const settings = networkSettings(options);
  const { rows, columns, outputs } = data;
  const layers = networkLayers(settings, columns, outputs);
  const { earlyStopping, epochs } = settings;
  const whole = standardisedData("network", data);
  const part = (first: number, most: number, patience: number): Promise<NetworkFit> =>
    train(prepare(data, first, whole, settings, layers), settings, { first, epochs: most, patience }, fit);
  if (earlyStopping === null) return await part(rows, epochs, Infinity);
  requireExamples("network", rows, 2);
  const held = Math.min(rows - 1, Math.max(1, Math.round(rows * earlyStopping.share)));
  if (data.weights?.subarray(rows - held).every((weight) => weight === 0) === true)
    throw invalidOption(
      `the weights of the last ${held} rows`,
      "all zero",
      "rows that count to early stopping, which judges by the last",
    );
  const early = await part(rows - held, epochs, earlyStopping.patience);
  if (!earlyStopping.refit) return early;
  const full = await part(rows, early.epochs, Infinity);
  return { ...full, validationLosses: early.validationLosses };
}

/** Data as the trainer takes them, and the state without parameters. */
interface Prepared {
  readonly rows: NetworkRows;
  readonly state: Omit<NetworkState, "parameters">;
}

/** Centres and scales are those of the first rows: what is held out has no say in them. */
function prepare(
  data: LinearData,
  first: number,
  whole: StandardisedData,
  settings: FullNetworkSettings,
  layers: readonly NetworkLayer[],
): Prepared {
  const { features, rows, columns, targets, outputs, weights } = data;
  const { shares, centre, inverseScale } =
    first === rows
      ? whole
      : standardisedData("network", {
          features: features.subarray(0, first * columns),
          rows: first,
          columns,
          targets: targets.subarray(0, first * outputs),
          outputs,
          weights: weights?.subarray(0, first),
        });
  requireCategories({ layers, inputs: columns }, features, rows);
  for (const column of embeddedColumns(layers, columns).categories.keys()) {
    centre[column] = 0;
    inverseScale[column] = 1;
  }
  const location = new Float64Array(outputs);
  let targetScale = 1;
  if (networkLoss(settings.loss).link === "identity") {
    for (let at = 0; at < first * outputs; at++)
      location[at % outputs]! += shares[Math.floor(at / outputs)]! * targets[at]!;
    let squares = 0;
    for (let at = 0; at < first * outputs; at++)
      squares += shares[Math.floor(at / outputs)]! * (targets[at]! - location[at % outputs]!) ** 2;
    if (squares > 0) targetScale = Math.sqrt(squares / outputs);
  } else requireClasses(settings.loss === "logistic", targets, shares, outputs);
  const take = (length: number): Values =>
    settings.precision === "float64" ? new Float64Array(length) : new Float32Array(length);
  const design = take(features.length);
  standardiseRows({ inputs: columns, centre, inverseScale }, features, 0, rows, design);
  const truths = take(targets.length);
  for (let at = 0; at < targets.length; at++)
    truths[at] = (targets[at]! - location[at % outputs]!) / targetScale;
  let counted: Values | null = null;
  if (weights !== undefined) {
    counted = take(rows);
    // 1 on average over the rows that are trained on.
    const scale = first / weights.subarray(0, first).reduce((sum, weight) => sum + weight, 0);
    for (let row = 0; row < rows; row++) counted[row] = scale * weights[row]!;
  }
  return {
    rows: { features: design, truths, weights: counted },
    state: {
      inputs: columns,
      entries: outputs,
      layers,
      loss: settings.loss,
      centre,
      inverseScale,
      location,
      targetScale,
    },
  };
}

/** Refuses truths that are no probabilities, and data that show one class only. */
function requireClasses(binary: boolean, targets: Float64Array, shares: Float64Array, outputs: number): void {
  const mass = new Float64Array(outputs);
  for (let row = 0; row < shares.length; row++) {
    let sum = 0;
    for (let output = 0; output < outputs; output++) {
      const value = targets[row * outputs + output]!;
      if (!(value >= 0 && value <= 1)) throw noProbability(row, output, value, "from 0 to 1");
      sum += value;
      mass[output]! += shares[row]! * value;
    }
    if (!binary && Math.abs(sum - 1) > 1e-6) throw noProbability(row, null, sum, "that sum to 1 in each row");
  }
  for (let output = 0; output < outputs; output++)
    if (mass[output] === 0 || (binary && mass[output]! >= 1 - 1e-12))
      throw new ForesolveError("FS_LEARN_ONE_CLASS", {
        message: binary
          ? `the truths of output ${output} are all ${mass[output] === 0 ? 0 : 1}.`
          : `class ${output} has no examples that count.`,
        fix: "Pass examples of every class, or leave the class out of the target.",
        data: { output, mass: mass[output] },
      });
}

function noProbability(row: number, output: number | null, value: number, accepted: string): ForesolveError {
  return new ForesolveError("FS_LEARN_INVALID_TRUTH", {
    message: `the truths of row ${row} are no probabilities: ${output === null ? "their sum" : `output ${output}`} is ${value}.`,
    fix: `Pass probabilities ${accepted}.`,
    data: { row, output, value },
  });
}

async function train(
  { rows, state }: Prepared,
  settings: FullNetworkSettings,
  { first, epochs, patience }: { readonly first: number; readonly epochs: number; readonly patience: number },
  { seed = 0, signal, onProgress }: FitOptions,
): Promise<NetworkFit> {
  signal?.throwIfAborted();
  const { batchSize, learningRate, schedule, averaging, loss, optimizer, precision, kernels } = settings;
  const { inputs, entries, layers, targetScale } = state;
  const batch = Math.min(batchSize, first);
  const shape = { inputs, entries, layers, batch, loss, targetScale, optimizer, precision };
  const trainer = networkTrainer(kernels === undefined ? shape : { ...shape, kernels });
  const { parameters } = trainer.pass;
  const random = randomStream(seed).split("network");
  trainer.initialise(random.split("parameters"));
  const noise = random.split("noise");
  const orders = random.split("order");
  const average = averaging === null ? null : averagedIterate(parameters.length, { decay: averaging });
  const total = rows.truths.length / entries;
  const held = Int32Array.from({ length: total - first }, (_, index) => first + index);
  const trainingLosses: number[] = [];
  const validationLosses: number[] = [];
  let best: { loss: number; epochs: number; parameters: Float64Array } = {
    loss: Infinity,
    epochs: 0,
    parameters: new Float64Array(0),
  };
  const pause = breath();
  for (let epoch = 1; epoch <= epochs && epoch - 1 - best.epochs < patience; epoch++) {
    const order = orders.split(epoch).permutation(first);
    let sum = 0;
    for (let start = 0; start < first; start += batch) {
      const count = Math.min(batch, first - start);
      const factor = scheduleFactor(schedule, epoch - 1 + (start + count) / first, settings.epochs);
      sum += count * trainer.step(rows, order, start, count, learningRate * factor, noise);
      average?.add(parameters);
      if (pause.due()) await pause.take(signal);
    }
    trainingLosses.push(sum / first);
    if (!Number.isFinite(sum)) throw diverged(epoch, learningRate);
    if (held.length > 0) {
      const current = currentParameters(trainer, average);
      const judged = withParameters(trainer, current, () => trainer.loss(rows, held));
      validationLosses.push(judged);
      if (judged < best.loss) best = { loss: judged, epochs: epoch, parameters: current };
    }
    onProgress?.({ phase: "epochs", done: epoch, total: epochs });
  }
  const judgedBest = best.epochs > 0;
  const final = judgedBest ? best.parameters : currentParameters(trainer, average);
  if (!final.every(Number.isFinite)) throw diverged(trainingLosses.length, learningRate);
  return {
    state: { ...state, parameters: final },
    trainingLosses,
    validationLosses,
    epochs: judgedBest ? best.epochs : trainingLosses.length,
  };
}

/** A copy of the parameters, or of their average. */
function currentParameters({ pass }: NetworkTrainer, average: AveragedIterate | null): Float64Array {
  const copy = Float64Array.from(pass.parameters);
  average?.copyTo(copy);
  return copy;
}

/** What something gives with other parameters; those of the trainer come back. */
function withParameters<T>({ pass }: NetworkTrainer, parameters: Float64Array, work: () => T): T {
  const held = pass.parameters.slice();
  pass.parameters.set(parameters);
  const result = work();
  pass.parameters.set(held);
  return result;
}

function diverged(epoch: number, learningRate: number): ForesolveError {
  return new ForesolveError("FS_LEARN_DIVERGED", {
    message: `the network's loss or parameters are not finite any more in epoch ${epoch}.`,
    fix: "Choose a smaller learning rate, or a warm-up.",
    data: { epoch, learningRate },
  });
}
