import { NEVER, type ScheduleForm } from "../schedule-form.js";
import { MachineHours } from "./machine-hours.js";

/** A place for an activity: start and end, `NEVER` for none. */
export interface Place {
  start: number;
  end: number;
}

/**
 * Activities laid onto machines one by one, each where it breaks no rule against those that lie there already: hours,
 * one activity at a time, set-ups on both sides, shared resources. Order within jobs is the caller's business, by the
 * time from which it asks for a place.
 */
export class Timetable {
  readonly form: ScheduleForm;
  readonly hours: MachineHours;
  /** [activities] -1 for those not placed */
  readonly start: Int32Array;
  /** [activities] */
  readonly end: Int32Array;
  /** [activities] number of the mode (see `ScheduleForm.modeStarts`) */
  readonly mode: Int32Array;
  /** [machines] activities in the order of their starts */
  readonly rows: number[][];
  readonly #holders: number[][];
  readonly #found: Place = { start: NEVER, end: NEVER };

  constructor(form: ScheduleForm, hours: MachineHours = new MachineHours(form)) {
    this.form = form;
    this.hours = hours;
    this.start = new Int32Array(form.activities).fill(-1);
    this.end = new Int32Array(form.activities).fill(-1);
    this.mode = new Int32Array(form.activities).fill(-1);
    this.rows = Array.from({ length: form.machines }, () => []);
    this.#holders = Array.from({ length: form.resources }, () => []);
  }

  clear(): void {
    this.start.fill(-1);
    this.end.fill(-1);
    this.mode.fill(-1);
    for (const row of this.rows) row.length = 0;
    for (const holders of this.#holders) holders.length = 0;
  }

  machineOf(activity: number): number {
    return this.form.modeMachine[this.mode[activity]];
  }

  isTask(activity: number): boolean {
    return activity >= this.form.operations;
  }

  /** Mode of an activity on a machine; -1 for none. */
  modeOn(activity: number, machine: number): number {
    const { modeStarts, modeMachine } = this.form;
    for (let mode = modeStarts[activity]; mode < modeStarts[activity + 1]; mode++)
      if (modeMachine[mode] === machine) return mode;
    return -1;
  }

  /** The first place from a time on; the result is overwritten by the next call. */
  find(activity: number, mode: number, from: number): Readonly<Place> {
    const found = this.#found;
    found.start = NEVER;
    found.end = NEVER;
    const machine = this.form.modeMachine[mode];
    const row = this.rows[machine];
    let low = 0;
    let high = row.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.end[row[middle]] <= from) low = middle + 1;
      else high = middle;
    }
    for (let at = low; at <= row.length; at++) {
      const before = at === 0 ? 0 : this.end[row[at - 1]];
      // A place in front of the next activity must at least start before it.
      if (at < row.length && Math.max(from, before) >= this.start[row[at]]) continue;
      const start = this.#firstStart(activity, mode, at, Math.max(from, before));
      if (start >= NEVER) continue;
      const end = this.endAt(activity, mode, start);
      if (end >= NEVER) continue;
      if (at < row.length && !(end <= this.start[row[at]] && this.#leavesRoom(activity, machine, at, end)))
        continue;
      found.start = start;
      found.end = end;
      break;
    }
    return found;
  }

  endAt(activity: number, mode: number, start: number): number {
    const duration = this.form.modeDuration[mode];
    return this.isTask(activity)
      ? start + duration
      : this.hours.endOf(this.form.modeMachine[mode], start, duration);
  }

  /** True when an activity may start at exactly this time. Set-ups are not looked at: `setupLack` does. */
  admits(activity: number, mode: number, start: number): boolean {
    const machine = this.form.modeMachine[mode];
    const duration = this.form.modeDuration[mode];
    const first = this.isTask(activity)
      ? this.hours.nextTaskStart(machine, start, duration)
      : this.hours.nextStart(machine, start, duration);
    if (first !== start) return false;
    const end = this.endAt(activity, mode, start);
    if (end >= NEVER) return false;
    const clashes = this.rows[machine].some((other) => this.start[other] < end && start < this.end[other]);
    return !clashes && this.resourceWait(activity, start, end) === start;
  }

  put(activity: number, mode: number, start: number): void {
    const machine = this.form.modeMachine[mode];
    const row = this.rows[machine];
    let at = row.length;
    while (at > 0 && this.start[row[at - 1]] > start) at -= 1;
    row.splice(at, 0, activity);
    this.start[activity] = start;
    this.end[activity] = this.endAt(activity, mode, start);
    this.mode[activity] = mode;
    const { needStarts, needResource } = this.form;
    for (let need = needStarts[activity]; need < needStarts[activity + 1]; need++)
      this.#holders[needResource[need]].push(activity);
  }

  /** Takes an activity off again. */
  remove(activity: number): void {
    const row = this.rows[this.machineOf(activity)];
    row.splice(row.indexOf(activity), 1);
    for (const holders of this.#holders) {
      const at = holders.indexOf(activity);
      if (at >= 0) holders.splice(at, 1);
    }
    this.start[activity] = -1;
    this.end[activity] = -1;
    this.mode[activity] = -1;
  }

  /** Set-up time that an activity needs at its place in the row of its machine. */
  setupOf(activity: number): number {
    const machine = this.machineOf(activity);
    return this.#setup(machine, this.#familyBefore(machine, this.rows[machine].indexOf(activity)), activity);
  }

  /** Open time that is missing for the set-up of an activity at its place; 0 where there is enough. */
  setupLack(activity: number): number {
    const setup = this.setupOf(activity);
    if (setup === 0) return 0;
    const machine = this.machineOf(activity);
    const row = this.rows[machine];
    const at = row.indexOf(activity);
    const before = at === 0 ? 0 : this.end[row[at - 1]];
    return Math.max(0, setup - this.hours.openBetween(machine, before, this.start[activity]));
  }

  /** Time from which the operations before an operation, its job's release and its own earliest start let it start. */
  readyTime(activity: number): number {
    const { earliestStart, operations, jobStarts, jobOf, predecessors, predecessorStarts, predecessorLags } =
      this.form;
    let time = earliestStart[activity];
    if (activity < operations && activity > jobStarts[jobOf[activity]])
      time = Math.max(time, this.end[activity - 1]);
    for (let at = predecessorStarts[activity]; at < predecessorStarts[activity + 1]; at++)
      time = Math.max(time, this.end[predecessors[at]] + predecessorLags[at]);
    return time;
  }

  #familyBefore(machine: number, at: number): number {
    const row = this.rows[machine];
    const { family, families } = this.form;
    for (let back = at - 1; back >= 0; back--) if (family[row[back]] >= 0) return family[row[back]];
    return families;
  }

  #setup(machine: number, familyBefore: number, activity: number): number {
    const times = this.form.setupTimes[machine];
    const family = this.form.family[activity];
    return times === null || family < 0 ? 0 : times[familyBefore * this.form.families + family];
  }

  /** First start from a time on in the gap at a position of a row, by hours, set-up and resources. */
  #firstStart(activity: number, mode: number, at: number, from: number): number {
    const { hours, form } = this;
    const machine = form.modeMachine[mode];
    const duration = form.modeDuration[mode];
    let time = from;
    const isTask = this.isTask(activity);
    if (!isTask && form.setupTimes[machine] !== null) {
      const setup = this.#setup(machine, this.#familyBefore(machine, at), activity);
      const before = at === 0 ? 0 : this.end[this.rows[machine][at - 1]];
      if (setup > 0) time = Math.max(time, hours.endOfWork(machine, hours.nextOpen(machine, before), setup));
    }
    while (time < NEVER) {
      const start = isTask
        ? hours.nextTaskStart(machine, time, duration)
        : hours.nextStart(machine, time, duration);
      if (start >= NEVER) return NEVER;
      time = this.resourceWait(activity, start, this.endAt(activity, mode, start));
      if (time === start) return start;
    }
    return NEVER;
  }

  /** Whether what follows in a row still has its set-up when an activity that ends at `end` comes in before it. */
  #leavesRoom(activity: number, machine: number, at: number, end: number): boolean {
    const { form, hours } = this;
    const times = form.setupTimes[machine];
    if (times === null) return true;
    const row = this.rows[machine];
    const family = form.family[activity];
    const familyAfter = family >= 0 ? family : this.#familyBefore(machine, at);
    for (let next = at; next < row.length; next++) {
      const follower = row[next];
      if (form.family[follower] < 0) {
        // Later set-ups change only when this activity changes the state.
        if (family < 0) return true;
        continue;
      }
      const before = next === at ? end : this.end[row[next - 1]];
      const setup = times[familyAfter * form.families + form.family[follower]];
      return setup <= hours.openBetween(machine, before, this.start[follower]);
    }
    return true;
  }

  /** `start` when the resources that an activity needs are free until `end`; else a later time to try. */
  resourceWait(activity: number, start: number, end: number): number {
    const { needStarts, needResource, needAmount, resourceCapacity } = this.form;
    for (let need = needStarts[activity]; need < needStarts[activity + 1]; need++) {
      const resource = needResource[need];
      const overlapping = this.#holders[resource].filter(
        (other) => other !== activity && this.start[other] < end && start < this.end[other],
      );
      const room = resourceCapacity[resource] - needAmount[need];
      for (const point of overlapping) {
        const time = Math.max(start, this.start[point]);
        let held = 0;
        for (const other of overlapping)
          if (this.start[other] <= time && time < this.end[other]) held += this.#amountOf(other, resource);
        if (held > room) return Math.min(...overlapping.map((other) => this.end[other]));
      }
      if (room < 0) return NEVER;
    }
    return start;
  }

  /** Those that hold a resource which an activity needs, at some time from `start` to `end`. */
  holdersDuring(activity: number, start: number, end: number): { resource: number; holders: number[] }[] {
    const { needStarts, needResource } = this.form;
    return Array.from(needResource.subarray(needStarts[activity], needStarts[activity + 1]), (resource) => ({
      resource,
      holders: this.#holders[resource].filter(
        (other) => other !== activity && this.start[other] < end && start < this.end[other],
      ),
    }));
  }

  #amountOf(activity: number, resource: number): number {
    const { needStarts, needResource, needAmount } = this.form;
    let amount = 0;
    for (let need = needStarts[activity]; need < needStarts[activity + 1]; need++)
      if (needResource[need] === resource) amount += needAmount[need];
    return amount;
  }
}
