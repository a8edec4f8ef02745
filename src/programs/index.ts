export type {
  Figure,
  GanttBar,
  GanttFigure,
  GanttLane,
  GanttMark,
  GanttStretch,
  IntervalFigure,
  ReliabilityFigure,
  Series,
  SeriesFigure,
  SeriesMark,
  TableColumn,
  TableFigure,
} from "./figure.js";
export type {
  CheckSettings,
  InputFinding,
  InputOrigin,
  InputReport,
  InputTable,
  Latency,
  PolicyFigure,
  PolicySummary,
  Program,
  ProgramEvent,
  ProgramInput,
  ProgramOutcome,
  ReadSettings,
  RunContext,
  Setting,
  SettingValues,
  SplitPart,
  TableSummary,
  Verdict,
} from "./program.js";
export { resolveSettings } from "./settings.js";
export { batteryProblem, DEFAULT_BATTERY, energy } from "./energy/index.js";
export type { Battery, BatteryProblem, EnergyInput } from "./energy/index.js";
export { factory, FACTORY_FINDING_CODES } from "./factory/index.js";
export type { FactoryInput } from "./factory/index.js";
