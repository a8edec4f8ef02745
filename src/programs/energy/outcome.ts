import type { BacktestReport, PairedInterval, PolicyResult } from "../../decide/index.js";
import { blockBootstrapInterval } from "../../math/index.js";
import type { PolicySummary, ProgramOutcome, Verdict } from "../program.js";
import { HOURS, type BatteryProblem } from "./battery-problem.js";
import type { DayExample, EnergySplit } from "./examples.js";
import type { EnergyInput } from "./input.js";
import type { MarketDays } from "./market-days.js";
import { batteryPlan } from "./plan.js";
import { POLICY_NAMES, RECOMMENDED } from "./policies.js";
import { priceBand } from "./price-band.js";
import { energyViews } from "./views.js";

/** Days per block of the bootstrap: prices of one week hang together. */
export const BLOCK_DAYS = 7;
/** Level of all intervals. */
export const LEVEL = 0.95;

/** Turns a comparison into what a reader is told: headline, claims, plan, figures and notes. */
export function energyOutcome(
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
