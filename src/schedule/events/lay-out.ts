import { ForesolveError } from "../../errors.js";
import { NEVER } from "../schedule-form.js";
import type { ActivityIndex } from "./activity-index.js";
import { Timetable } from "./timetable.js";
import { predecessorsOf } from "./turn.js";

/** What a layout starts from, by activity. */
export interface Wishes {
  /** [activities] mode to keep; -1: the one that ends first */
  readonly mode: Int32Array;
  /** [activities] not to start earlier; -1: as early as a gap allows (a new one) */
  readonly start: Int32Array;
  /** [activities] 1: starts at exactly `start` if it can; 2: has started, so that it does */
  readonly fixed: Uint8Array;
  /** [activities] 1: not in the plan */
  readonly absent: Uint8Array;
  /** All activities in the order in which they are laid out, each after those that it waits for. */
  readonly order: readonly number[];
}

/** What could not be as wished. */
export interface Layout {
  readonly table: Timetable;
  /** Fixed activities that had to move. */
  readonly released: readonly number[];
  /** Jobs that no machine can do any more. */
  readonly leftOut: readonly number[];
}

/**
 * Right shift: every activity stays on its machine, in its order there, and starts as early as that allows from the time
 * wished for on. Fixed ones lie first, the others around them. Where a fixed one would be pushed, what it waits for is
 * laid out ahead of everything else; only if that does not help either, it is let go (a heuristic: an order that keeps
 * it may exist).
 *
 * @throws ForesolveError `FS_SCHEDULE_NO_CAPACITY` when an operation of a job that must be planned has no machine.
 */
export function layOut(
  index: ActivityIndex,
  wishes: Wishes,
  table: Timetable = new Timetable(index.form),
): Layout {
  const attempt = new Attempt(index, wishes, table);
  while (!attempt.run());
  return { table, released: [...attempt.released], leftOut: [...attempt.leftOut] };
}

class Attempt {
  readonly released = new Set<number>();
  readonly leftOut = new Set<number>();
  /** What fixed ones wait for: laid out first. */
  readonly #promoted = new Set<number>();
  /** What must leave its machine, and what waits for it: laid out last, so that it displaces nothing. */
  readonly #deferred = new Set<number>();
  readonly #helped = new Set<number>();
  readonly #index: ActivityIndex;
  readonly #wishes: Wishes;
  readonly #table: Timetable;

  constructor(index: ActivityIndex, wishes: Wishes, table: Timetable) {
    this.#index = index;
    this.#wishes = wishes;
    this.#table = table;
  }

  #isFixed(activity: number): boolean {
    return this.#wishes.fixed[activity] > 0 && !this.released.has(activity);
  }

  #isAbsent(activity: number): boolean {
    const { jobOf, operations } = this.#index.form;
    return (
      this.#wishes.absent[activity] === 1 || (activity < operations && this.leftOut.has(jobOf[activity]))
    );
  }

  /** False when something had to give and all is to be laid out anew. */
  run(): boolean {
    const { form } = this.#index;
    const wishes = this.#wishes;
    const table = this.#table;
    table.clear();
    for (const kind of [2, 1]) {
      for (const activity of wishes.order) {
        if (wishes.fixed[activity] !== kind || !this.#isFixed(activity) || this.#isAbsent(activity)) continue;
        if (table.admits(activity, wishes.mode[activity], wishes.start[activity]))
          table.put(activity, wishes.mode[activity], wishes.start[activity]);
        else this.released.add(activity);
      }
    }
    const free = wishes.order.filter((activity) => !this.#isAbsent(activity) && !this.#isFixed(activity));
    const first = free.filter((activity) => this.#promoted.has(activity));
    const others = free.filter((activity) => !this.#promoted.has(activity));
    const inOrder = others.filter((activity) => !this.#deferred.has(activity));
    const last = others.filter((activity) => this.#deferred.has(activity));
    const lastEnd = new Int32Array(form.machines);
    for (const activity of [...first, ...inOrder, ...last]) {
      const ready = table.readyTime(activity);
      const isFree = this.#promoted.has(activity) || this.#deferred.has(activity);
      const mode = this.#place(activity, ready, isFree ? null : lastEnd);
      if (mode < 0) return this.#leaveOut(activity);
      if (!isFree && wishes.mode[activity] >= 0 && mode !== wishes.mode[activity]) {
        this.#defer(activity);
        return false;
      }
      const pushed = this.#pushedBy(activity);
      if (pushed >= 0) return this.#giveWay(pushed);
    }
    for (const activity of wishes.order) {
      if (table.start[activity] < 0 || wishes.fixed[activity] !== 1 || !this.#isFixed(activity)) continue;
      const lacks = table.readyTime(activity) > table.start[activity] || table.setupLack(activity) > 0;
      if (lacks) {
        this.released.add(activity);
        return false;
      }
    }
    return true;
  }

  /** Puts an activity; the mode that it has got, or -1. `lastEnd`: [machines] end of the last one put in order. */
  #place(activity: number, ready: number, lastEnd: Int32Array | null): number {
    const { modeStarts, modeMachine, pinnedMachine } = this.#index.form;
    const table = this.#table;
    const wished = this.#wishes.mode[activity];
    const wishedStart = this.#wishes.start[activity];
    if (wished >= 0) {
      const machine = modeMachine[wished];
      const inOrder = lastEnd === null || wishedStart < 0 ? 0 : lastEnd[machine];
      const { start, end } = table.find(activity, wished, Math.max(ready, wishedStart, inOrder));
      if (start < NEVER) {
        table.put(activity, wished, start);
        if (lastEnd !== null && wishedStart >= 0) lastEnd[machine] = end;
        return wished;
      }
    }
    let best = -1;
    let bestStart = NEVER;
    let bestEnd = NEVER;
    const keepsOrder = wished < 0 && wishedStart >= 0 && lastEnd !== null;
    for (let mode = modeStarts[activity]; mode < modeStarts[activity + 1]; mode++) {
      const machine = modeMachine[mode];
      if (pinnedMachine[activity] >= 0 && pinnedMachine[activity] !== machine) continue;
      const from = Math.max(ready, wishedStart, keepsOrder ? lastEnd[machine] : 0);
      const { start, end } = table.find(activity, mode, from);
      if (end >= bestEnd) continue;
      best = mode;
      bestStart = start;
      bestEnd = end;
    }
    if (best >= 0 && keepsOrder) lastEnd[modeMachine[best]] = bestEnd;
    if (best >= 0) table.put(activity, best, bestStart);
    return best;
  }

  /** A fixed activity that would have to wait for this one longer than it can; -1 for none. */
  #pushedBy(activity: number): number {
    const { operations, jobStarts, jobOf, successorStarts, successors, successorLags } = this.#index.form;
    const { start, end } = this.#table;
    const isPushed = (other: number, lag: number): boolean =>
      this.#isFixed(other) && start[other] >= 0 && start[other] < end[activity] + lag;
    const next = activity + 1;
    if (activity < operations && next < jobStarts[jobOf[activity] + 1] && isPushed(next, 0)) return next;
    for (let at = successorStarts[activity]; at < successorStarts[activity + 1]; at++)
      if (isPushed(successors[at], successorLags[at])) return successors[at];
    return -1;
  }

  #giveWay(pushed: number): false {
    if (this.#helped.has(pushed)) this.released.add(pushed);
    else {
      this.#helped.add(pushed);
      this.#promote(pushed);
    }
    return false;
  }

  /** Marks all that an activity waits for. */
  #promote(activity: number): void {
    for (const before of predecessorsOf(this.#index.form, activity)) {
      if (this.#promoted.has(before)) continue;
      this.#promoted.add(before);
      this.#promote(before);
    }
  }

  #defer(activity: number): void {
    if (this.#deferred.has(activity)) return;
    this.#deferred.add(activity);
    const { operations, jobStarts, jobOf, successorStarts, successors } = this.#index.form;
    const next = activity + 1;
    if (activity < operations && next < jobStarts[jobOf[activity] + 1]) this.#defer(next);
    for (let at = successorStarts[activity]; at < successorStarts[activity + 1]; at++)
      this.#defer(successors[at]);
  }

  #leaveOut(activity: number): false {
    const { form } = this.#index;
    const name = this.#index.names[activity];
    const job = activity < form.operations ? form.jobOf[activity] : -1;
    const ofJob = job < 0 ? [] : range(form.jobStarts[job], form.jobStarts[job + 1]);
    const mayBeLeftOut = job >= 0 && !Number.isNaN(form.unassignedPrice[job]);
    if (!mayBeLeftOut || ofJob.some((other) => this.#isFixed(other))) {
      const machines =
        "task" in name
          ? name.task.machine
          : name.operation.alternatives.map(({ machine }) => machine).join(", ");
      throw new ForesolveError("FS_SCHEDULE_NO_CAPACITY", {
        message: `No machine is left for ${this.#index.textOf(activity)}: ${machines} will not work long enough.`,
        fix: "Name another machine that can do it, give the breakdown an end or the calendar more time, or let the job be left out at a price (`unassignedPrice`).",
        data: { activity: this.#index.textOf(activity), machines },
      });
    }
    this.#leaveOutWithFollowers(job);
    return false;
  }

  /** A job that is left out takes those along that wait for it. */
  #leaveOutWithFollowers(job: number): void {
    const { form } = this.#index;
    this.leftOut.add(job);
    for (const { before, after } of form.problem.precedences ?? []) {
      const follower = this.#index.job(after.job);
      if (this.#index.job(before.job) === job && !this.leftOut.has(follower)) {
        if (Number.isNaN(form.unassignedPrice[follower])) {
          throw new ForesolveError("FS_SCHEDULE_NO_CAPACITY", {
            message: `Job ${before.job} has no machine left, and job ${after.job}, which waits for it, must be planned.`,
            fix: `Give job ${before.job} another machine, drop the precedence, or let job ${after.job} be left out at a price.`,
            data: { activity: before.job, follower: after.job },
          });
        }
        this.#leaveOutWithFollowers(follower);
      }
    }
  }
}

const range = (from: number, until: number): number[] =>
  Array.from({ length: until - from }, (_, offset) => from + offset);
