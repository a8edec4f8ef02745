import type { Plan, Score } from "../plan.js";
import type { CostCurve, ScheduleObjective, ScheduleProblem } from "../problem.js";
import { PlannedProblem } from "./planned-problem.js";

/** What a part of a score is for. */
export type ScoreConstraint =
  | "deadline"
  | "latestStart"
  | "unassigned"
  | "tardiness"
  | "makespan"
  | "flowTime"
  | "setup"
  | "maintenance"
  | "skippedMaintenance"
  | "stabilityChanged"
  | "stabilityShift"
  | "stabilityMoved";

/** One addend of a score that is not 0: `value` is `quantity` times `price`. */
export interface ScoreTerm {
  readonly level: "hard" | "medium" | "soft";
  readonly constraint: ScoreConstraint;
  readonly value: number;
  /** Units of time; 1 for a job left out and for an operation that changed; the cost of a task. */
  readonly quantity: number;
  /** Weights included. */
  readonly price: number;
  readonly job?: string;
  readonly operation?: string;
  readonly task?: string;
  readonly machine?: string;
}

/** What a plan is scored against. */
export interface ScoringOptions {
  /** The plan that the objective's `stability` prices changes against; absent: no price of change. */
  readonly reference?: Plan;
  /** Replaces the problem's objective: prices of the moment. */
  readonly objective?: ScheduleObjective;
}

/**
 * The score of a plan as a list of what adds up to it, by constraint and by job, operation or task: terms that are 0 are
 * left out. Taken from the starts, ends and set-ups that the plan states; whether those are right says `checkPlan`.
 *
 * @example
 * import { scoreTerms, type ScheduleProblem } from "foresolve/schedule";
 *
 * const problem: ScheduleProblem = {
 *   name: "one lathe",
 *   machines: [{ id: "lathe" }],
 *   jobs: [
 *     { id: "A", due: 3, weight: 2, operations: [{ id: "turn", alternatives: [{ machine: "lathe", duration: 5 }] }] },
 *   ],
 * };
 * const plan = {
 *   operations: [{ job: "A", operation: "turn", machine: "lathe", start: 0, end: 5, setup: 0 }],
 *   maintenance: [],
 *   unassigned: [],
 * };
 * scoreTerms(problem, plan); // => [{ level: "soft", constraint: "tardiness", job: "A", quantity: 2, price: 2, value: 4 }]
 */
export function scoreTerms(
  problem: ScheduleProblem,
  plan: Plan,
  { reference, objective = problem.objective ?? {} }: ScoringOptions = {},
): ScoreTerm[] {
  return termsOf(new PlannedProblem(problem, plan), objective, reference);
}

/** {@link scoreTerms} of what has been looked up already. */
export function termsOf(
  planned: PlannedProblem,
  objective: ScheduleObjective,
  reference: Plan | undefined,
): ScoreTerm[] {
  const terms: ScoreTerm[] = [];
  const add = (
    level: ScoreTerm["level"],
    constraint: ScoreConstraint,
    quantity: number,
    price: number,
    names: Pick<ScoreTerm, "job" | "operation" | "task" | "machine"> = {},
  ): void => {
    const value = quantity * price;
    if (value !== 0) terms.push({ level, constraint, ...names, quantity, price, value });
  };
  const { problem, plan } = planned;

  const tardinessPrice = objective.tardiness ?? 1;
  let makespan = 0;
  for (const job of problem.jobs) {
    const names = { job: job.id };
    const end = planned.endOf(job.id);
    if (end === null) {
      if (planned.leftOut.has(job.id)) add("medium", "unassigned", 1, job.unassignedPrice ?? 0, names);
      continue;
    }
    const weight = job.weight ?? 1;
    makespan = Math.max(makespan, end);
    add("hard", "deadline", Math.max(0, end - (job.deadline ?? Infinity)), 1, names);
    add("soft", "tardiness", Math.max(0, end - (job.due ?? Infinity)), tardinessPrice * weight, names);
    add("soft", "flowTime", end - (job.release ?? 0), (objective.flowTime ?? 0) * weight, names);
  }
  add("soft", "makespan", makespan, objective.makespan ?? 0);

  for (const { job, operation, machine, setup } of plan.operations)
    add("soft", "setup", setup, objective.setup ?? 0, { job, operation, machine });

  const maintenancePrice = objective.maintenance ?? 1;
  for (const task of problem.maintenance ?? []) {
    const names = { task: task.id, machine: task.machine };
    const start = planned.taskPlaces.get(task.id)?.planned.start;
    if (start === undefined) {
      add("soft", "skippedMaintenance", task.skipCost ?? 0, maintenancePrice, names);
      continue;
    }
    add("hard", "latestStart", Math.max(0, start - (task.latestStart ?? Infinity)), 1, names);
    add(
      "soft",
      "maintenance",
      task.cost === undefined ? 0 : costAt(task.cost, start),
      maintenancePrice,
      names,
    );
  }

  for (const before of reference === undefined ? [] : reference.operations) {
    const now = planned.place(before.job, before.operation)?.planned;
    if (now === undefined) continue;
    const names = { job: now.job, operation: now.operation, machine: now.machine };
    const { changed = 0, shift = 0, moved = 0 } = objective.stability ?? {};
    const isMoved = now.machine !== before.machine;
    add("soft", "stabilityChanged", isMoved || now.start !== before.start ? 1 : 0, changed, names);
    add("soft", "stabilityShift", Math.abs(now.start - before.start), shift, names);
    add("soft", "stabilityMoved", isMoved ? 1 : 0, moved, names);
  }
  return terms;
}

/** Terms added up by level. */
export function scoreOf(terms: readonly ScoreTerm[]): Score {
  const score = { hard: 0, medium: 0, soft: 0 };
  for (const { level, value } of terms) score[level] += value;
  return score;
}

/** A curve's value: linear between its points, constant outside them. */
export function costAt({ times, costs }: CostCurve, time: number): number {
  const next = times.findIndex((point) => point >= time);
  if (next === -1) return costs.at(-1) ?? 0;
  if (next === 0) return costs[0]!;
  const share = (time - times[next - 1]!) / (times[next]! - times[next - 1]!);
  return costs[next - 1]! + share * (costs[next]! - costs[next - 1]!);
}
