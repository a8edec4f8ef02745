import { NEVER } from "../schedule-form.js";
import type { PlanState } from "./plan-state.js";
import type { Targets } from "./targets.js";

/** What the ranking of waiting operations is tuned by. */
export interface DispatchRule {
  /** Times the mean working time: how far ahead of its due date work becomes urgent. */
  readonly lookAhead: number;
  /** Weight of the work that remains behind an operation against its urgency. */
  readonly tail: number;
  /** Share of the work behind an operation in what its price is divided by: 0 for its own work alone. */
  readonly remaining: number;
}

/**
 * What it costs, by appearance, to let an operation wait (Vepsalainen and Morton, "Priority rules for job shops with
 * weighted tardiness costs", Management Science 1987; the set-up term of Lee, Bhaskaran and Pinedo, IIE Transactions
 * 1997).
 */
export class ApparentTardinessCost {
  readonly #state: PlanState;
  readonly #targets: Targets;
  readonly #rule: DispatchRule;
  readonly #meanWork: number;
  readonly #longestTail: number;
  readonly #meanSetup: number;

  constructor(state: PlanState, targets: Targets, rule: DispatchRule) {
    this.#state = state;
    this.#targets = targets;
    this.#rule = rule;
    const { form } = state;
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

  /** Of an operation in a mode at a time: higher goes first. */
  of(operation: number, mode: number, time: number): number {
    const state = this.#state;
    const { form, prices } = state;
    const targets = this.#targets;
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
