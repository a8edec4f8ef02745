import {
  scoreOf,
  scoreTerms,
  type ScoreConstraint,
  type ScoreTerm,
  type ScoringOptions,
} from "../check/score-terms.js";
import type { Plan, Score } from "../plan.js";
import type { ScheduleProblem } from "../problem.js";

/** One addend of a score, and the operation, task or job that it is put down to. */
export interface ExplainedTerm extends ScoreTerm {
  /** A sentence. */
  readonly text: string;
}

/** What one operation, task or job left out adds to the score. */
export interface ExplainedPart {
  readonly job?: string;
  readonly operation?: string;
  readonly task?: string;
  readonly score: Score;
  readonly terms: readonly ExplainedTerm[];
}

/** What one kind of constraint adds to the score. */
export interface ExplainedConstraint {
  readonly constraint: ScoreConstraint;
  readonly level: ScoreTerm["level"];
  readonly value: number;
  readonly terms: readonly ExplainedTerm[];
}

/** A score taken apart, twice; plain data. */
export interface PlanExplanation {
  readonly score: Score;
  /** Adds up to the score. */
  readonly byConstraint: readonly ExplainedConstraint[];
  /** Adds up to the score. What the end of a job costs stands with its last operation. */
  readonly byPart: readonly ExplainedPart[];
  readonly text: string;
}

/**
 * The score of a plan, taken apart by constraint and by operation, task and job left out. Both lists add up to exactly the
 * score that `checkPlan` gives, up to the rounding of sums where prices are not whole numbers. The makespan stands with the
 * operation that ends last; changes against a reference stand with the operation that changed.
 *
 * @example
 * import { explainPlan, type ScheduleProblem } from "foresolve/schedule";
 *
 * const problem: ScheduleProblem = {
 *   name: "one saw",
 *   timeUnit: "minute",
 *   machines: [{ id: "saw" }],
 *   jobs: [
 *     { id: "A", due: 4, weight: 2, operations: [{ id: "cut", alternatives: [{ machine: "saw", duration: 5 }] }] },
 *   ],
 * };
 * const plan = {
 *   operations: [{ job: "A", operation: "cut", machine: "saw", start: 2, end: 7, setup: 0 }],
 *   maintenance: [],
 *   unassigned: [],
 * };
 * const { score, byConstraint } = explainPlan(problem, plan);
 * score.soft; // => 6
 * byConstraint[0]!.terms[0]!.text; // => "Job A ends at 7: 3 minutes after its due date, at a price of 2 each: 6."
 */
export function explainPlan(
  problem: ScheduleProblem,
  plan: Plan,
  options: ScoringOptions = {},
): PlanExplanation {
  const attributed = scoreTerms(problem, plan, options).map((term) => attribute(term, problem, plan));
  const byConstraint = groupBy(attributed, ({ constraint }) => constraint).map(
    (terms): ExplainedConstraint => ({
      constraint: terms[0].constraint,
      level: terms[0].level,
      value: terms.reduce((sum, { value }) => sum + value, 0),
      terms,
    }),
  );
  const byPart = groupBy(attributed, ({ job, operation, task }) =>
    JSON.stringify([job, operation, task]),
  ).map((terms): ExplainedPart => {
    const { job, operation, task } = terms[0];
    return {
      ...(job === undefined ? {} : { job }),
      ...(operation === undefined ? {} : { operation }),
      ...(task === undefined ? {} : { task }),
      score: scoreOf(terms),
      terms,
    };
  });
  const score = scoreOf(attributed);
  const heading = `Score ${score.hard} hard, ${score.medium} medium, ${score.soft} soft.`;
  const lines = byConstraint.map(
    ({ constraint, level, value, terms }) =>
      `- ${constraint} (${level}): ${value} in ${terms.length} ${terms.length === 1 ? "place" : "places"}`,
  );
  return { score, byConstraint, byPart, text: [heading, ...lines].join("\n") };
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

function attribute(term: ScoreTerm, problem: ScheduleProblem, plan: Plan): ExplainedTerm {
  let { job, operation } = term;
  if (term.constraint === "makespan") {
    const end = Math.max(...plan.operations.map((entry) => entry.end));
    const last = plan.operations.find((entry) => entry.end === end);
    job = last?.job;
    operation = last?.operation;
  } else if (job !== undefined && operation === undefined && term.constraint !== "unassigned") {
    operation = problem.jobs.find(({ id }) => id === job)?.operations.at(-1)?.id;
  }
  const named = {
    ...term,
    ...(job === undefined ? {} : { job }),
    ...(operation === undefined ? {} : { operation }),
  };
  return { ...named, text: sentenceOf(named, problem, plan) };
}

function sentenceOf(term: ScoreTerm, problem: ScheduleProblem, plan: Plan): string {
  const { constraint, job, operation, task, machine, quantity, price, value } = term;
  const unit = problem.timeUnit ?? "unit of time";
  const span = quantity === 1 ? `1 ${unit}` : `${quantity} ${unit}${unit === "unit of time" ? "" : "s"}`;
  const end = plan.operations.find((entry) => entry.job === job && entry.operation === operation)?.end;
  const at = `at a price of ${price} each: ${value}`;
  switch (constraint) {
    case "tardiness":
      return `Job ${job} ends at ${end}: ${span} after its due date, ${at}.`;
    case "deadline":
      return `Job ${job} ends at ${end}: ${span} after its deadline.`;
    case "latestStart":
      return `Task ${task} starts ${span} after its latest start.`;
    case "unassigned": {
      const reason = plan.unassigned.find((entry) => entry.job === job)?.reason ?? "";
      return `Job ${job} is left out, at a price of ${value}${reason === "" ? "" : `: ${reason}`}.`;
    }
    case "makespan":
      return `${operation} of job ${job} ends last, at ${end}: ${span}, ${at}.`;
    case "flowTime":
      return `Job ${job} takes ${span} from its release to its end, ${at}.`;
    case "setup":
      return `${operation} of job ${job} needs a set-up of ${span} on ${machine}, ${at}.`;
    case "maintenance":
    case "skippedMaintenance": {
      const reason = problem.maintenance?.find(({ id }) => id === task)?.reason;
      const because = reason === undefined ? "" : `; it is asked for because ${reason}`;
      const what = constraint === "maintenance" ? "at its time" : "not to be done";
      return `Task ${task} on ${machine} costs ${value} ${what}${because}.`;
    }
    case "stabilityChanged":
      return `${operation} of job ${job} is not where it was, at a price of ${value}.`;
    case "stabilityShift":
      return `${operation} of job ${job} starts ${span} away from where it did, ${at}.`;
    case "stabilityMoved":
      return `${operation} of job ${job} is on another machine, ${machine}, at a price of ${value}.`;
  }
}
