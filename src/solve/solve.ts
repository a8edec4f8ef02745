import { standardForm, type Model, type StandardForm, type UncertainParameter } from "../model/index.js";
import { HighsSession } from "./highs-session.js";
import { slotValues } from "./parameters.js";
import { pricesOf, valuesOf, type Solution, type Unsolved } from "./solution.js";
import { verifier, type Verification } from "./verifier.js";

/** Options of {@link solve}. */
export interface SolveOptions {
  /** Values of the model's uncertain parameters; required for each that occurs. */
  readonly values?: readonly (readonly [UncertainParameter, ArrayLike<number>])[];
  /** Stop after this many milliseconds and return the best verified decision, if there is one. */
  readonly deadlineMs?: number;
}

/**
 * Solves a model once with HiGHS, checks the answer independently, and returns it. Infeasible, unbounded and stopped
 * are values of `status`. The solver runs in the calling thread. To solve one model many times with changing numbers,
 * keep a {@link HighsSession}.
 *
 * @throws ForesolveError `FS_MODEL_NO_OBJECTIVE`, `FS_MODEL_NO_VARIABLES`, `FS_SOLVE_WRONG_PARAMETERS`,
 * `FS_SOLVE_INVALID_DEADLINE`, `FS_SOLVE_BACKEND_FAILED`.
 * @example
 * import { equal, indexSet, model, mul, parameter, sum, total } from "foresolve/model";
 * import { solve } from "foresolve/solve";
 *
 * const unit = indexSet("unit", ["coal", "gas"]);
 * const cost = parameter({ over: [unit], unit: "EUR/MWh", data: [20, 35] });
 * const m = model("dispatch");
 * const output = m.variable("output", { over: [unit], unit: "MWh", lower: 0, upper: 50 });
 * const demand = m.require("meet demand", equal(sum(output, unit), 60));
 * m.minimize(total(mul(cost, output)));
 *
 * const solution = await solve(m);
 * if (solution.status !== "optimal") throw new Error(solution.status);
 * solution.value(output).at("gas"); // => 10
 * solution.objective; // => 1350
 * solution.shadowPrice(demand)?.at(); // => 35
 */
export async function solve(model: Model, options: SolveOptions = {}): Promise<Solution> {
  const form = standardForm(model);
  const session = await HighsSession.open(form);
  try {
    if (form.slots.count > 0) session.setParameters(slotValues(form, options.values ?? []));
    return solutionOf(session, options);
  } finally {
    session.dispose();
  }
}

/** What {@link solutionOf} needs of a solver session. */
export type RunnableSession = Pick<HighsSession, "form" | "parameters" | "run" | "columnValues" | "rowDuals">;

/** A recomputed objective may differ this much, relative to max(1, |objective|), from what the solver claims. */
const OBJECTIVE_TOLERANCE = 1e-6;

/**
 * Runs a session once and turns what it left into a verified solution.
 *
 * @throws ForesolveError what `session.run` throws.
 */
export function solutionOf(
  session: RunnableSession,
  options: { readonly deadlineMs?: number } = {},
  check: ReturnType<typeof verifier> = verifier(session.form),
): Solution {
  const started = performance.now();
  const { status: claim, bound: claimedBound, iterations } = session.run(options);
  const { form, columnValues, rowDuals } = session;
  const common = { iterations, elapsedMs: performance.now() - started };
  if (claim === "infeasible" || claim === "unbounded") {
    const what =
      claim === "infeasible" ? "its constraints contradict each other" : "its objective has no limit";
    return { ...common, status: claim, reason: `Model "${form.name}" is ${claim}: ${what}.` };
  }
  if (claim === "failed") {
    return {
      ...common,
      status: "no-solution",
      reason: `The solver gave up on "${form.name}" without an answer.`,
    };
  }
  const verification = check(session.parameters, columnValues);
  if (!verification.ok) return { ...common, ...rejected(form, claim, verification) };

  const { objective } = verification;
  const proven = claim === "optimal" && gapOf(objective, claimedBound) <= OBJECTIVE_TOLERANCE;
  // A point whose objective is not what the solver claims proves that the claim is about something else.
  const bound =
    claim === "optimal" && !proven ? (form.sense === "minimize" ? -Infinity : Infinity) : claimedBound;
  const hasDuals = proven && !form.integrality.includes(1);
  return {
    ...common,
    status: proven ? "optimal" : claim === "optimal" ? "feasible" : "stopped",
    objective,
    bound,
    relativeGap: relativeGap(objective, bound),
    verification,
    columnValues,
    value: (variable) => valuesOf(form, columnValues, variable),
    shadowPrice: (constraint) => (hasDuals ? pricesOf(form, rowDuals, constraint) : null),
  };
}

function rejected(
  form: StandardForm,
  claim: "optimal" | "stopped",
  { worst }: Verification,
): Pick<Unsolved, "status" | "reason"> {
  if (claim === "stopped") {
    return {
      status: "no-solution",
      reason: `The solver was stopped before it found a feasible point of "${form.name}".`,
    };
  }
  return {
    status: "unverified",
    reason: `The solver called its point of "${form.name}" optimal, but ${worst!.name} is violated by ${worst!.violation} (${worst!.kind}).`,
  };
}

function gapOf(objective: number, bound: number): number {
  return Math.abs(objective - bound) / Math.max(1, Math.abs(objective));
}

function relativeGap(objective: number, bound: number): number {
  // Both are recomputed in floating point: agreement to the last digits is agreement.
  if (gapOf(objective, bound) <= 1e-9) return 0;
  return Math.abs(objective - bound) / Math.max(Math.abs(objective), Number.EPSILON);
}
