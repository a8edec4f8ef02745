import { schedule } from "../../schedule/index.js";
import { ForesolveError } from "../../errors.js";
import type { ProgramOutcome } from "../program.js";
import { dayPlan } from "./day-plan.js";
import type { Plant } from "./factory-plant.js";
import { factoryViews } from "./views.js";

const POLICY = "orders alone";

/** The plan of the orders alone, where nothing is known of how machines fail: no policy is compared. */
export async function orderPlanOutcome(
  plant: Plant,
  options: {
    readonly maximumSteps: number;
    readonly seed: number;
    readonly signal: AbortSignal;
    readonly onProgress: (share: number) => void;
  },
): Promise<ProgramOutcome> {
  const { problem } = plant.today;
  const { maximumSteps, seed, signal } = options;
  const solution = await schedule(problem, { maximumSteps, seed, signal });
  options.onProgress(1);
  if (!("plan" in solution))
    throw new ForesolveError("FS_SCHEDULE_IMPOSSIBLE_PIN", {
      message: `The orders of "${problem.name}" have no plan: ${solution.reason}`,
      fix: "Look at what contradicts each other: pinned operations, hours of machines.",
      data: { conflict: solution.conflict },
    });
  const { plan, score, status } = solution;
  const end = Math.max(0, ...plan.operations.map((operation) => operation.end));
  return {
    headline: `A plan of ${plan.operations.length} operations on ${problem.machines.length} machines that ends at ${end} and scores ${Math.round(score.soft)}.`,
    objective: { sense: "minimize", label: "score", unit: "cost" },
    policies: [],
    strongestBaseline: null,
    verdicts: [],
    split: { training: { rows: 0 }, test: { rows: 0 } },
    models: [],
    figures: { hardScore: score.hard, mediumScore: score.medium, softScore: score.soft },
    recommended: POLICY,
    plan: dayPlan(problem, { policy: POLICY, plan, tasks: [] }),
    views: factoryViews({
      problem,
      plan,
      recommended: POLICY,
      predictions: null,
      comparison: null,
      reliability: null,
      example: null,
    }),
    notes: [
      `No policy is compared: ${plant.care.length === 0 ? "nothing is known of what maintenance and repairs take and cost (table machines)" : "the history of machine lives has too few failures to learn from (table history)"}.`,
    ],
    stopped: status === "stopped",
  };
}
