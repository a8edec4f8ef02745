import type { JobShopInstance } from "./instance.js";
import type { JobShopTuning } from "./job-shop-search.js";

/**
 * What the search is tuned to by the size of a job shop, for some seconds of time: small ones gain from being begun anew,
 * large ones from not starting at random.
 */
export function jobShopTuning({ operations }: JobShopInstance): JobShopTuning {
  if (operations < 300) return { members: 6, patience: 8000, trialSteps: 500, noise: null };
  return { members: 10, patience: 12_500, trialSteps: 500, noise: operations < 600 ? null : 0.5 };
}
