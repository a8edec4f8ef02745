import { randomStream } from "../../math/index.js";
import { requireOption } from "../invalid-option.js";
import { requireExamples } from "../training-set.js";

/** One split of examples: positions to fit on and positions to judge on, both ascending. */
export interface Fold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Folds at random: for examples that do not depend on their neighbours in time.
 *
 * @throws FS_LEARN_INVALID_OPTION, FS_LEARN_TOO_FEW_EXAMPLES for fewer rows than folds
 *
 * @example
 * import { kFold } from "foresolve/learn";
 *
 * kFold(6, { folds: 3, seed: 1 }).map(({ test }) => test.length); // => [2, 2, 2]
 */
export function kFold(rows: number, { folds, seed = 0 }: { folds: number; seed?: number }): Fold[] {
  requireFolds(rows, folds);
  const order = randomStream(seed).split("folds").permutation(rows);
  return blocks(rows, folds).map(([from, to]) => split(rows, order.slice(from, to).sort(), () => false));
}

/**
 * Contiguous blocks, each judged by a fit to all others, those before and those after it.
 *
 * @throws FS_LEARN_INVALID_OPTION, FS_LEARN_TOO_FEW_EXAMPLES for fewer rows than folds
 *
 * @example
 * import { blockedFolds } from "foresolve/learn";
 *
 * blockedFolds(6, { folds: 3 })[1]; // => { train: new Int32Array([0, 1, 4, 5]), test: new Int32Array([2, 3]) }
 */
export function blockedFolds(rows: number, { folds }: { folds: number }): Fold[] {
  return purgedFolds(rows, { folds });
}

/**
 * Contiguous blocks whose neighbours are kept out of the fit: `purge` rows on either side of a block, whose truths or
 * features overlap with those in it, and `embargo` more rows after it (López de Prado, "Advances in Financial Machine
 * Learning", 2018, chapter 7).
 *
 * @throws FS_LEARN_INVALID_OPTION; FS_LEARN_TOO_FEW_EXAMPLES when nothing is left to fit on
 *
 * @example
 * import { purgedFolds } from "foresolve/learn";
 *
 * purgedFolds(8, { folds: 4, purge: 1, embargo: 1 })[1]!.train; // => new Int32Array([0, 6, 7])
 */
export function purgedFolds(
  rows: number,
  { folds, purge = 0, embargo = 0 }: { folds: number; purge?: number; embargo?: number },
): Fold[] {
  requireFolds(rows, folds);
  requireOption("purge", purge, { low: 0, whole: true });
  requireOption("embargo", embargo, { low: 0, whole: true });
  return blocks(rows, folds).map(([from, to]) => {
    const test = Int32Array.from({ length: to - from }, (_, at) => from + at);
    return split(rows, test, (row) => row >= from - purge && row < to + purge + embargo);
  });
}

/** Settings of {@link walkForwardFolds}. */
export interface WalkForwardFoldsOptions {
  readonly folds: number;
  /** Rows judged in each fold. Default: the rows divided by folds + 1. */
  readonly testRows?: number;
  /** Rows between those fitted on and those judged on, whose truths are not yet known then. Default 0. */
  readonly gap?: number;
  /** Fit to at most this many latest rows. Default: all before. */
  readonly window?: number;
}

/**
 * As in operation: each fold is judged on rows after those it was fitted on; the last rows end the last fold.
 *
 * @throws FS_LEARN_INVALID_OPTION; FS_LEARN_TOO_FEW_EXAMPLES when the first fold has nothing to fit on
 *
 * @example
 * import { walkForwardFolds } from "foresolve/learn";
 *
 * const folds = walkForwardFolds(10, { folds: 2, testRows: 2, gap: 1 });
 * folds[1]!.train; // => new Int32Array([0, 1, 2, 3, 4, 5, 6])
 * folds[1]!.test; // => new Int32Array([8, 9])
 */
export function walkForwardFolds(
  rows: number,
  { folds, testRows = Math.floor(rows / (folds + 1)), gap = 0, window = Infinity }: WalkForwardFoldsOptions,
): Fold[] {
  requireOption("folds", folds, { low: 1, whole: true });
  requireExamples("walkForwardFolds", rows, folds + 1);
  requireOption("testRows", testRows, { low: 1, whole: true });
  requireOption("gap", gap, { low: 0, whole: true });
  if (window !== Infinity) requireOption("window", window, { low: 1, whole: true });
  requireExamples("walkForwardFolds", rows, folds * testRows + gap + 1);
  return Array.from({ length: folds }, (_, fold) => {
    const from = rows - (folds - fold) * testRows;
    const end = from - gap;
    const start = Math.max(0, end - window);
    return {
      train: Int32Array.from({ length: end - start }, (_, at) => start + at),
      test: Int32Array.from({ length: testRows }, (_, at) => from + at),
    };
  });
}

function requireFolds(rows: number, folds: number): void {
  requireOption("folds", folds, { low: 2, whole: true });
  requireExamples("folds", rows, folds);
}

/** Limits of blocks, as even as can be. */
function blocks(rows: number, folds: number): [number, number][] {
  return Array.from({ length: folds }, (_, fold) => [
    Math.floor((fold * rows) / folds),
    Math.floor(((fold + 1) * rows) / folds),
  ]);
}

function split(rows: number, test: Int32Array, isNear: (row: number) => boolean): Fold {
  const isTest = new Uint8Array(rows);
  for (const row of test) isTest[row] = 1;
  const train = Int32Array.from({ length: rows }, (_, row) => row).filter(
    (row) => !isTest[row] && !isNear(row),
  );
  requireExamples("folds", train.length, 1);
  return { train, test };
}
