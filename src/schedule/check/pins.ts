import type { PlannedProblem } from "./planned-problem.js";
import type { Violation } from "./violation.js";

/** That pinned machines and starts are what they were pinned to. */
export function* checkPins({ places, taskPlaces }: PlannedProblem): Generator<Violation> {
  for (const ofJob of places.values())
    for (const { planned, operation } of ofJob.values()) {
      const { job, machine, start } = planned;
      const names = { job, operation: operation.id, machine };
      const pinned = operation.pinned ?? {};
      if (pinned.machine !== undefined && pinned.machine !== machine)
        yield {
          kind: "pin",
          ...names,
          message: `${operation.id} of job ${job} is on ${machine}, but is pinned to ${pinned.machine}.`,
        };
      if (pinned.start !== undefined && pinned.start !== start)
        yield {
          kind: "pin",
          ...names,
          amount: Math.abs(start - pinned.start),
          message: `${operation.id} of job ${job} starts at ${start} on ${machine}, but is pinned to start at ${pinned.start}.`,
        };
    }
  for (const { planned, task } of taskPlaces.values())
    if (task.pinned !== undefined && task.pinned.start !== planned.start)
      yield {
        kind: "pin",
        task: task.id,
        machine: planned.machine,
        amount: Math.abs(planned.start - task.pinned.start),
        message: `The task ${task.id} starts at ${planned.start}, but is pinned to start at ${task.pinned.start}.`,
      };
}
