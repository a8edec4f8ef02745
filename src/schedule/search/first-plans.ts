import type { RandomStream } from "../../math/index.js";
import { NEVER } from "../schedule-form.js";
import { dispatch } from "./dispatch.js";
import type { DispatchRule } from "./apparent-tardiness-cost.js";
import type { PlanState } from "./plan-state.js";
import { targetsOf } from "./targets.js";
import type { Targets } from "./targets.js";

/** Rounds of correction of the lead times. */
const LEAD_ROUNDS = 8;
/** Operations beyond which dispatching is tuned: changing such plans bit by bit takes long. */
const LARGE_PLAN = 1_000;
/** Rounds of tuning, for every ten times as many operations. */
const TUNING_ROUNDS = 20;

/**
 * First plans, one after the other: dispatching with several horizons, then with the one that served best and with due
 * dates of operations corrected by the waiting seen in the plan before (Vepsalainen and Morton, "Improving local
 * priority rules with global lead-time estimates", Journal of Manufacturing and Operations Management 1988). In large
 * plans the rule and the due dates are then tuned by a random walk that keeps what is better.
 */
export class FirstPlans {
  readonly #state: PlanState;
  readonly #targets: Targets;
  readonly #random: RandomStream;
  readonly #rules: DispatchRule[];
  readonly #none: Uint8Array;
  readonly #rounds: number;
  #round = 0;
  #tried: Trial;
  #best: Trial;
  #due: Int32Array;

  constructor(state: PlanState, random: RandomStream) {
    const { form, prices } = state;
    this.#state = state;
    this.#random = random;
    this.#targets = targetsOf(form);
    this.#none = new Uint8Array(form.jobs);
    const horizon = Math.max(1, form.operations / (10 * form.machines));
    const tail = prices.makespan > 0 ? 1 : 1e-6;
    const rule = (factor: number, weight: number, remaining: number): DispatchRule => ({
      lookAhead: factor * horizon,
      tail: weight,
      remaining,
    });
    this.#rules = [1, 4, 0.25, 12].map((factor) => rule(factor, tail, 0));
    if (prices.makespan > 0) this.#rules.push(rule(1, 20, 0), rule(1, 0.1, 0));
    const isLarge = form.operations > LARGE_PLAN;
    if (isLarge) for (const remaining of [0.03, 0.2]) this.#rules.push(rule(1, tail, remaining));
    this.#rounds =
      this.#rules.length +
      LEAD_ROUNDS +
      (isLarge ? Math.round(TUNING_ROUNDS * Math.log10(form.operations / LARGE_PLAN)) : 0);
    this.#due = this.#targets.due;
    this.#tried = { rule: this.#rules[0]!, due: this.#due };
    this.#best = this.#tried;
  }

  get isOver(): boolean {
    return this.#round >= this.#rounds;
  }

  /** Builds the next plan in the state. */
  next(): void {
    const round = this.#round++;
    const afterRules = round - this.#rules.length;
    if (afterRules < 0) this.#tried = { rule: this.#rules[round]!, due: this.#targets.due };
    else if (afterRules < LEAD_ROUNDS) {
      if (afterRules > 0) this.#due = this.#corrected(this.#due, 0.5);
      this.#tried = { rule: this.#best.rule, due: this.#due };
    } else this.#tried = this.#tuned(this.#best);
    dispatch(this.#state, { ...this.#targets, due: this.#tried.due }, this.#tried.rule, this.#none);
  }

  /** The plan built last was the best so far. */
  praise(): void {
    this.#best = this.#tried;
  }

  /** A little beside a rule and its due dates; where the last plan was the best, its lead times are taken up too. */
  #tuned({ rule, due }: Trial): Trial {
    const random = this.#random;
    const spread = (): number => Math.exp(0.3 * (2 * random.uniform() - 1));
    const isBest = this.#tried === this.#best;
    return {
      rule: {
        lookAhead: rule.lookAhead * spread(),
        tail: rule.tail * spread(),
        remaining: rule.remaining > 0 ? rule.remaining * spread() * spread() : 0,
      },
      due: isBest ? this.#corrected(due, 0.3 * random.uniform()) : due,
    };
  }

  /** Part of the way from due dates of operations to those that the lead times of the plan just built suggest. */
  #corrected(dues: Int32Array, share: number): Int32Array {
    const { form, start, end } = this.#state;
    const corrected = dues.slice();
    for (let operation = 0; operation < form.operations; operation++) {
      const job = form.jobOf[operation]!;
      const due = form.due[job]!;
      if (due === NEVER || !this.#state.isPlanned(operation)) continue;
      const lead = end[form.jobStarts[job + 1]! - 1]! - start[operation]!;
      corrected[operation] = Math.round((1 - share) * dues[operation]! + share * (due - lead));
    }
    return corrected;
  }
}

/** What a plan was dispatched by. */
interface Trial {
  readonly rule: DispatchRule;
  /** [operations] */
  readonly due: Int32Array;
}
