import { ForesolveError } from "../../errors.js";
import { dailyPanel } from "../../data/index.js";
import { HOURS } from "./battery-problem.js";
import type { EnergyTable } from "./input.js";

/** Days with 24 prices and 24 load forecasts, in chronological order. */
export interface MarketDays {
  /** "2014-01-07" */
  readonly dates: readonly string[];
  /** [days, 24] day-ahead prices, USD/MWh */
  readonly price: Float64Array;
  /** [days, 24] load forecast, MW */
  readonly load: Float64Array;
  /** Days whose 23 or 25 hours were brought to 24. */
  readonly adjusted: readonly string[];
  /** Days left out because an hour is missing. */
  readonly leftOut: readonly string[];
}

/**
 * Cuts an hourly table into market days.
 *
 * @throws ForesolveError `FS_DATA_TOO_FEW_DAYS` when fewer than `minimumDays` complete days remain.
 */
export function marketDays(table: EnergyTable, minimumDays: number): MarketDays {
  const panel = dailyPanel(table, {
    time: "datetime",
    columns: ["da_price", "load_forecast"],
    // Filling a gap at midnight would look into the next day, which is what is to be predicted.
    maximumGapHours: 0,
  });
  const usable = panel.dates.map((_, day) => day).filter((day) => panel.complete[day] === 1);
  if (usable.length < minimumDays) {
    throw new ForesolveError("FS_DATA_TOO_FEW_DAYS", {
      message: `The data hold ${usable.length} complete day(s); ${minimumDays} are needed.`,
      fix: "Pass a longer file, or test on fewer days (--test-days).",
      data: { days: usable.length, minimumDays },
    });
  }
  const gather = (values: Float64Array): Float64Array => {
    const gathered = new Float64Array(usable.length * HOURS);
    for (const [to, from] of usable.entries()) {
      gathered.set(values.subarray(from * HOURS, (from + 1) * HOURS), to * HOURS);
    }
    return gathered;
  };
  return {
    dates: usable.map((day) => panel.dates[day]),
    price: gather(panel.columns.da_price),
    load: gather(panel.columns.load_forecast),
    adjusted: usable.filter((day) => panel.adjusted[day] === 1).map((day) => panel.dates[day]),
    leftOut: panel.dates.filter((_, day) => panel.complete[day] === 0),
  };
}
