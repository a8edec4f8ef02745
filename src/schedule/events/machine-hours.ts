import { NEVER, type ScheduleForm } from "../schedule-form.js";

/** When the machines of a form are open: arithmetic on their closed intervals. Times past all hours are `NEVER`. */
export class MachineHours {
  readonly #form: ScheduleForm;
  /** [closed + 1] closed time of the machine before each interval */
  readonly #closedBefore: Float64Array;

  constructor(form: ScheduleForm) {
    this.#form = form;
    const { closedStarts, closedFrom, closedUntil } = form;
    this.#closedBefore = new Float64Array(closedFrom.length + 1);
    for (let machine = 0; machine < form.machines; machine++) {
      let sum = 0;
      for (let at = closedStarts[machine]; at < closedStarts[machine + 1]; at++) {
        this.#closedBefore[at] = sum;
        sum += closedUntil[at] - closedFrom[at];
      }
    }
  }

  /** First closed interval of a machine that ends after a time. */
  #intervalAfter(machine: number, time: number): number {
    const { closedStarts, closedUntil } = this.#form;
    let low = closedStarts[machine];
    let high = closedStarts[machine + 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (closedUntil[middle] <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The first open time that is not before `time`. */
  nextOpen(machine: number, time: number): number {
    const at = this.#intervalAfter(machine, time);
    const { closedStarts, closedFrom, closedUntil } = this.#form;
    if (at === closedStarts[machine + 1] || closedFrom[at] > time) return time;
    return Math.min(closedUntil[at], NEVER);
  }

  /** Open time from `from` to `until`. */
  openBetween(machine: number, from: number, until: number): number {
    if (until <= from) return 0;
    return until - from - (this.#closedUpTo(machine, until) - this.#closedUpTo(machine, from));
  }

  #closedUpTo(machine: number, time: number): number {
    const { closedStarts, closedFrom, closedUntil } = this.#form;
    const at = this.#intervalAfter(machine, time);
    if (at < closedStarts[machine + 1]) return this.#closedBefore[at] + Math.max(0, time - closedFrom[at]);
    if (at === closedStarts[machine]) return 0;
    return this.#closedBefore[at - 1] + closedUntil[at - 1] - closedFrom[at - 1];
  }

  /** When `work` units of open time from `start`, which is open, have passed: the end of the last of them. */
  endOfWork(machine: number, start: number, work: number): number {
    if (start >= NEVER) return NEVER;
    if (work === 0) return start;
    const { closedStarts, closedFrom, closedUntil } = this.#form;
    let time = start;
    let left = work;
    for (let at = this.#intervalAfter(machine, start); at < closedStarts[machine + 1]; at++) {
      const open = closedFrom[at] - time;
      if (open >= left) break;
      left -= open;
      time = closedUntil[at];
      if (time >= NEVER) return NEVER;
    }
    return time + left;
  }

  /** The last time from which `work` units of open time pass until `end`. Below 0 when there are not as many. */
  latestStartOfWork(machine: number, end: number, work: number): number {
    const { closedStarts, closedFrom, closedUntil } = this.#form;
    let at = this.#intervalAfter(machine, end);
    if (at === closedStarts[machine + 1] || closedFrom[at] >= end) at -= 1;
    let time = end;
    let left = work;
    for (; at >= closedStarts[machine] && left > 0; at--) {
      const open = Math.max(0, time - closedUntil[at]);
      if (open >= left) break;
      left -= open;
      time = Math.min(time, closedFrom[at]);
    }
    return time - left;
  }

  /** The first time, not before `time`, at which an operation of this working time may start. */
  nextStart(machine: number, time: number, duration: number): number {
    let start = this.nextOpen(machine, time);
    if (this.#form.waitsForBreaks[machine] === 0) return start;
    const { closedStarts, closedFrom, closedUntil } = this.#form;
    for (let at = this.#intervalAfter(machine, start); at < closedStarts[machine + 1]; at++) {
      if (closedFrom[at] >= start + duration) break;
      start = closedUntil[at];
    }
    return Math.min(start, NEVER);
  }

  /** End of an operation that starts at a time that {@link nextStart} gives. */
  endOf(machine: number, start: number, duration: number): number {
    if (start >= NEVER) return NEVER;
    return this.#form.waitsForBreaks[machine] === 1
      ? start + duration
      : this.endOfWork(machine, start, duration);
  }

  /** The first time, not before `time`, at which a task that takes this long may start. */
  nextTaskStart(machine: number, time: number, duration: number): number {
    const { downStarts, downFrom, downUntil } = this.#form;
    let start = time;
    for (let at = downStarts[machine]; at < downStarts[machine + 1]; at++) {
      if (downUntil[at] <= start) continue;
      if (downFrom[at] >= start + duration) break;
      start = downUntil[at];
    }
    return Math.min(start, NEVER);
  }
}
