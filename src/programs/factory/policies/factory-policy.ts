import type { PolicyKind } from "../../../decide/index.js";
import type { MaintenanceTask, ScheduleProblem } from "../../../schedule/index.js";
import { insertMaintenance, withMaintenance } from "../planning/insert-maintenance.js";
import type { PlanningContext } from "../planning/planning-context.js";
import type { MaintainedPlan } from "../simulation/simulate-breakdowns.js";

/** A way to decide on maintenance; the orders are planned by the same scheduler for all. */
export interface FactoryPolicy {
  readonly name: string;
  readonly kind: PolicyKind;
  plan(context: PlanningContext): Promise<MaintainedPlan>;
}

/**
 * Plans orders and maintenance together: the tasks are put where they disturb the orders least, then the scheduler goes on
 * from there.
 */
export async function planTogether(
  { occasion, layout, planner, nominal }: PlanningContext,
  tasks: readonly MaintenanceTask[],
): Promise<MaintainedPlan> {
  if (tasks.length === 0) return { plan: nominal, tasks };
  const problem: ScheduleProblem = { ...occasion.problem, maintenance: tasks };
  const start = withMaintenance(layout, nominal, insertMaintenance(layout, nominal, tasks));
  return { plan: await planner(problem, start), tasks };
}

/** A policy that maintains by rules of its own. */
export function taskPolicy(
  name: string,
  kind: PolicyKind,
  tasksOf: (context: PlanningContext) => readonly MaintenanceTask[],
): FactoryPolicy {
  return { name, kind, plan: async (context) => planTogether(context, tasksOf(context)) };
}
