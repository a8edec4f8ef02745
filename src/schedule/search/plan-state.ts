import type { Score } from "../plan.js";
import { NEVER } from "../schedule-form.js";
import type { ScheduleForm } from "../schedule-form.js";
import { ActivityOrder } from "./activity-order.js";
import { OpenTime } from "./open-time.js";
import type { SearchPrices } from "./search-prices.js";

/** What an activity that finds no open time before NEVER counts as, in units of broken time. */
const NO_TIME = 1_000_000;

/** What an activity waits for. */
export const WAITS_FOR_NOTHING = 0;
export const WAITS_FOR_WORK = 1;
export const WAITS_FOR_MACHINE = 2;
export const WAITS_FOR_RESOURCE = 3;

/** A plan's decisions, for taking a state back to them. */
export interface Snapshot {
  readonly order: Int32Array;
  readonly mode: Int32Array;
  readonly hold: Int32Array;
}

/**
 * A plan in the making: an order of activities with the earliest times that it allows (semi-active), and what it
 * scores. `update` computes anew only what a change reaches, in topological order.
 */
export class PlanState {
  readonly form: ScheduleForm;
  readonly prices: SearchPrices;
  readonly order: ActivityOrder;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly setup: Int32Array;
  /** [activities] family that the machine is set up for afterwards; -1 for none */
  readonly familyAfter: Int32Array;
  /** [activities] not earlier than this, by choice: tasks whose cost falls with time, operations held at a reference */
  readonly hold: Int32Array;
  /** [activities] WAITS_FOR_… */
  readonly waitsFor: Uint8Array;
  /** [activities] the activity waited for; -1 for none */
  readonly blocker: Int32Array;
  /** Units of time by which pins are missed: 0 in every plan that is one. */
  broken = 0;
  hard = 0;
  medium = 0;
  #soft = 0;
  makespan = 0;
  readonly #time: OpenTime;
  readonly #brokenOf: Float64Array;
  readonly #hardOf: Float64Array;
  readonly #softOf: Float64Array;
  /** [needs] latest end of the chain up to here */
  readonly #chainEnd: Int32Array;
  /** [activities] by place in the order: to be computed anew */
  readonly #due: Uint8Array;
  // What the last updates changed, until `keep`.
  readonly #log: Int32Array;
  readonly #logTimes: Int32Array;
  readonly #logCosts: Float64Array;
  #logLength = 0;
  readonly #logged: Int32Array;
  #round = 1;
  #heldLog: number[] = [];
  #kept: [broken: number, hard: number, medium: number, soft: number, makespan: number];
  // Of the activity computed last.
  #startNow = 0;
  #endNow = 0;
  #setupNow = 0;
  #familyNow = 0;
  #brokenNow = 0;
  #waitsNow = 0;
  #blockerNow = 0;

  constructor(form: ScheduleForm, prices: SearchPrices) {
    const { activities } = form;
    this.form = form;
    this.prices = prices;
    this.order = new ActivityOrder(form);
    this.start = new Int32Array(activities);
    this.end = new Int32Array(activities);
    this.setup = new Int32Array(activities);
    this.familyAfter = new Int32Array(activities).fill(-1);
    this.hold = new Int32Array(activities);
    this.waitsFor = new Uint8Array(activities);
    this.blocker = new Int32Array(activities).fill(-1);
    this.#time = new OpenTime(form);
    this.#brokenOf = new Float64Array(activities);
    this.#hardOf = new Float64Array(activities);
    this.#softOf = new Float64Array(activities);
    this.#chainEnd = new Int32Array(form.needResource.length);
    this.#due = new Uint8Array(activities + 1);
    this.#log = new Int32Array(activities);
    this.#logTimes = new Int32Array(6 * activities);
    this.#logCosts = new Float64Array(3 * activities);
    this.#logged = new Int32Array(activities);
    this.#kept = [0, 0, 0, 0, 0];
    this.clear();
  }

  get soft(): number {
    return this.#soft + this.prices.makespan * this.makespan;
  }

  get score(): Score {
    return { hard: this.hard, medium: this.medium, soft: this.soft };
  }

  /** What an activity adds to the score, violations weighed heavily. */
  costOf(activity: number): number {
    return this.#softOf[activity]! + 1e6 * (this.#hardOf[activity]! + this.#brokenOf[activity]!);
  }

  brokenActivities(): readonly number[] {
    return [...this.#brokenOf.keys()].filter((activity) => this.#brokenOf[activity]! > 0);
  }

  isPlanned(activity: number): boolean {
    return this.order.position[activity]! >= 0;
  }

  /** Takes everything out: jobs count as left out, tasks as skipped. */
  clear(): void {
    const { form } = this;
    this.order.clear();
    this.#brokenOf.fill(0);
    this.#hardOf.fill(0);
    this.#softOf.fill(0);
    this.#heldLog = [];
    this.#logLength = 0;
    this.#round++;
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
      if (order.position[form.jobStarts[job]!]! < 0) this.#leaveOut(job);
    this.#countMakespan();
  }

  #leaveOut(job: number): void {
    const price = this.form.unassignedPrice[job]!;
    if (Number.isNaN(price)) this.broken += NO_TIME;
    else this.medium += price;
  }

  #takeIn(job: number): void {
    const price = this.form.unassignedPrice[job]!;
    if (Number.isNaN(price)) this.broken -= NO_TIME;
    else this.medium -= price;
  }

  /** Plans an activity after all others, and computes its times at once. */
  append(activity: number, mode: number): void {
    this.order.append(activity, mode);
    this.order.touchedCount = 0;
    this.#countIn(activity);
    this.#compute(activity);
    this.#store(activity);
    if (activity < this.form.operations) this.makespan = Math.max(this.makespan, this.end[activity]!);
  }

  /** When an activity would start if it were appended now; its end is `probedEnd`. */
  probe(activity: number, mode: number): number {
    this.#compute(activity, mode);
    return this.#startNow;
  }

  get probedEnd(): number {
    return this.#endNow;
  }

  get probedSetup(): number {
    return this.#setupNow;
  }

  #countIn(activity: number): void {
    const { form } = this;
    if (activity >= form.operations) {
      this.#writeCosts(activity, 0, 0, 0);
      return;
    }
    const job = form.jobOf[activity]!;
    if (form.jobStarts[job] === activity) this.#takeIn(job);
  }

  /** Plans an activity at the end of the order, with its times left to `update`. */
  add(activity: number, mode: number): void {
    this.order.append(activity, mode);
    this.#writeLog(activity);
    this.#countIn(activity);
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
    const job = form.jobOf[activity]!;
    if (form.jobStarts[job] === activity) this.#leaveOut(job);
  }

  relocate(activity: number, mode: number, before: number): boolean {
    return this.order.relocate(activity, mode, before);
  }

  setHold(activity: number, time: number): void {
    this.#heldLog.push(activity, this.hold[activity]!);
    this.hold[activity] = time;
    this.order.touch(activity);
  }

  /** Computes the times that the changes since the last update reach, and the score. */
  update(): void {
    const { order } = this;
    const { position } = order;
    let low = order.count;
    for (let index = 0; index < order.touchedCount; index++) {
      const place = position[order.touched[index]!]!;
      if (place < 0) continue;
      this.#due[place] = 1;
      if (place < low) low = place;
    }
    order.touchedCount = 0;
    for (let place = low; place < order.count; place++) {
      if (this.#due[place] === 0) continue;
      this.#due[place] = 0;
      const activity = order.order[place]!;
      this.#compute(activity);
      this.#writeLog(activity);
      if (this.#store(activity)) this.#reach(activity);
    }
    this.#countMakespan();
  }

  /** Marks what waits for an activity whose times changed. */
  #reach(activity: number): void {
    const { form, order } = this;
    const { position } = order;
    const due = this.#due;
    if (order.next[activity]! >= 0) due[position[order.next[activity]!]!] = 1;
    if (activity >= form.operations) return;
    if (form.jobStarts[form.jobOf[activity]! + 1]! > activity + 1 && position[activity + 1]! >= 0)
      due[position[activity + 1]!] = 1;
    for (let arc = form.successorStarts[activity]!; arc < form.successorStarts[activity + 1]!; arc++) {
      const place = position[form.successors[arc]!]!;
      if (place >= 0) due[place] = 1;
    }
    for (let need = form.needStarts[activity]!; need < form.needStarts[activity + 1]!; need++) {
      const resource = form.needResource[need]!;
      const chain = order.chain[resource]!;
      for (let index = order.chainIndex[need]! + 1; index < order.chainLength[resource]!; index++)
        due[position[order.needOwner[chain[index]!]!]!] = 1;
    }
  }

  #countMakespan(): void {
    const { form, order } = this;
    this.makespan = 0;
    for (let job = 0; job < form.jobs; job++) {
      const last = form.jobStarts[job + 1]! - 1;
      if (order.position[last]! >= 0 && this.end[last]! > this.makespan) this.makespan = this.end[last]!;
    }
  }

  /** Makes the changes since the last `keep` final. */
  keep(): void {
    this.order.keep();
    this.#logLength = 0;
    this.#heldLog.length = 0;
    this.#round++;
    this.#kept = [this.broken, this.hard, this.medium, this.#soft, this.makespan];
  }

  /** Takes the changes since the last `keep` back. */
  undo(): void {
    const { form } = this;
    this.order.undo();
    for (let entry = this.#logLength - 1; entry >= 0; entry--) {
      const activity = this.#log[entry]!;
      const times = this.#logTimes;
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
    if (form.resources > 0) this.#rechainEnds();
    [this.broken, this.hard, this.medium, this.#soft, this.makespan] = this.#kept;
    this.#logLength = 0;
    this.#heldLog.length = 0;
    this.#round++;
  }

  #rechainEnds(): void {
    const { order } = this;
    for (let resource = 0; resource < this.form.resources; resource++) {
      const chain = order.chain[resource]!;
      let latest = 0;
      for (let index = 0; index < order.chainLength[resource]!; index++) {
        latest = Math.max(latest, this.end[order.needOwner[chain[index]!]!]!);
        this.#chainEnd[chain[index]!] = latest;
      }
    }
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

  /** Remembers the times and costs of an activity, once between two calls of `keep`. */
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

  #writeCosts(activity: number, broken: number, hard: number, soft: number): void {
    this.broken += broken - this.#brokenOf[activity]!;
    this.hard += hard - this.#hardOf[activity]!;
    this.#soft += soft - this.#softOf[activity]!;
    this.#brokenOf[activity] = broken;
    this.#hardOf[activity] = hard;
    this.#softOf[activity] = soft;
  }

  /** Writes what was computed; true where something that others wait for changed. */
  #store(activity: number): boolean {
    const { form } = this;
    const start = this.#startNow;
    const end = this.#endNow;
    let changed =
      this.start[activity] !== start ||
      this.end[activity] !== end ||
      this.familyAfter[activity] !== this.#familyNow;
    this.start[activity] = start;
    this.end[activity] = end;
    this.setup[activity] = this.#setupNow;
    this.familyAfter[activity] = this.#familyNow;
    this.waitsFor[activity] = this.#waitsNow;
    this.blocker[activity] = this.#blockerNow;
    for (let need = form.needStarts[activity]!; need < form.needStarts[activity + 1]!; need++) {
      const index = this.order.chainIndex[need]!;
      const before = index > 0 ? this.#chainEnd[this.order.chain[form.needResource[need]!]![index - 1]!]! : 0;
      const latest = Math.max(before, end);
      if (this.#chainEnd[need] !== latest) changed = true;
      this.#chainEnd[need] = latest;
    }
    this.#writeCosts(
      activity,
      this.#brokenNow,
      this.prices.hardOf(activity, start, end),
      this.prices.softOf(activity, this.order.machineOf(activity), start, end, this.#setupNow),
    );
    return changed;
  }

  /** Earliest times of an activity after what precedes it; with a mode, as if it were appended. */
  #compute(activity: number, probedMode = -1): void {
    const { form, order, end } = this;
    const probes = probedMode >= 0;
    const mode = probes ? probedMode : order.mode[activity]!;
    const machine = form.modeMachine[mode]!;
    const duration = form.modeDuration[mode]!;
    const before = probes ? order.last[machine]! : order.previous[activity]!;
    const isTask = activity >= form.operations;
    let time = Math.max(form.earliestStart[activity]!, this.hold[activity]!);
    let waits = WAITS_FOR_NOTHING;
    let blocker = -1;

    if (!isTask) {
      if (form.jobStarts[form.jobOf[activity]!]! < activity && end[activity - 1]! > time) {
        time = end[activity - 1]!;
        waits = WAITS_FOR_WORK;
        blocker = activity - 1;
      }
      for (let arc = form.predecessorStarts[activity]!; arc < form.predecessorStarts[activity + 1]!; arc++) {
        const ready = end[form.predecessors[arc]!]! + form.predecessorLags[arc]!;
        if (ready > time) {
          time = ready;
          waits = WAITS_FOR_WORK;
          blocker = form.predecessors[arc]!;
        }
      }
    }
    const setups = form.setupTimes[machine]!;
    const family = form.family[activity]!;
    const familyBefore = before >= 0 ? this.familyAfter[before]! : -1;
    let setup = 0;
    let free = before >= 0 ? end[before]! : 0;
    if (setups !== null && family >= 0) {
      setup = setups[(familyBefore >= 0 ? familyBefore : form.families) * form.families + family]!;
      if (setup > 0) free = this.#time.workEnd(machine, free, setup);
    }
    if (free > time) {
      time = free;
      waits = WAITS_FOR_MACHINE;
      blocker = before;
    }
    for (let need = form.needStarts[activity]!; need < form.needStarts[activity + 1]!; need++) {
      const ready = this.#resourceReady(activity, need, probes, time);
      if (ready > time) {
        time = ready;
        waits = WAITS_FOR_RESOURCE;
        blocker = this.#resourceBlocker;
      }
    }
    const pin = form.pinnedStart[activity]!;
    let broken = 0;
    if (pin >= 0 && time <= pin) time = pin;
    else if (isTask) time = this.#time.firstCrewFit(machine, time, duration);
    else if (form.waitsForBreaks[machine] === 1) time = this.#time.firstFit(machine, time, duration);
    else time = this.#time.firstOpen(machine, time);
    if (pin >= 0) broken = time - pin;
    let finish =
      isTask || form.waitsForBreaks[machine] === 1
        ? time + duration
        : this.#time.workEnd(machine, time, duration);
    if (time >= NEVER || finish >= NEVER) {
      time = Math.min(time, NEVER);
      finish = NEVER;
      broken = NO_TIME;
    }
    this.#startNow = time;
    this.#endNow = finish;
    this.#setupNow = setup;
    this.#familyNow = family >= 0 ? family : familyBefore;
    this.#brokenNow = broken;
    this.#waitsNow = waits;
    this.#blockerNow = blocker;
  }
  #resourceBlocker = -1;

  /** When a resource has enough left from `time` on; its users start in the order of its chain. */
  #resourceReady(activity: number, need: number, probes: boolean, time: number): number {
    const { form, order, start, end } = this;
    const resource = form.needResource[need]!;
    const chain = order.chain[resource]!;
    const length = probes ? order.chainLength[resource]! : order.chainIndex[need]!;
    if (length === 0) return time;
    const lastOwner = order.needOwner[chain[length - 1]!]!;
    if (lastOwner === activity) return time;
    let ready = time;
    if (start[lastOwner]! > ready) {
      ready = start[lastOwner]!;
      this.#resourceBlocker = lastOwner;
    }
    const room = form.resourceCapacity[resource]! - form.needAmount[need]!;
    for (;;) {
      let used = 0;
      let soonest = NEVER;
      let owner = -1;
      for (let index = length - 1; index >= 0; index--) {
        const other = chain[index]!;
        if (this.#chainEnd[other]! <= ready) break;
        const finish = end[order.needOwner[other]!]!;
        if (finish <= ready) continue;
        used += form.needAmount[other]!;
        if (finish < soonest) {
          soonest = finish;
          owner = order.needOwner[other]!;
        }
      }
      if (used <= room || owner < 0) return ready;
      ready = soonest;
      this.#resourceBlocker = owner;
    }
  }
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
