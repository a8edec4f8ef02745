import { breathe } from "../math/index.js";
import { ForesolveError } from "../errors.js";
import {
  entryCount,
  standardForm,
  type Constraint,
  type IndexSets,
  type Model,
  type Relation,
  type StandardForm,
  type Variable,
} from "../model/index.js";
import { BestPoint } from "./best-point.js";
import { conclude, type RunResult } from "./conclusion.js";
import { requireDeadline } from "./deadline.js";
import { isBetter, noBound } from "./gap.js";
import { HighsSession } from "./highs-session.js";
import { slotValues } from "./parameters.js";
import { isSolved, valuesOf, type EntryValues, type Solution, type Solved } from "./solution.js";
import type { SolveOptions } from "./solve.js";
import { verifier } from "./verifier.js";

/** A verified decision of a model that does not have all its constraints yet. */
export interface LazyCandidate {
  readonly objective: number;
  /** [columns] */
  readonly columnValues: Float64Array;
  value<S extends IndexSets>(variable: Variable<S>): EntryValues<S>;
}

/** Options of {@link solveLazily}. */
export interface LazyOptions extends Pick<SolveOptions, "values" | "deadlineMs" | "signal"> {
  /**
   * The constraints that a candidate violates, each with a name of its own; none if it satisfies all that there are.
   * They must be right for every decision, not for this one only: they stay. Leave the solver its tolerance: what is
   * violated by less than `FEASIBILITY_TOLERANCE` is not violated, or it comes again and again.
   */
  separate(candidate: LazyCandidate): readonly (readonly [name: string, relation: Relation])[];
  /** Give up after so many solves. Default 1000. */
  readonly maxRounds?: number;
}

/** A solution of a model with lazy constraints, and what was needed of them. */
export type LazyResult = Solution & {
  /** True when the decision satisfies every lazy constraint, also those that were never made. */
  readonly allLazyConstraintsHold: boolean;
  /** Solves. */
  readonly rounds: number;
  /** The lazy constraints that were added, in order; `shadowPrice` takes them. */
  readonly added: readonly Constraint[];
};

const DEFAULT_MAX_ROUNDS = 1000;

/**
 * Solves a model of which most constraints are left out, because there are too many to write down: finds those that the
 * answer violates, adds them, and solves again until there are none. The model in the solver is kept and grows by rows; a
 * continuous one goes on from its last basis. The model that is passed stays as it is. The solver runs in the calling
 * thread, which gets to breathe between rounds; that is when a signal is heard.
 *
 * An answer that violates lazy constraints is never returned as a decision: at the deadline, on a signal or after
 * `maxRounds` the status is "no-solution", and the reason says how many the last one violates. "infeasible" is proven:
 * the missing constraints cannot make it feasible.
 *
 * Source: Dantzig, Fulkerson and Johnson, "Solution of a large-scale traveling-salesman problem" (1954).
 *
 * @throws ForesolveError what `solve` throws, and what `model.require` throws of a relation.
 * @example
 * import { add, atMost, model, mul } from "foresolve/model";
 * import { solveLazily } from "foresolve/solve";
 *
 * const m = model("round table");
 * const x = m.variable("x", { over: [], lower: -1, upper: 1 });
 * const y = m.variable("y", { over: [], lower: -1, upper: 1 });
 * m.maximize(add(x, y));
 *
 * // The disc is the intersection of all its tangents' half-planes.
 * const solution = await solveLazily(m, {
 *   separate(candidate) {
 *     const [a, b] = candidate.columnValues;
 *     const radius = Math.hypot(a, b);
 *     if (radius < 1 + 1e-6) return [];
 *     return [[`tangent at ${a}, ${b}`, atMost(add(mul(a / radius, x), mul(b / radius, y)), 1)]];
 *   },
 * });
 * if (solution.status !== "optimal") throw new Error(solution.status);
 * solution.objective.toFixed(4); // => "1.4142"
 * solution.allLazyConstraintsHold; // => true
 */
export async function solveLazily(model: Model, options: LazyOptions): Promise<LazyResult> {
  const startedMs = performance.now();
  requireDeadline(options.deadlineMs);
  const { deadlineMs = Infinity, signal, maxRounds = DEFAULT_MAX_ROUNDS } = options;
  const endsMs = startedMs + deadlineMs;
  const added: Constraint[] = [];
  let form = standardForm(model);
  const parameters = form.slots.count > 0 ? slotValues(form, options.values ?? []) : new Float64Array(0);
  let bound = noBound(form);
  let rounds = 0;
  let iterations = 0;
  let violated = 0;
  const finish = (run: RunResult): LazyResult => {
    const solution = conclude(
      bestOf(form, parameters),
      { ...run, iterations },
      performance.now() - startedMs,
    );
    return { ...solution, allLazyConstraintsHold: isSolved(solution), rounds, added };
  };

  const goesOn = (): boolean => rounds < maxRounds && performance.now() < endsMs && signal?.aborted !== true;
  const session = await HighsSession.open(form);
  try {
    if (parameters.length > 0) session.setParameters(parameters);
    while (goesOn()) {
      rounds++;
      const leftMs = endsMs - performance.now();
      const outcome = session.run(Number.isFinite(leftMs) ? { deadlineMs: Math.max(leftMs, 1) } : {});
      iterations += outcome.iterations;
      // Constraints that are still missing can only make the optimum worse, so that every bound holds.
      if (Number.isFinite(outcome.bound) && isBetter(form, bound, outcome.bound)) bound = outcome.bound;
      const { columnValues, rowDuals } = session;
      const result = finish({ ...outcome, bound, columnValues, rowDuals });
      if (result.status === "unbounded") return undecided(model, result);
      if (!isSolved(result)) return result;
      const relations = options.separate(candidateOf(form, result));
      if (relations.length === 0) return result;
      violated = relations.length;
      for (const [name, relation] of relations) added.push(constraintOf(model, added, name, relation));
      form = standardForm(withConstraints(model, added));
      session.appendRows(form);
      await breathe();
    }
    const nothing = { status: "stopped", iterations, columnValues: null, rowDuals: null } as const;
    const result = finish({ ...nothing, bound });
    if (rounds === 0 || isSolved(result)) return result;
    const reason = `Stopped after ${rounds} round(s) for "${model.name}": the last answer violated ${violated} lazy constraint(s).`;
    return { ...result, reason };
  } finally {
    session.dispose();
  }
}

function bestOf(form: StandardForm, parameters: Float64Array): BestPoint {
  const verify = verifier(form);
  return new BestPoint(form, (columnValues) => verify(parameters, columnValues));
}

function candidateOf(form: StandardForm, { objective, columnValues }: Solved): LazyCandidate {
  return { objective, columnValues, value: (variable) => valuesOf(form, columnValues, variable) };
}

/** A constraint of the model that the model does not have. */
function constraintOf(
  model: Model,
  added: readonly Constraint[],
  name: string,
  { difference, sense }: Relation,
): Constraint {
  if (difference.model !== null && difference.model !== model) {
    throw new ForesolveError("FS_MODEL_FOREIGN_VARIABLE", {
      message: `The lazy constraint "${name}" of model "${model.name}" uses variables of model "${difference.model.name}".`,
      fix: "Use only variables that were made with this model's variable(...).",
      data: { model: model.name, foreign: difference.model.name },
    });
  }
  if ([...model.constraints, ...added].some((known) => known.name === name)) {
    throw new ForesolveError("FS_MODEL_DUPLICATE_NAME", {
      message: `Model "${model.name}" already has a constraint "${name}".`,
      fix: "Give each lazy constraint a name of its own, also over the rounds; number them, for instance.",
      data: { model: model.name, kind: "constraint", name },
    });
  }
  return { name, over: difference.over, sense, difference, firstRow: rowsOf(model, added) };
}

function rowsOf(model: Model, added: readonly Constraint[]): number {
  return added.reduce((rows, constraint) => rows + entryCount(constraint.over), model.rows);
}

/** The model with further constraints behind its own, without a change to it. */
function withConstraints(model: Model, added: readonly Constraint[]): Model {
  return Object.create(model, {
    constraints: { value: [...model.constraints, ...added] },
    rows: { value: rowsOf(model, added) },
  }) as Model;
}

/** Without the constraints that are missing there is no limit: that says nothing of the model with them. */
function undecided(model: Model, result: LazyResult): LazyResult {
  const reason = `Model "${model.name}" has no limit to its objective without lazy constraints that no answer could be asked for.`;
  return { ...result, status: "no-solution", reason } as LazyResult;
}
