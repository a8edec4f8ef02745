import { invalidOption } from "../invalid-option.js";
import { conformalRank } from "./conformal-quantile.js";
import { requireCount, requireLevel } from "./intervals.js";
import { pendingQueue, WHOLE_LINE, type OnlineIntervals } from "./online-intervals.js";
import { outwardQuantile } from "./predictive-distribution.js";
import { slidingScores } from "./sliding-scores.js";

/** Settings of {@link ensembleBatchIntervals}. */
export interface EnsembleBatchOptions {
  readonly level: number;
  /** truth − leave-one-out prediction of the training series, oldest first; see {@link outOfBagResiduals}. */
  readonly residuals: ArrayLike<number>;
  /** `"shortest"` (default, as in the paper): the narrowest interval of the level. `"equal"`: equal tails. */
  readonly tails?: "shortest" | "equal";
}

/**
 * EnbPI: the errors of an ensemble whose members each leave out some of the series, each judged by the members that
 * did not see it, slide along with the series; no data are held out and nothing is fitted again (Xu and Xie,
 * "Conformal prediction interval for dynamic time-series", ICML 2021; with signed errors as in "Conformal prediction
 * for time series", IEEE TPAMI 2023, algorithm 1). The coverage is approximate, for errors that are stationary and
 * strongly mixing (their theorem 1). Ranks here are those of n + 1 exchangeable errors.
 *
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { ensembleBatchIntervals } from "foresolve/learn";
 *
 * const online = ensembleBatchIntervals({ level: 0.5, residuals: [-9, -1, 0, 1, 9] });
 * online.interval(100); // => { lower: 91, upper: 101 }
 * online.observe(100); // => true
 */
export function ensembleBatchIntervals({
  level,
  residuals,
  tails = "shortest",
}: EnsembleBatchOptions): OnlineIntervals {
  requireLevel(level);
  if (tails !== "shortest" && tails !== "equal") throw invalidOption("tails", tails, '"shortest" or "equal"');
  const kept = slidingScores(residuals.length, residuals);
  const pending = pendingQueue();
  const rank = conformalRank(residuals.length, level);
  return {
    interval(prediction) {
      const sorted = kept.sorted();
      if (tails === "equal")
        return pending.add(prediction, {
          lower: prediction + outwardQuantile(sorted, (1 - level) / 2),
          upper: prediction + outwardQuantile(sorted, (1 + level) / 2),
        });
      if (rank > sorted.length - 1) return pending.add(prediction, WHOLE_LINE);
      let first = 0;
      for (let index = 1; index + rank < sorted.length; index++)
        if (sorted[index + rank]! - sorted[index]! < sorted[first + rank]! - sorted[first]!) first = index;
      return pending.add(prediction, {
        lower: prediction + sorted[first]!,
        upper: prediction + sorted[first + rank]!,
      });
    },
    observe(truth) {
      const { prediction, covered } = pending.take(truth);
      kept.push(truth - prediction);
      return covered;
    },
  };
}

/**
 * Errors of each example by the mean of the models that were not fitted on it (Xu and Xie 2021, algorithm 1, lines
 * 3 to 9).
 *
 * @param data.predictions of every model for every training example, [models, examples] row-major
 * @param data.inBag 1 where the model was fitted on the example, [models, examples]
 * @throws FS_LEARN_INVALID_OPTION when lengths do not fit or an example was seen by every model.
 *
 * @example
 * import { outOfBagResiduals } from "foresolve/learn";
 *
 * outOfBagResiduals({ predictions: [1, 2, 5, 6], inBag: [1, 0, 0, 1], truths: [6, 4] }); // => new Float64Array([1, 2])
 */
export function outOfBagResiduals({
  predictions,
  inBag,
  truths,
}: {
  readonly predictions: ArrayLike<number>;
  readonly inBag: ArrayLike<number>;
  readonly truths: ArrayLike<number>;
}): Float64Array {
  const examples = truths.length;
  requireCount("inBag", inBag, predictions.length);
  const models = predictions.length / examples;
  if (!Number.isInteger(models))
    throw invalidOption("predictions.length", predictions.length, "[models, examples]");
  return Float64Array.from(truths, (truth, example) => {
    let sum = 0;
    let count = 0;
    for (let model = 0; model < models; model++) {
      if (inBag[model * examples + example] !== 0) continue;
      sum += predictions[model * examples + example]!;
      count++;
    }
    if (count === 0)
      throw invalidOption(
        `inBag of example ${example}`,
        "1 in every model",
        "more models: each example must be left out by one",
      );
    return truth - sum / count;
  });
}
