import { OpenTime } from "../check/open-time.js";
import type { Machine } from "../problem.js";

/**
 * Time counted in the work that a group of machines can do: it runs as fast as machines of the group are open. In it
 * the group is one machine that never rests.
 */
export class WorkTime {
  /** Stretches of equal speed, ascending; none where nothing is open. */
  readonly #from: number[] = [];
  readonly #until: number[] = [];
  readonly #speed: number[] = [];
  /** Work done before each stretch. */
  readonly #before: number[] = [];

  constructor(machines: readonly Machine[]) {
    const changes = new Map<number, number>();
    for (const machine of machines)
      for (const { from, until } of new OpenTime(machine).intervals) {
        changes.set(from, (changes.get(from) ?? 0) + 1);
        changes.set(until, (changes.get(until) ?? 0) - 1);
      }
    const times = [...changes.keys()].sort((a, b) => a - b);
    let speed = 0;
    let work = 0;
    for (const [index, time] of times.entries()) {
      speed += changes.get(time)!;
      const until = times[index + 1];
      if (speed === 0 || until === undefined) continue;
      this.#from.push(time);
      this.#until.push(until);
      this.#speed.push(speed);
      this.#before.push(work);
      work += speed * (until - time);
    }
  }

  /** Work that can be done before `time`. */
  workAt(time: number): number {
    const stretch = lastAtMost(this.#from, time);
    if (stretch < 0) return 0;
    const until = Math.min(time, this.#until[stretch]!);
    return this.#before[stretch]! + this.#speed[stretch]! * (until - this.#from[stretch]!);
  }

  /** When this much work is done at the earliest; infinite where it never is. */
  timeAt(work: number): number {
    if (work <= 0) return 0;
    let stretch = lastAtMost(this.#before, work);
    if (stretch < 0) return Infinity;
    if (this.#before[stretch] === work && stretch > 0) stretch--;
    const time = this.#from[stretch]! + (work - this.#before[stretch]!) / this.#speed[stretch]!;
    return time > this.#until[stretch]! ? Infinity : time;
  }
}

/** Last place of an ascending list whose value is at most `value`; -1 for none. */
function lastAtMost(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
