import type { MaintenanceReading } from "./policies/predictive-policies.js";
import type { PlanningContext } from "./planning/planning-context.js";
import { POLICY_NAMES } from "./policies/predictive-policies.js";
import type { TrainedFactoryPolicies } from "./train-policies.js";
import {
  simulateWithReplanning,
  type MaintainedPlan,
  type Realised,
  type ReplanningRule,
} from "./simulation/simulate-breakdowns.js";

/** Whether training through the decision left the forecast as it was. */
export function keepsForecast(reading: MaintenanceReading | null): boolean {
  return reading !== null && Object.values(reading).every((value) => value === 0);
}

/** The plan of today, and what would become of it. */
export interface RecommendedPlan extends MaintainedPlan {
  readonly policy: string;
  /** If the busiest of the machines that are not maintained broke down half-way; null where all are. */
  readonly example: Realised | null;
}

/** Whose plan is recommended, the first that there is; chosen beforehand, not by the result. */
const RECOMMENDED: readonly string[] = [POLICY_NAMES.focused, POLICY_NAMES.scenario, POLICY_NAMES.periodic];

/**
 * Names of the policies in the order in which they are recommended. One that training left as it was is the same as the simpler
 * one, and makes way for it.
 */
function recommendedNames({ policies, reading }: TrainedFactoryPolicies): string[] {
  const names = RECOMMENDED.filter((name) => policies.some((policy) => policy.name === name));
  return keepsForecast(reading) ? names.filter((name) => name !== POLICY_NAMES.focused) : names;
}

/** Lets the recommended policy plan, and tries a breakdown on its plan. */
export async function recommendedPlan(
  today: PlanningContext,
  trained: TrainedFactoryPolicies,
  replanning: ReplanningRule,
): Promise<RecommendedPlan> {
  const [name] = recommendedNames(trained);
  const policy = trained.policies.find((one) => one.name === name)!;
  const planned = await policy.plan(today);
  return { policy: policy.name, ...planned, example: await breakdownOf(today, planned, replanning) };
}

async function breakdownOf(
  { occasion, profiles }: PlanningContext,
  planned: MaintainedPlan,
  replanning: ReplanningRule,
): Promise<Realised | null> {
  const maintained = new Set(planned.plan.maintenance.map(({ machine }) => machine));
  const totals = profiles.map(({ total }, machine) =>
    maintained.has(occasion.care[machine].machine) ? 0 : total,
  );
  const busiest = totals.indexOf(Math.max(...totals));
  if (totals[busiest] === 0) return null;
  const lives = profiles.map((_, machine) => (machine === busiest ? [Math.ceil(totals[busiest] / 2)] : []));
  return await simulateWithReplanning(
    occasion,
    planned,
    { lives, repairFactors: [], durationFactors: [] },
    replanning,
  );
}
