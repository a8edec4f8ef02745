import type { Model as HighsModel } from "highs";
import { requireConvex, type StandardForm } from "../../model/index.js";
import { backendFailure, highsRuntime } from "../highs-runtime.js";
import { nativeData, type NativeChoice } from "../native-data.js";

/**
 * A form without slots inside HiGHS, with the parts of the solver that a {@link HighsSession} hides: bases, rays and
 * ranges. It is given back when `use` ends.
 */
export async function withNativeModel<T>(
  form: StandardForm,
  choice: NativeChoice,
  use: (native: HighsModel) => T,
): Promise<T> {
  // A cost of one's own takes the place of all quadratic terms.
  if (choice.cost === undefined) requireConvex(form);
  const highs = await highsRuntime();
  let native: HighsModel | null = null;
  try {
    native = highs.createModel(nativeData(form, choice));
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
