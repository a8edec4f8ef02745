import { invalidOption } from "../invalid-option.js";
import { logistic, softplus } from "./activation.js";
import type { Values } from "./workspace.js";

/**
 * What a network minimises. `"squared"` predicts means, `"absolute"` medians, `huber` means with errors beyond the
 * threshold (in the unit the model learns) counted linearly, `quantile` the quantile of the given level. `"gaussian"`
 * gives each entry a mean and a standard deviation (negative log-likelihood); `"logistic"` each entry a probability of
 * being 1; `"crossEntropy"` all entries together the probabilities of their classes.
 */
export type NetworkLossOption =
  | "squared"
  | "absolute"
  | "gaussian"
  | "logistic"
  | "crossEntropy"
  | { readonly huber: number }
  | { readonly quantile: number };

/** A loss over the numbers that a network's layers give. */
export interface NetworkLoss {
  readonly name: string;
  /** Numbers that the network gives for each entry: two for a mean and a spread, [entries] means before [entries] spreads. */
  readonly heads: 1 | 2;
  /** From the network's numbers to predictions. */
  readonly link: "identity" | "logistic" | "softmax";
  /**
   * The mean loss over rows (and over entries, except for classes), and its derivative.
   *
   * @param output [rows, heads · entries]
   * @param truth [rows, entries]
   * @param weights [rows], 1 on average over the data; null for all one
   * @param cotangent overwritten with the derivative by `output`
   */
  evaluate(
    output: Values,
    truth: Values,
    weights: Values | null,
    rows: number,
    entries: number,
    cotangent: Values,
  ): number;
}

/** Spreads do not fall below this, in standardised units. */
const LEAST_SPREAD = 1e-3;
const HALF_LOG_TAU = 0.5 * Math.log(2 * Math.PI);

/**
 * The loss of an option.
 *
 * @param targetScale what the target was divided by: thresholds are in its unit before that
 * @throws FS_LEARN_INVALID_OPTION
 */
export function networkLoss(option: NetworkLossOption, targetScale: number = 1): NetworkLoss {
  if (option === "squared") return SQUARED;
  if (option === "absolute") return { ...pinball(0.5, 2), name: "absolute error" };
  if (option === "gaussian") return GAUSSIAN;
  if (option === "logistic") return LOGISTIC;
  if (option === "crossEntropy") return CROSS_ENTROPY;
  if (typeof option === "object" && "quantile" in option) {
    if (option.quantile > 0 && option.quantile < 1) return pinball(option.quantile, 1);
    throw invalidOption("loss.quantile", option.quantile, "a level between 0 and 1");
  }
  if (typeof option === "object" && "huber" in option) {
    if (option.huber > 0 && option.huber < Infinity) return huber(option.huber, targetScale);
    throw invalidOption("loss.huber", option.huber, "a threshold above 0, in the unit the model learns");
  }
  throw invalidOption(
    "loss",
    option,
    '"squared", "absolute", "gaussian", "logistic", "crossEntropy", { huber: threshold } or { quantile: level }',
  );
}

/** The error of a network's number: its cost, and the cost's derivative. */
type Cost = (error: number) => number;

/** A loss that adds up over entries. The error is output − truth. */
function perEntry(name: string, cost: Cost, slope: Cost): NetworkLoss {
  return {
    name,
    heads: 1,
    link: "identity",
    evaluate(output, truth, weights, rows, entries, cotangent) {
      const share = 1 / (rows * entries);
      let sum = 0;
      for (let row = 0, at = 0; row < rows; row++) {
        const factor = weights === null ? share : share * weights[row]!;
        for (let entry = 0; entry < entries; entry++, at++) {
          const error = output[at]! - truth[at]!;
          sum += factor * cost(error);
          cotangent[at] = factor * slope(error);
        }
      }
      return sum;
    },
  };
}

/** Written out: the one that is run most. */
const SQUARED: NetworkLoss = {
  name: "squared error",
  heads: 1,
  link: "identity",
  evaluate(output, truth, weights, rows, entries, cotangent) {
    const share = 1 / (rows * entries);
    let sum = 0;
    for (let row = 0, at = 0; row < rows; row++) {
      const factor = weights === null ? share : share * weights[row]!;
      for (let entry = 0; entry < entries; entry++, at++) {
        const error = output[at]! - truth[at]!;
        sum += factor * error * error;
        cotangent[at] = 2 * factor * error;
      }
    }
    return sum;
  },
};

/** Koenker and Bassett's check function, times a constant. */
function pinball(level: number, scale: number): NetworkLoss {
  return perEntry(
    `pinball ${level}`,
    (error) => scale * (error < 0 ? -level * error : (1 - level) * error),
    (error) => (error < 0 ? -scale * level : error > 0 ? scale * (1 - level) : 0),
  );
}

/** ½ e² up to the threshold, linear beyond (Huber, 1964). */
function huber(threshold: number, targetScale: number): NetworkLoss {
  const limit = threshold / targetScale;
  return perEntry(
    `huber ${threshold}`,
    (error) => (Math.abs(error) <= limit ? 0.5 * error * error : limit * (Math.abs(error) - 0.5 * limit)),
    (error) => Math.max(-limit, Math.min(limit, error)),
  );
}

/** Standard deviation, in standardised units, from the second number of an entry. */
export function spreadOf(raw: number): number {
  return LEAST_SPREAD + softplus(raw);
}

const GAUSSIAN: NetworkLoss = {
  name: "gaussian negative log-likelihood",
  heads: 2,
  link: "identity",
  evaluate(output, truth, weights, rows, entries, cotangent) {
    const share = 1 / (rows * entries);
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const factor = weights === null ? share : share * weights[row]!;
      for (let entry = 0; entry < entries; entry++) {
        const at = 2 * row * entries + entry;
        const raw = output[at + entries]!;
        const spread = spreadOf(raw);
        const error = (output[at]! - truth[row * entries + entry]!) / spread;
        sum += factor * (Math.log(spread) + 0.5 * error * error + HALF_LOG_TAU);
        cotangent[at] = (factor * error) / spread;
        cotangent[at + entries] = ((factor * (1 - error * error)) / spread) * logistic(raw);
      }
    }
    return sum;
  },
};

const LOGISTIC: NetworkLoss = {
  name: "logistic",
  heads: 1,
  link: "logistic",
  evaluate(output, truth, weights, rows, entries, cotangent) {
    const share = 1 / (rows * entries);
    let sum = 0;
    for (let row = 0, at = 0; row < rows; row++) {
      const factor = weights === null ? share : share * weights[row]!;
      for (let entry = 0; entry < entries; entry++, at++) {
        const raw = output[at]!;
        sum += factor * (softplus(raw) - truth[at]! * raw);
        cotangent[at] = factor * (logistic(raw) - truth[at]!);
      }
    }
    return sum;
  },
};

const CROSS_ENTROPY: NetworkLoss = {
  name: "cross entropy",
  heads: 1,
  link: "softmax",
  evaluate(output, truth, weights, rows, entries, cotangent) {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const start = row * entries;
      const end = start + entries;
      const factor = (weights === null ? 1 : weights[row]!) / rows;
      let largest = -Infinity;
      for (let at = start; at < end; at++) largest = Math.max(largest, output[at]!);
      let powers = 0;
      let mass = 0;
      for (let at = start; at < end; at++) {
        powers += Math.exp(output[at]! - largest);
        mass += truth[at]!;
      }
      const logPowers = largest + Math.log(powers);
      for (let at = start; at < end; at++) {
        const logProbability = output[at]! - logPowers;
        sum -= factor * truth[at]! * logProbability;
        cotangent[at] = factor * (mass * Math.exp(logProbability) - truth[at]!);
      }
    }
    return sum;
  },
};
