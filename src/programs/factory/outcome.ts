import { outcomeOf, FEWEST_BLOCKS } from "../../decide/index.js";
import type { Latency, PolicyFigure, PolicySummary, ProgramOutcome, Verdict } from "../program.js";
import { LEVEL, meanAdvantage, relativeAdvantage } from "./comparison/advantage.js";
import type { PolicyMeans, PolicyResult } from "./comparison/compare-policies.js";
import { keepsForecast } from "./recommended-plan.js";
import { factoryResults, type PlantFindings } from "./factory-results.js";
import { factoryViews } from "./views.js";
import { POLICY_NAMES } from "./policies/predictive-policies.js";
import { dayPlan } from "./day-plan.js";
import type { TrainedFactoryPolicies } from "./train-policies.js";

/** Everything that a run found. */
export interface FactoryFindings extends PlantFindings {
  readonly isSimulated: boolean;
  readonly trained: TrainedFactoryPolicies;
  readonly trainingEpisodes: number;
  readonly stopped: boolean;
}

/** The bar that planning under uncertainty is held to: this much cheaper than a point estimate. */
const BAR = 0.1;

/** Turns a comparison into what a reader is told. */
export function factoryOutcome(findings: FactoryFindings): ProgramOutcome {
  const { isSimulated, results, trained, plant, models, recommended, assessment, seed, stopped } = findings;
  const unit = isSimulated ? "USD" : "cost";
  const strongest = strongestBaseline(results);
  const hindsight = results.at(-1)!;
  const verdicts = verdictsOf(results, strongest, seed);
  const { margin, reading, trainingCosts } = trained;
  const policies = results.map((result) => summaryOf(result, hindsight, strongest, seed, plant));
  return {
    headline: headline(findings, strongest),
    objective: { sense: "minimize", label: "cost per episode", unit },
    policies,
    policyFigures: POLICY_FIGURES,
    strongestBaseline: strongest.name,
    verdicts,
    split: {
      training: {
        rows: findings.trainingEpisodes,
        noun: "episode",
        origin: "drawn from lives of the history that calibrate models",
      },
      test: {
        rows: hindsight.totals.length,
        noun: "episode",
        origin: "drawn from machine lives that nothing has learned from",
      },
    },
    models: models?.cards ?? [],
    figures: {
      ...(assessment === null
        ? {}
        : {
            concordance: assessment.concordance,
            concordanceByAge: assessment.baselineConcordance,
            brierScore: assessment.brier[1],
            brierScoreByAge: assessment.baselineBrier[1],
            calibrationError: assessment.calibrationError[1],
          }),
      ...(margin === null ? {} : { safetyMargin: margin }),
      ...(reading === null ? {} : reading),
      ...(trainingCosts.scenario === null || trainingCosts.focused === null
        ? {}
        : {
            trainingCostUntrained: trainingCosts.scenario,
            trainingCostTrained: trainingCosts.focused,
          }),
      ...Object.fromEntries(
        (trained.periods ?? []).flatMap((period, machine) =>
          Number.isFinite(period) ? [[`period of ${plant.care[machine].machine}`, Math.round(period)]] : [],
        ),
      ),
    },
    recommended: recommended.policy,
    plan: dayPlan(plant.today.problem, recommended),
    views: factoryViews(factoryResults(findings, policies, strongest.name, unit)),
    notes: notes(findings, verdicts),
    stopped,
    latencies: results.flatMap(latenciesOf),
  };
}

/** How long a policy took to plan from what is known of the orders, and to plan anew after a breakdown. */
function latenciesOf({ name, planningMs, replanningMs }: PolicyResult): Latency[] {
  return [
    { name: `planning, ${name}`, times: planningMs },
    { name: `planning anew, ${name}`, times: replanningMs },
  ].flatMap(({ name: label, times }): Latency[] => {
    if (times.length === 0) return [];
    const sorted = times.toSorted((a, b) => a - b);
    const medianMs = sorted[(sorted.length - 1) >> 1];
    return [{ name: label, count: times.length, medianMs, worstMs: sorted.at(-1)! }];
  });
}

/** The cheapest of what people do without a model. */
function strongestBaseline(results: readonly PolicyResult[]): PolicyResult {
  return cheapestOf(results.filter(({ kind }) => kind === "baseline"));
}

function cheapestOf(results: readonly PolicyResult[]): PolicyResult {
  return results.reduce((best, next) => (mean(next) < mean(best) ? next : best));
}

/** What is compared, before any result is known. */
const COMPARISONS: readonly (readonly [string, string, string])[] = [
  ["Scenarios, against a point estimate", POLICY_NAMES.scenario, POLICY_NAMES.point],
  ["Decision-focused, against a point estimate", POLICY_NAMES.focused, POLICY_NAMES.point],
  ["Scenarios, against a point estimate with a tuned margin", POLICY_NAMES.scenario, POLICY_NAMES.margin],
  [
    "Decision-focused, against a point estimate with a tuned margin",
    POLICY_NAMES.focused,
    POLICY_NAMES.margin,
  ],
  ["Decision-focused, against scenarios", POLICY_NAMES.focused, POLICY_NAMES.scenario],
];

function verdictsOf(results: readonly PolicyResult[], strongest: PolicyResult, seed: number): Verdict[] {
  const named = (name: string): PolicyResult | undefined => results.find((result) => result.name === name);
  const pairs = [
    ...COMPARISONS,
    [
      "Decision-focused, against the strongest simple baseline",
      POLICY_NAMES.focused,
      strongest.name,
    ] as const,
  ];
  return pairs.flatMap(([comparison, champion, rival]): Verdict[] => {
    const [first, second] = [named(champion), named(rival)];
    if (first === undefined || second === undefined) return [];
    const interval = meanAdvantage(first, second, seed);
    const relative = relativeAdvantage(first, second, seed);
    if (interval === null || relative === null) return [];
    return [{ comparison: `${comparison} (${rival})`, outcome: outcomeOf(interval), interval, relative }];
  });
}

function summaryOf(
  result: PolicyResult,
  hindsight: PolicyResult,
  strongest: PolicyResult,
  seed: number,
  plant: FactoryFindings["plant"],
): PolicySummary {
  const [own, best] = [mean(result), mean(hindsight)];
  const ratios = result.totals.map((cost, episode) => cost / hindsight.totals[episode] - 1);
  const finite = ratios.filter(Number.isFinite);
  return {
    name: result.name,
    kind: result.kind,
    objective: own,
    shareOfHindsight: own / best,
    regret: own - best,
    regretRatioOfSums: own / best - 1,
    regretMeanOfRatios: finite.reduce((sum, ratio) => sum + ratio, 0) / finite.length,
    interval: result === strongest ? null : meanAdvantage(result, strongest, seed),
    forecast: null,
    figures: figuresOf(result.means, hoursOf(plant.today.problem.timeUnit)),
  };
}

function mean({ totals }: PolicyResult): number {
  return totals.reduce((sum, cost) => sum + cost, 0) / totals.length;
}

const POLICY_FIGURES: readonly PolicyFigure[] = [
  {
    name: "tardinessCost",
    label: "tardiness",
    better: "less",
    digits: 0,
    summary: "What orders cost that end after their due dates, per episode.",
  },
  {
    name: "repairCost",
    label: "repairs",
    better: "less",
    digits: 0,
    summary: "What repairs cost per episode, without the tardiness that they cause.",
  },
  {
    name: "maintenanceCost",
    label: "maintenance",
    digits: 0,
    summary: "What planned maintenance costs per episode.",
  },
  {
    name: "weightedTardinessHours",
    label: "weighted tardiness",
    unit: "h",
    better: "less",
    digits: 1,
    summary: "Hours that orders end after their due dates, times their weights.",
  },
  {
    name: "onTimeShare",
    label: "on time",
    format: "share",
    better: "more",
    summary: "Share of the orders that end by their due date.",
  },
  {
    name: "downtimeHours",
    label: "downtime",
    unit: "h",
    better: "less",
    digits: 1,
    summary: "Machine hours lost to repairs and maintenance, per episode.",
  },
  { name: "breakdowns", label: "breakdowns", better: "less", digits: 2, summary: "Failures per episode." },
  { name: "maintenance", label: "maintained", digits: 2, summary: "Planned maintenance done, per episode." },
  {
    name: "changesPerReplanning",
    label: "nervousness",
    unit: "changes",
    better: "less",
    digits: 1,
    summary:
      "Operations that a replanning gives another machine or start, those that a breakdown pushes included.",
  },
];

function figuresOf(means: PolicyMeans, hours: number): Record<string, number | null> {
  const { weightedTardiness, downtime, replannings: _, ...rest } = means;
  return { ...rest, weightedTardinessHours: hours * weightedTardiness, downtimeHours: hours * downtime };
}

/** Hours in one unit of time; 1 for units that are not known. */
function hoursOf(unit = "hour"): number {
  return { second: 1 / 3600, minute: 1 / 60, hour: 1, day: 24 }[unit.replace(/s$/, "")] ?? 1;
}

/** What the recommended policy costs, beside the strongest simple baseline and the strongest plan for a point estimate. */
function headline(findings: FactoryFindings, strongest: PolicyResult): string {
  const { isSimulated, results, recommended, seed } = findings;
  const own = results.find(({ name }) => name === recommended.policy)!;
  const points = results.filter(({ name }) => name === POLICY_NAMES.point || name === POLICY_NAMES.margin);
  const rivals: readonly (readonly [PolicyResult | undefined, string])[] = [
    [strongest === own ? undefined : strongest, "the strongest simple baseline"],
    [points.length === 0 ? undefined : cheapestOf(points), "the better of two plans for a point estimate"],
  ];
  const parts = rivals.flatMap(([rival, role]): string[] => {
    if (rival === undefined) return [];
    const interval = meanAdvantage(own, rival, seed);
    const share = relativeAdvantage(own, rival, seed);
    if (interval === null || share === null) return [];
    const outcome = outcomeOf(interval);
    const rivalText = `"${rival.name}", ${role}`;
    if (outcome === "not distinguishable") return [`not distinguishable from ${rivalText}`];
    const { estimate, lower, upper } = share;
    return outcome === "better"
      ? [`${sharesText(share)} less than ${rivalText}`]
      : [`${sharesText({ estimate: -estimate, lower: -upper, upper: -lower })} more than ${rivalText}`];
  });
  return `${isSimulated ? "SIMULATED DATA. " : ""}Over ${own.totals.length} simulated episodes, "${own.name}" costs ${amount(mean(own))} per episode${parts.length === 0 ? "" : `: ${parts.join(", and ")}`}.`;
}

function sharesText({ estimate, lower, upper }: NonNullable<Verdict["relative"]>): string {
  const percent = (share: number): string => (100 * share).toFixed(1);
  return `${percent(estimate)} % (${Math.round(100 * LEVEL)} % interval ${percent(lower)} to ${percent(upper)})`;
}

function amount(cost: number): string {
  return Math.round(cost).toLocaleString("en-US");
}

function notes(findings: FactoryFindings, verdicts: readonly Verdict[]): string[] {
  const { isSimulated, results, trained, stopped } = findings;
  const list: string[] = [];
  if (isSimulated)
    list.push(
      "The data are simulated: they show how the program works, and prove nothing about any factory.",
    );
  const episodes = results[0].totals.length;
  if (episodes < FEWEST_BLOCKS)
    list.push(
      `${episodes} test episodes are too few to say which policy is better: no intervals and no verdicts are given (${FEWEST_BLOCKS} would do).`,
    );
  for (const verdict of verdicts) {
    const { against } = verdict.interval;
    if (against !== POLICY_NAMES.point && against !== POLICY_NAMES.margin) continue;
    list.push(barNote(verdict));
  }
  if (keepsForecast(trained.reading))
    list.push(
      "Training through the decision found nothing cheaper on the training episodes than the forecast as it is: the decision-focused policy is the scenario policy.",
    );
  list.push(...restNote(findings));
  if (stopped) list.push("The run was stopped early: what is missing is said in the warnings.");
  list.push(
    "All policies plan the orders with the same scheduler and the same expected working times; they differ in the maintenance that they ask for.",
    "A breakdown is repaired at once, the operation that it interrupts goes on after it, and set-up costs are planned with but not counted here.",
    `"${POLICY_NAMES.hindsight}" is the cheapest plan found with the lives and working times known; nothing proves that there is no cheaper one.`,
  );
  return list;
}

/** Whether the bar of ten per cent is met, in words, with the interval that says so. */
function barNote({ comparison, relative }: Verdict): string {
  const { estimate, lower, upper } = relative!;
  const bar = `${Math.round(100 * BAR)} %`;
  const standing =
    lower >= BAR
      ? `more than ${bar}, the whole interval included`
      : estimate >= BAR
        ? `${bar} by the estimate, though not by the whole interval`
        : upper >= BAR
          ? `less than ${bar} by the estimate; the interval does not exclude it`
          : `less than ${bar}`;
  return `${comparison}: saves ${sharesText({ estimate, lower, upper })}, that is ${standing}.`;
}

/** Why nothing is maintained today, where nothing is. */
function restNote({ recommended, models, plant, today }: FactoryFindings): string[] {
  if (models === null || recommended.plan.maintenance.length > 0) return [];
  const { conditions } = plant.today;
  const risks = conditions.map((condition, machine) => {
    const [risk] = models.failureProbabilities([condition], [today.profiles[machine].total]);
    return risk;
  });
  const most = risks.indexOf(Math.max(...risks));
  return [
    `Today no machine is maintained: none is likely enough to fail while the plan runs (the most likely, ${conditions[most].machine}, with a probability of ${risks[most].toFixed(2)}).`,
  ];
}
