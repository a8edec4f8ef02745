import type { FlexibleJobShop } from "./flexible-job-shop.js";

/**
 * A makespan that no schedule of a flexible job shop is below: the longest job with its fastest machines, and the load of
 * the machines with what must come before and after. For weights w of the machines that sum to 1, the fullest machine is
 * busy for at least Σ over operations of min over machines of w · time (the dual of the linear program that spreads the
 * operations over the machines); good weights are found by multiplying up those of machines that are full. The sum runs
 * over the operations with a head of at least a and a tail of at least b, and a + b is added, for all a with b = 0, all b
 * with a = 0, and pairs of the best.
 *
 * @example
 * import { flexibleJobShop, flexibleLowerBound } from "foresolve/schedule";
 *
 * const shop = flexibleJobShop(2, [[[[0, 4], [1, 4]]], [[[0, 4], [1, 4]]], [[[0, 4], [1, 4]]]]);
 * flexibleLowerBound(shop); // => 6
 */
export function flexibleLowerBound(shop: FlexibleJobShop): number {
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
  let bound = longestJob;
  const loads = new MachineLoads(shop);
  const all = Int32Array.from({ length: operations }, (_, operation) => operation);
  const offer = (head: number, tail: number, passes: number): number => {
    const chosen = all.filter((operation) => heads[operation] >= head && tails[operation] >= tail);
    if (chosen.length === 0) return 0;
    const value = head + tail + loads.bound(chosen, passes);
    bound = Math.max(bound, value);
    return value;
  };
  offer(0, 0, PASSES);
  const byHead = best(heads, (head) => offer(head, 0, PASSES / 4));
  const byTail = best(tails, (tail) => offer(0, tail, PASSES / 4));
  for (const head of byHead) for (const tail of byTail) offer(head, tail, PASSES / 4);
  return bound;
}

/** Rounds of weighting. */
const PASSES = 400;
/** Thresholds that are tried alone, evenly spread, and those of them that are combined. */
const TRIED = 24;
const COMBINED = 5;

function best(values: Int32Array, offer: (value: number) => number): number[] {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const tried = distinct.filter(
    (_, at) => distinct.length <= TRIED || at % Math.ceil(distinct.length / TRIED) === 0,
  );
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
