import { jacksonBound } from "../job-shop/lower-bound.js";
import type { FlexibleJobShop } from "./flexible-job-shop.js";

/**
 * A makespan that no schedule of a flexible job shop is below: the longest job with its fastest machines; for each machine
 * the preemptive optimum of what only it can do (as for job shops); and the load of all machines. For weights w of the
 * machines that sum to 1, the fullest machine is busy for at least the sum over operations of their least w · time (the
 * dual of the linear program that spreads operations over machines); good weights are found by multiplying up those of
 * full machines. The sum runs over the operations with a head of at least a and a tail of at least b, and a + b is
 * added, for several a and b.
 *
 * @example
 * import { flexibleJobShop, flexibleLowerBound } from "foresolve/schedule";
 *
 * const shop = flexibleJobShop(2, [[[[0, 4], [1, 4]]], [[[0, 4], [1, 4]]], [[[0, 4], [1, 4]]]]);
 * flexibleLowerBound(shop); // => 6
 */
export function flexibleLowerBound(shop: FlexibleJobShop): number {
  const { heads, tails, fastest, longestJob } = jobPaths(shop);
  let bound = longestJob;
  for (const own of unsharedOperations(shop))
    bound = Math.max(bound, jacksonBound(own, heads, tails, fastest));
  const loads = new MachineLoads(shop);
  const all = Int32Array.from(heads, (_, operation) => operation);
  const offer = (head: number, tail: number, passes: number): number => {
    const chosen = all.filter((operation) => heads[operation] >= head && tails[operation] >= tail);
    if (chosen.length === 0) return 0;
    const value = head + tail + loads.bound(chosen, passes);
    bound = Math.max(bound, value);
    return value;
  };
  const passes = Math.min(MOST_PASSES, Math.ceil(MOST_WORK / (4 * (1 + shop.modeMachine.length))));
  offer(0, 0, passes);
  if (passes < MOST_PASSES) return bound;
  const byHead = best(heads, (head) => offer(head, 0, passes / 4));
  const byTail = best(tails, (tail) => offer(0, tail, passes / 4));
  for (const head of byHead) for (const tail of byTail) offer(head, tail, passes / 4);
  return bound;
}

/** Rounds of weighting. */
const MOST_PASSES = 400;
/** Rounds times modes; a few hundred milliseconds. Shops too large for it have the plain load only. */
const MOST_WORK = 4_000_000;
/** Thresholds that are tried alone, evenly spread, and those of them that are combined. */
const TRIED = 24;
const COMBINED = 5;

/** What each operation has before and behind it in its job, all on the fastest machines, and its own least time. */
function jobPaths(shop: FlexibleJobShop): {
  readonly heads: Int32Array;
  readonly tails: Int32Array;
  readonly fastest: Int32Array;
  readonly longestJob: number;
} {
  const { jobs, operations, jobStarts, modeStarts, modeDuration, release } = shop;
  const heads = new Int32Array(operations);
  const tails = new Int32Array(operations);
  const fastest = new Int32Array(operations);
  let longestJob = 0;
  for (let operation = 0; operation < operations; operation++)
    fastest[operation] = modeDuration
      .subarray(modeStarts[operation], modeStarts[operation + 1])
      .reduce((least, duration) => Math.min(least, duration));
  for (let job = 0; job < jobs; job++) {
    let length = release[job];
    for (let operation = jobStarts[job]; operation < jobStarts[job + 1]; operation++) {
      heads[operation] = length;
      length += fastest[operation];
    }
    if (jobStarts[job + 1] > jobStarts[job]) longestJob = Math.max(longestJob, length);
    for (let operation = jobStarts[job]; operation < jobStarts[job + 1]; operation++)
      tails[operation] = length - heads[operation] - fastest[operation];
  }
  return { heads, tails, fastest, longestJob };
}

/** For each machine the operations that no other one can do. */
function unsharedOperations({
  machines,
  operations,
  modeStarts,
  modeMachine,
}: FlexibleJobShop): Int32Array[] {
  const lists: number[][] = Array.from({ length: machines }, () => []);
  for (let operation = 0; operation < operations; operation++)
    if (modeStarts[operation + 1] === modeStarts[operation] + 1)
      lists[modeMachine[modeStarts[operation]]].push(operation);
  return lists.map((list) => Int32Array.from(list));
}

/** Tries thresholds and gives back those of the largest bounds. */
function best(values: Int32Array, offer: (value: number) => number): number[] {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const tried = distinct.filter((_, at) => at % Math.ceil(distinct.length / TRIED) === 0);
  const scores = new Map(tried.map((value) => [value, offer(value)]));
  return tried.sort((a, b) => scores.get(b)! - scores.get(a)!).slice(0, COMBINED);
}

/** Bounds of the fullest machine's load. */
class MachineLoads {
  private readonly shop: FlexibleJobShop;
  private readonly weights: Float64Array;
  private readonly loads: Float64Array;

  constructor(shop: FlexibleJobShop) {
    this.shop = shop;
    this.weights = new Float64Array(shop.machines);
    this.loads = new Float64Array(shop.machines);
  }

  bound(operations: Int32Array, passes: number): number {
    const { weights, loads, shop } = this;
    const { modeStarts, modeMachine, modeDuration, machines } = shop;
    weights.fill(1 / machines);
    let largest = 0;
    for (let pass = 0; pass < passes; pass++) {
      loads.fill(0);
      let value = 0;
      for (const operation of operations) {
        let least = Infinity;
        let machine = 0;
        let time = 0;
        for (let mode = modeStarts[operation]; mode < modeStarts[operation + 1]; mode++) {
          const weighted = weights[modeMachine[mode]] * modeDuration[mode];
          if (weighted >= least) continue;
          least = weighted;
          machine = modeMachine[mode];
          time = modeDuration[mode];
        }
        value += least;
        loads[machine] += time;
      }
      largest = Math.max(largest, value);
      const fullest = loads.reduce((most, load) => Math.max(most, load));
      const rate = 1 / Math.sqrt(1 + pass);
      let sum = 0;
      for (let machine = 0; machine < machines; machine++) {
        weights[machine] *= Math.exp((rate * loads[machine]) / Math.max(fullest, 1));
        sum += weights[machine];
      }
      for (let machine = 0; machine < machines; machine++) weights[machine] /= sum;
    }
    // Durations are whole: so is the makespan. The margin is for rounding in the sum.
    return Math.ceil(largest - 1e-9 * (1 + largest));
  }
}
