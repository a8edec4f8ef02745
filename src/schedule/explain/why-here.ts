import { ForesolveError } from "../../errors.js";
import { scoreOf, scoreTerms, type ScoringOptions } from "../check/score-terms.js";
import { scheduleForm } from "../compile-problem.js";
import { ActivityIndex, type PlannedActivity } from "../events/activity-index.js";
import { holdsOf, type Hold } from "../events/holding.js";
import type { Timetable } from "../events/timetable.js";
import { compareScores, type Plan, type Score } from "../plan.js";
import type { OperationReference, ScheduleProblem } from "../problem.js";
import { timeSpan } from "../check/violation.js";
import { signed } from "./compare-plans.js";
import { variantOf, type Move } from "./variant.js";

/** An operation or a maintenance task, by name. */
export type ActivityReference = OperationReference | { readonly task: string };

/** One link of what holds an operation back. */
export interface HoldingLink {
  /** What is held back; it is what the link before waits for. */
  readonly activity: ActivityReference;
  readonly start: number;
  /** All that allow no earlier start; the first is the one that the chain follows. */
  readonly holds: readonly { readonly kind: Hold["kind"]; readonly text: string }[];
}

/** Another place for an operation, with all else in its order and shifted no further than is forced. */
export interface AlternativePlace {
  readonly machine: string;
  readonly start: number;
  readonly end: number;
  readonly score: Score;
  /** score - score of the plan */
  readonly difference: Score;
  readonly text: string;
}

/** Why something is where it is; plain data. */
export interface PlaceExplanation {
  readonly machine: string;
  readonly start: number;
  readonly end: number;
  /** From the operation asked for back to what nothing holds: a release, a pin, closed time, a choice, time 0. */
  readonly chain: readonly HoldingLink[];
  /** Other machines, and the places before and after on its own; best first. Empty for what is pinned. */
  readonly alternatives: readonly AlternativePlace[];
  readonly text: string;
}

/**
 * Why an operation or maintenance task is where it is: the chain of what holds it back, and what other places would lead
 * to. An alternative is what the plan becomes when this operation goes there, operations of its job follow as early as they
 * can, and all else is shifted to the right where it must be: an upper bound of what a new search would find.
 *
 * @throws ForesolveError `FS_SCHEDULE_UNKNOWN_NAME` for what the plan does not contain.
 * @example
 * import { whyHere, type ScheduleProblem } from "foresolve/schedule";
 *
 * const problem: ScheduleProblem = {
 *   name: "two saws",
 *   timeUnit: "minute",
 *   machines: [{ id: "M1" }, { id: "M2" }],
 *   jobs: [
 *     { id: "A", operations: [{ id: "cut", alternatives: [{ machine: "M1", duration: 6 }] }] },
 *     {
 *       id: "B",
 *       due: 8,
 *       weight: 2,
 *       operations: [{ id: "cut", alternatives: [{ machine: "M1", duration: 3 }, { machine: "M2", duration: 20 }] }],
 *     },
 *   ],
 * };
 * const plan = {
 *   operations: [
 *     { job: "A", operation: "cut", machine: "M1", start: 0, end: 6, setup: 0 },
 *     { job: "B", operation: "cut", machine: "M1", start: 6, end: 9, setup: 0 },
 *   ],
 *   maintenance: [],
 *   unassigned: [],
 * };
 * const why = whyHere(problem, plan, { job: "B", operation: "cut" });
 * why.chain[0]!.holds[0]!.text; // => "M1 is busy with cut of job A until 6"
 * why.alternatives.map(({ text }) => text);
 * // => ["On M1 before cut of job A it would end 6 minutes earlier: -2.", "On M2 it would end 11 minutes later: +22."]
 */
export function whyHere(
  problem: ScheduleProblem,
  plan: Plan,
  of: ActivityReference,
  options: ScoringOptions = {},
): PlaceExplanation {
  const index = new ActivityIndex(scheduleForm(problem));
  const activity = "task" in of ? index.task(of.task) : index.operation(of.job, of.operation);
  const table = index.timetable(plan);
  if (activity < 0 || table.start[activity] < 0) {
    const name = "task" in of ? `task ${of.task}` : `${of.operation} of job ${of.job}`;
    throw new ForesolveError("FS_SCHEDULE_UNKNOWN_NAME", {
      message: `The plan of "${problem.name}" has no ${name}.`,
      fix: "Ask for something that is planned; for a job left out, see its reason in `plan.unassigned` and ask recommendPlaces what it would cost.",
      data: { ...of },
    });
  }
  const machine = problem.machines[table.machineOf(activity)].id;
  const start = table.start[activity];
  const end = table.end[activity];
  const chain = chainOf(index, table, activity);
  const alternatives = alternativesOf(index, plan, table, activity, options);
  const name = index.names[activity];
  const reason = "task" in name ? name.task.reason : undefined;
  const text = [
    `${capital(index.textOf(activity))} is on ${machine} from ${start} to ${end}${reason === undefined ? "" : `; it is asked for because ${reason}`}.`,
    ...chain.map((link, at) => linkText(link, at === 0)),
    ...alternatives.map((place) => `- ${place.text}`),
  ].join("\n");
  return { machine, start, end, chain, alternatives, text };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function chainOf(index: ActivityIndex, table: Timetable, from: number): HoldingLink[] {
  const chain: HoldingLink[] = [];
  for (let activity = from; activity >= 0;) {
    const holds = holdsOf(index, table, activity);
    chain.push({
      activity: referenceOf(index, activity),
      start: table.start[activity],
      holds: holds.map(({ kind, text }) => ({ kind, text })),
    });
    // A pin explains itself; whoever asks wants to know what else would hold it, not why.
    activity = holds.some(({ kind }) => kind === "pinned") ? -1 : (holds.find(({ by }) => by >= 0)?.by ?? -1);
  }
  return chain;
}

function referenceOf(index: ActivityIndex, activity: number): ActivityReference {
  const name = index.names[activity];
  return "task" in name ? { task: name.task.id } : { job: name.job.id, operation: name.operation.id };
}

function linkText({ activity, start, holds }: HoldingLink, isFirst: boolean): string {
  const name =
    "task" in activity ? `Task ${activity.task}` : `${capital(activity.operation)} of job ${activity.job}`;
  const reasons = holds.length === 0 ? "nothing holds it back" : holds.map(({ text }) => text).join("; ");
  return isFirst ? `It starts at ${start}: ${reasons}.` : `${name} starts at ${start}: ${reasons}.`;
}

function alternativesOf(
  index: ActivityIndex,
  plan: Plan,
  table: Timetable,
  activity: number,
  options: ScoringOptions,
): AlternativePlace[] {
  const { form } = index;
  if (form.pinnedStart[activity] >= 0) return [];
  const planned = index.planned(plan);
  const base = scoreOf(scoreTerms(form.problem, plan, options));
  const own = table.machineOf(activity);
  const row = table.rows[own];
  const at = row.indexOf(activity);
  const result: AlternativePlace[] = [];
  const add = (where: string, moves: readonly Move[], swapped: number): void => {
    const free = new Set([
      ...laterInJob(index, activity),
      ...(swapped < 0 ? [] : [swapped, ...laterInJob(index, swapped)]),
    ]);
    const place = alternative(index, plan, planned, { activity, moves, free, base, options, where });
    if (place !== null) result.push(place);
  };
  const isMovable = (other: number | undefined): other is number =>
    other !== undefined && form.pinnedStart[other] < 0;
  const mode = table.mode[activity];
  const [previous, next] = [row[at - 1], row[at + 1]];
  const name = form.problem.machines[own].id;
  if (isMovable(previous))
    add(
      `On ${name} before ${index.textOf(previous)}`,
      [{ activity, mode, before: table.start[previous] }],
      previous,
    );
  if (isMovable(next))
    add(`On ${name} after ${index.textOf(next)}`, [{ activity, mode, before: table.start[next] + 1 }], next);
  for (let other = form.modeStarts[activity]; other < form.modeStarts[activity + 1]; other++) {
    const machine = form.modeMachine[other];
    if (machine === own || form.pinnedMachine[activity] >= 0) continue;
    const ready = table.readyTime(activity);
    const gap = table.find(activity, other, ready).start;
    const running = table.rows[machine].find((candidate) => table.end[candidate] > ready);
    const pushed =
      running === undefined ? ready : Math.max(ready, table.start[running] < ready ? table.end[running] : 0);
    const free = new Set(laterInJob(index, activity));
    const where = `On ${form.problem.machines[machine].id}`;
    const places = [...new Set([gap, pushed])].flatMap((before) => {
      const moves = [{ activity, mode: other, before }];
      const place = alternative(index, plan, planned, { activity, moves, free, base, options, where });
      return place === null ? [] : [place];
    });
    result.push(...places.sort((a, b) => compareScores(a.score, b.score)).slice(0, 1));
  }
  return result.sort((a, b) => compareScores(a.score, b.score));
}

function laterInJob({ form }: ActivityIndex, activity: number): number[] {
  if (activity >= form.operations) return [];
  const count = form.jobStarts[form.jobOf[activity] + 1] - activity - 1;
  return Array.from({ length: count }, (_, offset) => activity + 1 + offset);
}

function alternative(
  index: ActivityIndex,
  plan: Plan,
  planned: readonly PlannedActivity[],
  request: {
    readonly activity: number;
    readonly moves: readonly Move[];
    readonly free: ReadonlySet<number>;
    readonly base: Score;
    readonly options: ScoringOptions;
    readonly where: string;
  },
): AlternativePlace | null {
  const { activity, moves, free, base, options, where } = request;
  const variant = variantOf(index, plan, planned, moves, free, options);
  if (variant === null) return null;
  const { table, score } = variant;
  const before = planned.find((place) => place.activity === activity)!;
  const [start, end] = [table.start[activity], table.end[activity]];
  const machine = index.form.problem.machines[table.machineOf(activity)].id;
  if (start === before.start && table.mode[activity] === before.mode) return null;
  const difference = {
    hard: score.hard - base.hard,
    medium: score.medium - base.medium,
    soft: score.soft - base.soft,
  };
  const later = end - before.end;
  const when =
    later === 0
      ? "end at the same time"
      : `end ${timeSpan(Math.abs(later), index.form.problem.timeUnit)} ${later > 0 ? "later" : "earlier"}`;
  const hard = difference.hard === 0 ? "" : ` and ${signed(difference.hard)} hard`;
  const text = `${where} it would ${when}: ${signed(difference.soft)}${hard}.`;
  return { machine, start, end, score, difference, text };
}
