import type { Decision } from "../../decide/index.js";
import { HOURS, type BatteryProblem } from "./battery-problem.js";

/** What the battery is to do in one hour. */
export interface PlannedHour {
  readonly hour: number;
  /** USD/MWh */
  readonly forecastPriceUsdPerMwh: number | null;
  /** Energy bought at the grid, MWh. */
  readonly boughtMwh: number;
  /** Energy sold at the grid, MWh. */
  readonly soldMwh: number;
  /** Energy stored at the end of the hour, MWh. */
  readonly storedMwh: number;
  /** What one more MWh in store at the end of the hour would be worth, USD; null when the solver gave no prices. */
  readonly storedValueUsdPerMwh: number | null;
}

/** The plan of one day; plain JSON. */
export interface BatteryPlan {
  readonly date: string;
  readonly policy: string;
  readonly hours: readonly PlannedHour[];
}

/** Reads a decision as a plan. */
export function batteryPlan(
  problem: BatteryProblem,
  date: string,
  policy: string,
  decision: Decision,
): BatteryPlan {
  const bought = decision.value(problem.charge).array;
  const sold = decision.value(problem.discharge).array;
  const stored = decision.value(problem.stored).array;
  const prices = new Map(decision.because.map(({ constraint, shadowPrice }) => [constraint, shadowPrice]));
  const proven = decision.because.length > 0;
  return {
    date,
    policy,
    hours: Array.from({ length: HOURS }, (_, hour) => ({
      hour,
      forecastPriceUsdPerMwh: decision.prediction === null ? null : rounded(decision.prediction[hour]),
      boughtMwh: rounded(bought[hour]),
      soldMwh: rounded(sold[hour]),
      storedMwh: rounded(stored[hour]),
      storedValueUsdPerMwh: proven ? rounded(prices.get(`store[hour=${hour}]`) ?? 0) : null,
    })),
  };
}

/** Six decimals: finer digits are the solver's rounding. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6 + 0;
}
