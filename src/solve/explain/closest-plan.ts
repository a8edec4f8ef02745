import type { StandardForm } from "../../model/index.js";
import { HighsSession } from "../highs-session.js";
import { isSolved, type Solved, type Unsolved } from "../solution.js";
import { solutionOf } from "../solve.js";
import { verifier } from "../verifier.js";
import { timeLeft, type Clock } from "./clock.js";
import { leastChange } from "./least-change.js";
import { withWholeNumbers } from "./whole-numbers.js";

/** Solves a form without slots once, in the time left. */
export async function solveForm(form: StandardForm, clock: Clock): Promise<Solved | Unsolved> {
  const session = await HighsSession.open(form);
  try {
    const time = timeLeft(clock);
    if (time !== null) return solutionOf(session, time);
    return { status: "no-solution", reason: "Time was up.", elapsedMs: 0, iterations: 0 };
  } finally {
    session.dispose();
  }
}

/** The objective may be this much worse, relative to max(1, |objective|), for the sake of fewer changes. */
const CLOSENESS_TOLERANCE = 1e-9;

/** Of all best plans one with the smallest sum of absolute changes: what differs then differs for a reason. */
export async function closestPlan(
  form: StandardForm,
  best: Solved,
  before: Float64Array,
  clock: Clock,
): Promise<Float64Array> {
  const fallback = withWholeNumbers(form, best.columnValues);
  // That a plan is as good takes a row, and a row of a quadratic objective is none that HiGHS has.
  if (form.quadratic.objective.values.length > 0) return fallback;
  const give = CLOSENESS_TOLERANCE * Math.max(1, Math.abs(best.objective));
  const worth = best.objective - form.offset;
  const distance = leastChange(form, before, {
    lower: form.sense === "maximize" ? worth - give : -Infinity,
    upper: form.sense === "minimize" ? worth + give : Infinity,
  });
  const solution = await solveForm(distance, clock);
  if (!isSolved(solution)) return fallback;
  const plan = withWholeNumbers(form, solution.columnValues.slice(0, form.columns));
  const { ok, objective } = verifier(form)([], plan);
  const isAsGood = Math.abs(objective - best.objective) <= 1e-6 * Math.max(1, Math.abs(best.objective));
  return ok && isAsGood ? plan : fallback;
}
