import { invalidOption, requireOption } from "../invalid-option.js";
import { kaplanMeier, survivalAt, survivalInterval } from "./kaplan-meier.js";
import { requireSurvivalTimes, type SurvivalTimes } from "./survival-times.js";

/** Units of similar prediction, and what came of them. */
export interface ReliabilityRow {
  readonly units: number;
  /** Mean predicted probability of failure within the window. */
  readonly predicted: number;
  /** Share that failed, censoring accounted for (1 − Kaplan-Meier); NaN when no unit was watched that long. */
  readonly observed: number;
  /** Confidence interval of the observed share. */
  readonly lower: number;
  readonly upper: number;
}

/**
 * A calibration table: units are sorted by their predicted probability of failing within a window and cut into bins of
 * equal size; in each, the mean prediction stands beside the share that did fail by the Kaplan-Meier estimate and its
 * Greenwood interval.
 *
 * @param data durations and failures of units that the model was not fitted on
 * @param probabilities predicted P(fail within the window), [units]
 * @throws FS_LEARN_INVALID_OPTION, FS_LEARN_INVALID_TRUTH, FS_LEARN_TOO_FEW_EXAMPLES
 *
 * @example
 * import { reliabilityTable } from "foresolve/learn";
 *
 * const rows = reliabilityTable(
 *   { durations: [1, 5, 5, 5], failed: [1, 0, 0, 0] },
 *   [0.5, 0.5, 0, 0],
 *   { window: 2, bins: 2 },
 * );
 * rows.map(({ predicted, observed }) => [predicted, observed]); // => [[0, 0], [0.5, 0.5]]
 */
export function reliabilityTable(
  data: SurvivalTimes,
  probabilities: ArrayLike<number>,
  {
    window,
    bins = 10,
    level = 0.95,
  }: { readonly window: number; readonly bins?: number; readonly level?: number },
): ReliabilityRow[] {
  requireSurvivalTimes(data);
  const { durations, failed } = data;
  const units = durations.length;
  requireOption("window", window, { low: Number.MIN_VALUE });
  requireOption("bins", bins, { low: 1, high: units, whole: true });
  if (probabilities.length !== units)
    throw invalidOption("probabilities.length", probabilities.length, `one for each of the ${units} units`);
  const order = Array.from({ length: units }, (_, unit) => unit).sort(
    (a, b) => probabilities[a]! - probabilities[b]!,
  );
  return Array.from({ length: bins }, (_, bin) => {
    const members = order.slice(Math.floor((bin * units) / bins), Math.floor(((bin + 1) * units) / bins));
    const curve = kaplanMeier({
      durations: members.map((unit) => durations[unit]!),
      failed: members.map((unit) => failed[unit]!),
    });
    const alive = survivalInterval(curve, window, level);
    return {
      units: members.length,
      predicted: members.reduce((sum, unit) => sum + probabilities[unit]!, 0) / members.length,
      observed: 1 - survivalAt(curve, window),
      lower: 1 - alive.upper,
      upper: 1 - alive.lower,
    };
  });
}
