import type { StandardForm } from "../../model/index.js";
import { fixedCostOf, writeExposure } from "../../solve/index.js";

/** How a decision's realised objective comes about: `exposure . truth + fixedCost`. */
export interface Exposure {
  /** [entries] derivative of the objective by the uncertain values */
  readonly exposure: Float64Array;
  readonly fixedCost: number;
}

/** The exposure of a decision [columns] of a model whose uncertain values occur in the objective only. */
export function exposureOf(form: StandardForm, columnValues: Float64Array): Exposure {
  const exposure = new Float64Array(form.slots.count);
  writeExposure(form, columnValues, exposure);
  return { exposure, fixedCost: fixedCostOf(form, columnValues) };
}
