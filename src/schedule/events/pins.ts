import { operationKey } from "../entry-key.js";
import type { MaintenanceTask, Operation, ScheduleProblem } from "../problem.js";

/** Pins to set, by name. */
export interface Pins {
  operation(job: string, operation: string): Operation["pinned"];
  task(task: string): MaintenanceTask["pinned"];
}

/** Pins that a problem has. */
export interface KnownPins extends Pins {
  /** True when anything of a job is pinned: it cannot be left out. */
  hasJob(job: string): boolean;
}

export function pinsOf({ jobs, maintenance = [] }: ScheduleProblem): KnownPins {
  const operations = new Map(
    jobs.flatMap(({ id, operations }) =>
      operations.map((operation) => [operationKey(id, operation.id), operation.pinned] as const),
    ),
  );
  const tasks = new Map(maintenance.map(({ id, pinned }) => [id, pinned]));
  const pinnedJobs = new Set(
    jobs
      .filter(({ operations }) => operations.some(({ pinned }) => pinned !== undefined))
      .map(({ id }) => id),
  );
  return {
    operation: (job, operation) => operations.get(operationKey(job, operation)),
    task: (task) => tasks.get(task),
    hasJob: (job) => pinnedJobs.has(job),
  };
}

/** The machine of a pin alone. */
export function withoutStart(pinned: Operation["pinned"]): Operation["pinned"] {
  return pinned?.machine === undefined ? undefined : { machine: pinned.machine };
}

/** The problem with other pins, in place of those that it has. */
export function withPins(problem: ScheduleProblem, pins: Pins): ScheduleProblem {
  const jobs = problem.jobs.map((job) => ({
    ...job,
    operations: job.operations.map((given) => {
      const { pinned: _, ...operation } = given;
      const pinned = pins.operation(job.id, operation.id);
      return pinned === undefined ? operation : { ...operation, pinned };
    }),
  }));
  if (problem.maintenance === undefined) return { ...problem, jobs };
  const maintenance = problem.maintenance.map((given) => {
    const { pinned: _, ...task } = given;
    const pinned = pins.task(task.id);
    return pinned === undefined ? task : { ...task, pinned };
  });
  return { ...problem, jobs, maintenance };
}
