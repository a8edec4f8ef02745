import type { PlantModels } from "../predict/fit-plant-models.js";
import type { Occasion } from "../plant.js";

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
  const { conditions } = occasion;
  const rate = Math.exp(logHazard);
  // A rate k times as high: P(alive) to the power k.
  const levels = Array.from({ length: count }, (_, part) => 1 - (1 - (part + 0.5) / count) ** (1 / rate));
  const stretch = Math.exp(logLife);
  const remaining = forecast.lifeQuantiles(conditions, levels).map((life) => stretch * life);
  const asNew = conditions.map(({ machine }) => forecast.newCondition(machine));
  const fresh = forecast.lifeQuantiles(asNew, levels).map((life) => stretch * life);
  return conditions.map((_, machine) => ({
    remaining: remaining.subarray(machine * count, (machine + 1) * count),
    fresh: fresh.subarray(machine * count, (machine + 1) * count),
  }));
}

/** [machines] the predicted median life, less or more by a factor, taken as certain. */
export function pointScenarios(
  occasion: Occasion,
  forecast: MachineForecast,
  margin: number,
): LifeScenarios[] {
  return forecastScenarios(occasion, forecast, 1, { logLife: Math.log(margin) });
}
