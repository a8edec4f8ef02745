import type { RandomStream } from "../../math/index.js";
import { DelayRates } from "./delay-rates.js";
import type { PlanState } from "./plan-state.js";
import { isEligible } from "./targets.js";

/** Of several changes near what waits or costs, the one that is estimated best by the rates of delay. */
export class EstimatedMoves {
  readonly #state: PlanState;
  readonly #random: RandomStream;
  readonly #rates: DelayRates;
  readonly #isFlexible: boolean;
  #isStale = true;
  // Places of the order in which changes are looked for.
  #from = 0;
  #until: number = Number.POSITIVE_INFINITY;
  #bestCost = 0;
  #bestActivity = -1;
  #bestMode = 0;
  #bestBefore = -1;

  constructor(state: PlanState, random: RandomStream) {
    this.#state = state;
    this.#random = random;
    this.#rates = new DelayRates(state);
    this.#isFlexible = state.form.modeMachine.length > state.form.activities;
  }

  /** The state was changed for good: what waits for what has to be found anew. */
  refresh(): void {
    this.#isStale = true;
  }

  /** Changes are looked for within a stretch of the order only. */
  lookWithin(from: number, until: number): void {
    if (from !== this.#from || until !== this.#until) this.#isStale = true;
    this.#from = from;
    this.#until = until;
  }

  /** Makes the best of at most so many changes, without `update`; false where none is estimated to cost less than `limit`. */
  propose(limit: number, most: number): boolean {
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
}
