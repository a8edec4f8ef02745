import type { Plan } from "../../../schedule/index.js";
import type { BreakdownPath } from "../plant.js";
import type { PlantLayout } from "./plant-layout.js";

/** What a machine is to do next. */
export type Activity =
  | { readonly kind: "operation"; readonly operation: number; readonly planned: number }
  | {
      readonly kind: "maintenance";
      readonly task: string;
      readonly planned: number;
      readonly duration: number;
    };

/** A failure and its repair. */
export interface Breakdown {
  readonly machine: number;
  readonly from: number;
  readonly until: number;
  /** The operation that it interrupted, or just ended with. */
  readonly operation: number;
}

/** Planned maintenance that was done. */
export interface DoneMaintenance {
  readonly task: string;
  readonly machine: number;
  readonly start: number;
  readonly end: number;
}

/**
 * A plan that is carried out, event by event. Machines keep to the plan's order; nothing starts before its planned start.
 * Operations take their planned working time times the path's factor. A machine fails when its working time reaches its
 * life: it is repaired round the clock, is as good as new, and goes on with what it was doing; maintenance that was next
 * for it is called off. A machine whose lives on the path are used up does not fail any more; factors that are missing are 1.
 */
export class PlantRun {
  readonly layout: PlantLayout;
  readonly path: BreakdownPath;
  /** [operations] -1: not started */
  readonly starts: Int32Array;
  /** [operations] set when the operation starts; a policy must not look before it is over */
  readonly ends: Int32Array;
  /** [operations] */
  readonly machineOf: Int32Array;
  /** [machines] what is left to do, in order */
  readonly queues: Activity[][];
  /** [machines] when what has started is over */
  readonly freeAt: Int32Array;
  /** [machines] */
  readonly family: (string | undefined)[];
  /** [machines] working time since as good as new, of what has started */
  readonly age: Float64Array;
  /** [machines] number of the life that runs */
  readonly lifeNumber: Int32Array;
  /** [machines] working time left in it */
  readonly lifeLeft: Float64Array;
  readonly breakdowns: Breakdown[] = [];
  readonly maintenance: DoneMaintenance[] = [];
  /** Breakdowns of which nobody was told yet, in no order. */
  readonly #untold: Breakdown[] = [];
  readonly #repairs: Int32Array;
  /** [machines] start of what is next; NaN: to be found anew */
  readonly #headStarts: Float64Array;

  constructor(layout: PlantLayout, path: BreakdownPath, plan: Plan) {
    const { machines, operations } = layout;
    this.layout = layout;
    this.path = path;
    this.starts = new Int32Array(operations).fill(-1);
    this.ends = new Int32Array(operations).fill(-1);
    this.machineOf = new Int32Array(operations).fill(-1);
    this.freeAt = new Int32Array(machines);
    this.family = layout.problem.machines.map(({ setups }) => setups?.initial);
    this.age = Float64Array.from(layout.occasion.conditions, ({ age }) => age);
    this.lifeNumber = new Int32Array(machines);
    this.lifeLeft = Float64Array.from({ length: machines }, (_, machine) => lifeOf(path, machine, 0));
    this.#repairs = new Int32Array(machines);
    this.#headStarts = new Float64Array(machines);
    this.queues = Array.from({ length: machines }, () => []);
    this.follow(plan);
  }

  /** Puts another plan in place of what has not started. */
  follow(plan: Plan): void {
    const { layout, queues } = this;
    this.#headStarts.fill(Number.NaN);
    for (const queue of queues) queue.length = 0;
    for (const { operation, machine, start } of layout.numbered(plan.operations))
      if (this.starts[operation] < 0) queues[machine].push({ kind: "operation", operation, planned: start });
    for (const { task, machine, start, end } of plan.maintenance) {
      if (this.maintenance.some((done) => done.task === task)) continue;
      queues[layout.machineOf(machine)].push({
        kind: "maintenance",
        task,
        planned: start,
        duration: end - start,
      });
    }
    // Maintenance put at the start of an operation goes before it.
    for (const queue of queues)
      queue.sort(
        (a, b) => a.planned - b.planned || (a.kind === b.kind ? 0 : a.kind === "maintenance" ? -1 : 1),
      );
    // What has started may still fail, which nobody knows yet.
    for (const { machine } of this.#untold) this.#callOffMaintenance(machine);
  }

  /** Works until everything is done (null), or until the next breakdown when asked to stop there. */
  advance(stopAtBreakdowns: boolean): Breakdown | null {
    for (;;) {
      let first = Infinity;
      let planned = Infinity;
      let machine = -1;
      for (let candidate = 0; candidate < this.queues.length; candidate++) {
        const head = this.queues[candidate][0];
        if (head === undefined) continue;
        let start = this.#headStarts[candidate];
        if (Number.isNaN(start)) {
          start = this.#startOf(candidate, head);
          // What waits for another operation or for a tool is looked at again each time.
          const settled = start < Infinity && (head.kind === "maintenance" || !this.layout.sharesTools);
          if (settled) this.#headStarts[candidate] = start;
        }
        if (start < first || (start === first && head.planned < planned)) {
          first = start;
          planned = head.planned;
          machine = candidate;
        }
      }
      if (stopAtBreakdowns) {
        const told = this.#nextUntold(first);
        if (told !== null) return told;
      }
      if (machine < 0) return null;
      if (first === Infinity)
        throw new RangeError(
          "The plan cannot be carried out: what is next on its machines waits for itself.",
        );
      const activity = this.queues[machine].shift()!;
      this.#headStarts[machine] = Number.NaN;
      if (activity.kind === "operation") this.#work(machine, activity.operation, first);
      else this.#maintain(machine, activity, first);
    }
  }

  /** Takes out the first breakdown up to a time. */
  #nextUntold(until: number): Breakdown | null {
    let best = -1;
    for (const [position, { from }] of this.#untold.entries())
      if (from <= until && (best < 0 || from < this.#untold[best].from)) best = position;
    return best < 0 ? null : this.#untold.splice(best, 1)[0];
  }

  #startOf(machine: number, activity: Activity): number {
    const { layout, freeAt } = this;
    const free = Math.max(freeAt[machine], activity.planned);
    if (activity.kind === "maintenance") return layout.service[machine].fit(free, activity.duration);
    const { operation } = activity;
    const job = layout.problem.jobs[layout.jobOf[operation]];
    let start = Math.max(free, job.release ?? 0);
    for (const { operation: before, lag } of layout.predecessors[operation]) {
      if (this.ends[before] < 0) return Infinity;
      start = Math.max(start, this.ends[before] + lag);
    }
    const open = layout.working[machine];
    const family = layout.families[operation];
    const { setups, acrossBreaks } = layout.problem.machines[machine];
    if (setups !== undefined && family !== undefined) {
      const before = this.family[machine];
      const setup = before === undefined ? 0 : (setups.times[before]?.[family] ?? 0);
      start = Math.max(start, open.after(freeAt[machine], setup));
    }
    const settled = (time: number): number =>
      acrossBreaks === "wait" ? open.fit(time, this.#workOf(machine, operation)) : open.next(time);
    start = settled(start);
    for (let next = this.#resourcesFrom(operation, start); next > start;) {
      start = settled(next);
      next = this.#resourcesFrom(operation, start);
    }
    return start;
  }

  /** The first time from `time` on at which the operation's resources are free, or a time before which they are not. */
  #resourcesFrom(operation: number, time: number): number {
    for (const { resource, amount } of this.layout.needs[operation]) {
      let used = 0;
      let firstEnd = Infinity;
      for (let other = 0; other < this.starts.length; other++) {
        if (this.starts[other] < 0 || this.ends[other] <= time) continue;
        for (const need of this.layout.needs[other]) {
          if (need.resource !== resource) continue;
          used += need.amount;
          firstEnd = Math.min(firstEnd, this.ends[other]);
        }
      }
      if (used + amount > this.layout.resources[resource].capacity) return firstEnd;
    }
    return time;
  }

  #workOf(machine: number, operation: number): number {
    const planned = this.layout.durations[operation * this.layout.machines + machine];
    return Math.max(1, Math.round(planned * (this.path.durationFactors[operation] ?? 1)));
  }

  #work(machine: number, operation: number, start: number): void {
    const { layout } = this;
    const open = layout.working[machine];
    let work = this.#workOf(machine, operation);
    let time = start;
    let end = -1;
    while (work >= this.lifeLeft[machine]) {
      const worked = this.lifeLeft[machine];
      time = open.after(time, worked);
      work -= worked;
      if (work === 0) end = time;
      time = this.#repair(machine, operation, time);
      if (work === 0) break;
    }
    this.lifeLeft[machine] -= work;
    this.age[machine] += work;
    if (end < 0) {
      time = open.after(time, work);
      end = time;
    }
    this.starts[operation] = start;
    this.ends[operation] = end;
    this.machineOf[operation] = machine;
    this.freeAt[machine] = time;
    this.family[machine] = layout.families[operation] ?? this.family[machine];
  }

  /** Returns the end of the repair. */
  #repair(machine: number, operation: number, from: number): number {
    const number = this.#repairs[machine]++;
    const factor = this.path.repairFactors[machine]?.[number] ?? 1;
    const until = from + Math.max(1, Math.round(this.layout.care[machine].repairDuration * factor));
    const breakdown: Breakdown = { machine, from, until, operation };
    this.breakdowns.push(breakdown);
    this.#untold.push(breakdown);
    this.#renew(machine);
    this.#callOffMaintenance(machine);
    return until;
  }

  #callOffMaintenance(machine: number): void {
    const queue = this.queues[machine];
    const next = queue.findIndex(({ kind }) => kind === "maintenance");
    if (next >= 0) queue.splice(next, 1);
  }

  #maintain(
    machine: number,
    { task, duration }: Extract<Activity, { kind: "maintenance" }>,
    start: number,
  ): void {
    this.maintenance.push({ task, machine, start, end: start + duration });
    this.freeAt[machine] = start + duration;
    this.#renew(machine);
  }

  #renew(machine: number): void {
    this.age[machine] = 0;
    this.lifeNumber[machine]++;
    this.lifeLeft[machine] = lifeOf(this.path, machine, this.lifeNumber[machine]);
  }
}

/** A life in whole units of working time, at least one. */
function lifeOf(path: BreakdownPath, machine: number, number: number): number {
  return Math.max(1, Math.ceil(path.lives[machine]?.[number] ?? Infinity));
}
