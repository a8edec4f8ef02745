import type { Plan } from "../plan.js";
import type { Job, MaintenanceTask, Operation } from "../problem.js";
import type { ScheduleForm } from "../schedule-form.js";
import { Timetable } from "./timetable.js";

/** What an activity of a form is called in its problem. */
export type ActivityName =
  | { readonly job: Job; readonly operation: Operation }
  | { readonly task: MaintenanceTask };

/** From names to numbers of activities and back; from timetables to plans and back. */
export class ActivityIndex {
  readonly form: ScheduleForm;
  /** [activities] */
  readonly names: readonly ActivityName[];
  readonly #operations: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly #tasks: ReadonlyMap<string, number>;
  readonly #machines: ReadonlyMap<string, number>;
  readonly #jobs: ReadonlyMap<string, number>;

  constructor(form: ScheduleForm) {
    this.form = form;
    const { jobs, machines, maintenance = [] } = form.problem;
    const names: ActivityName[] = [];
    const operations = new Map<string, Map<string, number>>();
    for (const job of jobs) {
      const ofJob = new Map<string, number>();
      operations.set(job.id, ofJob);
      for (const operation of job.operations) {
        ofJob.set(operation.id, names.length);
        names.push({ job, operation });
      }
    }
    this.#tasks = new Map(maintenance.map(({ id }, index) => [id, names.length + index]));
    for (const task of maintenance) names.push({ task });
    this.names = names;
    this.#operations = operations;
    this.#machines = new Map(machines.map(({ id }, index) => [id, index]));
    this.#jobs = new Map(jobs.map(({ id }, index) => [id, index]));
  }

  /** -1 where there is none. */
  operation(job: string, operation: string): number {
    return this.#operations.get(job)?.get(operation) ?? -1;
  }

  /** -1 where there is none. */
  task(id: string): number {
    return this.#tasks.get(id) ?? -1;
  }

  /** -1 where there is none. */
  machine(id: string): number {
    return this.#machines.get(id) ?? -1;
  }

  /** -1 where there is none. */
  job(id: string): number {
    return this.#jobs.get(id) ?? -1;
  }

  /** "drill of job A12", "task oil change". */
  textOf(activity: number): string {
    return activityText(this.names[activity]);
  }

  /** Numbers of what a plan contains and the problem has, in the order of the starts. */
  planned(plan: Plan): PlannedActivity[] {
    const { modeStarts, modeMachine } = this.form;
    const result: PlannedActivity[] = [];
    const add = (activity: number, machineName: string, start: number, end: number, setup: number): void => {
      if (activity < 0) return;
      const machine = this.machine(machineName);
      let mode = -1;
      for (let at = modeStarts[activity]; at < modeStarts[activity + 1]; at++)
        if (modeMachine[at] === machine) mode = at;
      result.push({ activity, mode, start, end, setup });
    };
    for (const { job, operation, machine, start, end, setup } of plan.operations)
      add(this.operation(job, operation), machine, start, end, setup);
    for (const { task, machine, start, end } of plan.maintenance)
      add(this.task(task), machine, start, end, 0);
    return result.sort((a, b) => a.start - b.start || a.end - b.end || a.activity - b.activity);
  }

  /** The timetable of a plan, taken as it is. */
  timetable(plan: Plan): Timetable {
    const table = new Timetable(this.form);
    for (const { activity, mode, start } of this.planned(plan))
      if (mode >= 0) table.put(activity, mode, start);
    return table;
  }

  plan(table: Timetable, unassigned: Plan["unassigned"]): Plan {
    const machines = this.form.problem.machines;
    const operations = [];
    const maintenance = [];
    const setups = setupsOf(table);
    for (let activity = 0; activity < this.names.length; activity++) {
      if (table.start[activity] < 0) continue;
      const name = this.names[activity];
      const machine = machines[table.machineOf(activity)].id;
      const [start, end] = [table.start[activity], table.end[activity]];
      if ("task" in name) maintenance.push({ task: name.task.id, machine, start, end });
      else {
        const setup = setups[activity];
        operations.push({ job: name.job.id, operation: name.operation.id, machine, start, end, setup });
      }
    }
    return { operations, maintenance, unassigned };
  }
}

/** An entry of a plan by number; `mode` is -1 when its machine cannot do it. */
export interface PlannedActivity {
  readonly activity: number;
  readonly mode: number;
  readonly start: number;
  readonly end: number;
  readonly setup: number;
}

export function activityText(name: ActivityName): string {
  return "task" in name ? `task ${name.task.id}` : `${name.operation.id} of job ${name.job.id}`;
}

/** [activities] set-up times as the rows have them */
function setupsOf({ form, rows }: Timetable): Int32Array {
  const setups = new Int32Array(form.activities);
  rows.forEach((row, machine) => {
    const times = form.setupTimes[machine];
    if (times === null) return;
    let state = form.families;
    for (const activity of row) {
      const family = form.family[activity];
      if (family < 0) continue;
      setups[activity] = times[state * form.families + family];
      state = family;
    }
  });
  return setups;
}
