import { checkTable } from "../../data/index.js";
import { backtest, type BacktestReport, type PairedInterval, type PolicyResult } from "../../decide/index.js";
import { blockBootstrapInterval } from "../../math/index.js";
import type { PolicySummary, Program, ProgramOutcome, RunContext, Verdict } from "../program.js";
import { resolveSettings } from "../settings.js";
import { DEFAULT_BATTERY, requireConsistent, type Battery } from "./battery.js";
import { batteryProblem, HOURS, type BatteryProblem } from "./battery-problem.js";
import { minimumDays, splitDays, type DayExample, type EnergySplit } from "./examples.js";
import { ENERGY_SCHEMA, readEnergyInput, type EnergyInput } from "./input.js";
import { marketDays, type MarketDays } from "./market-days.js";
import { batteryPlan } from "./plan.js";
import { POLICY_NAMES, RECOMMENDED, simplePolicies, trainedPolicies } from "./policies.js";
import { priceBand } from "./price-band.js";
import { simulateEnergyInput } from "./simulate.js";
import { energyViews } from "./views.js";

/** Days per block of the bootstrap: prices of one week hang together. */
const BLOCK_DAYS = 7;
const LEVEL = 0.95;

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
  settings: [
    {
      name: "testDays",
      summary: "Days at the end that are held out for the comparison",
      default: 365,
      minimum: 1,
      maximum: 3650,
      whole: true,
    },
    {
      name: "trainingDays",
      summary: "Most days before them to learn from",
      default: 1460,
      minimum: 60,
      maximum: 3650,
      whole: true,
    },
    {
      name: "refitEvery",
      summary: "Refit the models after this many test days (walk-forward); 0 fits once",
      default: 0,
      minimum: 0,
      maximum: 3650,
      whole: true,
    },
    {
      name: "epochs",
      summary: "Most passes of training through the decision",
      default: 20,
      minimum: 0,
      maximum: 1000,
      whole: true,
    },
    {
      name: "power",
      summary: "Largest charge and discharge",
      unit: "MW",
      default: DEFAULT_BATTERY.powerMw,
      minimum: 0.001,
      maximum: 1e6,
    },
    {
      name: "capacity",
      summary: "Energy that the battery holds",
      unit: "MWh",
      default: DEFAULT_BATTERY.capacityMwh,
      minimum: 0.001,
      maximum: 1e6,
    },
    {
      name: "chargeEfficiency",
      summary: "Stored energy per energy bought",
      default: DEFAULT_BATTERY.chargeEfficiency,
      minimum: 0.01,
      maximum: 1,
    },
    {
      name: "dischargeEfficiency",
      summary: "Sold energy per stored energy",
      default: DEFAULT_BATTERY.dischargeEfficiency,
      minimum: 0.01,
      maximum: 1,
    },
    {
      name: "minimumShare",
      summary: "Lowest state of charge, as a share of the capacity",
      default: DEFAULT_BATTERY.minimumShare,
      minimum: 0,
      maximum: 1,
    },
    {
      name: "maximumShare",
      summary: "Highest state of charge, as a share of the capacity",
      default: DEFAULT_BATTERY.maximumShare,
      minimum: 0,
      maximum: 1,
    },
    {
      name: "midnightShare",
      summary: "State of charge at both ends of every day, as a share of the capacity",
      default: DEFAULT_BATTERY.midnightShare,
      minimum: 0,
      maximum: 1,
    },
    {
      name: "cyclingCost",
      summary: "Wear per energy sold",
      unit: "USD/MWh",
      default: DEFAULT_BATTERY.cyclingCostPerMwh,
      minimum: 0,
      maximum: 1e4,
    },
  ],
  sample: "energy/pjm_day_ahead_2011-2014.csv.gz",
  finishingMs: 5000,
  read: readEnergyInput,
  simulate: simulateEnergyInput,
  check: ({ table, unreadable }, settings) =>
    checkTable(table, ENERGY_SCHEMA, {
      unreadable,
      minimumRows: HOURS * minimumDays(1),
      ...settings,
    }),
  run,
};

async function run(input: EnergyInput, context: RunContext): Promise<ProgramOutcome> {
  const settings = resolveSettings("energy", energy.settings, context.settings);
  const battery = batteryOf(settings);
  const onStage = stageReporter(context);
  onStage("preparing days", 0);
  const days = marketDays(input.table, minimumDays(settings.testDays));
  const split = splitDays(days, settings.testDays, settings.trainingDays);
  const problem = batteryProblem(battery);

  const { policies, models, missing } = await trainedPolicies({
    split,
    problem,
    battery,
    onStage,
    seed: context.seed,
    refitEveryDays: settings.refitEvery,
    epochs: settings.epochs,
    signal: context.signal,
  });
  for (const name of missing) {
    context.onEvent({
      type: "warning",
      message: `"${name}" was not trained before the run was stopped; it is left out.`,
    });
  }
  const all = [...simplePolicies({ split, problem, battery }), ...policies];
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
  return outcome(input, days, split, problem, report, models, {
    seed: context.seed,
    stopped: missing.length > 0,
  });
}

function outcome(
  input: EnergyInput,
  days: MarketDays,
  split: EnergySplit,
  problem: BatteryProblem,
  report: BacktestReport,
  models: ProgramOutcome["models"],
  { seed, stopped }: { readonly seed: number; readonly stopped: boolean },
): ProgramOutcome {
  const { test } = split;
  const recommended = named(report, RECOMMENDED) ?? named(report, report.strongestBaseline!)!;
  const predictions = flat(
    recommended.decisions.map((decision) => decision.prediction ?? new Float64Array(HOURS)),
  );
  const band = test.length > BAND_DAYS ? priceBand(predictions, flat(test.map((day) => day.truth))) : null;
  const plan = batteryPlan(problem, test.at(-1)!.date, recommended.name, recommended.decisions.at(-1)!);
  return {
    headline: headline(input, report, recommended),
    objective: { sense: "maximize", label: "profit", unit: "USD" },
    policies: report.policies.map(summaryOf),
    strongestBaseline: report.strongestBaseline,
    verdicts: verdicts(report, seed),
    split: { training: rangeOf(split.training), test: rangeOf(test) },
    models,
    figures: {
      ...(band === null ? {} : { bandLevel: band.level, bandCoverage: band.coverage }),
      adjustedDays: days.adjusted.length,
      leftOutDays: days.leftOut.length,
      unprovenDecisions: report.policies.reduce((sum, policy) => sum + policy.unprovenDecisions, 0),
    },
    recommended: recommended.name,
    plan,
    views: energyViews({ test, report, recommended, predictions, band, plan }),
    notes: notes(input, report),
    stopped,
  };
}

/** Fewer test days than this leave no past errors to make a band from. */
const BAND_DAYS = 20;

/** What is claimed, before any result is known: what training through the decision adds, and what models add at all. */
const CLAIMS: readonly (readonly [string, string, string])[] = [
  [
    "Trained through the decision, ridge earns more than ridge fitted to prices",
    POLICY_NAMES.spoRidge,
    POLICY_NAMES.ridge,
  ],
  [
    "The blend with the decision-trained ridge earns more than the best two-stage policy",
    POLICY_NAMES.spoBlend,
    "best two-stage",
  ],
  ["Boosted trees earn more than the strongest simple baseline", POLICY_NAMES.trees, "strongest baseline"],
];

function verdicts(report: BacktestReport, seed: number): Verdict[] {
  return CLAIMS.flatMap(([claim, champion, rival]) => {
    const first = named(report, champion);
    const second =
      rival === "best two-stage"
        ? bestOf(report, "two-stage")
        : named(report, rival === "strongest baseline" ? report.strongestBaseline! : rival);
    if (first === undefined || second === undefined) return [];
    const differences = first.objectives.map((value, row) => value - second.objectives[row]);
    const { estimate, lower, upper } = blockBootstrapInterval(differences, {
      blockLength: Math.min(BLOCK_DAYS, differences.length),
      level: LEVEL,
      seed,
      statistic: "sum",
    });
    const interval: PairedInterval = { against: second.name, estimate, lower, upper, level: LEVEL };
    const result = lower > 0 ? "better" : upper < 0 ? "worse" : "not distinguishable";
    return [{ claim: `${claim} (${second.name})`, outcome: result, interval }];
  });
}

function headline(input: EnergyInput, report: BacktestReport, recommended: PolicyResult): string {
  const share = (policy: PolicyResult): string => `${(100 * policy.shareOfHindsight).toFixed(1)} %`;
  const baseline = named(report, report.strongestBaseline!)!;
  const start = `Over ${report.rows} days, "${recommended.name}" earns ${Math.round(recommended.objective).toLocaleString("en-US")} USD, ${share(recommended)} of perfect hindsight`;
  const end =
    baseline === recommended
      ? ""
      : `; the strongest simple baseline, "${baseline.name}", earns ${share(baseline)}`;
  return `${input.origin.simulated ? "SIMULATED DATA. " : ""}${start}${end}.`;
}

function notes(input: EnergyInput, report: BacktestReport): string[] {
  const list: string[] = [];
  if (input.origin.simulated) {
    list.push("The data are simulated: they show how the program works, and prove nothing about any market.");
  }
  const forecasters = report.policies.filter((policy) => policy.forecast !== null);
  if (forecasters.length > 0) {
    const sharpest = forecasters.reduce((a, b) => (b.forecast!.rmse < a.forecast!.rmse ? b : a));
    const richest = forecasters.reduce((a, b) => (b.objective > a.objective ? b : a));
    list.push(
      sharpest === richest
        ? `"${sharpest.name}" has both the smallest price error and the highest profit.`
        : `A better forecast is not a better decision: "${sharpest.name}" has the smallest price RMSE (${sharpest.forecast!.rmse.toFixed(2)}), "${richest.name}" the highest profit (with an RMSE of ${richest.forecast!.rmse.toFixed(2)}).`,
    );
  }
  list.push(
    "The load forecast of the day itself is taken as known on its eve, as the file says; prices of the day and temperatures are not used.",
    "The model lets the battery charge and discharge within one hour, which pays at negative prices only.",
  );
  return list;
}

function summaryOf({
  name,
  kind,
  objective,
  shareOfHindsight,
  regret,
  ratioOfSums,
  meanOfRatios,
  interval,
  forecast,
}: PolicyResult): PolicySummary {
  return {
    name,
    kind,
    objective,
    shareOfHindsight,
    regret,
    regretRatioOfSums: ratioOfSums,
    regretMeanOfRatios: meanOfRatios,
    interval,
    forecast,
  };
}

function bestOf(report: BacktestReport, kind: PolicyResult["kind"]): PolicyResult | undefined {
  return report.policies
    .filter((policy) => policy.kind === kind)
    .sort((a, b) => b.objective - a.objective)[0];
}

function named(report: BacktestReport, name: string): PolicyResult | undefined {
  return report.policies.find((policy) => policy.name === name);
}

function rangeOf(days: readonly DayExample[]): {
  readonly from: string;
  readonly to: string;
  readonly rows: number;
} {
  return { from: days[0].date, to: days.at(-1)!.date, rows: days.length };
}

function flat(days: readonly Float64Array[]): Float64Array {
  const values = new Float64Array(days.length * HOURS);
  for (const [day, hours] of days.entries()) values.set(hours, day * HOURS);
  return values;
}

function batteryOf(settings: Readonly<Record<string, number>>): Battery {
  return requireConsistent({
    powerMw: settings.power,
    capacityMwh: settings.capacity,
    chargeEfficiency: settings.chargeEfficiency,
    dischargeEfficiency: settings.dischargeEfficiency,
    minimumShare: settings.minimumShare,
    maximumShare: settings.maximumShare,
    midnightShare: settings.midnightShare,
    cyclingCostPerMwh: settings.cyclingCost,
  });
}

/** Reports stages as shares of the whole run; what is done stays done. */
function stageReporter({ onEvent }: RunContext): (stage: string, share: number, detail?: string) => void {
  let fraction = 0;
  return (stage, share, detail) => {
    const position = STAGES.findIndex(([name]) => name === stage);
    const start = position > 0 ? STAGES[position - 1][1] : 0;
    fraction = Math.max(fraction, start + share * (STAGES[position][1] - start));
    onEvent({ type: "progress", stage, fraction, ...(detail === undefined ? {} : { detail }) });
  };
}
