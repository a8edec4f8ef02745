import { ForesolveError } from "../../errors.js";
import { invalidOption, totalWeight } from "../invalid-option.js";

/** How long each unit was watched, and whether it failed then or was still alive (censored). */
export interface SurvivalTimes {
  /** Time until failure or end of observation, above 0, in any one unit of time. */
  readonly durations: ArrayLike<number>;
  /** 1 (or true) where the unit failed at that time, 0 (or false) where it was last seen alive. */
  readonly failed: ArrayLike<number | boolean>;
  /** How much each unit counts; 1 when absent. */
  readonly weights?: ArrayLike<number>;
}

/** Refuses times that are not usable. */
export function requireSurvivalTimes({ durations, failed, weights }: SurvivalTimes): void {
  const count = durations.length;
  if (count === 0)
    throw new ForesolveError("FS_LEARN_TOO_FEW_EXAMPLES", {
      message: "survival is asked of 0 units.",
      fix: "Pass at least one unit.",
      data: { units: 0 },
    });
  if (failed.length !== count)
    throw invalidOption("failed.length", failed.length, `one value for each of the ${count} durations`);
  if (weights !== undefined) {
    if (weights.length !== count)
      throw invalidOption("weights.length", weights.length, `one weight for each of the ${count} durations`);
    totalWeight(Float64Array.from(weights));
  }
  for (let unit = 0; unit < count; unit++)
    if (!(durations[unit]! > 0 && durations[unit]! < Infinity))
      throw new ForesolveError("FS_LEARN_INVALID_TRUTH", {
        message: `the duration of unit ${unit} is ${durations[unit]}.`,
        fix: "Give finite durations above 0; leave out units that were never watched.",
        data: { unit, duration: durations[unit] },
      });
}

/** Positions in ascending order of duration. */
export function byDuration(durations: ArrayLike<number>): number[] {
  return Array.from({ length: durations.length }, (_, unit) => unit).sort(
    (a, b) => durations[a]! - durations[b]!,
  );
}

/** Failures, losses and units at risk at each distinct time, ascending. */
export interface RiskTable {
  readonly times: Float64Array;
  readonly failures: Float64Array;
  readonly censored: Float64Array;
  /** Just before the time. */
  readonly atRisk: Float64Array;
}

/** Counts (or sums weights of) who failed, who was lost and who was at risk at each distinct time. */
export function riskTable({ durations, failed, weights }: SurvivalTimes): RiskTable {
  requireSurvivalTimes({ durations, failed, ...(weights && { weights }) });
  const order = byDuration(durations);
  const times = Float64Array.from(new Set(order.map((unit) => durations[unit]!)));
  const failures = new Float64Array(times.length);
  const censored = new Float64Array(times.length);
  const atRisk = new Float64Array(times.length);
  let index = 0;
  for (const unit of order) {
    if (durations[unit]! > times[index]!) index++;
    const weight = weights ? weights[unit]! : 1;
    if (failed[unit]) failures[index]! += weight;
    else censored[index]! += weight;
  }
  let left = 0;
  for (let at = times.length - 1; at >= 0; at--) atRisk[at] = left += failures[at]! + censored[at]!;
  return { times, failures, censored, atRisk };
}
