import { ForesolveError } from "../errors.js";
import { standardForm, type Model, type StandardForm, type UncertainParameter } from "../model/index.js";
import { HighsSession, type RunOutcome } from "./highs-session.js";
import { pricesOf, valuesOf, type Solution } from "./solution.js";
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
    if (form.slots.count > 0) session.setParameters(parameterValues(form, options.values ?? []));
    return solutionOf(session, options);
  } finally {
    session.dispose();
  }
}

/** Runs a session once and turns what it left into a verified solution. */
export function solutionOf(
  session: HighsSession,
  options: { readonly deadlineMs?: number } = {},
  check: ReturnType<typeof verifier> = verifier(session.form),
): Solution {
  const started = performance.now();
  const outcome = session.run(options);
  const { form } = session;
  const common = { iterations: outcome.iterations, elapsedMs: performance.now() - started };
  if (outcome.status === "infeasible" || outcome.status === "unbounded") {
    const what =
      outcome.status === "infeasible"
        ? "its constraints contradict each other"
        : "its objective has no limit";
    return {
      ...common,
      status: outcome.status,
      reason: `Model "${form.name}" is ${outcome.status}: ${what}.`,
    };
  }
  const verification = check(session.parameters, session.columnValues);
  if (!verification.ok || outcome.status === "failed") return rejected(form, outcome, verification, common);

  const { objective } = verification;
  const optimal = outcome.status === "optimal";
  const { columnValues, rowDuals } = session;
  const hasDuals = optimal && !form.integrality.includes(1);
  return {
    ...common,
    status: optimal ? "optimal" : "stopped",
    objective,
    bound: outcome.bound,
    relativeGap: relativeGap(objective, outcome.bound),
    verification,
    columnValues,
    value: (variable) => valuesOf(form, columnValues, variable),
    shadowPrice: (constraint) => (hasDuals ? pricesOf(form, rowDuals, constraint) : null),
  };
}

function rejected(
  form: StandardForm,
  outcome: RunOutcome,
  verification: Verification,
  common: { readonly iterations: number; readonly elapsedMs: number },
): Solution {
  if (outcome.status === "stopped") {
    return {
      ...common,
      status: "no-solution",
      reason: `The solver was stopped before it found a feasible point of "${form.name}".`,
    };
  }
  if (verification.worst === null || outcome.status === "failed") {
    return {
      ...common,
      status: "no-solution",
      reason: `The solver gave up on "${form.name}" without an answer.`,
    };
  }
  const { kind, name, violation } = verification.worst;
  return {
    ...common,
    status: "unverified",
    reason: `The solver called its point of "${form.name}" optimal, but ${name} is violated by ${violation} (${kind}).`,
  };
}

function relativeGap(objective: number, bound: number): number {
  const difference = Math.abs(objective - bound);
  // Both are recomputed in floating point: agreement to the last digits is agreement.
  if (difference <= 1e-9 * Math.max(1, Math.abs(objective))) return 0;
  return difference / Math.max(Math.abs(objective), Number.EPSILON);
}

function parameterValues(form: StandardForm, given: NonNullable<SolveOptions["values"]>): number[] {
  return form.uncertain.flatMap((parameter) => {
    const pair = given.find(([candidate]) => candidate === parameter);
    if (pair === undefined) {
      throw new ForesolveError("FS_SOLVE_WRONG_PARAMETERS", {
        message: `Model "${form.name}" has the uncertain parameter "${parameter.name}", for which no values are given.`,
        fix: "Pass values: [[parameter, numbers], ...] in the options.",
        data: { model: form.name, parameter: parameter.name },
      });
    }
    return Array.from(pair[1]);
  });
}
