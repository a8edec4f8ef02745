import type { FlexibleJobShop } from "./flexible-job-shop.js";

/** Where and when each operation is done. */
export interface FlexibleSchedule {
  /** [operations] */
  readonly machines: Int32Array;
  /** [operations] */
  readonly starts: Int32Array;
}

/** What {@link replayFlexibleSchedule} finds. */
export interface FlexibleReplay {
  /** Last end of all. */
  readonly makespan: number;
  /** What is broken, in words; empty for a valid schedule. */
  readonly violations: readonly string[];
}

/**
 * Checks a schedule against the shop's own rules, from nothing but its machines and starts: each operation on a machine
 * that can do it, after its job's release and the operation before, and no two at once on a machine.
 *
 * @example
 * import { flexibleJobShop, replayFlexibleSchedule } from "foresolve/schedule";
 *
 * const shop = flexibleJobShop(1, [[[[0, 3]]], [[[0, 2]]]]);
 * const starts = Int32Array.from([0, 2]);
 * const replay = replayFlexibleSchedule(shop, { machines: new Int32Array(2), starts });
 * replay.violations; // => ["operations 0 and 1 overlap on machine 0"]
 */
export function replayFlexibleSchedule(shop: FlexibleJobShop, schedule: FlexibleSchedule): FlexibleReplay {
  const { machines, starts } = schedule;
  if (machines.length !== shop.operations || starts.length !== shop.operations)
    return { makespan: 0, violations: [`there are not ${shop.operations} machines and starts`] };
  const violations: string[] = [];
  const ends = new Int32Array(shop.operations);
  let makespan = 0;
  for (let job = 0; job < shop.jobs; job++) {
    let ready = shop.release[job];
    for (let operation = shop.jobStarts[job]; operation < shop.jobStarts[job + 1]; operation++) {
      const duration = durationOn(shop, operation, machines[operation]);
      if (duration < 0)
        violations.push(`operation ${operation} is on machine ${machines[operation]}, which cannot do it`);
      if (starts[operation] < ready) violations.push(`operation ${operation} starts before ${ready}`);
      ready = starts[operation] + Math.max(0, duration);
      ends[operation] = ready;
    }
    makespan = Math.max(makespan, ready);
  }
  const order = Int32Array.from(starts, (_, operation) => operation).sort(
    (a, b) => machines[a] - machines[b] || starts[a] - starts[b] || ends[a] - ends[b] || a - b,
  );
  for (let at = 1; at < order.length; at++) {
    const before = order[at - 1];
    const after = order[at];
    if (machines[before] === machines[after] && starts[after] < ends[before])
      violations.push(`operations ${before} and ${after} overlap on machine ${machines[after]}`);
  }
  return { makespan, violations };
}

function durationOn(shop: FlexibleJobShop, operation: number, machine: number): number {
  for (let mode = shop.modeStarts[operation]; mode < shop.modeStarts[operation + 1]; mode++)
    if (shop.modeMachine[mode] === machine) return shop.modeDuration[mode];
  return -1;
}
