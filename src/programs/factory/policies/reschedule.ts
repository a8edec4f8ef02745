import { schedule } from "../../../schedule/index.js";
import type { ReplanningRule } from "../simulation/simulate-breakdowns.js";

/** How a plan is repaired after a breakdown. */
export interface Rescheduling {
  readonly maximumSteps: number;
  readonly seed: number;
  /** Price of each operation that is moved from where the plan, pushed to the right by the breakdown, has it. */
  readonly changePrice: number;
}

/**
 * Plans what has not started anew, from the plan pushed to the right: what comes out is never worse than that, changes are
 * paid for, and what runs stays.
 */
export function reschedule({ maximumSteps, seed, changePrice }: Rescheduling): ReplanningRule {
  return async ({ problem, shifted }) => {
    const objective = { ...problem.objective, stability: { changed: changePrice } };
    const solution = await schedule(
      { ...problem, objective },
      { maximumSteps, seed, start: shifted, reference: shifted },
    );
    return "plan" in solution ? solution.plan : shifted;
  };
}
