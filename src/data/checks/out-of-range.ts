import type { Table } from "../table.js";
import { RowList, figure, plural } from "./finding.js";
import type { Check, CheckContext, Finding } from "./finding.js";

/** Numbers outside the bounds that the schema gives; without bounds every number is legal, negative ones too. */
export const outOfRange: Check = {
  codes: ["out-of-range"],
  run(table: Table, { schema }: CheckContext): Finding[] {
    return table.names.flatMap((name): Finding[] => {
      const column = schema[name];
      if (column?.kind !== "number") return [];
      const { minimum = -Infinity, maximum = Infinity, unit } = column;
      if (minimum === -Infinity && maximum === Infinity) return [];
      const values = table.number(name);
      const list = new RowList();
      let lowest = Infinity;
      let highest = -Infinity;
      for (let row = 0; row < values.length; row++) {
        const value = values[row]!;
        if (!(value < minimum || value > maximum)) continue;
        list.add(row);
        if (value < lowest) lowest = value;
        if (value > highest) highest = value;
      }
      if (list.count === 0) return [];
      const seen = lowest === highest ? figure(lowest) : `${figure(lowest)} to ${figure(highest)}`;
      return [
        {
          code: "out-of-range",
          severity: column.outOfRange ?? "block",
          column: name,
          rows: list.rows,
          count: list.count,
          message: `${plural(list.count, "value")} of "${name}" are outside [${minimum}, ${maximum}]${unit === undefined ? "" : ` ${unit}`}: ${seen}.`,
          fix: "Correct the values, or widen the bounds in the schema if such values do occur.",
        },
      ];
    });
  },
};
