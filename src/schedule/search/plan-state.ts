import type { Score } from "../plan.js";
import type { ScheduleForm } from "../schedule-form.js";
import { NO_TIME, PlanTimes } from "./plan-times.js";
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
  /** Units of time by which pins are missed: 0 in every plan that is one. */
  broken = 0;
  hard = 0;
  medium = 0;
  makespan = 0;
  #soft = 0;
  readonly #brokenOf: Float64Array;
  readonly #hardOf: Float64Array;
  readonly #softOf: Float64Array;
  /** [activities] 1 for those that can add to the score */
  readonly #isPriced: Uint8Array;
  /** [activities] by place in the order: to be computed anew */
  readonly #due: Uint8Array;
  #lastDue = -1;
  // What was there before the updates since `keep`, once for each activity.
  readonly #log: Int32Array;
  readonly #logTimes: Int32Array;
  readonly #logCosts: Float64Array;
  #logLength = 0;
  readonly #logged: Int32Array;
  #round = 1;
  readonly #heldLog: number[] = [];
  readonly #kept: Float64Array = new Float64Array(5);

  constructor(form: ScheduleForm, prices: SearchPrices) {
    super(form);
    const { activities } = form;
    this.prices = prices;
    this.#brokenOf = new Float64Array(activities);
    this.#hardOf = new Float64Array(activities);
    this.#softOf = new Float64Array(activities);
    this.#isPriced = Uint8Array.from(form.family, (_, activity) =>
      prices.isPriced(activity) || form.pinnedStart[activity]! >= 0 ? 1 : 0,
    );
    this.#due = new Uint8Array(activities + 1);
    this.#log = new Int32Array(activities);
    this.#logTimes = new Int32Array(6 * activities);
    this.#logCosts = new Float64Array(3 * activities);
    this.#logged = new Int32Array(activities);
    this.clear();
  }

  get soft(): number {
    return this.#soft + this.prices.makespan * this.makespan;
  }

  get score(): Score {
    return { hard: this.hard, medium: this.medium, soft: this.soft };
  }

  isPlanned(activity: number): boolean {
    return this.order.position[activity]! >= 0;
  }

  /** What an activity adds to the score, violations weighed heavily. */
  costOf(activity: number): number {
    return this.#softOf[activity]! + 1e6 * (this.#hardOf[activity]! + this.#brokenOf[activity]!);
  }

  /** Activities whose pins are missed, or that have no place. */
  brokenActivities(): readonly number[] {
    return [...this.#brokenOf.keys()].filter((activity) => this.#brokenOf[activity]! > 0);
  }

  /** Takes everything out: jobs count as left out, tasks as skipped. */
  clear(): void {
    const { form } = this;
    this.order.clear();
    this.#brokenOf.fill(0);
    this.#hardOf.fill(0);
    this.#softOf.fill(0);
    for (let task = form.operations; task < form.activities; task++) {
      if (Number.isNaN(form.skipCost[task]!)) this.#brokenOf[task] = NO_TIME;
      else this.#softOf[task] = this.prices.skipOf(task);
    }
    this.recount();
    this.keep();
  }

  /** Sums the score up from its parts: rounding errors of many updates end here. */
  recount(): void {
    const { form, order } = this;
    this.broken = sum(this.#brokenOf);
    this.hard = sum(this.#hardOf);
    this.#soft = sum(this.#softOf);
    this.medium = 0;
    for (let job = 0; job < form.jobs; job++)
      if (order.position[form.jobStarts[job]!]! < 0) this.#countJob(job, 1);
    this.#countMakespan();
  }

  /** Adds or takes off what leaving a job out costs. */
  #countJob(job: number, sign: number): void {
    const price = this.form.unassignedPrice[job]!;
    if (Number.isNaN(price)) this.broken += sign * NO_TIME;
    else this.medium += sign * price;
  }

  #countMakespan(): void {
    const { form, order } = this;
    let makespan = 0;
    for (let job = 0; job < form.jobs; job++) {
      const last = form.jobStarts[job + 1]! - 1;
      if (order.position[last]! >= 0 && this.end[last]! > makespan) makespan = this.end[last]!;
    }
    this.makespan = makespan;
  }

  /** Plans an activity after all others and computes its times at once, for building plans: cannot be undone. */
  append(activity: number, mode: number): void {
    this.order.append(activity, mode);
    this.order.touchedCount = 0;
    this.#countIn(activity);
    this.compute(activity);
    this.write(activity);
    this.#price(activity);
  }

  /** When an activity would start if it were appended now; its end is `endNow`. */
  probe(activity: number, mode: number): number {
    this.compute(activity, mode);
    return this.startNow;
  }

  /** Plans an activity at the end of the order, with its times left to `update`. */
  add(activity: number, mode: number): void {
    this.order.append(activity, mode);
    this.#writeLog(activity);
    this.#countIn(activity);
  }

  #countIn(activity: number): void {
    const { form } = this;
    if (activity >= form.operations) this.#writeCosts(activity, 0, 0, 0);
    else if (this.stepBefore[activity] === -1) this.#countJob(form.jobOf[activity]!, -1);
  }

  /** Takes an activity out, the operations of a job from the last to the first. */
  remove(activity: number): void {
    const { form } = this;
    this.#writeLog(activity);
    this.order.remove(activity);
    if (activity >= form.operations) {
      const skip = form.skipCost[activity]!;
      if (Number.isNaN(skip)) this.#writeCosts(activity, NO_TIME, 0, 0);
      else this.#writeCosts(activity, 0, 0, this.prices.skipOf(activity));
      return;
    }
    this.#writeCosts(activity, 0, 0, 0);
    if (this.stepBefore[activity] === -1) this.#countJob(form.jobOf[activity]!, 1);
  }

  setHold(activity: number, time: number): void {
    this.#heldLog.push(activity, this.hold[activity]!);
    this.hold[activity] = time;
    this.order.touch(activity);
  }

  /**
   * Computes the times that the changes since the last update reach, and the score. False, and to be undone, where the
   * soft level without the makespan has risen by more than `mostWorse` on the way.
   */
  update(mostWorse: number = Number.POSITIVE_INFINITY): boolean {
    const { order } = this;
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
    const limit = this.#kept[3]! + mostWorse;
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
        this.#isPriced[activity] === 0
      )
        continue;
      this.#writeLog(activity);
      if (this.write(activity)) this.#reach(activity);
      this.#price(activity);
      if (this.#soft <= limit) continue;
      due.fill(0, place, this.#lastDue + 1);
      this.#lastDue = -1;
      return false;
    }
    this.#lastDue = -1;
    if (this.prices.makespan > 0) this.#countMakespan();
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
    this.#forgetLog();
    const kept = this.#kept;
    kept[0] = this.broken;
    kept[1] = this.hard;
    kept[2] = this.medium;
    kept[3] = this.#soft;
    kept[4] = this.makespan;
  }

  /** Takes the changes since the last `keep` back. */
  undo(): void {
    this.order.undo();
    const times = this.#logTimes;
    for (let entry = 0; entry < this.#logLength; entry++) {
      const activity = this.#log[entry]!;
      this.start[activity] = times[6 * entry]!;
      this.end[activity] = times[6 * entry + 1]!;
      this.setup[activity] = times[6 * entry + 2]!;
      this.familyAfter[activity] = times[6 * entry + 3]!;
      this.waitsFor[activity] = times[6 * entry + 4]!;
      this.blocker[activity] = times[6 * entry + 5]!;
      this.#brokenOf[activity] = this.#logCosts[3 * entry]!;
      this.#hardOf[activity] = this.#logCosts[3 * entry + 1]!;
      this.#softOf[activity] = this.#logCosts[3 * entry + 2]!;
    }
    for (let entry = this.#heldLog.length - 2; entry >= 0; entry -= 2)
      this.hold[this.#heldLog[entry]!] = this.#heldLog[entry + 1]!;
    if (this.form.resources > 0) this.rechain();
    const kept = this.#kept;
    this.broken = kept[0]!;
    this.hard = kept[1]!;
    this.medium = kept[2]!;
    this.#soft = kept[3]!;
    this.makespan = kept[4]!;
    this.#forgetLog();
  }

  #forgetLog(): void {
    this.#logLength = 0;
    this.#heldLog.length = 0;
    this.#round++;
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

  #writeLog(activity: number): void {
    if (this.#logged[activity] === this.#round) return;
    this.#logged[activity] = this.#round;
    const entry = this.#logLength++;
    const times = this.#logTimes;
    this.#log[entry] = activity;
    times[6 * entry] = this.start[activity]!;
    times[6 * entry + 1] = this.end[activity]!;
    times[6 * entry + 2] = this.setup[activity]!;
    times[6 * entry + 3] = this.familyAfter[activity]!;
    times[6 * entry + 4] = this.waitsFor[activity]!;
    times[6 * entry + 5] = this.blocker[activity]!;
    this.#logCosts[3 * entry] = this.#brokenOf[activity]!;
    this.#logCosts[3 * entry + 1] = this.#hardOf[activity]!;
    this.#logCosts[3 * entry + 2] = this.#softOf[activity]!;
  }

  /** Takes up in the score what was computed and written last. */
  #price(activity: number): void {
    if (this.#isPriced[activity] === 0) {
      if (this.brokenNow !== this.#brokenOf[activity]) this.#writeCosts(activity, this.brokenNow, 0, 0);
      return;
    }
    const { startNow, endNow, prices } = this;
    const machine = this.order.machineOf(activity);
    this.#writeCosts(
      activity,
      this.brokenNow,
      prices.hardOf(activity, startNow, endNow),
      prices.softOf(activity, machine, startNow, endNow, this.setupNow),
    );
  }

  #writeCosts(activity: number, broken: number, hard: number, soft: number): void {
    this.broken += broken - this.#brokenOf[activity]!;
    this.hard += hard - this.#hardOf[activity]!;
    this.#soft += soft - this.#softOf[activity]!;
    this.#brokenOf[activity] = broken;
    this.#hardOf[activity] = hard;
    this.#softOf[activity] = soft;
  }
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
