import { breath } from "../math/index.js";
import { ForesolveError } from "../errors.js";
import { checkPlan } from "./check-plan.js";
import { scheduleForm } from "./compile-problem.js";
import { lowerBound } from "./bounds/lower-bound.js";
import type { ScoringOptions } from "./check/score-terms.js";
import { compareScores } from "./plan.js";
import type { Plan, Score } from "./plan.js";
import { nameOf, pinConflict } from "./pin-conflict.js";
import type { ScheduleObjective, ScheduleProblem } from "./problem.js";
import type { ScheduleForm } from "./schedule-form.js";
import { requireScheduleOptions } from "./schedule-options.js";
import { searchOnPlanIslands } from "./search/plan-islands.js";
import { ScheduleSearch } from "./search/schedule-search.js";
import { isPureShop, solveShop } from "./shop-engine.js";
import type { Scheduled, ScheduleOptions, ScheduleSolution, Unscheduled } from "./solution.js";

/** Steps between two looks at the clock, at most. */
const MOST_STEPS_AT_ONCE = 2_000;
/** Slices beyond this are single steps of huge plans. */
const LONG_STEP_MS = 100;

/**
 * Plans jobs and maintenance on machines.
 *
 * @throws ForesolveError as `validateProblem` does, FS_SCHEDULE_INVALID_OPTION, and FS_SCHEDULE_CHECK_FAILED where a plan does not pass
 * `checkPlan`, which is a fault of this package.
 * @example
 * import { isScheduled, schedule } from "foresolve/schedule";
 *
 * const solution = await schedule(
 *   {
 *     name: "one saw",
 *     machines: [{ id: "saw" }],
 *     jobs: [
 *       { id: "A", due: 9, operations: [{ id: "cut", alternatives: [{ machine: "saw", duration: 5 }] }] },
 *       { id: "B", due: 4, operations: [{ id: "cut", alternatives: [{ machine: "saw", duration: 4 }] }] },
 *     ],
 *   },
 *   { maximumSteps: 100 },
 * );
 * isScheduled(solution) && solution.plan.operations.map(({ start }) => start); // => [4, 0]
 */
export async function schedule(
  problem: ScheduleProblem,
  options: ScheduleOptions = {},
): Promise<ScheduleSolution> {
  requireScheduleOptions(options);
  const beganMs = performance.now();
  const elapsedMs = (): number => performance.now() - beganMs;
  const deadlineMs =
    options.deadlineMs ?? (options.maximumSteps === undefined ? 10_000 : Number.POSITIVE_INFINITY);
  const form = scheduleForm(problem);
  // Checking the plan in the end takes about as long as checking and compiling the problem, or longer on a busy machine.
  const closingMs = Math.min(2 * elapsedMs(), 0.2 * deadlineMs);
  const contradiction = pinConflict(form);
  if (contradiction !== null) return { status: "infeasible", ...contradiction, elapsedMs: elapsedMs() };
  const { start } = options;
  const objective = options.objective ?? problem.objective ?? {};
  const reference = options.reference ?? start;
  const scoring = reference === undefined ? { objective } : { objective, reference };
  const given = start === undefined ? null : scoreOfStart(problem, start, scoring);
  const run = { form, options, objective, deadlineMs: deadlineMs - closingMs, elapsedMs };
  const found = isPureShop(form, objective, reference !== undefined)
    ? await searchShop(run, given === null ? null : start!)
    : await ((options.threads ?? 1) > 1 ? searchPlanOnThreads : searchPlan)(run, reference);
  if ("conflict" in found) return found;
  const { plan, bound, steps, status } = found;
  const score = checkedScore(problem, plan, scoring);
  const keepsStart = given !== null && compareScores(given, score) < 0;
  const best = keepsStart ? { plan: start!, score: given } : { plan, score };
  return {
    status: bound !== null && isAtBound(best.score, bound) ? "optimal" : status,
    ...best,
    bound,
    relativeGap:
      bound === null ? null : best.score.soft <= bound ? 0 : (best.score.soft - bound) / best.score.soft,
    steps,
    elapsedMs: elapsedMs(),
  };
}

interface Run {
  readonly form: ScheduleForm;
  readonly options: ScheduleOptions;
  readonly objective: ScheduleObjective;
  readonly deadlineMs: number;
  elapsedMs(): number;
}

interface Found extends Pick<Scheduled, "status" | "plan" | "bound" | "steps"> {}

/** Rounding errors of sums of prices aside. */
const isAtBound = ({ hard, medium, soft }: Score, bound: number): boolean =>
  hard === 0 && medium === 0 && soft <= bound + 1e-9 * (1 + Math.abs(bound));

/** The engines of pure shops, whose score is the makespan times its price. */
async function searchShop(run: Run, start: Plan | null): Promise<Found> {
  const { form, options, deadlineMs, elapsedMs } = run;
  const price = run.objective.makespan!;
  const scoreOf = (makespan: number): Score => ({ hard: 0, medium: 0, soft: price * makespan });
  const found = await solveShop(form, options, deadlineMs - elapsedMs(), start, (makespan, bound, plan) =>
    options.onProgress?.({
      elapsedMs: elapsedMs(),
      score: scoreOf(makespan),
      bound: price * bound,
      plan,
    }),
  );
  const isOver = options.maximumSteps !== undefined && found.steps >= options.maximumSteps;
  const status = found.status === "stopped" && isOver ? "feasible" : found.status;
  return { status, plan: found.plan, bound: price * found.bound, steps: found.steps };
}

/** The general search, in slices between which the thread breathes. */
async function searchPlan(run: Run, reference: Plan | undefined): Promise<Found | Unscheduled> {
  const { form, options, objective, deadlineMs, elapsedMs } = run;
  const { maximumSteps = Number.POSITIVE_INFINITY, signal, start, onProgress } = options;
  const search = new ScheduleSearch(form, {
    seed: options.seed ?? 0,
    objective,
    ...(start === undefined ? {} : { start }),
    ...(reference === undefined ? {} : { reference }),
  });
  search.open();
  let bound: number | null = null;
  let told: Score | null = null;
  let stopped = false;
  let stepsAtOnce = 1;
  let tookMs = 0;
  const pause = breath();
  const tell = (): void => {
    if (onProgress === undefined || search.broken > 0) return;
    if (told !== null && compareScores(search.score, told) >= 0) return;
    told = search.score;
    onProgress({ elapsedMs: elapsedMs(), score: told, bound, plan: () => search.plan() });
  };
  for (;;) {
    tell();
    // The first plan does not wait for the bound.
    bound ??= lowerBound(form.problem, { objective, everyJob: search.score.medium === 0 }).value;
    // Steps of huge plans take long: the next one as long as the last.
    stopped = signal?.aborted === true || elapsedMs() + (tookMs > LONG_STEP_MS ? tookMs : 0) >= deadlineMs;
    if (stopped || search.steps >= maximumSteps || search.isOver) break;
    if (search.broken === 0 && isAtBound(search.score, bound)) break;
    const sliceMs = performance.now();
    search.run(Math.min(stepsAtOnce, maximumSteps - search.steps));
    tookMs = performance.now() - sliceMs;
    if (tookMs < 4 && stepsAtOnce < MOST_STEPS_AT_ONCE) stepsAtOnce *= 2;
    else if (tookMs > 12 && stepsAtOnce > 1) stepsAtOnce >>= 1;
    if (pause.due()) await pause.take();
  }
  if (search.broken === 0) {
    // A bound for plans with every job holds for those at this medium level only while that is 0.
    if (search.score.medium > 0) bound = lowerBound(form.problem, { objective }).value;
    return { status: stopped ? "stopped" : "feasible", plan: search.plan(), bound, steps: search.steps };
  }
  const conflict = search.brokenActivities().map((activity) => nameOf(form, activity));
  return withoutPlan(conflict, search.isOver, elapsedMs());
}

/** The general search with other seeds in several threads. */
async function searchPlanOnThreads(run: Run, reference: Plan | undefined): Promise<Found | Unscheduled> {
  const { form, options, objective, deadlineMs, elapsedMs } = run;
  const { maximumSteps = Number.POSITIVE_INFINITY, signal, start, onProgress } = options;
  // Threads hand their plans over before the deadline.
  const handingMs = Math.min(3 * elapsedMs(), 0.2 * deadlineMs);
  const boundOf = (score: Score): number =>
    lowerBound(form.problem, { objective, everyJob: score.medium === 0 }).value;
  let bound: number | null = null;
  let stopped = false;
  const found = await searchOnPlanIslands(form.problem, {
    threads: options.threads ?? 1,
    objective,
    seed: options.seed ?? 0,
    maximumSteps,
    start: start ?? null,
    reference: reference ?? null,
    isOver: () => (stopped ||= signal?.aborted === true || elapsedMs() >= deadlineMs - handingMs),
    onBetter: (score, plan) => {
      onProgress?.({ elapsedMs: elapsedMs(), score, bound, plan: () => plan });
      if (score.medium > 0) return false;
      bound ??= boundOf(score);
      // A number of steps is done to its end: the plan is to be the same every time.
      return maximumSteps === Number.POSITIVE_INFINITY && isAtBound(score, bound);
    },
  });
  const { plan, score, conflict, steps, isOver } = found;
  if (plan !== null)
    return { status: stopped ? "stopped" : "feasible", plan, bound: bound ?? boundOf(score!), steps };
  return withoutPlan(conflict, isOver, elapsedMs());
}

function withoutPlan(conflict: readonly string[], isOver: boolean, elapsedMs: number): Unscheduled {
  return {
    status: isOver ? "infeasible" : "no-plan",
    reason: `no place was found that keeps the pins and the hours of: ${conflict.join(", ")}`,
    conflict,
    elapsedMs,
  };
}

/** The score of a plan to start from; null where it breaks a rule. */
function scoreOfStart(problem: ScheduleProblem, start: Plan, scoring: ScoringOptions): Score | null {
  const { ok, score } = checkPlan(problem, start, scoring);
  return ok ? score : null;
}

/** The score that the independent check finds, which every plan has to pass. */
export function checkedScore(problem: ScheduleProblem, plan: Plan, scoring: ScoringOptions): Score {
  const { ok, violations, score } = checkPlan(problem, plan, scoring);
  if (ok) return score;
  throw new ForesolveError("FS_SCHEDULE_CHECK_FAILED", {
    message: `The plan found for "${problem.name}" does not pass the check: ${violations[0]!.message}`,
    fix: "This is a fault of the search: please report it with the problem.",
    data: { violations },
  });
}
