import type { PlannedProblem } from "./planned-problem.js";
import type { Violation } from "./violation.js";

/** Names that the problem does not have, entries that occur twice, and times that are no times. */
export function* checkEntries({ plan, machines, jobs, tasks, places }: PlannedProblem): Generator<Violation> {
  const seen = new Set<string>();
  const planned = new Map<string, Set<string>>();
  for (const entry of plan.operations) {
    const { job, operation, machine } = entry;
    const name = `${operation} of job ${job}`;
    const names = { job, operation, machine };
    const place = places.get(job)?.get(operation);
    if (place === undefined) {
      const missing = jobs.has(job) ? `job ${job} has no operation ${operation}` : `there is no job ${job}`;
      yield { kind: "unknown", ...names, message: `The plan has ${name}, but ${missing}.` };
      continue;
    }
    const ofJob = planned.get(job) ?? new Set<string>();
    planned.set(job, ofJob);
    if (ofJob.has(operation))
      yield { kind: "duplicate", ...names, message: `${name} is in the plan more than once.` };
    ofJob.add(operation);
    if (!machines.has(machine))
      yield {
        kind: "unknown",
        ...names,
        message: `${name} is planned on ${machine}, but there is no such machine.`,
      };
    yield* checkTimes(name, { start: entry.start, end: entry.end, setup: entry.setup }, names);
  }
  for (const entry of plan.maintenance) {
    const name = `The task ${entry.task}`;
    const names = { task: entry.task, machine: entry.machine };
    if (!tasks.has(entry.task)) {
      yield {
        kind: "unknown",
        ...names,
        message: `The plan has the task ${entry.task}, but there is no such task.`,
      };
      continue;
    }
    if (seen.has(entry.task))
      yield { kind: "duplicate", ...names, message: `${name} is in the plan more than once.` };
    seen.add(entry.task);
    yield* checkTimes(name, { start: entry.start, end: entry.end }, names);
  }
  const left = new Set<string>();
  for (const { job } of plan.unassigned) {
    if (!jobs.has(job))
      yield {
        kind: "unknown",
        job,
        message: `The plan leaves job ${job} out, but there is no such job.`,
      };
    else if (left.has(job))
      yield { kind: "duplicate", job, message: `Job ${job} is among the jobs left out more than once.` };
    left.add(job);
  }
}

function* checkTimes(
  name: string,
  times: Readonly<Record<string, number>>,
  names: Partial<Violation>,
): Generator<Violation> {
  for (const [field, value] of Object.entries(times))
    if (!(Number.isInteger(value) && value >= 0))
      yield {
        kind: "time",
        ...names,
        message: `The ${field} of ${name.replace("The", "the")} is ${value}; times are whole numbers from 0.`,
      };
}

/** That jobs are planned as a whole or left out as a whole, and only what may be left out is. */
export function* checkCompleteness({
  problem,
  places,
  leftOut,
  taskPlaces,
}: PlannedProblem): Generator<Violation> {
  for (const job of problem.jobs) {
    const planned = places.get(job.id);
    if (leftOut.has(job.id)) {
      const pinned = job.operations.find((operation) => operation.pinned !== undefined);
      if (planned !== undefined)
        yield {
          kind: "duplicate",
          job: job.id,
          message: `Job ${job.id} is left out, but ${[...planned.keys()].join(", ")} of it is planned.`,
        };
      if (job.unassignedPrice === undefined)
        yield {
          kind: "missing",
          job: job.id,
          message: `Job ${job.id} is left out, but it has no unassignedPrice and must be planned.`,
        };
      if (pinned !== undefined)
        yield {
          kind: "pin",
          job: job.id,
          operation: pinned.id,
          message: `Job ${job.id} is left out, but ${pinned.id} of it is pinned.`,
        };
      continue;
    }
    const missing = job.operations.filter(({ id }) => planned?.has(id) !== true);
    if (missing.length === job.operations.length)
      yield { kind: "missing", job: job.id, message: `Job ${job.id} is neither planned nor left out.` };
    else
      for (const { id } of missing)
        yield {
          kind: "missing",
          job: job.id,
          operation: id,
          message: `${id} of job ${job.id} is not planned, but other operations of the job are.`,
        };
  }
  for (const task of problem.maintenance ?? []) {
    if (taskPlaces.has(task.id)) continue;
    const names = { task: task.id, machine: task.machine };
    if (task.pinned !== undefined)
      yield {
        kind: "pin",
        ...names,
        message: `The task ${task.id} is pinned to start at ${task.pinned.start}, but is not planned.`,
      };
    else if (task.skipCost === undefined)
      yield {
        kind: "missing",
        ...names,
        message: `The task ${task.id} is not planned, but it has no skipCost and must be done.`,
      };
  }
}
