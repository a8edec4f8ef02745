import {
  forecastScenarios,
  pointScenarios,
  type ForecastReading,
  type LifeScenarios,
  type MachineForecast,
} from "../planning/life-scenarios.js";
import { maintenanceTasks, type BreakdownPrices } from "../planning/maintenance-tasks.js";
import type { PlanningContext } from "../planning/planning-context.js";
import { taskPolicy, type FactoryPolicy } from "./factory-policy.js";

/** Lives that stand for a machine's distribution. */
const SCENARIOS = 40;

/** Names that figures and comparisons refer to. */
export const POLICY_NAMES = {
  runToFailure: "run to failure",
  periodic: "periodic maintenance",
  point: "point estimate, then optimise",
  margin: "point estimate with margin",
  scenario: "scenario optimise",
  focused: "decision-focused",
  hindsight: "perfect hindsight",
} as const;

/** The predicted median life is taken as certain, less or more by a factor; then the plan is optimised. */
export function pointPolicy(
  forecast: MachineForecast,
  factor = 1,
  name: string = POLICY_NAMES.point,
): FactoryPolicy {
  return taskPolicy(name, "two-stage", (context) =>
    maintenanceTasks(context, pointScenarios(context.occasion, forecast, factor)),
  );
}

/** The expected cost over all lives that the forecast holds possible is optimised, together with the orders' tardiness. */
export function scenarioPolicy(forecast: MachineForecast): FactoryPolicy {
  return readingPolicy(POLICY_NAMES.scenario, "two-stage", forecast, PLAIN_READING);
}

/** How a forecast is turned into maintenance; the numbers that are trained through the decision. */
export interface MaintenanceReading extends ForecastReading {
  /** Logarithm of the factor on delays. */
  readonly logDelay: number;
  /** Logarithm of the factor on the cost of going without. */
  readonly logSkip: number;
}

/** The forecast as it is, and costs as they are. */
export const PLAIN_READING: Required<MaintenanceReading> = {
  logHazard: 0,
  logLife: 0,
  logDelay: 0,
  logSkip: 0,
};

/** As {@link scenarioPolicy}, reading the forecast as training through the simulated costs of decisions has found best. */
export function focusedPolicy(forecast: MachineForecast, reading: MaintenanceReading): FactoryPolicy {
  return readingPolicy(POLICY_NAMES.focused, "decision-focused", forecast, reading);
}

function readingPolicy(
  name: string,
  kind: "two-stage" | "decision-focused",
  forecast: MachineForecast,
  reading: MaintenanceReading,
): FactoryPolicy {
  const { logDelay, logSkip, ...of } = reading;
  const prices: BreakdownPrices = { delayFactor: Math.exp(logDelay), skipFactor: Math.exp(logSkip) };
  const known = new WeakMap<PlanningContext, readonly LifeScenarios[]>();
  return taskPolicy(name, kind, (context) => {
    const scenarios = known.get(context) ?? forecastScenarios(context.occasion, forecast, SCENARIOS, of);
    known.set(context, scenarios);
    return maintenanceTasks(context, scenarios, prices);
  });
}
