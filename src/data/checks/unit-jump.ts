import { quantile } from "../../math/index.js";
import type { Table } from "../table.js";
import type { Clock } from "./clock.js";
import { RowList, figure, plural } from "./finding.js";
import type { Check, CheckContext, Finding } from "./finding.js";
import { presentValues } from "./present-values.js";

const DAY = 86_400_000;

/** Factors of the usual mix-ups, and for how many days the new level must hold. Larger factors need less proof. */
const FACTORS: readonly { readonly factor: number; readonly days: number }[] = [
  { factor: 1000, days: 1 },
  { factor: 100, days: 7 },
];
/** A ratio of medians within this factor of 100 or 1000 counts as such. */
const TOLERANCE = 2;
/** The least gap between the two levels: nine tenths of one side lie this far above nine tenths of the other. */
const SEPARATION = 10;

/**
 * Changes of the level by a factor of about 1000 or 100 from one row to the next that last for at least a day (a week
 * for 100): MW and kW, EUR and cent, share and percent. Compared are absolute values, and only where the values
 * before and after hardly overlap after scaling, so that quiet nights and prices around zero raise no alarm.
 */
export const unitJump: Check = {
  codes: ["unit-jump"],
  run(table: Table, { schema, clock }: CheckContext): Finding[] {
    return table.names.flatMap((name): Finding[] => {
      const column = schema[name];
      if (column?.kind !== "number" || column.unitJump === false) return [];
      return findJumps(name, table.number(name), rowsPerDay(clock));
    });
  },
};

/** A block is at least 24 rows, whatever the interval. */
function rowsPerDay(clock: Clock | null): number {
  return clock === null || clock.interval === null ? 24 : Math.max(24, Math.round(DAY / clock.interval));
}

function findJumps(name: string, values: Float64Array, perDay: number): Finding[] {
  const sizes = presentValues(values);
  for (let index = 0; index < sizes.length; index++) sizes[index] = Math.abs(sizes[index]!);
  const rowOf = rowNumbers(values, sizes.length);
  const list = new RowList();
  let example = "";
  for (let start = 1; start < sizes.length; start++) {
    const ratio = sizes[start]! / sizes[start - 1]!;
    if (ratio < SEPARATION && ratio > 1 / SEPARATION) continue;
    for (const { factor, days } of FACTORS) {
      const size = days * perDay;
      if (start < size || start + size > sizes.length) continue;
      // A day that is not separated makes the longer look, at a week, unnecessary.
      if (!separated(...sides(sizes, start, perDay)) || !separated(...sides(sizes, start, size))) continue;
      const [low, high] = sides(sizes, start, size);
      const [lowMedian, highMedian] = [quantile(low, 0.5), quantile(high, 0.5)];
      const found = highMedian / lowMedian;
      if (!(found > factor / TOLERANCE && found < factor * TOLERANCE)) continue;
      const row = rowOf(start);
      if (list.count === 0) {
        const [from, to] = ratio > 1 ? [lowMedian, highMedian] : [highMedian, lowMedian];
        example = `in row ${row + 1} its level goes from ${figure(from)} to ${figure(to)}, a factor of about ${ratio > 1 ? "" : "1/"}${factor}`;
      }
      list.add(row);
      break;
    }
  }
  if (list.count === 0) return [];
  return [
    {
      code: "unit-jump",
      severity: "block",
      column: name,
      rows: list.rows,
      count: list.count,
      message: `"${name}" seems to change its unit ${plural(list.count, "time")}: ${example}.`,
      fix: "Bring the rows to one unit. If the level really changes like that, the schema can switch this check off for the column.",
    },
  ];
}

/** The `size` values before and after `start`, the smaller level first. */
function sides(sizes: Float64Array, start: number, size: number): [low: Float64Array, high: Float64Array] {
  const before = sizes.subarray(start - size, start);
  const after = sizes.subarray(start, start + size);
  return sizes[start]! > sizes[start - 1]! ? [before, after] : [after, before];
}

/** Whether at least nine tenths of `high` exceed nine tenths of `low` tenfold. */
function separated(low: Float64Array, high: Float64Array): boolean {
  const top = quantile(low, 0.9);
  if (!(top > 0)) return false;
  let above = 0;
  for (const value of high) if (value > SEPARATION * top) above++;
  return above >= 0.9 * high.length;
}

/** Row of each value that is there. */
function rowNumbers(values: Float64Array, present: number): (position: number) => number {
  if (present === values.length) return (position) => position;
  const rows = new Uint32Array(present);
  let position = 0;
  for (let row = 0; row < values.length; row++) if (!Number.isNaN(values[row])) rows[position++] = row;
  return (position) => rows[position]!;
}
