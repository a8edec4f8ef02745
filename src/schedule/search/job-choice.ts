import type { RandomStream } from "../../math/index.js";
import type { PlanState } from "./plan-state.js";
import { isEligible } from "./targets.js";

/** Pinned work cannot be left out. */
export function hasPin({ form }: PlanState, job: number): boolean {
  for (let operation = form.jobStarts[job]!; operation < form.jobStarts[job + 1]!; operation++)
    if (form.pinnedStart[operation]! >= 0 || form.pinnedMachine[operation]! >= 0) return true;
  return false;
}

/** Takes a job out, and those that wait for it; false, and nothing done, where one of them must be planned. */
export function takeOut(state: PlanState, job: number): boolean {
  const { form } = state;
  const out = new Set([job]);
  for (const one of out)
    for (let operation = form.jobStarts[one]!; operation < form.jobStarts[one + 1]!; operation++)
      for (let arc = form.successorStarts[operation]!; arc < form.successorStarts[operation + 1]!; arc++)
        if (state.isPlanned(form.successors[arc]!)) out.add(form.jobOf[form.successors[arc]!]!);
  for (const one of out) if (Number.isNaN(form.unassignedPrice[one]!) || hasPin(state, one)) return false;
  const operations = [...out].flatMap((one) =>
    Array.from(
      { length: form.jobStarts[one + 1]! - form.jobStarts[one]! },
      (_, k) => form.jobStarts[one]! + k,
    ),
  );
  operations.sort((a, b) => state.order.position[b]! - state.order.position[a]!);
  for (const operation of operations) state.remove(operation);
  return true;
}

/** Plans a job that is out; false where one that it waits for is out. */
export function putIn(state: PlanState, job: number, random: RandomStream | null): boolean {
  const { form, order } = state;
  const first = form.jobStarts[job]!;
  const until = form.jobStarts[job + 1]!;
  for (let operation = first; operation < until; operation++)
    for (let arc = form.predecessorStarts[operation]!; arc < form.predecessorStarts[operation + 1]!; arc++)
      if (!state.isPlanned(form.predecessors[arc]!) && form.jobOf[form.predecessors[arc]!] !== job)
        return false;
  const urgency = random === null ? 0 : random.uniform();
  for (let operation = first; operation < until; operation++) {
    let mode = -1;
    let soonest = Number.POSITIVE_INFINITY;
    for (let other = form.modeStarts[operation]!; other < form.modeStarts[operation + 1]!; other++) {
      if (!isEligible(form, operation, other)) continue;
      const last = order.last[form.modeMachine[other]!]!;
      const end = (last < 0 ? 0 : state.end[last]!) * urgency + form.modeDuration[other]!;
      if (end >= soonest) continue;
      soonest = end;
      mode = other;
    }
    state.add(operation, mode);
    const pin = form.pinnedStart[operation]!;
    const from = operation > first ? state.end[operation - 1]! : form.earliestStart[operation]!;
    const time = pin >= 0 ? pin : from;
    let before = -1;
    const goesByTime = pin >= 0 || urgency < 0.5;
    let other = goesByTime ? order.previous[operation]! : -1;
    while (other >= 0 && state.start[other]! >= time) {
      before = other;
      other = order.previous[other]!;
    }
    if (before >= 0) order.relocate(operation, mode, before);
    state.update();
  }
  return true;
}
