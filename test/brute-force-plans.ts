import {
  compareScores,
  type Plan,
  type PlannedMaintenance,
  type PlannedOperation,
} from "../src/schedule/index.js";
import { checkPlan, type Score } from "../src/schedule/index.js";
import type { Alternative, Job, Machine, Operation, ScheduleProblem } from "../src/schedule/index.js";

/** The best of all plans, and the least of single figures over all of them. */
export interface BestPlan {
  readonly plan: Plan;
  readonly score: Score;
  readonly leastSoft: number;
  /** Over the plans that leave no job out; infinite where there are none. */
  readonly leastSoftOfAll: number;
  readonly leastMakespanOfAll: number;
  readonly plans: number;
}

/** Later than tiny problems need. */
const LIMIT = 200;

/** Open or closed, unit by unit. */
function openUnits({ working, unavailable = [] }: Machine): boolean[] {
  return Array.from({ length: LIMIT }, (_, time) => {
    const holds = ({ from, until }: { from: number; until: number }): boolean => from <= time && time < until;
    return (working === undefined || working.some(holds)) && !unavailable.some(holds);
  });
}

function endOf(machine: Machine, open: readonly boolean[], start: number, duration: number): number | null {
  let left = duration;
  for (let time = start; time < LIMIT; time++) {
    if (open[time] === true) left--;
    else if (time === start || machine.acrossBreaks === "wait") return null;
    if (left === 0) return time + 1;
  }
  return null;
}

/**
 * All plans in which activities follow each other on each machine in some order, each as early as it can then be, tasks
 * with a cost curve at any time; every one must pass the checker. For scores that never gain by a later end, one of them
 * is best.
 */
export function bruteForcePlans(problem: ScheduleProblem): BestPlan | null {
  return new Enumeration(problem).run();
}

interface Placed {
  readonly operation: Operation;
  readonly planned: PlannedOperation;
}

class Enumeration {
  readonly #problem: ScheduleProblem;
  readonly #machines: Map<string, Machine>;
  readonly #open: Map<string, boolean[]>;
  readonly #lastEnd = new Map<string, number>();
  readonly #family = new Map<string, string | undefined>();
  #placed: Placed[] = [];
  #tasks: PlannedMaintenance[] = [];
  #skipped: string[] = [];
  #leftOut: string[] = [];
  #best: { plan: Plan; score: Score } | null = null;
  #leastSoft = Infinity;
  #leastSoftOfAll = Infinity;
  #leastMakespanOfAll = Infinity;
  #plans = 0;

  constructor(problem: ScheduleProblem) {
    this.#problem = problem;
    this.#machines = new Map(problem.machines.map((machine) => [machine.id, machine]));
    this.#open = new Map(problem.machines.map((machine) => [machine.id, openUnits(machine)]));
    for (const machine of problem.machines) this.#family.set(machine.id, machine.setups?.initial);
  }

  run(): BestPlan | null {
    const optional = this.#problem.jobs.filter(({ unassignedPrice }) => unassignedPrice !== undefined);
    for (let subset = 0; subset < 1 << optional.length; subset++) {
      this.#leftOut = optional.filter((_, index) => (subset >> index) & 1).map(({ id }) => id);
      this.#place(0);
    }
    if (this.#best === null) return null;
    return {
      ...this.#best,
      leastSoft: this.#leastSoft,
      leastSoftOfAll: this.#leastSoftOfAll,
      leastMakespanOfAll: this.#leastMakespanOfAll,
      plans: this.#plans,
    };
  }

  /** Adds one more activity in all ways, none earlier than those that are there. */
  #place(now: number): void {
    let isComplete = true;
    for (const job of this.#problem.jobs) {
      if (this.#leftOut.includes(job.id)) continue;
      const done = this.#placed.filter(({ planned }) => planned.job === job.id);
      const operation = job.operations[done.length];
      if (operation === undefined) continue;
      isComplete = false;
      for (const alternative of operation.alternatives)
        this.#placeOperation(now, job, operation, alternative);
    }
    for (const task of this.#problem.maintenance ?? []) {
      if (this.#skipped.includes(task.id) || this.#tasks.some((planned) => planned.task === task.id))
        continue;
      isComplete = false;
      this.#placeTask(now, task);
      if (task.skipCost === undefined) continue;
      this.#skipped.push(task.id);
      this.#place(now);
      this.#skipped.pop();
    }
    if (isComplete) this.#look();
  }

  #placeOperation(now: number, job: Job, operation: Operation, { machine: id, duration }: Alternative): void {
    const machine = this.#machines.get(id)!;
    const open = this.#open.get(id)!;
    const family = this.#family.get(id);
    const lastEnd = this.#lastEnd.get(id) ?? 0;
    const setup =
      family === undefined || operation.family === undefined
        ? 0
        : (machine.setups?.times[family]?.[operation.family] ?? 0);
    let ready = Math.max(now, lastEnd, job.release ?? 0);
    for (const { planned } of this.#placed) if (planned.job === job.id) ready = Math.max(ready, planned.end);
    for (const { before, after, lag = 0 } of this.#problem.precedences ?? []) {
      if (after.job !== job.id || after.operation !== operation.id) continue;
      const first = this.#placed.find(
        ({ planned }) => planned.job === before.job && planned.operation === before.operation,
      );
      if (first === undefined) return;
      ready = Math.max(ready, first.planned.end + lag);
    }
    for (let start = ready; start < LIMIT; start++) {
      const end = endOf(machine, open, start, duration);
      if (end === null) continue;
      if (open.slice(lastEnd, start).filter(Boolean).length < setup) continue;
      const fits = (operation.needs ?? []).every(({ resource, amount }) => {
        let held = amount;
        for (const other of this.#placed)
          if (other.planned.end > start)
            for (const need of other.operation.needs ?? [])
              if (need.resource === resource) held += need.amount;
        return held <= this.#problem.resources!.find(({ id }) => id === resource)!.capacity;
      });
      if (!fits) continue;
      const pin = operation.pinned ?? {};
      if (pin.machine !== undefined && pin.machine !== id) return;
      if (pin.start !== undefined && start < pin.start) continue;
      if (pin.start !== undefined && start > pin.start) return;
      this.#placed.push({
        operation,
        planned: { job: job.id, operation: operation.id, machine: id, start, end, setup },
      });
      this.#lastEnd.set(id, end);
      if (operation.family !== undefined) this.#family.set(id, operation.family);
      this.#place(start);
      this.#placed.pop();
      this.#lastEnd.set(id, lastEnd);
      this.#family.set(id, family);
      return;
    }
  }

  #placeTask(now: number, task: NonNullable<ScheduleProblem["maintenance"]>[number]): void {
    const { unavailable = [] } = this.#machines.get(task.machine)!;
    const lastEnd = this.#lastEnd.get(task.machine) ?? 0;
    const lastPoint = task.cost?.times.at(-1) ?? 0;
    const latest = Math.max(now, lastEnd, task.earliestStart ?? 0, lastPoint, task.pinned?.start ?? 0) + 30;
    for (let start = Math.max(now, lastEnd, task.earliestStart ?? 0); start < latest; start++) {
      if (task.pinned !== undefined && task.pinned.start !== start) continue;
      const end = start + task.duration;
      if (unavailable.some(({ from, until }) => from < end && start < until)) continue;
      this.#tasks.push({ task: task.id, machine: task.machine, start, end });
      this.#lastEnd.set(task.machine, end);
      this.#place(start);
      this.#tasks.pop();
      this.#lastEnd.set(task.machine, lastEnd);
      // A start that costs no less later need not be later.
      if (task.cost === undefined || start >= lastPoint) return;
    }
  }

  #look(): void {
    const plan: Plan = {
      operations: this.#placed.map(({ planned }) => planned),
      maintenance: this.#tasks.slice(),
      unassigned: this.#leftOut.map((job) => ({ job, reason: "left out" })),
    };
    const { violations, score } = checkPlan(this.#problem, plan);
    const isPermitted = this.#leftOut.every((job) => this.#mayBeLeftOut(job));
    if (violations.length > 0 !== !isPermitted)
      throw new Error(`enumerated plan: ${violations.map(({ message }) => message).join(" ")}`);
    if (!isPermitted) return;
    this.#plans++;
    if (this.#best === null || compareScores(score, this.#best.score) < 0) this.#best = { plan, score };
    this.#leastSoft = Math.min(this.#leastSoft, score.soft);
    if (this.#leftOut.length > 0) return;
    this.#leastSoftOfAll = Math.min(this.#leastSoftOfAll, score.soft);
    const makespan = plan.operations.reduce((latest, { end }) => Math.max(latest, end), 0);
    this.#leastMakespanOfAll = Math.min(this.#leastMakespanOfAll, makespan);
  }

  /** Not with a pin; an operation that waits for it cannot be planned without it and is not reached. */
  #mayBeLeftOut(id: string): boolean {
    const job = this.#problem.jobs.find((candidate) => candidate.id === id)!;
    return job.operations.every(({ pinned }) => pinned === undefined);
  }
}

/**
 * The best score of all plans whose starts are below the horizon: every machine, every start, judged by the checker
 * alone. Null where there is no plan.
 */
export function bestScoreOnGrid(problem: ScheduleProblem, horizon: number, reference?: Plan): Score | null {
  const machines = new Map(problem.machines.map((machine) => [machine.id, machine]));
  const open = new Map(problem.machines.map((machine) => [machine.id, openUnits(machine)]));
  const steps = problem.jobs.flatMap((job) => job.operations.map((operation) => ({ job, operation })));
  const tasks = problem.maintenance ?? [];
  let best: Score | null = null;
  const operations: Placed[] = [];
  const maintenance: PlannedMaintenance[] = [];
  const leftOut: string[] = [];
  const isFree = (machine: string, start: number, end: number): boolean =>
    ![...operations.map(({ planned }) => planned), ...maintenance].some(
      (other) => other.machine === machine && other.start < end && start < other.end,
    );
  const look = (): void => {
    const plan: Plan = {
      operations: operations.map(({ planned }) => ({ ...planned, setup: setupOf(planned) })),
      maintenance: maintenance.slice(),
      unassigned: leftOut.map((job) => ({ job, reason: "left out" })),
    };
    const { ok, score } = checkPlan(problem, plan, reference === undefined ? {} : { reference });
    if (ok && (best === null || compareScores(score, best) < 0)) best = score;
  };
  const setupOf = (planned: PlannedOperation): number => {
    const { setups } = machines.get(planned.machine)!;
    const family = operations.find((placed) => placed.planned === planned)!.operation.family;
    const earlier = operations
      .filter(
        (placed) =>
          placed.operation.family !== undefined &&
          placed.planned.machine === planned.machine &&
          placed.planned.start < planned.start,
      )
      .sort((a, b) => b.planned.start - a.planned.start);
    const before = earlier[0]?.operation.family ?? setups?.initial;
    return before === undefined || family === undefined ? 0 : (setups?.times[before]?.[family] ?? 0);
  };
  const placeTask = (index: number): void => {
    const task = tasks[index];
    if (task === undefined) {
      look();
      return;
    }
    for (let start = task.earliestStart ?? 0; start < horizon; start++) {
      const end = start + task.duration;
      if (!isFree(task.machine, start, end)) continue;
      maintenance.push({ task: task.id, machine: task.machine, start, end });
      placeTask(index + 1);
      maintenance.pop();
    }
    if (task.skipCost !== undefined) placeTask(index + 1);
  };
  const placeStep = (index: number): void => {
    const step = steps[index];
    if (step === undefined) {
      placeTask(0);
      return;
    }
    const { job, operation } = step;
    const before = operations.findLast(({ planned }) => planned.job === job.id);
    for (const { machine: id, duration } of operation.alternatives)
      for (let start = Math.max(job.release ?? 0, before?.planned.end ?? 0); start < horizon; start++) {
        const end = endOf(machines.get(id)!, open.get(id)!, start, duration);
        if (end === null || !isFree(id, start, end)) continue;
        const planned = { job: job.id, operation: operation.id, machine: id, start, end, setup: 0 };
        operations.push({ operation, planned });
        placeStep(index + 1);
        operations.pop();
      }
    if (job.unassignedPrice === undefined || operation !== job.operations[0]) return;
    leftOut.push(job.id);
    placeStep(index + job.operations.length);
    leftOut.pop();
  };
  placeStep(0);
  return best;
}
