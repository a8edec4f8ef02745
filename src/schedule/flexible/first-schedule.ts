import type { FastRandom } from "../job-shop/fast-random.js";
import type { FlexibleJobShop } from "./flexible-job-shop.js";

/** A mode for each operation, and an order of all of them that respects the jobs. */
export interface ModesAndOrder {
  readonly modes: Int32Array;
  readonly order: Int32Array;
}

/**
 * A schedule from scratch: again and again, of a few jobs drawn at random the one whose next operation can end first
 * is planned, on the machine where it ends first.
 *
 * @param drawn jobs looked at per operation; 1 gives a random order, all of them the greedy one
 */
export function firstSchedule(shop: FlexibleJobShop, random: FastRandom, drawn: number): ModesAndOrder {
  const { jobs, jobStarts, modeStarts, modeMachine, modeDuration } = shop;
  const modes = new Int32Array(shop.operations);
  const order = new Int32Array(shop.operations);
  const machineEnds = new Int32Array(shop.machines);
  const jobEnds = Int32Array.from(shop.release);
  const next = jobStarts.slice(0, jobs);
  const open: number[] = [];
  for (let job = 0; job < jobs; job++) if (next[job] < jobStarts[job + 1]) open.push(job);
  for (let at = 0; at < shop.operations; at++) {
    let bestEnd = Infinity;
    let bestMode = -1;
    let bestIndex = -1;
    const looks = Math.min(drawn, open.length);
    for (let look = 0; look < looks; look++) {
      const index = looks === open.length ? look : random.below(open.length);
      const job = open[index];
      for (let mode = modeStarts[next[job]]; mode < modeStarts[next[job] + 1]; mode++) {
        const end = Math.max(machineEnds[modeMachine[mode]], jobEnds[job]) + modeDuration[mode];
        if (end >= bestEnd) continue;
        bestEnd = end;
        bestMode = mode;
        bestIndex = index;
      }
    }
    const job = open[bestIndex];
    const operation = next[job]++;
    order[at] = operation;
    modes[operation] = bestMode;
    jobEnds[job] = bestEnd;
    machineEnds[modeMachine[bestMode]] = bestEnd;
    if (next[job] === jobStarts[job + 1]) {
      open[bestIndex] = open[open.length - 1];
      open.pop();
    }
  }
  return { modes, order };
}
