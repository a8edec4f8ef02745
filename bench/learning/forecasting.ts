import {
  autoForecaster,
  quantileForecaster,
  residualForecaster,
  rollingOrigin,
  type Coverage,
  type ForecastScore,
} from "../../src/learn/index.js";
import type { LearningPart } from "../learning.js";
import { cpuMs, type BenchRow } from "../suite.js";
import { realCases, simulatedCases, type ForecastingCase } from "./forecasting-series.js";

/** The automatic choice beside seasonal naive, and how well its quantiles are calibrated, on real and simulated series. */
export const forecasting: LearningPart = {
  async run({ onNote }) {
    const rows: BenchRow[] = [];
    for (const one of [...realCases(onNote), ...simulatedCases()]) rows.push(...(await measure(one, onNote)));
    return { rows, versions: {} };
  },
};

async function measure(one: ForecastingCase, onNote: (text: string) => void): Promise<BenchRow[]> {
  const { panel, horizon, seasons, stride, peerSeason } = one;
  const last = panel.steps - horizon;
  const origins = Array.from(
    { length: one.origins },
    (_, index) => last - (one.origins - 1 - index) * stride,
  );
  const shortest = seasons[0]!;
  const settings = { horizon, seasons, ...one.settings };
  const automatic = residualForecaster({
    point: autoForecaster(settings),
    season: shortest,
    ...(stride % shortest === 0 ? { pathStride: stride } : {}),
    name: "automatic choice",
  });
  const quantiles = quantileForecaster({ ...settings, name: "quantile trees" });
  let report: Awaited<ReturnType<typeof rollingOrigin>> | undefined;
  const milliseconds = await cpuMs(async () => {
    report = await rollingOrigin({
      panel,
      horizon,
      origins,
      season: peerSeason,
      scenarios: 50,
      forecasters: [automatic, quantiles],
    });
  });
  const [peer, ...methods] = report!.scores;
  onNote(`${one.name}\n${report!.text}`);
  const rows: BenchRow[] = [];
  for (const method of methods) {
    const name = `${one.name}: ${method.name}`;
    rows.push({
      case: name,
      metric: "mase",
      value: method.meanAbsoluteScaledError,
      unit: `in-sample seasonal naive errors, season ${peerSeason}`,
      peer: peer!.name,
      peerValue: peer!.meanAbsoluteScaledError,
      ratio: method.meanAbsoluteScaledError / peer!.meanAbsoluteScaledError,
    });
    for (const nominal of [0.8, 0.9]) rows.push(coverageRow(name, coverageOf(method, nominal)));
    rows.push({ case: name, metric: "pinball", value: method.pinball!, unit: "unit of the series" });
  }
  rows.push({
    case: one.name,
    metric: "evaluationCpuSeconds",
    value: milliseconds / 1000,
    unit: "CPU s, fits and all forecasts",
  });
  return rows;
}

function coverageOf(score: ForecastScore, nominal: number): Coverage {
  return score.coverage.find((coverage) => coverage.nominal === nominal)!;
}

/** The bar: within 2 points of the nominal share. */
function coverageRow(name: string, { nominal, coverage }: Coverage): BenchRow {
  return {
    case: name,
    metric: "coverage",
    value: coverage,
    unit: "share of truths",
    peer: `nominal ${nominal}`,
    peerValue: nominal,
    ratio: coverage / nominal,
  };
}
