import { choleskyFactor, normalProbability, normalQuantile, type RandomStream } from "../../math/index.js";
import { invalidOption, requireOption } from "../invalid-option.js";

/**
 * How the entries of a path hang together. `"bootstrap"`: as in a forecast of the past, drawn anew for every block of
 * `blockLength` steps ahead (default: the whole horizon), all series from the same one (a block bootstrap of the ranks of
 * past errors; with whole paths it is the Schaake shuffle of Clark et al., 2004). `"copula"`: a Gaussian copula of the
 * ranks, its correlations shrunk (Schäfer and Strimmer, 2005). `"independent"`: not at all.
 */
export type Dependence =
  | "bootstrap"
  | { readonly bootstrap: { readonly blockLength: number } }
  | "copula"
  | "independent";

/** Ranks of past truths in their forecasts, between 0 and 1: [paths, entries] row-major. */
export interface PastRanks {
  readonly paths: number;
  readonly entries: number;
  readonly ranks: Float64Array;
}

/** Draws the levels of one joint path, [entries]. */
export type LevelSampler = (stream: RandomStream, out: Float64Array) => void;

/**
 * A sampler of joint levels, each uniform by itself.
 *
 * @throws FS_LEARN_INVALID_OPTION
 */
export function levelSampler(dependence: Dependence, past: PastRanks, horizon: number): LevelSampler {
  if (dependence === "independent")
    return (stream, out) => {
      for (let entry = 0; entry < out.length; entry++) out[entry] = stream.uniform();
    };
  if (dependence === "copula") return copulaSampler(past);
  const blockLength = dependence === "bootstrap" ? horizon : dependence?.bootstrap?.blockLength;
  if (blockLength === undefined)
    throw invalidOption(
      "dependence",
      dependence,
      '"bootstrap", { bootstrap: { blockLength } }, "copula" or "independent"',
    );
  requireOption("dependence.bootstrap.blockLength", blockLength, { low: 1, whole: true });
  return (stream, out) => {
    for (let from = 0; from < horizon; from += blockLength) {
      const start = stream.integer(past.paths) * past.entries;
      for (let entry = 0; entry < out.length; entry++) {
        const ahead = entry % horizon;
        if (ahead >= from && ahead < from + blockLength) out[entry] = past.ranks[start + entry]!;
      }
    }
  };
}

function copulaSampler({ paths, entries, ranks }: PastRanks): LevelSampler {
  const scores = ranks.map(normalQuantile);
  const factor = choleskyFactor(shrunkCorrelation(scores, paths, entries).correlation, entries);
  const normal = new Float64Array(entries);
  return (stream, out) => {
    for (let entry = 0; entry < entries; entry++) normal[entry] = stream.normal();
    for (let entry = 0; entry < entries; entry++) {
      let sum = 0;
      for (let other = 0; other <= entry; other++) sum += factor[entry * entries + other]! * normal[other]!;
      out[entry] = normalProbability(sum);
    }
  };
}

/**
 * Correlations shrunk towards 0 as far as their sampling noise asks for (Schäfer and Strimmer, "A shrinkage approach to
 * large-scale covariance matrix estimation", 2005, target D on standardised columns).
 *
 * @param values [rows, columns] row-major
 * @returns the correlation matrix [columns, columns], positive definite, and the share of shrinkage
 */
export function shrunkCorrelation(
  values: Float64Array,
  rows: number,
  columns: number,
): { readonly correlation: Float64Array; readonly shrinkage: number } {
  const standard = new Float64Array(rows * columns);
  for (let column = 0; column < columns; column++) {
    let mean = 0;
    for (let row = 0; row < rows; row++) mean += values[row * columns + column]! / rows;
    let square = 0;
    for (let row = 0; row < rows; row++) square += (values[row * columns + column]! - mean) ** 2;
    const deviation = Math.sqrt(square / rows);
    if (deviation > 0)
      for (let row = 0; row < rows; row++)
        standard[row * columns + column] = (values[row * columns + column]! - mean) / deviation;
  }
  const correlation = new Float64Array(columns * columns);
  let noise = 0;
  let signal = 0;
  for (let i = 0; i < columns; i++) {
    correlation[i * columns + i] = 1;
    for (let j = 0; j < i; j++) {
      let sum = 0;
      let squares = 0;
      for (let row = 0; row < rows; row++) {
        const product = standard[row * columns + i]! * standard[row * columns + j]!;
        sum += product;
        squares += product * product;
      }
      const mean = sum / rows;
      correlation[i * columns + j] = correlation[j * columns + i] = mean;
      noise += rows > 1 ? (squares / rows - mean * mean) / (rows - 1) : 1;
      signal += mean * mean;
    }
  }
  // A breath above 0 keeps the matrix positive definite when entries are copies of each other.
  const shrinkage = Math.min(1, Math.max(1e-6, signal > 0 ? noise / signal : 1));
  for (let i = 0; i < columns; i++)
    for (let j = 0; j < columns; j++) if (i !== j) correlation[i * columns + j]! *= 1 - shrinkage;
  return { correlation, shrinkage };
}

/** Ranks of each column among its own values, as levels (rank − ½)/rows; ties share the mean of their ranks. */
export function columnRanks(values: Float64Array, rows: number, columns: number): Float64Array {
  const ranks = new Float64Array(values.length);
  const order = new Int32Array(rows);
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) order[row] = row;
    const of = (row: number): number => values[row * columns + column]!;
    order.sort((a, b) => of(a) - of(b));
    for (let from = 0; from < rows;) {
      let to = from;
      while (to + 1 < rows && of(order[to + 1]!) === of(order[from]!)) to++;
      for (let at = from; at <= to; at++)
        ranks[order[at]! * columns + column] = ((from + to) / 2 + 0.5) / rows;
      from = to + 1;
    }
  }
  return ranks;
}
