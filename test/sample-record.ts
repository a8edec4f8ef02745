import type { Figure, PolicySummary, Verdict } from "../src/programs/index.js";
import type { RunRecord } from "../src/run/run-record.js";

const HOUR_MS = 3_600_000;
const START = Date.UTC(2024, 5, 1);

/** A small record with something of everything that a report shows. */
export function sampleRecord(changes: Partial<RunRecord> = {}): RunRecord {
  return {
    schemaVersion: 1,
    program: "sample",
    versions: { foresolve: "0.1.0", node: "20.20.2", highs: "1.15.1" },
    seed: 7,
    settings: { testDays: 30, chargeEfficiency: 0.9 },
    deadlineMs: 20_000,
    data: {
      simulated: false,
      description: "prices.csv",
      file: { format: "csv", compressed: false, bytes: 12_345, rows: 1440 },
      fingerprint: "0123456789abcdef".repeat(4),
    },
    checks: {
      blocked: false,
      rows: 1440,
      findings: [
        {
          code: "spike",
          severity: "warn",
          column: "price",
          rows: [17, 1021],
          count: 2,
          message: "2 values stand out.",
          fix: "Look at these rows.",
        },
      ],
      columns: [
        {
          name: "time",
          kind: "timestamp",
          count: 1440,
          missing: 0,
          minimum: "2024-05-01T00:00:00",
          maximum: "2024-06-29T23:00:00",
          mean: null,
          quantiles: null,
        },
        {
          name: "price",
          kind: "number",
          unit: "USD/MWh",
          count: 1438,
          missing: 2,
          minimum: -3.5,
          maximum: 210,
          mean: 41.25,
          quantiles: { q05: 12, q25: 25, q50: 39, q75: 52, q95: 88 },
        },
        {
          name: "zone",
          kind: "text",
          count: 1440,
          missing: 0,
          minimum: null,
          maximum: null,
          mean: null,
          quantiles: null,
          distinct: 1,
        },
      ],
      timeRange: { column: "time", from: "2024-05-01T00:00:00", to: "2024-06-29T23:00:00" },
    },
    warnings: [],
    timings: { startedAt: "2024-07-01T10:00:00.123Z", elapsedMs: 8200, cpuMs: 7900, peakMemoryMb: 256 },
    headline: 'Over 30 days, "model" earns 1,500 USD.',
    objective: { sense: "maximize", label: "profit", unit: "USD" },
    policies: samplePolicies(),
    strongestBaseline: "rule",
    verdicts: sampleVerdicts(),
    split: {
      training: { from: "2024-05-01", to: "2024-05-30", rows: 30 },
      test: { from: "2024-05-31", to: "2024-06-29", rows: 30 },
    },
    models: [
      {
        predictor: "model",
        kind: "ridge",
        rows: 30,
        features: ["load", "weekday"],
        target: { over: [{ name: "hour", keys: 24 }], entries: 24, unit: "USD/MWh" },
        loss: "squared error",
        seed: null,
        settings: { penalty: 0.1, weights: [0.5, 0.5], earlyStopping: null },
        figures: { members: [{ predictor: "inner", trees: 300 }], converged: true },
      },
    ],
    figures: { bandCoverage: 0.817 },
    recommended: "model",
    plan: {
      date: "2024-06-29",
      policy: "model",
      hours: [
        { hour: 0, boughtMwh: 1, state: "charge" },
        { hour: 1, boughtMwh: 0, state: "wait" },
      ],
    },
    views: sampleViews(),
    notes: ["A note of the program."],
    stopped: false,
    ...changes,
  };
}

function samplePolicies(): PolicySummary[] {
  const policy = (
    name: string,
    kind: PolicySummary["kind"],
    objective: number,
    bounds: readonly [number, number] | null,
  ): PolicySummary => ({
    name,
    kind,
    objective,
    shareOfHindsight: objective / 2000,
    regret: 2000 - objective,
    regretRatioOfSums: 1 - objective / 2000,
    regretMeanOfRatios: 1 - objective / 2000,
    interval:
      bounds === null
        ? null
        : { against: "rule", estimate: objective - 1200, lower: bounds[0], upper: bounds[1], level: 0.95 },
    forecast: kind === "hindsight" ? null : { rmse: 12.34, mae: 8.5 },
  });
  return [
    policy("do nothing", "baseline", 0, [-1400, -1000]),
    policy("rule", "baseline", 1200, null),
    policy("plain model", "two-stage", 1250, [-50, 140]),
    policy("model", "decision-focused", 1500, [120, 480]),
    policy("perfect hindsight", "hindsight", 2000, [600, 1000]),
  ];
}

function sampleVerdicts(): Verdict[] {
  const interval = { against: "rule", estimate: 300, lower: 120, upper: 480, level: 0.95 };
  return [
    { comparison: "The model, against nothing", outcome: "better", interval },
    {
      comparison: "The plain model, against nothing",
      outcome: "not distinguishable",
      interval: { ...interval, estimate: 50, lower: -50, upper: 140 },
    },
    {
      comparison: "Doing nothing, against the model",
      outcome: "worse",
      interval: { ...interval, estimate: -1200, lower: -1400, upper: -1000 },
    },
  ];
}

/** One figure of every kind that programs may ask for. */
export function sampleViews(): Figure[] {
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  const wave = (shift: number): number[] => hours.map((hour) => 40 + 10 * Math.sin((hour + shift) / 3));
  return [
    {
      kind: "series",
      id: "forecast",
      title: "Forecast and price",
      caption: "The band holds most prices.",
      xLabel: "hour",
      yLabel: "USD/MWh",
      xKind: "time",
      x: hours.map((hour) => START + hour * HOUR_MS),
      series: [
        {
          kind: "band",
          name: "80 % band",
          lower: wave(0).map((value) => value - 5),
          upper: wave(0).map((value, hour) => (hour === 3 ? null : value + 5)),
        },
        { kind: "line", name: "forecast", values: wave(0), emphasis: "main" },
        {
          kind: "line",
          name: "price",
          values: wave(1).map((value, hour) => (hour % 7 === 0 ? null : value)),
          emphasis: "context",
        },
      ],
    },
    {
      kind: "series",
      id: "plan",
      title: "Plan",
      caption: "Bought and sold.",
      xLabel: "hour of the day",
      yLabel: "MWh",
      xKind: "number",
      x: hours,
      series: [
        { kind: "bars", name: "sold", values: hours.map((hour) => (hour > 16 ? 1 : 0)), emphasis: "main" },
        { kind: "bars", name: "bought", values: hours.map((hour) => (hour < 6 ? -0.75 : 0)) },
        {
          kind: "step",
          name: "stored",
          values: hours.map((hour) => Math.min(4, hour / 3)),
          emphasis: "context",
        },
      ],
    },
    {
      kind: "series",
      id: "cumulative",
      title: "Cumulative profit",
      caption: "All policies trade the same days.",
      xLabel: "day",
      yLabel: "USD",
      xKind: "time",
      x: hours.map((day) => START + day * 24 * HOUR_MS),
      series: ["a policy with a rather long name", "second", "third", "fourth", "fifth"].map(
        (name, position) => ({
          kind: "line",
          name,
          values: hours.map((day) => day * (100 + position)),
        }),
      ),
    },
    {
      kind: "intervals",
      id: "advantage",
      title: "Advantage",
      caption: "Against the rule.",
      xLabel: "USD",
      reference: { value: 0, label: "rule" },
      rows: [
        { label: "do nothing", estimate: -120_000, lower: -140_000, upper: -100_000 },
        { label: "plain model", estimate: 50, lower: -50, upper: 140 },
        { label: "model", estimate: 300, lower: 120, upper: 480 },
        { label: "perfect hindsight", estimate: 800, lower: 600, upper: 1000 },
      ],
    },
  ];
}

/** Texts that must stay texts. */
export const HOSTILE = `<script>alert(1)</script>"onload='alert(2)'</style><img src=x onerror=alert(3)>&amp;\u0000`;

/** Fields whose texts are words of our own. */
const OWN_WORDS = new Set([
  "kind",
  "xKind",
  "severity",
  "code",
  "emphasis",
  "sense",
  "format",
  "outcome",
  "better",
]);

/** A record with hostile texts in every field and name that data, files or programs can fill. */
export function hostileRecord(record: RunRecord = sampleRecord()): RunRecord {
  const spoil = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return OWN_WORDS.has(key) ? value : value + HOSTILE;
    if (Array.isArray(value)) return value.map((item) => spoil(item, key));
    if (typeof value !== "object" || value === null) return value;
    const free = ["settings", "figures", "hours"].includes(key);
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [free ? name + HOSTILE : name, spoil(item, name)]),
    );
  };
  return spoil({ ...record, warnings: ["Something was left out."], stopped: true }, "") as RunRecord;
}
