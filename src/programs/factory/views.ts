import type { ReliabilityRow } from "../../learn/index.js";
import { blockBootstrapInterval } from "../../math/index.js";
import type { Plan, ScheduleProblem } from "../../schedule/index.js";
import type { Figure } from "../figure.js";
import type { PolicySummary } from "../program.js";
import type { MachineCondition } from "./plant.js";
import { bottleneckTable, type BottleneckShare, type DurationFactors } from "./views/bottleneck-table.js";
import { machineRisks, planEnd, riskTimes, type RiskForecast } from "./views/machine-risk.js";
import { maintenanceTable } from "./views/maintenance-table.js";
import { planGantt, type PlanGanttOptions, type ShownBreakdown } from "./views/plan-gantt.js";
import { costByPolicy, savingsByPolicy } from "./views/policy-costs.js";
import { reliabilityFigure } from "./views/reliability.js";
import { riskCurves } from "./views/risk-curves.js";

/** What the figures of a run are drawn from. */
export interface FactoryResults {
  /** Orders, machines and the maintenance tasks that the recommended plan was made for. */
  readonly problem: ScheduleProblem;
  readonly plan: Plan;
  /** Name of the policy that made it. */
  readonly recommended: string;
  /** What is predicted of machines; null where nothing is known of their lives. */
  readonly predictions: {
    /** In the order of the problem's machines. */
    readonly conditions: readonly MachineCondition[];
    readonly forecast: RiskForecast;
  } | null;
  readonly durations?: DurationFactors;
  /** Where the bottleneck is expected, from the orders alone. */
  readonly bottlenecks?: readonly BottleneckShare[];
  /** Why operations stand where they do. */
  readonly reasonOf?: NonNullable<PlanGanttOptions["reasonOf"]>;
  /** The comparison; null where no policies were compared. */
  readonly comparison: {
    readonly policies: readonly Pick<PolicySummary, "name" | "interval">[];
    /** [policies][episodes] costs, in the order of the policies */
    readonly totals: readonly Float64Array[];
    readonly strongestBaseline: string;
    /** Of a cost: "USD". */
    readonly costUnit: string;
    readonly seed: number;
  } | null;
  /** Predicted and observed failures within a window that is given in words; null where lives are too few. */
  readonly reliability: {
    readonly groups: readonly { readonly name: string; readonly rows: readonly ReliabilityRow[] }[];
    readonly window: string;
  } | null;
  /** What became of the plan on one path of breakdowns: what was done, with all that moved; null for none. */
  readonly example: {
    readonly done: Plan;
    readonly breakdowns: readonly ShownBreakdown[];
  } | null;
}

/** Points of risk curves. */
const RISK_POINTS = 150;

/** The figures of a run, in the order in which they are read. */
export function factoryViews(results: FactoryResults): Figure[] {
  const {
    problem,
    plan,
    recommended,
    predictions,
    durations,
    comparison,
    reliability,
    reasonOf,
    bottlenecks,
  } = results;
  const times = riskTimes(plan, planEnd(plan), RISK_POINTS);
  const machines =
    predictions === null
      ? null
      : machineRisks(problem, plan, predictions.conditions, predictions.forecast, times);
  const risks = machines === null ? {} : { risks: { times, machines } };
  return [
    ...(comparison === null ? [] : policyFigures(comparison)),
    planGantt(problem, plan, {
      id: "plan",
      title: "The recommended plan",
      caption: `Made by "${recommended}": each bar is an operation on its machine, named after its order. Point at a bar for its times and reasons; all bars of the same order then stand out.${machines === null ? "" : " The strip below a machine's bars darkens as the machine wears, and is pale again after maintenance."}`,
      ...risks,
      ...(reasonOf === undefined ? {} : { reasonOf }),
    }),
    ...((problem.maintenance ?? []).length === 0 && machines === null
      ? []
      : [
          maintenanceTable(problem, plan, { ...risks, ...(comparison && { costUnit: comparison.costUnit }) }),
        ]),
    ...exampleFigures(results),
    ...(machines === null ? [] : [riskCurves(problem, plan, times, machines)]),
    ...(reliability === null ? [] : [reliabilityFigure(reliability.groups, reliability.window)]),
    bottleneckTable(problem, plan, {
      ...(durations === undefined ? {} : { durations }),
      ...(bottlenecks === undefined ? {} : { forecast: bottlenecks }),
      ...(machines === null ? {} : { risks: machines }),
    }),
  ];
}

function policyFigures({
  policies,
  totals,
  strongestBaseline,
  costUnit,
  seed,
}: NonNullable<FactoryResults["comparison"]>): Figure[] {
  const episodes = totals[0]?.length ?? 0;
  if (episodes === 0) return [];
  const options = { strongestBaseline, episodes, unit: `${costUnit} per episode` };
  const costs = policies.map(({ name }, index) => {
    const { estimate, lower, upper } = blockBootstrapInterval(totals[index], { blockLength: 1, seed });
    return { name, mean: estimate, lower, upper };
  });
  return [...savingsByPolicy(policies, options), costByPolicy(costs, options)];
}

/** The plan as it was carried out, when breakdowns came in between. */
function exampleFigures({ problem, plan, example }: FactoryResults): Figure[] {
  if (example === null) return [];
  const { done, breakdowns } = example;
  const [first] = breakdowns.toSorted((a, b) => a.from - b.from);
  return [
    planGantt(problem, done, {
      id: "plan-carried-out",
      title:
        first === undefined ? "The plan as it was carried out" : "The same plan when machines break down",
      caption:
        first === undefined
          ? "One simulated course of events, in which no machine failed: thin bars show where work was planned that took its place later or earlier."
          : `One simulated course of events. What had started when the first machine failed (${first.machine}) is frozen; the rest was planned anew after each failure. Thin bars show where work was planned at first.`,
      before: plan,
      ...(first === undefined ? {} : { frozenUntil: first.from }),
      breakdowns,
    }),
  ];
}
