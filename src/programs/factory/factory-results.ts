import type { PolicySummary } from "../program.js";
import type { PolicyResult } from "./comparison/compare-policies.js";
import type { Plant } from "./factory-plant.js";
import { assessForecast, type ForecastAssessment } from "./predict/assess-forecast.js";
import type { PlanningContext } from "./planning/planning-context.js";
import type { BottleneckRow } from "./predict/bottleneck-forecast.js";
import type { DurationForecast } from "./predict/duration-forecast.js";
import type { PlantModels } from "./predict/fit-plant-models.js";
import type { RecommendedPlan } from "./recommended-plan.js";
import type { FactoryResults } from "./views.js";
import { planClock } from "./views/plan-clock.js";

/** What a run found, for tables and figures. */
export interface PlantFindings {
  readonly plant: Plant;
  readonly models: PlantModels | null;
  readonly durations: DurationForecast;
  readonly results: readonly PolicyResult[];
  readonly today: PlanningContext;
  readonly recommended: RecommendedPlan;
  readonly assessment: ForecastAssessment | null;
  /** Where the bottleneck of today's orders will be; null without models. */
  readonly bottlenecks: readonly BottleneckRow[] | null;
  readonly seed: number;
}

/** Lives that an assessment needs at least to say anything. */
const FEWEST_LIVES = 10;

/** The forecast on lives that nothing was learned from: within the work that a plan holds for a machine, half and twice that. */
export function assessModels(
  models: PlantModels | null,
  { history, testLives }: Plant,
  { profiles }: PlanningContext,
  seed: number,
): ForecastAssessment | null {
  const work = profiles.map(({ total }) => total).filter((total) => total > 0);
  if (models === null || work.length === 0 || testLives.length < FEWEST_LIVES) return null;
  const mean = work.reduce((sum, total) => sum + total, 0) / work.length;
  const windows = [0.5, 1, 2].map((share) => Math.max(1, Math.round(share * mean)));
  if (new Set(windows).size < windows.length) return null;
  return assessForecast(models, history, testLives, { windows, seed });
}

/** What the figures of a run are drawn from. */
export function factoryResults(
  { plant, models, durations, results, today, recommended, assessment, bottlenecks, seed }: PlantFindings,
  policies: readonly PolicySummary[],
  strongestBaseline: string,
  costUnit: string,
): FactoryResults {
  const { problem } = today.occasion;
  const { plan, tasks, example } = recommended;
  return {
    problem: { ...problem, maintenance: tasks },
    plan,
    recommended: recommended.policy,
    predictions: models === null ? null : { conditions: plant.today.conditions, forecast: models },
    durations,
    ...(bottlenecks === null ? {} : { bottlenecks }),
    comparison: {
      policies,
      totals: results.map(({ totals }) => totals),
      strongestBaseline,
      costUnit,
      seed,
    },
    reliability:
      assessment === null
        ? null
        : {
            groups: [{ name: "failure hazard", rows: assessment.reliability[1] }],
            window: `${planClock(problem).duration(assessment.windows[1])} of work`,
          },
    example: example === null ? null : { done: example.plan, breakdowns: example.breakdowns },
  };
}
