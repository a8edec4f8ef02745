import type { FastRandom } from "../job-shop/fast-random.js";
import type { FlexibleJobShop } from "./flexible-job-shop.js";

/** A mode for each operation, and an order of all of them that respects the jobs. */
export interface ModesAndOrder {
  readonly modes: Int32Array;
  readonly order: Int32Array;
}

/**
 * A schedule from scratch. Again and again some jobs are drawn; their next operations would go to the machines where they
 * end first, and of those that could start before the first of them ends, the one goes whose job has most work left
 * (after Giffler and Thompson, Operations Research 1960).
 *
 * @param drawn jobs looked at per operation; 1 gives a random order
 */
export function firstSchedule(shop: FlexibleJobShop, random: FastRandom, drawn: number): ModesAndOrder {
  const { jobs, jobStarts, modeStarts, modeMachine, modeDuration } = shop;
  const modes = new Int32Array(shop.operations);
  const order = new Int32Array(shop.operations);
  const machineEnds = new Int32Array(shop.machines);
  const jobEnds = Int32Array.from(shop.release);
  const next = jobStarts.slice(0, jobs);
  const workLeft = workBehind(shop);
  const open = Int32Array.from(next.keys()).filter((job) => next[job] < jobStarts[job + 1]);
  let count = open.length;
  const looks = Math.max(1, Math.min(drawn, jobs));
  const lookedIndex = new Int32Array(looks);
  const lookedMode = new Int32Array(looks);
  const lookedEnd = new Int32Array(looks);
  for (let at = 0; at < shop.operations; at++) {
    const looked = Math.min(looks, count);
    let firstEnd = Infinity;
    for (let look = 0; look < looked; look++) {
      const index = looked === count ? look : random.below(count);
      const job = open[index];
      lookedIndex[look] = index;
      let earliest = Infinity;
      for (let mode = modeStarts[next[job]]; mode < modeStarts[next[job] + 1]; mode++) {
        const end = Math.max(machineEnds[modeMachine[mode]], jobEnds[job]) + modeDuration[mode];
        if (end >= earliest) continue;
        earliest = end;
        lookedMode[look] = mode;
      }
      lookedEnd[look] = earliest;
      if (earliest < firstEnd) firstEnd = earliest;
    }
    let chosen = -1;
    let most = -1;
    for (let look = 0; look < looked; look++) {
      const isFirst = lookedEnd[look] === firstEnd;
      if (!isFirst && lookedEnd[look] - modeDuration[lookedMode[look]] >= firstEnd) continue;
      const left = workLeft[next[open[lookedIndex[look]]]];
      if (left <= most) continue;
      most = left;
      chosen = look;
    }
    const index = lookedIndex[chosen];
    const job = open[index];
    const operation = next[job]++;
    order[at] = operation;
    modes[operation] = lookedMode[chosen];
    jobEnds[job] = lookedEnd[chosen];
    machineEnds[modeMachine[modes[operation]]] = lookedEnd[chosen];
    if (next[job] === jobStarts[job + 1]) open[index] = open[--count];
  }
  return { modes, order };
}

/** [operations] least time of an operation and of those behind it in its job */
function workBehind({ operations, jobOf, modeStarts, modeDuration }: FlexibleJobShop): Int32Array {
  const work = new Int32Array(operations);
  for (let operation = operations - 1; operation >= 0; operation--) {
    let least = modeDuration[modeStarts[operation]];
    for (let mode = modeStarts[operation] + 1; mode < modeStarts[operation + 1]; mode++)
      least = Math.min(least, modeDuration[mode]);
    const isLast = operation === operations - 1 || jobOf[operation + 1] !== jobOf[operation];
    work[operation] = least + (isLast ? 0 : work[operation + 1]);
  }
  return work;
}
