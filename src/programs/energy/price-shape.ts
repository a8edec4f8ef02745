import { HOURS } from "./battery-problem.js";

/** Where the two halves of the scale meet, in currency units per MWh. */
const LINEAR_BELOW = 10;

/**
 * Prices on a scale where their errors are alike: logarithmic far from zero, linear near it, so that zero and
 * negative prices are as good as any (Uniejewski, Weron and Ziel 2018 compare such transforms).
 */
export function stabilised(price: number): number {
  return Math.asinh(price / (2 * LINEAR_BELOW));
}

/** Inverse of {@link stabilised}. */
export function unstabilised(value: number): number {
  return 2 * LINEAR_BELOW * Math.sinh(value);
}

/** Derivative of {@link unstabilised}. */
export function unstabilisedSlope(value: number): number {
  return 2 * LINEAR_BELOW * Math.cosh(value);
}

/**
 * The size of a day's prices: for positive ones their geometric mean, whatever the sign a positive number. A day's
 * best battery plan does not change when all its prices are multiplied by one number (as long as wear costs nothing), so
 * that the size is what a predictor can leave aside. Doubled prices have nearly twice the size, but for days of prices
 * near zero, whose size is about 1.
 */
export function priceSize(prices: ArrayLike<number>): number {
  let sum = 0;
  for (let entry = 0; entry < prices.length; entry++) sum += Math.abs(stabilised(prices[entry]));
  return Math.exp(sum / prices.length);
}

/** Subtracts the day's mean from each of its 24 values, in place. */
export function centre(values: Float64Array): Float64Array {
  let mean = 0;
  for (let entry = 0; entry < HOURS; entry++) mean += values[entry] / HOURS;
  for (let entry = 0; entry < HOURS; entry++) values[entry] -= mean;
  return values;
}
