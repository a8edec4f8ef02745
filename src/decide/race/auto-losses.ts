import type { DecisionLoss } from "../losses/loss.js";
import { listwiseRanking } from "../losses/listwise-ranking.js";
import { perturbedFenchelYoung } from "../losses/perturbed-fenchel-young.js";
import { spoPlus } from "../losses/spo-plus.js";

/**
 * The losses that a race tries unless told otherwise: those that did best on published benchmarks among the ones that
 * take any oracle, for minimising and maximising, without settings to tune. Each stands for a kind: a convex bound of regret, a
 * smoothed decision, a ranking of decisions.
 *
 * @example
 * import { autoLosses } from "foresolve/decide";
 *
 * autoLosses().map(({ name }) => name); // => ["spo+", "pfyl", "ltr-list"]
 */
export function autoLosses(): readonly DecisionLoss[] {
  return [spoPlus(), perturbedFenchelYoung(), listwiseRanking()];
}
