import type { ColumnKind } from "../column.js";
import type { Finding } from "./finding.js";

/** Quantiles of a number column, linear between order statistics. */
export interface Quantiles {
  readonly q05: number;
  readonly q25: number;
  readonly q50: number;
  readonly q75: number;
  readonly q95: number;
}

/** What a column holds, in figures: plain JSON. */
export interface ColumnSummary {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly unit?: string;
  /** Values that are there. */
  readonly count: number;
  readonly missing: number;
  /** Smallest value: a number, or a time as text. `null` without values and for text. */
  readonly minimum: number | string | null;
  readonly maximum: number | string | null;
  /** Mean of numbers; share of true for booleans; `null` otherwise. */
  readonly mean: number | null;
  /** Of number columns with values. */
  readonly quantiles: Quantiles | null;
  /** Number of distinct texts. */
  readonly distinct?: number;
}

/** First and last time of the clock, as texts without a zone. */
export interface TimeRange {
  readonly column: string;
  readonly from: string;
  readonly to: string;
}

/** What `checkTable` says: plain JSON. */
export interface QualityReport {
  /** Blocking findings first. */
  readonly findings: readonly Finding[];
  /** Whether at least one finding blocks. */
  readonly blocked: boolean;
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
  /** `null` without a clock or without times. */
  readonly timeRange: TimeRange | null;
}
