import { SmoothDecision } from "../src/decide/layers/smooth-decision.js";
import type { StandardForm } from "../src/model/index.js";
import { loadClarabel } from "../src/solve/index.js";

/** Says of values of all slots how far the smooth decision for them is from a kink. */
export async function kinkDistance(
  form: StandardForm,
  strength: number,
): Promise<(values: Float64Array) => number> {
  const decision = new SmoothDecision("test", form, strength, await loadClarabel());
  const nowhere = new Float64Array(form.columns);
  const slopes = new Float64Array(form.slots.count);
  return (values) => {
    decision.solve(values);
    decision.pullBack(nowhere, slopes, 0);
    return decision.margin;
  };
}
