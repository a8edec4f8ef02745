import { ForesolveError } from "../../errors.js";
import type { Plan } from "../plan.js";
import type { Job, Machine, ScheduleProblem, TimeInterval } from "../problem.js";
import { NEVER } from "../schedule-form.js";
import type { ScheduleEvent } from "./event.js";
import { cutInterval, joinIntervals } from "./intervals.js";

/** The problem after an event, cancellations aside: what they leave depends on what has started. */
export function changeProblem(
  problem: ScheduleProblem,
  plan: Plan,
  event: ScheduleEvent,
  now: number,
): ScheduleProblem {
  switch (event.kind) {
    case "breakdown":
      return breakdown(problem, plan, event, now);
    case "repaired":
      return withMachine(problem, event, (machine) => repaired(machine, event, now));
    case "calendarChanged":
      return withMachine(problem, event, (machine) => {
        const { working: _, ...rest } = machine;
        return event.working === undefined ? rest : { ...rest, working: event.working };
      });
    case "newOrder": {
      if (problem.jobs.some(({ id }) => id === event.job.id))
        throw mismatch(
          event,
          `There is a job ${event.job.id} already.`,
          "Give the new job a name of its own.",
        );
      const precedences = [...(problem.precedences ?? []), ...(event.precedences ?? [])];
      return { ...problem, jobs: [...problem.jobs, event.job], precedences };
    }
    case "durationChanged":
      return durationChanged(problem, event);
    case "maintenanceAdded": {
      const tasks = problem.maintenance ?? [];
      if (tasks.some(({ id }) => id === event.task.id))
        throw mismatch(
          event,
          `There is a task ${event.task.id} already.`,
          "Give the new task a name of its own.",
        );
      return { ...problem, maintenance: [...tasks, event.task] };
    }
    case "orderCancelled":
      if (!problem.jobs.some(({ id }) => id === event.job)) throw unknown(event, "job", event.job);
      return problem;
    case "maintenanceCancelled":
      if (!(problem.maintenance ?? []).some(({ id }) => id === event.task))
        throw unknown(event, "task", event.task);
      return problem;
    default:
      throw mismatch(
        event,
        `There is no event of the kind "${(event as { kind: unknown }).kind}".`,
        "The kinds of events are those of the type ScheduleEvent.",
      );
  }
}

/** The problem without a cancelled job, but for what of it has started. */
export function withoutJob(
  problem: ScheduleProblem,
  id: string,
  hasStarted: (operation: string) => boolean,
): ScheduleProblem {
  const jobs = problem.jobs.flatMap((job): Job[] => {
    if (job.id !== id) return [job];
    const operations = job.operations.filter((operation) => hasStarted(operation.id));
    const { due: _, deadline: __, ...rest } = job;
    return operations.length === 0 ? [] : [{ ...rest, operations, weight: 0 }];
  });
  const isLeft = (job: string, operation: string): boolean => job !== id || hasStarted(operation);
  const precedences = (problem.precedences ?? []).filter(
    ({ before, after }) => isLeft(before.job, before.operation) && isLeft(after.job, after.operation),
  );
  return { ...problem, jobs, precedences };
}

export function withoutTask(problem: ScheduleProblem, id: string): ScheduleProblem {
  return { ...problem, maintenance: (problem.maintenance ?? []).filter((task) => task.id !== id) };
}

function withMachine(
  problem: ScheduleProblem,
  event: ScheduleEvent & { readonly machine: string },
  change: (machine: Machine) => Machine,
): ScheduleProblem {
  if (!problem.machines.some(({ id }) => id === event.machine))
    throw unknown(event, "machine", event.machine);
  const machines = problem.machines.map((machine) =>
    machine.id === event.machine ? change(machine) : machine,
  );
  return { ...problem, machines };
}

type EventOf<Kind extends ScheduleEvent["kind"]> = Extract<ScheduleEvent, { readonly kind: Kind }>;

function breakdown(
  problem: ScheduleProblem,
  plan: Plan,
  event: EventOf<"breakdown">,
  now: number,
): ScheduleProblem {
  const { from, until = NEVER } = event;
  if (!(Number.isInteger(from) && Number.isInteger(until) && from >= 0 && until > from))
    throw mismatch(
      event,
      `${event.machine} breaks down from ${from} until ${until}.`,
      "Give whole times, the end after the beginning; leave `until` out for a machine that is gone for good.",
    );
  // Maintenance that has started holds the machine anyway.
  const running = plan.maintenance.filter(
    ({ machine, start, end }) => machine === event.machine && start < Math.min(now, until) && end > from,
  );
  let down: TimeInterval[] = [{ from, until }];
  for (const { start, end } of running) down = cutInterval(down, { from: start, until: end });
  const changed = withMachine(problem, event, (machine) => ({
    ...machine,
    unavailable: joinIntervals([...(machine.unavailable ?? []), ...down]),
  }));
  const machine = changed.machines.find(({ id }) => id === event.machine)!;
  const interrupted = plan.operations.find(
    (entry) => entry.machine === event.machine && entry.start < Math.min(now, from) && entry.end > from,
  );
  if (machine.acrossBreaks !== "wait" || interrupted === undefined || until >= NEVER) return changed;
  return stretched(changed, machine, interrupted, until - from);
}

/**
 * An operation that was begun on a machine that does not pause, and was interrupted: it holds the machine until it is
 * done, so that its duration grows by the stop, and the stop is no longer a break of its own.
 */
function stretched(
  problem: ScheduleProblem,
  machine: Machine,
  { job, operation, start, end }: Plan["operations"][number],
  stop: number,
): ScheduleProblem {
  const held = { from: start, until: end + stop };
  const working = machine.working === undefined ? {} : { working: joinIntervals([...machine.working, held]) };
  const machines = problem.machines.map((other) =>
    other.id === machine.id
      ? { ...machine, ...working, unavailable: cutInterval(machine.unavailable ?? [], held) }
      : other,
  );
  return withDuration({ ...problem, machines }, job, operation, (alternative) =>
    alternative.machine === machine.id ? held.until - held.from : alternative.duration,
  );
}

function repaired(machine: Machine, event: EventOf<"repaired">, now: number): Machine {
  const { at } = event;
  const intervals = joinIntervals(machine.unavailable ?? []);
  const meant =
    intervals.findLast(({ from, until }) => from <= now && now <= until) ??
    intervals.findLast(({ from }) => from <= now);
  if (meant === undefined || !Number.isInteger(at) || at < meant.from)
    throw mismatch(
      event,
      `${machine.id} is said to work again from ${at} on, but ${meant === undefined ? "is not known to have been unavailable" : `is unavailable from ${meant.from} on only`}.`,
      "Tell of the breakdown first, and of the repair with a whole time after its beginning.",
    );
  const others = intervals.filter((interval) => interval !== meant);
  return { ...machine, unavailable: joinIntervals([...others, { from: meant.from, until: at }]) };
}

function durationChanged(problem: ScheduleProblem, event: EventOf<"durationChanged">): ScheduleProblem {
  const { duration } = event;
  const job = problem.jobs.find(({ id }) => id === event.job);
  if (job === undefined) throw unknown(event, "job", event.job);
  const operation = job.operations.find(({ id }) => id === event.operation);
  if (operation === undefined) throw unknown(event, "operation", `${event.operation} of job ${event.job}`);
  if (!(Number.isInteger(duration) && duration > 0))
    throw mismatch(
      event,
      `The duration of ${operation.id} of job ${job.id} is said to be ${duration}.`,
      "Durations are whole numbers above 0.",
    );
  const { machine } = event;
  if (machine !== undefined && !operation.alternatives.some((alternative) => alternative.machine === machine))
    throw unknown(event, "machine", `${machine} for ${operation.id} of job ${job.id}`);
  return withDuration(problem, job.id, operation.id, (alternative) =>
    machine === undefined || machine === alternative.machine ? duration : alternative.duration,
  );
}

function withDuration(
  problem: ScheduleProblem,
  jobId: string,
  operationId: string,
  durationOf: (alternative: { readonly machine: string; readonly duration: number }) => number,
): ScheduleProblem {
  const jobs = problem.jobs.map((job) =>
    job.id === jobId
      ? {
          ...job,
          operations: job.operations.map((operation) =>
            operation.id === operationId
              ? {
                  ...operation,
                  alternatives: operation.alternatives.map((alternative) => ({
                    ...alternative,
                    duration: durationOf(alternative),
                  })),
                }
              : operation,
          ),
        }
      : job,
  );
  return { ...problem, jobs };
}

function unknown(event: ScheduleEvent, what: string, name: string): ForesolveError {
  return mismatch(
    event,
    `An event (${event.kind}) names the ${what} ${name}, which the problem does not have.`,
    "Apply events to the problem that the event before gave back, and name what is in it.",
  );
}

function mismatch(event: ScheduleEvent, message: string, fix: string): ForesolveError {
  return new ForesolveError("FS_SCHEDULE_INVALID_EVENT", { message, fix, data: { event: event.kind } });
}
