import { ForesolveError } from "../../errors.js";
import { HighsSession, isSolved, solutionOf, verifier, type Solution } from "../../solve/index.js";
import type { DecisionProblem } from "./decision-problem.js";
import { grownForm } from "./grown-form.js";
import { isVariable } from "./stage-columns.js";

/** Says what decisions turn out to be worth, whatever is unknown and wherever. Keeps warm sessions: dispose of it when done. */
export interface Judge {
  /** Best plan [columns] if these uncertain values [entries] were true. */
  decide(values: ArrayLike<number>, row?: unknown): Float64Array;
  /**
   * The realised objective of a plan [columns]: its first stage as decided, the second stage decided anew for the truth
   * [entries], and penalties for what the truth breaks.
   */
  realisedCost(columnValues: Float64Array, truth: ArrayLike<number>, row?: unknown): number;
  /** The realised objective of the best plan for a prediction: what a loss that needs no gradient asks for. */
  costOf(prediction: ArrayLike<number>, truth: ArrayLike<number>, row?: unknown): number;
  /** The best realised objective in hindsight. */
  best(truth: ArrayLike<number>, row?: unknown): number;
  dispose(): void;
}

/**
 * Opens a judge of the decisions of a problem. Where all variables are decided before the truth is known, what breaks is read off
 * the rows; else the second stage is solved in a warm session in which the first is pinned.
 *
 * @throws ForesolveError what opening a session throws. Judging throws `FS_DECIDE_INFEASIBLE_TRUTH` when a plan breaks a
 * constraint without a penalty under the truth (names the constraint), or when no plan satisfies the truth; `FS_DECIDE_INFEASIBLE_PLAN`
 * for a plan of another length; `FS_DECIDE_NO_DECISION` when there
 * is no optimal plan for the values; `FS_SOLVE_WRONG_PARAMETERS` for values that are too few or not finite.
 * @example
 * import { atMost, indexSet, model, mul, total } from "foresolve/model";
 * import { decisionProblem, openJudge } from "foresolve/decide";
 *
 * const item = indexSet("item", 2);
 * const packing = decisionProblem({
 *   uncertain: { weight: { over: [item], unit: "kg" } },
 *   build({ weight }) {
 *     const m = model("packing");
 *     const take = m.variable("take", { over: [item], domain: "binary" });
 *     m.require("capacity", atMost(total(mul(weight, take)), 10));
 *     m.maximize(total(mul(7, take)));
 *     return m;
 *   },
 *   recourse: { penalties: { capacity: 4 } },
 * });
 * const judge = await openJudge(packing);
 * judge.costOf([4, 5], [4, 8]); // => 6
 * judge.best([4, 8]); // => 7
 * judge.dispose();
 */
export async function openJudge(
  problem: Pick<DecisionProblem, "form" | "open" | "stages" | "slotsOf">,
): Promise<Judge> {
  const { form, stages } = problem;
  const check = verifier(form);
  const session = await problem.open();
  let second: HighsSession | null = null;
  try {
    if (stages?.hasSecondStage === true)
      second = await HighsSession.open(grownForm(form, { pinned: stages.firstStage }));
  } catch (error) {
    session.dispose();
    throw error;
  }
  const slots = (values: ArrayLike<number>, row: unknown): Float64Array =>
    problem.slotsOf?.(values, row) ?? Float64Array.from(values);

  const solved = (parameters: Float64Array): Solution => {
    session.solver.setParameters(parameters);
    return solutionOf(session.solver, {}, check);
  };
  /** [columns] the plan once the truth is known */
  const adapted = (columnValues: Float64Array, parameters: Float64Array): Float64Array => {
    if (second === null || stages === undefined) return slackened(problem, columnValues, parameters);
    const all = new Float64Array(second.form.slots.count);
    all.set(parameters);
    for (const [k, column] of stages.firstStage.entries()) {
      const value = columnValues[column];
      all[parameters.length + k] = form.integrality[column] === 0 ? value : Math.round(value);
    }
    second.setParameters(all);
    const { status } = second.run();
    // What no second stage can mend is named by the plan's own second stage.
    return status === "optimal" ? second.columnValues : slackened(problem, columnValues, parameters);
  };
  const realised = (columnValues: Float64Array, truth: ArrayLike<number>, row: unknown): number => {
    if (columnValues.length !== form.columns) throw wrongPlan(form.name, columnValues.length, form.columns);
    const parameters = slots(truth, row);
    const { ok, objective, worst } = check(parameters, adapted(columnValues, parameters));
    if (ok) return objective;
    throw infeasibleTruth(
      form.name,
      `A plan of model "${form.name}" breaks ${worst!.name} by ${worst!.violation} of its limit when the truth is known`,
      worst!.name,
    );
  };
  const decide = (values: ArrayLike<number>, row: unknown): Float64Array => {
    const solution = solved(slots(values, row));
    if (isSolved(solution)) return solution.columnValues;
    throw noPlan(form.name, solution.reason);
  };
  return {
    decide,
    realisedCost: realised,
    costOf: (prediction, truth, row) => realised(decide(prediction, row), truth, row),
    best(truth, row) {
      const solution = solved(slots(truth, row));
      if (solution.status === "optimal") return solution.objective;
      if (solution.status === "infeasible")
        throw infeasibleTruth(form.name, `No plan of model "${form.name}" satisfies the truth`, null);
      throw noPlan(form.name, "reason" in solution ? solution.reason : "Its optimum was not proven.");
    },
    dispose() {
      session.dispose();
      second?.dispose();
    },
  };
}

/** [columns] a plan whose soft rows are paid for, exactly as far as these parameters break them */
export function slackened(
  { form, stages }: Pick<DecisionProblem, "form" | "stages">,
  columnValues: Float64Array,
  parameters: Float64Array,
): Float64Array {
  if (stages === undefined || stages.softRows.length === 0) return columnValues;
  const plan = columnValues.slice();
  const shifts = new Float64Array(form.rows);
  const { rowBounds, matrix } = form.slots;
  for (let k = 0; k < rowBounds.slots.length; k++)
    shifts[rowBounds.targets[k]] += rowBounds.coefficients[k] * parameters[rowBounds.slots[k]];
  const values = form.matrix.values.slice();
  for (let k = 0; k < matrix.slots.length; k++)
    values[matrix.targets[k]] += matrix.coefficients[k] * parameters[matrix.slots[k]];
  for (const { row, above, below } of stages.softRows) {
    let activity = 0;
    for (let k = form.matrix.starts[row]; k < form.matrix.starts[row + 1]; k++) {
      const column = form.matrix.columns[k];
      if (isVariable(form, column)) activity += values[k] * plan[column];
    }
    if (above >= 0) plan[above] = Math.max(0, activity - form.rowUpper[row] - shifts[row]);
    if (below >= 0) plan[below] = Math.max(0, form.rowLower[row] + shifts[row] - activity);
  }
  return plan;
}

function wrongPlan(model: string, values: number, columns: number): ForesolveError {
  return new ForesolveError("FS_DECIDE_INFEASIBLE_PLAN", {
    message: `A plan to be judged has ${values} value(s), but model "${model}" has ${columns} column(s), those included that say how far soft constraints are broken.`,
    fix: "Pass the columnValues of a decision, or what judge.decide gives.",
    data: { model, values, columns },
  });
}

/** The error of a truth that leaves no plan, or breaks one; `row` is what it breaks. */
export function infeasibleTruth(model: string, what: string, row: string | null): ForesolveError {
  return new ForesolveError("FS_DECIDE_INFEASIBLE_TRUTH", {
    message: `${what}, and there is no recourse for that.`,
    fix: `Give the problem a recourse: ${row === null ? "penalties for breaking its constraints" : `a penalty for breaking this constraint (penalties: { "${row.split("[")[0]}": price per unit })`}, or variables that are decided once the truth is known (firstStage: the names of the others).`,
    data: { model, ...(row === null ? {} : { row }) },
  });
}

function noPlan(model: string, reason: string): ForesolveError {
  return new ForesolveError("FS_DECIDE_NO_DECISION", {
    message: `There is no plan for these values. ${reason}`,
    fix: "Check that the model has a feasible, bounded decision for every prediction; a recourse makes it feasible.",
    data: { model },
  });
}
