import type { EarliestTimes } from "../earliest-times.js";
import { timeSpan } from "../check/violation.js";
import type { OperationGraph } from "../operation-graph.js";
import type { ScheduleProblem } from "../problem.js";

/** What a problem may hold, but seldom on purpose. */
export interface ProblemWarning {
  /**
   * "due-before-release", "sure-to-be-late": no plan ends the job by its due date; "deadline-out-of-reach": every plan
   * has a hard score above 0; "must-be-left-out": no machine has hours for the job; "without-hours": a machine never
   * works; "late-maintenance": a task's latest start lies before its earliest.
   */
  readonly kind:
    | "due-before-release"
    | "sure-to-be-late"
    | "deadline-out-of-reach"
    | "must-be-left-out"
    | "without-hours"
    | "late-maintenance";
  readonly message: string;
  readonly job?: string;
  readonly operation?: string;
  readonly machine?: string;
  readonly task?: string;
}

/** Dates that no plan can keep, and machines that never work. */
export function* dateWarnings(
  { machines, maintenance = [], jobs, timeUnit }: ScheduleProblem,
  { jobStarts }: OperationGraph,
  { end }: EarliestTimes,
): Generator<ProblemWarning> {
  for (const [index, { id, release = 0, due, deadline }] of jobs.entries()) {
    const earliest = end[jobStarts[index + 1]! - 1]!;
    const overdue = (date: number): string => timeSpan(earliest - date, timeUnit);
    if (due !== undefined && due < release)
      yield {
        kind: "due-before-release",
        job: id,
        message: `job ${id} is due at ${due}, before its release at ${release}: it is late by at least ${overdue(due)} in every plan.`,
      };
    else if (due !== undefined && due < earliest && earliest < Infinity)
      yield {
        kind: "sure-to-be-late",
        job: id,
        message: `job ${id} is due at ${due}, but cannot end before ${earliest}: it is late by at least ${overdue(due)} in every plan.`,
      };
    if (deadline !== undefined && deadline < earliest && earliest < Infinity)
      yield {
        kind: "deadline-out-of-reach",
        job: id,
        message: `job ${id} has its deadline at ${deadline}, but cannot end before ${earliest}: every plan with it breaks the deadline by at least ${overdue(deadline)}.`,
      };
  }
  for (const { id, working } of machines)
    if (working?.length === 0)
      yield { kind: "without-hours", machine: id, message: `machine ${id} has no working hours.` };
  for (const { id, machine, earliestStart = 0, latestStart = Infinity } of maintenance)
    if (latestStart < earliestStart)
      yield {
        kind: "late-maintenance",
        task: id,
        machine,
        message: `the task ${id} has its latest start at ${latestStart}, before its earliest at ${earliestStart}: every plan with it starts it too late.`,
      };
}
