import type { InputReport } from "../programs/index.js";
import { grouped } from "./text-table.js";

/** What `check` prints: each finding with its rows and its fix, the blocking ones first, then a verdict. */
export function findingsText(description: string, report: InputReport): string {
  const range = report.timeRange === null ? "" : `, ${report.timeRange.from} to ${report.timeRange.to}`;
  const tables = report.tables?.map(({ name, rows }) => `  ${name}: ${grouped(rows)} rows`) ?? [];
  // What is no table has no rows to count.
  const rows = report.tables?.length === 0 ? "" : `: ${grouped(report.rows)} rows${range}`;
  const lines = [`${description}${rows}`, ...tables, ""];
  for (const { severity, code, table, message, rows, count, fix } of report.findings) {
    const more = count > rows.length ? `, ... (${grouped(count)} in all)` : "";
    lines.push(
      `${severity === "block" ? "BLOCK" : "warn "}  ${code}: ${table === undefined ? "" : `${table}: `}${message}`,
    );
    if (rows.length > 0)
      lines.push(
        `       rows ${rows.slice(0, 8).join(", ")}${rows.length > 8 && more === "" ? ", ..." : more}`,
      );
    lines.push(`       fix: ${fix}`, "");
  }
  const blocking = report.findings.filter((finding) => finding.severity === "block").length;
  const warnings = report.findings.length - blocking;
  lines.push(
    blocking > 0
      ? `Refused: ${blocking} finding(s) block the data${warnings > 0 ? `, ${warnings} warn` : ""}.`
      : `Usable: nothing blocks the data${warnings > 0 ? `, ${warnings} finding(s) warn` : ""}.`,
  );
  return lines.join("\n");
}
