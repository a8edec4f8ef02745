import { intervalRows } from "../interval-rows.js";
import type { BacktestReport, PolicyResult } from "../../decide/index.js";
import type { Figure, Series } from "../figure.js";
import { HOURS } from "./battery-problem.js";
import type { DayExample } from "./examples.js";
import type { BatteryPlan } from "./plan.js";
import type { PriceBand } from "./price-band.js";

const HOUR_MS = 3_600_000;
/** Days shown in the figure of prices. */
const SHOWN_DAYS = 7;

/** What the figures are drawn from. */
export interface EnergyResults {
  readonly test: readonly DayExample[];
  readonly report: BacktestReport;
  readonly recommended: PolicyResult;
  /** [days, 24] of the recommended policy; empty when it predicts nothing */
  readonly predictions: Float64Array;
  readonly band: PriceBand | null;
  readonly plan: BatteryPlan;
}

/** The figures of a run. */
export function energyViews(results: EnergyResults): Figure[] {
  const views: Figure[] = [
    ...advantages(results),
    cumulativeProfits(results),
    ...cumulativeAdvantages(results),
    chargePlan(results),
  ];
  return results.band === null ? views : [priceForecast(results, results.band), ...views];
}

function priceForecast({ test, predictions, recommended }: EnergyResults, band: PriceBand): Figure {
  const first = Math.max(0, test.length - SHOWN_DAYS);
  const slice = (values: Float64Array): (number | null)[] =>
    Array.from(values.subarray(first * HOURS), (value) => (Number.isFinite(value) ? value : null));
  const truths = test.slice(first).flatMap((day) => Array.from(day.truth));
  return {
    kind: "series",
    id: "price-forecast",
    title: "Prices and their forecast, last week of the test",
    caption:
      `Forecast of "${recommended.name}", made the day before. The band is meant to hold ${Math.round(100 * band.level)} % of the prices; ` +
      `over the whole test it held ${(100 * band.coverage).toFixed(1)} %.`,
    xLabel: "hour",
    yLabel: "USD/MWh",
    xKind: "time",
    x: test.slice(first).flatMap((day) => hoursOf(day.date)),
    series: [
      {
        kind: "band",
        name: `${Math.round(100 * band.level)} % band`,
        lower: slice(band.lower),
        upper: slice(band.upper),
      },
      { kind: "line", name: "forecast", values: slice(predictions), emphasis: "main" },
      { kind: "line", name: "price", values: truths, emphasis: "context" },
    ],
  };
}

function chargePlan({ plan }: EnergyResults): Figure {
  return {
    kind: "series",
    id: "charge-plan",
    title: `Plan for ${plan.date}`,
    caption: `Energy sold (up) and bought (down) in each hour, and what is stored at its end, as decided by "${plan.policy}" the day before.`,
    xLabel: "hour of the day",
    yLabel: "MWh",
    xKind: "number",
    x: plan.hours.map(({ hour }) => hour),
    series: [
      { kind: "bars", name: "sold", values: plan.hours.map(({ soldMwh }) => soldMwh), emphasis: "main" },
      { kind: "bars", name: "bought", values: plan.hours.map(({ boughtMwh }) => -boughtMwh) },
      {
        kind: "step",
        name: "stored",
        values: plan.hours.map(({ storedMwh }) => storedMwh),
        emphasis: "context",
      },
    ],
  };
}

function cumulativeProfits({ test, report, recommended }: EnergyResults): Figure {
  const shown = report.policies.filter(
    ({ name, kind }) =>
      kind !== "baseline" || name === report.strongestBaseline || name === "yesterday's prices",
  );
  return {
    kind: "series",
    id: "cumulative-profit",
    title: "Cumulative profit by policy",
    caption:
      "All policies trade the same days at the same realised prices. Of the simple baselines, the strongest and yesterday's prices are shown. Lines that lie on one another here are told apart by the figure of advantages.",
    xLabel: "day",
    yLabel: "USD",
    xKind: "time",
    x: test.map((day) => Date.parse(`${day.date}T00:00:00Z`)),
    series: shown.map(({ name, objectives, kind }): Series => {
      let sum = 0;
      return {
        kind: "line",
        name,
        values: Array.from(objectives, (value) => (sum += value)),
        ...(name === recommended.name
          ? { emphasis: "main" }
          : kind === "hindsight"
            ? { emphasis: "context" }
            : {}),
      };
    }),
  };
}

/** The same days as differences: where lines of profit lie on one another, this shows when they part. */
function cumulativeAdvantages({ test, report, recommended }: EnergyResults): Figure[] {
  const yardstick = report.policies.find(({ name }) => name === report.strongestBaseline)!;
  const models = report.policies.filter(({ kind }) => kind === "two-stage" || kind === "decision-focused");
  if (models.length === 0) return [];
  return [
    {
      kind: "series",
      id: "cumulative-advantage",
      title: "Cumulative advantage over the strongest simple baseline",
      caption: `Profit of each model's policy minus that of "${yardstick.name}", day by day: a line that rises earns more on those days.`,
      xLabel: "day",
      yLabel: "USD",
      xKind: "time",
      x: test.map((day) => Date.parse(`${day.date}T00:00:00Z`)),
      series: models.map(({ name, objectives }): Series => {
        let sum = 0;
        return {
          kind: "line",
          name,
          values: Array.from(objectives, (value, row) => (sum += value - yardstick.objectives[row])),
          ...(name === recommended.name ? { emphasis: "main" } : {}),
        };
      }),
    },
  ];
}

function advantages({ report }: EnergyResults): Figure[] {
  const rows = intervalRows(report.policies);
  if (rows.length === 0) return [];
  return [
    {
      kind: "intervals",
      id: "advantage",
      title: "Advantage over the strongest simple baseline",
      caption: `Difference of profit over the whole test, with a 95 % interval from a paired bootstrap over blocks of ${report.blockLength} days. An interval that crosses the line means: not distinguishable.`,
      xLabel: "USD",
      reference: { value: 0, label: report.strongestBaseline ?? "" },
      rows,
    },
  ];
}

function hoursOf(date: string): number[] {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  return Array.from({ length: HOURS }, (_, hour) => midnight + hour * HOUR_MS);
}
