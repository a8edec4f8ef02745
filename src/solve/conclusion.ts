import type { StandardForm } from "../model/index.js";
import type { BestPoint } from "./best-point.js";
import { gapOf, isBetter, noBound, OBJECTIVE_TOLERANCE, relativeGap } from "./gap.js";
import type { RunOutcome } from "./highs-session.js";
import { pricesOf, valuesOf, type Solution, type Unsolved } from "./solution.js";
import type { Verification } from "./verifier.js";

/** What a run left behind: the solver's claim, and the point that it is about. */
export interface RunResult extends RunOutcome {
  /** [columns] null where the run was given up */
  readonly columnValues: Float64Array | null;
  /** [rows] */
  readonly rowDuals: Float64Array | null;
}

/** Turns a solver's claim into a solution of which everything is verified: its point, or a better one known before. */
export function conclude(best: BestPoint, run: RunResult, elapsedMs: number): Solution {
  const { form } = best;
  const { status: claim, iterations } = run;
  const common = { iterations, elapsedMs };
  if (claim === "unbounded" || (claim === "infeasible" && best.columnValues === null)) {
    const what =
      claim === "infeasible" ? "its constraints contradict each other" : "its objective has no limit";
    return { ...common, status: claim, reason: `Model "${form.name}" is ${claim}: ${what}.` };
  }
  const hasAnswer = (claim === "optimal" || claim === "stopped") && run.columnValues !== null;
  const answer = hasAnswer ? best.check(run.columnValues!) : null;
  const isAnswerBest =
    answer?.ok === true &&
    (best.verification === null || !isBetter(form, best.verification.objective, answer.objective));
  const verification = isAnswerBest ? answer : best.verification;
  const columnValues = isAnswerBest ? run.columnValues : best.columnValues;
  if (verification === null || columnValues === null) return { ...common, ...rejected(form, claim, answer) };

  const { objective } = verification;
  const proven =
    claim === "optimal" && answer?.ok === true && gapOf(objective, run.bound) <= OBJECTIVE_TOLERANCE;
  const bound = proven
    ? run.bound
    : claim === "stopped"
      ? boundAtStop(best, run.bound, objective)
      : noBound(form);
  const hasDuals =
    proven && isAnswerBest && run.rowDuals !== null && !form.integrality.some((kind) => kind !== 0);
  return {
    ...common,
    status: proven ? "optimal" : claim === "stopped" ? "stopped" : "feasible",
    objective,
    bound,
    relativeGap: relativeGap(objective, bound),
    verification,
    columnValues,
    value: (variable) => valuesOf(form, columnValues, variable),
    shadowPrice: (constraint) => (hasDuals ? pricesOf(form, run.rowDuals!, constraint) : null),
  };
}

/** The tightest bound heard of; a bound that a verified decision beats proves that the claim is about something else. */
function boundAtStop(best: BestPoint, lastBound: number, objective: number): number {
  const { form } = best;
  const bound = Number.isFinite(lastBound) && isBetter(form, best.bound, lastBound) ? lastBound : best.bound;
  const isBeaten = isBetter(form, objective, bound) && gapOf(objective, bound) > OBJECTIVE_TOLERANCE;
  return isBeaten ? noBound(form) : bound;
}

function rejected(
  form: StandardForm,
  claim: RunOutcome["status"],
  answer: Verification | null,
): Pick<Unsolved, "status" | "reason"> {
  if (claim === "failed") {
    return {
      status: "no-solution",
      reason: `The solver gave up on "${form.name}" without an answer.`,
    };
  }
  if (claim === "stopped" || answer === null) {
    return {
      status: "no-solution",
      reason: `The solver was stopped before it found a feasible point of "${form.name}".`,
    };
  }
  const worst = answer.worst!;
  return {
    status: "unverified",
    reason: `The solver called its point of "${form.name}" optimal, but ${worst.name} is violated by ${worst.violation} (${worst.kind}).`,
  };
}
