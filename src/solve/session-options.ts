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

/** An integer model within this many columns and rows is proven sooner by branching than it is prepared. */
const TINY_INTEGER_MODEL = 64;

/** How an integer model is searched: with all that finds good points early, or straight for the proof. */
export interface Search {
  readonly mip_heuristic_run_rins: boolean;
  readonly mip_heuristic_run_rens: boolean;
  readonly mip_heuristic_run_root_reduced_cost: boolean;
  readonly mip_heuristic_effort: number;
  readonly mip_detect_symmetry: boolean;
  readonly mip_allow_restart: boolean;
}
export const THOROUGH_SEARCH: Search = {
  mip_heuristic_run_rins: true,
  mip_heuristic_run_rens: true,
  mip_heuristic_run_root_reduced_cost: true,
  mip_heuristic_effort: 0.05,
  mip_detect_symmetry: true,
  mip_allow_restart: true,
};
const STRAIGHT_SEARCH: Search = {
  mip_heuristic_run_rins: false,
  mip_heuristic_run_rens: false,
  mip_heuristic_run_root_reduced_cost: false,
  mip_heuristic_effort: 0,
  mip_detect_symmetry: false,
  mip_allow_restart: false,
};

/** A run that may be stopped wants good points early, however small its model is. */
export function searchOf(form: StandardForm, mayBeStopped: boolean): Search {
  const isTiny = form.columns <= TINY_INTEGER_MODEL && form.rows <= TINY_INTEGER_MODEL;
  return isTiny && !mayBeStopped ? STRAIGHT_SEARCH : THOROUGH_SEARCH;
}

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
