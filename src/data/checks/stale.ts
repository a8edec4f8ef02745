import { formatTimestamp, parseTimestamp } from "../column.js";
import type { Table } from "../table.js";
import { rowAt } from "./clock.js";
import type { Check, CheckContext, Finding } from "./finding.js";

const DAY = 86_400_000;

/** A last row that is older than `maximumAgeDays`; only when asked. */
export const stale: Check = {
  codes: ["stale"],
  run(_table: Table, { clock, options }: CheckContext): Finding[] {
    const { maximumAgeDays, now = Date.now() } = options;
    if (maximumAgeDays === undefined || clock === null || clock.sorted.length === 0) return [];
    const last = clock.sorted.at(-1)!;
    const age = ((typeof now === "string" ? parseTimestamp(now)! : now) - last) / DAY;
    if (age <= maximumAgeDays) return [];
    return [
      {
        code: "stale",
        severity: options.stale ?? "warn",
        column: clock.name,
        rows: [rowAt(clock, clock.sorted.length - 1) + 1],
        count: 1,
        message: `The last time in "${clock.name}", ${formatTimestamp(last)}, is ${age.toFixed(1)} days old; ${maximumAgeDays} are allowed.`,
        fix: "Fetch newer data; check that the delivery still runs.",
      },
    ];
  },
};
