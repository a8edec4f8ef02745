import type { Plan } from "../plan.js";
import type { ScheduleProblem } from "../problem.js";
import type { ActivityIndex, PlannedActivity } from "./activity-index.js";
import { joinIntervals } from "./intervals.js";
import { MachineHours } from "./machine-hours.js";
import { operationKey } from "../entry-key.js";
import { Timetable } from "./timetable.js";
import { predecessorsOf } from "./turn.js";

/** What has started by a time. */
export interface Started {
  /** By `operationKey`. */
  readonly operations: ReadonlySet<string>;
  readonly tasks: ReadonlySet<string>;
}

/** What of a plan has started before a time, as far as the problem, which may have changed, says that it can have. */
export function startedBefore(index: ActivityIndex, plan: Plan, now: number): Started {
  const table = new Timetable(index.form);
  const operations = new Set<string>();
  const tasks = new Set<string>();
  for (const { activity, mode, start } of index.planned(plan)) {
    if (start >= now) break;
    const isReady = predecessorsOf(index.form, activity).every((before) => table.start[before] >= 0);
    if (mode < 0 || !isReady || table.readyTime(activity) > start) continue;
    if (!table.admits(activity, mode, start)) continue;
    table.put(activity, mode, start);
    if (table.setupLack(activity) > 0) {
      table.remove(activity);
      continue;
    }
    const name = index.names[activity];
    if ("task" in name) tasks.add(name.task.id);
    else operations.add(operationKey(name.job.id, name.operation.id));
  }
  return { operations, tasks };
}

/** Operations whose set-up has begun by a time: at most the next one of each machine. */
export function setUpAt(
  { form }: ActivityIndex,
  planned: readonly PlannedActivity[],
  isFrozen: (activity: number) => boolean,
  now: number,
): number[] {
  const hours = new MachineHours(form);
  const seen = new Set<number>();
  const result: number[] = [];
  for (const { activity, mode, start, setup } of planned) {
    const machine = form.modeMachine[mode];
    if (mode < 0 || isFrozen(activity) || seen.has(machine)) continue;
    seen.add(machine);
    const hasBegun = setup > 0 && hours.latestStartOfWork(machine, start, setup) < now;
    if (hasBegun && start >= now) result.push(activity);
  }
  return result;
}

/**
 * Makes the past of each machine unavailable, but for what lies in it and the set-ups for that. Otherwise an engine, which
 * knows of no present, would plan into the past, or do set-ups in it.
 */
export function withClosedPast(
  problem: ScheduleProblem,
  { form }: ActivityIndex,
  planned: readonly PlannedActivity[],
  isKept: (activity: number) => boolean,
  now: number,
): ScheduleProblem {
  const table = new Timetable(form);
  for (const { activity, mode, start } of planned) if (isKept(activity)) table.put(activity, mode, start);
  const machines = problem.machines.map((machine, number) => {
    let reached = 0;
    const past = table.rows[number].map((activity) => {
      // Set-ups anew: what was to come between may not have started.
      const setup = table.setupOf(activity);
      const start = table.start[activity];
      const setupFrom = setup > 0 ? table.hours.latestStartOfWork(number, start, setup) : start;
      const gap = { from: reached, until: Math.min(now, setupFrom) };
      reached = table.end[activity];
      return gap;
    });
    const closed = [...(machine.unavailable ?? []), ...past, { from: reached, until: now }];
    const unavailable = joinIntervals(closed);
    return unavailable.length === 0 ? machine : { ...machine, unavailable };
  });
  return { ...problem, machines };
}
