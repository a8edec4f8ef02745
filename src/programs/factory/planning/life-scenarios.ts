import type { PlantModels } from "../predict/fit-plant-models.js";
import type { Occasion } from "../plant.js";
import { interpolated } from "./work-profile.js";

/** What is asked of the models of machines' lives. */
export type MachineForecast = Pick<PlantModels, "lifeQuantiles" | "lifeSamples" | "newCondition">;

/** What may become of one machine: lives in working time, all equally likely. */
export interface LifeScenarios {
  /** From now to the failure of the life that runs. */
  readonly remaining: Float64Array;
  /** From a renewal to the failure after it. */
  readonly fresh: Float64Array;
}

/** How a forecast is read; all 0 leaves it as it is. */
export interface ForecastReading {
  /** Logarithm of a factor on the rate of failures. */
  readonly logHazard?: number;
  /** Logarithm of a factor on lives. */
  readonly logLife?: number;
}

/** [machines] the forecast as equally likely lives: the middles of so many equal parts of its distribution. */
export function forecastScenarios(
  occasion: Occasion,
  forecast: MachineForecast,
  count: number,
  { logHazard = 0, logLife = 0 }: ForecastReading = {},
): LifeScenarios[] {
  const { remaining, fresh } = lifeCurves(occasion, forecast);
  const stretch = Math.exp(logLife);
  // A rate k times as high reaches a cumulative hazard k times as soon.
  const hazards = Array.from(
    { length: count },
    (_, part) => -Math.log1p(-(part + 0.5) / count) / Math.exp(logHazard),
  );
  const livesOf = (curves: Float64Array, machine: number): Float64Array => {
    const own = curves.subarray(machine * CURVE_POINTS, (machine + 1) * CURVE_POINTS);
    return Float64Array.from(hazards, (hazard) => stretch * interpolated(HAZARDS, own, hazard));
  };
  return occasion.conditions.map((_, machine) => ({
    remaining: livesOf(remaining, machine),
    fresh: livesOf(fresh, machine),
  }));
}

const CURVE_POINTS = 240;
/** Cumulative hazards at which lives are asked for: dense where failures are near, up to one survivor in 2,000. */
const HAZARDS = Float64Array.from(
  { length: CURVE_POINTS },
  (_, point) => 7.6 * ((point + 0.02) / (CURVE_POINTS - 1)) ** 2,
);
const LEVELS: readonly number[] = Array.from(HAZARDS, (hazard) => -Math.expm1(-hazard));

/** [machines, points] lives at the cumulative hazards. */
interface LifeCurves {
  readonly remaining: Float64Array;
  readonly fresh: Float64Array;
}

const known = new WeakMap<MachineForecast, WeakMap<Occasion, LifeCurves>>();

/** What the forecast says of an occasion, asked once: training reads it many times. */
function lifeCurves(occasion: Occasion, forecast: MachineForecast): LifeCurves {
  const curves = known.get(forecast) ?? new WeakMap<Occasion, LifeCurves>();
  known.set(forecast, curves);
  const { conditions } = occasion;
  const asked = curves.get(occasion) ?? {
    remaining: forecast.lifeQuantiles(conditions, LEVELS),
    fresh: forecast.lifeQuantiles(
      conditions.map(({ machine }) => forecast.newCondition(machine)),
      LEVELS,
    ),
  };
  curves.set(occasion, asked);
  return asked;
}

/** [machines] the predicted median life, less or more by a factor, taken as certain. */
export function pointScenarios(
  occasion: Occasion,
  forecast: MachineForecast,
  margin: number,
): LifeScenarios[] {
  return forecastScenarios(occasion, forecast, 1, { logLife: Math.log(margin) });
}
