import type { RandomStream } from "../../math/index.js";
import { WAITS_FOR_MACHINE, WAITS_FOR_NOTHING, WAITS_FOR_RESOURCE } from "./plan-state.js";
import type { PlanState } from "./plan-state.js";
import { isEligible } from "./targets.js";
import { bestTaskStart } from "./task-start.js";

/** Changes to try: mostly where work that costs something waits for its machine. */
export class Moves {
  readonly #state: PlanState;
  readonly #random: RandomStream;
  /** Waits on the way to a late end: activities that wait for their machine or a resource. */
  readonly #waits: Int32Array;
  readonly #optionalJobs: Int32Array;
  readonly #tasks: Int32Array;
  /** [activities] 1 for those that a move may not touch */
  readonly #fixed: Uint8Array;
  readonly #isFlexible: boolean;

  constructor(state: PlanState, random: RandomStream) {
    const { form } = state;
    this.#state = state;
    this.#random = random;
    this.#waits = new Int32Array(form.activities);
    this.#optionalJobs = Int32Array.from(form.unassignedPrice.keys()).filter(
      (job) => !Number.isNaN(form.unassignedPrice[job]!) && !hasPin(state, job),
    );
    this.#tasks = Int32Array.from(
      { length: form.activities - form.operations },
      (_, k) => form.operations + k,
    ).filter((task) => form.pinnedStart[task]! < 0);
    this.#fixed = Uint8Array.from(form.pinnedStart, (start, activity) =>
      start >= 0 && (form.pinnedMachine[activity]! >= 0 || modesOf(state, activity) === 1) ? 1 : 0,
    );
    this.#isFlexible = form.modeMachine.length > form.activities;
  }

  /** There is something that a move could change. */
  get any(): boolean {
    return this.#fixed.includes(0);
  }

  /** Changes the state in some way, without `update`; false where nothing was changed. */
  propose(): boolean {
    const random = this.#random;
    const draw = random.uniform();
    if (this.#tasks.length > 0 && draw < 0.1) return this.#moveTask();
    if (this.#optionalJobs.length > 0 && draw < 0.15) return this.#toggleJob();
    if (draw > 0.97 && this.#state.prices.holdsReference) return this.#toggleHold();
    const activity = draw < 0.9 ? this.#waitingActivity() : this.#anyActivity();
    if (activity < 0) return false;
    if (this.#isFlexible && activity < this.#state.form.operations && random.uniform() < 0.35)
      return this.#moveToOther(activity);
    return random.uniform() < 0.6 ? this.#swap(activity) : this.#insert(activity);
  }

  #anyActivity(): number {
    const { order } = this.#state;
    return order.count === 0 ? -1 : order.order[this.#random.integer(order.count)]!;
  }

  /** Something on the way to the end of work that costs: it waits for its machine, or for a resource. */
  #waitingActivity(): number {
    const state = this.#state;
    let activity = this.#costlyEnd();
    if (activity < 0) return this.#anyActivity();
    let count = 0;
    while (activity >= 0 && state.waitsFor[activity] !== WAITS_FOR_NOTHING) {
      const waits = state.waitsFor[activity]!;
      if (waits === WAITS_FOR_MACHINE || waits === WAITS_FOR_RESOURCE) this.#waits[count++] = activity;
      activity = state.blocker[activity]!;
    }
    return count === 0 ? this.#anyActivity() : this.#waits[this.#random.integer(count)]!;
  }

  /** The end of a job that costs something, by a tournament of draws. */
  #costlyEnd(): number {
    const state = this.#state;
    const { form, prices } = state;
    let best = -1;
    let bestCost = 0;
    const draws = 2 + this.#random.integer(4);
    if (prices.makespan > 0 && this.#random.uniform() < 0.5) {
      for (let job = 0; job < form.jobs; job++) {
        const last = form.jobStarts[job + 1]! - 1;
        if (state.isPlanned(last) && state.end[last] === state.makespan) return last;
      }
    }
    for (let draw = 0; draw < draws; draw++) {
      const job = this.#random.integer(form.jobs);
      const last = form.jobStarts[job + 1]! - 1;
      if (!state.isPlanned(last)) continue;
      const cost = state.costOf(last);
      if (cost <= bestCost) continue;
      bestCost = cost;
      best = last;
    }
    return best;
  }

  /** Exchanges an activity with the one before it on its machine, or the one before a resource is free for it. */
  #swap(activity: number): boolean {
    const state = this.#state;
    if (state.waitsFor[activity] === WAITS_FOR_RESOURCE) return this.#passOnResource(activity);
    const before = state.order.previous[activity]!;
    if (before < 0) return false;
    return state.relocate(activity, state.order.mode[activity]!, before);
  }

  /** Takes its turn on a resource before the activity that holds it. */
  #passOnResource(activity: number): boolean {
    const blocker = this.#state.blocker[activity]!;
    return blocker >= 0 && this.#state.order.advance(activity, blocker);
  }

  /** Puts an activity some places earlier, or the one before it some places later. */
  #insert(activity: number): boolean {
    const { order } = this.#state;
    const reach = 1 + this.#random.integer(8);
    if (this.#random.uniform() < 0.5) {
      let before = activity;
      for (let step = 0; step < reach && order.previous[before]! >= 0; step++)
        before = order.previous[before]!;
      return before !== activity && order.relocate(activity, order.mode[activity]!, before);
    }
    const moved = order.previous[activity]!;
    if (moved < 0) return false;
    let before = order.next[activity]!;
    for (let step = 1; step < reach && before >= 0; step++) before = order.next[before]!;
    return order.relocate(moved, order.mode[moved]!, before);
  }

  /** Puts an operation on another machine, near the place that its time there would give it. */
  #moveToOther(operation: number): boolean {
    const state = this.#state;
    const { form, order } = state;
    const first = form.modeStarts[operation]!;
    const count = form.modeStarts[operation + 1]! - first;
    if (count < 2) return false;
    const mode = first + this.#random.integer(count);
    if (mode === order.mode[operation] || !isEligible(form, operation, mode)) return false;
    const machine = form.modeMachine[mode]!;
    const ready =
      form.jobStarts[form.jobOf[operation]!]! < operation
        ? state.end[operation - 1]!
        : form.earliestStart[operation]!;
    let before = order.last[machine]!;
    if (before < 0) return order.relocate(operation, mode, -1);
    let after = -1;
    while (before >= 0 && state.start[before]! > ready) {
      after = before;
      before = order.previous[before]!;
    }
    for (let step = this.#random.integer(3); step > 0 && after >= 0; step--) after = order.next[after]!;
    if (this.#random.uniform() < 0.25 && before >= 0) after = before;
    return after !== operation && order.relocate(operation, mode, after);
  }

  /** Moves a task along its machine, to another time, or out of the plan and back. */
  #moveTask(): boolean {
    const state = this.#state;
    const { form, order } = state;
    const random = this.#random;
    const task = this.#tasks[random.integer(this.#tasks.length)]!;
    const mode = form.modeStarts[task]!;
    if (!state.isPlanned(task)) {
      state.setHold(task, bestTaskStart(form, task).start);
      state.add(task, mode);
      this.#placeByTime(task, state.hold[task]!);
      return true;
    }
    const draw = random.uniform();
    if (draw < 0.15 && !Number.isNaN(form.skipCost[task]!)) {
      state.remove(task);
      return true;
    }
    if (draw < 0.4) {
      const before = order.previous[task]!;
      state.setHold(task, random.uniform() < 0.5 ? 0 : state.hold[task]!);
      return before >= 0 && order.relocate(task, mode, before);
    }
    if (draw < 0.65) {
      const after = order.next[task]!;
      return after >= 0 && order.relocate(task, mode, order.next[after]!);
    }
    const held = draw < 0.8 ? bestTaskStart(form, task).start : this.#someTime(task);
    state.setHold(task, held);
    this.#placeByTime(task, held);
    return true;
  }

  /** The end of some activity on the machine of a task, or a point of its cost curve. */
  #someTime(task: number): number {
    const state = this.#state;
    const { form, order } = state;
    const times = form.costCurves[task]?.times ?? [];
    if (times.length > 0 && this.#random.uniform() < 0.3)
      return Math.max(0, Math.round(times[this.#random.integer(times.length)]!));
    let other = order.first[order.machineOf(task)]!;
    for (let step = this.#random.integer(20); step > 0 && order.next[other]! >= 0; step--)
      other = order.next[other]!;
    return other < 0 || other === task ? form.earliestStart[task]! : state.end[other]!;
  }

  #placeByTime(task: number, time: number): void {
    const state = this.#state;
    const { order } = state;
    let before = order.first[order.machineOf(task)]!;
    while (before >= 0 && (before === task || state.start[before]! < time)) before = order.next[before]!;
    order.relocate(task, order.mode[task]!, before);
  }

  /** Takes a job out, or plans one that is out at the ends of its machines' sequences, then where its times put it. */
  #toggleJob(): boolean {
    const state = this.#state;
    const job = this.#optionalJobs[this.#random.integer(this.#optionalJobs.length)]!;
    if (state.isPlanned(state.form.jobStarts[job]!))
      return this.#random.uniform() < 0.3 && takeOut(state, job);
    return putIn(state, job, this.#random);
  }

  #toggleHold(): boolean {
    const state = this.#state;
    const activity = this.#anyActivity();
    if (activity < 0 || activity >= state.form.operations) return false;
    const reference = state.prices.referenceStart[activity]!;
    if (reference < 0 || state.form.pinnedStart[activity]! >= 0) return false;
    state.setHold(activity, state.hold[activity] === reference ? 0 : reference);
    return true;
  }
}

function modesOf(state: PlanState, activity: number): number {
  const { form } = state;
  let count = 0;
  for (let mode = form.modeStarts[activity]!; mode < form.modeStarts[activity + 1]!; mode++)
    if (isEligible(form, activity, mode)) count++;
  return count;
}

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
    const last = order.previous[operation]!;
    let before = -1;
    let other = last;
    while (other >= 0 && state.start[other]! >= time && (pin >= 0 || urgency < 0.5)) {
      before = other;
      other = order.previous[other]!;
    }
    if (before >= 0) order.relocate(operation, mode, before);
    state.update();
  }
  return true;
}
