import { mean } from "../../../math/index.js";
import type { Episode } from "../plant.js";
import type { PlanningContext } from "../planning/planning-context.js";
import { realisedCost } from "../simulation/simulate-breakdowns.js";
import type { FactoryPolicy } from "./factory-policy.js";

/** An episode, prepared for planning. */
export interface PreparedEpisode {
  readonly episode: Episode;
  readonly context: PlanningContext;
}

/** [episodes] realised costs of a policy, without replanning: what is tuned and trained by. */
export async function episodeCosts(
  policy: FactoryPolicy,
  episodes: readonly PreparedEpisode[],
): Promise<Float64Array> {
  const costs = new Float64Array(episodes.length);
  for (const [index, { episode, context }] of episodes.entries()) {
    const { plan } = await policy.plan(context);
    costs[index] = realisedCost(episode.occasion, plan, episode.path).total;
  }
  return costs;
}

/** The mean of {@link episodeCosts}. */
export async function meanCost(policy: FactoryPolicy, episodes: readonly PreparedEpisode[]): Promise<number> {
  return mean(await episodeCosts(policy, episodes));
}

/** What a search for the best of some settings is given. */
export interface TuningOptions {
  readonly signal?: AbortSignal;
  /** Called after each trial. */
  readonly onTrial?: (best: number) => void;
}

/** Of some settings the one whose policy costs least on average; null when stopped before all were tried. */
export async function bestSetting<Setting>(
  settings: readonly Setting[],
  policyOf: (setting: Setting) => FactoryPolicy,
  episodes: readonly PreparedEpisode[],
  { signal, onTrial }: TuningOptions = {},
): Promise<{ readonly setting: Setting; readonly cost: number } | null> {
  let best: { readonly setting: Setting; readonly cost: number } | null = null;
  for (const setting of settings) {
    if (signal?.aborted === true) return null;
    const cost = await meanCost(policyOf(setting), episodes);
    if (best === null || cost < best.cost) best = { setting, cost };
    onTrial?.(best.cost);
  }
  return best;
}
