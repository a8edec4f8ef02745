import { ForesolveError } from "../../errors.js";
import type { Example, FittedPredictor, Predictor } from "../../learn/index.js";
import type { IndexSets } from "../../model/index.js";

/** Options of {@link walkForward}. */
export interface WalkForwardOptions<Row, S extends IndexSets, U extends string> {
  readonly predictor: Predictor<Row, S, U>;
  /** Examples before the first row to predict, in chronological order. */
  readonly history: readonly Example<Row>[];
  /** Rows to predict, in chronological order, with the truths that later refits may see. */
  readonly future: readonly Example<Row>[];
  /** Refit after this many rows. */
  readonly refitEvery: number;
  /** Fit to at most this many latest examples. Default: all. */
  readonly window?: number;
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/**
 * Predictions as they would have been made in operation: for each stretch of `refitEvery` rows the predictor is
 * fitted afresh to everything before the stretch, and to nothing after it. The result predicts exactly the rows of
 * `future` (the same objects), so that policies and backtests can use it like any fitted predictor.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION` when `refitEvery` or `window` is not a whole number of at least 1,
 * or when `future` has one row object twice; `FS_DECIDE_TOO_FEW_EXAMPLES` when `future` is empty;
 * `FS_DECIDE_UNKNOWN_ROW` (in `predict`) for a row that is not part of `future`; and what fitting throws.
 * @example
 * import { walkForward } from "foresolve/decide";
 * import { ridge } from "foresolve/learn";
 *
 * const days = Array.from({ length: 30 }, (_, day) => ({ features: { day }, truth: [2 * day] }));
 * const predictions = await walkForward({
 *   predictor: ridge({ target: { over: [] }, penalty: 0 }),
 *   history: days.slice(0, 10),
 *   future: days.slice(10),
 *   refitEvery: 7,
 * });
 * Math.round(predictions.predict([days[20]!.features])[0]!); // => 40
 */
export async function walkForward<Row extends object, const S extends IndexSets, const U extends string>(
  options: WalkForwardOptions<Row, S, U>,
): Promise<FittedPredictor<Row, S, U>> {
  const { predictor, history, future, refitEvery, window = Infinity, seed = 0, signal } = options;
  requireRows("refitEvery", refitEvery);
  if (window !== Infinity) requireRows("window", window);
  requireDistinctRows(future);
  const predicted = new Map<Row, Float64Array>();
  let last: FittedPredictor<Row, S, U> | null = null;
  for (let start = 0; start < future.length; start += refitEvery) {
    signal?.throwIfAborted();
    const known = [...history, ...future.slice(0, start)];
    const fitOptions = signal === undefined ? { seed } : { seed, signal };
    last = await predictor.fit(known.slice(Math.max(0, known.length - window)), fitOptions);
    const stretch = future.slice(start, start + refitEvery).map((example) => example.features);
    const predictions = last.predict(stretch);
    const entries = predictions.length / stretch.length;
    for (const [row, features] of stretch.entries()) {
      predicted.set(features, predictions.slice(row * entries, (row + 1) * entries));
    }
    options.onProgress?.({ done: Math.min(future.length, start + refitEvery), total: future.length });
  }
  if (last === null) {
    throw new ForesolveError("FS_DECIDE_TOO_FEW_EXAMPLES", {
      message: "walkForward has no rows to predict.",
      fix: "Pass the held-out examples as `future`.",
      data: { rows: 0 },
    });
  }
  return {
    name: predictor.name,
    target: predictor.target,
    card: { ...last.card, settings: { ...last.card.settings, refitEvery } },
    predict(rows) {
      const parts = rows.map((row) => predicted.get(row) ?? unknownRow(predictor.name));
      const entries = parts[0]?.length ?? 0;
      const all = new Float64Array(parts.length * entries);
      for (const [row, part] of parts.entries()) all.set(part, row * entries);
      return all;
    },
  };
}

function requireRows(option: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new ForesolveError("FS_DECIDE_INVALID_OPTION", {
    message: `Option ${option} of walkForward is ${value}.`,
    fix: "Pass a whole number of rows of at least 1.",
    data: { option, value },
  });
}

/** A row that occurs twice has two predictions, and the later one would have seen the truth of the earlier. */
function requireDistinctRows(future: readonly Example<object>[]): void {
  const firsts = new Map<object, number>();
  for (const [position, { features }] of future.entries()) {
    const first = firsts.get(features);
    if (first !== undefined) {
      throw new ForesolveError("FS_DECIDE_INVALID_OPTION", {
        message: `Examples ${first} and ${position} of option future of walkForward are one and the same row object.`,
        fix: "Give every example a row object of its own: predictions are looked up by it.",
        data: { option: "future", first, position },
      });
    }
    firsts.set(features, position);
  }
}

function unknownRow(name: string): never {
  throw new ForesolveError("FS_DECIDE_UNKNOWN_ROW", {
    message: `The walk-forward predictions of "${name}" do not cover this row.`,
    fix: "Ask for the rows that were passed as `future` (the same objects), or fit a predictor for new rows.",
    data: { predictor: name },
  });
}
