import type { Table } from "../table.js";
import type { NumberSchema } from "../schema.js";
import { RowList, figure, plural } from "./finding.js";
import type { Check, CheckContext, Finding } from "./finding.js";

/** Share of long runs among all runs above which a column is made of steps by its nature (flags, daily figures). */
const STEP_COLUMN_SHARE = 0.1;

/**
 * Runs of one and the same number over `stuckAfter` rows or more, as a sensor that hangs delivers them. Runs of zero
 * are left alone unless `stuckAtZero`, and so are columns that consist of long runs.
 */
export const stuckRun: Check = {
  codes: ["stuck-run"],
  run(table: Table, { schema }: CheckContext): Finding[] {
    return table.names.flatMap((name): Finding[] => {
      const column = schema[name];
      if (column?.kind !== "number" || column.stuckAfter === false) return [];
      return findRuns(name, table.number(name), column);
    });
  },
};

function findRuns(name: string, values: Float64Array, column: NumberSchema): Finding[] {
  const least = column.stuckAfter === undefined || column.stuckAfter === false ? 24 : column.stuckAfter;
  const list = new RowList();
  let runs = 0;
  let longRuns = 0;
  let longest = 0;
  let longestStart = 0;
  for (let start = 0; start < values.length;) {
    const value = values[start]!;
    let end = start + 1;
    // NaN is never equal to itself: missing values are runs of one.
    while (end < values.length && values[end] === value) end++;
    const length = end - start;
    runs++;
    if (length >= least) longRuns++;
    if (length >= least && (value !== 0 || column.stuckAtZero === true)) {
      list.add(start);
      if (length > longest) {
        longest = length;
        longestStart = start;
      }
    }
    start = end;
  }
  // A column that never changes is the business of another check.
  if (list.count === 0 || runs === 1 || longRuns > Math.max(1, STEP_COLUMN_SHARE * runs)) return [];
  return [
    {
      code: "stuck-run",
      severity: "warn",
      column: name,
      rows: list.rows,
      count: list.count,
      message:
        `"${name}" stands still in ${plural(list.count, "run")} of at least ${least} rows; the longest is ` +
        `${longest} rows of ${figure(values[longestStart]!)} from row ${longestStart + 1}.`,
      fix: "Check the sensor or the export. If standing still is normal here, raise stuckAfter or set it to false.",
    },
  ];
}
