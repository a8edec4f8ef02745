import type { Table } from "../table.js";
import { RowList, percent, plural } from "./finding.js";
import type { Check, CheckContext, Finding } from "./finding.js";

/** Missing values per column: all of them, more than the allowed share, or some. */
export const missingValues: Check = {
  codes: ["missing-values", "all-missing"],
  run(table: Table, { schema, clock, options }: CheckContext): Finding[] {
    return table.names.flatMap((name): Finding[] => {
      const column = schema[name];
      const nulls = table.column(name).nulls;
      if (column === undefined || nulls === null) return [];
      const unreadable = options.unreadable?.find((each) => each.column === name);
      const reported = new Set(unreadable?.examples.map(({ row }) => row));
      const list = new RowList();
      let missing = 0;
      for (let row = 0; row < nulls.length; row++) {
        if (nulls[row] === 0) continue;
        missing++;
        if (!reported.has(row + 1)) list.add(row);
      }
      // What could not be read is a finding of its own, and missing here only for that.
      const count = missing - (unreadable?.count ?? 0);
      if (count <= 0) return [];
      const share = count / table.rows;
      const allowed = column.maximumMissingShare ?? 0.05;
      if (count === table.rows)
        return [
          {
            code: "all-missing",
            severity: column.optional === true ? "warn" : "block",
            column: name,
            rows: list.rows,
            count,
            message: `Column "${name}" has no value at all.`,
            fix: "Check the export. If the column is not needed, leave it out of the schema.",
          },
        ];
      const isClock = clock?.name === name;
      return [
        {
          code: "missing-values",
          severity: isClock || share > allowed ? "block" : "warn",
          column: name,
          rows: list.rows,
          count,
          message: isClock
            ? `${plural(count, "time")} of "${name}" ${count === 1 ? "is" : "are"} missing: such rows have no place in time.`
            : `${plural(count, "value")} of "${name}" ${count === 1 ? "is" : "are"} missing (${percent(share)}; ${percent(allowed)} are allowed).`,
          fix: isClock
            ? "Fill in the times or remove the rows."
            : share > allowed
              ? "Get the values from the source, or raise maximumMissingShare if the predictor can live with it."
              : "Nothing, if the predictor copes with missing values; otherwise fill them in.",
        },
      ];
    });
  },
};
