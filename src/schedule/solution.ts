import type { Plan, Score } from "./plan.js";
import type { ScheduleObjective } from "./problem.js";

/** What a search tells while it runs. */
export interface ScheduleProgress {
  readonly elapsedMs: number;
  readonly score: Score;
  /** No plan has a lower soft score; null where nothing is proven. */
  readonly bound: number | null;
  /** Called for only when a better plan is wanted; the plan is built anew each time. */
  plan(): Plan;
}

/** Options of {@link schedule}. */
export interface ScheduleOptions {
  /** Wall-clock time after which the best plan is returned. Default 10,000, or none where `maximumSteps` is given. */
  readonly deadlineMs?: number;
  /** Ends the search; the best plan so far is returned. */
  readonly signal?: AbortSignal;
  /** Ends the search after this many steps of it: the same seed then gives the same plan on every machine. */
  readonly maximumSteps?: number;
  /** Default 0. */
  readonly seed?: number;
  /** A plan to start from: the result is never worse than it, its forced changes aside. */
  readonly start?: Plan;
  /** What counts, in place of the problem's own objective. */
  readonly objective?: ScheduleObjective;
  /** The plan that changes are priced against (the objective's `stability`). Default: `start`. */
  readonly reference?: Plan;
  /**
   * Default 1: the calling thread, which breathes. More run in worker threads: those of a pure job shop share what they find,
   * those of the general search have seeds of their own and a share of `maximumSteps` each, and the best of their plans
   * is returned. Pure flexible job shops are searched in the calling thread: more than 1 is refused.
   */
  readonly threads?: number;
  readonly onProgress?: (progress: ScheduleProgress) => void;
}

/** A plan that passed the checker. */
export interface Scheduled {
  /** "optimal": its score equals the bound. "feasible": the search ended by itself. "stopped": by time or signal. */
  readonly status: "optimal" | "feasible" | "stopped";
  readonly plan: Plan;
  readonly score: Score;
  /** No plan has a lower soft score at this hard and medium level; null where nothing is proven. */
  readonly bound: number | null;
  /** (soft - bound) / soft; null without a bound. */
  readonly relativeGap: number | null;
  readonly steps: number;
  readonly elapsedMs: number;
}

/** No plan. */
export interface Unscheduled {
  /** "infeasible": pins or deadlines contradict each other; "no-plan": none before the deadline. */
  readonly status: "infeasible" | "no-plan";
  readonly reason: string;
  /** What contradicts each other, in the problem's own names. */
  readonly conflict: readonly string[];
  readonly elapsedMs: number;
}

/** Ask {@link isScheduled} before reading the plan. */
export type ScheduleSolution = Scheduled | Unscheduled;

/**
 * True when the solution carries a plan, which passed the checker.
 *
 * @example
 * import { isScheduled, schedule } from "foresolve/schedule";
 *
 * const operations = [{ id: "cut", alternatives: [{ machine: "saw", duration: 5 }] }];
 * const solution = await schedule(
 *   { name: "one saw", machines: [{ id: "saw" }], jobs: [{ id: "A", due: 3, operations }] },
 *   { maximumSteps: 10 },
 * );
 * isScheduled(solution) && solution.score.soft; // => 2
 */
export function isScheduled(solution: ScheduleSolution): solution is Scheduled {
  return "plan" in solution;
}
