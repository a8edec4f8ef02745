import { NEVER } from "../schedule-form.js";
import type { ScheduleForm } from "../schedule-form.js";
import { ApparentTardinessCost } from "./apparent-tardiness-cost.js";
import type { DispatchRule } from "./apparent-tardiness-cost.js";
import { PinnedStarts } from "./pinned-starts.js";
import type { PlanState } from "./plan-state.js";
import { bestTaskStart } from "./task-start.js";
import { isEligible } from "./targets.js";
import type { Targets } from "./targets.js";

/**
 * Builds a plan by list scheduling: where a machine comes free first, the work with the highest apparent tardiness
 * cost goes next (Vepsalainen and Morton, "Priority rules for job shops with weighted tardiness costs", Management
 * Science 1987; the set-up term of Lee, Bhaskaran and Pinedo, IIE Transactions 1997). Pinned starts are kept free,
 * maintenance goes where its cost is lowest. `leftOut[job]` is 1 for jobs that stay out.
 */
export function dispatch(state: PlanState, targets: Targets, rule: DispatchRule, leftOut: Uint8Array): void {
  new Dispatcher(state, targets, rule, leftOut).run();
}

class Dispatcher {
  readonly #state: PlanState;
  readonly #form: ScheduleForm;
  readonly #cost: ApparentTardinessCost;
  readonly #leftOut: Uint8Array;
  /** [operations] predecessors that are not planned yet */
  readonly #waiting: Int32Array;
  readonly #ready: Int32Array;
  readonly #queues: number[][];
  /** [machines] earliest time at which something may go next; NEVER while nothing waits there */
  readonly #turn: Float64Array;
  readonly #pins: PinnedStarts;
  readonly #tasks: number[][];
  #forced = false;

  constructor(state: PlanState, targets: Targets, rule: DispatchRule, leftOut: Uint8Array) {
    const { form } = state;
    this.#state = state;
    this.#form = form;
    this.#cost = new ApparentTardinessCost(state, targets, rule);
    this.#leftOut = leftOut;
    this.#waiting = new Int32Array(form.operations);
    this.#ready = new Int32Array(form.operations);
    this.#queues = Array.from({ length: form.machines }, () => []);
    this.#turn = new Float64Array(form.machines).fill(NEVER);
    this.#pins = new PinnedStarts(form, state.order, leftOut);
    this.#tasks = Array.from({ length: form.machines }, () => []);
  }

  run(): void {
    const state = this.#state;
    const form = this.#form;
    state.clear();
    state.hold.fill(0);
    for (let machine = 0; machine < form.machines; machine++) {
      const reserved = this.#pins.next(machine);
      if (reserved >= 0) this.#turn[machine] = form.pinnedStart[reserved]!;
    }
    for (let task = form.operations; task < form.activities; task++) this.#await(task);
    for (let operation = 0; operation < form.operations; operation++) {
      if (this.#leftOut[form.jobOf[operation]!] === 1) continue;
      this.#waiting[operation] =
        form.predecessorStarts[operation + 1]! -
        form.predecessorStarts[operation]! +
        (form.jobStarts[form.jobOf[operation]!]! < operation ? 1 : 0);
      if (this.#waiting[operation] === 0) this.#release(operation);
    }
    for (;;) {
      const machine = this.#nextMachine();
      if (machine >= 0) this.#serve(machine);
      else if (this.#forced || !this.#unblock()) break;
    }
    for (let machine = 0; machine < form.machines; machine++)
      for (const task of this.#tasks[machine]!) this.#placeTask(task);
    state.recount();
    state.keep();
  }

  #await(task: number): void {
    const form = this.#form;
    if (form.pinnedStart[task]! >= 0) return;
    const skip = form.skipCost[task]!;
    const best = bestTaskStart(form, task);
    this.#state.hold[task] = best.start;
    if (!Number.isNaN(skip) && best.cost >= skip) return;
    this.#tasks[form.modeMachine[form.modeStarts[task]!]!]!.push(task);
  }

  #release(operation: number): void {
    const form = this.#form;
    const job = form.jobOf[operation]!;
    let ready = form.earliestStart[operation]!;
    if (form.jobStarts[job]! < operation) ready = Math.max(ready, this.#state.end[operation - 1]!);
    for (let arc = form.predecessorStarts[operation]!; arc < form.predecessorStarts[operation + 1]!; arc++)
      ready = Math.max(ready, this.#state.end[form.predecessors[arc]!]! + form.predecessorLags[arc]!);
    this.#ready[operation] = ready;
    if (form.pinnedStart[operation]! >= 0) {
      const machine = form.modeMachine[this.#state.order.mode[operation]!]!;
      this.#turn[machine] = Math.min(this.#turn[machine]!, Math.max(ready, form.pinnedStart[operation]!));
      return;
    }
    for (let mode = form.modeStarts[operation]!; mode < form.modeStarts[operation + 1]!; mode++) {
      if (!isEligible(form, operation, mode)) continue;
      const machine = form.modeMachine[mode]!;
      this.#queues[machine]!.push(operation, mode);
      const turn = Math.max(ready, this.#freeAt(machine));
      if (turn < this.#turn[machine]!) this.#turn[machine] = turn;
    }
  }

  #freeAt(machine: number): number {
    const last = this.#state.order.last[machine]!;
    return last < 0 ? 0 : this.#state.end[last]!;
  }

  #nextMachine(): number {
    const turn = this.#turn;
    let best = -1;
    let soonest = NEVER;
    for (let machine = 0; machine < turn.length; machine++) {
      if (turn[machine]! >= soonest) continue;
      soonest = turn[machine]!;
      best = machine;
    }
    return best;
  }

  /** Something that does not fit before a pinned start, or comes after the end of a calendar, has to go somewhere. */
  #unblock(): boolean {
    this.#forced = true;
    let waits = false;
    for (let machine = 0; machine < this.#form.machines; machine++) {
      if (this.#queues[machine]!.length === 0 && this.#pins.next(machine) < 0) continue;
      this.#turn[machine] = 0;
      waits = true;
    }
    return waits;
  }

  /** Puts the next activity on a machine, or finds when it is the machine's turn again. */
  #serve(machine: number): void {
    const state = this.#state;
    const form = this.#form;
    const queue = this.#queues[machine]!;
    const now = this.#forced
      ? Number.POSITIVE_INFINITY
      : Math.max(this.#turn[machine]!, this.#freeAt(machine));
    const reserved = this.#pins.next(machine);
    const limit = reserved >= 0 && !this.#forced ? form.pinnedStart[reserved]! : Number.POSITIVE_INFINITY;
    const reservedFamily = reserved >= 0 ? form.family[reserved]! : -1;
    let best = -1;
    let bestRank = Number.NEGATIVE_INFINITY;
    let soonest = NEVER;
    let kept = 0;
    for (let index = 0; index < queue.length; index += 2) {
      const operation = queue[index]!;
      const mode = queue[index + 1]!;
      if (state.isPlanned(operation)) continue;
      queue[kept++] = operation;
      queue[kept++] = mode;
      if (this.#ready[operation]! > now) {
        soonest = Math.min(soonest, this.#ready[operation]!);
        continue;
      }
      const time = now === Number.POSITIVE_INFINITY ? this.#ready[operation]! : now;
      const rank = this.#cost.of(operation, mode, time);
      if (rank <= bestRank) continue;
      if (!this.#forced && (limit < Number.POSITIVE_INFINITY || this.#hasNeeds(operation))) {
        const start = state.probe(operation, mode);
        const family = form.family[operation]!;
        const setups = form.setupTimes[machine]!;
        const setup =
          setups !== null && family >= 0 && reservedFamily >= 0
            ? setups[family * form.families + reservedFamily]!
            : 0;
        if (state.endNow + setup > limit) continue;
        if (!this.#pins.leaveResources(operation, start, state.endNow)) continue;
      }
      bestRank = rank;
      best = kept - 2;
    }
    queue.length = kept;
    if (best >= 0) {
      const operation = queue[best]!;
      const mode = queue[best + 1]!;
      if (this.#taskFirst(machine, operation, mode, now)) return;
      queue[best] = queue[kept - 2]!;
      queue[best + 1] = queue[kept - 1]!;
      queue.length = kept - 2;
      this.#place(operation, mode);
      this.#turn[machine] = this.#nextTurn(machine);
      return;
    }
    const isReady = reserved >= form.operations || (reserved >= 0 && this.#waiting[reserved] === 0);
    if (reserved >= 0 && isReady && now >= limit) {
      this.#pins.plan(machine);
      this.#place(reserved, state.order.mode[reserved]!);
      this.#turn[machine] = this.#nextTurn(machine);
      if (this.#hasNeeds(reserved)) this.#offerTurns();
      return;
    }
    // What does not fit before a pinned start waits until that has been placed.
    if (soonest < limit) this.#turn[machine] = Math.max(soonest, now === soonest ? now + 1 : soonest);
    else if (reserved >= 0 && isReady) this.#turn[machine] = limit;
    else this.#turn[machine] = NEVER;
  }

  #hasNeeds(operation: number): boolean {
    return this.#form.needStarts[operation + 1]! > this.#form.needStarts[operation]!;
  }

  /** What waited for a pinned user of a resource may have its turn now. */
  #offerTurns(): void {
    for (let machine = 0; machine < this.#form.machines; machine++)
      this.#turn[machine] = this.#nextTurn(machine);
  }

  /** Maintenance whose time has come goes before the work. */
  #taskFirst(machine: number, operation: number, mode: number, now: number): boolean {
    const form = this.#form;
    const state = this.#state;
    const tasks = this.#tasks[machine]!;
    if (tasks.length === 0) return false;
    state.probe(operation, mode);
    const end = state.endNow;
    const index = tasks.findIndex(
      (task) =>
        state.hold[task]! <= now ||
        (end > form.latestStart[task]! && form.earliestStart[task]! <= form.latestStart[task]!),
    );
    if (index < 0) return false;
    const [task] = tasks.splice(index, 1);
    this.#placeTask(task!);
    this.#turn[machine] = this.#nextTurn(machine);
    return true;
  }

  #placeTask(task: number): void {
    this.#state.append(task, this.#form.modeStarts[task]!);
  }

  #nextTurn(machine: number): number {
    const queue = this.#queues[machine]!;
    const reserved = this.#pins.next(machine);
    let soonest = reserved < 0 ? NEVER : this.#form.pinnedStart[reserved]!;
    for (let index = 0; index < queue.length; index += 2)
      if (!this.#state.isPlanned(queue[index]!)) soonest = Math.min(soonest, this.#ready[queue[index]!]!);
    return soonest >= NEVER ? NEVER : Math.max(soonest, this.#forced ? 0 : this.#freeAt(machine));
  }

  #place(activity: number, mode: number): void {
    const form = this.#form;
    this.#state.append(activity, mode);
    if (activity >= form.operations) return;
    if (form.jobStarts[form.jobOf[activity]! + 1]! > activity + 1) this.#countDown(activity + 1);
    for (let arc = form.successorStarts[activity]!; arc < form.successorStarts[activity + 1]!; arc++)
      this.#countDown(form.successors[arc]!);
  }

  #countDown(operation: number): void {
    if (this.#leftOut[this.#form.jobOf[operation]!] === 1) return;
    if (--this.#waiting[operation]! === 0) this.#release(operation);
  }
}
