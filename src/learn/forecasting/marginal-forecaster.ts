import { randomStream } from "../../math/index.js";
import { requireOption } from "../invalid-option.js";
import type { CardValue } from "../model-card.js";
import { describeTarget } from "../model-card.js";
import { levelSampler, type Dependence, type LevelSampler, type PastRanks } from "./dependence.js";
import { forecastTarget, type FittedForecaster } from "./forecaster.js";
import { requireSameSeries, type Panel } from "./panel.js";
import { perOrigin } from "./past-origins.js";

/** Value of an entry at a level. */
export type QuantileFunction = (entry: number, level: number) => number;

/** Distributions of each entry by itself, and the ranks of past truths in theirs. */
export interface Marginals {
  /** The centre, [entries]. */
  centre(panel: Panel, origin: number): Float64Array;
  /** Rising with the level. */
  quantileFunction(panel: Panel, origin: number): QuantileFunction;
  pastRanks(panel: Panel, origin: number): PastRanks;
}

/** What a fitted forecaster's card says. */
export interface ForecasterDescription {
  readonly name: string;
  readonly kind: string;
  readonly series: readonly string[];
  readonly horizon: number;
  readonly features: readonly string[];
  readonly rows: number;
  readonly loss: string;
  readonly seed: number | null;
  readonly settings: Readonly<Record<string, CardValue>>;
  readonly figures: Readonly<Record<string, CardValue>>;
}

/** Joins marginals and dependence into a fitted forecaster. */
export function marginalForecaster(
  { name, series, horizon, ...description }: ForecasterDescription,
  marginals: Marginals,
  dependence: Dependence,
): FittedForecaster {
  const target = forecastTarget(series, horizon);
  const entries = series.length * horizon;
  const quantilesAt = perOrigin((panel, origin) => marginals.quantileFunction(panel, origin));
  const samplerAt = perOrigin<LevelSampler>((panel, origin) =>
    levelSampler(dependence, marginals.pastRanks(panel, origin), horizon),
  );
  const forecast = (panel: Panel, origin: number): Float64Array => {
    requireSameSeries(name, series, panel);
    return marginals.centre(panel, origin);
  };
  return {
    name,
    target,
    horizon,
    card: {
      predictor: name,
      ...description,
      target: describeTarget(target),
    },
    forecast,
    predict(rows) {
      const out = new Float64Array(rows.length * entries);
      for (const [row, { panel, origin }] of rows.entries()) out.set(forecast(panel, origin), row * entries);
      return out;
    },
    quantiles(rows, levels) {
      requireLevels(levels);
      const out = new Float64Array(rows.length * entries * levels.length);
      let at = 0;
      for (const { panel, origin } of rows) {
        requireSameSeries(name, series, panel);
        const quantile = quantilesAt(panel, origin);
        for (let entry = 0; entry < entries; entry++)
          for (const level of levels) out[at++] = quantile(entry, level);
      }
      return out;
    },
    scenarios(rows, { count, seed = 0 }) {
      requireOption("count", count, { low: 1, whole: true });
      const out = new Float64Array(rows.length * count * entries);
      const levels = new Float64Array(entries);
      for (const [row, { panel, origin }] of rows.entries()) {
        requireSameSeries(name, series, panel);
        const quantile = quantilesAt(panel, origin);
        const sample = samplerAt(panel, origin);
        const stream = randomStream(seed).split("scenarios").split(row);
        for (let path = 0; path < count; path++) {
          sample(stream, levels);
          const start = (row * count + path) * entries;
          for (let entry = 0; entry < entries; entry++) out[start + entry] = quantile(entry, levels[entry]!);
        }
      }
      return out;
    },
  };
}

/** Refuses levels outside [0, 1] or not ascending. */
export function requireLevels(levels: readonly number[]): void {
  requireOption("levels.length", levels.length, { low: 1 });
  for (const [index, level] of levels.entries())
    requireOption(`levels[${index}]`, level, { low: index === 0 ? 0 : levels[index - 1]!, high: 1 });
}
