import { NEVER } from "../schedule-form.js";
import type { ScheduleForm } from "../schedule-form.js";
import { ActivityOrder } from "./activity-order.js";
import { OpenTime } from "./open-time.js";

/** What an activity that finds no open time before NEVER counts as, in units of broken time. */
export const NO_TIME = 1_000_000;

/** What an activity waits for. */
export const WAITS_FOR_NOTHING = 0;
export const WAITS_FOR_WORK = 1;
export const WAITS_FOR_MACHINE = 2;
export const WAITS_FOR_RESOURCE = 3;

/**
 * The earliest times that an order of activities allows (semi-active): one activity at a time, from the times of those
 * before it. What was computed last stands in the fields that end in `Now`.
 */
export class PlanTimes {
  readonly form: ScheduleForm;
  readonly order: ActivityOrder;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly setup: Int32Array;
  /** [activities] family that the machine is set up for afterwards; -1 for none, and where there are no set-ups */
  readonly familyAfter: Int32Array;
  /** [activities] not earlier than this, by choice: tasks whose cost falls with time, operations held at a reference */
  readonly hold: Int32Array;
  /** [activities] WAITS_FOR_… */
  readonly waitsFor: Uint8Array;
  /** [activities] the activity waited for; -1 for none */
  readonly blocker: Int32Array;
  /** [activities] the operation before in the routing; -1 for none */
  readonly stepBefore: Int32Array;
  /** [activities] the operation after in the routing; -1 for none */
  readonly stepAfter: Int32Array;
  startNow = 0;
  endNow = 0;
  setupNow = 0;
  familyNow = -1;
  brokenNow = 0;
  waitsNow = 0;
  blockerNow = -1;
  /** [needs] latest end of the chain up to here */
  readonly chainEnd: Int32Array;
  readonly #time: OpenTime;
  /** [activities] 1 where only its job and its machine can delay it */
  readonly #isPlain: Uint8Array;
  /** [machines] 1 where there are neither breaks nor set-ups */
  readonly #isPlainMachine: Uint8Array;
  #resourceBlocker = -1;

  constructor(form: ScheduleForm) {
    const { activities } = form;
    this.form = form;
    this.order = new ActivityOrder(form);
    this.start = new Int32Array(activities);
    this.end = new Int32Array(activities);
    this.setup = new Int32Array(activities);
    this.familyAfter = new Int32Array(activities).fill(-1);
    this.hold = new Int32Array(activities);
    this.waitsFor = new Uint8Array(activities);
    this.blocker = new Int32Array(activities).fill(-1);
    this.chainEnd = new Int32Array(form.needResource.length);
    this.#time = new OpenTime(form);
    const steps = Array.from({ length: activities }, (_, activity) => activity < form.operations);
    this.stepBefore = Int32Array.from(steps, (isStep, activity) =>
      isStep && form.jobStarts[form.jobOf[activity]!]! < activity ? activity - 1 : -1,
    );
    this.stepAfter = Int32Array.from(steps, (isStep, activity) =>
      isStep && form.jobStarts[form.jobOf[activity]! + 1]! > activity + 1 ? activity + 1 : -1,
    );
    this.#isPlain = Uint8Array.from(steps, (isStep, activity) =>
      isStep &&
      form.pinnedStart[activity]! < 0 &&
      form.needStarts[activity] === form.needStarts[activity + 1] &&
      form.predecessorStarts[activity] === form.predecessorStarts[activity + 1]
        ? 1
        : 0,
    );
    this.#isPlainMachine = Uint8Array.from(form.setupTimes, (times, machine) =>
      times === null && form.closedStarts[machine] === form.closedStarts[machine + 1] ? 1 : 0,
    );
  }

  /** Earliest times of an activity after what precedes it; with a mode, as if it were appended. */
  compute(activity: number, probedMode = -1): void {
    const { form, order, end } = this;
    const mode = probedMode >= 0 ? probedMode : order.mode[activity]!;
    const machine = form.modeMachine[mode]!;
    const before = probedMode >= 0 ? order.last[machine]! : order.previous[activity]!;
    let time = form.earliestStart[activity]!;
    let waits = WAITS_FOR_NOTHING;
    let blocker = -1;
    if (this.hold[activity]! > time) time = this.hold[activity]!;
    const stepBefore = this.stepBefore[activity]!;
    if (stepBefore >= 0 && end[stepBefore]! > time) {
      time = end[stepBefore]!;
      waits = WAITS_FOR_WORK;
      blocker = stepBefore;
    }
    if (this.#isPlain[activity] === 0 || this.#isPlainMachine[machine] === 0) {
      this.#computeFully(activity, mode, before, time, waits, blocker, probedMode >= 0);
      return;
    }
    if (before >= 0 && end[before]! > time) {
      time = end[before]!;
      waits = WAITS_FOR_MACHINE;
      blocker = before;
    }
    const finish = time + form.modeDuration[mode]!;
    this.startNow = time < NEVER ? time : NEVER;
    this.endNow = finish < NEVER ? finish : NEVER;
    this.setupNow = 0;
    this.familyNow = -1;
    this.brokenNow = finish < NEVER ? 0 : NO_TIME;
    this.waitsNow = waits;
    this.blockerNow = blocker;
  }

  #computeFully(
    activity: number,
    mode: number,
    before: number,
    routingTime: number,
    routingWaits: number,
    routingBlocker: number,
    probes: boolean,
  ): void {
    const { form, end } = this;
    const machine = form.modeMachine[mode]!;
    const duration = form.modeDuration[mode]!;
    const isTask = activity >= form.operations;
    let time = routingTime;
    let waits = routingWaits;
    let blocker = routingBlocker;
    for (let arc = form.predecessorStarts[activity]!; arc < form.predecessorStarts[activity + 1]!; arc++) {
      const ready = end[form.predecessors[arc]!]! + form.predecessorLags[arc]!;
      if (ready <= time) continue;
      time = ready;
      waits = WAITS_FOR_WORK;
      blocker = form.predecessors[arc]!;
    }
    const setups = form.setupTimes[machine]!;
    const family = form.family[activity]!;
    let familyAfter = -1;
    let setup = 0;
    let free = before >= 0 ? end[before]! : 0;
    if (setups !== null) {
      const familyBefore = before >= 0 ? this.familyAfter[before]! : -1;
      familyAfter = family >= 0 ? family : familyBefore;
      if (family >= 0)
        setup = setups[(familyBefore >= 0 ? familyBefore : form.families) * form.families + family]!;
      if (setup > 0) free = this.#time.workEnd(machine, free, setup);
    }
    if (free > time) {
      time = free;
      waits = WAITS_FOR_MACHINE;
      blocker = before;
    }
    for (let need = form.needStarts[activity]!; need < form.needStarts[activity + 1]!; need++) {
      const ready = this.#resourceReady(need, probes, time);
      if (ready <= time) continue;
      time = ready;
      waits = WAITS_FOR_RESOURCE;
      blocker = this.#resourceBlocker;
    }
    const pin = form.pinnedStart[activity]!;
    const fits = isTask || form.waitsForBreaks[machine] === 1;
    if (pin >= 0 && time <= pin) time = pin;
    else if (isTask) time = this.#time.firstCrewFit(machine, time, duration);
    else if (fits) time = this.#time.firstFit(machine, time, duration);
    else time = this.#time.firstOpen(machine, time);
    let broken = pin >= 0 ? time - pin : 0;
    let finish = fits ? time + duration : this.#time.workEnd(machine, time, duration);
    if (finish >= NEVER) {
      time = Math.min(time, NEVER);
      finish = NEVER;
      broken = NO_TIME;
    }
    this.startNow = time;
    this.endNow = finish;
    this.setupNow = setup;
    this.familyNow = familyAfter;
    this.brokenNow = broken;
    this.waitsNow = waits;
    this.blockerNow = blocker;
  }

  /** When a resource has enough left from `time` on; its users start in the order of its chain. */
  #resourceReady(need: number, probes: boolean, time: number): number {
    const { form, start, end } = this;
    const { chains } = this.order;
    const resource = form.needResource[need]!;
    const chain = chains.needs[resource]!;
    const length = probes ? chains.length[resource]! : chains.index[need]!;
    if (length === 0) return time;
    const lastOwner = chains.owner[chain[length - 1]!]!;
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
        if (this.chainEnd[other]! <= ready) break;
        const finish = end[chains.owner[other]!]!;
        if (finish <= ready) continue;
        used += form.needAmount[other]!;
        if (finish >= soonest) continue;
        soonest = finish;
        owner = chains.owner[other]!;
      }
      if (used <= room || owner < 0) return ready;
      ready = soonest;
      this.#resourceBlocker = owner;
    }
  }

  /** Writes what was computed; true where something that others wait for changed. */
  write(activity: number): boolean {
    const { startNow, endNow, familyNow } = this;
    let changed =
      this.start[activity] !== startNow ||
      this.end[activity] !== endNow ||
      this.familyAfter[activity] !== familyNow;
    this.start[activity] = startNow;
    this.end[activity] = endNow;
    this.setup[activity] = this.setupNow;
    this.familyAfter[activity] = familyNow;
    this.waitsFor[activity] = this.waitsNow;
    this.blocker[activity] = this.blockerNow;
    const { form } = this;
    const { chains } = this.order;
    for (let need = form.needStarts[activity]!; need < form.needStarts[activity + 1]!; need++) {
      const index = chains.index[need]!;
      const before = index > 0 ? this.chainEnd[chains.needs[form.needResource[need]!]![index - 1]!]! : 0;
      const latest = Math.max(before, endNow);
      if (this.chainEnd[need] !== latest) changed = true;
      this.chainEnd[need] = latest;
    }
    return changed;
  }

  /** Latest ends along the chains, after times were put back. */
  rechain(): void {
    const { chains } = this.order;
    for (let resource = 0; resource < this.form.resources; resource++) {
      const chain = chains.needs[resource]!;
      let latest = 0;
      for (let index = 0; index < chains.length[resource]!; index++) {
        const finish = this.end[chains.owner[chain[index]!]!]!;
        if (finish > latest) latest = finish;
        this.chainEnd[chain[index]!] = latest;
      }
    }
  }
}
