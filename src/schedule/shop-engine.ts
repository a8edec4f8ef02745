import { ForesolveError } from "../errors.js";
import { flexibleLowerBound } from "./flexible/flexible-lower-bound.js";
import { solveFlexibleJobShop } from "./flexible/solve-flexible-job-shop.js";
import { jobShopInstance } from "./job-shop/instance.js";
import { jobShopLowerBound } from "./job-shop/lower-bound.js";
import { solveJobShop, startsOf } from "./job-shop/solve-job-shop.js";
import type { Plan } from "./plan.js";
import type { ScheduleObjective } from "./problem.js";
import { NEVER } from "./schedule-form.js";
import type { ScheduleForm } from "./schedule-form.js";
import { operationsByName } from "./search/operations-by-name.js";
import type { ScheduleOptions } from "./solution.js";

/** What the engine of a pure shop found. */
export interface ShopPlan {
  readonly plan: Plan;
  readonly makespan: number;
  readonly bound: number;
  readonly steps: number;
  readonly status: "optimal" | "stopped";
}

/** Told of better plans. */
export type ShopProgress = (makespan: number, bound: number, plan: () => Plan) => void;

/**
 * Whether a problem is a pure (flexible) job shop in which nothing counts but the makespan: there are engines for these
 * that know nothing else, and are much the better for it.
 */
export function isPureShop(form: ScheduleForm, objective: ScheduleObjective, hasReference: boolean): boolean {
  const { stability } = objective;
  const pricesChange =
    hasReference && (stability?.changed ?? 0) + (stability?.shift ?? 0) + (stability?.moved ?? 0) > 0;
  const isNone = (values: Int32Array, none: number): boolean => values.every((value) => value === none);
  return (
    (objective.makespan ?? 0) > 0 &&
    (objective.flowTime ?? 0) === 0 &&
    !pricesChange &&
    ((objective.tardiness ?? 1) === 0 || isNone(form.due, NEVER)) &&
    isNone(form.deadline, NEVER) &&
    form.unassignedPrice.every(Number.isNaN) &&
    form.activities === form.operations &&
    form.operations > 0 &&
    form.closedFrom.length === 0 &&
    form.setupTimes.every((times) => times === null) &&
    form.needResource.length === 0 &&
    form.predecessors.length === 0 &&
    isNone(form.pinnedStart, -1) &&
    isNone(form.pinnedMachine, -1)
  );
}

/** Solves a pure shop; `start` holds the machines and starts of a plan that passed the check. */
export async function solveShop(
  form: ScheduleForm,
  options: ScheduleOptions,
  deadlineMs: number,
  start: Plan | null,
  tell: ShopProgress,
): Promise<ShopPlan> {
  const limits = {
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.maximumSteps === undefined ? {} : { maximumSteps: options.maximumSteps }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    // The engines want a deadline above 0, and a first plan even where time is up already.
    deadlineMs: Math.max(1, deadlineMs),
  };
  const isJobShop = form.modeMachine.length === form.operations && form.release.every((time) => time === 0);
  const given = start === null ? null : placesOf(form, start);
  if (!isJobShop) {
    if ((options.threads ?? 1) > 1)
      throw new ForesolveError("FS_SCHEDULE_INVALID_OPTION", {
        message: `the option threads is ${options.threads}, and the engine of flexible job shops has one thread.`,
        fix: "Pass 1 for problems in which nothing but the makespan of a flexible job shop counts, or leave it out.",
        data: { option: "threads", value: options.threads },
      });
    const bound = flexibleLowerBound(form);
    const solution = await solveFlexibleJobShop(form, {
      ...limits,
      ...(given === null ? {} : { start: given }),
      onImprovement: (better) =>
        tell(better.makespan, bound, () => {
          const { machines, starts } = better.schedule();
          return planOf(form, machines, starts);
        }),
    });
    const { makespan, steps, status } = solution;
    const plan = planOf(form, solution.machines, solution.starts);
    return { plan, makespan, bound: solution.bound, steps, status: status === "target" ? "optimal" : status };
  }
  const routings = form.problem.jobs.map((_, job) =>
    Array.from({ length: form.jobStarts[job + 1]! - form.jobStarts[job]! }, (_, step) => {
      const operation = form.jobStarts[job]! + step;
      return [form.modeMachine[operation]!, form.modeDuration[operation]!] as const;
    }),
  );
  const instance = jobShopInstance(form.problem.name, routings);
  const bound = jobShopLowerBound(instance);
  const solution = await solveJobShop(instance, {
    ...limits,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    ...(given === null ? {} : { start: given.starts }),
    onImprovement: (better) =>
      tell(better.makespan, bound, () => planOf(form, form.modeMachine, startsOf(instance, better.sequence))),
  });
  const { makespan, steps, status } = solution;
  const plan = planOf(form, form.modeMachine, solution.starts);
  return { plan, makespan, bound, steps, status: status === "target" ? "optimal" : status };
}

/** Machines and starts by operation. */
function placesOf(form: ScheduleForm, plan: Plan): { machines: Int32Array; starts: Int32Array } {
  const operationOf = operationsByName(form);
  const machineNumbers = new Map(form.problem.machines.map(({ id }, machine) => [id, machine]));
  const machines = new Int32Array(form.operations);
  const starts = new Int32Array(form.operations);
  for (const planned of plan.operations) {
    const number = operationOf(planned)!;
    machines[number] = machineNumbers.get(planned.machine)!;
    starts[number] = planned.start;
  }
  return { machines, starts };
}

function planOf(form: ScheduleForm, machines: Int32Array, starts: Int32Array): Plan {
  const { problem } = form;
  const operations = problem.jobs.flatMap((job, index) =>
    job.operations.map(({ id, alternatives }, step) => {
      const operation = form.jobStarts[index]! + step;
      const { id: machine } = problem.machines[machines[operation]!]!;
      const { duration } = alternatives.find((alternative) => alternative.machine === machine)!;
      const start = starts[operation]!;
      return { job: job.id, operation: id, machine, start, end: start + duration, setup: 0 };
    }),
  );
  return { operations, maintenance: [], unassigned: [] };
}
