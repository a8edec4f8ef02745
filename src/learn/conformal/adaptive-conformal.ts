import { requireOption } from "../invalid-option.js";
import { conformalQuantileOfSorted } from "./conformal-quantile.js";
import { requireLevel } from "./intervals.js";
import {
  EMPTY_SET,
  pendingQueue,
  WHOLE_LINE,
  type Interval,
  type OnlineIntervals,
} from "./online-intervals.js";
import { slidingScores, type SlidingScores } from "./sliding-scores.js";

/** Settings of {@link adaptiveConformal}. */
export interface AdaptiveConformalOptions {
  /** Share of the truths to be covered in the long run. */
  readonly level: number;
  /** Step γ of the update; larger follows changes faster and jitters more. Default 0.01. */
  readonly rate?: number;
  /** So many of the latest absolute errors are kept. Default 500. */
  readonly window?: number;
  /** Absolute errors to start with, oldest first (of held-out examples, or of a state to go on from). Default none. */
  readonly scores?: ArrayLike<number>;
  /** Miss rate α₁ to start with. Default 1 − level. */
  readonly missRate?: number;
}

/** Where an adaptive method stands; pass it as options to go on from there. Plain data. */
export interface AdaptiveState {
  readonly scores: Float64Array;
  readonly missRate: number;
}

/** An online method that can be stopped and gone on with. */
export interface AdaptiveConformal extends OnlineIntervals {
  /** The state, truths still awaited left out. */
  state(): AdaptiveState;
}

/**
 * Adaptive conformal inference: the miss rate that is asked of the latest errors is raised after every hit and lowered
 * after every miss, α ← α + γ (1 − level − missed), whatever the series does (Gibbs and Candès, "Adaptive conformal
 * inference under distribution shift", NeurIPS 2021, proposition 4.1). For every series at all, when each truth is
 * observed before the next interval is asked for, |share missed − (1 − level)| ≤ (max(α₁, 1 − α₁) + γ) / (T γ).
 *
 * For that bound the interval is the whole line when α ≤ 0 and empty (lower +∞, upper −∞) when α ≥ 1.
 *
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { adaptiveConformal } from "foresolve/learn";
 *
 * const online = adaptiveConformal({ level: 0.5, rate: 0.05, scores: [1, 2, 3] });
 * online.interval(10); // => { lower: 8, upper: 12 }
 * online.observe(13); // => false
 * online.state().missRate.toFixed(3); // => "0.475"
 */
export function adaptiveConformal({
  level,
  rate = 0.01,
  window = 500,
  scores = [],
  missRate = 1 - level,
}: AdaptiveConformalOptions): AdaptiveConformal {
  requireLevel(level);
  requireOption("rate", rate, { low: Number.MIN_VALUE, high: 1 });
  requireOption("missRate", missRate, { low: -1, high: 2 });
  const kept = slidingScores(window, scores);
  const pending = pendingQueue();
  let alpha = missRate;
  return {
    interval: (prediction) => pending.add(prediction, intervalAt(kept, prediction, alpha)),
    observe(truth) {
      const { prediction, covered } = pending.take(truth);
      alpha += rate * (1 - level - (covered ? 0 : 1));
      kept.push(Math.abs(truth - prediction));
      return covered;
    },
    state: () => ({ scores: kept.inTime(), missRate: alpha }),
  };
}

/** The interval that would miss a share alpha, if the next error were like the latest. */
export function intervalAt(kept: SlidingScores, prediction: number, alpha: number): Interval {
  const level = 1 - alpha;
  if (level >= 1) return WHOLE_LINE;
  if (level <= 0) return EMPTY_SET;
  const radius = conformalQuantileOfSorted(kept.sorted(), level);
  return { lower: prediction - radius, upper: prediction + radius };
}
