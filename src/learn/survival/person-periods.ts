import { stepAt } from "./kaplan-meier.js";
import type { SurvivalTimes } from "./survival-times.js";

/** One row for each unit and each period that it entered alive. */
export interface PersonPeriods {
  readonly rows: number;
  /** The unit of each row. */
  readonly unitOf: Int32Array;
  /** The period of each row, from 0. */
  readonly periodOf: Int32Array;
  /** 1 where the unit failed in the period. */
  readonly failed: Uint8Array;
  /** Weight of the unit, times the share of the period that it was watched if it was lost in it. */
  readonly exposure: Float64Array;
}

/**
 * The person-period form of survival data: a failure is one yes after several no's, and a loss is where the no's end, so
 * that any classifier with probabilities learns the hazard (Singer and Willett, "It's about time: using discrete-time
 * survival analysis", Journal of Educational Statistics 1993). Who is lost within a period counts for the share of it
 * that was watched; at equal widths this is the actuarial half on average.
 *
 * @param periodEnds ascending; period p runs from the end of the one before (0 at first), excluded, to its own, included
 */
export function personPeriods(
  { durations, failed, weights }: SurvivalTimes,
  periodEnds: Float64Array,
): PersonPeriods {
  const units = durations.length;
  const startOf = (period: number): number => (period === 0 ? 0 : periodEnds[period - 1]!);
  /** Periods that the unit entered. */
  const entered = (duration: number): number => {
    const ended = stepAt(periodEnds, duration) + 1;
    const inNext = ended < periodEnds.length && duration > startOf(ended);
    return ended + (inNext ? 1 : 0);
  };
  let rows = 0;
  for (let unit = 0; unit < units; unit++) rows += entered(durations[unit]!);
  const unitOf = new Int32Array(rows);
  const periodOf = new Int32Array(rows);
  const outcome = new Uint8Array(rows);
  const exposure = new Float64Array(rows);
  let row = 0;
  for (let unit = 0; unit < units; unit++) {
    const duration = durations[unit]!;
    const weight = weights ? weights[unit]! : 1;
    const count = entered(duration);
    for (let period = 0; period < count; period++, row++) {
      unitOf[row] = unit;
      periodOf[row] = period;
      exposure[row] = weight;
      const start = startOf(period);
      const end = periodEnds[period]!;
      if (duration > end || period < count - 1) continue;
      if (failed[unit]) outcome[row] = 1;
      else exposure[row] = (weight * (duration - start)) / (end - start);
    }
  }
  return { rows, unitOf, periodOf, failed: outcome, exposure };
}
