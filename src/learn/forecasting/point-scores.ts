import { ForesolveError } from "../../errors.js";
import { meanAbsoluteError } from "../../math/index.js";
import { requireOption } from "../invalid-option.js";

/**
 * Mean absolute change over a season: the error of the seasonal naive forecast within the history, and the unit of
 * {@link meanAbsoluteScaledError}. Pairs with a gap are left out.
 *
 * @param past [steps]
 * @param season in steps; 1 measures changes from step to step
 * @throws FS_LEARN_SERIES_TOO_SHORT when no pair of values lies a season apart.
 *
 * @example
 * import { seasonalScale } from "foresolve/learn";
 *
 * seasonalScale(new Float64Array([1, 5, 3, 9]), 2); // => 3
 */
export function seasonalScale(past: ArrayLike<number>, season: number): number {
  requireOption("season", season, { low: 1, whole: true });
  let sum = 0;
  let count = 0;
  for (let step = season; step < past.length; step++) {
    const change = Math.abs(past[step]! - past[step - season]!);
    if (Number.isNaN(change)) continue;
    sum += change;
    count++;
  }
  if (count > 0) return sum / count;
  throw new ForesolveError("FS_LEARN_SERIES_TOO_SHORT", {
    message: `no two of the ${past.length} values lie a season of ${season} steps apart.`,
    fix: "Pass a longer history or a shorter season.",
    data: { steps: past.length, season },
  });
}

/**
 * Mean absolute error in units of the seasonal naive forecast's error within the history (Hyndman and Koehler, "Another
 * look at measures of forecast accuracy", 2006). Below 1 is better than that. Infinite for a history that repeats itself
 * exactly.
 *
 * @param past the history before the forecasts
 * @throws FS_MATH_INVALID_ARGUMENT, FS_LEARN_SERIES_TOO_SHORT, FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { meanAbsoluteScaledError } from "foresolve/learn";
 *
 * const past = [1, 5, 3, 9];
 * meanAbsoluteScaledError([4, 8], [5, 10], past, 2); // => 0.5
 */
export function meanAbsoluteScaledError(
  predicted: ArrayLike<number>,
  actual: ArrayLike<number>,
  past: ArrayLike<number>,
  season: number,
): number {
  return meanAbsoluteError(predicted, actual) / seasonalScale(past, season);
}
