import { ForesolveError } from "../../errors.js";
import { scoreOf, scoreTerms, type ScoringOptions } from "../check/score-terms.js";
import { scheduleForm } from "../compile-problem.js";
import { ActivityIndex, type PlannedActivity } from "../events/activity-index.js";
import type { Timetable } from "../events/timetable.js";
import { compareScores, type Plan, type PlannedOperation, type Score } from "../plan.js";
import type { Job, ScheduleProblem } from "../problem.js";
import { NEVER } from "../schedule-form.js";
import { placeDifference, signed, type PlaceDifference } from "./compare-plans.js";
import { variantOf, type Move, type Variant } from "./variant.js";

/** Options of {@link recommendPlaces}. */
export interface RecommendOptions extends ScoringOptions {
  /** How many places, at most. Default 5. */
  readonly count?: number;
}

/** A place for a job in a plan that exists; plain data. */
export interface RecommendedPlace {
  readonly operations: readonly PlannedOperation[];
  readonly start: number;
  readonly end: number;
  /** The whole plan with the job in this place; it passes the checker where the plan given does. */
  readonly plan: Plan;
  readonly score: Score;
  /** score - score of the plan without the job */
  readonly difference: Score;
  /** What else it shifts. */
  readonly shifts: readonly PlaceDifference[];
  readonly text: string;
}

/**
 * How long operations of the job wait for a gap before they push in, and by how much the job begins later than it could,
 * both as shares of the work of the job. All combinations are tried.
 */
const PATIENCE = [0, 0.05, 0.15, 0.4, 1, Number.POSITIVE_INFINITY] as const;
const DELAYS = [0, 0.3, 1, 2, 4, 8] as const;

/**
 * The best of a few dozen places for a job in a plan, quick enough for a telephone call: it goes into gaps, or pushes in
 * where it would have to wait long, and what it pushes is shifted to the right, in its order and on its machine. Pinned
 * work is not moved. The plan is not improved otherwise: that is for `schedule`, with the plan chosen as its start.
 *
 * @param job a new job, or the name of one of the problem's; if the plan has it already, it is taken out first
 * @throws ForesolveError `FS_SCHEDULE_UNKNOWN_NAME` for a name that the problem does not have, and what `validateProblem`
 * throws for the problem with the job.
 * @example
 * import { recommendPlaces, type ScheduleProblem } from "foresolve/schedule";
 *
 * const problem: ScheduleProblem = {
 *   name: "one saw",
 *   machines: [{ id: "saw" }],
 *   jobs: [{ id: "A", due: 9, operations: [{ id: "cut", alternatives: [{ machine: "saw", duration: 5 }] }] }],
 * };
 * const plan = {
 *   operations: [{ job: "A", operation: "cut", machine: "saw", start: 2, end: 7, setup: 0 }],
 *   maintenance: [],
 *   unassigned: [],
 * };
 * const urgent = { id: "B", due: 4, operations: [{ id: "cut", alternatives: [{ machine: "saw", duration: 4 }] }] };
 * const places = recommendPlaces(problem, plan, urgent);
 * places.map(({ start, difference, shifts }) => [start, difference.soft, shifts.length]); // => [[0, 0, 1], [7, 7, 0]]
 */
export function recommendPlaces(
  problem: ScheduleProblem,
  plan: Plan,
  job: Job | string,
  { count = 5, ...scoring }: RecommendOptions = {},
): RecommendedPlace[] {
  const id = typeof job === "string" ? job : job.id;
  const isKnown = problem.jobs.some((other) => other.id === id);
  if (typeof job === "string" && !isKnown)
    throw new ForesolveError("FS_SCHEDULE_UNKNOWN_NAME", {
      message: `The problem "${problem.name}" has no job ${id}.`,
      fix: "Pass the job itself if it is a new one.",
      data: { job: id },
    });
  const jobs =
    typeof job === "string"
      ? problem.jobs
      : isKnown
        ? problem.jobs.map((other) => (other.id === id ? job : other))
        : [...problem.jobs, job];
  const whole = { ...problem, jobs };
  const without = { ...plan, operations: plan.operations.filter((entry) => entry.job !== id) };
  const index = new ActivityIndex(scheduleForm(whole));
  const planned = index.planned(without);
  const table = index.timetable(without);
  const base = scoreOf(scoreTerms(whole, without, scoring));
  const seen = new Set<string>();
  const variants: Variant[] = [];
  for (const moves of candidates(index, table, index.job(id))) {
    const key = moves.map(({ mode, before }) => `${mode}@${before}`).join(" ");
    if (seen.has(key)) continue;
    seen.add(key);
    const variant = variantOf(index, without, planned, moves, new Set(), scoring);
    if (variant === null) continue;
    const outcome = placesOf(variant, id)
      .map(({ machine, start }) => `${machine}@${start}`)
      .join(" ");
    if (seen.has(outcome)) continue;
    seen.add(outcome);
    variants.push(variant);
  }
  return variants
    .sort((a, b) => compareScores(a.score, b.score) || shiftOf(a, planned) - shiftOf(b, planned))
    .slice(0, count)
    .map((variant) => placeOf(index, planned, variant, id, base));
}

const placesOf = ({ plan }: Variant, id: string): PlannedOperation[] =>
  plan.operations.filter(({ job }) => job === id);

/** How far the others are shifted, together. */
function shiftOf({ table }: Variant, planned: readonly PlannedActivity[]): number {
  return planned.reduce((sum, { activity, start }) => sum + table.start[activity] - start, 0);
}

/** Ways to lay the operations of a job into a timetable, by patience and delay. */
function* candidates(index: ActivityIndex, table: Timetable, job: number): Generator<Move[]> {
  const { jobStarts, modeStarts, modeDuration, earliestStart } = index.form;
  let work = 0;
  for (let activity = jobStarts[job]; activity < jobStarts[job + 1]; activity++)
    work += modeDuration[modeStarts[activity]];
  for (const delay of DELAYS)
    for (const patience of PATIENCE) {
      let ready = earliestStart[jobStarts[job]] + Math.round(delay * work);
      const moves: Move[] = [];
      for (let activity = jobStarts[job]; activity < jobStarts[job + 1]; activity++) {
        const best = bestMove(index, table, activity, ready, patience * work);
        if (best === null) break;
        moves.push(best.move);
        ready = best.end;
      }
      if (moves.length === jobStarts[job + 1] - jobStarts[job]) yield moves;
    }
}

function bestMove(
  index: ActivityIndex,
  table: Timetable,
  activity: number,
  from: number,
  patience: number,
): { readonly move: Move; readonly end: number } | null {
  const { form } = index;
  const { modeStarts, modeMachine, modeDuration, pinnedMachine, predecessorStarts, predecessors } = form;
  let ready = from;
  for (let at = predecessorStarts[activity]; at < predecessorStarts[activity + 1]; at++)
    ready = Math.max(ready, table.end[predecessors[at]] + form.predecessorLags[at]);
  let best: { move: Move; end: number } | null = null;
  for (let mode = modeStarts[activity]; mode < modeStarts[activity + 1]; mode++) {
    const machine = modeMachine[mode];
    if (pinnedMachine[activity] >= 0 && pinnedMachine[activity] !== machine) continue;
    const gap = { ...table.find(activity, mode, ready) };
    let { start, end } = gap;
    if (start - ready > patience) {
      // Behind what is running on the machine at that time, before what comes next.
      const running = table.rows[machine].find((other) => table.end[other] > ready);
      const isRunning = running !== undefined && table.start[running] < ready;
      start = Math.max(ready, isRunning ? table.end[running] : 0);
      end = start + modeDuration[mode];
    }
    if (end < NEVER && (best === null || end < best.end))
      best = { move: { activity, mode, before: start }, end };
  }
  return best;
}

/** What of a plan is elsewhere in a variant of it. */
function shiftsOf(
  index: ActivityIndex,
  planned: readonly PlannedActivity[],
  { table }: Variant,
): PlaceDifference[] {
  const { problem, modeMachine } = index.form;
  return planned
    .filter(({ activity, start }) => table.start[activity] !== start)
    .map(({ activity, mode, start, end }) => {
      const name = index.names[activity];
      const machine = problem.machines[modeMachine[mode]].id;
      const names =
        "task" in name ? { task: name.task.id } : { job: name.job.id, operation: name.operation.id };
      const from = { ...names, machine, start, end, setup: 0 };
      const to = { ...from, start: table.start[activity], end: table.end[activity] };
      return placeDifference(from, to, problem.timeUnit);
    });
}

function placeOf(
  index: ActivityIndex,
  planned: readonly PlannedActivity[],
  variant: Variant,
  id: string,
  base: Score,
): RecommendedPlace {
  const { plan, score } = variant;
  const operations = placesOf(variant, id);
  const [first] = operations;
  const last = operations.at(-1)!;
  const shifts = shiftsOf(index, planned, variant);
  const difference = {
    hard: score.hard - base.hard,
    medium: score.medium - base.medium,
    soft: score.soft - base.soft,
  };
  const costs = (["hard", "medium", "soft"] as const)
    .filter((level) => level === "soft" || difference[level] !== 0)
    .map((level) => `${signed(difference[level])} ${level}`)
    .join(", ");
  const shifted =
    shifts.length === 0 ? "shifts nothing" : `shifts ${shifts.length} other${shifts.length === 1 ? "" : "s"}`;
  const text = `Job ${id} from ${first.start} on ${first.machine} to ${last.end} on ${last.machine}: ${costs}; ${shifted}.`;
  return { operations, start: first.start, end: last.end, plan, score, difference, shifts, text };
}
