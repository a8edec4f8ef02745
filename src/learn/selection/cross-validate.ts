import type { Example } from "../feature-row.js";
import { invalidOption } from "../invalid-option.js";
import type { FitOptions, Predictor } from "../predictor.js";
import { entryCount } from "../target.js";
import { requireExamples } from "../training-set.js";
import { kFold, type Fold } from "./folds.js";
import { metricsOf, type Metric, type MetricName } from "./metrics.js";
import { progressClock, type SearchProgress } from "./progress.js";

/** Options of {@link crossValidate}. */
export interface CrossValidationOptions {
  /** Splits of the examples. Default: five at random, by the seed. Examples in time want `blockedFolds` or later ones. */
  readonly folds?: readonly Fold[];
  /** Names of built-in metrics, or functions under names of their own. Default `["rmse", "mae"]`. */
  readonly metrics?: readonly MetricName[] | Readonly<Record<string, Metric>>;
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SearchProgress) => void;
}

/** A metric over all folds. */
export interface CrossValidated {
  readonly mean: number;
  /** Standard error of the mean; folds share examples, for which it is widened. 0 for one fold. */
  readonly standardError: number;
  /** 95 % interval by Student's t; the mean itself for one fold. */
  readonly low: number;
  readonly high: number;
}

/** What {@link crossValidate} finds. */
export interface CrossValidation {
  readonly folds: readonly {
    readonly trainRows: number;
    readonly testRows: number;
    readonly metrics: Readonly<Record<string, number>>;
  }[];
  readonly metrics: Readonly<Record<string, CrossValidated>>;
}

/**
 * Judges a predictor on examples that it was not fitted on, fold by fold. Weights of examples count in the fit and in
 * the metrics. The interval is that of Nadeau and Bengio ("Inference for the generalization error", 2003), which
 * widens the variance between folds by the overlap of their training sets.
 *
 * @throws FS_LEARN_INVALID_OPTION for no folds, positions that are no examples, or unknown metrics;
 * FS_LEARN_TOO_FEW_EXAMPLES; and what fitting throws.
 *
 * @example
 * import { blockedFolds, crossValidate, ridge } from "foresolve/learn";
 *
 * const examples = Array.from({ length: 20 }, (_, day) => ({ features: { day }, truth: [3 * day] }));
 * const line = ridge({ target: { over: [] }, penalty: 0 });
 * const { metrics } = await crossValidate(line, examples, { folds: blockedFolds(20, { folds: 4 }) });
 * Math.round(metrics.rmse!.mean * 1e6); // => 0
 */
export async function crossValidate<Row>(
  predictor: Predictor<Row>,
  examples: readonly Example<Row>[],
  options: CrossValidationOptions = {},
): Promise<CrossValidation> {
  const { seed = 0, signal, metrics = ["rmse", "mae"] } = options;
  requireExamples(predictor.name, examples.length, 2);
  const folds = options.folds ?? kFold(examples.length, { folds: Math.min(5, examples.length), seed });
  requireFolds(folds, examples.length);
  const chosen = metricsOf(metrics);
  const entries = entryCount(predictor.target);
  const report = progressClock("folds", folds.length, options.onProgress);
  const judged: CrossValidation["folds"][number][] = [];
  for (const [index, { train, test }] of folds.entries()) {
    signal?.throwIfAborted();
    const fit: FitOptions = signal === undefined ? { seed } : { seed, signal };
    const fitted = await predictor.fit(
      Array.from(train, (row) => examples[row]!),
      fit,
    );
    const held = Array.from(test, (row) => examples[row]!);
    const data = {
      predicted: fitted.predict(held.map((example) => example.features)),
      truths: Float64Array.from(held.flatMap((example) => Array.from(example.truth))),
      weights: Float64Array.from(held, ({ weight = 1 }) => weight),
      rows: held.length,
      entries,
    };
    judged.push({
      trainRows: train.length,
      testRows: test.length,
      metrics: Object.fromEntries(chosen.map(([name, metric]) => [name, metric(data)])),
    });
    report(index + 1);
  }
  return {
    folds: judged,
    metrics: Object.fromEntries(chosen.map(([name]) => [name, overFolds(judged, name)])),
  };
}

function requireFolds(folds: readonly Fold[], rows: number): void {
  if (folds.length === 0) throw invalidOption("folds", folds, "at least one fold");
  const isPosition = (row: number): boolean => Number.isInteger(row) && row >= 0 && row < rows;
  for (const [index, { train, test }] of folds.entries())
    if (train.length === 0 || test.length === 0 || !train.every(isPosition) || !test.every(isPosition))
      throw invalidOption(
        `folds[${index}]`,
        { train: train.length, test: test.length },
        `positions of the ${rows} examples`,
      );
}

function overFolds(folds: CrossValidation["folds"], name: string): CrossValidated {
  const values = folds.map(({ metrics }) => metrics[name]!);
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, standardError: 0, low: mean, high: mean };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const ratio = folds.reduce((sum, { trainRows, testRows }) => sum + testRows / trainRows, 0) / count;
  const standardError = Math.sqrt(variance * (1 / count + ratio));
  const reach = (STUDENT[count - 2] ?? 1.96 + 2.5 / (count - 1)) * standardError;
  return { mean, standardError, low: mean - reach, high: mean + reach };
}

/** 97.5 % points of Student's t with 1, 2, … degrees of freedom. */
const STUDENT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
];
