import type { ScheduleForm } from "./schedule-form.js";
import { OpenTime } from "./search/open-time.js";

/** Pinned work that contradicts other pinned work, in the problem's own names: two of a kind; null for none. */
export function pinConflict(form: ScheduleForm): { reason: string; conflict: readonly string[] } | null {
  const time = new OpenTime(form);
  const pinned = Array.from(form.pinnedStart.keys()).filter((activity) => form.pinnedStart[activity]! >= 0);
  const modeOf = (activity: number): number => {
    const first = form.modeStarts[activity]!;
    const until = form.modeStarts[activity + 1]!;
    if (until === first + 1) return first;
    for (let mode = first; mode < until; mode++)
      if (form.modeMachine[mode] === form.pinnedMachine[activity]) return mode;
    return -1;
  };
  const endOf = (activity: number): number => {
    const mode = modeOf(activity);
    const start = form.pinnedStart[activity]!;
    if (mode < 0) return start;
    if (activity >= form.operations) return start + form.modeDuration[mode]!;
    return time.workEnd(form.modeMachine[mode]!, start, form.modeDuration[mode]!);
  };
  const byStart = pinned.toSorted((a, b) => form.pinnedStart[a]! - form.pinnedStart[b]!);
  const lastOn = new Map<number, number>();
  const lastOf = new Map<number, number>();
  for (const activity of byStart) {
    const mode = modeOf(activity);
    const machine = mode < 0 ? -1 : form.modeMachine[mode]!;
    const other = machine < 0 ? undefined : lastOn.get(machine);
    if (other !== undefined && endOf(other) > form.pinnedStart[activity]!)
      return {
        reason: `${nameOf(form, other)} and ${nameOf(form, activity)} are pinned to overlapping times on one machine`,
        conflict: [nameOf(form, other), nameOf(form, activity)],
      };
    if (machine >= 0) lastOn.set(machine, activity);
    if (activity >= form.operations) continue;
    const job = form.jobOf[activity]!;
    const sibling = lastOf.get(job);
    if (sibling !== undefined && (sibling > activity || endOf(sibling) > form.pinnedStart[activity]!))
      return {
        reason: `${nameOf(form, sibling)} and ${nameOf(form, activity)} are pinned against the order of their job`,
        conflict: [nameOf(form, sibling), nameOf(form, activity)],
      };
    lastOf.set(job, activity);
  }
  return null;
}

/** An activity in the problem's own names. */
export function nameOf(form: ScheduleForm, activity: number): string {
  if (activity >= form.operations) return `task ${form.problem.maintenance![activity - form.operations]!.id}`;
  const job = form.jobOf[activity]!;
  const { id, operations } = form.problem.jobs[job]!;
  return `${operations[activity - form.jobStarts[job]!]!.id} of job ${id}`;
}
