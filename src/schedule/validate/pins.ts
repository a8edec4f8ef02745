import { OpenTime } from "../check/open-time.js";
import { timeSpan } from "../check/violation.js";
import { allowedAlternatives } from "../earliest-times.js";
import type { ScheduleProblem } from "../problem.js";
import type { Finding } from "./finding.js";

/** Pinned starts that no plan can have, whatever the rest of it is. */
export function* pinFindings({
  machines,
  jobs,
  maintenance = [],
  timeUnit,
}: ScheduleProblem): Generator<Finding> {
  const machineOf = new Map(machines.map((machine) => [machine.id, machine]));
  for (const { id: job, release = 0, operations } of jobs)
    for (const operation of operations) {
      const start = operation.pinned?.start;
      if (start === undefined) continue;
      const name = `${operation.id} of job ${job}`;
      const data = { job, operation: operation.id, start };
      if (start < release)
        yield impossible(
          `${name} is pinned to start at ${start}, before the job's release at ${release}`,
          "Move the pin or the release; what has begun already has a release in the past.",
          data,
        );
      const fits = allowedAlternatives(operation).some(({ machine: id, duration }) => {
        const machine = machineOf.get(id)!;
        return new OpenTime(machine).firstStart(start, duration, machine.acrossBreaks) === start;
      });
      if (fits) continue;
      const able = allowedAlternatives(operation)
        .map(({ machine, duration }) => `${timeSpan(duration, timeUnit)} on ${machine}`)
        .join(" or ");
      yield impossible(
        `${name} is pinned to start at ${start}, but the working hours from then on have no room for its ${able}`,
        "Move or remove the pin, or correct the hours and the unavailability of the machine.",
        data,
      );
    }
  for (const { id, machine, duration, earliestStart = 0, pinned } of maintenance) {
    if (pinned === undefined) continue;
    const { start } = pinned;
    const data = { task: id, machine, start };
    if (start < earliestStart)
      yield impossible(
        `the task ${id} is pinned to start at ${start}, before its earliest start at ${earliestStart}`,
        "Move the pin or the earliest start.",
        data,
      );
    const down = (machineOf.get(machine)!.unavailable ?? []).find(
      ({ from, until }) => from < start + duration && start < until,
    );
    if (down !== undefined)
      yield impossible(
        `the task ${id} is pinned to last from ${start} to ${start + duration}, but ${machine} is unavailable from ${down.from} to ${down.until}`,
        "Move or remove the pin, or correct the unavailability.",
        data,
      );
  }
}

const impossible = (message: string, fix: string, data: Finding["data"]): Finding => ({
  code: "FS_SCHEDULE_IMPOSSIBLE_PIN",
  message: `${message}.`,
  fix,
  data,
});
