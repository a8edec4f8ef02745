import { scoreOf, scoreTerms, type ScoreConstraint, type ScoringOptions } from "../check/score-terms.js";
import { timeSpan } from "../check/violation.js";
import { entryKey } from "../entry-key.js";
import type { Plan, Score } from "../plan.js";
import type { ScheduleProblem } from "../problem.js";

/** Where an operation or task is in a plan. */
export interface PlanPlace {
  readonly machine: string;
  readonly start: number;
  readonly end: number;
}

/** An operation or task that two plans have in different places. */
export interface PlaceDifference {
  readonly kind: "moved" | "earlier" | "later" | "added" | "removed" | "end";
  readonly job?: string;
  readonly operation?: string;
  readonly task?: string;
  /** Absent for "added". */
  readonly from?: PlanPlace;
  /** Absent for "removed". */
  readonly to?: PlanPlace;
  readonly text: string;
}

/** A part of the score that two plans differ in. */
export interface TermDifference {
  readonly level: "hard" | "medium" | "soft";
  readonly constraint: ScoreConstraint;
  readonly before: number;
  readonly after: number;
  /** after - before */
  readonly difference: number;
}

/** What a second plan has otherwise than a first; plain data. */
export interface PlanDifference {
  readonly places: readonly PlaceDifference[];
  /** Jobs that only the second plan leaves out, and that only the first did. */
  readonly leftOut: readonly string[];
  readonly takenIn: readonly string[];
  readonly before: Score;
  readonly after: Score;
  /** after - before, by level */
  readonly difference: Score;
  /** Adds up to `difference`. */
  readonly terms: readonly TermDifference[];
  readonly text: string;
}

/**
 * The difference of two plans of one problem, by operation and by part of the score, in words. What the plans contain
 * that the problem does not is listed, but scores nothing.
 *
 * @example
 * import { comparePlans, type ScheduleProblem } from "foresolve/schedule";
 *
 * const problem: ScheduleProblem = {
 *   name: "one saw",
 *   timeUnit: "minute",
 *   machines: [{ id: "saw" }],
 *   jobs: [{ id: "A", due: 6, operations: [{ id: "cut", alternatives: [{ machine: "saw", duration: 5 }] }] }],
 * };
 * const planAt = (start: number) => ({
 *   operations: [{ job: "A", operation: "cut", machine: "saw", start, end: start + 5, setup: 0 }],
 *   maintenance: [],
 *   unassigned: [],
 * });
 * comparePlans(problem, planAt(0), planAt(3)).text;
 * // => "The soft score changes by +2, from 0 to 2: tardiness +2.\n- cut of job A starts 3 minutes later on saw, at 3 instead of 0."
 */
export function comparePlans(
  problem: ScheduleProblem,
  a: Plan,
  b: Plan,
  options: ScoringOptions = {},
): PlanDifference {
  const places = placeDifferences(problem, a, b);
  const outOfA = new Set(a.unassigned.map(({ job }) => job));
  const outOfB = new Set(b.unassigned.map(({ job }) => job));
  const leftOut = [...outOfB].filter((job) => !outOfA.has(job));
  const takenIn = [...outOfA].filter((job) => !outOfB.has(job));
  const termsOfA = scoreTerms(problem, a, options);
  const termsOfB = scoreTerms(problem, b, options);
  const before = scoreOf(termsOfA);
  const after = scoreOf(termsOfB);
  const difference = {
    hard: after.hard - before.hard,
    medium: after.medium - before.medium,
    soft: after.soft - before.soft,
  };
  const sums = new Map<
    string,
    { level: TermDifference["level"]; constraint: ScoreConstraint; before: number; after: number }
  >();
  for (const [side, terms] of [
    ["before", termsOfA],
    ["after", termsOfB],
  ] as const)
    for (const { level, constraint, value } of terms) {
      const sum = sums.get(constraint) ?? { level, constraint, before: 0, after: 0 };
      sum[side] += value;
      sums.set(constraint, sum);
    }
  const terms = [...sums.values()]
    .map((sum) => ({ ...sum, difference: sum.after - sum.before }))
    .filter((term) => term.difference !== 0);
  const text = [
    scoreText(before, after, terms),
    ...leftOut.map((job) => `- Job ${job} is left out.`),
    ...takenIn.map((job) => `- Job ${job} is no longer left out.`),
    ...places.map((place) => `- ${place.text}`),
  ].join("\n");
  return { places, leftOut, takenIn, before, after, difference, terms, text };
}

/** A number with its sign; six digits, as scores of weights may have many. */
export function signed(value: number): string {
  const rounded = Number(value.toPrecision(6));
  return rounded < 0 ? String(rounded) : `+${rounded}`;
}

function scoreText(before: Score, after: Score, terms: readonly TermDifference[]): string {
  const sentences = (["hard", "medium", "soft"] as const)
    .filter((level) => before[level] !== after[level])
    .map((level) => {
      const parts = terms
        .filter((term) => term.level === level)
        .map(({ constraint, difference }) => `${constraint} ${signed(difference)}`);
      return `The ${level} score changes by ${signed(after[level] - before[level])}, from ${before[level]} to ${after[level]}: ${parts.join(", ")}.`;
    });
  return sentences.length === 0 ? "The score is the same." : sentences.join(" ");
}

type Entry = Plan["operations"][number] | Plan["maintenance"][number];

function placeDifferences(
  { timeUnit, maintenance = [] }: ScheduleProblem,
  a: Plan,
  b: Plan,
): PlaceDifference[] {
  const reasons = new Map(maintenance.map(({ id, reason }) => [id, reason]));
  const inA = new Map<string, Entry>();
  for (const entry of [...a.operations, ...a.maintenance]) inA.set(entryKey(entry), entry);
  const result: PlaceDifference[] = [];
  for (const entry of [...b.operations, ...b.maintenance]) {
    const before = inA.get(entryKey(entry));
    inA.delete(entryKey(entry));
    if (before !== undefined && isSamePlace(before, entry)) continue;
    const difference = placeDifference(before, entry, timeUnit);
    const reason = "task" in entry ? reasons.get(entry.task) : undefined;
    const because = reason === undefined ? "." : `: it is asked for because ${reason}.`;
    result.push({ ...difference, text: difference.text.replace(/\.$/, because) });
  }
  for (const entry of inA.values())
    result.push({
      kind: "removed",
      ...namesOf(entry),
      from: placeOf(entry),
      text: `${nameOf(entry)} is no longer planned (on ${entry.machine} at ${entry.start} before).`,
    });
  return result;
}

/** The difference in words, of places that differ. */
export function placeDifference(
  before: Entry | undefined,
  after: Entry,
  unit: string | undefined,
): PlaceDifference {
  const names = namesOf(after);
  const to = placeOf(after);
  const name = nameOf(after);
  if (before === undefined) {
    const text = `${name} is new, on ${to.machine} from ${to.start} to ${to.end}.`;
    return { kind: "added", ...names, to, text };
  }
  const from = placeOf(before);
  const both = { ...names, from, to };
  if (from.machine !== to.machine) {
    const text = `${name} moves from ${from.machine} at ${from.start} to ${to.machine} at ${to.start}.`;
    return { kind: "moved", ...both, text };
  }
  if (from.start !== to.start) {
    const kind = to.start < from.start ? "earlier" : "later";
    const by = timeSpan(Math.abs(to.start - from.start), unit);
    const text = `${name} starts ${by} ${kind} on ${to.machine}, at ${to.start} instead of ${from.start}.`;
    return { kind, ...both, text };
  }
  return { kind: "end", ...both, text: `${name} ends at ${to.end} instead of ${from.end}.` };
}

const isSamePlace = (a: Entry, b: Entry): boolean =>
  a.machine === b.machine && a.start === b.start && a.end === b.end;

const namesOf = (entry: Entry): { job: string; operation: string } | { task: string } =>
  "task" in entry ? { task: entry.task } : { job: entry.job, operation: entry.operation };

const placeOf = ({ machine, start, end }: Entry): PlanPlace => ({ machine, start, end });

const nameOf = (entry: Entry): string =>
  "task" in entry ? `task ${entry.task}` : `${entry.operation} of job ${entry.job}`;
