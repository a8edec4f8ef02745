import { mean } from "../../math/index.js";
import { HOURS } from "./battery-problem.js";
import { powerHolidays } from "./holidays.js";
import type { MarketDays } from "./market-days.js";
import { centre, stabilised } from "./price-shape.js";

const MEGAWATTS_PER_GIGAWATT = 1000;

/** Typical load and price level of the training days: what features are measured from. */
export interface Scales {
  readonly loadGw: number;
  readonly priceLevel: number;
}

/** Stabilised prices, shapes, levels and day types of all days: what the rows of many days share. */
export interface EnergyHistory {
  readonly days: MarketDays;
  /** [days, 24] */
  readonly price: Float64Array;
  /** [days, 24] */
  readonly shape: Float64Array;
  /** [days] */
  readonly level: Float64Array;
  /** [days, 24] */
  readonly loadGw: Float64Array;
  /** [days] 0 is Sunday */
  readonly weekday: Uint8Array;
  readonly holiday: Uint8Array;
  /** [days] 1 on weekends and holidays */
  readonly dayOff: Uint8Array;
}

/** Prepares what rows are made from. */
export function energyHistory(days: MarketDays): EnergyHistory {
  const count = days.dates.length;
  const price = days.price.map(stabilised);
  const shape = price.slice();
  const level = new Float64Array(count);
  const weekday = new Uint8Array(count);
  const holiday = new Uint8Array(count);
  const dayOff = new Uint8Array(count);
  const holidays = new Map<number, ReadonlySet<string>>();
  for (let day = 0; day < count; day++) {
    level[day] = mean(price.subarray(day * HOURS, (day + 1) * HOURS));
    centre(shape.subarray(day * HOURS, (day + 1) * HOURS));
    const date = days.dates[day];
    const year = Number(date.slice(0, 4));
    if (!holidays.has(year)) holidays.set(year, powerHolidays(year));
    weekday[day] = new Date(`${date}T00:00:00Z`).getUTCDay();
    holiday[day] = holidays.get(year)!.has(date) ? 1 : 0;
    dayOff[day] = holiday[day] === 1 || weekday[day] === 0 || weekday[day] === 6 ? 1 : 0;
  }
  const loadGw = days.load.map((megawatts) => megawatts / MEGAWATTS_PER_GIGAWATT);
  return { days, price, shape, level, loadGw, weekday, holiday, dayOff };
}

/** Typical values of the days before position `end`. */
export function scalesBefore(history: EnergyHistory, end: number): Scales {
  return {
    loadGw: mean(history.loadGw.subarray(0, end * HOURS)),
    priceLevel: mean(history.level.subarray(0, end)),
  };
}
