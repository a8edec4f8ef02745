import { formatTimestamp } from "../column.js";
import type { Column } from "../column.js";
import type { Table } from "../table.js";
import { rowAt } from "./clock.js";
import { RowList, plural } from "./finding.js";
import type { Check, CheckContext, Finding } from "./finding.js";

/** Times that occur more than once, apart from the doubled hour of an autumn clock change. */
export const duplicateTimestamps: Check = {
  codes: ["duplicate-timestamps"],
  run(table: Table, { clock, clockChanges }: CheckContext): Finding[] {
    if (clock === null) return [];
    const { sorted } = clock;
    const columns = table.names.map((name) => table.column(name));
    const repeated: number[] = [];
    let identical = 0;
    let first = Number.NaN;
    // Where the run of equal times began: rows are compared with its first row.
    let start = 0;
    for (let position = 1; position < sorted.length; position++) {
      const time = sorted[position]!;
      if (time !== sorted[start]) {
        start = position;
        continue;
      }
      if (clockChanges.doubled.has(time)) continue;
      if (repeated.length === 0) first = time;
      const row = rowAt(clock, position);
      repeated.push(row);
      if (sameRow(columns, rowAt(clock, start), row)) identical++;
    }
    if (repeated.length === 0) return [];
    const list = new RowList();
    for (const row of repeated.sort((a, b) => a - b)) list.add(row);
    const what =
      identical === repeated.length
        ? "the whole rows are identical"
        : identical === 0
          ? "the rows differ in their values"
          : `${plural(identical, "row")} repeat an earlier row in full, ${repeated.length - identical} differ`;
    const fix =
      identical === repeated.length
        ? "Remove the repeated rows, keeping one of each."
        : "Find out which row of each time is right (a later correction? two meters in one file?) and keep only that.";
    return [
      {
        code: "duplicate-timestamps",
        severity: "block",
        column: clock.name,
        rows: list.rows,
        count: list.count,
        message: `${plural(list.count, "row")} of "${clock.name}" repeat a time, the first of them ${formatTimestamp(first)}; ${what}.`,
        fix,
      },
    ];
  },
};

function sameRow(columns: readonly Column[], left: number, right: number): boolean {
  return columns.every((column) => {
    const values = column.kind === "text" ? column.codes : column.values;
    // Object.is: a missing number equals a missing number.
    return Object.is(values[left], values[right]) && column.nulls?.[left] === column.nulls?.[right];
  });
}
