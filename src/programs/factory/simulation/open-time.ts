import type { Machine, TimeInterval } from "../../../schedule/index.js";

/** When something is open: arithmetic with time that is interrupted. */
export class OpenTime {
  /** Ascending, disjoint, not touching. */
  readonly closed: readonly TimeInterval[];

  constructor(closed: readonly TimeInterval[]) {
    this.closed = merged(closed);
  }

  /** The first open time from `time` on; Infinity when there is none. */
  next(time: number): number {
    for (const { from, until } of this.closed) {
      if (time < from) return time;
      if (time < until) time = until;
    }
    return time;
  }

  /** The end of the last of `work` open units after `time`; `time` itself for no work, Infinity when there are too few. */
  after(time: number, work: number): number {
    if (work === 0) return time;
    for (const { from, until } of this.closed) {
      if (until <= time) continue;
      if (from > time) {
        if (from - time >= work) return time + work;
        work -= from - time;
      }
      time = until;
    }
    return time + work;
  }

  /** Open units from one time to another. */
  between(from: number, until: number): number {
    let open = Math.max(0, until - from);
    for (const interval of this.closed)
      open -= Math.max(0, Math.min(until, interval.until) - Math.max(from, interval.from));
    return open;
  }

  /** The first time from `time` on at which `length` units are open in one piece; Infinity when there is none. */
  fit(time: number, length: number): number {
    for (const { from, until } of this.closed) {
      if (time + length <= from) return time;
      if (time < until) time = until;
    }
    return time;
  }
}

/** When a machine works on operations. */
export function workingTime({ working, unavailable = [] }: Machine): OpenTime {
  if (working === undefined) return new OpenTime(unavailable);
  const closed: TimeInterval[] = [];
  let from = 0;
  for (const interval of working) {
    closed.push({ from, until: interval.from });
    from = interval.until;
  }
  return new OpenTime([...closed, { from, until: Infinity }, ...unavailable]);
}

/** When a crew can work on a machine: its calendar does not bind it. */
export function serviceTime({ unavailable = [] }: Machine): OpenTime {
  return new OpenTime(unavailable);
}

function merged(intervals: readonly TimeInterval[]): TimeInterval[] {
  const list: { from: number; until: number }[] = [];
  for (const { from, until } of intervals.toSorted((a, b) => a.from - b.from)) {
    if (until <= from) continue;
    const last = list.at(-1);
    if (last !== undefined && from <= last.until) last.until = Math.max(last.until, until);
    else list.push({ from, until });
  }
  return list;
}
