import { randomStream } from "../../../math/index.js";
import type { MachineForecast } from "../planning/life-scenarios.js";
import { focusedPolicy, PLAIN_READING, type MaintenanceReading } from "./predictive-policies.js";
import { meanCost, type PreparedEpisode, type TuningOptions } from "./training-set.js";

const PARAMETERS = ["logHazard", "logLife", "logDelay", "logSkip"] as const;

/** How {@link trainReading} is set. */
export interface ReadingTraining extends TuningOptions {
  readonly steps: number;
  readonly seed: number;
}

/** Pairs of trials per step. */
const PAIRS = 4;
/** Standard deviation of the trials. */
const SIGMA = 0.35;
/** Length of a step. */
const STEP = 0.3;

/** How many trials {@link trainReading} makes. */
export function readingTrials(steps: number): number {
  return 2 * PAIRS * steps + 2;
}

/**
 * Trains how a forecast is read (rate of failures, lengths of lives, price of delays, price of going without) through the realised
 * cost of the decisions, which has no derivative: what is perturbed is simulated on the same paths (common random
 * numbers), and the slope of the mean cost is estimated by the score function with antithetic pairs,
 *
 *     slope = 1 / (2 n sigma) * sum over pairs of (cost(theta + sigma z) - cost(theta - sigma z)) z
 *
 * (Williams 1992; in the form of Salimans, Ho, Chen, Sidor and Sutskever, "Evolution strategies as a scalable alternative
 * to reinforcement learning", 2017). Steps have a fixed length. If the mean of the last half of the iterates does not
 * cost less on all episodes than the forecast as it is, that is kept.
 *
 * @returns null when stopped before its first step was done
 */
export async function trainReading(
  forecast: MachineForecast,
  episodes: readonly PreparedEpisode[],
  { steps, seed, signal, onTrial }: ReadingTraining,
): Promise<{
  readonly reading: MaintenanceReading;
  readonly cost: number;
  readonly plainCost: number;
} | null> {
  const random = randomStream(seed).split("reading");
  const theta = new Float64Array(PARAMETERS.length);
  const mean = new Float64Array(PARAMETERS.length);
  const costOf = async (values: Float64Array): Promise<number> =>
    await meanCost(focusedPolicy(forecast, readingOf(values)), episodes);
  const plainCost = await costOf(theta);
  onTrial?.(plainCost);
  let averaged = 0;
  for (let step = 0; step < steps; step++) {
    const slope = new Float64Array(PARAMETERS.length);
    for (let pair = 0; pair < PAIRS; pair++) {
      if (signal?.aborted === true) return null;
      const noise = slope.map(() => random.normal());
      const above = await costOf(theta.map((value, k) => value + SIGMA * noise[k]));
      const below = await costOf(theta.map((value, k) => value - SIGMA * noise[k]));
      for (let k = 0; k < slope.length; k++) slope[k] += ((above - below) * noise[k]) / (2 * PAIRS * SIGMA);
      onTrial?.(Math.min(above, below));
    }
    const length = Math.hypot(...slope);
    if (length > 0) for (let k = 0; k < theta.length; k++) theta[k] -= (STEP * slope[k]) / length;
    if (step < steps >> 1) continue;
    averaged++;
    for (let k = 0; k < theta.length; k++) mean[k] += (theta[k] - mean[k]) / averaged;
  }
  const cost = averaged === 0 ? plainCost : await costOf(mean);
  if (cost >= plainCost) return { reading: PLAIN_READING, cost: plainCost, plainCost };
  return { reading: readingOf(mean), cost, plainCost };
}

function readingOf(values: Float64Array): MaintenanceReading {
  const [logHazard, logLife, logDelay, logSkip] = values;
  return { logHazard, logLife, logDelay, logSkip };
}
