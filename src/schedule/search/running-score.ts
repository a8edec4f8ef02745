import { NO_TIME } from "./plan-times.js";
import type { PlanTimes } from "./plan-times.js";
import type { SearchPrices } from "./search-prices.js";

/** What a plan in the making scores, kept up to date activity by activity. */
export class RunningScore {
  /** Units of time by which pins are missed: 0 in every plan that is one. */
  broken = 0;
  hard = 0;
  medium = 0;
  /** The soft level without the makespan. */
  soft = 0;
  makespan = 0;
  /** [activities] what each adds to the levels */
  readonly brokenOf: Float64Array;
  readonly hardOf: Float64Array;
  readonly softOf: Float64Array;
  /** [activities] 1 for those that can add to the score */
  readonly isPriced: Uint8Array;
  readonly #times: PlanTimes;
  readonly #prices: SearchPrices;
  readonly #kept: Float64Array = new Float64Array(5);

  constructor(times: PlanTimes, prices: SearchPrices) {
    const { form } = times;
    this.#times = times;
    this.#prices = prices;
    this.brokenOf = new Float64Array(form.activities);
    this.hardOf = new Float64Array(form.activities);
    this.softOf = new Float64Array(form.activities);
    this.isPriced = Uint8Array.from(form.family, (_, activity) =>
      prices.isPriced(activity) || form.pinnedStart[activity]! >= 0 ? 1 : 0,
    );
  }

  /** The soft level without the makespan as `keep` saw it last. */
  get keptSoft(): number {
    return this.#kept[3]!;
  }

  /** Counts tasks as skipped and operations as nothing, with the sums left to `recount`. */
  clear(): void {
    const { form } = this.#times;
    this.brokenOf.fill(0);
    this.hardOf.fill(0);
    this.softOf.fill(0);
    for (let task = form.operations; task < form.activities; task++) {
      if (Number.isNaN(form.skipCost[task]!)) this.brokenOf[task] = NO_TIME;
      else this.softOf[task] = this.#prices.skipOf(task);
    }
  }

  /** Sums the score up from its parts: rounding errors of many updates end here. */
  recount(): void {
    const { form, order } = this.#times;
    this.broken = sum(this.brokenOf);
    this.hard = sum(this.hardOf);
    this.soft = sum(this.softOf);
    this.medium = 0;
    for (let job = 0; job < form.jobs; job++)
      if (order.position[form.jobStarts[job]!]! < 0) this.countJob(job, 1);
    this.countMakespan();
  }

  /** Adds or takes off what leaving a job out costs. */
  countJob(job: number, sign: number): void {
    const price = this.#times.form.unassignedPrice[job]!;
    if (Number.isNaN(price)) this.broken += sign * NO_TIME;
    else this.medium += sign * price;
  }

  countMakespan(): void {
    const { form, order, end } = this.#times;
    let makespan = 0;
    for (let job = 0; job < form.jobs; job++) {
      const last = form.jobStarts[job + 1]! - 1;
      if (order.position[last]! >= 0 && end[last]! > makespan) makespan = end[last]!;
    }
    this.makespan = makespan;
  }

  /** An activity comes into the plan; its own part is priced when its times are known. */
  countIn(activity: number): void {
    const { form, stepBefore } = this.#times;
    if (activity >= form.operations) this.#write(activity, 0, 0, 0);
    else if (stepBefore[activity] === -1) this.countJob(form.jobOf[activity]!, -1);
  }

  /** An activity goes out of the plan. */
  countOut(activity: number): void {
    const { form, stepBefore } = this.#times;
    if (activity >= form.operations) {
      const skip = form.skipCost[activity]!;
      if (Number.isNaN(skip)) this.#write(activity, NO_TIME, 0, 0);
      else this.#write(activity, 0, 0, this.#prices.skipOf(activity));
      return;
    }
    this.#write(activity, 0, 0, 0);
    if (stepBefore[activity] === -1) this.countJob(form.jobOf[activity]!, 1);
  }

  /** Takes up the times that were computed last. */
  price(activity: number): void {
    const { brokenNow, startNow, endNow, setupNow, order } = this.#times;
    if (this.isPriced[activity] === 0) {
      if (brokenNow !== this.brokenOf[activity]) this.#write(activity, brokenNow, 0, 0);
      return;
    }
    const prices = this.#prices;
    this.#write(
      activity,
      brokenNow,
      prices.hardOf(activity, startNow, endNow),
      prices.softOf(activity, order.machineOf(activity), startNow, endNow, setupNow),
    );
  }

  /** What an activity adds to the score, violations weighed heavily. */
  costOf(activity: number): number {
    return this.softOf[activity]! + 1e6 * (this.hardOf[activity]! + this.brokenOf[activity]!);
  }

  /** Makes the sums final. */
  keep(): void {
    const kept = this.#kept;
    kept[0] = this.broken;
    kept[1] = this.hard;
    kept[2] = this.medium;
    kept[3] = this.soft;
    kept[4] = this.makespan;
  }

  /** Takes the sums back to the last `keep`; the parts are put back by who logged them. */
  undo(): void {
    const kept = this.#kept;
    this.broken = kept[0]!;
    this.hard = kept[1]!;
    this.medium = kept[2]!;
    this.soft = kept[3]!;
    this.makespan = kept[4]!;
  }

  #write(activity: number, broken: number, hard: number, soft: number): void {
    this.broken += broken - this.brokenOf[activity]!;
    this.hard += hard - this.hardOf[activity]!;
    this.soft += soft - this.softOf[activity]!;
    this.brokenOf[activity] = broken;
    this.hardOf[activity] = hard;
    this.softOf[activity] = soft;
  }
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
