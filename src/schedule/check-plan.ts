import { checkCompleteness, checkEntries } from "./check/completeness.js";
import { checkJobOrder } from "./check/job-order.js";
import { checkMachineUse } from "./check/machine-use.js";
import { checkPins } from "./check/pins.js";
import { PlannedProblem } from "./check/planned-problem.js";
import { checkResourceUse } from "./check/resource-use.js";
import { scoreOf, termsOf, type ScoringOptions } from "./check/score-terms.js";
import type { Violation } from "./check/violation.js";
import type { Plan, Score } from "./plan.js";
import type { ScheduleProblem } from "./problem.js";

/** What {@link checkPlan} finds. */
export interface PlanCheck {
  /** No rule is broken. Deadlines and latest starts that are missed are no broken rules: they are the hard score. */
  readonly ok: boolean;
  readonly violations: readonly Violation[];
  /** By the starts, ends and set-ups that the plan states: worth something only when those are right. */
  readonly score: Score;
}

/**
 * Replays a plan from nothing but the problem and the plan: completeness, machines, hours, ends, set-ups, the order of
 * routings and precedences, one activity per machine at a time, shared resources, pins, jobs and tasks left out.
 * Recomputes its score with all terms. It shares no code with the engines and is naive on purpose. The problem is taken
 * to be sound (`validateProblem`); what the plan says is not.
 *
 * @example
 * import { checkPlan, type ScheduleProblem } from "foresolve/schedule";
 *
 * const problem: ScheduleProblem = {
 *   name: "shop",
 *   timeUnit: "minute",
 *   machines: [{ id: "M1" }, { id: "M3" }],
 *   jobs: [
 *     {
 *       id: "A12",
 *       operations: [
 *         { id: "drill", alternatives: [{ machine: "M1", duration: 35 }] },
 *         { id: "cut", alternatives: [{ machine: "M3", duration: 10 }] },
 *       ],
 *     },
 *   ],
 * };
 * const { ok, violations } = checkPlan(problem, {
 *   operations: [
 *     { job: "A12", operation: "drill", machine: "M1", start: 0, end: 35, setup: 0 },
 *     { job: "A12", operation: "cut", machine: "M3", start: 30, end: 40, setup: 0 },
 *   ],
 *   maintenance: [],
 *   unassigned: [],
 * });
 * ok; // => false
 * violations[0]!.message; // => "cut of job A12 starts at 30 on M3, 5 minutes before drill ends at 35."
 */
export function checkPlan(problem: ScheduleProblem, plan: Plan, options: ScoringOptions = {}): PlanCheck {
  const planned = new PlannedProblem(problem, plan);
  const violations = [
    ...checkEntries(planned),
    ...checkCompleteness(planned),
    ...checkJobOrder(planned),
    ...checkMachineUse(planned),
    ...checkResourceUse(planned),
    ...checkPins(planned),
  ];
  const terms = termsOf(planned, options.objective ?? problem.objective ?? {}, options.reference);
  return { ok: violations.length === 0, violations, score: scoreOf(terms) };
}
