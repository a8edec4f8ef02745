import type { Plan, UnassignedJob } from "../../../schedule/index.js";
import type { PlantRun } from "./plant-run.js";

/** What was done, in the form of a plan. */
export function planOf(run: PlantRun, unassigned: readonly UnassignedJob[] = []): Plan {
  const { layout } = run;
  const { problem } = layout;
  const family = problem.machines.map(({ setups }) => setups?.initial);
  const setup = new Int32Array(layout.operations);
  const order = Array.from(run.starts, (_, operation) => operation)
    .filter((operation) => run.starts[operation] >= 0)
    .sort((a, b) => run.starts[a] - run.starts[b]);
  for (const operation of order) {
    const next = layout.families[operation];
    if (next === undefined) continue;
    const machine = run.machineOf[operation];
    const before = family[machine];
    setup[operation] =
      before === undefined ? 0 : (problem.machines[machine].setups?.times[before]?.[next] ?? 0);
    family[machine] = next;
  }
  return {
    operations: problem.jobs.flatMap(({ id, operations }, job) =>
      operations.flatMap((operation, place) => {
        const number = layout.jobStarts[job] + place;
        if (run.starts[number] < 0) return [];
        return [
          {
            job: id,
            operation: operation.id,
            machine: problem.machines[run.machineOf[number]].id,
            start: run.starts[number],
            end: run.ends[number],
            setup: setup[number],
          },
        ];
      }),
    ),
    maintenance: run.maintenance.map(({ task, machine, start, end }) => ({
      task,
      machine: problem.machines[machine].id,
      start,
      end,
    })),
    unassigned,
  };
}
