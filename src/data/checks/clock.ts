import { clockChangeAt } from "../daylight-saving.js";
import type { DaylightSavingRegion } from "../daylight-saving.js";
import { intervalMilliseconds } from "../schema.js";
import type { ColumnSchema, TableSchema } from "../schema.js";
import { ascendingOrder } from "../table.js";
import type { Table } from "../table.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The clock of a table: the timestamp column with an interval. */
export interface Clock {
  readonly name: string;
  /** [rows] wall-clock milliseconds, NaN where missing. */
  readonly times: Float64Array;
  /** [times present] the times in ascending order. */
  readonly sorted: Float64Array;
  /** Row (0-based) of each entry of `sorted`; `null` when entry and row are the same. */
  readonly order: Uint32Array | null;
  /** Declared milliseconds between rows, or `null` when irregular. */
  readonly interval: number | null;
}

/** Where a table skips or repeats an hour because the clocks changed. */
export interface ClockChanges {
  /** Last time before each hour that is absent in spring. */
  readonly beforeSpring: ReadonlySet<number>;
  /** Each time that occurs twice in autumn. */
  readonly doubled: ReadonlySet<number>;
}

/** The clock of a table, or `null` when no column of the schema has an interval. */
export function clockOf(table: Table, schema: TableSchema): Clock | null {
  for (const [name, column] of Object.entries<ColumnSchema>(schema)) {
    if (column.kind !== "timestamp" || column.interval === undefined || !table.has(name)) continue;
    const times = table.timestamp(name);
    const interval = column.interval === "irregular" ? null : intervalMilliseconds(column.interval, name);
    if (isAscending(times)) return { name, times, sorted: times, order: null, interval };
    const all = ascendingOrder(times);
    let present = all.length;
    while (present > 0 && Number.isNaN(times[all[present - 1]!])) present--;
    const order = all.subarray(0, present);
    const sorted = Float64Array.from(order, (row) => times[row]!);
    return { name, times, sorted, order, interval };
  }
  return null;
}

function isAscending(times: Float64Array): boolean {
  if (times.length > 0 && Number.isNaN(times[0])) return false;
  for (let row = 1; row < times.length; row++) if (!(times[row]! >= times[row - 1]!)) return false;
  return true;
}

/** Row (0-based) of a position in `clock.sorted`. */
export function rowAt(clock: Clock, position: number): number {
  return clock.order === null ? position : clock.order[position]!;
}

/**
 * The hours that are absent or doubled at a usual date and time of a clock change. A doubled hour counts as such only
 * when it is the one hour of its day with repeated times, each just twice.
 */
export function findClockChanges(
  clock: Clock | null,
  regions: readonly DaylightSavingRegion[],
): ClockChanges {
  const beforeSpring = new Set<number>();
  const doubled = new Set<number>();
  if (clock === null || clock.interval === null || clock.interval > HOUR || HOUR % clock.interval !== 0)
    return { beforeSpring, doubled };
  const { sorted, interval } = clock;
  /** Doubled times by day; `null` once the day has repetitions that no clock change explains. */
  const candidates = new Map<number, number[] | null>();
  for (let position = 0; position + 1 < sorted.length;) {
    const time = sorted[position]!;
    let next = position + 1;
    while (next < sorted.length && sorted[next] === time) next++;
    const repetitions = next - position;
    position = next;
    const absentFrom = time + interval;
    if (
      next < sorted.length &&
      sorted[next]! - absentFrom === HOUR &&
      clockChangeAt(absentFrom, regions) === "spring"
    )
      beforeSpring.add(time);
    if (repetitions === 1) continue;
    const day = Math.floor(time / DAY);
    const known = candidates.get(day);
    const sameHour =
      known === undefined || (known !== null && Math.floor(known[0]! / HOUR) === Math.floor(time / HOUR));
    if (repetitions > 2 || !sameHour || clockChangeAt(time, regions) !== "autumn") candidates.set(day, null);
    else candidates.set(day, [...(known ?? []), time]);
  }
  for (const times of candidates.values()) for (const time of times ?? []) doubled.add(time);
  return { beforeSpring, doubled };
}
