import { NEVER } from "../schedule-form.js";
import type { ScheduleForm } from "../schedule-form.js";

/** When machines work: walks over the closed intervals of a form. Times from NEVER on mean "not in this plan". */
export class OpenTime {
  readonly #form: ScheduleForm;

  constructor(form: ScheduleForm) {
    this.#form = form;
  }

  /** First time from `time` on at which a machine works. */
  firstOpen(machine: number, time: number): number {
    const { closedStarts, closedFrom, closedUntil } = this.#form;
    const low = closedStarts[machine]!;
    const next = firstAfter(closedFrom, low, closedStarts[machine + 1]!, time);
    return next > low && closedUntil[next - 1]! > time ? closedUntil[next - 1]! : time;
  }

  /** When `duration` of open time has passed since `start`: the end of the last worked unit; `start` for none. */
  workEnd(machine: number, start: number, duration: number): number {
    const { closedStarts, closedFrom, closedUntil } = this.#form;
    const high = closedStarts[machine + 1]!;
    if (duration === 0) return start;
    let time = this.firstOpen(machine, start);
    let rest = duration;
    for (let next = firstAfter(closedFrom, closedStarts[machine]!, high, time); next < high; next++) {
      const open = closedFrom[next]! - time;
      if (open >= rest) break;
      rest -= open;
      time = closedUntil[next]!;
    }
    return time >= NEVER ? NEVER : time + rest;
  }

  /** First start from `time` on at which `duration` fits without a break. */
  firstFit(machine: number, time: number, duration: number): number {
    const { closedStarts, closedFrom, closedUntil } = this.#form;
    return fit(closedFrom, closedUntil, closedStarts[machine]!, closedStarts[machine + 1]!, time, duration);
  }

  /** First start from `time` on at which `duration` of maintenance fits: only what is unavailable stands in its way. */
  firstCrewFit(machine: number, time: number, duration: number): number {
    const { downStarts, downFrom, downUntil } = this.#form;
    return fit(downFrom, downUntil, downStarts[machine]!, downStarts[machine + 1]!, time, duration);
  }
}

/** First index in [low, high) whose value is above `time`; `high` where there is none. */
function firstAfter(values: Int32Array, low: number, high: number, time: number): number {
  let from = low;
  let until = high;
  while (from < until) {
    const middle = (from + until) >>> 1;
    if (values[middle]! > time) until = middle;
    else from = middle + 1;
  }
  return from;
}

function fit(
  closedFrom: Int32Array,
  closedUntil: Int32Array,
  low: number,
  high: number,
  time: number,
  duration: number,
): number {
  let next = firstAfter(closedFrom, low, high, time);
  let start = next > low && closedUntil[next - 1]! > time ? closedUntil[next - 1]! : time;
  while (next < high && closedFrom[next]! < start + duration) start = closedUntil[next++]!;
  return start;
}
