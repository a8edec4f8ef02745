import { formatTimestamp } from "../column.js";
import type { Table } from "../table.js";
import { rowAt } from "./clock.js";
import { RowList, percent, plural } from "./finding.js";
import type { Check, CheckContext, Finding } from "./finding.js";
import { describeDuration, usualStep } from "./step.js";

const DAY = 86_400_000;

/**
 * Whole intervals that are absent between two rows, apart from the absent hour of a spring clock change. Short gaps
 * warn; a gap longer than `maximumGapDays`, or a share of absent intervals above `maximumGapShare`, blocks.
 */
export const timeGap: Check = {
  codes: ["time-gap"],
  run(_table: Table, { clock, clockChanges, options }: CheckContext): Finding[] {
    if (clock === null || clock.interval === null) return [];
    const { sorted, interval } = clock;
    const list = new RowList();
    let absent = 0;
    let longest = 0;
    let longestStart = 0;
    let present = Math.min(sorted.length, 1);
    for (let position = 1; position < sorted.length; position++) {
      const from = sorted[position - 1]!;
      const step = sorted[position]! - from;
      if (step > 0) present++;
      if (step < 2 * interval || step % interval !== 0 || clockChanges.beforeSpring.has(from)) continue;
      list.add(rowAt(clock, position - 1));
      absent += step / interval - 1;
      if (step - interval > longest) {
        longest = step - interval;
        longestStart = from + interval;
      }
    }
    if (absent === 0) return [];
    const share = absent / (absent + present);
    const tooLong = longest > (options.maximumGapDays ?? 7) * DAY;
    const tooMany = share > (options.maximumGapShare ?? 0.05);
    const step = usualStep(clock);
    const wrongInterval = step > interval && tooMany;
    return [
      {
        code: "time-gap",
        severity: tooLong || tooMany ? "block" : "warn",
        column: clock.name,
        rows: list.rows.toSorted((a, b) => a - b),
        count: absent,
        message:
          `${plural(absent, "interval")} of ${describeDuration(interval)} (${percent(share)}) are absent from "${clock.name}" in ` +
          `${plural(list.count, "gap")}; the longest is ${describeDuration(longest)} from ${formatTimestamp(longestStart)}.`,
        fix: wrongInterval
          ? `The usual step is ${describeDuration(step)}: correct the interval in the schema, or use "irregular" for times without a fixed step.`
          : tooLong || tooMany
            ? "Fetch the absent rows from the source, or use the part without the gap."
            : "Fetch the absent rows if you can; programs that need whole days leave out the days concerned.",
      },
    ];
  },
};
