import type { RandomStream } from "../../math/index.js";
import { EstimatedMoves } from "./estimated-moves.js";
import { hasPin, putIn, takeOut } from "./job-choice.js";
import type { PlanState } from "./plan-state.js";
import { WAITS_FOR_MACHINE, WAITS_FOR_NOTHING, WAITS_FOR_RESOURCE } from "./plan-times.js";
import { isEligible } from "./targets.js";
import { TaskMoves } from "./task-moves.js";

/** Estimates for each change that is tried within a stretch of a plan. */
const MOST_WITHIN = 64;

/** Changes to try: mostly where work that costs something waits for its machine. */
export class Moves {
  readonly #state: PlanState;
  readonly #random: RandomStream;
  /** Waits on the way to a late end: activities that wait for their machine or a resource. */
  readonly #waits: Int32Array;
  readonly #optionalJobs: Int32Array;
  readonly #tasks: TaskMoves;
  /** [activities] 1 for those that a move may not touch */
  readonly #fixed: Uint8Array;
  readonly #isFlexible: boolean;
  readonly #estimated: EstimatedMoves;
  readonly #isLarge: boolean;
  /** Estimates for each change that is tried: more in large plans, where trying is dear. */
  readonly #mostConsidered: number;

  constructor(state: PlanState, random: RandomStream) {
    const { form } = state;
    this.#state = state;
    this.#random = random;
    this.#estimated = new EstimatedMoves(state, random);
    this.#tasks = new TaskMoves(state, random);
    this.#isLarge = form.operations > 1_000;
    this.#mostConsidered = Math.max(32, Math.floor(form.operations / 100));
    this.#waits = new Int32Array(form.activities);
    this.#optionalJobs = Int32Array.from(form.unassignedPrice.keys()).filter(
      (job) => !Number.isNaN(form.unassignedPrice[job]!) && !hasPin(state, job),
    );
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
    if (this.#tasks.any && draw < 0.1) return this.#tasks.propose();
    if (this.#optionalJobs.length > 0 && draw < 0.15) return this.#toggleJob();
    if (draw > 0.97 && this.#state.prices.holdsReference) return this.#toggleHold();
    if (draw > 0.35)
      return this.#estimated.propose(this.#isLarge ? limit : Number.MAX_VALUE, this.#mostConsidered);
    const activity = this.#waitingActivity();
    if (activity < 0) return false;
    if (this.#isFlexible && activity < this.#state.form.operations && random.uniform() < 0.35)
      return this.#moveToOther(activity);
    return random.uniform() < 0.6 ? this.#swap(activity) : this.#insert(activity);
  }

  /** What looks best within a stretch of the order, if it is estimated to cost less than `limit`. */
  proposeWithin(from: number, until: number, limit: number): boolean {
    this.#estimated.lookWithin(from, until);
    // The best of very many would be the same change again and again.
    return this.#estimated.propose(limit, Math.ceil(Math.pow(MOST_WITHIN, this.#random.uniform())));
  }

  /** The state was changed for good: what waits for what has to be found anew. */
  refresh(): void {
    this.#estimated.refresh();
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
