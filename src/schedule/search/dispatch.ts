import { NEVER } from "../schedule-form.js";
import type { ScheduleForm } from "../schedule-form.js";
import type { PlanState } from "./plan-state.js";
import { bestTaskStart } from "./task-start.js";
import { isEligible } from "./targets.js";
import type { Targets } from "./targets.js";

/** How a dispatcher ranks what could go next on a machine. */
export interface DispatchRule {
  /** Times the mean working time: how far ahead of its due date work becomes urgent. */
  readonly lookAhead: number;
  /** Weight of the work that remains behind an operation against its urgency. */
  readonly tail: number;
  /** Share of the work behind an operation in what its price is divided by: 0 for its own work alone. */
  readonly remaining: number;
}

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
  readonly #targets: Targets;
  readonly #rule: DispatchRule;
  readonly #leftOut: Uint8Array;
  /** [operations] predecessors that are not planned yet */
  readonly #waiting: Int32Array;
  readonly #ready: Int32Array;
  readonly #queues: number[][];
  /** [machines] earliest time at which something may go next; NEVER while nothing waits there */
  readonly #turn: Float64Array;
  /** Pinned starts by machine, ascending. */
  readonly #reserved: number[][];
  readonly #tasks: number[][];
  /** Needs of pinned starts that are not planned yet, by resource, ascending. */
  readonly #reservedNeeds: number[][];
  readonly #meanWork: number;
  readonly #longestTail: number;
  readonly #meanSetup: number;
  #forced = false;

  constructor(state: PlanState, targets: Targets, rule: DispatchRule, leftOut: Uint8Array) {
    const { form } = state;
    this.#state = state;
    this.#form = form;
    this.#targets = targets;
    this.#rule = rule;
    this.#leftOut = leftOut;
    this.#waiting = new Int32Array(form.operations);
    this.#ready = new Int32Array(form.operations);
    this.#queues = Array.from({ length: form.machines }, () => []);
    this.#turn = new Float64Array(form.machines).fill(NEVER);
    this.#reserved = Array.from({ length: form.machines }, () => []);
    this.#tasks = Array.from({ length: form.machines }, () => []);
    this.#reservedNeeds = Array.from({ length: form.resources }, () => []);
    this.#meanWork = Math.max(1, mean(targets.shortest));
    this.#longestTail = Math.max(
      1,
      targets.tail.reduce((most, tail) => Math.max(most, tail), 0),
    );
    let setups = 0;
    let entries = 0;
    for (const times of form.setupTimes) {
      if (times === null) continue;
      for (const time of times) setups += time;
      entries += times.length;
    }
    this.#meanSetup = Math.max(1, entries === 0 ? 0 : setups / entries);
  }

  run(): void {
    const state = this.#state;
    const form = this.#form;
    state.clear();
    state.hold.fill(0);
    this.#reserve();
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

  /** A machine for each pinned start, clear of the others where there is one. */
  #reserve(): void {
    const form = this.#form;
    for (let activity = 0; activity < form.activities; activity++) {
      const pin = form.pinnedStart[activity]!;
      if (pin < 0 || (activity < form.operations && this.#leftOut[form.jobOf[activity]!] === 1)) continue;
      let best = -1;
      let bestRank = Number.POSITIVE_INFINITY;
      for (let mode = form.modeStarts[activity]!; mode < form.modeStarts[activity + 1]!; mode++) {
        if (!isEligible(form, activity, mode)) continue;
        const duration = form.modeDuration[mode]!;
        const clashes = this.#reserved[form.modeMachine[mode]!]!.filter((other) => {
          const otherStart = form.pinnedStart[other]!;
          const otherDuration = form.modeDuration[this.#state.order.mode[other]!]!;
          return pin < otherStart + otherDuration && otherStart < pin + duration;
        }).length;
        const rank = clashes * NEVER + duration;
        if (rank >= bestRank) continue;
        bestRank = rank;
        best = mode;
      }
      this.#state.order.mode[activity] = best;
      this.#reserved[form.modeMachine[best]!]!.push(activity);
    }
    for (const list of this.#reserved) list.sort((a, b) => form.pinnedStart[a]! - form.pinnedStart[b]!);
    for (let machine = 0; machine < form.machines; machine++)
      if (this.#reserved[machine]!.length > 0)
        this.#turn[machine] = form.pinnedStart[this.#reserved[machine]![0]!]!;
    for (const activity of this.#reserved.flat())
      for (let need = form.needStarts[activity]!; need < form.needStarts[activity + 1]!; need++)
        this.#reservedNeeds[form.needResource[need]!]!.push(need);
    for (const needs of this.#reservedNeeds) needs.sort((a, b) => this.#pinOfNeed(a) - this.#pinOfNeed(b));
  }

  #pinOfNeed(need: number): number {
    return this.#form.pinnedStart[this.#state.order.chains.owner[need]!]!;
  }

  /** Whether an operation, as probed, leaves shared resources to those that are pinned to them. */
  #leavesResources(operation: number, start: number, end: number): boolean {
    const form = this.#form;
    for (let need = form.needStarts[operation]!; need < form.needStarts[operation + 1]!; need++) {
      const resource = form.needResource[need]!;
      const reserved = this.#reservedNeeds[resource]![0];
      if (reserved === undefined) continue;
      const fits = form.needAmount[need]! + form.needAmount[reserved]! <= form.resourceCapacity[resource]!;
      if ((fits ? start : end) > this.#pinOfNeed(reserved)) return false;
    }
    return true;
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
      if (this.#queues[machine]!.length === 0 && this.#reserved[machine]!.length === 0) continue;
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
    const reserved = this.#reserved[machine]![0] ?? -1;
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
      const rank = this.#rank(operation, mode, now);
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
        if (!this.#leavesResources(operation, start, state.endNow)) continue;
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
      this.#reserved[machine]!.shift();
      this.#place(reserved, state.order.mode[reserved]!);
      this.#turn[machine] = this.#nextTurn(machine);
      this.#freeResources(reserved);
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
  #freeResources(activity: number): void {
    const form = this.#form;
    if (!this.#hasNeeds(activity)) return;
    for (let need = form.needStarts[activity]!; need < form.needStarts[activity + 1]!; need++) {
      const waiting = this.#reservedNeeds[form.needResource[need]!]!;
      waiting.splice(waiting.indexOf(need), 1);
    }
    for (let machine = 0; machine < form.machines; machine++) this.#turn[machine] = this.#nextTurn(machine);
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
    const reserved = this.#reserved[machine]![0];
    let soonest = reserved === undefined ? NEVER : this.#form.pinnedStart[reserved]!;
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

  /** Higher goes first. */
  #rank(operation: number, mode: number, now: number): number {
    const form = this.#form;
    const state = this.#state;
    const { prices } = state;
    const targets = this.#targets;
    const time = now === Number.POSITIVE_INFINITY ? this.#ready[operation]! : now;
    const duration = form.modeDuration[mode]!;
    const weight = form.weight[form.jobOf[operation]!]!;
    const scale = this.#rule.lookAhead * this.#meanWork;
    const work = duration + this.#rule.remaining * (targets.tail[operation]! - targets.shortest[operation]!);
    let rank = (prices.flowTime * weight) / work;
    if (targets.due[operation]! < NEVER)
      rank +=
        ((prices.tardiness * weight) / work) * Math.exp(-Math.max(0, targets.due[operation]! - time) / scale);
    rank += (this.#rule.tail * (targets.tail[operation]! / this.#longestTail)) / this.#meanWork;
    if (targets.hard[operation]! < NEVER)
      rank += (1000 / duration) * Math.exp(-Math.max(0, targets.hard[operation]! - time) / scale);
    const machine = form.modeMachine[mode]!;
    const setups = form.setupTimes[machine]!;
    const family = form.family[operation]!;
    if (setups !== null && family >= 0) {
      const last = state.order.last[machine]!;
      const before = last >= 0 && state.familyAfter[last]! >= 0 ? state.familyAfter[last]! : form.families;
      rank *= Math.exp(-setups[before * form.families + family]! / this.#meanSetup);
    }
    // Slow machines leave the work to faster ones, and take it when nothing else is there.
    return rank * (targets.shortest[operation]! / duration);
  }
}

function mean(values: Int32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return values.length === 0 ? 0 : total / values.length;
}
