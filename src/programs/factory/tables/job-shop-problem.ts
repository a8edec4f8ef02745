import type { JobShopInstance, ScheduleProblem } from "../../../schedule/index.js";

/** A job shop of a text file as a problem of least makespan; machines and jobs are numbered as in the file, from 0. */
export function jobShopProblem(instance: JobShopInstance): ScheduleProblem {
  const { name, jobs, machines, jobStarts, machineOf, durations } = instance;
  return {
    name,
    machines: Array.from({ length: machines }, (_, machine) => ({ id: `machine ${machine}` })),
    jobs: Array.from({ length: jobs }, (_, job) => ({
      id: `job ${job}`,
      operations: Array.from({ length: jobStarts[job + 1] - jobStarts[job] }, (__, place) => ({
        id: String(place),
        alternatives: [
          {
            machine: `machine ${machineOf[jobStarts[job] + place]}`,
            duration: durations[jobStarts[job] + place],
          },
        ],
      })),
    })),
    objective: { makespan: 1, tardiness: 0 },
  };
}
