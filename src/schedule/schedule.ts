import { ForesolveError } from "../errors.js";
import { checkPlan } from "./check-plan.js";
import { scheduleForm } from "./compile-problem.js";
import { compareScores } from "./plan.js";
import type { Plan, Score } from "./plan.js";
import { nameOf, pinConflict } from "./pin-conflict.js";
import type { ScheduleObjective, ScheduleProblem } from "./problem.js";
import { ScheduleSearch } from "./search/schedule-search.js";
import type { Scheduled, ScheduleOptions, ScheduleSolution } from "./solution.js";

/** Steps between two looks at the clock, at most. */
const MOST_STEPS_AT_ONCE = 2_000;
/** Between two breaths of the calling thread. */
const BREATH_MS = 50;

/**
 * Plans jobs and maintenance on machines.
 *
 * @throws ForesolveError as `validateProblem` does, and FS_SCHEDULE_CHECK_FAILED where a plan does not pass
 * `checkPlan`, which is a fault of this package.
 * @example
 * import { schedule } from "foresolve/schedule";
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
 * solution.status === "feasible" ? solution.plan.operations.map(({ start }) => start) : []; // => [4, 0]
 */
export async function schedule(
  problem: ScheduleProblem,
  options: ScheduleOptions = {},
): Promise<ScheduleSolution> {
  const beganMs = performance.now();
  const { maximumSteps = Number.POSITIVE_INFINITY, signal, start, onProgress } = options;
  const reference = options.reference ?? start;
  const deadlineMs =
    options.deadlineMs ?? (options.maximumSteps === undefined ? 10_000 : Number.POSITIVE_INFINITY);
  const form = scheduleForm(problem);
  const elapsed = (): number => performance.now() - beganMs;
  const contradiction = pinConflict(form);
  if (contradiction !== null) return { status: "infeasible", ...contradiction, elapsedMs: elapsed() };

  const objective = options.objective ?? problem.objective ?? {};
  const search = new ScheduleSearch(form, {
    seed: options.seed ?? 0,
    objective,
    ...(start === undefined ? {} : { start }),
    ...(reference === undefined ? {} : { reference }),
  });
  search.open();
  let told: Score | null = null;
  let stopped = false;
  let stepsAtOnce = 50;
  let breathedMs = performance.now();
  for (;;) {
    if (onProgress !== undefined && search.broken === 0)
      if (told === null || compareScores(search.score, told) < 0) {
        told = search.score;
        onProgress({ elapsedMs: elapsed(), score: told, bound: null, plan: () => search.plan() });
      }
    if (signal?.aborted === true || elapsed() >= deadlineMs) stopped = true;
    if (stopped || search.steps >= maximumSteps || search.isOver) break;
    const sliceMs = performance.now();
    search.run(Math.min(stepsAtOnce, maximumSteps - search.steps));
    const tookMs = performance.now() - sliceMs;
    if (tookMs < 4 && stepsAtOnce < MOST_STEPS_AT_ONCE) stepsAtOnce *= 2;
    else if (tookMs > 12 && stepsAtOnce > 1) stepsAtOnce = Math.max(1, stepsAtOnce >> 1);
    if (performance.now() - breathedMs < BREATH_MS) continue;
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 0);
    });
    breathedMs = performance.now();
  }
  if (search.broken > 0) {
    const conflict = search.brokenActivities().map((activity) => nameOf(form, activity));
    return {
      status: search.isOver ? "infeasible" : "no-plan",
      reason: `no place was found that keeps the pins and the hours of: ${conflict.join(", ")}`,
      conflict,
      elapsedMs: elapsed(),
    };
  }
  const plan = search.plan();
  const score = checkedScore(problem, plan, objective, reference);
  const best =
    start === undefined ? { plan, score } : better(problem, { plan, score }, start, objective, reference);
  const status: Scheduled["status"] = stopped ? "stopped" : "feasible";
  return {
    status,
    ...best,
    bound: null,
    relativeGap: null,
    steps: search.steps,
    elapsedMs: elapsed(),
  };
}

interface ScoredPlan {
  readonly plan: Plan;
  readonly score: Score;
}

/** The start itself, where it is a plan and nothing better was found. */
function better(
  problem: ScheduleProblem,
  found: ScoredPlan,
  start: Plan,
  objective: ScheduleObjective,
  reference: Plan | undefined,
): ScoredPlan {
  const check = checkPlan(problem, start, checkOptions(objective, reference));
  return check.ok && compareScores(check.score, found.score) < 0
    ? { plan: start, score: check.score }
    : found;
}

const checkOptions = (
  objective: ScheduleObjective,
  reference: Plan | undefined,
): { objective: ScheduleObjective; reference?: Plan } =>
  reference === undefined ? { objective } : { objective, reference };

/** The score that the independent check finds, which every plan has to pass. */
export function checkedScore(
  problem: ScheduleProblem,
  plan: Plan,
  objective: ScheduleObjective,
  reference: Plan | undefined,
): Score {
  const { ok, violations, score } = checkPlan(problem, plan, checkOptions(objective, reference));
  if (ok) return score;
  throw new ForesolveError("FS_SCHEDULE_CHECK_FAILED", {
    message: `The plan found for "${problem.name}" does not pass the check: ${violations[0]!.message}`,
    fix: "This is a fault of the search: please report it with the problem.",
    data: { violations },
  });
}
