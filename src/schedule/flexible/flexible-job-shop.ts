import { invalidJobShop } from "../job-shop/invalid-job-shop.js";

/**
 * A flexible job shop: each job's operations follow each other, each takes one of several machines, a machine does one
 * at a time, and the last end is to come early. Parallel and unrelated machines are the case of one operation a job.
 * The flat form of a problem without calendars, set-ups and the like is one (`ScheduleForm` has these fields).
 */
export interface FlexibleJobShop {
  readonly jobs: number;
  readonly machines: number;
  readonly operations: number;
  /** [jobs + 1] first operation of each job */
  readonly jobStarts: Int32Array;
  /** [operations] */
  readonly jobOf: Int32Array;
  /** [operations + 1] first mode of each operation: a machine that can do it, and how long it takes there */
  readonly modeStarts: Int32Array;
  /** [modes] */
  readonly modeMachine: Int32Array;
  /** [modes] from 0 */
  readonly modeDuration: Int32Array;
  /** [jobs] no operation of the job starts earlier */
  readonly release: Int32Array;
}

/** One machine that can do an operation, from 0, and the time that it takes. */
export type FlexibleMode = readonly [machine: number, duration: number];

/**
 * A flexible job shop from nested lists: `jobs[job][operation]` are the machines that can do the operation.
 *
 * @throws ForesolveError `FS_SCHEDULE_INVALID_JOB_SHOP` for an operation without machines, a machine that does not exist
 * or stands twice, and a time or a release that is not a whole number from 0.
 *
 * @example
 * import { flexibleJobShop } from "foresolve/schedule";
 *
 * const shop = flexibleJobShop(2, [[[[0, 3], [1, 5]], [[1, 2]]], [[[0, 4]]]]);
 * [shop.jobs, shop.operations, shop.modeMachine.length]; // => [2, 3, 4]
 */
export function flexibleJobShop(
  machines: number,
  jobs: readonly (readonly (readonly FlexibleMode[])[])[],
  release: readonly number[] = [],
): FlexibleJobShop {
  if (!Number.isInteger(machines) || machines < 1)
    throw invalidJobShop(
      `A flexible job shop is to have ${machines} machines.`,
      "Pass a whole number above 0.",
      { machines },
    );
  const jobStarts = [0];
  const jobOf: number[] = [];
  const modeStarts = [0];
  const modeMachine: number[] = [];
  const modeDuration: number[] = [];
  for (const [job, operations] of jobs.entries()) {
    for (const [index, modes] of operations.entries()) {
      if (modes.length === 0)
        throw invalidJobShop(
          `Operation ${index} of job ${job} has no machine.`,
          "Name at least one machine that can do it.",
          { job, operation: index },
        );
      const taken = new Set<number>();
      for (const [machine, duration] of modes) {
        if (!Number.isInteger(machine) || machine < 0 || machine >= machines || taken.has(machine))
          throw invalidJobShop(
            `Operation ${index} of job ${job} names machine ${machine}${taken.has(machine) ? " twice" : ""}.`,
            `Machines are numbered 0 to ${machines - 1}, each at most once per operation.`,
            { job, operation: index, machine },
          );
        if (!Number.isInteger(duration) || duration < 0 || duration > LONGEST)
          throw invalidJobShop(
            `Operation ${index} of job ${job} takes ${duration} on machine ${machine}.`,
            `Pass whole numbers from 0 to ${LONGEST}.`,
            { job, operation: index, machine, duration },
          );
        taken.add(machine);
        modeMachine.push(machine);
        modeDuration.push(duration);
      }
      jobOf.push(job);
      modeStarts.push(modeMachine.length);
    }
    jobStarts.push(jobOf.length);
  }
  const releases = Int32Array.from(jobs, (_, job) => release[job] ?? 0);
  for (const [job, time] of release.entries())
    if (!Number.isInteger(time) || time < 0 || time > LONGEST || job >= jobs.length)
      throw invalidJobShop(
        `The release of job ${job} is ${time}.`,
        "Pass a whole number from 0 for each job.",
        { job, release: time },
      );
  // Sums of times are 32-bit integers.
  const total = modeDuration.reduce((sum, duration) => sum + duration, 0) + Math.max(0, ...release);
  if (total > LONGEST)
    throw invalidJobShop(
      `The times of a flexible job shop add up to ${total}.`,
      `Measure time in a larger unit, so that they add up to at most ${LONGEST}.`,
      { total },
    );
  return {
    jobs: jobs.length,
    machines,
    operations: jobOf.length,
    jobStarts: Int32Array.from(jobStarts),
    jobOf: Int32Array.from(jobOf),
    modeStarts: Int32Array.from(modeStarts),
    modeMachine: Int32Array.from(modeMachine),
    modeDuration: Int32Array.from(modeDuration),
    release: releases,
  };
}

/** Times stay far from the end of 32 bits. */
const LONGEST = 1_000_000_000;
