import { mean, variance } from "../../../math/index.js";
import { bestSetting, episodeCosts, type PreparedEpisode, type TuningOptions } from "./training-set.js";
import { periodicMaintenance } from "./simple-policies.js";

/** Periods that are tried, as shares of the mean life of the kind of machine. */
const SHARES = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, Infinity];
/** Factors on the shared share that are tried for each kind. */
const FACTORS = [0.75, 1.3];

/** How many trials {@link tunePeriods} makes. */
export function periodTrials(kinds: number): number {
  return SHARES.length + 1 + kinds * FACTORS.length;
}

/**
 * Periods of maintenance that cost least on training episodes: first one share of the mean life of its kind for all, then
 * each kind of machine by itself, where that costs less by more than a standard error (else chance would be tuned to).
 *
 * @param kinds [machines] kind of each machine
 * @param meanLives [machines] mean life of its kind
 * @returns [machines] periods, or null when stopped
 */
export async function tunePeriods(
  kinds: readonly string[],
  meanLives: readonly number[],
  episodes: readonly PreparedEpisode[],
  options: TuningOptions,
): Promise<readonly number[] | null> {
  const { signal, onTrial } = options;
  const periodsOf = (share: number): number[] => meanLives.map((life) => share * life);
  const shared = await bestSetting(
    SHARES,
    (share) => periodicMaintenance(periodsOf(share)),
    episodes,
    options,
  );
  if (shared === null) return null;
  let periods = periodsOf(shared.setting);
  let costs = await episodeCosts(periodicMaintenance(periods), episodes);
  onTrial?.(shared.cost);
  for (const kind of new Set(kinds))
    for (const factor of FACTORS) {
      if (signal?.aborted === true) return null;
      const trial = periods.map((period, machine) => (kinds[machine] === kind ? factor * period : period));
      const trialCosts = await episodeCosts(periodicMaintenance(trial), episodes);
      onTrial?.(mean(trialCosts));
      const savings = trialCosts.map((cost, episode) => costs[episode] - cost);
      if (mean(savings) <= Math.sqrt(variance(savings) / savings.length)) continue;
      periods = trial;
      costs = trialCosts;
    }
  return periods;
}
