import type { Machine, TimeInterval } from "../../../schedule/index.js";
import type { MachineCare } from "../plant.js";
import type { FindingList } from "./findings.js";
import { numberAt, textAt, type RawTable, type RawTables } from "./raw-table.js";
import { listed, type RowReader } from "./row-reader.js";

const CARE_COLUMNS = ["maintenance_duration", "maintenance_cost", "repair_duration", "repair_cost"] as const;

/** Machines with their calendars, set-ups, care and kinds. */
export function readMachines(
  tables: RawTables,
  reader: RowReader,
): { machines: Machine[]; care: MachineCare[]; kinds: Record<string, string> } {
  const raw = tables.machines!;
  const { found } = reader;
  const machines = new Map<string, Machine>();
  const care: MachineCare[] = [];
  const kinds: Record<string, string> = {};
  const careAsked = tables.history !== undefined || CARE_COLUMNS.some((column) => raw.table.has(column));
  for (let row = 0; row < raw.table.rows; row++) {
    const id = textAt(raw, "machine", row);
    if (id === null) continue;
    if (machines.has(id)) {
      found.add(
        "duplicate-id",
        "block",
        "machines",
        row,
        `Machine "${id}" has two rows.`,
        "Keep one of them.",
      );
      continue;
    }
    kinds[id] = textAt(raw, "kind", row) ?? id;
    const breaks = textAt(raw, "across_breaks", row) ?? "pause";
    if (breaks !== "pause" && breaks !== "wait")
      found.add(
        "invalid-value",
        "block",
        "machines",
        row,
        `Machine "${id}" has across_breaks "${breaks}".`,
        'Write "pause" (work goes on after a break) or "wait" (work must fit between breaks).',
      );
    const initial = textAt(raw, "initial_family", row);
    const setups = setupsOf(tables, id, initial);
    const working = intervalsOf(tables.calendars, id, reader);
    const unavailable = intervalsOf(tables.unavailable, id, reader);
    machines.set(id, {
      id,
      ...(working !== undefined && { working }),
      ...(unavailable !== undefined && { unavailable }),
      ...(breaks === "wait" && { acrossBreaks: "wait" }),
      ...(setups !== undefined && { setups }),
    });
    if (careAsked) care.push(careOf(raw, row, id, found));
  }
  for (const name of ["calendars", "unavailable", "setups"] as const)
    warnOfUnknownMachines(tables[name], new Set(machines.keys()), found);
  return { machines: [...machines.values()], care, kinds };
}

function careOf(raw: RawTable, row: number, machine: string, found: FindingList): MachineCare {
  const [maintenanceDuration, maintenanceCost, repairDuration, repairCost] = CARE_COLUMNS.map(
    (column, at) => {
      const value = numberAt(raw, column, row);
      const isDuration = at % 2 === 0;
      if (Number.isNaN(value))
        found.add(
          "machine-without-care",
          "block",
          "machines",
          row,
          `Machine "${machine}" has no ${column}.`,
          "Say how long maintenance and repair take and what they cost; without a history these four columns may be absent.",
          { column },
        );
      else if (isDuration ? !(value > 0) || !Number.isInteger(value) : value < 0)
        found.add(
          isDuration ? "invalid-duration" : "invalid-value",
          "block",
          "machines",
          row,
          `Machine "${machine}" has the ${column} ${value}.`,
          isDuration ? "Give a whole number above 0." : "Give a cost of 0 or more.",
          { column },
        );
      return value;
    },
  );
  return { machine, maintenanceDuration, maintenanceCost, repairDuration, repairCost };
}

function setupsOf(tables: RawTables, machine: string, initial: string | null): Machine["setups"] | undefined {
  const raw = tables.setups;
  const times: Record<string, Record<string, number>> = {};
  if (raw !== undefined)
    for (let row = 0; row < raw.table.rows; row++) {
      if (textAt(raw, "machine", row) !== machine) continue;
      const before = textAt(raw, "before", row) ?? "";
      (times[before] ??= {})[textAt(raw, "after", row) ?? ""] = numberAt(raw, "duration", row);
    }
  if (Object.keys(times).length === 0 && initial === null) return undefined;
  return { ...(initial !== null && { initial }), times };
}

/** Intervals of a machine, ascending; undefined where the table has none for it. */
function intervalsOf(
  raw: RawTable | undefined,
  machine: string,
  { found, time }: RowReader,
): TimeInterval[] | undefined {
  if (raw === undefined) return undefined;
  const intervals: TimeInterval[] = [];
  let mentioned = false;
  for (let row = 0; row < raw.table.rows; row++) {
    if (textAt(raw, "machine", row) !== machine) continue;
    mentioned = true;
    const from = time(raw, "from", row);
    const until = time(raw, "until", row);
    if (from === undefined || until === undefined) continue;
    if (until > from) intervals.push({ from, until });
    else
      found.add(
        "time-backwards",
        "block",
        raw.name,
        row,
        `Machine "${machine}" has an interval from ${textAt(raw, "from", row)} until ${textAt(raw, "until", row)}, which ${until === from ? "has no length" : "ends before it starts"}.`,
        "Correct the interval or remove the row.",
        { cause: machine },
      );
  }
  return mentioned ? intervals.sort((a, b) => a.from - b.from) : undefined;
}

function warnOfUnknownMachines(
  raw: RawTable | undefined,
  known: ReadonlySet<string>,
  found: FindingList,
): void {
  if (raw === undefined) return;
  for (let row = 0; row < raw.table.rows; row++) {
    const machine = textAt(raw, "machine", row);
    if (machine === null || known.has(machine)) continue;
    found.add(
      "unknown-machine",
      "warn",
      raw.name,
      row,
      `Machine "${machine}" of the table ${raw.name} is not in the table machines; its rows are left out.`,
      `Add it to machines, or correct the name: there are ${listed(known)}.`,
    );
  }
}
