import type { StandardForm } from "../model/index.js";

/** How a run of the solver ended; `stopped` may or may not have left a usable point. */
export type RunStatus = "optimal" | "infeasible" | "unbounded" | "stopped" | "failed";

/** What the solver says of a run; nothing of it is believed before the verifier has seen the point. */
export interface RunOutcome {
  readonly status: RunStatus;
  /** Best proven bound of an integer model, the objective of an optimal linear one, else infinite. */
  readonly bound: number;
  readonly iterations: number;
}

/** HiGHS's numbers for how a model stands. */
export const MODEL_STATUS = {
  optimal: 7,
  infeasible: 8,
  unboundedOrInfeasible: 9,
  unbounded: 10,
  iterationLimit: 14,
};
const STOPPED = new Set([11, 12, 13, MODEL_STATUS.iterationLimit, 16, 17]);

/** What a model status means for a run. */
export function runStatus(modelStatus: number): RunStatus {
  if (modelStatus === MODEL_STATUS.optimal) return "optimal";
  if (modelStatus === MODEL_STATUS.infeasible) return "infeasible";
  if (modelStatus === MODEL_STATUS.unbounded) return "unbounded";
  return STOPPED.has(modelStatus) ? "stopped" : "failed";
}

/** Whether some column could improve the objective for ever, if the rows let it. */
export function hasUnlimitedCost(
  { columnLower, columnUpper, sense }: StandardForm,
  costs: Float64Array,
): boolean {
  return costs.some((cost, column) => {
    const improvesUpwards = sense === "maximize" ? cost > 0 : cost < 0;
    return cost !== 0 && !Number.isFinite((improvesUpwards ? columnUpper : columnLower)[column]);
  });
}
