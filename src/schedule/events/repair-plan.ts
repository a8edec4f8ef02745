import { checkPlan } from "../check-plan.js";
import { comparePlans, type PlanDifference } from "../explain/compare-plans.js";
import { compareScores, type Plan, type Score } from "../plan.js";
import type { ScheduleObjective, ScheduleProblem } from "../problem.js";
import { schedule } from "../schedule.js";
import { applyEvents, type AppliedEvents, type EventOptions } from "./apply-events.js";
import type { ScheduleEvent } from "./event.js";
import { entryKey, operationKey } from "../entry-key.js";

/** Options of {@link repairPlan}. */
export interface RepairOptions extends EventOptions {
  /** Wall-clock time for all of it, checks included. Default 1,000, or none with `maximumSteps`. */
  readonly deadlineMs?: number;
  /** Ends the search after this many steps: the same seed then gives the same plan on every machine. */
  readonly maximumSteps?: number;
  /** Default 0. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** Prices of the moment; `stability` is the price of change. Default: the problem's own. */
  readonly objective?: ScheduleObjective;
}

/** A repaired plan; plain data. */
export interface Repair {
  /** "repaired": the search found a better plan than the forced one. "forced": it did not, or nothing is open. */
  readonly status: "repaired" | "forced";
  /** The problem after the events: the next events are applied to it. */
  readonly problem: ScheduleProblem;
  readonly plan: Plan;
  /** Prices of change against the plan before the events included. */
  readonly score: Score;
  /** What the events alone made of the plan, and each change that they forced. Never better than `score`. */
  readonly forced: Pick<AppliedEvents, "plan" | "changes"> & { readonly score: Score };
  readonly frozen: AppliedEvents["frozen"];
  /** From the plan before the events. */
  readonly difference: PlanDifference;
  /** From the forced plan: what was chosen, not forced. */
  readonly chosen: PlanDifference;
  readonly steps: number;
  readonly latencyMs: number;
}

/**
 * Price of change where the problem names none: one unit of the soft level for an operation whose machine or start
 * differs, one more for another machine. No change is made that does not gain more.
 */
export const DEFAULT_STABILITY: NonNullable<ScheduleObjective["stability"]> = { changed: 1, moved: 1 };

/** What the deadline leaves, at least, for the checks, the differences, and a machine that does other things as well. */
const RESERVE_MS = 250;

/**
 * Repairs a plan after events: does what they force (see {@link applyEvents}), then searches from there for something
 * better, changes against the plan before priced by the objective's `stability` ({@link DEFAULT_STABILITY} where there is
 * none). The result passes the checker, is never worse than the plan with its forced changes, and leaves
 * frozen and pinned work alone. With everything frozen or pinned it returns at once.
 *
 * @throws ForesolveError what {@link applyEvents} and `schedule` throw.
 * @example
 * import { repairPlan, type ScheduleProblem } from "foresolve/schedule";
 *
 * const problem: ScheduleProblem = {
 *   name: "two saws",
 *   machines: [{ id: "old saw" }, { id: "new saw" }],
 *   jobs: ["A", "B"].map((id) => ({
 *     id,
 *     due: 10,
 *     operations: [
 *       {
 *         id: "cut",
 *         alternatives: [
 *           { machine: "old saw", duration: 5 },
 *           { machine: "new saw", duration: 4 },
 *         ],
 *       },
 *     ],
 *   })),
 * };
 * const plan = {
 *   operations: [
 *     { job: "A", operation: "cut", machine: "new saw", start: 0, end: 4, setup: 0 },
 *     { job: "B", operation: "cut", machine: "new saw", start: 4, end: 8, setup: 0 },
 *   ],
 *   maintenance: [],
 *   unassigned: [],
 * };
 * const repair = await repairPlan(problem, plan, [{ kind: "breakdown", machine: "new saw", from: 4, until: 30 }], {
 *   maximumSteps: 200,
 * });
 * repair.forced.plan.operations[1]!.start; // => 30
 * repair.plan.operations[1]!.machine; // => "old saw"
 */
export async function repairPlan(
  problem: ScheduleProblem,
  plan: Plan,
  events: readonly ScheduleEvent[],
  options: RepairOptions = {},
): Promise<Repair> {
  const beganMs = performance.now();
  const { maximumSteps, seed = 0, signal } = options;
  const deadlineMs = options.deadlineMs ?? (maximumSteps === undefined ? 1000 : Number.POSITIVE_INFINITY);
  const given = options.objective ?? problem.objective ?? {};
  const objective: ScheduleObjective = { ...given, stability: given.stability ?? DEFAULT_STABILITY };
  const applied = applyEvents(problem, plan, events, options);
  const scoring = { objective, reference: plan };
  const forced = {
    plan: applied.plan,
    changes: applied.changes,
    score: checkPlan(applied.problem, applied.plan, scoring).score,
  };
  let best: { readonly plan: Plan; readonly score: Score } = forced;
  let steps = 0;
  const spentMs = performance.now() - beganMs;
  // The final checks take about as long as what was done so far.
  const leftMs = deadlineMs - spentMs - Math.max(RESERVE_MS, 1.5 * spentMs);
  if (leftMs > 0 && !isAllPinned(applied.problem)) {
    const solution = await schedule(applied.problem, {
      start: applied.plan,
      reference: plan,
      objective,
      seed,
      deadlineMs: leftMs,
      ...(maximumSteps === undefined ? {} : { maximumSteps }),
      ...(signal === undefined ? {} : { signal }),
    });
    if ("plan" in solution) {
      steps = solution.steps;
      if (compareScores(solution.score, forced.score) < 0 && isOpen(applied, solution.plan)) best = solution;
    }
  }
  return {
    status: best === forced ? "forced" : "repaired",
    problem: applied.problem,
    plan: best.plan,
    score: best.score,
    forced,
    frozen: applied.frozen,
    difference: comparePlans(applied.problem, plan, best.plan, { objective }),
    chosen: comparePlans(applied.problem, applied.plan, best.plan, scoring),
    steps,
    latencyMs: performance.now() - beganMs,
  };
}

/** Nothing is left to decide: no machine, no start, no leaving out. */
function isAllPinned({ jobs, maintenance = [] }: ScheduleProblem): boolean {
  return (
    jobs.every(({ operations }) =>
      operations.every(
        ({ pinned, alternatives }) =>
          pinned?.start !== undefined && (pinned.machine !== undefined || alternatives.length === 1),
      ),
    ) && maintenance.every(({ pinned }) => pinned !== undefined)
  );
}

/** That nothing is planned into the past: set-up times that a detour shortens could leave room there. */
function isOpen({ frozen, now }: AppliedEvents, plan: Plan): boolean {
  const started = new Set(frozen.map(entryKey));
  return (
    plan.operations.every(
      ({ job, operation, start }) => start >= now || started.has(operationKey(job, operation)),
    ) && plan.maintenance.every(({ task, start }) => start >= now || started.has(`task ${task}`))
  );
}
