import type { Plan } from "../../../schedule/index.js";
import type { PlantLayout } from "../simulation/plant-layout.js";

/** How much a machine works by when, under a plan: turns the clock into working time, which wears machines, and back. */
export interface WorkProfile {
  /** Ends of stretches of work, with `work` done by then; the first point is time 0. */
  readonly times: Float64Array;
  readonly work: Float64Array;
  /** Working time of the whole plan. */
  readonly total: number;
  /** Time at which the machine has done its work; 0 without any. */
  readonly end: number;
}

/** [machines] profiles of a plan's operations. */
export function workProfiles(layout: PlantLayout, plan: Plan): WorkProfile[] {
  const points = Array.from({ length: layout.machines }, () => ({ times: [0], work: [0] }));
  const ordered = plan.operations.toSorted((a, b) => a.start - b.start);
  for (const { job, operation, machine, start, end } of ordered) {
    const number = layout.machineOf(machine);
    const { times, work } = points[number];
    const done = work.at(-1)!;
    const duration = layout.durations[layout.operationOf(job, operation) * layout.machines + number];
    times.push(start, end);
    work.push(done, done + duration);
  }
  return points.map(({ times, work }) => ({
    times: Float64Array.from(times),
    work: Float64Array.from(work),
    total: work.at(-1)!,
    end: times.at(-1)!,
  }));
}

/** Working time done by a time. */
export function workBy({ times, work }: WorkProfile, time: number): number {
  return interpolated(times, work, time);
}

/** The earliest time by which so much work is done; the end of the plan's work when it is more than that. */
export function timeOfWork({ times, work }: WorkProfile, done: number): number {
  return interpolated(work, times, done);
}

/** Linear between points, constant outside them; at a jump the value before it. */
export function interpolated(xs: ArrayLike<number>, ys: ArrayLike<number>, x: number): number {
  if (x <= xs[0]) return ys[0];
  for (let k = 1; k < xs.length; k++) {
    if (x > xs[k]) continue;
    const width = xs[k] - xs[k - 1];
    // Infinite on both sides: no difference to take.
    return width <= 0 || ys[k] === ys[k - 1]
      ? ys[k - 1]
      : ys[k - 1] + ((x - xs[k - 1]) / width) * (ys[k] - ys[k - 1]);
  }
  return ys[ys.length - 1];
}
