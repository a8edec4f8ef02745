import { formatTimestamp } from "../column.js";
import type { Table } from "../table.js";
import { RowList, plural } from "./finding.js";
import type { Check, CheckContext, Finding } from "./finding.js";

const HOUR = 3_600_000;

/** Rows whose time is before that of the row above, apart from the step back of an autumn clock change. */
export const unsortedTimestamps: Check = {
  codes: ["unsorted-timestamps"],
  run(_table: Table, { clock, clockChanges }: CheckContext): Finding[] {
    if (clock === null || clock.order === null) return [];
    const list = new RowList();
    let example = "";
    let previous = -Infinity;
    for (let row = 0; row < clock.times.length; row++) {
      const time = clock.times[row]!;
      if (Number.isNaN(time)) continue;
      if (time < previous && !(previous - time < HOUR && clockChanges.doubled.has(time))) {
        if (list.count === 0) example = `${formatTimestamp(time)} after ${formatTimestamp(previous)}`;
        list.add(row);
      }
      previous = time;
    }
    if (list.count === 0) return [];
    return [
      {
        code: "unsorted-timestamps",
        severity: "block",
        column: clock.name,
        rows: list.rows,
        count: list.count,
        message: `${plural(list.count, "time")} in "${clock.name}" step back, the first in row ${list.rows[0]}: ${example}.`,
        fix: `Sort the rows by "${clock.name}". If files were joined, check that they do not overlap.`,
      },
    ];
  },
};
