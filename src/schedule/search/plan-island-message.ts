import type { Plan, Score } from "../plan.js";
import type { ScheduleObjective, ScheduleProblem } from "../problem.js";

/** What an island of the general search is told: to begin, or to finish with what it has. */
export type ToPlanIsland =
  | {
      readonly kind: "plan";
      readonly problem: ScheduleProblem;
      readonly objective: ScheduleObjective;
      readonly seed: number;
      /** Number of the island. */
      readonly island: number;
      readonly maximumSteps: number;
      readonly start: Plan | null;
      readonly reference: Plan | null;
    }
  | { readonly kind: "finish" };

/** A plan without a place for some activities has no score. */
export interface IslandPlan {
  readonly score: Score | null;
  readonly plan: Plan | null;
  /** What has no place, by name. */
  readonly conflict: readonly string[];
}

/** What an island tells: a better plan, then its best one, after which it is silent. */
export type FromPlanIsland =
  | ({ readonly kind: "found"; readonly steps: number } & IslandPlan)
  | ({ readonly kind: "finished"; readonly steps: number; readonly isOver: boolean } & IslandPlan);
