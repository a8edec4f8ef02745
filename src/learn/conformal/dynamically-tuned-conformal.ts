import { invalidOption, requireOption } from "../invalid-option.js";
import { intervalAt } from "./adaptive-conformal.js";
import { requireLevel } from "./intervals.js";
import { pendingQueue, type OnlineIntervals } from "./online-intervals.js";
import { slidingScores } from "./sliding-scores.js";

/** Settings of {@link dynamicallyTunedConformal}. */
export interface DynamicallyTunedOptions {
  readonly level: number;
  /** The steps γ that compete. Default 0.001, 0.002, 0.004, …, 0.128. */
  readonly rates?: readonly number[];
  /** Length of the stretches over which the best step may change. Default 500, as in the paper. */
  readonly localInterval?: number;
  /** So many of the latest absolute errors are kept. Default 500. */
  readonly window?: number;
  /** Absolute errors to start with, oldest first. Default none. */
  readonly scores?: ArrayLike<number>;
}

/** Its intervals, and what it follows. */
export interface DynamicallyTunedConformal extends OnlineIntervals {
  /** The miss rate of each step, their weights (which sum to 1), and the latest errors, oldest first. Plain data. */
  state(): {
    readonly missRates: Float64Array;
    readonly weights: Float64Array;
    readonly scores: Float64Array;
  };
}

/**
 * DtACI: adaptive conformal inference without a step to choose. One copy runs for each step; they are weighted by how
 * well each has done lately in the quantile loss, and the weighted mean of their miss rates is used (Gibbs and
 * Candès, "Conformal inference for online prediction with arbitrary distribution shifts", JMLR 2024, algorithm 1 with
 * the deterministic output; σ and η as in their section 4). Every copy by itself has the bound of
 * {@link adaptiveConformal}; the mean is close to the level but has no such bound.
 *
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { dynamicallyTunedConformal } from "foresolve/learn";
 *
 * const online = dynamicallyTunedConformal({ level: 0.5, scores: [1, 2, 3] });
 * online.interval(10); // => { lower: 8, upper: 12 }
 * online.observe(9); // => true
 */
export function dynamicallyTunedConformal({
  level,
  rates = [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128],
  localInterval = 500,
  window = 500,
  scores = [],
}: DynamicallyTunedOptions): DynamicallyTunedConformal {
  requireLevel(level);
  if (rates.length === 0) throw invalidOption("rates", rates, "at least one step");
  rates.forEach((rate, index) => requireOption(`rates[${index}]`, rate, { low: Number.MIN_VALUE, high: 1 }));
  requireOption("localInterval", localInterval, { low: 1 });
  const alpha = 1 - level;
  const count = rates.length;
  const sigma = 1 / (2 * localInterval);
  const eta =
    Math.sqrt(3 / localInterval) *
    Math.sqrt(
      (Math.log(count * localInterval) + 2) / ((1 - alpha) ** 2 * alpha ** 3 + alpha ** 2 * (1 - alpha) ** 3),
    );
  const missRates = new Float64Array(count).fill(alpha);
  const weights = new Float64Array(count).fill(1 / count);
  const kept = slidingScores(window, scores);
  const pending = pendingQueue();
  const meanRate = (): number => {
    let sum = 0;
    for (let index = 0; index < count; index++) sum += weights[index]! * missRates[index]!;
    return sum;
  };
  return {
    interval: (prediction) => pending.add(prediction, intervalAt(kept, prediction, meanRate())),
    observe(truth) {
      const { prediction, covered } = pending.take(truth);
      const score = Math.abs(truth - prediction);
      // The largest miss rate at which this truth would still have been covered.
      const attained = 1 - kept.below(score) / (kept.count + 1);
      let total = 0;
      for (let index = 0; index < count; index++) {
        const gap = attained - missRates[index]!;
        weights[index]! *= Math.exp(-eta * (alpha * gap - Math.min(0, gap)));
        total += weights[index]!;
      }
      for (let index = 0; index < count; index++) {
        weights[index] = (1 - sigma) * (weights[index]! / total) + sigma / count;
        const missed = missRates[index]! >= attained ? 1 : 0;
        missRates[index]! += rates[index]! * (alpha - missed);
      }
      kept.push(score);
      return covered;
    },
    state: () => ({ missRates: missRates.slice(), weights: weights.slice(), scores: kept.inTime() }),
  };
}
