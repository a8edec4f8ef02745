import type { RandomStream } from "../../math/index.js";
import { DelayRates } from "./delay-rates.js";
import { hasPin, putIn, takeOut } from "./job-choice.js";
import type { PlanState } from "./plan-state.js";
import { WAITS_FOR_MACHINE, WAITS_FOR_NOTHING, WAITS_FOR_RESOURCE } from "./plan-times.js";
import { isEligible } from "./targets.js";
import { bestTaskStart } from "./task-start.js";

/** Estimates for each change that is tried within a stretch of a plan. */
const MOST_WITHIN = 64;

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
  readonly #rates: DelayRates;
  readonly #isLarge: boolean;
  /** Estimates for each change that is tried: more in large plans, where trying is dear. */
  readonly #mostConsidered: number;
  #isStale = true;
  // Places of the order in which changes are looked for.
  #from = 0;
  #until: number = Number.POSITIVE_INFINITY;
  #bestCost = 0;
  #bestActivity = -1;
  #bestMode = 0;
  #bestBefore = -1;

  constructor(state: PlanState, random: RandomStream) {
    const { form } = state;
    this.#state = state;
    this.#random = random;
    this.#rates = new DelayRates(state);
    this.#isLarge = form.operations > 1_000;
    this.#mostConsidered = Math.max(32, Math.floor(form.operations / 100));
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

  /**
   * Changes the state in some way, without `update`; false where nothing was changed. In large plans only what is
   * estimated to cost less than `limit` is tried: trying is dear there.
   */
  propose(limit: number): boolean {
    const random = this.#random;
    const draw = random.uniform();
    if (this.#tasks.length > 0 && draw < 0.1) return this.#moveTask();
    if (this.#optionalJobs.length > 0 && draw < 0.15) return this.#toggleJob();
    if (draw > 0.97 && this.#state.prices.holdsReference) return this.#toggleHold();
    if (draw > 0.35) return this.#bestOfSome(this.#isLarge ? limit : Number.MAX_VALUE);
    const activity = this.#waitingActivity();
    if (activity < 0) return false;
    if (this.#isFlexible && activity < this.#state.form.operations && random.uniform() < 0.35)
      return this.#moveToOther(activity);
    return random.uniform() < 0.6 ? this.#swap(activity) : this.#insert(activity);
  }

  /** What looks best within a stretch of the order, if it is estimated to cost less than `limit`. */
  proposeWithin(from: number, until: number, limit: number): boolean {
    if (from !== this.#from || until !== this.#until) this.#isStale = true;
    this.#from = from;
    this.#until = until;
    // The best of very many would be the same change again and again.
    return this.#bestOfSome(limit, Math.ceil(Math.pow(MOST_WITHIN, this.#random.uniform())));
  }

  /** The state was changed for good: what waits for what has to be found anew. */
  refresh(): void {
    this.#isStale = true;
  }

  /** The change of a few that is estimated best. */
  #bestOfSome(limit: number, most: number = this.#mostConsidered): boolean {
    const { order } = this.#state;
    const rates = this.#rates;
    if (this.#isStale) {
      rates.refresh(this.#from, Math.min(this.#until, order.count));
      this.#isStale = false;
    }
    const random = this.#random;
    this.#bestCost = Number.POSITIVE_INFINITY;
    const count = Math.max(1, Math.min(most, rates.waitingCount >> 4));
    for (let draw = 0; draw < count; draw++) {
      if (this.#isFlexible && random.uniform() < 0.4) this.#considerTransfer();
      else if (rates.waitingCount > 0) this.#considerSequence();
    }
    if (this.#bestCost >= limit) return false;
    return order.relocate(this.#bestActivity, this.#bestMode, this.#bestBefore);
  }

  /** Something that waits goes some places earlier, or what it waits for goes later. */
  #considerSequence(): void {
    const { order } = this.#state;
    const random = this.#random;
    const activity = this.#rates.waiting[random.integer(this.#rates.waitingCount)]!;
    const previous = order.previous[activity]!;
    if (previous < 0) return;
    const reach = random.uniform() < 0.5 ? 0 : 1 + random.integer(5);
    if (random.uniform() < 0.5) {
      let before = previous;
      for (let step = 0; step < reach && order.previous[before]! >= 0; step++)
        before = order.previous[before]!;
      this.#consider(activity, order.mode[activity]!, before, this.#rates.effectOfAdvance(activity, before));
    } else {
      let after = activity;
      for (let step = 0; step < reach && order.next[after]! >= 0; step++) after = order.next[after]!;
      const cost = this.#rates.effectOfDelay(previous, after);
      this.#consider(previous, order.mode[previous]!, order.next[after]!, cost);
    }
  }

  /** Something that costs goes to another machine, near the time at which it could start there. */
  #considerTransfer(): void {
    const state = this.#state;
    const { form, order } = state;
    const random = this.#random;
    if (this.#rates.costlyCount === 0) return;
    const operation = this.#rates.costly[random.integer(this.#rates.costlyCount)]!;
    const first = form.modeStarts[operation]!;
    const mode = first + random.integer(form.modeStarts[operation + 1]! - first);
    if (mode === order.mode[operation] || !isEligible(form, operation, mode)) return;
    const before = this.#placeNear(operation, form.modeMachine[mode]!);
    if (before === operation) return;
    this.#consider(operation, mode, before, this.#rates.effectOfTransfer(operation, mode, before));
  }

  /** What an operation could precede on a machine: the next there in the order of the plan, or one beside it. */
  #placeNear(operation: number, machine: number): number {
    const { order } = this.#state;
    let place = order.position[operation]! + 1;
    while (place < order.count && order.machineOf(order.order[place]!) !== machine) place++;
    const next = place < order.count ? order.order[place]! : -1;
    const draw = this.#random.integer(4);
    if (draw === 0 && next >= 0) return order.next[next]!;
    if (draw > 1) return next;
    const previous = next >= 0 ? order.previous[next]! : order.last[machine]!;
    return previous >= 0 ? previous : next;
  }

  #consider(activity: number, mode: number, before: number, cost: number): void {
    if (cost >= this.#bestCost) return;
    this.#bestCost = cost;
    this.#bestActivity = activity;
    this.#bestMode = mode;
    this.#bestBefore = before;
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
    return state.order.relocate(activity, state.order.mode[activity]!, before);
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

  /** Just before what follows a task, a little beside its time, a point of its cost curve, or the end of other work. */
  #someTime(task: number): number {
    const state = this.#state;
    const { form, order } = state;
    const times = form.costCurves[task]?.times ?? [];
    const draw = this.#random.uniform();
    const next = order.next[task]!;
    if (draw < 0.2 && next >= 0)
      return Math.max(0, state.start[next]! - form.modeDuration[form.modeStarts[task]!]!);
    if (draw < 0.4) return Math.max(0, state.start[task]! + this.#random.integer(7) - 3);
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
