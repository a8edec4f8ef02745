import {
  FEWEST_BLOCKS,
  outcomeOf,
  pairedInterval,
  type BacktestReport,
  type PolicyResult,
} from "../../decide/index.js";
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

/** Turns a comparison into what a reader is told: headline, verdicts, plan, figures and notes. */
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
    notes: notes(input, days, report),
    stopped,
  };
}

/** Fewer test days than this leave no past errors to make a band from. */
const BAND_DAYS = 20;

/** What is compared, before any result is known: what training through the decision adds, and what models add at all. */
const COMPARISONS: readonly (readonly [string, string, string])[] = [
  [
    "Ridge trained through the decision, against ridge fitted to prices",
    POLICY_NAMES.spoRidge,
    POLICY_NAMES.ridge,
  ],
  [
    "The blend with the decision-trained ridge, against the best two-stage policy",
    POLICY_NAMES.spoBlend,
    "best two-stage",
  ],
  ["Boosted trees, against the strongest simple baseline", POLICY_NAMES.trees, "strongest baseline"],
];

function verdicts(report: BacktestReport, seed: number): Verdict[] {
  return COMPARISONS.flatMap(([comparison, champion, rival]) => {
    const first = named(report, champion);
    const second =
      rival === "best two-stage"
        ? bestOf(report, "two-stage")
        : named(report, rival === "strongest baseline" ? report.strongestBaseline! : rival);
    if (first === undefined || second === undefined) return [];
    const differences = first.objectives.map((value, row) => value - second.objectives[row]);
    const interval = pairedInterval(differences, {
      against: second.name,
      blockLength: BLOCK_DAYS,
      level: LEVEL,
      seed,
    });
    if (interval === null) return [];
    return [{ comparison: `${comparison} (${second.name})`, outcome: outcomeOf(interval), interval }];
  });
}

function headline(input: EnergyInput, report: BacktestReport, recommended: PolicyResult): string {
  const share = (policy: PolicyResult): string => `${(100 * policy.shareOfHindsight).toFixed(1)} %`;
  const baseline = named(report, report.strongestBaseline!)!;
  const start = `Over ${report.rows === 1 ? "one day" : `${report.rows} days`}, "${recommended.name}" earns ${Math.round(recommended.objective).toLocaleString("en-US")} USD, ${share(recommended)} of perfect hindsight`;
  const end =
    baseline === recommended
      ? ""
      : `; the strongest simple baseline, "${baseline.name}", earns ${share(baseline)}`;
  return `${input.origin.simulated ? "SIMULATED DATA. " : ""}${start}${end}.`;
}

function notes(input: EnergyInput, days: MarketDays, report: BacktestReport): string[] {
  const list: string[] = [];
  if (input.origin.simulated) {
    list.push("The data are simulated: they show how the program works, and prove nothing about any market.");
  }
  if (report.rows < FEWEST_BLOCKS * BLOCK_DAYS) {
    list.push(
      `${report.rows} test days are too few to say which policy is better: no intervals and no verdicts are given (${FEWEST_BLOCKS * BLOCK_DAYS} days would do).`,
    );
  }
  if (days.leftOut.length > 0) list.push(`Left out, because an hour is missing: ${listed(days.leftOut)}.`);
  if (days.adjusted.length > 0)
    list.push(`Brought to 24 hours, because clocks changed: ${listed(days.adjusted)}.`);
  list.push(...accuracyNote(report));
  list.push(
    "The load forecast of the day itself is taken as known on its eve, as the file says; prices of the day are not used.",
    "The model lets the battery charge and discharge within one hour, which pays at negative prices only.",
  );
  return list;
}

/** Errors that differ by less are the same to a reader. */
const SAME_ERROR = 0.01;

/** Whether the sharpest forecast was also the most profitable one; nothing where that cannot be said. */
function accuracyNote(report: BacktestReport): string[] {
  const forecasters = report.policies.flatMap(({ name, objective, forecast }) =>
    forecast === null ? [] : [{ name, objective, rmse: forecast.rmse }],
  );
  if (forecasters.length === 0) return [];
  const sharpest = forecasters.reduce((a, b) => (b.rmse < a.rmse ? b : a));
  const richest = forecasters.reduce((a, b) => (b.objective > a.objective ? b : a));
  if (richest.rmse - sharpest.rmse <= SAME_ERROR * sharpest.rmse || richest.objective === sharpest.objective)
    return [];
  return [
    `A better forecast is not a better decision: "${sharpest.name}" has the smallest price RMSE (${sharpest.rmse.toFixed(2)}), "${richest.name}" the highest profit (with an RMSE of ${richest.rmse.toFixed(2)}).`,
  ];
}

/** The first few of a list of dates, and how many more there are. */
function listed(dates: readonly string[]): string {
  const more = dates.length - LISTED_DATES;
  return dates.slice(0, LISTED_DATES).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

const LISTED_DATES = 5;

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
