import { stageReporter } from "../stage-reporter.js";
import { resolveSettings } from "../settings.js";
import type { Program, ProgramOutcome, RunContext } from "../program.js";
import { checkFactoryInput } from "./check.js";
import { comparePolicies } from "./comparison/compare-policies.js";
import { drawEpisodes } from "./draw-episodes.js";
import { orderPlanOutcome } from "./order-plan-outcome.js";
import type { FactoryInput } from "./factory-input.js";
import { FACTORY_SETTINGS } from "./factory-settings.js";
import type { Plant } from "./factory-plant.js";
import { assessModels } from "./factory-results.js";
import { factoryOutcome } from "./outcome.js";
import { plantOf } from "./plant-of.js";
import { expectedOccasion } from "./planning/expected-occasion.js";
import { planningContext } from "./planning/planning-context.js";
import { bottleneckForecast } from "./predict/bottleneck-forecast.js";
import { durationForecast } from "./predict/duration-forecast.js";
import { fitPlantModels, type PlantModels } from "./predict/fit-plant-models.js";
import { POLICY_NAMES } from "./policies/predictive-policies.js";
import { reschedule } from "./policies/reschedule.js";
import { searchPlanner } from "./policies/search-planner.js";
import { pricedPlant } from "./priced-plant.js";
import { readFactoryInput } from "./read-factory-input.js";
import { recommendedPlan } from "./recommended-plan.js";
import { simulateFactoryInput } from "./simulate-factory-input.js";
import { trainPolicies } from "./train-policies.js";

/** Share of the run's time that each stage ends at, as measured on the demo plant. */
const STAGES: readonly (readonly [string, number])[] = [
  ["learning from the history", 0.08],
  ["planning the training episodes", 0.14],
  ["tuning", 0.19],
  ["training through the decision", 0.26],
  ["deciding the test episodes", 0.98],
  ["planning today", 1],
];

/** Episodes that are compared even after a signal: enough for an interval. */
const FEWEST_EPISODES = 10;
/** Steps of the scheduler once maintenance is put in, as a share of those for the orders alone. */
const MAINTENANCE_STEPS = 0.2;
/** Times as many steps as in an episode go into today's plan. */
const TODAY_STEPS = 10;

/** A plant that plans its orders and the maintenance of its machines together. */
export const factory: Program<FactoryInput> = {
  name: "factory",
  summary:
    "A plant plans its orders and the maintenance of its machines together, before it knows what breaks.",
  settings: FACTORY_SETTINGS,
  input: {
    placeholder: "path",
    summary: "a folder of tables (orders, routings, machines, ...), a JSON file of them, or a job-shop file",
  },
  sample: null,
  finishingMs: 15_000,
  read: readFactoryInput,
  simulate: simulateFactoryInput,
  check: checkFactoryInput,
  run,
};

async function run(input: FactoryInput, context: RunContext): Promise<ProgramOutcome> {
  return await runPlant(plantOf(input), input.origin.simulated, context);
}

/** Runs the program on a plant, wherever its lives are from. */
export async function runPlant(
  unpriced: Plant,
  isSimulated: boolean,
  context: RunContext,
): Promise<ProgramOutcome> {
  const settings = resolveSettings("factory", FACTORY_SETTINGS, context.settings);
  const { seed, signal } = context;
  const warn = (message: string): void => context.onEvent({ type: "warning", message });
  const onStage = stageReporter(STAGES, context);
  onStage("learning from the history", 0);
  const plant = pricedPlant(unpriced, settings);
  const { searchSteps } = settings;
  if (plant.care.length === 0 || plant.history.lives.length === 0)
    return await orderPlanOutcome(plant, {
      maximumSteps: TODAY_STEPS * searchSteps,
      seed,
      signal,
      onProgress: (share) => onStage("planning today", share),
    });
  const durations = durationForecast(plant.history.work);
  const models = await modelsOf(plant.history, seed, signal);
  onStage("learning from the history", 1);
  const trained = await trainPolicies({
    plant,
    models,
    durations,
    episodes: drawEpisodes(plant, seed, settings.trainingEpisodes, { from: "training" }),
    searchSteps,
    trainingSteps: settings.trainingSteps,
    seed,
    signal,
    onStage,
  });
  for (const name of trained.missing)
    warn(
      name === POLICY_NAMES.periodic
        ? `The periods of "${name}" were not tuned before the run was stopped.`
        : `"${name}" was not trained before the run was stopped; it is left out.`,
    );

  const steps = stepsOf(searchSteps);
  const replanning = reschedule({ maximumSteps: steps.maintenance, seed, changePrice: settings.changePrice });
  const episodes = drawEpisodes(plant, seed, settings.testEpisodes, { from: "test" });
  const results = await comparePolicies(trained.policies, episodes, {
    durations,
    planner: searchPlanner(steps, seed),
    ...(settings.replanning === 1 ? { replanning } : {}),
    signal,
    fewest: FEWEST_EPISODES,
    onEpisode: (done) => onStage("deciding the test episodes", done / episodes.length),
  });
  const compared = results[0].totals.length;
  if (compared < episodes.length)
    warn(`The run was stopped after ${compared} of ${episodes.length} test episodes.`);

  onStage("planning today", 0);
  const todaySteps = signal.aborted ? searchSteps : TODAY_STEPS * searchSteps;
  const today = await planningContext(
    expectedOccasion(plant.today, durations),
    searchPlanner(stepsOf(todaySteps), seed),
  );
  const recommended = await recommendedPlan(today, trained, replanning);
  const bottlenecks = models === null ? null : bottleneckForecast(plant.today, models, { seed });
  const assessment = assessModels(models, plant, today, seed);
  onStage("planning today", 1);
  return factoryOutcome({
    isSimulated,
    plant,
    models,
    durations,
    trained,
    results,
    assessment,
    bottlenecks,
    trainingEpisodes: settings.trainingEpisodes,
    today,
    recommended,
    seed,
    stopped: trained.missing.length > 0 || compared < episodes.length,
  });
}

function stepsOf(orders: number): { readonly orders: number; readonly maintenance: number } {
  return { orders, maintenance: Math.max(1, Math.round(MAINTENANCE_STEPS * orders)) };
}

/** null when stopped before they were fitted. */
async function modelsOf(
  history: Parameters<typeof fitPlantModels>[0],
  seed: number,
  signal: AbortSignal,
): Promise<PlantModels | null> {
  try {
    return await fitPlantModels(history, { seed, signal });
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}
