import { stepAt } from "./kaplan-meier.js";
import { riskTable, type SurvivalTimes } from "./survival-times.js";

/** A cumulative hazard: a step up at each time of failure. */
export interface CumulativeHazard {
  readonly times: Float64Array;
  readonly hazard: Float64Array;
  readonly standardError: Float64Array;
}

/**
 * The Nelson-Aalen estimator of the cumulative hazard, Σ failures / at risk, with variance Σ failures / at risk² (Nelson,
 * "Theory and applications of hazard plotting for censored failure data", Technometrics 1972; Aalen, "Nonparametric
 * inference for a family of counting processes", Annals of Statistics 1978).
 *
 * @throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_TRUTH, FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { nelsonAalen } from "foresolve/learn";
 *
 * nelsonAalen({ durations: [1, 2, 2, 4], failed: [1, 0, 1, 1] }).hazard.map((value) => Math.round(100 * value));
 * // => new Float64Array([25, 58, 158])
 */
export function nelsonAalen(data: SurvivalTimes): CumulativeHazard {
  const table = riskTable(data);
  const steps = Array.from(table.times.keys()).filter((at) => table.failures[at]! > 0);
  let sum = 0;
  let variance = 0;
  const standardError = new Float64Array(steps.length);
  const hazard = Float64Array.from(steps, (at, index) => {
    sum += table.failures[at]! / table.atRisk[at]!;
    variance += table.failures[at]! / table.atRisk[at]! ** 2;
    standardError[index] = Math.sqrt(variance);
    return sum;
  });
  return { times: Float64Array.from(steps, (at) => table.times[at]!), hazard, standardError };
}

/** The cumulative hazard up to `time`. */
export function cumulativeHazardAt({ times, hazard }: CumulativeHazard, time: number): number {
  const step = stepAt(times, time);
  return step < 0 ? 0 : hazard[step]!;
}
