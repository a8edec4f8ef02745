import { invalidJobShop } from "./invalid-job-shop.js";

/**
 * A job shop as flat arrays: each job is a chain of operations, each operation has its machine. Operations are
 * numbered by job and place in it. A job may visit a machine more than once or not at all.
 */
export interface JobShopInstance {
  readonly name: string;
  readonly jobs: number;
  readonly machines: number;
  readonly operations: number;
  /** [jobs + 1] first operation of each job */
  readonly jobStarts: Int32Array;
  /** [operations] */
  readonly jobOf: Int32Array;
  /** [operations] */
  readonly machineOf: Int32Array;
  /** [operations] */
  readonly durations: Int32Array;
  /** [machines + 1] first place of each machine in an array of machine sequences, [operations] */
  readonly machineStarts: Int32Array;
}

/** All durations together stay below it, so that lengths of paths are 32-bit integers. */
const LONGEST = 1_000_000_000;

/**
 * A job shop from its routings: for each job its `[machine, duration]` pairs in order, machines from 0. A duration of 0
 * occurs in one of the field's instances and is accepted.
 *
 * @throws ForesolveError `FS_SCHEDULE_INVALID_JOB_SHOP` for no operations, a machine or duration that is not a whole
 * number from 0, and durations that add up to more than a billion.
 * @example
 * import { jobShopInstance } from "foresolve/schedule";
 *
 * const instance = jobShopInstance("two by two", [
 *   [[0, 3], [1, 2]],
 *   [[1, 4], [0, 1]],
 * ]);
 * instance.durations; // => new Int32Array([3, 2, 4, 1])
 */
export function jobShopInstance(
  name: string,
  routings: readonly (readonly (readonly [machine: number, duration: number])[])[],
): JobShopInstance {
  const operations = routings.reduce((sum, routing) => sum + routing.length, 0);
  if (operations === 0)
    throw invalidJobShop(`The job shop "${name}" has no operations.`, "Pass a routing for each job.", {
      name,
    });
  const jobStarts = new Int32Array(routings.length + 1);
  const jobOf = new Int32Array(operations);
  const machineOf = new Int32Array(operations);
  const durations = new Int32Array(operations);
  let operation = 0;
  let total = 0;
  let machines = 0;
  routings.forEach((routing, job) => {
    for (const [machine, duration] of routing) {
      requireWhole(name, job, "machine", machine);
      requireWhole(name, job, "duration", duration);
      jobOf[operation] = job;
      machineOf[operation] = machine;
      durations[operation] = duration;
      machines = Math.max(machines, machine + 1);
      total += duration;
      operation++;
    }
    jobStarts[job + 1] = operation;
  });
  if (total > LONGEST)
    throw invalidJobShop(
      `The durations of the job shop "${name}" add up to ${total}.`,
      `Measure time in a larger unit, so that they add up to at most ${LONGEST}.`,
      { name, total },
    );
  const machineStarts = new Int32Array(machines + 1);
  for (const machine of machineOf) machineStarts[machine + 1]!++;
  for (let machine = 0; machine < machines; machine++) machineStarts[machine + 1]! += machineStarts[machine]!;
  const jobs = routings.length;
  return { name, jobs, machines, operations, jobStarts, jobOf, machineOf, durations, machineStarts };
}

function requireWhole(name: string, job: number, what: "machine" | "duration", value: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= LONGEST) return;
  throw invalidJobShop(
    `Job ${job} of the job shop "${name}" has an operation with the ${what} ${value}.`,
    `Pass a whole number from 0 as ${what}.`,
    { name, job, [what]: value },
  );
}
