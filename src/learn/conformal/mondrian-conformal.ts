import { conformalQuantileOfSorted } from "./conformal-quantile.js";
import { requireCount, residualsOf, type Intervals } from "./intervals.js";
import type { CalibrationData } from "./split-conformal.js";

/** What an example belongs to: a machine type, a weekday, a bin of the prediction. */
export type GroupKey = string | number;

/** |truth − prediction| of the held-out examples of each group, in ascending order. */
export interface MondrianConformal {
  readonly groups: readonly GroupKey[];
  /** One array for each group. */
  readonly scores: readonly Float64Array[];
}

/**
 * Mondrian conformal prediction: each group is calibrated by itself, so that the level holds within every group and
 * not only on average (Vovk, Lindsay, Nouretdinov and Gammerman, "Mondrian confidence machine", 2003; Vovk, Gammerman
 * and Shafer 2005, section 4.5). A group with too few examples, or none, has infinite intervals.
 *
 * @throws FS_LEARN_INVALID_OPTION when lengths differ or a value is NaN.
 *
 * @example
 * import { mondrianConformal, mondrianIntervals } from "foresolve/learn";
 *
 * const calibrated = mondrianConformal({ predictions: [0, 0, 0], truths: [1, 5, 2], groups: ["a", "b", "a"] });
 * mondrianIntervals(calibrated, [0, 0, 0], ["a", "b", "c"], 0.5).upper; // => new Float64Array([2, 5, Infinity])
 */
export function mondrianConformal({
  predictions,
  truths,
  groups,
}: CalibrationData & { readonly groups: ArrayLike<GroupKey> }): MondrianConformal {
  requireCount("groups", groups, predictions.length);
  const residuals = residualsOf(predictions, truths);
  const members = membersOf(groups);
  return {
    groups: [...members.keys()],
    scores: [...members.values()].map((rows) =>
      Float64Array.from(rows, (row) => Math.abs(residuals[row]!)).sort(),
    ),
  };
}

/**
 * Intervals around predictions; see {@link mondrianConformal}.
 *
 * @throws FS_LEARN_INVALID_OPTION when lengths differ or the level is outside (0, 1).
 */
export function mondrianIntervals(
  calibrated: MondrianConformal,
  predictions: ArrayLike<number>,
  groups: ArrayLike<GroupKey>,
  level: number,
): Intervals {
  requireCount("groups", groups, predictions.length);
  const radii = new Map(
    calibrated.groups.map((group, index) => [
      group,
      conformalQuantileOfSorted(calibrated.scores[index]!, level),
    ]),
  );
  const radius = (index: number): number => radii.get(groups[index]!) ?? Infinity;
  return {
    lower: Float64Array.from(predictions, (prediction, index) => prediction - radius(index)),
    upper: Float64Array.from(predictions, (prediction, index) => prediction + radius(index)),
  };
}

/** The positions of each group's members, in order of first appearance. */
export function membersOf(groups: ArrayLike<GroupKey>): Map<GroupKey, number[]> {
  const members = new Map<GroupKey, number[]>();
  for (let index = 0; index < groups.length; index++) {
    const found = members.get(groups[index]!);
    if (found) found.push(index);
    else members.set(groups[index]!, [index]);
  }
  return members;
}
