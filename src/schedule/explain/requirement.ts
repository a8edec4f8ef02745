import type { Job, Machine, MaintenanceTask, ScheduleProblem } from "../problem.js";

/** One thing that a problem demands and that may contradict others; plain data. */
export interface ScheduleRequirement {
  readonly kind:
    /** The job must be planned. */
    | "order"
    /** The task must be done. */
    | "task"
    | "release"
    | "deadline"
    | "earliestStart"
    | "latestStart"
    | "pinnedStart"
    | "pinnedMachine"
    | "calendar"
    | "unavailable"
    | "precedence"
    /** The capacity of a shared resource. */
    | "resource";
  readonly job?: string;
  readonly operation?: string;
  readonly task?: string;
  readonly machine?: string;
  readonly resource?: string;
  /** A sentence. */
  readonly text: string;
}

/** All requirements of a problem, numbered, and the problem in which only some of them hold. */
export class RequirementList {
  readonly problem: ScheduleProblem;
  readonly all: readonly ScheduleRequirement[];
  readonly #numbers = new Map<string, number>();

  constructor(problem: ScheduleProblem) {
    this.problem = problem;
    const all: ScheduleRequirement[] = [];
    for (const { key, ...requirement } of requirementsOf(problem)) {
      this.#numbers.set(key, all.length);
      all.push(requirement);
    }
    this.all = all;
  }

  restricted(numbers: readonly number[]): ScheduleProblem {
    const held = new Set(numbers);
    const holds = (key: string): boolean => held.has(this.#numbers.get(key) ?? -1);
    const { problem } = this;
    const jobs = problem.jobs.flatMap((job, number) => restrictedJob(job, number, holds));
    const known = new Set(jobs.map(({ id }) => id));
    const tasks = (problem.maintenance ?? []).flatMap((task, number) => restrictedTask(task, number, holds));
    return {
      ...problem,
      jobs,
      machines: problem.machines.map((machine, number) => restrictedMachine(machine, number, holds)),
      maintenance: tasks,
      resources: (problem.resources ?? []).map((resource) =>
        holds(`resource ${resource.id}`) ? resource : { ...resource, capacity: 1_000_000 },
      ),
      precedences: (problem.precedences ?? []).filter(
        ({ before, after }, number) =>
          holds(`precedence ${number}`) && known.has(before.job) && known.has(after.job),
      ),
    };
  }
}

type Holds = (key: string) => boolean;

function restrictedJob(job: Job, number: number, holds: Holds): Job[] {
  const { release, deadline, unassignedPrice: _, ...rest } = job;
  const operations = job.operations.map((operation, place) => {
    const { pinned, ...others } = operation;
    const start = holds(`start ${number} ${place}`) ? pinned?.start : undefined;
    const machine = holds(`machine ${number} ${place}`) ? pinned?.machine : undefined;
    if (start === undefined && machine === undefined) return others;
    return {
      ...others,
      pinned: { ...(start === undefined ? {} : { start }), ...(machine === undefined ? {} : { machine }) },
    };
  });
  const isPinned = operations.some((operation) => "pinned" in operation);
  if (!holds(`order ${number}`) && !isPinned) return [];
  return [
    {
      ...rest,
      operations,
      ...(release !== undefined && holds(`release ${number}`) ? { release } : {}),
      ...(deadline !== undefined && holds(`deadline ${number}`) ? { deadline } : {}),
    },
  ];
}

function restrictedTask(task: MaintenanceTask, number: number, holds: Holds): MaintenanceTask[] {
  const { earliestStart, latestStart, pinned, skipCost: _, ...rest } = task;
  const isPinned = pinned !== undefined && holds(`task start ${number}`);
  if (!holds(`task ${number}`) && !isPinned) return [];
  return [
    {
      ...rest,
      ...(earliestStart !== undefined && holds(`earliest ${number}`) ? { earliestStart } : {}),
      ...(latestStart !== undefined && holds(`latest ${number}`) ? { latestStart } : {}),
      ...(isPinned ? { pinned } : {}),
    },
  ];
}

function restrictedMachine(machine: Machine, number: number, holds: Holds): Machine {
  const { working, unavailable = [], ...rest } = machine;
  return {
    ...rest,
    ...(working !== undefined && holds(`calendar ${number}`) ? { working } : {}),
    unavailable: unavailable.filter((_, place) => holds(`unavailable ${number} ${place}`)),
  };
}

function* requirementsOf({
  jobs,
  machines,
  maintenance = [],
  precedences = [],
  resources = [],
}: ScheduleProblem): Generator<ScheduleRequirement & { readonly key: string }> {
  for (const [number, { id, working, unavailable = [] }] of machines.entries()) {
    if (working !== undefined)
      yield {
        key: `calendar ${number}`,
        kind: "calendar",
        machine: id,
        text: `${id} works only in the hours of its calendar.`,
      };
    for (const [place, { from, until }] of unavailable.entries())
      yield {
        key: `unavailable ${number} ${place}`,
        kind: "unavailable",
        machine: id,
        text: `${id} is unavailable from ${from} until ${until}.`,
      };
  }
  for (const { id, capacity } of resources)
    yield { key: `resource ${id}`, kind: "resource", resource: id, text: `There are ${capacity} of ${id}.` };
  for (const [number, { before, after, lag = 0 }] of precedences.entries())
    yield {
      key: `precedence ${number}`,
      kind: "precedence",
      ...after,
      text: `${after.operation} of job ${after.job} waits for ${before.operation} of job ${before.job}${lag === 0 ? "" : ` and ${lag} more`}.`,
    };
  for (const [number, job] of jobs.entries()) yield* ofJob(job, number);
  for (const [number, task] of maintenance.entries()) yield* ofTask(task, number);
}

function* ofJob(job: Job, number: number): Generator<ScheduleRequirement & { readonly key: string }> {
  const { id, release = 0, deadline, unassignedPrice, operations } = job;
  if (unassignedPrice === undefined)
    yield { key: `order ${number}`, kind: "order", job: id, text: `Job ${id} must be planned.` };
  if (release > 0)
    yield {
      key: `release ${number}`,
      kind: "release",
      job: id,
      text: `Job ${id} must not start before ${release}.`,
    };
  if (deadline !== undefined)
    yield {
      key: `deadline ${number}`,
      kind: "deadline",
      job: id,
      text: `Job ${id} must end by ${deadline}.`,
    };
  for (const [place, { id: operation, pinned }] of operations.entries()) {
    if (pinned?.start !== undefined)
      yield {
        key: `start ${number} ${place}`,
        kind: "pinnedStart",
        job: id,
        operation,
        text: `${operation} of job ${id} is pinned to start at ${pinned.start}.`,
      };
    if (pinned?.machine !== undefined)
      yield {
        key: `machine ${number} ${place}`,
        kind: "pinnedMachine",
        job: id,
        operation,
        machine: pinned.machine,
        text: `${operation} of job ${id} is pinned to ${pinned.machine}.`,
      };
  }
}

function* ofTask(
  { id, machine, earliestStart = 0, latestStart, skipCost, pinned }: MaintenanceTask,
  number: number,
): Generator<ScheduleRequirement & { readonly key: string }> {
  const names = { task: id, machine };
  if (skipCost === undefined)
    yield { key: `task ${number}`, kind: "task", ...names, text: `Task ${id} on ${machine} must be done.` };
  if (earliestStart > 0)
    yield {
      key: `earliest ${number}`,
      kind: "earliestStart",
      ...names,
      text: `Task ${id} must not start before ${earliestStart}.`,
    };
  if (latestStart !== undefined)
    yield {
      key: `latest ${number}`,
      kind: "latestStart",
      ...names,
      text: `Task ${id} must start by ${latestStart}.`,
    };
  if (pinned !== undefined)
    yield {
      key: `task start ${number}`,
      kind: "pinnedStart",
      ...names,
      text: `Task ${id} is pinned to start at ${pinned.start}.`,
    };
}
