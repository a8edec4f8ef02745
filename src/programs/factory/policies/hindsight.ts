import type { Episode } from "../plant.js";
import { knownOccasion } from "../planning/expected-occasion.js";
import { maintenanceTasks } from "../planning/maintenance-tasks.js";
import { planningContext, type Planner } from "../planning/planning-context.js";
import { realisedCost, type MaintainedPlan } from "../simulation/simulate-breakdowns.js";
import { planTogether } from "./factory-policy.js";

/**
 * The cheapest on this path of the plans that others made and of two that know the path: one with maintenance for the true
 * lives and one without, both for the working times that it will turn out to have. No proof that nothing is cheaper.
 */
export async function hindsightPlan(
  { occasion, path }: Episode,
  others: readonly MaintainedPlan[],
  planner: Planner,
): Promise<MaintainedPlan> {
  const context = await planningContext(knownOccasion(occasion, path.durationFactors), planner);
  const tasks = maintenanceTasks(
    context,
    path.lives.map(([running, next]) => ({
      remaining: Float64Array.of(running),
      fresh: Float64Array.of(next ?? Infinity),
    })),
  );
  const candidates = [...others, { plan: context.nominal, tasks: [] }, await planTogether(context, tasks)];
  const costs = candidates.map(({ plan }) => realisedCost(occasion, plan, path).total);
  return candidates[costs.indexOf(Math.min(...costs))];
}
