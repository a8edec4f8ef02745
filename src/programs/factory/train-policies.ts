import { splitLives } from "./machine-life.js";
import type { Plant } from "./factory-plant.js";
import { expectedOccasion } from "./planning/expected-occasion.js";
import { planningContext } from "./planning/planning-context.js";
import type { PlantModels } from "./predict/fit-plant-models.js";
import { rowMaker } from "./predict/landmarks.js";
import type { DurationForecast } from "./predict/duration-forecast.js";
import type { Episode } from "./plant.js";
import type { FactoryPolicy } from "./policies/factory-policy.js";
import {
  focusedPolicy,
  pointPolicy,
  POLICY_NAMES,
  scenarioPolicy,
  type MaintenanceReading,
} from "./policies/predictive-policies.js";
import { searchPlanner } from "./policies/search-planner.js";
import { periodicMaintenance, runToFailure } from "./policies/simple-policies.js";
import { readingTrials, trainReading } from "./policies/train-reading.js";
import { bestSetting, type PreparedEpisode } from "./policies/training-set.js";
import { periodTrials, tunePeriods } from "./policies/tune-periods.js";

/** Factors on the predicted median life that are tried as a safety margin. */
const MARGINS = [0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.85, 1, 1.2];
/** Period of maintenance without training, as a share of the mean life. */
const UNTUNED_PERIOD = 0.7;

/** What training has to go on. */
export interface FactoryTraining {
  readonly plant: Plant;
  /** null when it was stopped before models could be fitted. */
  readonly models: PlantModels | null;
  readonly durations: DurationForecast;
  readonly episodes: readonly Episode[];
  readonly searchSteps: number;
  readonly trainingSteps: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onStage: (stage: TrainingStage, share: number, detail?: string) => void;
}

/** Stages of training. */
export type TrainingStage = "planning the training episodes" | "tuning" | "training through the decision";

/** Policies to compare. */
export interface TrainedFactoryPolicies {
  readonly policies: readonly FactoryPolicy[];
  /** Names of those that were not trained in time. */
  readonly missing: readonly string[];
  /** [machines] working time; null: not tuned */
  readonly periods: readonly number[] | null;
  readonly margin: number | null;
  readonly reading: MaintenanceReading | null;
  /** Mean cost on the training episodes. */
  readonly trainingCosts: { readonly scenario: number | null; readonly focused: number | null };
}

/** Tunes and trains what can be before the signal; only training episodes are looked at. */
export async function trainPolicies(training: FactoryTraining): Promise<TrainedFactoryPolicies> {
  const { plant, models, durations, episodes, seed, signal, onStage } = training;
  const planner = searchPlanner({ orders: training.searchSteps, maintenance: 0 }, seed);
  const prepared: PreparedEpisode[] = [];
  for (const episode of episodes) {
    if (signal.aborted) break;
    const context = await planningContext(expectedOccasion(episode.occasion, durations), planner);
    prepared.push({ episode, context });
    onStage("planning the training episodes", prepared.length / episodes.length);
  }
  const isReady = prepared.length === episodes.length;
  const { kinds, meanLives } = wearOf(plant);
  const trials = periodTrials(new Set(kinds).size) + MARGINS.length;
  let done = 0;
  const onTrial = (): void => onStage("tuning", ++done / trials);
  const periods = isReady ? await tunePeriods(kinds, meanLives, prepared, { signal, onTrial }) : null;
  const policies: FactoryPolicy[] = [
    runToFailure,
    periodicMaintenance(periods ?? meanLives.map((life) => UNTUNED_PERIOD * life)),
  ];
  const missing: string[] = periods === null ? [POLICY_NAMES.periodic] : [];
  if (models === null) {
    const { point, margin, scenario, focused } = POLICY_NAMES;
    missing.push(point, margin, scenario, focused);
    const trainingCosts = { scenario: null, focused: null };
    return { policies, missing, periods, margin: null, reading: null, trainingCosts };
  }
  policies.push(pointPolicy(models));
  const margin = isReady
    ? await bestSetting(MARGINS, (factor) => pointPolicy(models, factor), prepared, { signal, onTrial })
    : null;
  if (margin === null) missing.push(POLICY_NAMES.margin);
  else policies.push(pointPolicy(models, margin.setting, POLICY_NAMES.margin));
  policies.push(scenarioPolicy(models));
  let trial = 0;
  const trained = isReady
    ? await trainReading(models, prepared, {
        steps: training.trainingSteps,
        seed,
        signal,
        onTrial: (cost) =>
          onStage(
            "training through the decision",
            ++trial / readingTrials(training.trainingSteps),
            `trial ${trial}: ${Math.round(cost)} per episode`,
          ),
      })
    : null;
  if (trained === null) missing.push(POLICY_NAMES.focused);
  else policies.push(focusedPolicy(models, trained.reading));
  return {
    policies,
    missing,
    periods,
    margin: margin?.setting ?? null,
    reading: trained?.reading ?? null,
    trainingCosts: { scenario: trained?.plainCost ?? null, focused: trained?.cost ?? null },
  };
}

/** [machines] kinds, and mean lives of the kinds in the lives that models are grown on. */
function wearOf({ care, history }: Plant): {
  readonly kinds: readonly string[];
  readonly meanLives: readonly number[];
} {
  const maker = rowMaker(history, splitLives(history).growing);
  const kinds = care.map(({ machine }) => history.kinds[machine] ?? machine);
  return { kinds, meanLives: kinds.map((kind) => maker.meanLives[kind] ?? maker.meanLife) };
}
