import type { ScheduleProblem } from "../problem.js";
import { shown, type Finding } from "./finding.js";

/** Ids that occur twice or are missing, and parts that have nothing in them. */
export function* idFindings(problem: ScheduleProblem): Generator<Finding> {
  const { machines, resources = [], jobs, maintenance = [] } = problem;
  if (machines.length === 0) yield empty("the problem has no machines", "Give at least one machine.");
  if (jobs.length === 0 && maintenance.length === 0)
    yield empty(
      "the problem has no jobs and no maintenance tasks",
      "There is nothing to plan: give a job or a task.",
    );
  yield* idsOf("machine", "the machines", machines);
  yield* idsOf("resource", "the resources", resources);
  yield* idsOf("job", "the jobs", jobs);
  yield* idsOf("task", "the maintenance tasks", maintenance);
  for (const job of jobs) {
    if (job.operations.length === 0)
      yield empty(`job ${job.id} has no operations`, "Give its routing, or take the job out.");
    yield* idsOf("operation", `job ${job.id}`, job.operations);
    for (const operation of job.operations)
      if (operation.alternatives.length === 0)
        yield empty(
          `${operation.id} of job ${job.id} has no machine that can do it`,
          "Give at least one alternative.",
        );
  }
}

const empty = (message: string, fix: string): Finding => ({
  code: "FS_SCHEDULE_EMPTY",
  message: `${message}.`,
  fix,
  data: {},
});

function* idsOf(kind: string, where: string, items: readonly { readonly id: string }[]): Generator<Finding> {
  const seen = new Map<string, number>();
  for (const [index, { id }] of items.entries()) {
    if (typeof id !== "string" || id === "") {
      yield empty(
        `the ${kind} ${index + 1} of ${where} has the id ${shown(id)}`,
        "Give each an id of its own, a text that is not empty.",
      );
      continue;
    }
    const before = seen.get(id);
    if (before === undefined) seen.set(id, index);
    else
      yield {
        code: "FS_SCHEDULE_DUPLICATE_ID",
        message: `the ${kind} id ${id} occurs twice in ${where}: in the places ${before + 1} and ${index + 1}.`,
        fix: "Give each an id of its own; an order that comes twice needs two ids.",
        data: { kind, id, places: [before, index] },
      };
  }
}

/** Names that nothing has: machines, resources, jobs, operations. */
export function* nameFindings(problem: ScheduleProblem): Generator<Finding> {
  const machines = new Set(problem.machines.map(({ id }) => id));
  const capacities = new Map((problem.resources ?? []).map(({ id, capacity }) => [id, capacity]));
  const operations = new Map(
    problem.jobs.map((job) => [job.id, new Set(job.operations.map(({ id }) => id))] as const),
  );
  for (const job of problem.jobs)
    for (const operation of job.operations) {
      const name = `${operation.id} of job ${job.id}`;
      const able = new Set<string>();
      for (const { machine } of operation.alternatives) {
        if (!machines.has(machine)) yield unknown(name, "machine", machine, machines);
        else if (able.has(machine))
          yield {
            code: "FS_SCHEDULE_DUPLICATE_ID",
            message: `${name} names machine ${machine} twice among its alternatives.`,
            fix: "Keep the one whose duration is right.",
            data: { job: job.id, operation: operation.id, machine },
          };
        able.add(machine);
      }
      const needed = new Set<string>();
      for (const { resource, amount } of operation.needs ?? []) {
        const capacity = capacities.get(resource);
        if (capacity === undefined) yield unknown(name, "resource", resource, capacities.keys());
        else if (amount > capacity)
          yield {
            code: "FS_SCHEDULE_INVALID_AMOUNT",
            message: `${name} needs ${amount} of ${resource}, of which there are ${capacity}.`,
            fix: `Raise the capacity of ${resource}, or lower what ${operation.id} needs.`,
            data: { job: job.id, operation: operation.id, resource, amount, capacity },
          };
        if (needed.has(resource))
          yield {
            code: "FS_SCHEDULE_DUPLICATE_ID",
            message: `${name} names resource ${resource} twice among its needs.`,
            fix: "Add the two amounts up.",
            data: { job: job.id, operation: operation.id, resource },
          };
        needed.add(resource);
      }
      const pinned = operation.pinned?.machine;
      if (pinned !== undefined && !able.has(pinned))
        yield machines.has(pinned)
          ? {
              code: "FS_SCHEDULE_IMPOSSIBLE_PIN",
              message: `${name} is pinned to machine ${pinned}, but can be done on ${[...able].join(", ")} only.`,
              fix: "Pin it to one of its alternatives, or add the machine to them with a duration.",
              data: { job: job.id, operation: operation.id, machine: pinned },
            }
          : unknown(`the pin of ${name}`, "machine", pinned, machines);
    }
  for (const [index, { before, after }] of (problem.precedences ?? []).entries())
    for (const { job, operation } of [before, after]) {
      const name = `precedence ${index + 1}`;
      const ofJob = operations.get(job);
      if (ofJob === undefined) yield unknown(name, "job", job, operations.keys());
      else if (!ofJob.has(operation)) yield unknown(name, `operation of job ${job}:`, operation, ofJob);
    }
  for (const { id, machine } of problem.maintenance ?? [])
    if (!machines.has(machine)) yield unknown(`the task ${id}`, "machine", machine, machines);
}

function unknown(where: string, kind: string, name: string, known: Iterable<string>): Finding {
  const names = [...known];
  const listed = names.length <= 8 ? names.join(", ") : `${names.slice(0, 8).join(", ")}, …`;
  return {
    code: "FS_SCHEDULE_UNKNOWN_NAME",
    message: `${where} names the ${kind} ${shown(name)}, which the problem does not have.`,
    fix: names.length === 0 ? "Add it to the problem." : `Add it, or take one of ${listed}.`,
    data: { where, kind, name },
  };
}
