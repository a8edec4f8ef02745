import type { Table } from "../table.js";
import { plural } from "./finding.js";
import type { Check, CheckContext, Finding } from "./finding.js";

/** Fewer rows than `minimumRows`. */
export const tooFewRows: Check = {
  codes: ["too-few-rows"],
  run(table: Table, { options }: CheckContext): Finding[] {
    const needed = options.minimumRows ?? 1;
    if (table.rows >= needed) return [];
    return [
      {
        code: "too-few-rows",
        severity: "block",
        rows: [],
        count: table.rows,
        message: `The table has ${plural(table.rows, "row")}; at least ${needed} are needed.`,
        fix: "Export a longer period.",
      },
    ];
  },
};
