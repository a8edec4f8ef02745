import { BranchAndBoundSession } from "./branch-and-bound/session.js";
import { ClarabelSession } from "./clarabel/clarabel-session.js";
import { HighsSession } from "./highs-session.js";
import type { StandardForm } from "../model/index.js";
import type { Solver, SolverName, SolverSession } from "./solver.js";

/** HiGHS: simplex method, branch and cut, active sets. */
export const highsSolver: Solver = {
  name: "highs",
  capabilities: new Set([
    "continuous columns",
    "binary columns",
    "integer columns",
    "semicontinuous columns",
    "convex quadratic objective",
    "changing numbers without a rebuild",
    "shadow prices",
    "warm start",
    "plan to start from",
    "deadline",
    "interrupt from another thread",
    "progress",
  ]),
  mostColumns: Infinity,
  open: (form, options) => HighsSession.open(form, options),
};

/** Clarabel: interior points over cones. */
export const clarabelSolver: Solver = {
  name: "clarabel",
  capabilities: new Set([
    "continuous columns",
    "convex quadratic objective",
    "convex quadratic constraints",
    "second-order cones",
    "shadow prices",
    "deadline",
  ]),
  mostColumns: Infinity,
  open: (form, options) => ClarabelSession.open(form, options),
};

/** Builds a continuous form that is known to be convex (`requireConvex`) in Clarabel, without waiting. */
export type OpenClarabel = (form: StandardForm) => SolverSession;

/**
 * Loads Clarabel, for code that cannot wait when it opens a model.
 *
 * @throws ForesolveError `FS_SOLVE_BACKEND_MISSING`.
 * @example
 * import { model, mul, standardForm } from "foresolve/model";
 * import { loadClarabel } from "foresolve/solve";
 *
 * const open = await loadClarabel();
 * const m = model("smooth");
 * const level = m.variable("level", { over: [], lower: 1 });
 * m.minimize(mul(level, level));
 * open(standardForm(m)).run().status; // => "optimal"
 */
export function loadClarabel(): Promise<OpenClarabel> {
  return ClarabelSession.loaded();
}

/** Columns beyond which the dense tableau and the plain search of branch and bound are no match for HiGHS. */
const SMALL_BINARY_COLUMNS = 64;

/** Branch and bound in plain TypeScript. */
export const branchAndBoundSolver: Solver = {
  name: "branch-and-bound",
  capabilities: new Set([
    "binary columns",
    "plan to start from",
    "deadline",
    "interrupt from another thread",
    "progress",
  ]),
  mostColumns: SMALL_BINARY_COLUMNS,
  open: async (form) => new BranchAndBoundSession(form),
};

/** Every solver, the most able one first. */
export const SOLVERS: readonly Solver[] = [highsSolver, clarabelSolver, branchAndBoundSolver];

/** The solver of this name. */
export function solverNamed(name: SolverName): Solver {
  return SOLVERS.find((solver) => solver.name === name)!;
}
