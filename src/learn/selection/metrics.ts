import { invalidOption } from "../invalid-option.js";

/** What a metric judges: predictions and truths [rows, entries], and how much each row counts. */
export interface Judged {
  readonly predicted: Float64Array;
  readonly truths: Float64Array;
  readonly rows: number;
  readonly entries: number;
  readonly weights: Float64Array;
}

/** A figure that says how bad predictions are; less is better. */
export type Metric = (judged: Judged) => number;

/** Weighted mean of a loss over rows and entries. */
export function meanOf(
  { predicted, truths, rows, entries, weights }: Judged,
  loss: (predicted: number, truth: number) => number,
): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights[row]!;
    total += weight * entries;
    for (let at = row * entries; at < (row + 1) * entries; at++)
      sum += weight * loss(predicted[at]!, truths[at]!);
  }
  return sum / total;
}

const LEAST_PROBABILITY = 1e-15;

/** Metrics with names. `logLoss` is of probabilities of independent entries; `crossEntropy` of exclusive ones. */
export const METRICS: Readonly<Record<MetricName, Metric>> = {
  rmse: (judged) => Math.sqrt(meanOf(judged, (predicted, truth) => (predicted - truth) ** 2)),
  mae: (judged) => meanOf(judged, (predicted, truth) => Math.abs(predicted - truth)),
  bias: (judged) => meanOf(judged, (predicted, truth) => predicted - truth),
  logLoss: (judged) =>
    meanOf(judged, (predicted, truth) => {
      const p = Math.min(Math.max(predicted, LEAST_PROBABILITY), 1 - LEAST_PROBABILITY);
      return -truth * Math.log(p) - (1 - truth) * Math.log1p(-p);
    }),
  crossEntropy: (judged) =>
    judged.entries *
    meanOf(judged, (predicted, truth) =>
      truth === 0 ? 0 : -truth * Math.log(Math.max(predicted, LEAST_PROBABILITY)),
    ),
};

/** Name of a built-in metric. */
export type MetricName = "rmse" | "mae" | "bias" | "logLoss" | "crossEntropy";

/** The pinball loss of predictions of a quantile. */
export function pinballMetric(level: number): Metric {
  return (judged) =>
    meanOf(judged, (predicted, truth) =>
      truth >= predicted ? level * (truth - predicted) : (1 - level) * (predicted - truth),
    );
}

/** The metrics of an option: names of built-in ones, or functions with names of their own. */
export function metricsOf(
  option: readonly MetricName[] | Readonly<Record<string, Metric>>,
): readonly (readonly [string, Metric])[] {
  const isList = Array.isArray(option);
  const chosen = isList
    ? (option as readonly MetricName[]).map((name) => [name, METRICS[name]] as const)
    : Object.entries(option as Record<string, Metric>);
  if (chosen.length === 0 || chosen.some(([, metric]) => typeof metric !== "function"))
    throw invalidOption("metrics", isList ? option : Object.keys(option), Object.keys(METRICS).join(", "));
  return chosen;
}
