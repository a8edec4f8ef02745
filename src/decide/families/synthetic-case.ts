import { ForesolveError } from "../../errors.js";
import type { Example } from "../../learn/index.js";
import type { IndexSet, IndexSets } from "../../model/index.js";
import type { TrainableProblem } from "../problem/decision-problem.js";
import type { ModelledProblem } from "../problem/oracle-problem.js";
import type { NumpyRandomState } from "./numpy-random-state.js";

/** Rows drawn from a known law, and the problem whose decisions depend on them. All arrays are row-major. */
export interface SyntheticCase<S extends IndexSets = readonly [IndexSet]> {
  readonly problem: TrainableProblem<S>;
  readonly rows: number;
  /** Number of features. */
  readonly columns: number;
  /** [rows, columns] */
  readonly features: Float64Array;
  /** Number of uncertain values. */
  readonly dimension: number;
  /** [rows, dimension] what came to pass */
  readonly costs: Float64Array;
  /**
   * [rows, dimension] expectation of the costs, given the features: the best that any predictor can say. The regret of deciding
   * by it cannot be avoided.
   */
  readonly conditionalMeans: Float64Array;
}

/** A case whose problem has its model beside its oracle. */
export interface ModelledCase<S extends IndexSets> extends SyntheticCase<S> {
  readonly problem: ModelledProblem<S>;
}

/** What all generators of cases are told. */
export interface SyntheticOptions {
  readonly rows: number;
  /** A whole number from 0 to 2³² - 1, as in numpy. Default 0. */
  readonly seed?: number;
  /** Number of features. Default 5. */
  readonly columns?: number;
  /** Degree of the polynomial that leads from features to costs: 1 is a linear law. Default 4. */
  readonly degree?: number;
  /** Half-width of the uniform factor with mean 1 by which each cost differs from its expectation. Default 0.5. */
  readonly noise?: number;
}

/** Options with their defaults. */
export type CheckedOptions = Required<SyntheticOptions>;

/**
 * Options with their defaults filled in.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`.
 */
export function requireSyntheticOptions(name: string, options: SyntheticOptions): CheckedOptions {
  const checked = { seed: 0, columns: 5, degree: 4, noise: 0.5, ...options };
  requireWhole(name, "rows", checked.rows, 1);
  requireWhole(name, "seed", checked.seed, 0, 2 ** 32 - 1);
  requireWhole(name, "columns", checked.columns, 1);
  requireWhole(name, "degree", checked.degree, 1);
  const { noise } = checked;
  if (!(noise >= 0 && noise <= 1)) throw invalidOption(name, "noise", noise, "a number from 0 to 1");
  return checked;
}

/** Refuses what is no whole number within its limits. */
export function requireWhole(
  name: string,
  option: string,
  value: number,
  least: number,
  most: number = 2 ** 31 - 1,
): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw invalidOption(
    name,
    option,
    value,
    most < 2 ** 31 - 1 ? `a whole number from ${least} to ${most}` : `a whole number of at least ${least}`,
  );
}

function invalidOption(name: string, option: string, value: number, demand: string): ForesolveError {
  return new ForesolveError("FS_DECIDE_INVALID_OPTION", {
    message: `Option ${option} of ${name} is ${value}.`,
    fix: `Pass ${demand}.`,
    data: { option, value },
  });
}

/** Draws a matrix row by row, as numpy fills one. [rows * columns] */
export function drawMatrix(rows: number, columns: number, draw: () => number): Float64Array {
  const matrix = new Float64Array(rows * columns);
  for (let k = 0; k < matrix.length; k++) matrix[k] = draw();
  return matrix;
}

/** The shift of the benchmarks' polynomial law: features that say nothing lead to costs around 3 to the degree. */
const SHIFT = 3;

/**
 * The law of all of these benchmarks, of Elmachtoub and Grigas 2022, section 6: `(x . weights_k / √columns + 3) ^ degree`
 * for every row x and every uncertain value k. [rows, dimension]
 *
 * @param weights [dimension, columns]
 */
export function polynomialLaw(
  features: Float64Array,
  weights: Float64Array,
  { rows, columns, degree }: Pick<CheckedOptions, "rows" | "columns" | "degree">,
): Float64Array {
  const scores = linearScores(features, weights, rows, columns);
  for (let k = 0; k < scores.length; k++) scores[k] = (scores[k] + SHIFT) ** degree;
  return scores;
}

/** `x . weights_k / √columns` for every row and uncertain value, [rows, dimension]. */
export function linearScores(
  features: Float64Array,
  weights: Float64Array,
  rows: number,
  columns: number,
): Float64Array {
  const dimension = weights.length / columns;
  const root = Math.sqrt(columns);
  const scores = new Float64Array(rows * dimension);
  for (let row = 0; row < rows; row++) {
    for (let entry = 0; entry < dimension; entry++) {
      let sum = 0;
      for (let k = 0; k < columns; k++) sum += features[row * columns + k] * weights[entry * columns + k];
      scores[row * dimension + entry] = sum / root;
    }
  }
  return scores;
}

/** The factor by which one cost differs from its expectation. */
export function noiseFactor(random: NumpyRandomState, noise: number): number {
  return random.uniform(1 - noise, 1 + noise);
}

/**
 * Rows of a case as examples to train with; its features are called x0, x1, ...
 *
 * @param from first row
 * @param to row after the last one
 * @example
 * import { examplesOf, shortestPathCase } from "foresolve/decide";
 *
 * const examples = examplesOf(shortestPathCase({ rows: 10 }), 0, 8);
 * examples.length; // => 8
 * Object.keys(examples[0].features); // => ["x0", "x1", "x2", "x3", "x4"]
 */
export function examplesOf(
  { columns, dimension, features, costs }: Omit<SyntheticCase, "problem" | "rows" | "conditionalMeans">,
  from: number,
  to: number,
): Example<Readonly<Record<string, number>>>[] {
  const names = Array.from({ length: columns }, (_, column) => `x${column}`);
  return Array.from({ length: to - from }, (_, index) => {
    const row = from + index;
    const values: Record<string, number> = {};
    for (let column = 0; column < columns; column++) values[names[column]] = features[row * columns + column];
    return { features: values, truth: costs.subarray(row * dimension, (row + 1) * dimension) };
  });
}
