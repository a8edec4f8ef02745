import type { MaintenanceTask } from "../../../schedule/index.js";
import { dueTime, maintenanceId } from "../planning/maintenance-tasks.js";
import type { PlanningContext } from "../planning/planning-context.js";
import { taskPolicy, type FactoryPolicy } from "./factory-policy.js";

/** Repairs what breaks, and maintains nothing ahead. */
export const runToFailure: FactoryPolicy = taskPolicy("run to failure", "baseline", () => []);

/**
 * Maintains each machine when its working time since the last renewal reaches a period, at once when it is past it:
 * what plants do without sensors.
 *
 * @param periods [machines] working time; Infinity: never
 */
export function periodicMaintenance(periods: readonly number[]): FactoryPolicy {
  return taskPolicy("periodic maintenance", "baseline", (context) => periodicTasks(context, periods));
}

/** Tasks of {@link periodicMaintenance}: as near to the day as the plan allows, later at a price. */
export function periodicTasks(context: PlanningContext, periods: readonly number[]): MaintenanceTask[] {
  const { occasion, profiles, delays } = context;
  return occasion.care.flatMap((care, machine): MaintenanceTask[] => {
    const { age } = occasion.conditions[machine];
    const due = dueTime(context, machine, periods[machine] - age);
    if (due === null) return [];
    const end = Math.max(due + 1, profiles[machine].end);
    const price = care.repairCost + delays[machine].mean;
    return [
      {
        id: maintenanceId(care.machine),
        machine: care.machine,
        duration: care.maintenanceDuration,
        // Not much too early, which would be wear paid for and not used.
        earliestStart: Math.max(0, Math.round(due - EARLY_SHARE * profiles[machine].end)),
        cost: { times: [due, end], costs: [0, price] },
        reason: `${care.machine} is due after ${Math.round(periods[machine])} of working time; its age is ${Math.round(age)}`,
      },
    ];
  });
}

const EARLY_SHARE = 0.2;
