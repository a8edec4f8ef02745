import type { FlexibleJobShop } from "../flexible/flexible-job-shop.js";
import type { JobShopInstance } from "../job-shop/instance.js";
import type { Job, ScheduleProblem } from "../problem.js";

/**
 * A job shop as a problem whose objective is the makespan, with jobs J0, J1, ..., machines M0, M1, ... and operations
 * named by their place in the routing. Operations that take no time are left out, which changes no makespan; so are jobs
 * that have no others.
 *
 * @example
 * import { jobShopInstance, jobShopProblem, lowerBound } from "foresolve/schedule";
 *
 * const problem = jobShopProblem(jobShopInstance("two by two", [
 *   [[0, 3], [1, 2]],
 *   [[1, 4], [0, 1]],
 * ]));
 * problem.jobs[1]!.operations[0]; // => { id: "0", alternatives: [{ machine: "M1", duration: 4 }] }
 * lowerBound(problem).value; // => 6
 */
export function jobShopProblem(instance: JobShopInstance): ScheduleProblem {
  const { name, machines, jobs, jobStarts, machineOf, durations } = instance;
  return shopProblem(name, machines, jobs, jobStarts, undefined, (operation) => [
    [machineOf[operation]!, durations[operation]!],
  ]);
}

/**
 * A flexible job shop as a problem whose objective is the makespan: names as in {@link jobShopProblem}. An operation that
 * takes no time on some machine is left out.
 *
 * @example
 * import { flexibleJobShop, flexibleJobShopProblem } from "foresolve/schedule";
 *
 * const problem = flexibleJobShopProblem("one job", flexibleJobShop(2, [[[[0, 3], [1, 5]]]], [4]));
 * problem.jobs; // => [{ id: "J0", operations: [{ id: "0", alternatives: [{ machine: "M0", duration: 3 }, { machine: "M1", duration: 5 }] }], release: 4 }]
 */
export function flexibleJobShopProblem(name: string, shop: FlexibleJobShop): ScheduleProblem {
  const { machines, jobs, jobStarts, modeStarts, modeMachine, modeDuration, release } = shop;
  return shopProblem(name, machines, jobs, jobStarts, release, (operation) => {
    const modes: [number, number][] = [];
    for (let mode = modeStarts[operation]!; mode < modeStarts[operation + 1]!; mode++)
      modes.push([modeMachine[mode]!, modeDuration[mode]!]);
    return modes;
  });
}

function shopProblem(
  name: string,
  machines: number,
  jobs: number,
  jobStarts: Int32Array,
  release: Int32Array | undefined,
  modesOf: (operation: number) => readonly (readonly [machine: number, duration: number])[],
): ScheduleProblem {
  const list: Job[] = [];
  for (let job = 0; job < jobs; job++) {
    const operations = [];
    for (let operation = jobStarts[job]!; operation < jobStarts[job + 1]!; operation++) {
      const alternatives = modesOf(operation).map(([machine, duration]) => ({
        machine: `M${machine}`,
        duration,
      }));
      if (alternatives.every(({ duration }) => duration > 0))
        operations.push({ id: String(operation - jobStarts[job]!), alternatives });
    }
    const begin = release?.[job] ?? 0;
    if (operations.length > 0)
      list.push({ id: `J${job}`, operations, ...(begin === 0 ? {} : { release: begin }) });
  }
  return {
    name,
    machines: Array.from({ length: machines }, (_, machine) => ({ id: `M${machine}` })),
    jobs: list,
    objective: { tardiness: 0, makespan: 1 },
  };
}
