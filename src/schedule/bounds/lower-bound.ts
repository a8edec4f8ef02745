import { costAt } from "../check/score-terms.js";
import type { CostCurve, MaintenanceTask, ScheduleObjective, ScheduleProblem } from "../problem.js";
import { boundedProblem, type BoundedProblem } from "./bounded-problem.js";
import { jobCostBound } from "./job-cost-bound.js";
import { makespanBound, type NamedBound } from "./makespan-bound.js";
import { setupLoad } from "./setup-load.js";

/** Below what no plan is. */
export interface ScheduleBound {
  /** No plan has a lower soft score; the sum of the parts, each times its price. */
  readonly value: number;
  /** What gave the parts that are not 0, in words. */
  readonly method: string;
  /** No plan ends its last operation earlier, whatever the objective. */
  readonly makespan: NamedBound;
  /** Weighted tardiness and flow time, prices included. */
  readonly jobs: NamedBound;
  /** Time of set-ups, without its price. */
  readonly setup: number;
  /** Costs of maintenance, without their price. */
  readonly maintenance: number;
}

/** Options of {@link lowerBound}. */
export interface LowerBoundOptions {
  /**
   * Bound the plans that leave no job out, which beat all others where they exist. Default false: the bound holds for
   * plans that leave jobs out too, and is lower for it.
   */
  readonly everyJob?: boolean;
  /** Replaces the problem's objective. */
  readonly objective?: ScheduleObjective;
}

/**
 * A soft score that no plan is below, in milliseconds for hundreds of operations: from heads, tails and loads of
 * machines and groups of machines, in their open time (Jackson's preemptive schedule; an assignment of jobs to places in
 * an order), from the set-ups that cannot be spared and from the cheapest times of maintenance tasks. Shared resources
 * and the price of stability are left out of it. The problem is taken to be sound (`validateProblem`).
 *
 * @example
 * import { lowerBound, type ScheduleProblem } from "foresolve/schedule";
 *
 * const cut = (duration: number) => [{ id: "cut", alternatives: [{ machine: "saw", duration }] }];
 * const problem: ScheduleProblem = {
 *   name: "one saw",
 *   machines: [{ id: "saw" }],
 *   jobs: [
 *     { id: "A", due: 4, operations: cut(4) },
 *     { id: "B", due: 4, operations: cut(3) },
 *     { id: "C", due: 4, operations: cut(3) },
 *   ],
 * };
 * const { value, method } = lowerBound(problem);
 * value; // => 8
 * method; // => "job costs: the jobs' cheapest order on saw"
 */
export function lowerBound(problem: ScheduleProblem, options: LowerBoundOptions = {}): ScheduleBound {
  const objective = options.objective ?? problem.objective ?? {};
  const bounded = boundedProblem(problem, options.everyJob ?? false);
  // It is the dearest of the bounds, and most objectives do without.
  let known: NamedBound | null = null;
  const makespan = (): NamedBound => (known ??= makespanBound(bounded, problem));
  const jobs = jobCostBound(bounded, problem.jobs, objective);
  const setup = totalSetup(bounded);
  let maintenance = 0;
  for (const task of problem.maintenance ?? []) maintenance += leastCost(task);
  const parts: [value: number, words: string][] = [
    [jobs.value, `job costs: ${jobs.method}`],
    ...((objective.makespan ?? 0) > 0
      ? [[objective.makespan! * makespan().value, `makespan: ${makespan().method}`] as [number, string]]
      : []),
    [(objective.setup ?? 0) * setup, "set-ups: each family entered once"],
    [(objective.maintenance ?? 1) * maintenance, "maintenance: each task at its cheapest"],
  ];
  let value = 0;
  for (const [part] of parts) value += part;
  const method = parts
    .filter(([part]) => part > 0)
    .map(([, words]) => words)
    .join("; ");
  return {
    value,
    method: method === "" ? "prices are not negative" : method,
    get makespan() {
      return makespan();
    },
    jobs,
    setup,
    maintenance,
  };
}

function totalSetup(bounded: BoundedProblem): number {
  let sum = 0;
  for (const group of bounded.groups) if (group.machines.length === 1) sum += setupLoad(bounded, group).all;
  return sum;
}

/** A task's cost at its best start, or left out. */
function leastCost({ cost, skipCost, earliestStart = 0, pinned }: MaintenanceTask): number {
  if (pinned !== undefined) return cost === undefined ? 0 : leastOf(cost, pinned.start, pinned.start);
  return Math.min(skipCost ?? Infinity, cost === undefined ? 0 : leastOf(cost, earliestStart, Infinity));
}

/** Least value of a curve from one time to another: at a point between them, or at an end. */
function leastOf(curve: CostCurve, from: number, until: number): number {
  let least = Math.min(costAt(curve, from), costAt(curve, until));
  for (const [index, time] of curve.times.entries())
    if (time >= from && time <= until) least = Math.min(least, curve.costs[index]!);
  return least;
}
