import type { JobShopInstance } from "./instance.js";

/**
 * A makespan that no schedule is below: for each machine alone, with heads and tails from the jobs, the preemptive
 * one-machine optimum (Jackson's schedule: Carlier and Pinson, "An algorithm for solving the job-shop problem",
 * Management Science 35, 1989). The longest job is among these bounds.
 *
 * @example
 * import { jobShopInstance, jobShopLowerBound } from "foresolve/schedule";
 *
 * const instance = jobShopInstance("two by two", [
 *   [[0, 3], [1, 2]],
 *   [[1, 4], [0, 1]],
 * ]);
 * jobShopLowerBound(instance); // => 6
 */
export function jobShopLowerBound(instance: JobShopInstance): number {
  const { operations, jobs, jobStarts, durations, machines, machineStarts, machineOf } = instance;
  const heads = new Int32Array(operations);
  const tails = new Int32Array(operations);
  let bound = 0;
  for (let job = 0; job < jobs; job++) {
    let length = 0;
    for (let operation = jobStarts[job]!; operation < jobStarts[job + 1]!; operation++) {
      heads[operation] = length;
      length += durations[operation]!;
    }
    bound = Math.max(bound, length);
    for (let operation = jobStarts[job]!; operation < jobStarts[job + 1]!; operation++)
      tails[operation] = length - heads[operation]! - durations[operation]!;
  }
  const onMachine = new Int32Array(operations);
  const next = machineStarts.slice(0, machines);
  for (let operation = 0; operation < operations; operation++)
    onMachine[next[machineOf[operation]!]!++] = operation;
  for (let machine = 0; machine < machines; machine++) {
    const own = onMachine.subarray(machineStarts[machine], machineStarts[machine + 1]);
    bound = Math.max(bound, jacksonBound(own, heads, tails, durations));
  }
  return bound;
}

/**
 * The preemptive optimum of one machine, by Jackson's schedule: of the operations that are there, the one with the longest
 * tail is worked on; a newcomer may interrupt it.
 */
export function jacksonBound(
  own: Int32Array,
  heads: Int32Array,
  tails: Int32Array,
  durations: Int32Array,
): number {
  const arriving = own.toSorted((a, b) => heads[a]! - heads[b]!);
  const left = new Map<number, number>();
  let bound = 0;
  let time = 0;
  let next = 0;
  while (next < arriving.length || left.size > 0) {
    if (left.size === 0) time = Math.max(time, heads[arriving[next]!]!);
    while (next < arriving.length && heads[arriving[next]!]! <= time) {
      left.set(arriving[next]!, durations[arriving[next]!]!);
      next++;
    }
    let urgent = -1;
    for (const operation of left.keys())
      if (urgent < 0 || tails[operation]! > tails[urgent]!) urgent = operation;
    const until = next < arriving.length ? heads[arriving[next]!]! : Infinity;
    const work = Math.min(left.get(urgent)!, until - time);
    time += work;
    if (work === left.get(urgent)) {
      left.delete(urgent);
      bound = Math.max(bound, time + tails[urgent]!);
    } else left.set(urgent, left.get(urgent)! - work);
  }
  return bound;
}
