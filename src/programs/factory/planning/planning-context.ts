import type { Plan, ScheduleProblem } from "../../../schedule/index.js";
import type { Occasion } from "../plant.js";
import { plantLayout, type PlantLayout } from "../simulation/plant-layout.js";
import { realisedCost } from "../simulation/simulate-breakdowns.js";
import { interpolated, workProfiles, type WorkProfile } from "./work-profile.js";

/** Makes a plan, from another one if there is one. */
export type Planner = (problem: ScheduleProblem, start: Plan | null) => Promise<Plan>;

/** What a breakdown of a machine would delay, by the working time at which it comes. */
export interface DelayCurve {
  readonly work: Float64Array;
  /** Rise of the cost of tardiness when the machine is repaired for the usual time. */
  readonly costs: Float64Array;
  readonly mean: number;
}

/** What all policies share on one occasion: the plan of the orders alone, and what it says about machines. */
export interface PlanningContext {
  readonly occasion: Occasion;
  readonly layout: PlantLayout;
  readonly planner: Planner;
  /** The orders without maintenance. */
  readonly nominal: Plan;
  /** [machines] */
  readonly profiles: readonly WorkProfile[];
  /** [machines] */
  readonly delays: readonly DelayCurve[];
}

/** Points at which delays are tried. */
const DELAY_POINTS = 6;

/** Plans the orders alone, and finds by simulation what each machine's breakdown would delay, early and late in the plan. */
export async function planningContext(occasion: Occasion, planner: Planner): Promise<PlanningContext> {
  const layout = plantLayout(occasion);
  const nominal = await planner(occasion.problem, null);
  const profiles = workProfiles(layout, nominal);
  const undisturbed = realisedCost(occasion, nominal, { lives: [], repairFactors: [], durationFactors: [] });
  const delays = profiles.map(({ total }, machine): DelayCurve => {
    const work = Float64Array.from({ length: DELAY_POINTS }, (_, point) =>
      Math.max(1, (total * (point + 0.5)) / DELAY_POINTS),
    );
    const costs = work.map((life) => {
      const lives = profiles.map((_, other) => (other === machine ? [life] : []));
      const path = { lives, repairFactors: [], durationFactors: [] };
      return total === 0
        ? 0
        : Math.max(0, realisedCost(occasion, nominal, path).tardiness - undisturbed.tardiness);
    });
    return { work, costs, mean: costs.reduce((sum, cost) => sum + cost, 0) / DELAY_POINTS };
  });
  return { occasion, layout, planner, nominal, profiles, delays };
}

/** What a breakdown of a machine delays when it comes after so much work. */
export function delayAfter({ work, costs }: DelayCurve, done: number): number {
  return interpolated(work, costs, done);
}
