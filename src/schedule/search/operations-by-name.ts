import { operationKey } from "../entry-key.js";
import type { PlannedOperation } from "../plan.js";
import type { ScheduleForm } from "../schedule-form.js";

/** Finds the number of a planned operation by its names; undefined where the problem does not have it. */
export function operationsByName(
  form: ScheduleForm,
): (planned: Pick<PlannedOperation, "job" | "operation">) => number | undefined {
  const numbers = new Map<string, number>();
  form.problem.jobs.forEach(({ id: job, operations }, index) =>
    operations.forEach(({ id: operation }, step) =>
      numbers.set(operationKey(job, operation), form.jobStarts[index]! + step),
    ),
  );
  return ({ job, operation }) => numbers.get(operationKey(job, operation));
}
