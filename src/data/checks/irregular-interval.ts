import type { Table } from "../table.js";
import { rowAt } from "./clock.js";
import { RowList, percent, plural } from "./finding.js";
import type { Check, CheckContext, Finding } from "./finding.js";
import { describeDuration, usualStep } from "./step.js";

/** Share of odd steps above which the declared interval itself is in doubt. */
const BLOCK_SHARE = 0.05;

/** Steps between times that are not a multiple of the declared interval. */
export const irregularInterval: Check = {
  codes: ["irregular-interval"],
  run(_table: Table, { clock }: CheckContext): Finding[] {
    if (clock === null || clock.interval === null) return [];
    const { sorted, interval } = clock;
    const list = new RowList();
    for (let position = 1; position < sorted.length; position++)
      if ((sorted[position]! - sorted[position - 1]!) % interval !== 0) list.add(rowAt(clock, position));
    if (list.count === 0) return [];
    const share = list.count / (sorted.length - 1);
    const step = usualStep(clock);
    return [
      {
        code: "irregular-interval",
        severity: share > BLOCK_SHARE ? "block" : "warn",
        column: clock.name,
        rows: list.rows.toSorted((a, b) => a - b),
        count: list.count,
        message:
          `${plural(list.count, "step")} (${percent(share)}) between the times of "${clock.name}" are no multiple of ` +
          `${describeDuration(interval)}, the declared interval; the usual step is ${describeDuration(step)}.`,
        fix:
          step === interval
            ? "Round or remove the times that are off the grid."
            : `Declare the interval that the data has ("${describeDuration(step)}", or "irregular"), or bring the rows to the declared one.`,
      },
    ];
  },
};
