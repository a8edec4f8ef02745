import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type Rows = readonly Readonly<Record<string, unknown>>[];

function csv(rows: Rows): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return [names, ...rows.map((row) => names.map((name) => row[name] ?? ""))]
    .map((cells) => cells.join(","))
    .join("\n");
}

/** A folder of tables under a name of its own. */
export function tablesIn(folder: string, tables: Readonly<Record<string, Rows>>): string {
  const own = mkdtempSync(join(folder, "plant-"));
  for (const [name, rows] of Object.entries(tables))
    if (rows.length > 0) writeFileSync(join(own, `${name}.csv`), csv(rows));
  return own;
}

/** The same as one file: much quicker to read, and the checks are the same. */
export function fileOf(folder: string, tables: Readonly<Record<string, Rows>>): string {
  const path = join(mkdtempSync(join(folder, "plant-")), "plant.json");
  writeFileSync(path, JSON.stringify(tables));
  return path;
}

/** A plant of two machines, without history. */
export const SMALL: Readonly<Record<"orders" | "routings" | "machines", Rows>> = {
  orders: [
    { order: "A", release: 0, due: 100 },
    { order: "B", release: 10, due: 90 },
  ],
  routings: [
    { order: "A", operation: "cut", machine: "saw", duration: 10 },
    { order: "A", operation: "mill", machine: "mill", duration: 20 },
    { order: "B", operation: "cut", machine: "saw", duration: 5 },
  ],
  machines: [{ machine: "saw" }, { machine: "mill" }],
};
/** Its machines with prices of care. */
export const CARED: Rows = [
  { machine: "saw", maintenance_duration: 5, maintenance_cost: 1, repair_duration: 9, repair_cost: 4 },
  { machine: "mill", maintenance_duration: 5, maintenance_cost: 1, repair_duration: 9, repair_cost: 4 },
];
/** A row of the history of its saw. */
export const reading = (
  working_time: number,
  event = "",
  heat: number | string = 20 + (working_time % 7),
): Rows[number] => ({
  machine: "saw",
  working_time,
  event,
  heat,
});
