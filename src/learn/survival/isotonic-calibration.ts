import { invalidOption, totalWeight } from "../invalid-option.js";

/** Scores and what came of them. */
export interface OutcomeData {
  readonly scores: ArrayLike<number>;
  /** 0 or 1 (or a share between them). */
  readonly outcomes: ArrayLike<number>;
  /** 1 when absent. */
  readonly weights?: ArrayLike<number>;
}

/** A rising step function, made of points between which it is linear. */
export interface IsotonicCalibration {
  /** Ascending. */
  readonly scores: Float64Array;
  /** Ascending. */
  readonly values: Float64Array;
}

/**
 * Isotonic calibration: the rising function of the score with the least weighted squared error, by pooling adjacent
 * violators (Ayer et al. 1955; Zadrozny and Elkan, "Transforming classifier scores into accurate multiclass
 * probability estimates", KDD 2002). It fits any rising distortion, and wants hundreds of events.
 *
 * @throws FS_LEARN_INVALID_OPTION when lengths differ, there are no scores, or one is NaN.
 *
 * @example
 * import { isotonicCalibration, isotonicValues } from "foresolve/learn";
 *
 * const calibrated = isotonicCalibration({ scores: [1, 2, 3, 4], outcomes: [0, 1, 0, 1] });
 * isotonicValues(calibrated, [0, 2.5, 3.5, 9]); // => new Float64Array([0, 0.5, 0.75, 1])
 */
export function isotonicCalibration({ scores, outcomes, weights }: OutcomeData): IsotonicCalibration {
  const count = scores.length;
  if (count === 0) throw invalidOption("scores", [], "at least one score");
  if (outcomes.length !== count)
    throw invalidOption("outcomes.length", outcomes.length, `one outcome for each of the ${count} scores`);
  if (weights !== undefined) totalWeight(Float64Array.from(weights));
  // Among equal scores the higher outcomes come first: their mean falls to its final value, so that no block is
  // pooled with a lower one too early.
  const order = Array.from({ length: count }, (_, index) => index).sort(
    (a, b) => scores[a]! - scores[b]! || outcomes[b]! - outcomes[a]!,
  );
  // A stack of blocks: lowest and highest score, mean outcome, weight.
  const low: number[] = [];
  const high: number[] = [];
  const value: number[] = [];
  const mass: number[] = [];
  for (const index of order) {
    const score = scores[index]!;
    if (Number.isNaN(score) || Number.isNaN(outcomes[index]!))
      throw invalidOption(`scores[${index}]`, score, "scores and outcomes that are numbers");
    const weight = weights ? weights[index]! : 1;
    if (weight === 0) continue;
    low.push(score);
    high.push(score);
    value.push(outcomes[index]!);
    mass.push(weight);
    // Equal scores belong together, and a block may not lie above the next.
    for (let top = value.length - 1; top > 0; top--) {
      const below = top - 1;
      if (value[below]! < value[top]! && high[below]! < low[top]!) break;
      const joint = mass[below]! + mass[top]!;
      value[below] = (value[below]! * mass[below]! + value[top]! * mass[top]!) / joint;
      mass[below] = joint;
      high[below] = high[top]!;
      low.pop();
      high.pop();
      value.pop();
      mass.pop();
    }
  }
  const at: number[] = [];
  const values: number[] = [];
  value.forEach((mean, block) => {
    at.push(low[block]!);
    values.push(mean);
    if (high[block]! > low[block]!) {
      at.push(high[block]!);
      values.push(mean);
    }
  });
  return { scores: Float64Array.from(at), values: Float64Array.from(values) };
}

/** Calibrated values of scores, linear between blocks and constant beyond the ends. */
export function isotonicValues(calibrated: IsotonicCalibration, scores: ArrayLike<number>): Float64Array {
  const { scores: points, values } = calibrated;
  const last = points.length - 1;
  return Float64Array.from(scores, (score) => {
    if (!(score > points[0]!)) return values[0]!;
    if (score >= points[last]!) return values[last]!;
    let low = 0;
    let high = last;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (points[middle]! <= score) low = middle;
      else high = middle;
    }
    const share = (score - points[low]!) / (points[high]! - points[low]!);
    return values[low]! + share * (values[high]! - values[low]!);
  });
}
