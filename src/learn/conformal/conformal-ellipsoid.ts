import { conformalQuantileOfSorted } from "./conformal-quantile.js";
import { requireCount, requireScores } from "./intervals.js";
import { mahalanobisNorm, type EllipsoidSet } from "./uncertainty-set.js";

/** The shape, and the Mahalanobis norms of the held-out residual vectors in ascending order. */
export interface ConformalEllipsoid {
  /** Lower triangular, [entries, entries] row-major. */
  readonly factor: Float64Array;
  readonly scores: Float64Array;
}

/**
 * An ellipsoid that holds all entries at once with the level's probability: the score of an example is the
 * Mahalanobis norm of its residual vector (Johnstone and Cox, "Conformal uncertainty sets for robust optimization",
 * COPA 2021; Messoudi, Destercke and Rousseau, "Ellipsoidal conformal inference for multi-target regression", COPA
 * 2022). Exact like split conformal prediction, provided that the factor comes from other examples.
 *
 * @param data.residuals truth − prediction of held-out examples, [examples, entries] row-major
 * @param data.factor Cholesky factor of a covariance, [entries, entries]; see `shrunkCovariance`
 * @throws FS_LEARN_INVALID_OPTION when lengths do not fit.
 *
 * @example
 * import { conformalEllipsoid, ellipsoidSet } from "foresolve/learn";
 *
 * const factor = new Float64Array([1, 0, 0, 2]);
 * const calibrated = conformalEllipsoid({ residuals: [3, 8, 1, 0, 0, 4], entries: 2, factor });
 * ellipsoidSet(calibrated, [10, 20], 0.75).radius; // => 5
 */
export function conformalEllipsoid({
  residuals,
  entries,
  factor,
}: {
  readonly residuals: ArrayLike<number>;
  readonly entries: number;
  readonly factor: Float64Array;
}): ConformalEllipsoid {
  requireCount("factor", factor, entries * entries);
  const examples = Math.floor(residuals.length / entries);
  requireCount("residuals", residuals, examples * entries);
  requireScores("residuals", residuals);
  const vectors = Float64Array.from(residuals);
  const scores = new Float64Array(examples);
  for (let example = 0; example < examples; example++)
    scores[example] = mahalanobisNorm(factor, vectors, example * entries);
  return { factor, scores: scores.sort() };
}

/**
 * The ellipsoid around a prediction; see {@link conformalEllipsoid}.
 *
 * @param difficulty factor on the radius; 1 when absent
 * @throws FS_LEARN_INVALID_OPTION when the level is outside (0, 1) or lengths differ.
 */
export function ellipsoidSet(
  { factor, scores }: ConformalEllipsoid,
  centre: ArrayLike<number>,
  level: number,
  difficulty = 1,
): EllipsoidSet {
  requireCount("factor", factor, centre.length ** 2);
  return {
    kind: "ellipsoid",
    centre: Float64Array.from(centre),
    shape: factor,
    radius: difficulty * conformalQuantileOfSorted(scores, level),
  };
}
