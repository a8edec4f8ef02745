export type { Figure, IntervalFigure, Series, SeriesFigure } from "./figure.js";
export type {
  CheckSettings,
  InputOrigin,
  PolicySummary,
  Program,
  ProgramEvent,
  ProgramInput,
  ProgramOutcome,
  ReadSettings,
  RunContext,
  Setting,
  SettingValues,
  Verdict,
} from "./program.js";
export { resolveSettings } from "./settings.js";
export { batteryProblem, DEFAULT_BATTERY, energy } from "./energy/index.js";
export type { Battery, BatteryProblem, EnergyInput } from "./energy/index.js";
