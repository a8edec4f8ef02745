import type { Model as HighsModel, ObjectiveSense } from "highs";
import type { StandardForm } from "../../model/index.js";
import { backendFailure, highsRuntime } from "../highs-runtime.js";

/** What of a form is built; everything else is as in the form. */
export interface NativeChoice {
  /** [columns] 0 real, 1 integer; null for the linear relaxation */
  readonly integrality: Uint8Array | null;
  /** [columns] */
  readonly cost: Float64Array;
}

/**
 * A form without slots inside HiGHS, with the parts of the solver that a {@link HighsSession} hides: bases, rays and
 * ranges. It is given back when `use` ends.
 */
export async function withNativeModel<T>(
  form: StandardForm,
  choice: NativeChoice,
  use: (native: HighsModel) => T,
): Promise<T> {
  const highs = await highsRuntime();
  let native: HighsModel | null = null;
  try {
    native = highs.createModel({
      numCols: form.columns,
      numRows: form.rows,
      sense: (form.sense === "minimize" ? 1 : -1) as ObjectiveSense,
      offset: form.offset,
      colCost: choice.cost,
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
      ...(choice.integrality === null ? {} : { integrality: Int32Array.from(choice.integrality) }),
    });
    native.options.set("output_flag", false);
    return use(native);
  } catch (cause) {
    throw backendFailure(`explaining model "${form.name}"`, cause);
  } finally {
    native?.dispose();
  }
}

/** HiGHS takes finite limits only. */
const NO_LIMIT_SECONDS = 1e9;

/** Gives the next run this much time; the solver's own clock would otherwise count from the first run. */
export function allow(native: HighsModel, milliseconds: number): void {
  native.zeroAllClocks();
  native.options.set("time_limit", Math.min(milliseconds / 1000, NO_LIMIT_SECONDS));
}

/** Model states of HiGHS that explanations act on. */
export const MODEL_STATUS = { optimal: 7, infeasible: 8, unboundedOrInfeasible: 9 } as const;
