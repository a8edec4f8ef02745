import type { Machine, MaintenanceTask } from "../problem.js";
import type { OperationPlace, PlannedProblem, TaskPlace } from "./planned-problem.js";
import { timeSpan, type Violation } from "./violation.js";

type MachinePlace = OperationPlace | TaskPlace;

const nameOf = (place: MachinePlace): string =>
  "task" in place ? `the task ${place.task.id}` : `${place.operation.id} of job ${place.job.id}`;

const namesOf = (place: MachinePlace): { job?: string; operation?: string; task?: string } =>
  "task" in place ? { task: place.task.id } : { job: place.job.id, operation: place.operation.id };

/** Machines one by one: who can do what, hours, ends, set-ups, and one activity at a time. */
export function* checkMachineUse(planned: PlannedProblem): Generator<Violation> {
  const onMachine = new Map<string, MachinePlace[]>();
  const put = (place: MachinePlace): void => {
    const { machine } = place.planned;
    if (!onMachine.has(machine)) onMachine.set(machine, []);
    onMachine.get(machine)!.push(place);
  };
  for (const ofJob of planned.places.values()) for (const place of ofJob.values()) put(place);
  for (const place of planned.taskPlaces.values()) put(place);
  for (const machine of planned.problem.machines) {
    const sequence = (onMachine.get(machine.id) ?? []).sort((a, b) => a.planned.start - b.planned.start);
    for (const place of sequence)
      if ("task" in place) yield* checkTask(machine, place, planned);
      else yield* checkOperation(machine, place, planned);
    yield* checkSequence(machine, sequence, planned);
  }
  for (const { planned: entry, task } of planned.taskPlaces.values())
    if (entry.machine !== task.machine)
      yield {
        kind: "machine",
        task: task.id,
        machine: entry.machine,
        message: `The task ${task.id} is planned on ${entry.machine}, but is work on ${task.machine}.`,
      };
}

function* checkOperation(
  machine: Machine,
  place: OperationPlace,
  planned: PlannedProblem,
): Generator<Violation> {
  const { start, end } = place.planned;
  const names = { ...namesOf(place), machine: machine.id };
  const name = nameOf(place);
  const alternative = place.operation.alternatives.find((candidate) => candidate.machine === machine.id);
  if (alternative === undefined) {
    const able = place.operation.alternatives.map((candidate) => candidate.machine).join(", ");
    const message = `${name} is planned on ${machine.id}, but can be done on ${able} only.`;
    yield { kind: "machine", ...names, message };
    return;
  }
  const { duration } = alternative;
  const openTime = planned.openTime(machine);
  if (!openTime.isOpen(start)) {
    const message = `${name} starts at ${start} on ${machine.id}, which does not work at that time.`;
    yield { kind: "calendar", ...names, message };
    return;
  }
  const unit = planned.problem.timeUnit;
  const waits = machine.acrossBreaks === "wait";
  if (waits && !openTime.isOpenThroughout(start, start + duration)) {
    const message = `${name} starts at ${start} on ${machine.id} and takes ${timeSpan(duration, unit)}, but a break comes before it is done, and ${machine.id} does not pause work over breaks.`;
    yield { kind: "calendar", ...names, message };
    return;
  }
  const expected = waits ? start + duration : openTime.endOfWork(start, duration);
  if (expected === null) {
    const message = `${name} starts at ${start} on ${machine.id} and takes ${timeSpan(duration, unit)}, but the hours of ${machine.id} end before it is done.`;
    yield { kind: "calendar", ...names, message };
  } else if (end !== expected) {
    const message = `${name} starts at ${start} on ${machine.id} and takes ${timeSpan(duration, unit)}: it ends at ${expected}, not at ${end}.`;
    yield { kind: "end", ...names, amount: Math.abs(end - expected), message };
  }
}

function* checkTask(machine: Machine, place: TaskPlace, { problem }: PlannedProblem): Generator<Violation> {
  const { start, end } = place.planned;
  const { task } = place;
  const unit = problem.timeUnit;
  const names = { task: task.id, machine: machine.id };
  if (end !== start + task.duration)
    yield {
      kind: "end",
      ...names,
      amount: Math.abs(end - start - task.duration),
      message: `The task ${task.id} starts at ${start} and takes ${timeSpan(task.duration, unit)}: it ends at ${start + task.duration}, not at ${end}.`,
    };
  const earliest = task.earliestStart ?? 0;
  if (start < earliest)
    yield {
      kind: "maintenance",
      ...names,
      amount: earliest - start,
      message: `The task ${task.id} starts at ${start}, ${timeSpan(earliest - start, unit)} before its earliest start at ${earliest}.`,
    };
  yield* checkTaskHours(machine, task, start);
}

function* checkTaskHours(machine: Machine, task: MaintenanceTask, start: number): Generator<Violation> {
  const end = start + task.duration;
  for (const { from, until } of machine.unavailable ?? [])
    if (from < end && start < until)
      yield {
        kind: "calendar",
        task: task.id,
        machine: machine.id,
        message: `The task ${task.id} lasts from ${start} to ${end} on ${machine.id}, which is unavailable from ${from} to ${until}.`,
      };
}

/** Overlaps and set-ups of one machine's activities in the order of their starts. */
function* checkSequence(
  machine: Machine,
  sequence: readonly MachinePlace[],
  planned: PlannedProblem,
): Generator<Violation> {
  const unit = planned.problem.timeUnit;
  const openTime = planned.openTime(machine);
  let longest: MachinePlace | undefined;
  let endBefore = 0;
  let family = machine.setups?.initial;
  for (const place of sequence) {
    const { start, end } = place.planned;
    if (longest !== undefined && start < longest.planned.end) {
      const amount = longest.planned.end - start;
      yield {
        kind: "overlap",
        ...namesOf(place),
        machine: machine.id,
        other: namesOf(longest),
        amount,
        message: `${"task" in place ? `The task ${place.task.id}` : nameOf(place)} starts at ${start} on ${machine.id}, ${timeSpan(amount, unit)} before ${nameOf(longest)} ends there at ${longest.planned.end}.`,
      };
    }
    if (!("task" in place)) {
      const next = place.operation.family;
      const setup =
        family === undefined || next === undefined ? 0 : (machine.setups?.times[family]?.[next] ?? 0);
      const names = { ...namesOf(place), machine: machine.id };
      if (place.planned.setup !== setup)
        yield {
          kind: "setup",
          ...names,
          amount: Math.abs(place.planned.setup - setup),
          message: `${nameOf(place)} states a set-up of ${timeSpan(place.planned.setup, unit)} on ${machine.id}, but needs ${setup === 0 ? "none" : `${timeSpan(setup, unit)} (from ${family} to ${next})`}.`,
        };
      const room = openTime.openBetween(endBefore, start);
      if (room < setup)
        yield {
          kind: "setup",
          ...names,
          amount: setup - room,
          message: `${nameOf(place)} starts at ${start} on ${machine.id}, which has ${timeSpan(room, unit)} of working time for the set-up from ${family} to ${next} after ${endBefore}, and needs ${timeSpan(setup, unit)}.`,
        };
      if (next !== undefined) family = next;
    }
    endBefore = end;
    if (longest === undefined || end > longest.planned.end) longest = place;
  }
}
