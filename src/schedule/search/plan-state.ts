import type { Score } from "../plan.js";
import type { ScheduleForm } from "../schedule-form.js";
import { ChangeLog } from "./change-log.js";
import { PlanTimes } from "./plan-times.js";
import { RunningScore } from "./running-score.js";
import type { SearchPrices } from "./search-prices.js";

/** A plan's decisions, for taking a state back to them. */
export interface Snapshot {
  readonly order: Int32Array;
  readonly mode: Int32Array;
  readonly hold: Int32Array;
}

/**
 * A plan in the making: an order of activities with its times, and what it scores. `update` computes anew only what a
 * change reaches, in topological order; `undo` takes back everything since the last `keep`.
 */
export class PlanState extends PlanTimes {
  readonly prices: SearchPrices;
  readonly #running: RunningScore;
  /** [activities] by place in the order: to be computed anew */
  readonly #due: Uint8Array;
  #lastDue = -1;
  readonly #log: ChangeLog;

  constructor(form: ScheduleForm, prices: SearchPrices) {
    super(form);
    this.prices = prices;
    this.#running = new RunningScore(this, prices);
    this.#log = new ChangeLog(this, this.#running);
    this.#due = new Uint8Array(form.activities + 1);
    this.clear();
  }

  /** Units of time by which pins are missed: 0 in every plan that is one. */
  get broken(): number {
    return this.#running.broken;
  }

  get hard(): number {
    return this.#running.hard;
  }

  get medium(): number {
    return this.#running.medium;
  }

  get soft(): number {
    return this.#running.soft + this.prices.makespan * this.#running.makespan;
  }

  get makespan(): number {
    return this.#running.makespan;
  }

  get score(): Score {
    return { hard: this.hard, medium: this.medium, soft: this.soft };
  }

  isPlanned(activity: number): boolean {
    return this.order.position[activity]! >= 0;
  }

  /** What an activity adds to the score, violations weighed heavily. */
  costOf(activity: number): number {
    return this.#running.costOf(activity);
  }

  /** Activities whose pins are missed, or that have no place. */
  brokenActivities(): readonly number[] {
    const { brokenOf } = this.#running;
    return [...brokenOf.keys()].filter((activity) => brokenOf[activity]! > 0);
  }

  /** Takes everything out: jobs count as left out, tasks as skipped. */
  clear(): void {
    this.order.clear();
    this.#running.clear();
    this.recount();
    this.keep();
  }

  /** Sums the score up from its parts: rounding errors of many updates end here. */
  recount(): void {
    this.#running.recount();
  }

  /** Plans an activity after all others and computes its times at once, for building plans: cannot be undone. */
  append(activity: number, mode: number): void {
    this.order.append(activity, mode);
    this.order.touchedCount = 0;
    this.#running.countIn(activity);
    this.compute(activity);
    this.write(activity);
    this.#running.price(activity);
  }

  /** When an activity would start if it were appended now; its end is `endNow`. */
  probe(activity: number, mode: number): number {
    this.compute(activity, mode);
    return this.startNow;
  }

  /** Plans an activity at the end of the order, with its times left to `update`. */
  add(activity: number, mode: number): void {
    this.order.append(activity, mode);
    this.#log.write(activity);
    this.#running.countIn(activity);
  }

  /** Takes an activity out, the operations of a job from the last to the first. */
  remove(activity: number): void {
    this.#log.write(activity);
    this.order.remove(activity);
    this.#running.countOut(activity);
  }

  setHold(activity: number, time: number): void {
    this.#log.writeHold(activity);
    this.hold[activity] = time;
    this.order.touch(activity);
  }

  /**
   * Computes the times that the changes since the last update reach, and the score. False, and to be undone, where the
   * soft level without the makespan has risen by more than `mostWorse` on the way.
   */
  update(mostWorse: number = Number.POSITIVE_INFINITY): boolean {
    const { order } = this;
    const running = this.#running;
    const log = this.#log;
    const due = this.#due;
    const { position } = order;
    let low = order.count;
    for (let index = 0; index < order.touchedCount; index++) {
      const place = position[order.touched[index]!]!;
      if (place < 0) continue;
      due[place] = 1;
      if (place < low) low = place;
      if (place > this.#lastDue) this.#lastDue = place;
    }
    order.touchedCount = 0;
    const limit = running.keptSoft + mostWorse;
    for (let place = low; place <= this.#lastDue; place++) {
      if (due[place] === 0) continue;
      due[place] = 0;
      const activity = order.order[place]!;
      this.compute(activity);
      if (
        this.start[activity] === this.startNow &&
        this.end[activity] === this.endNow &&
        this.blocker[activity] === this.blockerNow &&
        this.familyAfter[activity] === this.familyNow &&
        this.setup[activity] === this.setupNow &&
        this.form.needStarts[activity] === this.form.needStarts[activity + 1] &&
        running.isPriced[activity] === 0
      )
        continue;
      log.write(activity);
      if (this.write(activity)) this.#reach(activity);
      running.price(activity);
      if (running.soft <= limit) continue;
      due.fill(0, place, this.#lastDue + 1);
      this.#lastDue = -1;
      return false;
    }
    this.#lastDue = -1;
    if (this.prices.makespan > 0) running.countMakespan();
    return true;
  }

  /** Marks what waits for an activity whose times changed. */
  #reach(activity: number): void {
    const { form, order } = this;
    const { chains } = order;
    if (order.next[activity]! >= 0) this.#mark(order.next[activity]!);
    if (this.stepAfter[activity]! >= 0) this.#mark(this.stepAfter[activity]!);
    for (let arc = form.successorStarts[activity]!; arc < form.successorStarts[activity + 1]!; arc++)
      this.#mark(form.successors[arc]!);
    for (let need = form.needStarts[activity]!; need < form.needStarts[activity + 1]!; need++) {
      const resource = form.needResource[need]!;
      const chain = chains.needs[resource]!;
      for (let index = chains.index[need]! + 1; index < chains.length[resource]!; index++)
        this.#mark(chains.owner[chain[index]!]!);
    }
  }

  #mark(activity: number): void {
    const place = this.order.position[activity]!;
    if (place < 0) return;
    this.#due[place] = 1;
    if (place > this.#lastDue) this.#lastDue = place;
  }

  /** Makes the changes since the last `keep` final. */
  keep(): void {
    this.order.keep();
    this.#log.forget();
    this.#running.keep();
  }

  /** Takes the changes since the last `keep` back. */
  undo(): void {
    this.order.undo();
    this.#log.undo();
    if (this.form.resources > 0) this.rechain();
    this.#running.undo();
  }

  snapshot(): Snapshot {
    const { order } = this;
    return {
      order: order.order.slice(0, order.count),
      mode: order.mode.slice(),
      hold: this.hold.slice(),
    };
  }

  restore({ order, mode, hold }: Snapshot): void {
    this.clear();
    this.hold.set(hold);
    for (const activity of order) this.append(activity, mode[activity]!);
    this.recount();
    this.keep();
  }

  /** Puts the order in the order of starts, which leaves the plan as it is and makes later changes shorter. */
  sortByStart(): void {
    const { order } = this;
    const count = order.count;
    const sorted = order.order
      .slice(0, count)
      .sort((a, b) => this.start[a]! - this.start[b]! || order.position[a]! - order.position[b]!);
    this.restore({ order: sorted, mode: order.mode.slice(), hold: this.hold.slice() });
  }
}
