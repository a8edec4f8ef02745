import type { Table } from "../table.js";
import type { Clock } from "./clock.js";
import { RowList, figure, plural } from "./finding.js";
import type { Check, CheckContext, Finding } from "./finding.js";
import { presentValues, spreadInPlace } from "./present-values.js";

const DAY = 86_400_000;
/** Neighbours on each side: a week before and a week after, at the same time of day. */
const REACH = 7;
/** Makes the median absolute deviation comparable with a standard deviation. */
const NORMAL = 1.4826;

/**
 * Single values far from their neighbours, by the Hampel identifier (Davies and Gather, "The identification of
 * multiple outliers", 1993): distance from the median of the values at the same time of day within a week on either
 * side, in robust standard deviations. The deviation is the larger of the neighbours' and the whole column's, so that heavy tails and
 * quiet weeks do not raise alarms; only the extreme is reported.
 */
export const spike: Check = {
  codes: ["spike"],
  run(table: Table, { schema, clock }: CheckContext): Finding[] {
    return table.names.flatMap((name): Finding[] => {
      const column = schema[name];
      if (column?.kind !== "number" || column.spikeAbove === false) return [];
      return findSpikes(name, table.number(name), stride(clock), column.spikeAbove ?? 20);
    });
  },
};

/** Rows per day where an interval divides the day, else 1. */
function stride(clock: Clock | null): number {
  const rows = clock === null || clock.interval === null ? 1 : DAY / clock.interval;
  return Number.isInteger(rows) ? rows : 1;
}

function findSpikes(name: string, values: Float64Array, step: number, threshold: number): Finding[] {
  const present = presentValues(values);
  if (present.length <= 2 * REACH) return [];
  const columnScale = NORMAL * spreadInPlace(present);
  const list = new RowList();
  const window = new Float64Array(2 * REACH + 1);
  let worst = 0;
  let worstRow = 0;
  let worstMedian = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (Number.isNaN(value)) continue;
    let size = 0;
    for (let neighbour = -REACH; neighbour <= REACH; neighbour++) {
      const other = values[row + neighbour * step];
      if (other !== undefined && !Number.isNaN(other)) window[size++] = other;
    }
    if (size <= REACH) continue;
    const median = medianInPlace(window, size);
    const distance = Math.abs(value - median);
    // Only where the column's own scale does not rule a spike out is the second median worth its time.
    if (!(distance > threshold * columnScale) || distance === 0) continue;
    for (let index = 0; index < size; index++) window[index] = Math.abs(window[index]! - median);
    const scale = Math.max(NORMAL * medianInPlace(window, size), columnScale);
    if (!(distance > threshold * scale)) continue;
    list.add(row);
    if (distance > worst) {
      worst = distance;
      worstRow = row;
      worstMedian = median;
    }
  }
  if (list.count === 0) return [];
  return [
    {
      code: "spike",
      severity: "warn",
      column: name,
      rows: list.rows,
      count: list.count,
      message:
        `${plural(list.count, "value")} of "${name}" stand out from the weeks around them; the farthest is ` +
        `${figure(values[worstRow]!)} in row ${worstRow + 1}, where ${figure(worstMedian)} is usual.`,
      fix: "Look at these rows. If they are real (scarcity prices, storms), keep them: nothing else needs to be done.",
    },
  ];
}

/** Median of the first `size` values, which are sorted in place (insertion: there are at most fifteen). */
function medianInPlace(window: Float64Array, size: number): number {
  for (let index = 1; index < size; index++) {
    const value = window[index]!;
    let position = index;
    while (position > 0 && window[position - 1]! > value) {
      window[position] = window[position - 1]!;
      position--;
    }
    window[position] = value;
  }
  const middle = size >> 1;
  return size % 2 === 1 ? window[middle]! : (window[middle - 1]! + window[middle]!) / 2;
}
