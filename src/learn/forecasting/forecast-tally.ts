import { crpsFromQuantiles, energyScore, pinballLoss } from "./distribution-scores.js";
import { truthAfter, type FittedForecaster, type FittedPointForecaster } from "./forecaster.js";
import type { Panel } from "./panel.js";
import type { ForecastScore } from "./rolling-origin.js";

/** Sums over forecasts of one method. */
export interface ForecastTally {
  readonly name: string;
  /** Mean scaled error of each origin, [origins]. */
  readonly scaled: Float64Array;
  count: number;
  absolute: number;
  squares: number;
  /** [horizon] */
  readonly countByAhead: Float64Array;
  readonly scaledByAhead: Float64Array;
  pinball: number;
  crps: number;
  energy: number;
  energies: number;
  distributional: boolean;
  readonly intervals: readonly {
    readonly low: number;
    readonly high: number;
    /** [horizon] */
    readonly inside: Float64Array;
    readonly width: Float64Array;
  }[];
}

/** Nothing added up yet. */
export function newTally(
  name: string,
  origins: number,
  horizon: number,
  levels: readonly number[],
): ForecastTally {
  const intervals = [];
  for (let low = 0, high = levels.length - 1; low < high; low++, high--)
    if (Math.abs(levels[low]! + levels[high]! - 1) < 1e-9)
      intervals.push({ low, high, inside: new Float64Array(horizon), width: new Float64Array(horizon) });
  return {
    name,
    scaled: new Float64Array(origins),
    count: 0,
    absolute: 0,
    squares: 0,
    countByAhead: new Float64Array(horizon),
    scaledByAhead: new Float64Array(horizon),
    pinball: 0,
    crps: 0,
    energy: 0,
    energies: 0,
    distributional: false,
    intervals,
  };
}

/** What is forecast when, and how it is judged. */
interface Occasion {
  readonly panel: Panel;
  readonly origin: number;
  readonly index: number;
  readonly horizon: number;
  readonly levels: readonly number[];
  readonly scales: readonly number[];
  readonly scenarios: number;
  readonly seed: number;
}

/** Adds the errors of the forecast at one origin. */
export function addForecast(
  tally: ForecastTally,
  fitted: FittedPointForecaster | FittedForecaster,
  { panel, origin, index, horizon, levels, scales, scenarios, seed }: Occasion,
): void {
  const truth = truthAfter(panel, origin, horizon);
  const forecast = fitted.forecast(panel, origin);
  let scaled = 0;
  let there = 0;
  for (let entry = 0; entry < truth.length; entry++) {
    if (Number.isNaN(truth[entry]!)) continue;
    const error = Math.abs(forecast[entry]! - truth[entry]!);
    const ahead = entry % horizon;
    const inUnits = error / scales[Math.floor(entry / horizon)]!;
    tally.absolute += error;
    tally.squares += error * error;
    tally.scaledByAhead[ahead]! += inUnits;
    tally.countByAhead[ahead]!++;
    scaled += inUnits;
    there++;
  }
  tally.count += there;
  tally.scaled[index] = there > 0 ? scaled / there : 0;
  if (!("quantiles" in fitted)) return;
  tally.distributional = true;
  const rows = [{ panel, origin }];
  const quantiles = fitted.quantiles(rows, levels);
  for (let entry = 0; entry < truth.length; entry++) {
    const actual = truth[entry]!;
    if (Number.isNaN(actual)) continue;
    const own = quantiles.subarray(entry * levels.length, (entry + 1) * levels.length);
    for (const [at, level] of levels.entries())
      tally.pinball += pinballLoss(own[at]!, actual, level) / levels.length;
    tally.crps += crpsFromQuantiles(own, levels, actual);
    for (const { low, high, inside, width } of tally.intervals) {
      if (actual >= own[low]! && actual <= own[high]!) inside[entry % horizon]!++;
      width[entry % horizon]! += own[high]! - own[low]!;
    }
  }
  if (scenarios === 0 || truth.some(Number.isNaN)) return;
  tally.energy += energyScore(fitted.scenarios(rows, { count: scenarios, seed: seed + index }), truth);
  tally.energies++;
}

/** The means of what was added up. */
export function scoreOf(
  tally: ForecastTally,
  levels: readonly number[],
): Omit<ForecastScore, "skill" | "verdict"> {
  const { count, countByAhead, distributional } = tally;
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
  return {
    name: tally.name,
    meanAbsoluteError: tally.absolute / count,
    rootMeanSquareError: Math.sqrt(tally.squares / count),
    meanAbsoluteScaledError: total(tally.scaledByAhead) / count,
    scaledErrorByAhead: tally.scaledByAhead.map((sum, ahead) => sum / countByAhead[ahead]!),
    pinball: distributional ? tally.pinball / count : null,
    crps: distributional ? tally.crps / count : null,
    energy: tally.energies > 0 ? tally.energy / tally.energies : null,
    coverage: distributional
      ? tally.intervals.map(({ low, high, inside, width }) => ({
          nominal: Number((levels[high]! - levels[low]!).toFixed(9)),
          coverage: total(inside) / count,
          width: total(width) / count,
          coverageByAhead: inside.map((sum, ahead) => sum / countByAhead[ahead]!),
          widthByAhead: width.map((sum, ahead) => sum / countByAhead[ahead]!),
        }))
      : [],
  };
}
