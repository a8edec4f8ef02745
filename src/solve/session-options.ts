import type { Model as HighsModel } from "highs";
import type { StandardForm } from "../model/index.js";

/** Options that depend on what was solved before. */
export interface Strategy {
  readonly presolve: "choose" | "off";
  readonly simplex_strategy: number;
  readonly primal_simplex_bound_perturbation_multiplier: number;
}

const PRIMAL_SIMPLEX = 4;
const DUAL_SIMPLEX = 1;

export const COLD_START: Strategy = {
  presolve: "choose",
  simplex_strategy: DUAL_SIMPLEX,
  primal_simplex_bound_perturbation_multiplier: 1,
};
/**
 * After a change of costs the last basis is still primal feasible. Moving the bounds a little, which HiGHS does against
 * ties, costs a sixth more iterations there and a second pass that moves them back; it notices cycles by itself.
 */
export const AFTER_NEW_COSTS: Strategy = {
  presolve: "off",
  simplex_strategy: PRIMAL_SIMPLEX,
  primal_simplex_bound_perturbation_multiplier: 0,
};
/** After a change of bounds, or with new rows, the last basis is still dual feasible. */
export const AFTER_NEW_ROWS: Strategy = {
  presolve: "off",
  simplex_strategy: DUAL_SIMPLEX,
  primal_simplex_bound_perturbation_multiplier: 1,
};

/** Below this many columns the Feasibility Jump heuristic costs more than solving the whole integer model. */
const SMALL_INTEGER_MODEL_COLUMNS = 5000;

/** Options that stay as they are as long as a model lives. */
export function setLastingOptions(native: HighsModel, form: StandardForm, isInteger: boolean): void {
  // Its log would be written out line by line only to be thrown away: a fifth of the time of a small solve.
  native.options.set("output_flag", false);
  if (!isInteger) return;
  // By default the solver calls a decision optimal that is within 0.01 % of its bound.
  native.options.set("mip_rel_gap", 0);
  if (form.columns < SMALL_INTEGER_MODEL_COLUMNS)
    native.options.set("mip_heuristic_run_feasibility_jump", false);
}
