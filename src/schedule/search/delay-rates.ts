import { NEVER } from "../schedule-form.js";
import type { PlanState } from "./plan-state.js";
import { WAITS_FOR_MACHINE } from "./plan-times.js";

/** A unit of a missed deadline or pin against the dearest unit of the soft level. */
const VIOLATION = 100;

/**
 * What a plan would cost more, to first order, per unit of time by which an activity ends later: the prices of all
 * ends that it holds up, passed back along what each activity waits for (the tree of tight arcs). Changes of a machine's
 * sequence are judged by it before any is tried out.
 */
export class DelayRates {
  /** [activities] */
  readonly rate: Float64Array;
  /** Operations that wait for their machine and would cost less if they did not; the first `waitingCount`. */
  readonly waiting: Int32Array;
  waitingCount = 0;
  /** Operations that would cost less if they ended earlier; the first `costlyCount`. */
  readonly costly: Int32Array;
  costlyCount = 0;
  readonly #state: PlanState;

  constructor(state: PlanState) {
    this.#state = state;
    this.rate = new Float64Array(state.form.activities);
    this.waiting = new Int32Array(state.form.activities);
    this.costly = new Int32Array(state.form.activities);
  }

  /**
   * Takes the rates from the state as it is, for places of the order from `from` on; those that wait or cost are listed
   * up to the place `until`.
   */
  refresh(from = 0, until: number = this.#state.order.count): void {
    const state = this.#state;
    const { order, blocker, waitsFor } = state;
    const { rate } = this;
    for (let place = from; place < order.count; place++) rate[order.order[place]!] = 0;
    this.waitingCount = 0;
    this.costlyCount = 0;
    for (let place = order.count - 1; place >= from; place--) {
      const activity = order.order[place]!;
      const own = rate[activity]! + this.#ownRate(activity);
      rate[activity] = own;
      if (own <= 0) continue;
      const isListed = place < until;
      if (isListed) this.costly[this.costlyCount++] = activity;
      const other = blocker[activity]!;
      if (other < 0) continue;
      if (order.position[other]! >= from) rate[other]! += own;
      if (isListed && waitsFor[activity] === WAITS_FOR_MACHINE) this.waiting[this.waitingCount++] = activity;
    }
  }

  #ownRate(activity: number): number {
    const { form, prices, end, makespan, stepAfter } = this.#state;
    if (activity >= form.operations || stepAfter[activity]! >= 0) return 0;
    const job = form.jobOf[activity]!;
    const weight = form.weight[job]!;
    let own = prices.flowTime * weight;
    if (form.due[job]! < NEVER && end[activity]! > form.due[job]!) own += prices.tardiness * weight;
    if (form.deadline[job]! < NEVER && end[activity]! > form.deadline[job]!) own += VIOLATION * (1 + weight);
    if (prices.makespan > 0 && end[activity] === makespan) own += prices.makespan;
    return own;
  }

  /** What ending at another time costs through the job of an operation. */
  effectOfEnd(operation: number, end: number): number {
    const state = this.#state;
    const after = state.stepAfter[operation]!;
    const later = end - state.end[operation]!;
    if (later === 0 || operation >= state.form.operations) return 0;
    if (after >= 0) {
      if (later > 0 || state.blocker[after] !== operation) return this.#effectOnNext(operation, after, later);
      // Not before its machine is free.
      const before = state.order.previous[after]!;
      const free = before >= 0 ? state.end[before]! : 0;
      return this.rate[after]! * Math.max(later, free - state.start[after]!);
    }
    const { form, prices } = state;
    const job = form.jobOf[operation]!;
    const weight = form.weight[job]!;
    let cost = prices.flowTime * weight * later;
    const due = form.due[job]!;
    if (due < NEVER)
      cost += prices.tardiness * weight * (Math.max(0, end - due) - Math.max(0, state.end[operation]! - due));
    const deadline = form.deadline[job]!;
    if (deadline < NEVER)
      cost +=
        VIOLATION *
        (1 + weight) *
        (Math.max(0, end - deadline) - Math.max(0, state.end[operation]! - deadline));
    if (prices.makespan > 0 && end > state.makespan) cost += prices.makespan * (end - state.makespan);
    return cost;
  }

  /** What it costs what comes next when an activity ends so much later (earlier: below 0). */
  #effectOnNext(activity: number, next: number, later: number): number {
    const state = this.#state;
    const rate = this.rate[next]!;
    if (rate === 0) return 0;
    const slack = state.start[next]! - state.end[activity]!;
    if (later > 0) return later > slack ? rate * (later - slack) : 0;
    return state.blocker[next] === activity ? rate * later : 0;
  }

  /** What it costs on a machine when the activity before `next` ends at another time. */
  effectOnMachine(activity: number, next: number, later: number): number {
    if (next < 0 || later === 0) return 0;
    const state = this.#state;
    if (later > 0 || state.blocker[next] !== activity) return this.#effectOnNext(activity, next, later);
    const before = state.stepBefore[next]!;
    const ready = Math.max(state.form.earliestStart[next]!, before >= 0 ? state.end[before]! : 0);
    return this.rate[next]! * Math.max(later, ready - state.start[next]!);
  }

  /** Estimated cost of moving an activity directly before another one that precedes it on its machine. */
  effectOfAdvance(activity: number, before: number): number {
    const state = this.#state;
    const { order, end } = state;
    const previous = order.previous[before]!;
    let time = this.#endAfter(activity, previous < 0 ? 0 : end[previous]!);
    let cost = this.effectOfEnd(activity, time);
    for (let other = before; other !== activity; other = order.next[other]!) {
      time = this.#endAfter(other, time);
      cost += this.effectOfEnd(other, time);
    }
    return cost + this.effectOnMachine(activity, order.next[activity]!, time - end[activity]!);
  }

  /** Estimated cost of moving an activity directly after another one that follows it on its machine. */
  effectOfDelay(activity: number, after: number): number {
    const state = this.#state;
    const { order, end } = state;
    const previous = order.previous[activity]!;
    let time = previous < 0 ? 0 : end[previous]!;
    let cost = 0;
    for (let other = order.next[activity]!; other >= 0; other = order.next[other]!) {
      time = this.#endAfter(other, time);
      cost += this.effectOfEnd(other, time);
      if (other === after) break;
    }
    time = this.#endAfter(activity, time);
    cost += this.effectOfEnd(activity, time);
    return cost + this.effectOnMachine(after, order.next[after]!, time - end[after]!);
  }

  /** Estimated cost of moving an operation to another machine, directly before `before` (-1: to the end). */
  effectOfTransfer(operation: number, mode: number, before: number): number {
    const state = this.#state;
    const { form, order, end } = state;
    const machine = form.modeMachine[mode]!;
    const previous = before >= 0 ? order.previous[before]! : order.last[machine]!;
    const start = Math.max(this.#ready(operation), previous < 0 ? 0 : end[previous]!);
    const finish = start + form.modeDuration[mode]!;
    let cost = this.effectOfEnd(operation, finish);
    const left = order.previous[operation]!;
    cost += this.effectOnMachine(
      operation,
      order.next[operation]!,
      (left < 0 ? 0 : end[left]!) - end[operation]!,
    );
    if (before < 0) return cost;
    const later = finish - state.start[before]!;
    return later > 0 ? cost + later * this.rate[before]! : cost;
  }

  #ready(activity: number): number {
    const state = this.#state;
    const before = state.stepBefore[activity]!;
    const earliest = Math.max(state.form.earliestStart[activity]!, state.hold[activity]!);
    return before >= 0 && state.end[before]! > earliest ? state.end[before]! : earliest;
  }

  /** Where an activity would end on its machine after `time`; breaks count as they do now. */
  #endAfter(activity: number, time: number): number {
    const state = this.#state;
    return Math.max(time, this.#ready(activity)) + state.end[activity]! - state.start[activity]!;
  }
}
