import { ForesolveError } from "../errors.js";
import type { StandardForm } from "../model/index.js";
import type { Verification } from "./verifier.js";

/**
 * A plan to start from: the values of all columns (`solution.columnValues` of an earlier answer), or the values of some
 * variables, one number per entry. NaN stands for an entry that is not given.
 */
export type Start = Float64Array | readonly (readonly [StartVariable, ArrayLike<number>])[];

/** What a start needs to know of a variable; any variable of the model will do, over whatever index sets. */
export interface StartVariable {
  readonly name: string;
  readonly firstColumn: number;
  /** [entries] */
  readonly lower: Float64Array;
}

/** What became of the plan that a solve was given to start from. */
export interface StartReport {
  /**
   * "feasible": verified; the answer is never worse. "infeasible": it violates the model, and was ignored. "partial":
   * not all columns are given; the solver completes it if it can, and nothing is promised.
   */
  readonly status: "feasible" | "infeasible" | "partial";
  /** What the verifier says of a complete plan; names the worst violation. */
  readonly verification: Verification | null;
}

/** A plan as the solver takes it, and what is known of it. */
export interface CheckedStart extends StartReport {
  /** [columns] NaN where nothing is given */
  readonly columnValues: Float64Array;
}

/**
 * Lays a plan out over the columns of a form, and verifies it if it is complete.
 *
 * @throws ForesolveError `FS_SOLVE_INVALID_START` on a wrong count, `FS_SOLVE_UNKNOWN_VARIABLE`.
 */
export function checkedStart(
  form: StandardForm,
  start: Start,
  check: (columnValues: Float64Array) => Verification,
): CheckedStart {
  const columnValues = new Float64Array(form.columns).fill(Number.NaN);
  if (start instanceof Float64Array) {
    requireColumns(form, start);
    columnValues.set(start);
  } else {
    for (const [variable, numbers] of start) {
      if (!form.variables.some((known) => known === variable)) throw stranger(form, variable.name);
      if (numbers.length !== variable.lower.length) {
        throw invalid(form, `for variable "${variable.name}"`, variable.lower.length, numbers.length);
      }
      columnValues.set(numbers, variable.firstColumn);
    }
  }
  if (columnValues.some((value) => Number.isNaN(value))) {
    return { columnValues, status: "partial", verification: null };
  }
  const verification = check(columnValues);
  return { columnValues, status: verification.ok ? "feasible" : "infeasible", verification };
}

/** Refuses a plan of another number of columns. Throws `FS_SOLVE_INVALID_START`. */
export function requireColumns(form: StandardForm, columnValues: ArrayLike<number>): void {
  if (columnValues.length !== form.columns) {
    throw invalid(form, "for all columns", form.columns, columnValues.length);
  }
}

function stranger(form: StandardForm, name: string): ForesolveError {
  return new ForesolveError("FS_SOLVE_UNKNOWN_VARIABLE", {
    message: `The start of model "${form.name}" has values for "${name}", which is not a variable of this model.`,
    fix: "Pass the variable that was added to the model which is solved.",
    data: { model: form.name, kind: "variable", name },
  });
}

function invalid(form: StandardForm, what: string, expected: number, given: number): ForesolveError {
  return new ForesolveError("FS_SOLVE_INVALID_START", {
    message: `The start of model "${form.name}" has ${given} number(s) ${what}, but there are ${expected}.`,
    fix: "Pass start: [[variable, numbers], ...] with one number per entry (NaN where there is none), or the columnValues of a solution of the same model.",
    data: { model: form.name, expected, given },
  });
}
