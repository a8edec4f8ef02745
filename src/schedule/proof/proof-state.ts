import { OpenTime } from "../check/open-time.js";
import type { PlannedMaintenance, PlannedOperation } from "../plan.js";
import type { Alternative, Job, Machine, MaintenanceTask, Operation, ScheduleProblem } from "../problem.js";
import { NEVER } from "../schedule-form.js";

/** An operation of a partial plan, with what must be put back when it is taken out again. */
interface Placed {
  readonly job: number;
  readonly machine: number;
  readonly start: number;
  readonly end: number;
  readonly setup: number;
  readonly operation: Operation;
  readonly before: {
    readonly machineEnd: number;
    readonly family: string | undefined;
    readonly jobEnd: number;
  };
}

/**
 * A plan in the making: activities are appended to their machines in the order of their starts, each as early as that
 * allows, and taken out again in the reverse order.
 */
export class ProofState {
  readonly machineEnds: Float64Array;
  readonly jobEnds: Float64Array;
  /** [jobs] operations placed */
  readonly done: Int32Array;
  /** No later activity starts before it. */
  now = 0;
  readonly #problem: ScheduleProblem;
  readonly #machineNumber: ReadonlyMap<string, number>;
  readonly #openTimes: readonly OpenTime[];
  readonly #capacities: ReadonlyMap<string, number>;
  readonly #families: (string | undefined)[];
  readonly #placed: Placed[] = [];
  /** [jobs] number of the first operation; two jobs may share the object of an operation, but not its number */
  readonly #first: readonly number[];
  /** By operation that is placed. */
  readonly #ends = new Map<number, number>();
  /** By operation: what it waits for besides its routing. */
  readonly #waitsFor = new Map<number, { readonly before: number; readonly lag: number }[]>();

  constructor(problem: ScheduleProblem) {
    const { machines, jobs, resources = [], precedences = [] } = problem;
    this.#problem = problem;
    this.#machineNumber = new Map(machines.map(({ id }, number) => [id, number]));
    this.#openTimes = machines.map((machine) => new OpenTime(machine));
    this.#capacities = new Map(resources.map(({ id, capacity }) => [id, capacity]));
    this.#families = machines.map(({ setups }) => setups?.initial);
    this.machineEnds = new Float64Array(machines.length);
    this.jobEnds = Float64Array.from(jobs, ({ release = 0 }) => release);
    this.done = new Int32Array(jobs.length);
    let count = 0;
    this.#first = jobs.map(({ operations }) => (count += operations.length) - operations.length);
    const named = (job: string, operation: string): number => {
      const index = jobs.findIndex(({ id }) => id === job);
      return this.#first[index]! + jobs[index]!.operations.findIndex(({ id }) => id === operation);
    };
    for (const { before, after, lag = 0 } of precedences) {
      const waiting = named(after.job, after.operation);
      if (!this.#waitsFor.has(waiting)) this.#waitsFor.set(waiting, []);
      this.#waitsFor.get(waiting)!.push({ before: named(before.job, before.operation), lag });
    }
  }

  machine(id: string): number {
    return this.#machineNumber.get(id)!;
  }

  /** Appends the job's next operation at its earliest; false where it cannot be appended. */
  append(job: number, operation: Operation, { machine: id, duration }: Alternative): boolean {
    const number = this.machine(id);
    const machine = this.#problem.machines[number]!;
    const openTime = this.#openTimes[number]!;
    const { pinned } = operation;
    const node = this.#first[job]! + this.done[job]!;
    if (pinned?.machine !== undefined && pinned.machine !== id) return false;
    let ready = Math.max(this.now, this.jobEnds[job]!);
    for (const { before, lag } of this.#waitsFor.get(node) ?? []) {
      const end = this.#ends.get(before);
      if (end === undefined) return false;
      ready = Math.max(ready, end + lag);
    }
    const family = this.#families[number];
    const setup = setupTime(machine, family, operation.family);
    const machineEnd = this.machineEnds[number]!;
    const setUp = setup === 0 ? machineEnd : openTime.endOfWork(machineEnd, setup);
    if (setUp === null) return false;
    ready = Math.max(ready, setUp, pinned?.start ?? 0);
    let start: number | null = ready;
    for (;;) {
      start = openTime.firstStart(start, duration, machine.acrossBreaks);
      if (start === null) return false;
      const free = this.#freeFrom(operation, start);
      if (free === start) break;
      start = free;
    }
    if (pinned?.start !== undefined && start !== pinned.start) return false;
    const end = openTime.endOfWork(start, duration)!;
    const before = { machineEnd, family, jobEnd: this.jobEnds[job]! };
    this.#placed.push({ job, machine: number, start, end, setup, operation, before });
    this.#ends.set(node, end);
    this.machineEnds[number] = end;
    this.jobEnds[job] = end;
    this.done[job]!++;
    if (operation.family !== undefined) this.#families[number] = operation.family;
    this.now = start;
    return true;
  }

  /** Takes the operation that was appended last out again. */
  takeBack(now: number): void {
    const { job, machine, before } = this.#placed.pop()!;
    this.machineEnds[machine] = before.machineEnd;
    this.jobEnds[job] = before.jobEnd;
    this.done[job]!--;
    this.#ends.delete(this.#first[job]! + this.done[job]!);
    this.#families[machine] = before.family;
    this.now = now;
  }

  /** When the operation's needs are free at `start` or after it: holders have all started by then. */
  #freeFrom(operation: Operation, start: number): number {
    let free = start;
    for (const { resource, amount } of operation.needs ?? []) {
      let held = amount;
      let next = Infinity;
      for (const placed of this.#placed) {
        const need =
          placed.end > start ? placed.operation.needs?.find((need) => need.resource === resource) : undefined;
        if (need === undefined) continue;
        held += need.amount;
        next = Math.min(next, placed.end);
      }
      if (held > this.#capacities.get(resource)!) free = Math.max(free, next);
    }
    return free;
  }

  /** What later activities can feel of the past: equal keys are compared by `availability`. */
  key(rest: string): string {
    return `${this.done.join()}|${JSON.stringify(this.#families)}|${rest}`;
  }

  /** Times that are better the earlier they are. */
  availability(): number[] {
    const times = [this.now, ...this.machineEnds, ...this.jobEnds];
    for (const waits of this.#waitsFor.values())
      for (const { before, lag } of waits) times.push((this.#ends.get(before) ?? 0) + lag);
    return times;
  }

  planned(jobs: readonly Job[]): PlannedOperation[] {
    const operations = this.#placed.map(({ job, machine, start, end, setup, operation }) => ({
      job,
      planned: {
        job: jobs[job]!.id,
        operation: operation.id,
        machine: this.#problem.machines[machine]!.id,
        start,
        end,
        setup,
      },
    }));
    return operations
      .sort((a, b) => a.job - b.job || a.planned.start - b.planned.start)
      .map(({ planned }) => planned);
  }
}

function setupTime(machine: Machine, before: string | undefined, after: string | undefined): number {
  return before === undefined || after === undefined ? 0 : (machine.setups?.times[before]?.[after] ?? 0);
}

/** A task at a start, and what must be put back. */
export interface PlacedTask {
  readonly planned: PlannedMaintenance;
  readonly machineEnd: number;
}

/** The first start from `earliest` on at which a task can be done; null for none. */
export function nextTaskStart(
  { unavailable = [] }: Machine,
  { duration, pinned }: MaintenanceTask,
  earliest: number,
): number | null {
  if (pinned !== undefined && pinned.start < earliest) return null;
  let start = pinned?.start ?? earliest;
  for (;;) {
    const down = unavailable.find(({ from, until }) => from < start + duration && start < until);
    if (down === undefined) return start;
    if (pinned !== undefined || down.until >= NEVER) return null;
    start = down.until;
  }
}
