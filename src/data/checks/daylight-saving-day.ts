import { formatTimestamp } from "../column.js";
import type { Table } from "../table.js";
import { rowAt } from "./clock.js";
import { RowList } from "./finding.js";
import type { Check, CheckContext, Finding } from "./finding.js";

/** Days of 23 or 25 hours at the usual dates: legal, but whoever counts on 24 values a day must know. */
export const daylightSavingDay: Check = {
  codes: ["daylight-saving-day"],
  run(_table: Table, { clock, clockChanges }: CheckContext): Finding[] {
    const { beforeSpring, doubled } = clockChanges;
    if (clock === null || beforeSpring.size + doubled.size === 0) return [];
    const list = new RowList();
    const short: string[] = [];
    const long: string[] = [];
    for (let position = 0; position < clock.sorted.length; position++) {
      const time = clock.sorted[position]!;
      const [days, isChange] = beforeSpring.has(time) ? [short, true] : [long, doubled.has(time)];
      if (!isChange) continue;
      // The absent hour may be the first of its day: the time after it names the day.
      const date = formatTimestamp(days === short ? clock.sorted[position + 1]! : time).slice(0, 10);
      if (days.at(-1) === date) continue;
      days.push(date);
      list.add(rowAt(clock, position));
    }
    const parts = [
      ...(short.length > 0 ? [`23 hours on ${listDays(short)}`] : []),
      ...(long.length > 0 ? [`25 hours on ${listDays(long)}`] : []),
    ];
    return [
      {
        code: "daylight-saving-day",
        severity: "warn",
        column: clock.name,
        rows: list.rows.toSorted((a, b) => a - b),
        count: list.count,
        message: `The clocks changed: "${clock.name}" has ${parts.join(", and ")}.`,
        fix: "Nothing to mend. A daily panel fills the absent hour, averages the doubled one, and marks the day as adjusted.",
      },
    ];
  },
};

function listDays(days: readonly string[]): string {
  return days.length <= 5
    ? days.join(", ")
    : `${days.slice(0, 5).join(", ")} and ${days.length - 5} more days`;
}
