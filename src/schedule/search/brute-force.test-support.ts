import { scoreTerms } from "../check/score-terms.js";
import { compareScores } from "../plan.js";
import type { Plan, PlannedMaintenance, PlannedOperation, Score } from "../plan.js";
import type { Machine, MaintenanceTask, Operation, ScheduleProblem } from "../problem.js";

/**
 * The best score of a tiny problem without pins and prices of change, by trying every order, machine and choice of
 * jobs and tasks, unit of time by unit of time. Shares nothing with the search but the meaning of a plan.
 */
export function bruteForceScore(problem: ScheduleProblem, horizon: number): Score | null {
  let best: Score | null = null;
  const { jobs, machines, resources = [], precedences = [], maintenance = [] } = problem;
  const isOpen = new Map(machines.map((machine) => [machine.id, openUnits(machine, horizon)]));
  const isDown = new Map(machines.map((machine) => [machine.id, downUnits(machine, horizon)]));
  const operations: PlannedOperation[] = [];
  const tasks: PlannedMaintenance[] = [];

  /** End of an operation that starts at `start`; -1 where it cannot. */
  const endFrom = (machine: Machine, start: number, duration: number): number => {
    const open = isOpen.get(machine.id)!;
    if (open[start] !== true) return -1;
    let rest = duration;
    for (let time = start; time < horizon; time++) {
      if (open[time] === true) rest--;
      else if (machine.acrossBreaks === "wait") return -1;
      if (rest === 0) return time + 1;
    }
    return -1;
  };
  const lastOn = (machine: string): number =>
    Math.max(0, ...[...operations, ...tasks].filter((it) => it.machine === machine).map(({ end }) => end));
  const familyOn = (machine: Machine): string | undefined => {
    const before = operations
      .filter((it) => it.machine === machine.id)
      .toSorted((a, b) => a.start - b.start)
      .map((it) => operationOf(problem, it).family)
      .filter((family) => family !== undefined);
    return before.at(-1) ?? machine.setups?.initial;
  };
  const leaf = (unassigned: readonly string[]): void => {
    const plan: Plan = {
      operations: [...operations],
      maintenance: [...tasks],
      unassigned: unassigned.map((job) => ({ job, reason: "tried" })),
    };
    const score = { hard: 0, medium: 0, soft: 0 };
    for (const { level, value } of scoreTerms(problem, plan)) score[level] += value;
    if (best === null || compareScores(score, best) < 0) best = score;
  };
  const placeOperation = (job: string, operation: Operation, then: () => void): void => {
    for (const { machine: id, duration } of operation.alternatives) {
      const machine = machines.find((it) => it.id === id)!;
      const from = lastOn(id);
      const family = familyOn(machine);
      const setup =
        operation.family === undefined || family === undefined
          ? 0
          : (machine.setups?.times[family]?.[operation.family] ?? 0);
      for (let start = from; start < horizon; start++) {
        const prepared = isOpen.get(id)!.slice(from, start).filter(Boolean).length;
        const end = endFrom(machine, start, duration);
        if (prepared < setup || end < 0 || !isReady(job, operation, start, end)) continue;
        operations.push({ job, operation: operation.id, machine: id, start, end, setup });
        then();
        operations.pop();
        break;
      }
    }
  };
  const isReady = (job: string, operation: Operation, start: number, end: number): boolean => {
    const own = operations.filter((it) => it.job === job);
    const release = jobs.find(({ id }) => id === job)!.release ?? 0;
    if (start < Math.max(release, ...own.map((it) => it.end))) return false;
    for (const { before, after, lag = 0 } of precedences) {
      if (after.job !== job || after.operation !== operation.id) continue;
      const other = operations.find((it) => it.job === before.job && it.operation === before.operation);
      if (other === undefined || start < other.end + lag) return false;
    }
    return (operation.needs ?? []).every(({ resource, amount }) => {
      const { capacity } = resources.find(({ id }) => id === resource)!;
      for (let time = start; time < end; time++) {
        let used = amount;
        for (const it of operations)
          if (it.start <= time && time < it.end)
            for (const need of operationOf(problem, it).needs ?? [])
              if (need.resource === resource) used += need.amount;
        if (used > capacity) return false;
      }
      return true;
    });
  };
  const next = (
    planned: readonly string[],
    waiting: readonly MaintenanceTask[],
    out: readonly string[],
  ): void => {
    let isLeaf = waiting.length === 0;
    for (const id of planned) {
      const { operations: routing } = jobs.find((job) => job.id === id)!;
      const operation = routing[operations.filter((it) => it.job === id).length];
      if (operation === undefined) continue;
      isLeaf = false;
      placeOperation(id, operation, () => next(planned, waiting, out));
    }
    for (const task of waiting) {
      const rest = waiting.filter((other) => other !== task);
      for (let start = Math.max(task.earliestStart ?? 0, lastOn(task.machine)); start < horizon; start++) {
        const end = start + task.duration;
        if (isDown.get(task.machine)!.slice(start, end).includes(true)) continue;
        tasks.push({ task: task.id, machine: task.machine, start, end });
        next(planned, rest, out);
        tasks.pop();
      }
    }
    if (
      isLeaf &&
      planned.every(
        (id) =>
          operations.filter((it) => it.job === id).length ===
          jobs.find((job) => job.id === id)!.operations.length,
      )
    )
      leaf(out);
  };
  const optionalJobs = jobs
    .filter(({ unassignedPrice }) => unassignedPrice !== undefined)
    .map(({ id }) => id);
  const optionalTasks = maintenance.filter(({ skipCost }) => skipCost !== undefined);
  for (const out of subsets(optionalJobs))
    for (const skipped of subsets(optionalTasks)) {
      const planned = jobs.map(({ id }) => id).filter((id) => !out.includes(id));
      next(
        planned,
        maintenance.filter((task) => !skipped.includes(task)),
        out,
      );
    }
  return best;
}

function operationOf(problem: ScheduleProblem, { job, operation }: PlannedOperation): Operation {
  return problem.jobs.find(({ id }) => id === job)!.operations.find(({ id }) => id === operation)!;
}

function subsets<T>(items: readonly T[]): T[][] {
  return items.reduce<T[][]>((all, item) => [...all, ...all.map((some) => [...some, item])], [[]]);
}

function downUnits({ unavailable = [] }: Machine, horizon: number): boolean[] {
  return Array.from({ length: 2 * horizon }, (_, time) =>
    unavailable.some(({ from, until }) => from <= time && time < until),
  );
}

function openUnits(machine: Machine, horizon: number): boolean[] {
  return downUnits(machine, horizon).map(
    (down, time) =>
      !down &&
      (machine.working === undefined ||
        machine.working.some(({ from, until }) => from <= time && time < until)),
  );
}
