import { ForesolveError } from "../errors.js";
import { formClass, type StandardForm } from "../model/index.js";
import type { Capability, Solver, SolverName } from "./solver.js";
import { branchAndBoundSolver, clarabelSolver, highsSolver, solverNamed, SOLVERS } from "./solvers.js";

/** Binary models up to this size are searched by branch and bound first. */
const SMALL_BINARY = { columns: 50, rows: 100 };

/**
 * What a form asks of a solver.
 *
 * @example
 * import { model, mul, standardForm } from "foresolve/model";
 * import { neededCapabilities } from "foresolve/solve";
 *
 * const m = model("smooth");
 * const level = m.variable("level", { over: [], lower: 1 });
 * m.minimize(mul(level, level));
 * neededCapabilities(standardForm(m)); // => ["continuous columns", "convex quadratic objective"]
 */
export function neededCapabilities(form: StandardForm): readonly Capability[] {
  const { integers, semicontinuous, quadraticObjective, quadraticConstraints, cones } = formClass(form);
  const needed: Capability[] = [];
  let [hasContinuous, hasBinary, hasInteger] = [false, false, false];
  // What a slot will hold is not known here.
  const isUncertain = new Set([...form.slots.columnLower.targets, ...form.slots.columnUpper.targets]);
  for (let column = 0; column < form.columns; column++) {
    if (form.integrality[column] === 0) hasContinuous = true;
    else if (form.integrality[column] === 1) {
      const isWithin = form.columnLower[column] >= 0 && form.columnUpper[column] <= 1;
      if (isWithin && !isUncertain.has(column)) hasBinary = true;
      else hasInteger = true;
    }
  }
  if (hasContinuous) needed.push("continuous columns");
  if (hasBinary) needed.push("binary columns");
  if (hasInteger) needed.push("integer columns");
  if (semicontinuous) needed.push("semicontinuous columns");
  if (quadraticObjective) needed.push("convex quadratic objective");
  if (quadraticConstraints) needed.push("convex quadratic constraints");
  if (cones) needed.push("second-order cones");
  if ((integers || semicontinuous) && (quadraticObjective || quadraticConstraints || cones)) {
    needed.push("integers with quadratic terms or cones");
  }
  return needed;
}

/** What keeps a solver from taking a form, in words; empty when nothing does. */
function obstacles(solver: Solver, form: StandardForm, needed: readonly Capability[]): string[] {
  const missing: string[] = needed.filter((capability) => !solver.capabilities.has(capability));
  if (form.columns > solver.mostColumns) missing.push(`more than ${solver.mostColumns} columns`);
  return missing;
}

/**
 * The solver for a form: the one that is asked for, or the one whose method fits its class and size.
 *
 * @throws ForesolveError `FS_SOLVE_NO_SOLVER` when the solver that is asked for cannot take the form, or none can; names what is
 * missing.
 */
export function chooseSolver(form: StandardForm, wanted: SolverName | "auto"): Solver {
  const needed = neededCapabilities(form);
  const candidates = wanted === "auto" ? SOLVERS : [solverNamed(wanted)];
  const able = candidates.filter((solver) => obstacles(solver, form, needed).length === 0);
  if (able.length === 0) throw noSolver(form, candidates, needed);
  if (able.length === 1) return able[0];
  if (able.includes(branchAndBoundSolver) && form.columns <= SMALL_BINARY.columns) {
    return form.rows <= SMALL_BINARY.rows ? branchAndBoundSolver : highsSolver;
  }
  // Interior points are quicker than HiGHS's active sets at every size that was measured, 5 to 500 columns, dense or in factors.
  return needed.includes("convex quadratic objective") ? clarabelSolver : highsSolver;
}

function noSolver(
  form: StandardForm,
  candidates: readonly Solver[],
  needed: readonly Capability[],
): ForesolveError {
  const reasons = candidates.map(
    (solver) => `${solver.name} does not take ${obstacles(solver, form, needed).join(", ")}`,
  );
  const isMixed = needed.includes("integers with quadratic terms or cones");
  return new ForesolveError("FS_SOLVE_NO_SOLVER", {
    message: `No solver can take model "${form.name}": ${reasons.join("; ")}.`,
    fix:
      candidates.length === 1
        ? 'Leave the choice to solve(model, { solver: "auto" }), or name a solver that takes this class of models.'
        : isMixed
          ? "Make the quadratic terms linear (product(...) of binaries, piecewiseLinear(...)), or the variables continuous."
          : "See docs/solving.md for what each solver takes.",
    data: { model: form.name, needed, solvers: candidates.map(({ name }) => name) },
  });
}
