import { ForesolveError } from "../errors.js";
import {
  entryOf,
  labelsOf,
  type Constraint,
  type IndexSets,
  type LabelsOf,
  type StandardForm,
  type Variable,
} from "../model/index.js";
import type { Verification } from "./verifier.js";

/** Numbers over index sets, read by label. */
export interface EntryValues<S extends IndexSets = IndexSets> {
  /** [entries] row-major in the order of the index sets */
  readonly array: Float64Array;
  /** The value of one entry. Throws `FS_MODEL_UNKNOWN_LABEL`. */
  at(...labels: LabelsOf<S>): number;
  /** All values under their labels joined by commas: `{ "coal,3": 50 }`; a scalar has the key "". */
  toRecord(): Record<string, number>;
}

/** What every outcome of a solve has. */
interface Outcome {
  readonly elapsedMs: number;
  /** Iterations of the solver (for integer models: simplex iterations of the whole search). */
  readonly iterations: number;
}

/** A decision that passed the verifier. */
export interface Solved extends Outcome {
  /** "optimal": proven. "feasible": good, unproven. "stopped": the best at the deadline or when interrupted. */
  readonly status: "optimal" | "feasible" | "stopped";
  /** Objective of the decision, recomputed from it by the verifier. */
  readonly objective: number;
  /** No decision can be better than this; infinite when nothing is proven. */
  readonly bound: number;
  /** |objective - bound| / |objective|; 0 when proven optimal, but for the 1e-8 or so of an interior-point solver. */
  readonly relativeGap: number;
  readonly verification: Verification;
  value<S extends IndexSets>(variable: Variable<S>): EntryValues<S>;
  /**
   * Shadow price per entry of a constraint: the change of the objective per unit of the right-hand side. Null for
   * models with integer variables and for decisions that are not proven optimal.
   */
  shadowPrice(constraint: Constraint): EntryValues | null;
  /** [columns] all variables' values */
  readonly columnValues: Float64Array;
}

/** No usable decision. */
export interface Unsolved extends Outcome {
  /**
   * "infeasible", "unbounded": proven. "no-solution": none found before the deadline. "unverified": the solver
   * claimed a solution that the independent check refused.
   */
  readonly status: "infeasible" | "unbounded" | "no-solution" | "unverified";
  readonly reason: string;
}

/** Narrow on `status` before reading values. */
export type Solution = Solved | Unsolved;

/** True when the solution carries a verified decision. */
export function isSolved(solution: Solution): solution is Solved {
  return solution.status === "optimal" || solution.status === "feasible" || solution.status === "stopped";
}

/** Labelled access to a slice of a flat array. */
export function entryValues<S extends IndexSets>(name: string, over: S, array: Float64Array): EntryValues<S> {
  return {
    array,
    at: (...labels) => array[entryOf(name, over, labels)],
    toRecord() {
      const record: Record<string, number> = {};
      for (let entry = 0; entry < array.length; entry++)
        record[labelsOf(over, entry).join(",")] = array[entry];
      return record;
    },
  };
}

/** Values of a variable from all columns, refusing a variable that the form's model does not have. */
export function valuesOf<S extends IndexSets>(
  form: StandardForm,
  columnValues: Float64Array,
  variable: Variable<S>,
): EntryValues<S> {
  if (!form.variables.includes(variable as unknown as Variable)) {
    throw unknown(form, "variable", variable.name);
  }
  const { firstColumn, lower } = variable;
  return entryValues(
    `variable "${variable.name}"`,
    variable.over,
    columnValues.slice(firstColumn, firstColumn + lower.length),
  );
}

/** Shadow prices of a constraint from all rows' duals. */
export function pricesOf(form: StandardForm, rowDuals: Float64Array, constraint: Constraint): EntryValues {
  if (!form.constraints.includes(constraint)) throw unknown(form, "constraint", constraint.name);
  const end = constraint.firstRow + constraint.difference.terms.starts.length - 1;
  return entryValues(
    `constraint "${constraint.name}"`,
    constraint.over,
    rowDuals.slice(constraint.firstRow, end),
  );
}

function unknown(form: StandardForm, kind: string, name: string): ForesolveError {
  return new ForesolveError("FS_SOLVE_UNKNOWN_VARIABLE", {
    message: `The solution of model "${form.name}" has no ${kind} "${name}" of this object.`,
    fix: `Ask with the ${kind} that was added to the model which was solved.`,
    data: { model: form.name, kind, name },
  });
}
