import { scheduleForm } from "../compile-problem.js";
import type { Plan } from "../plan.js";
import type { ScheduleProblem } from "../problem.js";
import { ActivityIndex } from "./activity-index.js";
import { pinsOf, withPins } from "./pins.js";
import { withClosedPast } from "./started.js";

/** The parts of a plan that is carried out while it is planned on: what was, what is promised, what is open. */
export interface PlanWindows {
  /** Operations and tasks that start before this time are over or running. Nothing is planned before it any more. */
  readonly historyUntil?: number;
  /** Those that start before this time are published: workers and customers count on them. Default: `historyUntil`. */
  readonly publishedUntil?: number;
}

/**
 * Pins all that starts before a time to its machine and start; the rest remains open. Pins that the problem has already
 * stay. With windows, the past is closed as well, so that no engine plans into it.
 *
 * @example
 * import { freezeUntil, type ScheduleProblem } from "foresolve/schedule";
 *
 * const problem: ScheduleProblem = {
 *   name: "one saw",
 *   machines: [{ id: "saw" }],
 *   jobs: ["A", "B"].map((id) => ({
 *     id,
 *     operations: [{ id: "cut", alternatives: [{ machine: "saw", duration: 5 }] }],
 *   })),
 * };
 * const plan = {
 *   operations: [
 *     { job: "A", operation: "cut", machine: "saw", start: 0, end: 5, setup: 0 },
 *     { job: "B", operation: "cut", machine: "saw", start: 8, end: 13, setup: 0 },
 *   ],
 *   maintenance: [],
 *   unassigned: [],
 * };
 * const frozen = freezeUntil(problem, plan, 6);
 * frozen.jobs.map(({ operations }) => operations[0]!.pinned); // => [{ machine: "saw", start: 0 }, undefined]
 */
export function freezeUntil(
  problem: ScheduleProblem,
  plan: Plan,
  windows: number | PlanWindows,
): ScheduleProblem {
  const { historyUntil = 0, publishedUntil = historyUntil } =
    typeof windows === "number" ? { publishedUntil: windows } : windows;
  const frozenUntil = Math.max(historyUntil, publishedUntil);
  const index = new ActivityIndex(scheduleForm(problem));
  const planned = index.planned(plan);
  const frozen = new Map(
    planned.filter(({ start }) => start < frozenUntil).map((entry) => [entry.activity, entry]),
  );
  const known = pinsOf(problem);
  const machineOf = (mode: number): string => problem.machines[index.form.modeMachine[mode]].id;
  const pinned = withPins(problem, {
    operation: (job, id) => {
      const entry = frozen.get(index.operation(job, id));
      return entry === undefined
        ? known.operation(job, id)
        : { machine: machineOf(entry.mode), start: entry.start };
    },
    task: (id) => {
      const entry = frozen.get(index.task(id));
      return entry === undefined ? known.task(id) : { start: entry.start };
    },
  });
  if (historyUntil === 0) return pinned;
  return withClosedPast(pinned, index, planned, (activity) => frozen.has(activity), historyUntil);
}
