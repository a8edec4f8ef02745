import type { Plan, PlannedMaintenance, PlannedOperation } from "../plan.js";
import type {
  Job,
  Machine,
  MaintenanceTask,
  Operation,
  ScheduleProblem,
  SharedResource,
} from "../problem.js";
import { OpenTime } from "./open-time.js";

/** An operation of a plan beside what the problem says of it. */
export interface OperationPlace {
  readonly planned: PlannedOperation;
  readonly job: Job;
  readonly operation: Operation;
}

/** A task of a plan beside what the problem says of it. */
export interface TaskPlace {
  readonly planned: PlannedMaintenance;
  readonly task: MaintenanceTask;
}

/** A problem and a plan side by side, by name; entries of the plan whose names are unknown are left aside. */
export class PlannedProblem {
  readonly problem: ScheduleProblem;
  readonly plan: Plan;
  readonly machines: ReadonlyMap<string, Machine>;
  readonly resources: ReadonlyMap<string, SharedResource>;
  readonly jobs: ReadonlyMap<string, Job>;
  readonly tasks: ReadonlyMap<string, MaintenanceTask>;
  /** By job, then by operation; the first entry where the plan has several. */
  readonly places: ReadonlyMap<string, ReadonlyMap<string, OperationPlace>>;
  readonly taskPlaces: ReadonlyMap<string, TaskPlace>;
  /** Jobs that the plan says it leaves out. */
  readonly leftOut: ReadonlySet<string>;
  readonly #openTimes = new Map<string, OpenTime>();

  constructor(problem: ScheduleProblem, plan: Plan) {
    this.problem = problem;
    this.plan = plan;
    this.machines = byId(problem.machines);
    this.resources = byId(problem.resources ?? []);
    this.jobs = byId(problem.jobs);
    this.tasks = byId(problem.maintenance ?? []);
    this.leftOut = new Set(plan.unassigned.map(({ job }) => job));
    const operations = new Map(problem.jobs.map((job) => [job.id, byId(job.operations)]));
    const places = new Map<string, Map<string, OperationPlace>>();
    for (const planned of plan.operations) {
      const job = this.jobs.get(planned.job);
      const operation = operations.get(planned.job)?.get(planned.operation);
      if (job === undefined || operation === undefined) continue;
      const ofJob = places.get(job.id) ?? new Map<string, OperationPlace>();
      places.set(job.id, ofJob);
      if (!ofJob.has(operation.id)) ofJob.set(operation.id, { planned, job, operation });
    }
    this.places = places;
    const taskPlaces = new Map<string, TaskPlace>();
    for (const planned of plan.maintenance) {
      const task = this.tasks.get(planned.task);
      if (task !== undefined && !taskPlaces.has(task.id)) taskPlaces.set(task.id, { planned, task });
    }
    this.taskPlaces = taskPlaces;
  }

  place(job: string, operation: string): OperationPlace | undefined {
    return this.places.get(job)?.get(operation);
  }

  /** End of a job's last operation in the plan; null when it has none there. */
  endOf(job: string): number | null {
    let end: number | null = null;
    for (const { planned } of this.places.get(job)?.values() ?? []) end = Math.max(end ?? 0, planned.end);
    return end;
  }

  openTime(machine: Machine): OpenTime {
    let openTime = this.#openTimes.get(machine.id);
    if (openTime === undefined) this.#openTimes.set(machine.id, (openTime = new OpenTime(machine)));
    return openTime;
  }
}

const byId = <Named extends { readonly id: string }>(items: readonly Named[]): Map<string, Named> =>
  new Map(items.map((item) => [item.id, item]));
