import { ForesolveError } from "../../../errors.js";
import { schedule } from "../../../schedule/index.js";
import type { Planner } from "../planning/planning-context.js";

/** How long the scheduler searches, in its steps: the same plan on every machine. */
export interface SearchSteps {
  /** From nothing. */
  readonly orders: number;
  /** From a plan with maintenance put in; 0 leaves it as it is. */
  readonly maintenance: number;
}

/** Plans by the scheduler. Planning throws FS_SCHEDULE_IMPOSSIBLE_PIN when pins or hours contradict each other. */
export function searchPlanner(steps: SearchSteps, seed: number): Planner {
  return async (problem, start) => {
    const maximumSteps = start === null ? steps.orders : steps.maintenance;
    if (start !== null && maximumSteps === 0) return start;
    const solution = await schedule(problem, { maximumSteps, seed, ...(start === null ? {} : { start }) });
    if ("plan" in solution) return solution.plan;
    throw new ForesolveError("FS_SCHEDULE_IMPOSSIBLE_PIN", {
      message: `The orders of "${problem.name}" have no plan: ${solution.reason}`,
      fix: "Look at what contradicts each other: pinned operations, hours of machines.",
      data: { conflict: solution.conflict },
    });
  };
}
