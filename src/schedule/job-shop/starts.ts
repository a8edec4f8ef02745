import type { FastRandom } from "./fast-random.js";
import type { JobShopInstance } from "./instance.js";

/** Sequences of a schedule that takes a random job's next operation, again and again. */
export function randomSequence(instance: JobShopInstance, random: FastRandom): Int32Array {
  const { jobs, jobStarts, operations, machineOf, machineStarts, machines } = instance;
  const sequence = new Int32Array(operations);
  const next = jobStarts.slice(0, jobs);
  const free = machineStarts.slice(0, machines);
  const open: number[] = [];
  for (let job = 0; job < jobs; job++) if (jobStarts[job + 1]! > jobStarts[job]!) open.push(job);
  while (open.length > 0) {
    const index = random.below(open.length);
    const job = open[index]!;
    const operation = next[job]!++;
    sequence[free[machineOf[operation]!]!++] = operation;
    if (next[job] === jobStarts[job + 1]) {
      open[index] = open[open.length - 1]!;
      open.pop();
    }
  }
  return sequence;
}

/**
 * Sequences of an active schedule (Giffler and Thompson, "Algorithms for solving production-scheduling problems", Operations
 * Research 8, 1960): of the operations that compete for the machine that could be done first, the one goes whose job has
 * most work left.
 *
 * @param noise priorities are multiplied by a random number from 1 to 1 + noise
 */
export function dispatchedSequence(instance: JobShopInstance, random: FastRandom, noise: number): Int32Array {
  const { jobs, jobStarts, operations, machineOf, machineStarts, machines, durations } = instance;
  const sequence = new Int32Array(operations);
  const next = jobStarts.slice(0, jobs);
  const place = machineStarts.slice(0, machines);
  const jobFree = new Int32Array(jobs);
  const machineFree = new Int32Array(machines);
  const left = new Float64Array(jobs);
  const open = new Int32Array(jobs);
  let count = 0;
  for (let job = 0; job < jobs; job++) {
    for (let operation = jobStarts[job]!; operation < jobStarts[job + 1]!; operation++)
      left[job]! += durations[operation]!;
    if (jobStarts[job + 1]! > jobStarts[job]!) open[count++] = job;
  }
  while (count > 0) {
    let earliestEnd = 0x7fffffff;
    let machine = 0;
    for (let index = 0; index < count; index++) {
      const job = open[index]!;
      const operation = next[job]!;
      const on = machineOf[operation]!;
      const end = Math.max(jobFree[job]!, machineFree[on]!) + durations[operation]!;
      if (end >= earliestEnd) continue;
      earliestEnd = end;
      machine = on;
    }
    let chosen = -1;
    let best = -1;
    for (let index = 0; index < count; index++) {
      const job = open[index]!;
      const operation = next[job]!;
      if (machineOf[operation] !== machine) continue;
      const start = Math.max(jobFree[job]!, machineFree[machine]!);
      if (start >= earliestEnd && start + durations[operation]! > earliestEnd) continue;
      const priority = left[job]! * (1 + (noise * random.below(1024)) / 1024);
      if (priority <= best) continue;
      best = priority;
      chosen = index;
    }
    const job = open[chosen]!;
    const operation = next[job]!++;
    sequence[place[machine]!++] = operation;
    const end = Math.max(jobFree[job]!, machineFree[machine]!) + durations[operation]!;
    jobFree[job] = end;
    machineFree[machine] = end;
    left[job]! -= durations[operation]!;
    if (next[job] === jobStarts[job + 1]) open[chosen] = open[--count]!;
  }
  return sequence;
}
