import type { UnreadableColumn } from "../reading.js";
import type { Table } from "../table.js";
import { plural } from "./finding.js";
import type { Check, CheckContext, Finding } from "./finding.js";

/** Values that the reader could not read as their column's kind. They are missing in the table, so they block. */
export const unreadableValues: Check = {
  codes: ["unreadable-values"],
  run(_table: Table, { options }: CheckContext): Finding[] {
    return (options.unreadable ?? []).map((column) => {
      const shown = column.examples
        .slice(0, 3)
        .map(({ row, text }) => `${JSON.stringify(text)} in row ${row}`);
      return {
        code: "unreadable-values",
        severity: "block",
        column: column.column,
        rows: column.examples.map(({ row }) => row),
        count: column.count,
        message: `${plural(column.count, "value")} of "${column.column}" cannot be read as ${column.kind}: ${shown.join(", ")}${column.count > shown.length ? ", …" : ""}.`,
        fix: advice(column),
      };
    });
  },
};

function advice({ kind, examples }: UnreadableColumn): string {
  const text = examples[0]?.text.trim() ?? "";
  if (/^(?:n\.?\/?a\.?|nan|null|none|nil|missing|[-.?#]+)$/i.test(text))
    return `If ${JSON.stringify(text)} stands for a missing value, name it as a missing text (--missing-text ${text}).`;
  if (kind === "number" && /^[+-]?\d+,\d+$/.test(text))
    return 'If the comma is a decimal comma, read with decimalSeparator: ",".';
  if (kind === "timestamp")
    return 'Write times as "2011-01-03 00:00", or give the schema their format, such as "%d/%m/%Y %H:%M".';
  if (kind === "boolean") return "Write true or false, or declare the column as text.";
  return "Correct the values in the source, or declare the column as text.";
}
