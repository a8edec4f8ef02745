import { ForesolveError } from "../errors.js";
import {
  standardForm,
  subtract,
  type Constraint,
  type Expression,
  type Model,
  type ModelData,
} from "../model/index.js";
import { slotValues } from "./parameters.js";
import { isSolved, type Solution } from "./solution.js";
import { solve, type SolveOptions } from "./solve.js";
import { verifier } from "./verifier.js";

/** One objective of {@link solveLexicographically}, the more important ones first. */
export interface RankedObjective {
  readonly name: string;
  readonly expression: Expression<never>;
  /** Default "minimize". */
  readonly sense?: "minimize" | "maximize";
}

/** How much of an objective may be given up for the later ones: the larger of the two allowances. */
export interface LexicographicTolerance {
  /** In the unit of the objective; default 0. */
  readonly absolute?: number;
  /** As a share of the best value's size; default 0. */
  readonly relative?: number;
}

/** Options of {@link solveLexicographically}; the deadline is for all stages together. */
export interface LexicographicOptions extends Omit<SolveOptions, "start" | "onProgress"> {
  /** By objective name; an objective without an entry may not get worse at all. */
  readonly tolerances?: Readonly<Record<string, LexicographicTolerance>>;
}

/** What became of one objective. */
export interface LexicographicStage {
  readonly name: string;
  readonly sense: "minimize" | "maximize";
  /** The decision that is best for this objective within the limits of those before; verified like any other. */
  readonly solution: Solution;
  /** How far later stages may let this objective get; null when the stage has no decision. */
  readonly limit: number | null;
}

/** Outcome of {@link solveLexicographically}. */
export interface LexicographicResult {
  /** One per objective; fewer when a stage found no decision, which is then the last one. */
  readonly stages: readonly LexicographicStage[];
  /** The decision of the last stage that has one, or why there is none. */
  readonly solution: Solution;
  /** Value of every objective at that decision, recomputed from it; empty when there is none. */
  readonly values: Readonly<Record<string, number>>;
}

/** Room for rounding in a limit that an optimal decision meets exactly, relative to max(1, |limit|). */
const ROUNDING = 1e-9;

/**
 * Solves for several objectives in order of importance: each stage makes its objective as good as the limits of the
 * earlier ones allow, and starts from the decision before. The model must not have an objective of its own that
 * matters: it is not looked at. Every stage is verified, with the limits among its constraints.
 *
 * @throws ForesolveError `FS_MODEL_NO_OBJECTIVE` when the list is empty, `FS_MODEL_DUPLICATE_NAME` when two objectives
 * share a name, `FS_SOLVE_INVALID_TOLERANCE` when a tolerance is negative, not finite or of no objective, and what
 * `solve` throws.
 * @example
 * import { atLeast, add, model } from "foresolve/model";
 * import { solveLexicographically } from "foresolve/solve";
 *
 * const m = model("shift");
 * const early = m.variable("early", { over: [], domain: "integer", lower: 0, upper: 5 });
 * const late = m.variable("late", { over: [], domain: "integer", lower: 0, upper: 5 });
 * m.require("cover", atLeast(add(early, late), 6));
 * const staff = { name: "staff", expression: add(early, late) };
 * const nights = { name: "nights", expression: late };
 * const { values } = await solveLexicographically(m, [staff, nights], { tolerances: { staff: { absolute: 1 } } });
 * values; // => { staff: 6, nights: 1 }
 */
export async function solveLexicographically(
  model: Model,
  objectives: readonly RankedObjective[],
  options: LexicographicOptions = {},
): Promise<LexicographicResult> {
  requireObjectives(model, objectives);
  const { tolerances = {}, deadlineMs, ...rest } = options;
  requireTolerances(model, objectives, tolerances);
  const endsMs = performance.now() + (deadlineMs ?? Infinity);
  const stages: LexicographicStage[] = [];
  const limits: Constraint[] = [];
  let best: Solution | null = null;
  for (const { name, expression, sense = "minimize" } of objectives) {
    const leftMs = Math.max(1, endsMs - performance.now());
    // The decision before keeps the limits: a stage that is stopped has at least that one.
    const start = best !== null && isSolved(best) ? best.columnValues : null;
    const solution: Solution = await solve(stageModel(model, { sense, expression }, limits), {
      ...rest,
      ...(deadlineMs === undefined ? {} : { deadlineMs: leftMs }),
      ...(start === null ? {} : { start }),
    });
    const limit = isSolved(solution) ? limitOf(solution.objective, sense, tolerances[name] ?? {}) : null;
    stages.push({ name, sense, solution, limit });
    if (limit === null) break;
    best = solution;
    limits.push(limitRow(model, name, expression, sense, limit, limits.length));
  }
  const solution = best ?? stages[0].solution;
  return {
    stages,
    solution,
    values: isSolved(solution) ? valuesAt(model, objectives, solution, options) : {},
  };
}

/** The model with another objective and more rows: what is solved, not what the user builds on. */
function stageModel(model: Model, objective: Model["objective"], limits: readonly Constraint[]): Model {
  const { name, variables, constraints, columns, rows } = model;
  const data: ModelData = {
    name,
    variables,
    columns,
    objective,
    constraints: [...constraints, ...limits],
    rows: rows + limits.length,
  };
  // A solve reads a model's data only.
  return data as Model;
}

function limitRow(
  model: Model,
  name: string,
  expression: Expression<never>,
  sense: "minimize" | "maximize",
  limit: number,
  position: number,
): Constraint {
  return {
    name: `limit of ${name}`,
    over: [],
    sense: sense === "minimize" ? "atMost" : "atLeast",
    difference: subtract(expression, limit),
    firstRow: model.rows + position,
  };
}

function limitOf(
  value: number,
  sense: "minimize" | "maximize",
  { absolute = 0, relative = 0 }: LexicographicTolerance,
): number {
  const room = Math.max(absolute, relative * Math.abs(value), ROUNDING * Math.max(1, Math.abs(value)));
  return sense === "minimize" ? value + room : value - room;
}

/** Every objective recomputed from the decision, by the verifier's own arithmetic. */
function valuesAt(
  model: Model,
  objectives: readonly RankedObjective[],
  solution: Solution,
  options: LexicographicOptions,
): Record<string, number> {
  const values: Record<string, number> = {};
  if (!isSolved(solution)) return values;
  for (const { name, expression } of objectives) {
    const form = standardForm(stageModel(model, { sense: "minimize", expression }, []));
    const parameters = slotValues(form, options.values ?? []);
    values[name] = verifier(form)(parameters, solution.columnValues).objective;
  }
  return values;
}

function requireObjectives(model: Model, objectives: readonly RankedObjective[]): void {
  if (objectives.length === 0) {
    throw new ForesolveError("FS_MODEL_NO_OBJECTIVE", {
      message: `Model "${model.name}" is to be solved for several objectives, but none is given.`,
      fix: "Pass at least one objective, the most important one first.",
      data: { model: model.name },
    });
  }
  for (const [position, { name, expression }] of objectives.entries()) {
    if (objectives.findIndex((objective) => objective.name === name) !== position) {
      throw new ForesolveError("FS_MODEL_DUPLICATE_NAME", {
        message: `Two objectives of model "${model.name}" are named "${name}".`,
        fix: "Give every objective a name of its own; tolerances and results go by it.",
        data: { model: model.name, name },
      });
    }
    if (expression.model !== null && expression.model !== model) {
      throw new ForesolveError("FS_MODEL_FOREIGN_VARIABLE", {
        message: `Objective "${name}" uses variables of model "${expression.model.name}", not of "${model.name}".`,
        fix: "Use only variables that were made with this model's variable(...).",
        data: { model: model.name, foreign: expression.model.name },
      });
    }
    if (expression.over.length > 0) {
      throw new ForesolveError("FS_MODEL_NOT_SCALAR", {
        message: `Objective "${name}" of model "${model.name}" is indexed over ${expression.over.map((set) => set.name).join(", ")}.`,
        fix: "Sum it up with total(...).",
        data: { model: model.name, objective: name },
      });
    }
  }
}

function requireTolerances(
  model: Model,
  objectives: readonly RankedObjective[],
  tolerances: Readonly<Record<string, LexicographicTolerance>>,
): void {
  for (const [name, { absolute = 0, relative = 0 }] of Object.entries(tolerances)) {
    const known = objectives.some((objective) => objective.name === name);
    if (known && absolute >= 0 && relative >= 0 && Number.isFinite(absolute + relative)) continue;
    throw new ForesolveError("FS_SOLVE_INVALID_TOLERANCE", {
      message: known
        ? `The tolerance of objective "${name}" is absolute ${absolute}, relative ${relative}.`
        : `There is a tolerance for "${name}", which is no objective of model "${model.name}".`,
      fix: `Pass finite tolerances of at least 0 for ${objectives.map((objective) => `"${objective.name}"`).join(", ")}.`,
      data: { model: model.name, objective: name, absolute, relative },
    });
  }
}
