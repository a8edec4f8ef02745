import type { Table } from "../table.js";
import { figure } from "./finding.js";
import type { Check, CheckContext, Finding } from "./finding.js";

/** Columns with one and the same value in every row: nothing can be learnt from them. */
export const constantColumn: Check = {
  codes: ["constant-column"],
  run(table: Table, { schema }: CheckContext): Finding[] {
    return table.names.flatMap((name): Finding[] => {
      const column = table.column(name);
      if (schema[name] === undefined || column.kind === "timestamp") return [];
      const values = column.kind === "text" ? column.codes : column.values;
      const first = column.nulls === null ? 0 : column.nulls.indexOf(0);
      if (first < 0 || values.length === 0) return [];
      let count = 0;
      for (let row = first; row < values.length; row++) {
        if (column.nulls !== null && column.nulls[row] === 1) continue;
        if (values[row] !== values[first]) return [];
        count++;
      }
      if (count < 2) return [];
      const shown =
        column.kind === "text"
          ? JSON.stringify(column.dictionary[column.codes[first]!])
          : column.kind === "boolean"
            ? String(values[first] === 1)
            : figure(values[first]!);
      return [
        {
          code: "constant-column",
          severity: "warn",
          column: name,
          rows: [first + 1],
          count,
          message: `Column "${name}" is ${shown} in all of its ${count} values.`,
          fix: "Leave it out, or check the export: a dead sensor and a wrong join look like this.",
        },
      ];
    });
  },
};
