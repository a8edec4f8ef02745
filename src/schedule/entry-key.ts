import type { PlannedMaintenance, PlannedOperation } from "./plan.js";

/** One text for the name of an operation, another one for each. */
export const operationKey = (job: string, operation: string): string => `${job.length} ${job} ${operation}`;

/** The same for whatever a plan has a place for. */
export const entryKey = (
  entry: Pick<PlannedOperation, "job" | "operation"> | Pick<PlannedMaintenance, "task">,
): string => ("task" in entry ? `task ${entry.task}` : operationKey(entry.job, entry.operation));
