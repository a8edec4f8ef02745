import type { Machine, TimeInterval } from "../problem.js";
import { NEVER } from "../schedule-form.js";

/** When a machine can work: its calendar minus its unavailability, walked interval by interval. */
export class OpenTime {
  /** Ascending, disjoint, not touching; the last ends at NEVER where the machine has no calendar. */
  readonly intervals: readonly TimeInterval[];

  constructor(machine: Machine) {
    let open: TimeInterval[] = [...(machine.working ?? [{ from: 0, until: NEVER }])];
    for (const { from, until } of machine.unavailable ?? [])
      open = open.flatMap((interval) =>
        until <= interval.from || from >= interval.until
          ? [interval]
          : [
              { from: interval.from, until: from },
              { from: until, until: interval.until },
            ].filter((part) => part.from < part.until),
      );
    this.intervals = joined(open);
  }

  isOpen(time: number): boolean {
    const interval = this.intervals[this.#firstEndingAfter(time)];
    return interval !== undefined && interval.from <= time;
  }

  /** Whether the machine works from `from` to `until` without a break. */
  isOpenThroughout(from: number, until: number): boolean {
    const interval = this.intervals[this.#firstEndingAfter(from)];
    return interval !== undefined && interval.from <= from && until <= interval.until;
  }

  /** When `duration` units of open time have passed since `start`; null when they never do. */
  endOfWork(start: number, duration: number): number | null {
    let left = duration;
    for (let index = this.#firstEndingAfter(start); index < this.intervals.length; index++) {
      const { from, until } = this.intervals[index]!;
      const begin = Math.max(from, start);
      if (left <= until - begin) return begin + left;
      left -= until - begin;
    }
    return null;
  }

  /** First time from `ready` on at which work of this duration can start and end; null for none. */
  firstStart(ready: number, duration: number, acrossBreaks: Machine["acrossBreaks"]): number | null {
    for (let index = this.#firstEndingAfter(ready); index < this.intervals.length; index++) {
      const { from, until } = this.intervals[index]!;
      const start = Math.max(from, ready);
      if (acrossBreaks !== "wait") return this.endOfWork(start, duration) === null ? null : start;
      if (duration <= until - start) return start;
    }
    return null;
  }

  /** Open time between two times. */
  openBetween(from: number, until: number): number {
    if (until <= from) return 0;
    let sum = 0;
    for (let index = this.#firstEndingAfter(from); index < this.intervals.length; index++) {
      const interval = this.intervals[index]!;
      if (interval.from >= until) break;
      sum += Math.min(interval.until, until) - Math.max(interval.from, from);
    }
    return sum;
  }

  #firstEndingAfter(time: number): number {
    let low = 0;
    let high = this.intervals.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.intervals[middle]!.until > time) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function joined(intervals: readonly TimeInterval[]): TimeInterval[] {
  const result: TimeInterval[] = [];
  for (const interval of intervals) {
    const last = result.at(-1);
    if (last !== undefined && interval.from <= last.until)
      result[result.length - 1] = { from: last.from, until: Math.max(last.until, interval.until) };
    else result.push(interval);
  }
  return result;
}
