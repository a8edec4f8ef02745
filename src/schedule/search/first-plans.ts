import { NEVER } from "../schedule-form.js";
import { dispatch } from "./dispatch.js";
import type { DispatchRule } from "./dispatch.js";
import type { PlanState } from "./plan-state.js";
import { targetsOf } from "./targets.js";
import type { Targets } from "./targets.js";

/** Rounds of correction of the lead times. */
const LEAD_ROUNDS = 8;

/**
 * First plans, one after the other: dispatching with several horizons, then with the one that served best and with due
 * dates of operations corrected by the waiting seen in the plan before (Vepsalainen and Morton, "Improving local
 * priority rules with global lead-time estimates", Journal of Manufacturing and Operations Management 1988).
 */
export class FirstPlans {
  readonly #state: PlanState;
  readonly #targets: Targets;
  readonly #rules: DispatchRule[];
  readonly #none: Uint8Array;
  #round = 0;
  #bestRule = 0;
  #due: Int32Array | null = null;

  constructor(state: PlanState) {
    const { form, prices } = state;
    this.#state = state;
    this.#targets = targetsOf(form);
    this.#none = new Uint8Array(form.jobs);
    const horizon = Math.max(1, form.operations / (10 * form.machines));
    const tail = prices.makespan > 0 ? 1 : 1e-6;
    this.#rules = [1, 4, 0.25, 12].map((factor) => ({ lookAhead: factor * horizon, tail }));
    if (prices.makespan > 0)
      this.#rules.push({ lookAhead: horizon, tail: 20 }, { lookAhead: horizon, tail: 0.1 });
  }

  get isOver(): boolean {
    return this.#round >= this.#rules.length + LEAD_ROUNDS;
  }

  /** Builds the next plan in the state. */
  next(): void {
    const round = this.#round++;
    if (round < this.#rules.length) {
      dispatch(this.#state, this.#targets, this.#rules[round]!, this.#none);
      return;
    }
    this.#due ??= this.#targets.due.slice();
    dispatch(this.#state, { ...this.#targets, due: this.#due }, this.#rules[this.#bestRule]!, this.#none);
    this.#correct(this.#due);
  }

  /** The plan built last was the best so far. */
  praise(): void {
    if (this.#round <= this.#rules.length) this.#bestRule = this.#round - 1;
  }

  /** Half-way from the due dates of operations to those that the lead times of the plan just built suggest. */
  #correct(dues: Int32Array): void {
    const { form, start, end } = this.#state;
    for (let operation = 0; operation < form.operations; operation++) {
      const job = form.jobOf[operation]!;
      const due = form.due[job]!;
      if (due === NEVER || !this.#state.isPlanned(operation)) continue;
      const lead = end[form.jobStarts[job + 1]! - 1]! - start[operation]!;
      dues[operation] = Math.round((dues[operation]! + due - lead) / 2);
    }
  }
}
