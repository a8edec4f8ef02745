import type { FindingList } from "./findings.js";
import type { RawTable } from "./raw-table.js";

/** What readers of rows share. */
export interface RowReader {
  readonly found: FindingList;
  time(raw: RawTable, column: string, row: number): number | undefined;
}

/** The first dozen of the names that there are. */
export function listed(names: ReadonlySet<string>): string {
  const shown = [...names].slice(0, 12).map((name) => `"${name}"`);
  return shown.join(", ") + (names.size > shown.length ? ` and ${names.size - shown.length} more` : "");
}
