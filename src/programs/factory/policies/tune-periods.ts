import { bestSetting, type PreparedEpisode, type TuningOptions } from "./training-set.js";
import { periodicMaintenance } from "./simple-policies.js";

/** Periods that are tried, as shares of the mean life of the kind of machine. */
const SHARES = [0.4, 0.55, 0.7, 0.85, 1, Infinity];

/** How many trials {@link tunePeriods} makes. */
export function periodTrials(kinds: number): number {
  return SHARES.length + kinds * (NEIGHBOURS.length - 1);
}

/** Factors on the shared share that are tried for each kind. */
const NEIGHBOURS = [1, 0.75, 1.3];

/**
 * Periods of maintenance that cost least on training episodes: first one share of the mean life for all, then each kind of
 * machine by itself.
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
  const periodsOf = (share: number): number[] => meanLives.map((life) => share * life);
  const shared = await bestSetting(
    SHARES,
    (share) => periodicMaintenance(periodsOf(share)),
    episodes,
    options,
  );
  if (shared === null) return null;
  let best = { periods: periodsOf(shared.setting), cost: shared.cost };
  for (const kind of new Set(kinds)) {
    const trials = NEIGHBOURS.filter((factor) => factor !== 1).map((factor) =>
      best.periods.map((period, machine) => (kinds[machine] === kind ? factor * period : period)),
    );
    const own = await bestSetting(trials, periodicMaintenance, episodes, options);
    if (own === null) return null;
    if (own.cost < best.cost) best = { periods: [...own.setting], cost: own.cost };
  }
  return best.periods;
}
