import { NEVER } from "../schedule-form.js";
import type { ScheduleForm } from "../schedule-form.js";

/** Latest starts that keep due dates, deadlines and pins, as if machines were always free; per operation. */
export interface Targets {
  /** By due dates; NEVER for none. */
  readonly due: Int32Array;
  /** By deadlines and pinned starts of what follows; NEVER for none. */
  readonly hard: Int32Array;
  /** Working time from the start of the operation to the end of the last that must follow it. */
  readonly tail: Int32Array;
  /** Shortest working time. */
  readonly shortest: Int32Array;
}

export function targetsOf(form: ScheduleForm): Targets {
  const { operations, jobOf, jobStarts } = form;
  const due = new Int32Array(operations).fill(NEVER);
  const hard = new Int32Array(operations).fill(NEVER);
  const tail = new Int32Array(operations);
  const shortest = new Int32Array(operations);
  for (let operation = 0; operation < operations; operation++) {
    let least = NEVER;
    for (let mode = form.modeStarts[operation]!; mode < form.modeStarts[operation + 1]!; mode++)
      if (isEligible(form, operation, mode)) least = Math.min(least, form.modeDuration[mode]!);
    shortest[operation] = least;
  }
  for (const operation of orderOfOperations(form).reverse()) {
    const job = jobOf[operation]!;
    const work = shortest[operation]!;
    let dueEnd = NEVER;
    let hardEnd = NEVER;
    let after = 0;
    const follow = (successor: number, lag: number): void => {
      if (due[successor]! < NEVER) dueEnd = Math.min(dueEnd, due[successor]! - lag);
      if (hard[successor]! < NEVER) hardEnd = Math.min(hardEnd, hard[successor]! - lag);
      after = Math.max(after, tail[successor]! + lag);
    };
    if (jobStarts[job + 1] === operation + 1) {
      dueEnd = form.due[job]!;
      hardEnd = form.deadline[job]!;
    } else follow(operation + 1, 0);
    for (let arc = form.successorStarts[operation]!; arc < form.successorStarts[operation + 1]!; arc++)
      follow(form.successors[arc]!, form.successorLags[arc]!);
    due[operation] = dueEnd === NEVER ? NEVER : dueEnd - work;
    hard[operation] = hardEnd === NEVER ? NEVER : hardEnd - work;
    tail[operation] = work + after;
    const pin = form.pinnedStart[operation]!;
    if (pin >= 0) hard[operation] = pin;
  }
  return { due, hard, tail, shortest };
}

/** The pinned machine's modes are the only ones of an operation that has one. */
export function isEligible(form: ScheduleForm, activity: number, mode: number): boolean {
  const pinned = form.pinnedMachine[activity]!;
  return pinned < 0 || form.modeMachine[mode] === pinned;
}

/** Operations so that routings and precedences run forwards. */
export function orderOfOperations(form: ScheduleForm): Int32Array {
  const { operations, jobOf, jobStarts } = form;
  const waiting = new Int32Array(operations);
  const order = new Int32Array(operations);
  let count = 0;
  for (let operation = 0; operation < operations; operation++) {
    waiting[operation] =
      form.predecessorStarts[operation + 1]! -
      form.predecessorStarts[operation]! +
      (jobStarts[jobOf[operation]!]! < operation ? 1 : 0);
    if (waiting[operation] === 0) order[count++] = operation;
  }
  for (let head = 0; head < count; head++) {
    const operation = order[head]!;
    if (jobStarts[jobOf[operation]! + 1]! > operation + 1 && --waiting[operation + 1]! === 0)
      order[count++] = operation + 1;
    for (let arc = form.successorStarts[operation]!; arc < form.successorStarts[operation + 1]!; arc++)
      if (--waiting[form.successors[arc]!]! === 0) order[count++] = form.successors[arc]!;
  }
  return order.subarray(0, count);
}
