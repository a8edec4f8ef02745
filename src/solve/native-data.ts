import type { ModelData, ObjectiveSense } from "highs";
import type { StandardForm } from "../model/index.js";

/** What of a form is handed over differently from what it says. */
export interface NativeChoice {
  /** [columns] codes as in the form; null for the linear relaxation. Default: the form's. */
  readonly integrality?: Uint8Array | null;
  /** [columns] Default: the form's. */
  readonly cost?: Float64Array;
}

/** A form as HiGHS takes it; slots stand at zero. */
export function nativeData(form: StandardForm, choice: NativeChoice = {}): ModelData {
  const integrality = choice.integrality === undefined ? form.integrality : choice.integrality;
  // A model whose columns are all real must not come with codes: HiGHS would take it for an integer one.
  const isInteger = integrality !== null && integrality.some((kind) => kind !== 0);
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
  };
}
