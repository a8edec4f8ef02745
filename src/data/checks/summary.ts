import { mean, quantileOfSorted } from "../../math/index.js";
import { formatTimestamp } from "../column.js";
import type { Column, TextColumn } from "../column.js";
import type { Table } from "../table.js";
import type { Clock } from "./clock.js";
import { presentValues } from "./present-values.js";
import type { ColumnSummary, TimeRange } from "./report.js";

/** Figures of one column. */
export function summarize(table: Table, name: string): ColumnSummary {
  const column: Column = table.column(name);
  let missing = 0;
  if (column.nulls !== null) for (const mark of column.nulls) missing += mark;
  const common = { name, kind: column.kind, count: table.rows - missing, missing };
  const none = { minimum: null, maximum: null, mean: null, quantiles: null };
  switch (column.kind) {
    case "text":
      return { ...common, ...none, distinct: distinctCodes(column) };
    case "boolean": {
      let trues = 0;
      for (const value of column.values) trues += value;
      return { ...common, ...none, mean: common.count === 0 ? null : trues / common.count };
    }
    case "timestamp": {
      if (common.count === 0) return { ...common, ...none };
      const { minimum, maximum } = extremes(column.values);
      return {
        ...common,
        ...none,
        minimum: formatTimestamp(minimum),
        maximum: formatTimestamp(maximum),
      };
    }
    case "number": {
      const named = column.unit === undefined ? common : { ...common, unit: column.unit };
      if (common.count === 0) return { ...named, ...none };
      const sorted = presentValues(column.values).sort();
      const at = (level: number): number => quantileOfSorted(sorted, level);
      return {
        ...named,
        minimum: sorted[0]!,
        maximum: sorted.at(-1)!,
        mean: mean(sorted),
        quantiles: { q05: at(0.05), q25: at(0.25), q50: at(0.5), q75: at(0.75), q95: at(0.95) },
      };
    }
  }
}

/** First and last time of the clock. */
export function timeRangeOf(clock: Clock | null): TimeRange | null {
  if (clock === null || clock.sorted.length === 0) return null;
  const { name, sorted } = clock;
  return { column: name, from: formatTimestamp(sorted[0]!), to: formatTimestamp(sorted.at(-1)!) };
}

/** A slice may use fewer texts than its dictionary has. */
function distinctCodes({ codes, dictionary }: TextColumn): number {
  const seen = new Uint8Array(dictionary.length);
  for (const code of codes) if (code >= 0) seen[code] = 1;
  let count = 0;
  for (const mark of seen) count += mark;
  return count;
}

function extremes(values: Float64Array): { minimum: number; maximum: number } {
  let minimum = Infinity;
  let maximum = -Infinity;
  for (const value of values) {
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  return { minimum, maximum };
}
