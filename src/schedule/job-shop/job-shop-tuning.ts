import type { JobShopInstance } from "./instance.js";
import type { JobShopTuning } from "./job-shop-search.js";

/** What the search is tuned to by the size of a job shop. */
export function jobShopTuning(instance: JobShopInstance): JobShopTuning {
  const isLarge = instance.operations >= 600;
  return { members: 10, patience: 12_500, trialSteps: 500, noise: isLarge ? 0.5 : null };
}
