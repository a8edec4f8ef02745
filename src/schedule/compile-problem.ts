import type { Machine, Operation, ScheduleProblem, TimeInterval } from "./problem.js";
import { NEVER } from "./schedule-form.js";
import type { ScheduleForm } from "./schedule-form.js";
import { validateProblem } from "./validate-problem.js";

/** A problem as flat arrays, for engines, after `validateProblem` has let it pass. */
export function scheduleForm(problem: ScheduleProblem): ScheduleForm {
  validateProblem(problem);
  return formOf(problem);
}

/** The same of a problem that is known to be sound: one that was let pass before, but for what cannot break it. */
export function formOf(problem: ScheduleProblem): ScheduleForm {
  const machineNumber = numbersOf(problem.machines);
  const resourceNumber = numbersOf(problem.resources ?? []);
  const tasks = problem.maintenance ?? [];
  const operations: Operation[] = problem.jobs.flatMap((job) => job.operations);
  const activities = operations.length + tasks.length;
  const { jobStarts, jobOf, operationNumber } = numberOperations(problem, operations.length);

  const families = new Map<string, number>();
  const familyNumber = (name: string): number => {
    if (!families.has(name)) families.set(name, families.size);
    return families.get(name)!;
  };
  const family = new Int32Array(activities).fill(-1);
  operations.forEach((operation, index) => {
    if (operation.family !== undefined) family[index] = familyNumber(operation.family);
  });

  const modeStarts = new Int32Array(activities + 1);
  const modes: [machine: number, duration: number][] = [];
  operations.forEach((operation, index) => {
    for (const { machine, duration } of operation.alternatives)
      modes.push([machineNumber.get(machine)!, duration]);
    modeStarts[index + 1] = modes.length;
  });
  tasks.forEach((task, index) => {
    modes.push([machineNumber.get(task.machine)!, task.duration]);
    modeStarts[operations.length + index + 1] = modes.length;
  });

  const closed = problem.machines.map((machine) => merged([...breaksOf(machine), ...downOf(machine)]));
  const down = problem.machines.map((machine) => merged(downOf(machine)));
  const needs = operations.map(needsOf);
  const needStarts = startsOf(Array.from({ length: activities }, (_, index) => needs[index]?.length ?? 0));
  const flatNeeds = needs.flat();

  return {
    problem,
    jobs: problem.jobs.length,
    machines: problem.machines.length,
    operations: operations.length,
    activities,
    jobStarts,
    jobOf,
    modeStarts,
    modeMachine: Int32Array.from(modes, ([machine]) => machine),
    modeDuration: Int32Array.from(modes, ([, duration]) => duration),
    release: Int32Array.from(problem.jobs, ({ release = 0 }) => release),
    due: Int32Array.from(problem.jobs, ({ due = NEVER }) => due),
    deadline: Int32Array.from(problem.jobs, ({ deadline = NEVER }) => deadline),
    weight: Float64Array.from(problem.jobs, ({ weight = 1 }) => weight),
    unassignedPrice: Float64Array.from(problem.jobs, ({ unassignedPrice = Number.NaN }) => unassignedPrice),
    family,
    families: families.size,
    setupTimes: problem.machines.map((machine) => setupTimesOf(machine, families)),
    closedStarts: startsOf(closed.map(({ length }) => length)),
    closedFrom: Int32Array.from(closed.flat(), ({ from }) => from),
    closedUntil: Int32Array.from(closed.flat(), ({ until }) => until),
    downStarts: startsOf(down.map(({ length }) => length)),
    downFrom: Int32Array.from(down.flat(), ({ from }) => from),
    downUntil: Int32Array.from(down.flat(), ({ until }) => until),
    waitsForBreaks: Uint8Array.from(problem.machines, ({ acrossBreaks }) =>
      acrossBreaks === "wait" ? 1 : 0,
    ),
    ...precedencesOf(problem, activities, operationNumber),
    resources: resourceNumber.size,
    resourceCapacity: Int32Array.from(problem.resources ?? [], ({ capacity }) => capacity),
    needStarts,
    needResource: Int32Array.from(flatNeeds, ({ resource }) => resourceNumber.get(resource)!),
    needAmount: Int32Array.from(flatNeeds, ({ amount }) => amount),
    pinnedMachine: Int32Array.from({ length: activities }, (_, index) => {
      const machine = index < operations.length ? operations[index]!.pinned?.machine : undefined;
      return machine === undefined ? -1 : machineNumber.get(machine)!;
    }),
    pinnedStart: Int32Array.from(
      { length: activities },
      (_, index) => (operations[index] ?? tasks[index - operations.length]!).pinned?.start ?? -1,
    ),
    earliestStart: Int32Array.from({ length: activities }, (_, index) =>
      index < operations.length
        ? (problem.jobs[jobOf[index]!]!.release ?? 0)
        : (tasks[index - operations.length]!.earliestStart ?? 0),
    ),
    latestStart: Int32Array.from(
      { length: activities },
      (_, index) => tasks[index - operations.length]?.latestStart ?? NEVER,
    ),
    skipCost: Float64Array.from(
      { length: activities },
      (_, index) => tasks[index - operations.length]?.skipCost ?? Number.NaN,
    ),
    costCurves: Array.from(
      { length: activities },
      (_, index) => tasks[index - operations.length]?.cost ?? null,
    ),
  };
}

const numbersOf = (things: readonly { readonly id: string }[]): Map<string, number> =>
  new Map(things.map(({ id }, index) => [id, index]));

/** What an operation needs, each resource once. */
function needsOf({ needs = [] }: Operation): { resource: string; amount: number }[] {
  const amounts = new Map<string, number>();
  for (const { resource, amount } of needs) amounts.set(resource, (amounts.get(resource) ?? 0) + amount);
  return Array.from(amounts, ([resource, amount]) => ({ resource, amount }));
}

/** First index of each group in the flat array of all of them; the last entry is its length. */
function startsOf(counts: readonly number[]): Int32Array {
  const starts = new Int32Array(counts.length + 1);
  counts.forEach((count, index) => {
    starts[index + 1] = starts[index]! + count;
  });
  return starts;
}

interface NumberedOperations {
  readonly jobStarts: Int32Array;
  readonly jobOf: Int32Array;
  /** By job, then by operation. */
  readonly operationNumber: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

function numberOperations(problem: ScheduleProblem, count: number): NumberedOperations {
  const jobOf = new Int32Array(count);
  const operationNumber = new Map<string, Map<string, number>>();
  let next = 0;
  problem.jobs.forEach((job, index) => {
    const numbers = new Map<string, number>();
    for (const { id } of job.operations) {
      jobOf[next] = index;
      numbers.set(id, next++);
    }
    operationNumber.set(job.id, numbers);
  });
  return { jobStarts: startsOf(problem.jobs.map((job) => job.operations.length)), jobOf, operationNumber };
}

/** What lies between the working intervals of a calendar. */
function breaksOf({ working }: Machine): TimeInterval[] {
  if (working === undefined) return [];
  const breaks: TimeInterval[] = [];
  let open = 0;
  for (const { from, until } of working) {
    if (from > open) breaks.push({ from: open, until: from });
    open = Math.max(open, until);
  }
  return [...breaks, { from: open, until: NEVER }];
}

const downOf = ({ unavailable = [] }: Machine): readonly TimeInterval[] => unavailable;

/** Ascending, disjoint, not touching, none beyond NEVER. */
function merged(intervals: readonly TimeInterval[]): TimeInterval[] {
  const result: { from: number; until: number }[] = [];
  for (const { from, until } of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (until <= from || from >= NEVER) continue;
    if (last !== undefined && from <= last.until) last.until = Math.max(last.until, Math.min(until, NEVER));
    else result.push({ from, until: Math.min(until, NEVER) });
  }
  return result;
}

function setupTimesOf({ setups }: Machine, families: ReadonlyMap<string, number>): Int32Array | null {
  if (setups === undefined || families.size === 0) return null;
  const count = families.size;
  const times = new Int32Array((count + 1) * count);
  for (const [after, column] of families) {
    for (const [before, row] of families) times[row * count + column] = setups.times[before]?.[after] ?? 0;
    if (setups.initial !== undefined)
      times[count * count + column] = setups.times[setups.initial]?.[after] ?? 0;
  }
  return times;
}

type Precedences = Pick<
  ScheduleForm,
  | "predecessorStarts"
  | "predecessors"
  | "predecessorLags"
  | "successorStarts"
  | "successors"
  | "successorLags"
>;

function precedencesOf(
  problem: ScheduleProblem,
  activities: number,
  numbers: NumberedOperations["operationNumber"],
): Precedences {
  const arcs = (problem.precedences ?? []).map(({ before, after, lag = 0 }) => ({
    before: numbers.get(before.job)!.get(before.operation)!,
    after: numbers.get(after.job)!.get(after.operation)!,
    lag,
  }));
  const starts = (end: "before" | "after"): Int32Array => {
    const counts = Array.from({ length: activities }, () => 0);
    for (const arc of arcs) counts[arc[end]]!++;
    return startsOf(counts);
  };
  const into = arcs.toSorted((a, b) => a.after - b.after);
  const outOf = arcs.toSorted((a, b) => a.before - b.before);
  return {
    predecessorStarts: starts("after"),
    predecessors: Int32Array.from(into, ({ before }) => before),
    predecessorLags: Int32Array.from(into, ({ lag }) => lag),
    successorStarts: starts("before"),
    successors: Int32Array.from(outOf, ({ after }) => after),
    successorLags: Int32Array.from(outOf, ({ lag }) => lag),
  };
}
