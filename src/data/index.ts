export {
  booleanColumn,
  formatTimestamp,
  numberColumn,
  parseTimestamp,
  textColumn,
  timestampColumn,
} from "./column.js";
export type {
  BooleanColumn,
  Column,
  ColumnKind,
  ColumnOf,
  NumberColumn,
  TextColumn,
  TimestampColumn,
} from "./column.js";
export { Table, table } from "./table.js";
export type { ColumnKinds, KindsOfColumns, NamesOf } from "./table.js";
export { tableSchema } from "./schema.js";
export type {
  BooleanSchema,
  ColumnSchema,
  Interval,
  KindsOfSchema,
  NumberSchema,
  Severity,
  TableSchema,
  TextSchema,
  TimestampSchema,
} from "./schema.js";
export type {
  FileFormat,
  ReadOptions,
  ReadResult,
  TableSource,
  UnreadableColumn,
  UnreadableValue,
} from "./reading.js";
export { clockChangeAt } from "./daylight-saving.js";
export type { ClockChange, DaylightSavingRegion } from "./daylight-saving.js";
export { checkTable } from "./checks/check-table.js";
export { FINDING_CODES } from "./checks/finding.js";
export type { CheckOptions, Finding, FindingCode } from "./checks/finding.js";
export type { ColumnSummary, QualityReport, Quantiles, TimeRange } from "./checks/report.js";
export { calendar } from "./features/calendar.js";
export type { CalendarFeatures } from "./features/calendar.js";
export { dailyPanel } from "./features/daily-panel.js";
export type { DailyPanel, DailyPanelOptions } from "./features/daily-panel.js";
export { fourier } from "./features/fourier.js";
export { lag } from "./features/lag.js";
export { rollingMax, rollingMean, rollingMin, rollingStd } from "./features/rolling.js";
export type { RollingOptions } from "./features/rolling.js";
export { fingerprint } from "./fingerprint.js";
