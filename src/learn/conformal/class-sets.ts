import { randomStream } from "../../math/index.js";
import { requireOption } from "../invalid-option.js";
import { conformalQuantileOfSorted } from "./conformal-quantile.js";
import { requireCount, requireScores } from "./intervals.js";

/** Predicted probabilities of held-out examples and their true classes. */
export interface ClassData {
  /** [examples, classes] row-major. */
  readonly probabilities: ArrayLike<number>;
  readonly classes: number;
  /** The true class of each example, from 0. */
  readonly truths: ArrayLike<number>;
}

/** Scores of the true classes, in ascending order. */
export interface ClassScores {
  readonly classes: number;
  readonly scores: Float64Array;
}

/** Checks class data and gives one score for the true class of each example, sorted. */
export function classScores(
  { probabilities, classes, truths }: ClassData,
  scoreOf: (example: number, truth: number) => number,
): ClassScores {
  requireOption("classes", classes, { low: 2, whole: true });
  requireCount("probabilities", probabilities, truths.length * classes);
  requireScores("probabilities", probabilities);
  const scores = Float64Array.from(truths, (truth, example) => {
    requireOption(`truths[${example}]`, truth, { low: 0, high: classes - 1, whole: true });
    return scoreOf(example, truth);
  });
  return { classes, scores: scores.sort() };
}

/** The random numbers of randomised scores: one for each row, from a seed. */
export function rowDraws(seed: number, purpose: string): () => number {
  const stream = randomStream(seed).split(purpose);
  return () => stream.uniform();
}

/** Largest score that still belongs into a set. */
export const scoreLimit = ({ scores }: ClassScores, level: number): number =>
  conformalQuantileOfSorted(scores, level);

/** 1 where a class belongs to the row's set, [rows, classes] row-major. */
export function setsFrom(
  probabilities: ArrayLike<number>,
  classes: number,
  belongs: (row: number, label: number) => boolean,
): Uint8Array {
  const rows = Math.floor(probabilities.length / classes);
  requireCount("probabilities", probabilities, rows * classes);
  requireScores("probabilities", probabilities);
  return Uint8Array.from({ length: rows * classes }, (_, at) =>
    belongs(Math.floor(at / classes), at % classes) ? 1 : 0,
  );
}
