import { backtest } from "../../decide/index.js";
import type { Program, ProgramOutcome, RunContext } from "../program.js";
import { stageReporter } from "../stage-reporter.js";
import { resolveSettings } from "../settings.js";
import { batteryProblem } from "./battery-problem.js";
import { batteryOf, ENERGY_SETTINGS } from "./energy-settings.js";
import { checkEnergyInput } from "./check.js";
import { minimumDays, splitDays } from "./examples.js";
import { readEnergyInput, type EnergyInput } from "./input.js";
import { marketDays } from "./market-days.js";
import { BLOCK_DAYS, energyOutcome, LEVEL } from "./outcome.js";
import { simplePolicies, trainedPolicies, type PolicyTraining } from "./policies.js";
import { simulateEnergyInput } from "./simulate.js";

/** Share of the run's time that each stage ends at, as measured on four years of data. */
const STAGES: readonly (readonly [string, number])[] = [
  ["preparing days", 0.04],
  ["fitting ridge", 0.06],
  ["growing trees", 0.16],
  ["training through the decision", 0.92],
  ["deciding the test days", 1],
];

/** A battery that trades on tomorrow's day-ahead prices. */
export const energy: Program<EnergyInput> = {
  name: "energy",
  summary: "A battery buys and sells against tomorrow's 24 day-ahead prices, decided the day before.",
  settings: ENERGY_SETTINGS,
  input: { placeholder: "file", summary: "input file: .csv, .csv.gz, .tsv or .parquet" },
  sample: "energy/pjm_day_ahead_2011-2014.csv.gz",
  finishingMs: 5000,
  read: readEnergyInput,
  simulate: simulateEnergyInput,
  check: checkEnergyInput,
  run,
};

async function run(input: EnergyInput, context: RunContext): Promise<ProgramOutcome> {
  const settings = resolveSettings("energy", energy.settings, context.settings);
  const battery = batteryOf(settings);
  const onStage = stageReporter(STAGES, context);
  onStage("preparing days", 0);
  const days = marketDays(input.table, minimumDays(settings.testDays));
  const split = splitDays(days, settings.testDays, settings.trainingDays);
  const problem = batteryProblem(battery);

  const training: PolicyTraining = {
    split,
    problem,
    battery,
    onStage,
    seed: context.seed,
    refitEveryDays: settings.refitEvery,
    trainingDays: settings.trainingDays,
    epochs: settings.epochs,
    signal: context.signal,
  };
  const { policies, models, missing, cutShort } = await trainedPolicies(training);
  const warn = (message: string): void => context.onEvent({ type: "warning", message });
  for (const name of missing) warn(`"${name}" was not trained before the run was stopped; it is left out.`);
  for (const name of cutShort)
    warn(`"${name}" was stopped in the middle of its training; it could be better.`);
  const all = [...(await simplePolicies(training)), ...policies];
  const report = await backtest({
    policies: all,
    problem,
    data: split.test,
    blockLength: BLOCK_DAYS,
    level: LEVEL,
    seed: context.seed,
    onProgress: ({ policy, done, total }) => {
      const position = all.findIndex((candidate) => candidate.name === policy);
      onStage("deciding the test days", (position + done / total) / all.length);
    },
  });
  return energyOutcome(input, days, split, problem, report, models, {
    seed: context.seed,
    stopped: missing.length + cutShort.length > 0,
  });
}
