import type { MachineLife, PlantHistory, WorkRecord } from "../machine-life.js";
import type { FindingList } from "./findings.js";
import { numberAt, textAt, type RawTable, type RawTables } from "./raw-table.js";

/** The history as the tables tell it. */
export interface FactoryHistory extends PlantHistory {
  /** The life that each machine is in today, by machine; one of the lives. */
  readonly running: ReadonlyMap<string, MachineLife>;
}

/** Fewer failures are too few to learn from, to tune on and to test on. */
export const FEWEST_FAILURES = 20;
/** A stretch without readings counts as a gap from this many times the usual distance of readings. */
const GAP_FACTOR = 6;
/** Share of missing readings of a sensor that is worth a word. */
const MISSING_SHARE = 0.05;

/** Reads lives and work records; null where there is neither table. */
export function factoryHistory(
  tables: RawTables,
  kinds: Readonly<Record<string, string>>,
  found: FindingList,
): FactoryHistory | null {
  const raw = tables.history;
  if (raw === undefined && tables.work === undefined) return null;
  const work = workRecords(tables.work, kinds, found);
  if (raw === undefined) return { sensors: [], lives: [], running: new Map(), kinds, work };
  const { sensors } = raw;
  const lives: MachineLife[] = [];
  const running = new Map<string, MachineLife>();
  for (const [machine, rows] of rowsByMachine(raw, kinds, found)) {
    const own = livesOf(raw, machine, rows, found);
    lives.push(...own.lives);
    if (own.running !== null) running.set(machine, own.running);
  }
  warnOfSensors(raw, lives, found);
  warnOfFewFailures(lives, kinds, found);
  return { sensors, lives, running, kinds, work };
}

function rowsByMachine(
  raw: RawTable,
  kinds: Readonly<Record<string, string>>,
  found: FindingList,
): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  for (let row = 0; row < raw.table.rows; row++) {
    const machine = textAt(raw, "machine", row);
    if (machine === null) continue;
    if (!Object.hasOwn(kinds, machine)) {
      found.add(
        "unknown-machine",
        "warn",
        "history",
        row,
        `Machine "${machine}" of the table history is not in the table machines; its lives are left out.`,
        "Add it to machines (its lives then teach about machines of its kind), or correct the name.",
      );
      continue;
    }
    const own = rows.get(machine);
    if (own) own.push(row);
    else rows.set(machine, [row]);
  }
  return rows;
}

/** A life under construction. */
interface OpenLife {
  readonly name: string;
  readonly start: number;
  readonly rows: number[];
  last: number;
  ended: "failure" | "maintenance" | null;
}

/** Cuts the rows of one machine into lives: by the column `life`, or at each failure and maintenance. */
function livesOf(
  raw: RawTable,
  machine: string,
  rows: readonly number[],
  found: FindingList,
): { readonly lives: MachineLife[]; readonly running: MachineLife | null } {
  const byColumn = raw.table.has("life");
  const open: OpenLife[] = [];
  const byName = new Map<string, OpenLife>();
  let unknownAge = false;
  for (const row of rows) {
    const time = numberAt(raw, "working_time", row);
    if (Number.isNaN(time)) continue;
    let life = byColumn ? byName.get(textAt(raw, "life", row) ?? "") : open.at(-1);
    if (life === undefined || (!byColumn && life.ended !== null)) {
      const name = byColumn ? (textAt(raw, "life", row) ?? "") : String(open.length + 1);
      // A counter that does not start at 0 leaves the age of the first life unknown.
      if (!byColumn && open.length === 0 && time > 0) unknownAge = true;
      life = { name, start: byColumn ? 0 : (life?.last ?? time), rows: [], last: 0, ended: null };
      open.push(life);
      byName.set(name, life);
    }
    if (time < 0 || (life.rows.length > 0 && time < life.last)) {
      found.add(
        "time-backwards",
        "block",
        "history",
        row,
        `Machine "${machine}" has working time ${time}${life.rows.length > 0 ? ` after ${life.last}` : ""} in ${byColumn ? `life "${life.name}"` : "one life"}.`,
        "Sort the rows of each machine; after a failure or maintenance write its event, or a new life.",
        { column: "working_time", cause: machine },
      );
      continue;
    }
    if (life.ended !== null) {
      found.add(
        "event-after-end",
        "block",
        "history",
        row,
        `Machine "${machine}" has a reading after the ${life.ended} that ended life "${life.name}".`,
        "Start a new life after each failure and maintenance.",
        { cause: machine },
      );
      continue;
    }
    life.last = time;
    life.rows.push(row);
    life.ended = eventOf(raw, machine, row, found);
  }
  if (unknownAge)
    found.add(
      "unknown-age",
      "warn",
      "history",
      rows[0],
      `Machine "${machine}" is first seen at working time ${numberAt(raw, "working_time", rows[0])}: the age of its first life is not known, which is left out.`,
      "Start the working time of a new machine at 0, or add a column life with working times from 0 in each.",
    );
  const known = unknownAge ? open.slice(1) : open;
  const built = known.map((life) => lifeOf(raw, machine, life));
  const last = known.at(-1);
  const running = last !== undefined && last.ended === null ? built.at(-1)! : null;
  return { lives: built.filter((life) => life.end > 0), running };
}

function eventOf(raw: RawTable, machine: string, row: number, found: FindingList): OpenLife["ended"] {
  const event = textAt(raw, "event", row)?.toLowerCase() ?? null;
  if (event === null || event === "failure" || event === "maintenance") return event;
  found.add(
    "unknown-event",
    "block",
    "history",
    row,
    `Machine "${machine}" has the event "${event}".`,
    'Write "failure", "maintenance" (planned: as good as new afterwards), or nothing.',
    { column: "event", cause: event },
  );
  return null;
}

function lifeOf(raw: RawTable, machine: string, { name, start, rows, last, ended }: OpenLife): MachineLife {
  const { sensors } = raw;
  const values = (row: number): number[] => sensors.map((sensor) => numberAt(raw, sensor, row));
  // Rows that only tell of an event are no readings.
  const readings = rows.filter((row) => values(row).some((value) => !Number.isNaN(value)));
  return {
    id: `${machine}/${name}`,
    machine,
    ages: Float64Array.from(readings, (row) => numberAt(raw, "working_time", row) - start),
    readings: Float64Array.from(readings.flatMap(values)),
    end: last - start,
    failed: ended === "failure",
  };
}

function warnOfSensors(raw: RawTable, lives: readonly MachineLife[], found: FindingList): void {
  const { sensors } = raw;
  const distances: number[] = [];
  for (const { ages } of lives)
    for (let at = 1; at < ages.length; at++) distances.push(ages[at] - ages[at - 1]);
  const usual = distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)];
  for (const life of lives) {
    let widest = 0;
    let from = 0;
    for (let at = 1; at <= life.ages.length; at++) {
      const distance = (at < life.ages.length ? life.ages[at] : life.end) - life.ages[at - 1];
      if (distance > widest) [widest, from] = [distance, life.ages[at - 1]];
    }
    if (widest > GAP_FACTOR * usual)
      found.add(
        "sensor-gap",
        "warn",
        "history",
        null,
        `Life "${life.id}" has no readings from working time ${round(from)} to ${round(from + widest)}; they usually come every ${round(usual)}.`,
        "Export the missing stretch; predictions within it know the last readings only.",
        { cause: life.machine },
      );
  }
  sensors.forEach((sensor, column) => {
    let missing = 0;
    let total = 0;
    for (const { readings } of lives)
      for (let at = column; at < readings.length; at += sensors.length) {
        total++;
        if (Number.isNaN(readings[at])) missing++;
      }
    if (missing > MISSING_SHARE * total)
      found.add(
        "sensor-gap",
        "warn",
        "history",
        null,
        `Sensor "${sensor}" is missing in ${((100 * missing) / total).toFixed(0)} % of the readings.`,
        "See why; the model treats missing readings as a value of their own.",
        { column: sensor },
      );
  });
}

function warnOfFewFailures(
  lives: readonly MachineLife[],
  kinds: Readonly<Record<string, string>>,
  found: FindingList,
): void {
  const failures = lives.filter((life) => life.failed);
  if (failures.length < FEWEST_FAILURES)
    found.add(
      "too-few-failures",
      "warn",
      "history",
      null,
      `The history has ${failures.length} failures; from fewer than ${FEWEST_FAILURES} nothing is predicted, and the orders are planned alone.`,
      "Add older history, or histories of machines of the same kinds.",
    );
  for (const [machine, kind] of Object.entries(kinds)) {
    if (failures.some((life) => (kinds[life.machine] ?? life.machine) === kind)) continue;
    found.add(
      "machine-without-history",
      "warn",
      "machines",
      null,
      `Machine "${machine}" has no failure in the history, nor has another of its kind "${kind}": it is predicted from the lives of all machines.`,
      "Add its history, or give it the kind of a machine that wears alike.",
    );
  }
}

function workRecords(
  raw: RawTable | undefined,
  kinds: Readonly<Record<string, string>>,
  found: FindingList,
): WorkRecord[] {
  const records: WorkRecord[] = [];
  if (raw === undefined) return records;
  for (let row = 0; row < raw.table.rows; row++) {
    const machine = textAt(raw, "machine", row);
    const planned = numberAt(raw, "planned", row);
    const actual = numberAt(raw, "actual", row);
    if (machine === null || Number.isNaN(planned) || Number.isNaN(actual)) continue;
    if (planned > 0 && actual > 0) {
      if (Object.hasOwn(kinds, machine))
        records.push({ machine, family: textAt(raw, "family", row), planned, actual });
      continue;
    }
    found.add(
      "invalid-duration",
      "block",
      "work",
      row,
      `Work on machine "${machine}" was planned with ${planned} and took ${actual}.`,
      "Give times above 0, or remove the row.",
      { cause: "not above 0" },
    );
  }
  return records;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
