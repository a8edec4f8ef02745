import type { Example } from "../../learn/index.js";
import { HOURS } from "./battery-problem.js";
import { energyRow } from "./energy-features.js";
import { energyHistory, scalesBefore } from "./energy-history.js";
import type { EnergyRow } from "./energy-row.js";
import { HISTORY_DAYS } from "./load-adjusted-profile.js";
import type { MarketDays } from "./market-days.js";

/** A day with what was known on its eve and the prices that came. */
export interface DayExample extends Example<EnergyRow> {
  readonly date: string;
  readonly truth: Float64Array;
}

/** Days to learn from and, after them, days to test on. */
export interface EnergySplit {
  readonly training: readonly DayExample[];
  readonly test: readonly DayExample[];
}

/** The fewest days of training that a run accepts: two months. */
export const MINIMUM_TRAINING_DAYS = 60;

/** The fewest days of data for a number of test days. */
export function minimumDays(testDays: number): number {
  return HISTORY_DAYS + MINIMUM_TRAINING_DAYS + testDays;
}

/**
 * Splits days in time: the last `testDays` are for testing, at most `trainingDays` before them for training.
 * Typical values that features are measured from are those of all days before the test.
 */
export function splitDays(days: MarketDays, testDays: number, trainingDays: number): EnergySplit {
  const count = days.dates.length;
  const firstTest = count - testDays;
  const firstTraining = Math.max(HISTORY_DAYS, firstTest - trainingDays);
  const history = energyHistory(days);
  const scales = scalesBefore(history, firstTest);
  const example = (day: number): DayExample => ({
    date: days.dates[day],
    features: energyRow(history, day, scales),
    truth: days.price.slice(day * HOURS, (day + 1) * HOURS),
  });
  const range = (from: number, to: number): DayExample[] =>
    Array.from({ length: to - from }, (_, k) => example(from + k));
  const training = range(firstTraining, firstTest);
  return { training, test: range(firstTest, count) };
}
