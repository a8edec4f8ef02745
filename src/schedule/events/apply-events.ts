import { formOf, scheduleForm } from "../compile-problem.js";
import type { Plan } from "../plan.js";
import type { ScheduleProblem } from "../problem.js";
import { ActivityIndex } from "./activity-index.js";
import { changeProblem, withoutJob, withoutTask } from "./change-problem.js";
import type { ScheduleEvent } from "./event.js";
import { forcedChanges, type ForcedChange } from "./forced-change.js";
import { layOut, type Layout } from "./lay-out.js";
import { operationKey } from "../entry-key.js";
import { pinsOf, withoutStart, withPins, type KnownPins } from "./pins.js";
import { setUpAt, startedBefore, withClosedPast, type Started } from "./started.js";
import { wishesOf } from "./wishes.js";

/** Options of {@link applyEvents}. */
export interface EventOptions {
  /** The time of the events: what has started before it is frozen. Default: the earliest time that they name, or 0. */
  readonly now?: number;
}

/** What is left to plan after events, and the plan with no more than its forced changes; plain data. */
export interface AppliedEvents {
  /** The time of the events. */
  readonly now: number;
  /**
   * The problem after the events. What has started is pinned, and the past of each machine is unavailable, so that nothing
   * is planned into it.
   */
  readonly problem: ScheduleProblem;
  /** Keeps machines and the order on them; starts are as late as is forced, and no later. Passes the checker. */
  readonly plan: Plan;
  /** Every way in which `plan` differs from the plan given, and why. */
  readonly changes: readonly ForcedChange[];
  /** Operations and tasks that have started, or are being set up for. */
  readonly frozen: readonly FrozenActivity[];
}

/** Something that has started. */
export type FrozenActivity =
  | { readonly job: string; readonly operation: string; readonly start: number }
  | { readonly task: string; readonly start: number };

/**
 * What events make of a plan before anybody plans anew. Operations and tasks that started before `now` are frozen; one
 * that is running on a machine that breaks down goes on after the repair, the work done is kept, and one whose set-up
 * has begun is frozen too where it can be. What an event shows not to have started after all (because what came before it took longer)
 * is planned like the rest: on its machine, in its order, no later than is forced (a right shift). New jobs take
 * the earliest gaps. A pin that has become impossible is let go and named among the changes.
 *
 * @throws ForesolveError `FS_SCHEDULE_INVALID_EVENT` for an event that does not fit the problem,
 * `FS_SCHEDULE_NO_CAPACITY` for an operation of a job that must be planned that no machine can do any more, and what
 * `validateProblem` throws for the problem after the events.
 * @example
 * import { applyEvents, type ScheduleProblem } from "foresolve/schedule";
 *
 * const problem: ScheduleProblem = {
 *   name: "one lathe",
 *   machines: [{ id: "lathe" }],
 *   jobs: [
 *     { id: "A", operations: [{ id: "turn", alternatives: [{ machine: "lathe", duration: 5 }] }] },
 *     { id: "B", operations: [{ id: "turn", alternatives: [{ machine: "lathe", duration: 4 }] }] },
 *   ],
 * };
 * const plan = {
 *   operations: [
 *     { job: "A", operation: "turn", machine: "lathe", start: 0, end: 5, setup: 0 },
 *     { job: "B", operation: "turn", machine: "lathe", start: 6, end: 10, setup: 0 },
 *   ],
 *   maintenance: [],
 *   unassigned: [],
 * };
 * const after = applyEvents(problem, plan, [{ kind: "breakdown", machine: "lathe", from: 3, until: 8 }], { now: 3 });
 * after.plan.operations.map(({ start, end }) => [start, end]); // => [[0, 10], [10, 14]]
 * after.frozen; // => [{ job: "A", operation: "turn", start: 0 }]
 */
export function applyEvents(
  problem: ScheduleProblem,
  plan: Plan,
  events: readonly ScheduleEvent[],
  options: EventOptions = {},
): AppliedEvents {
  const now = options.now ?? earliestTime(events);
  let changed = problem;
  for (const event of events) changed = changeProblem(changed, plan, event, now);
  // Pins are asked of the layout, so that those which cannot hold any more do not stop it.
  const pins = pinsOf(changed);
  changed = withPins(changed, {
    operation: (job, id) => withoutStart(pins.operation(job, id)),
    task: () => undefined,
  });

  const started = startedBefore(new ActivityIndex(scheduleForm(changed)), plan, now);
  const hasStarted = (job: string, id: string): boolean => started.operations.has(operationKey(job, id));
  for (const event of events) {
    if (event.kind === "orderCancelled")
      changed = withoutJob(changed, event.job, (id) => hasStarted(event.job, id));
    if (event.kind === "maintenanceCancelled" && !started.tasks.has(event.task))
      changed = withoutTask(changed, event.task);
  }

  return laidOut(changed, plan, events, started, pins, now);
}

/** The earliest time that the events name. */
function earliestTime(events: readonly ScheduleEvent[]): number {
  const times = events.flatMap((event) =>
    event.kind === "breakdown" ? [event.from] : event.kind === "repaired" ? [event.at] : [],
  );
  return times.length === 0 ? 0 : Math.min(...times);
}

/** Lays the plan out; begun set-ups and new jobs that may be left out are given up when they cannot be kept. */
function laidOut(
  problem: ScheduleProblem,
  plan: Plan,
  events: readonly ScheduleEvent[],
  started: Started,
  pins: KnownPins,
  now: number,
): AppliedEvents {
  const index = new ActivityIndex(formOf(problem));
  const planned = index.planned(plan);
  const frozen = Uint8Array.from(index.names, (name) =>
    (
      "task" in name
        ? started.tasks.has(name.task.id)
        : started.operations.has(operationKey(name.job.id, name.operation.id))
    )
      ? 1
      : 0,
  );
  const isFrozen = (activity: number): boolean => frozen[activity] === 1;
  const beingSetUp = new Set(setUpAt(index, planned, isFrozen, now));
  const isKept = (activity: number): boolean => isFrozen(activity) || beingSetUp.has(activity);
  const refused = new Set(plan.unassigned.map(({ job }) => job).filter((job) => !pins.hasJob(job)));
  const tasksLeftOut = tasksLeftOutOf(problem, plan, events);
  for (;;) {
    const current = withClosedPast(problem, index, planned, isKept, now);
    const currentIndex = new ActivityIndex(formOf(current));
    const wishes = wishesOf({
      index: currentIndex,
      plan,
      pins,
      isFrozen,
      beingSetUp,
      refused,
      tasksLeftOut,
      now,
    });
    const layout = layOut(currentIndex, wishes);
    const isSetUpLost = layout.released.filter((activity) => beingSetUp.delete(activity)).length > 0;
    if (isSetUpLost) continue;
    const late = lateNewJobs(currentIndex, layout, plan).filter((job) => !pins.hasJob(job));
    if (late.length > 0) {
      for (const job of late) refused.add(job);
      continue;
    }
    return outcomeOf(current, plan, currentIndex, layout, { pins, isKept, refused, now });
  }
}

/** Tasks that the plan leaves out; not those that the events bring. */
function tasksLeftOutOf(
  { maintenance = [] }: ScheduleProblem,
  plan: Plan,
  events: readonly ScheduleEvent[],
): ReadonlySet<string> {
  const known = new Set(plan.maintenance.map(({ task }) => task));
  for (const event of events) if (event.kind === "maintenanceAdded") known.add(event.task.id);
  return new Set(
    maintenance.filter(({ id, skipCost }) => skipCost !== undefined && !known.has(id)).map(({ id }) => id),
  );
}

/** Jobs not planned before that may be left out, and would end after their deadlines, hard, if they were not. */
function lateNewJobs(index: ActivityIndex, { table }: Layout, plan: Plan): string[] {
  const known = new Set(plan.operations.map(({ job }) => job));
  const { form } = index;
  return form.problem.jobs
    .filter(({ id, unassignedPrice }, job) => {
      const last = form.jobStarts[job + 1] - 1;
      const isHeld = form.problem.precedences?.some(({ before }) => before.job === id) ?? false;
      return (
        unassignedPrice !== undefined && !known.has(id) && !isHeld && table.end[last] > form.deadline[job]
      );
    })
    .map(({ id }) => id);
}

function outcomeOf(
  problem: ScheduleProblem,
  before: Plan,
  index: ActivityIndex,
  { table, released, leftOut }: Layout,
  context: {
    readonly pins: KnownPins;
    readonly isKept: (activity: number) => boolean;
    readonly refused: ReadonlySet<string>;
    readonly now: number;
  },
): AppliedEvents {
  const { pins, isKept, refused, now } = context;
  const noMachine = leftOut.map((job) => problem.jobs[job].id);
  const reasons = new Map(before.unassigned.map(({ job, reason }) => [job, reason]));
  for (const job of noMachine) reasons.set(job, "no machine is left for it");
  const plan = index.plan(
    table,
    problem.jobs
      .filter(({ id }) => refused.has(id) || noMachine.includes(id))
      .map(({ id }) => ({ job: id, reason: reasons.get(id) ?? "it cannot be done before its deadline" })),
  );
  const frozen: FrozenActivity[] = [];
  const lost = new Set(released);
  const holds = (activity: number, start: number): boolean => {
    if (table.start[activity] === start) return true;
    if (table.start[activity] >= 0) lost.add(activity);
    return false;
  };
  const kept = withPins(problem, {
    operation: (job, id) => {
      const activity = index.operation(job, id);
      const start = table.start[activity];
      if (isKept(activity)) {
        frozen.push({ job, operation: id, start });
        return { machine: problem.machines[table.machineOf(activity)].id, start };
      }
      const pinned = pins.operation(job, id);
      return pinned?.start === undefined || holds(activity, pinned.start) ? pinned : withoutStart(pinned);
    },
    task: (id) => {
      const activity = index.task(id);
      if (isKept(activity)) {
        frozen.push({ task: id, start: table.start[activity] });
        return { start: table.start[activity] };
      }
      const pinned = pins.task(id);
      return pinned === undefined || holds(activity, pinned.start) ? pinned : undefined;
    },
  });
  const changes = forcedChanges({
    index,
    table,
    before,
    after: plan,
    now,
    released: [...lost],
    leftOut: noMachine,
  });
  return { now, problem: kept, plan, changes, frozen };
}
