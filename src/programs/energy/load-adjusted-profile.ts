import { HOURS } from "./battery-problem.js";

/** How many days of history the profile, and with it every feature, looks back on. */
export const HISTORY_DAYS = 28;
/** Days after which a past day counts 1/e. */
const MEMORY_DAYS = 5;
/** Shrinks the slope towards zero where loads hardly vary, in GW squared. */
const SLOPE_SHRINKAGE = 50;

/** Weights of the days 1, 2, ... 28 ago; they add up to 1. */
export const RECENCY: Float64Array = (() => {
  const weights = Float64Array.from({ length: HISTORY_DAYS }, (_, k) => Math.exp(-(k + 1) / MEMORY_DAYS));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
})();

/** Mean over the last 28 days, recent ones counting more, for each hour of the day before position `day`. */
export function recentMean(values: Float64Array, day: number, out: Float64Array): Float64Array {
  out.fill(0);
  for (let k = 1; k <= HISTORY_DAYS; k++) {
    const weight = RECENCY[k - 1];
    for (let hour = 0; hour < HOURS; hour++) out[hour] += weight * values[(day - k) * HOURS + hour];
  }
  return out;
}

/**
 * A rule without training that a trader might use: the recent mean price of each hour, moved along one common slope
 * of price on load by how far tomorrow's load forecast is from the recent mean load. All prices are stabilised.
 *
 * @param price [days, 24] stabilised prices
 * @param loadGw [days, 24] load forecasts, known one day ahead
 * @param day position of the day to predict; only prices of earlier days are read
 */
export function loadAdjustedProfile(price: Float64Array, loadGw: Float64Array, day: number): Float64Array {
  const meanPrice = recentMean(price, day, new Float64Array(HOURS));
  const meanLoad = recentMean(loadGw, day, new Float64Array(HOURS));
  let crossed = 0;
  let squared = SLOPE_SHRINKAGE;
  for (let k = 1; k <= HISTORY_DAYS; k++) {
    const weight = HISTORY_DAYS * RECENCY[k - 1];
    for (let hour = 0; hour < HOURS; hour++) {
      const at = (day - k) * HOURS + hour;
      const deviation = loadGw[at] - meanLoad[hour];
      crossed += weight * deviation * (price[at] - meanPrice[hour]);
      squared += weight * deviation * deviation;
    }
  }
  const slope = crossed / squared;
  const profile = meanPrice;
  for (let hour = 0; hour < HOURS; hour++) {
    profile[hour] += slope * (loadGw[day * HOURS + hour] - meanLoad[hour]);
  }
  return profile;
}
