import { randomStream } from "../src/math/index.js";
import type {
  Job,
  Machine,
  MaintenanceTask,
  Plan,
  PlannedMaintenance,
  PlannedOperation,
  ScheduleProblem,
} from "../src/schedule/index.js";

const HOUR = 60;
const DAY = 24 * HOUR;
const FAMILIES = ["alu", "steel"];
/** Kinds of machines in the order in which orders pass them. */
const KINDS: readonly (readonly string[])[] = [
  ["saw"],
  ["lathe-1", "lathe-2"],
  ["mill-1", "mill-2"],
  ["grinder"],
  ["washer"],
  ["packing line"],
];

/** A week of a small plant: eight machines in two shifts with set-ups, about a hundred operations, three maintenance tasks. */
export function sampleProblem(orders = 26): ScheduleProblem {
  const random = randomStream(3).split("sample schedule");
  const working = Array.from({ length: 12 }, (_, day) => day)
    .filter((day) => day % 7 < 5)
    .map((day) => ({ from: day * DAY, until: day * DAY + 16 * HOUR }));
  const machines = KINDS.flat().map((id): Machine => ({
    id,
    ...(id === "washer" ? {} : { working }),
    ...(id.startsWith("lathe")
      ? { setups: { initial: "alu", times: { alu: { steel: 20 }, steel: { alu: 30 } } } }
      : {}),
  }));
  const jobs = Array.from({ length: orders }, (_, index): Job => {
    const family = FAMILIES[random.integer(2)];
    const operations = KINDS.filter(() => random.uniform() < 0.68).map((kind) => ({
      id: kind[0].replace(/-1$/, ""),
      alternatives: kind.map((machine) => ({ machine, duration: 30 + 5 * random.integer(31) })),
      family,
    }));
    return {
      id: `order-${String(index + 1).padStart(2, "0")}`,
      operations:
        operations.length > 0
          ? operations
          : [{ id: "wash", alternatives: [{ machine: "washer", duration: 40 }] }],
      release: random.integer(12) * HOUR,
      due: 40 * HOUR + random.integer(90) * HOUR,
      weight: 1 + random.integer(3),
      unassignedPrice: 5000,
    };
  });
  return {
    name: "sample plant",
    timeUnit: "minute",
    epochMs: Date.UTC(2026, 2, 2, 6),
    machines,
    jobs,
    maintenance: [
      sampleTask("PM-lathe-2", "lathe-2", 90, 0.31),
      sampleTask("PM-mill-1", "mill-1", 120, 0.22),
      { ...sampleTask("PM-saw", "saw", 60, 0.04), skipCost: 40 },
    ],
  };
}

function sampleTask(id: string, machine: string, duration: number, risk: number): MaintenanceTask {
  return {
    id,
    machine,
    duration,
    cost: { times: [0, 2 * DAY, 4 * DAY], costs: [300, 300 + 1500 * risk, 300 + 4000 * risk] },
    skipCost: 6000 * risk,
    reason: `moved before Tue 14:00 because P(${machine} fails by Tue 18:00) = ${risk}`,
  };
}

/**
 * A plan for it: operations as early as possible, job by job in the order given, around maintenance at fixed times.
 *
 * @param order turns the order of the jobs: another number, another plan
 */
export function samplePlan(problem: ScheduleProblem, order = 0): Plan {
  const maintenance: PlannedMaintenance[] = [
    { task: "PM-lathe-2", machine: "lathe-2", start: 5 * HOUR, end: 5 * HOUR + 90 },
    { task: "PM-mill-1", machine: "mill-1", start: DAY + 2 * HOUR, end: DAY + 4 * HOUR },
  ];
  const operations: PlannedOperation[] = [];
  const free = new Map(problem.machines.map(({ id }) => [id, 0]));
  const family = new Map(problem.machines.map(({ id, setups }) => [id, setups?.initial]));
  const turned = problem.jobs.map((_, index) => problem.jobs[(index + order) % problem.jobs.length]);
  // In waves, one operation of every job after the other: machines do not wait for whole jobs.
  const ready = new Map(problem.jobs.map(({ id, release = 0 }) => [id, release]));
  for (let step = 0; step < 8; step++) {
    for (const job of turned) {
      const operation = job.operations[step];
      if (operation === undefined) continue;
      const ways = operation.alternatives.map(({ machine: id, duration }) => {
        const machine = problem.machines.find((one) => one.id === id)!;
        const before = family.get(id);
        const setup = before === undefined ? 0 : (machine.setups?.times[before]?.[operation.family!] ?? 0);
        const blocked = maintenance.filter((task) => task.machine === id);
        let start = firstOpen(
          machine,
          Math.max(ready.get(job.id)!, afterWork(machine, free.get(id)!, setup)),
        );
        let end = afterWork(machine, start, duration);
        for (const task of blocked) {
          if (start >= task.end || end <= task.start) continue;
          start = firstOpen(
            machine,
            Math.max(task.end, ready.get(job.id)!, afterWork(machine, task.end, setup)),
          );
          end = afterWork(machine, start, duration);
        }
        return { job: job.id, operation: operation.id, machine: id, start, end, setup };
      });
      const best = ways.reduce((a, b) => (b.end < a.end ? b : a));
      operations.push(best);
      free.set(best.machine, best.end);
      if (problem.machines.find(({ id }) => id === best.machine)!.setups !== undefined)
        family.set(best.machine, operation.family);
      ready.set(job.id, best.end);
    }
  }
  const place = new Map(problem.jobs.map(({ id }, index) => [id, index]));
  operations.sort((a, b) => place.get(a.job)! - place.get(b.job)! || a.start - b.start);
  return { operations, maintenance, unassigned: [] };
}

function firstOpen({ working }: Machine, time: number): number {
  if (working === undefined) return time;
  const interval = working.find(({ until }) => until > time)!;
  return Math.max(time, interval.from);
}

/** The end of so much open time from a moment on. */
function afterWork({ working }: Machine, time: number, work: number): number {
  if (working === undefined || work === 0) return time + work;
  let left = work;
  for (const { from, until } of working) {
    const start = Math.max(time, from);
    if (start >= until) continue;
    if (until - start >= left) return start + left;
    left -= until - start;
  }
  throw new Error("The calendar of the sample ends before the plan does.");
}
