import { conformalQuantileOfSorted } from "./conformal-quantile.js";
import { requireCount, requirePositive, requireScores } from "./intervals.js";
import type { BoxSet } from "./uncertainty-set.js";

/** The scale of each entry, and max over entries of |residual| / scale of the held-out examples, ascending. */
export interface ConformalBox {
  readonly scales: Float64Array;
  readonly scores: Float64Array;
}

/**
 * A box that holds all entries at once with the level's probability: the score of an example is its worst entry, so
 * that no Bonferroni correction is paid (Diquigiovanni, Fontana and Vantini, "Conformal prediction bands for
 * multivariate functional data", Journal of Multivariate Analysis 2022: the supremum score with a modulation of the
 * width). Exact like split conformal prediction, provided that the scales come from other examples.
 *
 * @param data.residuals truth − prediction of held-out examples, [examples, entries] row-major
 * @param data.scales width of each entry relative to the others, above 0, from other examples than these
 * @throws FS_LEARN_INVALID_OPTION when lengths do not fit or a scale is not positive.
 *
 * @example
 * import { boxSet, conformalBox } from "foresolve/learn";
 *
 * const calibrated = conformalBox({ residuals: [1, 0, 0, 4, -3, 2], scales: [1, 2] });
 * boxSet(calibrated, [10, 20], 0.5);
 * // => { kind: "box", lower: new Float64Array([8, 16]), upper: new Float64Array([12, 24]) }
 */
export function conformalBox({
  residuals,
  scales,
}: {
  readonly residuals: ArrayLike<number>;
  readonly scales: ArrayLike<number>;
}): ConformalBox {
  requirePositive("scales", scales);
  const entries = scales.length;
  const examples = Math.floor(residuals.length / entries);
  requireCount("residuals", residuals, examples * entries);
  requireScores("residuals", residuals);
  const scores = new Float64Array(examples);
  for (let at = 0; at < residuals.length; at++) {
    const example = Math.floor(at / entries);
    scores[example] = Math.max(scores[example]!, Math.abs(residuals[at]!) / scales[at % entries]!);
  }
  return { scales: Float64Array.from(scales), scores: scores.sort() };
}

/**
 * The box around a prediction; see {@link conformalBox}.
 *
 * @param difficulty factor on the whole box; 1 when absent
 * @throws FS_LEARN_INVALID_OPTION when the level is outside (0, 1) or lengths differ.
 */
export function boxSet(
  { scales, scores }: ConformalBox,
  centre: ArrayLike<number>,
  level: number,
  difficulty = 1,
): BoxSet {
  requireCount("centre", centre, scales.length);
  const radius = difficulty * conformalQuantileOfSorted(scores, level);
  return {
    kind: "box",
    lower: Float64Array.from(centre, (value, entry) => value - radius * scales[entry]!),
    upper: Float64Array.from(centre, (value, entry) => value + radius * scales[entry]!),
  };
}
