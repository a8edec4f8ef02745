import type { Plan, PlannedMaintenance, PlannedOperation, UnassignedJob } from "../plan.js";
import type { ScheduleForm } from "../schedule-form.js";
import { operationsByName } from "./operations-by-name.js";
import type { PlanState, Snapshot } from "./plan-state.js";

/** The plan that a state stands for, in the problem's own names. */
export function planOfState(state: PlanState): Plan {
  const { form, order } = state;
  const { problem } = form;
  const operations: PlannedOperation[] = [];
  const maintenance: PlannedMaintenance[] = [];
  const unassigned: UnassignedJob[] = [];
  problem.jobs.forEach((job, index) => {
    const first = form.jobStarts[index]!;
    if (!state.isPlanned(first)) {
      unassigned.push({ job: job.id, reason: reasonOf(state, index) });
      return;
    }
    job.operations.forEach(({ id }, step) => {
      const operation = first + step;
      operations.push({
        job: job.id,
        operation: id,
        machine: problem.machines[order.machineOf(operation)]!.id,
        start: state.start[operation]!,
        end: state.end[operation]!,
        setup: state.setup[operation]!,
      });
    });
  });
  (problem.maintenance ?? []).forEach(({ id, machine }, index) => {
    const task = form.operations + index;
    if (state.isPlanned(task))
      maintenance.push({ task: id, machine, start: state.start[task]!, end: state.end[task]! });
  });
  return { operations, maintenance, unassigned };
}

function reasonOf(state: PlanState, job: number): string {
  const { form } = state;
  const price = form.unassignedPrice[job]!;
  return `planning it would break a deadline or leave out what costs more than its price of ${price}.`;
}

/**
 * The decisions of a plan: order, machines, times held. What the plan does not know or has on machines that are no
 * alternatives is missing from it.
 */
export function snapshotOfPlan(state: PlanState, plan: Plan): Snapshot {
  const { form } = state;
  const operationOf = operationsByName(form);
  const machines = new Map(form.problem.machines.map(({ id }, machine) => [id, machine]));
  const tasks = new Map((form.problem.maintenance ?? []).map(({ id }, task) => [id, form.operations + task]));
  const mode = form.modeStarts.slice(0, form.activities);
  const hold = new Int32Array(form.activities);
  const start = new Float64Array(form.activities).fill(Number.NaN);
  for (const planned of plan.operations) {
    const operation = operationOf(planned);
    if (operation === undefined) continue;
    const found = modeOn(form, operation, machines.get(planned.machine) ?? -1);
    if (found < 0) continue;
    mode[operation] = found;
    start[operation] = planned.start;
    if (state.prices.holdsReference && state.prices.referenceStart[operation] === planned.start)
      hold[operation] = planned.start;
  }
  for (const planned of plan.maintenance) {
    const task = tasks.get(planned.task);
    if (task === undefined) continue;
    start[task] = planned.start;
    hold[task] = planned.start;
  }
  // A job is planned as a whole.
  for (let job = 0; job < form.jobs; job++) {
    const from = form.jobStarts[job]!;
    const until = form.jobStarts[job + 1]!;
    if (start.subarray(from, until).some(Number.isNaN)) start.fill(Number.NaN, from, until);
  }
  return { order: orderByStart(state, start), mode, hold };
}

/**
 * By start, but never against the routings: a plan that events have forced may contradict them. Jobs that wait for one
 * that is not there are not there either.
 */
function orderByStart({ form }: PlanState, start: Float64Array): Int32Array {
  const order = new Int32Array(form.activities);
  const placed = new Uint8Array(form.activities);
  let count = 0;
  const lacks = (operation: number): boolean => Number.isNaN(start[operation]!);
  for (let again = true; again;) {
    again = false;
    for (let operation = 0; operation < form.operations; operation++) {
      if (lacks(operation)) continue;
      const predecessors = form.predecessors.subarray(
        form.predecessorStarts[operation],
        form.predecessorStarts[operation + 1],
      );
      if (!predecessors.some(lacks)) continue;
      const job = form.jobOf[operation]!;
      start.fill(Number.NaN, form.jobStarts[job], form.jobStarts[job + 1]);
      again = true;
    }
  }
  const stack: number[] = [];
  const byStart = Int32Array.from(start.keys()).filter((activity) => !lacks(activity));
  for (const activity of byStart.sort((a, b) => start[a]! - start[b]! || a - b)) {
    stack.push(activity);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const waiting = placed[top] === 1 ? [] : before(form, top).filter((other) => placed[other] === 0);
      if (waiting.length > 0) {
        stack.push(...waiting);
        continue;
      }
      stack.pop();
      if (placed[top] === 1) continue;
      placed[top] = 1;
      order[count++] = top;
    }
  }
  return order.subarray(0, count);
}

/** What must precede an activity whatever the plan. */
function before(form: ScheduleForm, activity: number): number[] {
  if (activity >= form.operations) return [];
  const activities = [
    ...form.predecessors.subarray(form.predecessorStarts[activity], form.predecessorStarts[activity + 1]),
  ];
  if (form.jobStarts[form.jobOf[activity]!]! < activity) activities.push(activity - 1);
  return activities;
}

function modeOn(form: ScheduleForm, operation: number, machine: number): number {
  const pinned = form.pinnedMachine[operation]!;
  if (pinned >= 0 && machine !== pinned) return -1;
  for (let mode = form.modeStarts[operation]!; mode < form.modeStarts[operation + 1]!; mode++)
    if (form.modeMachine[mode] === machine) return mode;
  return -1;
}
