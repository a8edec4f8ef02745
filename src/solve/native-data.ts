import type { Model as HighsModel, ModelData, ObjectiveSense } from "highs";
import { ForesolveError } from "../errors.js";
import type { StandardForm } from "../model/index.js";

/** What of a form is handed over differently from what it says. */
export interface NativeChoice {
  /** [columns] codes as in the form; null for the linear relaxation. Default: the form's. */
  readonly integrality?: Uint8Array | null;
  /** [columns] Default: the form's objective, with its quadratic terms; what is given instead has none. */
  readonly cost?: Float64Array;
}

/**
 * A form as HiGHS takes it; slots stand at zero.
 *
 * @throws ForesolveError `FS_SOLVE_NO_SOLVER` for what HiGHS would not be told of: cones, quadratic constraints, integers with a
 * quadratic objective.
 */
export function nativeData(form: StandardForm, choice: NativeChoice = {}): ModelData {
  const integrality = choice.integrality === undefined ? form.integrality : choice.integrality;
  // A model whose columns are all real must not come with codes: HiGHS would take it for an integer one.
  const isInteger = integrality !== null && integrality.some((kind) => kind !== 0);
  const isQuadratic = choice.cost === undefined && form.quadratic.objective.values.length > 0;
  requireTakeable(form, isInteger && isQuadratic);
  return {
    numCols: form.columns,
    numRows: form.rows,
    sense: (form.sense === "minimize" ? 1 : -1) as ObjectiveSense,
    offset: form.offset,
    colCost: choice.cost ?? form.cost,
    colLower: form.columnLower,
    colUpper: form.columnUpper,
    rowLower: form.rowLower,
    rowUpper: form.rowUpper,
    matrix: {
      format: "csr",
      numRows: form.rows,
      numCols: form.columns,
      starts: form.matrix.starts,
      indices: form.matrix.columns,
      values: form.matrix.values,
    },
    ...(isInteger ? { integrality: Int32Array.from(integrality) } : {}),
    ...(isQuadratic ? { hessian: hessianOf(form) } : {}),
  };
}

/** The rows of a form from one on, as HiGHS takes them. */
export function nativeRows(form: StandardForm, from: number): Parameters<HighsModel["addRows"]>[0] {
  const { starts, columns, values } = form.matrix;
  const first = starts[from];
  return {
    lower: form.rowLower.slice(from),
    upper: form.rowUpper.slice(from),
    matrix: {
      format: "csr",
      numRows: form.rows - from,
      numCols: form.columns,
      starts: starts.slice(from).map((start) => start - first),
      indices: columns.slice(first),
      values: values.slice(first),
    },
  };
}

/** Lower triangle of Q by columns, with x'Qx/2 the form's sum of value x first x second, first <= second. */
function hessianOf({ columns, quadratic }: StandardForm): NonNullable<ModelData["hessian"]> {
  const { first, second, values } = quadratic.objective;
  const starts = new Int32Array(columns + 1);
  // Terms come by ascending first column, which is the column of the lower triangle.
  for (const column of first) starts[column + 1]++;
  for (let column = 0; column < columns; column++) starts[column + 1] += starts[column];
  return {
    format: "triangular",
    dimension: columns,
    starts,
    indices: second,
    values: values.map((value, term) => (first[term] === second[term] ? 2 * value : value)),
  };
}

/** Refuses a form of which HiGHS would solve another one. Throws `FS_SOLVE_NO_SOLVER`. */
export function requireTakeable(form: StandardForm, isIntegerQuadratic: boolean = false): void {
  const what =
    form.cones.length > 0
      ? "second-order cones"
      : form.quadratic.rows.values.length > 0
        ? "quadratic constraints"
        : isIntegerQuadratic
          ? "integers with a quadratic objective"
          : null;
  if (what === null) return;
  throw new ForesolveError("FS_SOLVE_NO_SOLVER", {
    message: `HiGHS does not take ${what}, which model "${form.name}" has.`,
    fix: "Use solve(model), which finds the solver that takes the model, or a session of that solver (clarabelSolver.open(form)).",
    data: { model: form.name, solvers: ["highs"] },
  });
}
