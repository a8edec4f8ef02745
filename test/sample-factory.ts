import type { ReliabilityRow } from "../src/learn/index.js";
import type { Figure, PolicySummary } from "../src/programs/index.js";
import type { MachineCondition } from "../src/programs/factory/plant.js";
import { factoryViews, type FactoryResults } from "../src/programs/factory/views.js";
import type { RiskForecast } from "../src/programs/factory/views/machine-risk.js";
import type { RunRecord } from "../src/run/run-record.js";
import { sampleRecord } from "./sample-record.js";
import { samplePlan, sampleProblem } from "./sample-schedule.js";

/** Machines that wear as Weibull's law says, from their age on. */
export const sampleForecast: RiskForecast = {
  failureProbabilities: (conditions, times) =>
    conditions.flatMap(({ age, sensors }) =>
      times.map((time) => {
        const life = 3000 * (sensors.quality ?? 1);
        const worn = (at: number): number => (at / life) ** 3;
        return 1 - Math.exp(worn(age) - worn(age + time));
      }),
    ),
  newCondition: (machine) => ({ machine, age: 0, sensors: {} }),
};

/** Machines of different ages. */
export function sampleConditions(machines: readonly { readonly id: string }[]): MachineCondition[] {
  return machines.map(({ id }, index) => ({
    machine: id,
    age: 300 * index,
    sensors: { quality: 1 + 0.2 * (index % 3) },
  }));
}

/** The figures of a factory run. */
export function sampleFactoryViews(changes: Partial<FactoryResults> = {}): Figure[] {
  const problem = sampleProblem();
  const policies = samplePolicies();
  return factoryViews({
    problem,
    plan: samplePlan(problem),
    recommended: "decision-focused",
    predictions: { conditions: sampleConditions(problem.machines), forecast: sampleForecast },
    durations: { meanFactor: (machine) => (machine === "grinder" ? 1.2 : 1.05) },
    reasonOf: ({ start }) => (start > 0 ? "waits for its machine" : undefined),
    comparison: {
      policies,
      totals: policies.map(({ objective }) =>
        Float64Array.from({ length: 200 }, (_, episode) => objective + 2000 * Math.sin(episode)),
      ),
      strongestBaseline: "periodic",
      costUnit: "EUR",
      seed: 1,
    },
    reliability: {
      groups: [
        { name: "hazard model", rows: reliabilityRows(0.9) },
        { name: "before calibration", rows: reliabilityRows(0.6) },
      ],
      window: "8 h of work",
    },
    example: {
      done: samplePlan(problem, 3),
      breakdowns: [{ machine: "grinder", from: 8 * 60, until: 11 * 60 }],
    },
    ...changes,
  });
}

function reliabilityRows(slope: number): ReliabilityRow[] {
  return [0.01, 0.02, 0.04, 0.07, 0.11, 0.16, 0.24, 0.38].map((predicted, index) => {
    const observed = slope * predicted + 0.01;
    return {
      units: 400 - 40 * index,
      predicted,
      observed,
      lower: Math.max(0, observed - 0.03 - 0.1 * predicted),
      upper: observed + 0.03 + 0.1 * predicted,
    };
  });
}

function samplePolicies(): PolicySummary[] {
  const policy = (
    name: string,
    kind: PolicySummary["kind"],
    objective: number,
    figures: Readonly<Record<string, number | null>>,
  ): PolicySummary => ({
    name,
    kind,
    objective,
    shareOfHindsight: objective / 5000,
    regret: objective - 5000,
    regretRatioOfSums: objective / 5000 - 1,
    regretMeanOfRatios: objective / 5000 - 1,
    interval:
      name === "periodic"
        ? null
        : {
            against: "periodic",
            estimate: 8200 - objective,
            lower: 8200 - objective - 250,
            upper: 8200 - objective + 270,
            level: 0.95,
          },
    forecast: null,
    figures,
  });
  const figures = (
    tardiness: number,
    onTime: number,
    breakdowns: number,
    maintenance: number,
    changes: number | null,
  ): Readonly<Record<string, number | null>> => ({ tardiness, onTime, breakdowns, maintenance, changes });
  return [
    policy("run to failure", "baseline", 11_840, figures(5100, 0.71, 1.92, 0, 14.2)),
    policy("periodic", "baseline", 8200, figures(3600, 0.8, 0.9, 4.1, 11.1)),
    policy("point estimate, then optimise", "two-stage", 7950, figures(3500, 0.82, 0.85, 3.2, 10.3)),
    policy("scenarios", "two-stage", 6730, figures(2950, 0.86, 0.5, 3.9, 9.8)),
    policy("decision-focused", "decision-focused", 6610, figures(2900, 0.87, 0.48, 4.0, 9.5)),
    policy("perfect hindsight", "hindsight", 5000, figures(2500, 0.91, 0.1, 1.2, null)),
  ];
}

/** A record of a program with costs, episodes and an input of several tables. */
export function sampleFactoryRecord(changes: Partial<RunRecord> = {}): RunRecord {
  const { checks } = sampleRecord();
  const interval = {
    against: "point estimate, then optimise",
    estimate: 1340,
    lower: 1010,
    upper: 1680,
    level: 0.95,
  };
  return sampleRecord({
    program: "factory",
    headline: 'Over 200 episodes, "decision-focused" costs 6,610 EUR per episode.',
    objective: { sense: "minimize", label: "cost per episode", unit: "EUR" },
    policies: samplePolicies(),
    policyFigures: [
      {
        name: "tardiness",
        label: "weighted tardiness",
        unit: "h",
        better: "less",
        summary: "Hours that orders end after their due dates, times their weights.",
      },
      {
        name: "onTime",
        label: "on time",
        format: "share",
        better: "more",
        summary: "Share of the orders that end by their due date.",
      },
      {
        name: "breakdowns",
        label: "breakdowns",
        better: "less",
        digits: 2,
        summary: "Failures of machines.",
      },
      { name: "maintenance", label: "maintenance", digits: 1, summary: "Planned maintenance that was done." },
      {
        name: "changes",
        label: "nervousness",
        unit: "changes",
        better: "less",
        digits: 1,
        summary: "Operations that a replanning moves.",
      },
    ],
    strongestBaseline: "periodic",
    recommended: "decision-focused",
    verdicts: [
      {
        comparison: "Decision-focused, against point estimates",
        outcome: "better",
        interval,
        relative: { estimate: 0.169, lower: 0.127, upper: 0.211 },
      },
      {
        comparison: "Decision-focused, against scenarios",
        outcome: "not distinguishable",
        interval: { against: "scenarios", estimate: 120, lower: -90, upper: 330, level: 0.95 },
      },
      {
        comparison: "Run to failure, against periodic maintenance",
        outcome: "worse",
        interval: { against: "periodic", estimate: -3640, lower: -4000, upper: -3300, level: 0.95 },
      },
    ],
    split: {
      training: {
        rows: 288,
        noun: "machine life",
        nouns: "machine lives",
        origin: "from the plant's history",
      },
      test: { rows: 200, noun: "episode", origin: "on machine lives that no model has seen" },
    },
    data: {
      simulated: false,
      description: "plant (5 tables)",
      file: null,
      tables: [
        { name: "orders", rows: 26, file: { format: "csv", compressed: false, bytes: 1800, rows: 26 } },
        {
          name: "history",
          rows: 2400,
          file: { format: "parquet", compressed: false, bytes: 48_000, rows: 2400 },
        },
      ],
      fingerprint: "fedcba9876543210".repeat(4),
    },
    checks: {
      blocked: false,
      rows: 2426,
      findings: [
        {
          code: "due-before-release",
          severity: "warn",
          table: "orders",
          column: "due",
          rows: [4],
          count: 1,
          message: "order-04 is due before it is released.",
          fix: "Correct one of the two dates.",
        },
      ],
      columns: [],
      timeRange: null,
      tables: [{ name: "orders", rows: 26, columns: checks.columns, timeRange: null }],
    },
    views: sampleFactoryViews(),
    ...changes,
  });
}
