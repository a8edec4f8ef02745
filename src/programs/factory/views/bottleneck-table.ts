import type { Plan, ScheduleProblem } from "../../../schedule/index.js";
import type { TableFigure } from "../../figure.js";
import { workingTime } from "../simulation/open-time.js";
import { planEnd, type MachineRisk } from "./machine-risk.js";

/** What is known of real over planned working time. */
export interface DurationFactors {
  meanFactor(machine: string, family?: string | null): number;
}

/** Machines in the order in which they hold up the plan: load, expected load, what waits for them, and risk. */
export function bottleneckTable(
  problem: ScheduleProblem,
  plan: Plan,
  {
    durations,
    risks,
  }: { readonly durations?: DurationFactors; readonly risks?: readonly MachineRisk[] } = {},
): TableFigure {
  const until = Math.max(1, planEnd(plan));
  const waits = waitingTimes(problem, plan);
  const families = new Map(
    problem.jobs.flatMap((job) => job.operations.map(({ id, family }) => [`${job.id}\u0000${id}`, family])),
  );
  const rows = problem.machines.map((machine) => {
    const open = workingTime(machine);
    const own = plan.operations.filter((planned) => planned.machine === machine.id);
    const setup = own.reduce((sum, planned) => sum + planned.setup, 0);
    const work = own.map((planned) => open.between(planned.start, planned.end));
    const expected = own.map(
      (planned, at) =>
        work[at] *
        (durations?.meanFactor(machine.id, families.get(`${planned.job}\u0000${planned.operation}`)) ?? 1),
    );
    const hours = Math.max(1, open.between(0, until));
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    const risk = risks?.find((one) => one.machine === machine.id);
    return {
      machine: machine.id,
      operations: own.length,
      load: (sum(work) + setup) / hours,
      expected: (sum(expected) + setup) / hours,
      waiting: waits.get(machine.id) ?? 0,
      untouched: risk?.untouched.at(-1) ?? null,
    };
  });
  rows.sort((a, b) => b.expected - a.expected || b.waiting - a.waiting);
  // Waits add up to many minutes; hours are read faster.
  const inHours = problem.timeUnit === "minute";
  const unit = inHours
    ? { unit: "hours" }
    : problem.timeUnit === undefined
      ? {}
      : { unit: `${problem.timeUnit}s` };
  return {
    kind: "table",
    id: "bottlenecks",
    title: "Where the bottleneck will be",
    caption: `Load is the share of a machine's open time until the end of the plan that work and set-ups take${durations === undefined ? "" : ", as planned and as expected from how long work really took in the past"}. Jobs wait when they are ready and the machine is not. The machine at the top leaves the least room.`,
    columns: [
      { label: "machine", kind: "text" },
      { label: "operations", kind: "number", digits: 0 },
      { label: "load, planned", kind: "share", bar: true, digits: 0 },
      ...(durations === undefined
        ? []
        : [{ label: "load, expected", kind: "share", bar: true, digits: 0 } as const]),
      { label: "jobs wait for it", kind: "number", ...unit, digits: 0, bar: true },
      ...(risks === undefined
        ? []
        : [
            {
              label: "P(fails by the end if never maintained)",
              kind: "share",
              bar: true,
              digits: 0,
            } as const,
          ]),
    ],
    rows: rows.map(({ machine, operations, load, expected, waiting, untouched }) => [
      machine,
      operations,
      load,
      ...(durations === undefined ? [] : [expected]),
      inHours ? waiting / 60 : waiting,
      ...(risks === undefined ? [] : [untouched]),
    ]),
  };
}

/** Time that jobs wait for each machine: from when their operation could start to when it does. */
function waitingTimes(problem: ScheduleProblem, plan: Plan): Map<string, number> {
  const releases = new Map(problem.jobs.map(({ id, release = 0 }) => [id, release]));
  const ready = new Map<string, number>();
  const waits = new Map<string, number>();
  const openOf = new Map(problem.machines.map((machine) => [machine.id, workingTime(machine)]));
  for (const { job, machine, start, end } of plan.operations.toSorted((a, b) => a.start - b.start)) {
    const from = ready.get(job) ?? releases.get(job) ?? 0;
    const open = openOf.get(machine);
    waits.set(machine, (waits.get(machine) ?? 0) + (open === undefined ? 0 : open.between(from, start)));
    ready.set(job, end);
  }
  return waits;
}
