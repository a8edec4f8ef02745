import type { Plan, ScheduleProblem } from "../../../schedule/index.js";
import type { TableFigure } from "../../figure.js";
import { workingTime } from "../simulation/open-time.js";
import { planEnd, type MachineRisk } from "./machine-risk.js";

/** What is known of real over planned working time. */
export interface DurationFactors {
  meanFactor(machine: string, family?: string | null): number;
}

/** What is forecast of a machine from the orders alone. */
export interface BottleneckShare {
  readonly machine: string;
  /** P(no machine is loaded more). */
  readonly probability: number;
  /** Load over capacity that is exceeded in one scenario of ten. */
  readonly highLoad: number;
}

/** Machines in the order in which they hold up the plan: load, expected load, what waits for them, and risk. */
export function bottleneckTable(
  problem: ScheduleProblem,
  plan: Plan,
  {
    durations,
    forecast,
    risks,
  }: {
    readonly durations?: DurationFactors;
    readonly forecast?: readonly BottleneckShare[];
    readonly risks?: readonly MachineRisk[];
  } = {},
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
    const share = forecast?.find((one) => one.machine === machine.id);
    return {
      probability: share?.probability ?? null,
      highLoad: share?.highLoad ?? null,
      machine: machine.id,
      operations: own.length,
      load: (sum(work) + setup) / hours,
      expected: (sum(expected) + setup) / hours,
      waiting: waits.get(machine.id) ?? 0,
      untouched: risk?.untouched.at(-1) ?? null,
    };
  });
  rows.sort(
    (a, b) => (b.probability ?? 0) - (a.probability ?? 0) || b.expected - a.expected || b.waiting - a.waiting,
  );
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
    caption: `Load is the share of a machine's open time until the end of the plan that work and set-ups take${durations === undefined ? "" : ", as planned and as expected from how long work really took in the past"}. Jobs wait when they are ready and the machine is not.${forecast === undefined ? " The machine at the top leaves the least room." : " The first columns are forecast before there is a plan, in scenarios of real working times and of breakdowns: how often no machine is loaded more, and the load that is exceeded in one scenario of ten. The likeliest bottleneck stands at the top."}`,
    columns: [
      { label: "machine", kind: "text" },
      { label: "operations", kind: "number", digits: 0 },
      ...(forecast === undefined
        ? []
        : [
            { label: "P(is the bottleneck)", kind: "share", bar: true, digits: 0 } as const,
            { label: "load from orders, 1 in 10", kind: "share", digits: 0 } as const,
          ]),
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
    rows: rows.map(({ machine, operations, probability, highLoad, load, expected, waiting, untouched }) => [
      machine,
      operations,
      ...(forecast === undefined ? [] : [probability, highLoad]),
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
