import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jobShopProblem, readJobShop, writeSchedule, type Machine } from "../../schedule/index.js";
import { checkFactoryInput } from "./check.js";
import type { Plant } from "./factory-plant.js";
import { splitLives } from "./machine-life.js";
import { plantOf } from "./plant-of.js";
import { readFactoryInput } from "./read-factory-input.js";
import { plantTables, simulateFactoryInput } from "./simulate-factory-input.js";
import { simulatePlant } from "./simulate-plant.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "foresolve-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Rows = readonly Readonly<Record<string, unknown>>[];

function csv(rows: Rows): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return [names, ...rows.map((row) => names.map((name) => row[name] ?? ""))]
    .map((cells) => cells.join(","))
    .join("\n");
}

/** A folder of tables under a name of its own. */
function tablesIn(tables: Readonly<Record<string, Rows>>): string {
  const own = mkdtempSync(join(folder, "plant-"));
  for (const [name, rows] of Object.entries(tables))
    if (rows.length > 0) writeFileSync(join(own, `${name}.csv`), csv(rows));
  return own;
}

/** The same as one file: much quicker to read, and the checks are the same. */
function fileOf(tables: Readonly<Record<string, Rows>>): string {
  const path = join(mkdtempSync(join(folder, "plant-")), "plant.json");
  writeFileSync(path, JSON.stringify(tables));
  return path;
}

/** To pause is what machines do unless told otherwise. */
function withoutDefault(machine: Machine): Machine {
  const { acrossBreaks, ...rest } = machine;
  return acrossBreaks === "pause" ? rest : machine;
}

const plant = simulatePlant(5);
/** With a ninth of the history: it is long to write and to compare. */
const short: Plant = {
  ...plant,
  history: { ...plant.history, lives: plant.history.lives.filter((_, at) => at % 36 > 31) },
};

test("a plant written as tables is read back as it was, from a folder and from one JSON file", async () => {
  const tables = plantTables(short);
  for (const path of [tablesIn(tables), fileOf(tables)]) {
    const input = await readFactoryInput(path, {});
    expect(input.origin).toMatchObject({ simulated: false, description: basename(path) });
    expect(checkFactoryInput(input)).toMatchObject({ blocked: false });
    expect({ ...input.problem, name: "demo plant" }).toEqual({
      ...plant.today.problem,
      machines: plant.today.problem.machines.map(withoutDefault),
    });
    expect(input.care).toEqual(plant.care);
    const { running, ...history } = input.history!;
    expect(history).toEqual(short.history);
    expect(running.size).toBe(8);
    expect(plantOf(input).today.conditions).toEqual(plant.today.conditions);
  }
});

test("the demo input is the simulated plant, by way of its tables; its check says nothing", async () => {
  const input = await simulateFactoryInput(5);
  expect(input.origin).toMatchObject({ simulated: true, description: "simulated data, seed 5" });
  expect(input.origin.tables!.map(({ name }) => name)).toContain("history");
  expect(plantOf(input).today.problem).toEqual(plant.today.problem);
  const report = checkFactoryInput(input);
  expect(report.findings.filter(({ code }) => code !== "sure-to-be-late")).toEqual([]);
  expect(input.origin.fingerprint).toMatch(/^[0-9a-f]{64}$/);
});

test("of a real history some lives are kept for testing, and none is both learned from and tested on", async () => {
  const read = plantOf(await readFactoryInput(fileOf(plantTables(plant)), {}));
  const learned = new Set(read.history.lives.map(({ id }) => id));
  expect(read.testLives.length + learned.size).toBe(plant.history.lives.length);
  expect(read.testLives.length).toBeGreaterThan(70);
  expect(read.testLives.filter(({ id }) => learned.has(id))).toEqual([]);
});

test("kinds with few failures are pooled, and each part has failures; too short a history predicts nothing", async () => {
  const machines = plant.care.map(({ machine }) => machine);
  const kept = new Map([
    [machines[0], 12],
    [machines[1], 5],
    [machines[2], 6],
  ]);
  const failuresOf = (failures: ReadonlyMap<string, number>): Plant => ({
    ...plant,
    history: {
      ...plant.history,
      lives: [...failures].flatMap(([machine, count]) =>
        plant.history.lives.filter((life) => life.machine === machine && life.failed).slice(0, count),
      ),
    },
  });
  const some = plantOf(await readFactoryInput(fileOf(plantTables(failuresOf(kept))), {}));
  const { kinds, lives } = some.history;
  expect(kinds[machines[0]]).toBe(machines[0]);
  expect(machines.slice(1).map((machine) => kinds[machine])).toEqual(
    machines.slice(1).map(() => "all machines"),
  );
  const { growing, tuning } = splitLives(some.history);
  for (const part of [growing, tuning, some.testLives])
    for (const kind of new Set(Object.values(kinds)))
      expect(part.filter((life) => kinds[life.machine] === kind && life.failed).length).toBeGreaterThan(0);
  expect(lives.length + some.testLives.length).toBe(23);
  const few = plantOf(
    await readFactoryInput(fileOf(plantTables(failuresOf(new Map([[machines[0], 12]])))), {}),
  );
  expect([few.history.lives, few.testLives]).toEqual([[], []]);
});

const SMALL = {
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
const CARED = [
  { machine: "saw", maintenance_duration: 5, maintenance_cost: 1, repair_duration: 9, repair_cost: 4 },
  { machine: "mill", maintenance_duration: 5, maintenance_cost: 1, repair_duration: 9, repair_cost: 4 },
];
const reading = (
  working_time: number,
  event = "",
  heat: number | string = 20 + (working_time % 7),
): Rows[number] => ({
  machine: "saw",
  working_time,
  event,
  heat,
});

test("a small plant without history is read; tables that are not needed may be absent", async () => {
  const input = await readFactoryInput(tablesIn(SMALL), {});
  expect(checkFactoryInput(input).findings).toEqual([]);
  expect(input.history).toBeNull();
  expect(input.care).toEqual([]);
  expect(input.problem.jobs[0]).toEqual({
    id: "A",
    release: 0,
    due: 100,
    operations: [
      { id: "cut", alternatives: [{ machine: "saw", duration: 10 }] },
      { id: "mill", alternatives: [{ machine: "mill", duration: 20 }] },
    ],
  });
});

test("lives without names end at failures and maintenance; a counter that does not start at 0 hides an age", async () => {
  const history = [
    reading(100),
    reading(150, "failure", ""),
    reading(160),
    reading(190),
    reading(200, "maintenance", ""),
    reading(230),
  ];
  const input = await readFactoryInput(tablesIn({ ...SMALL, machines: CARED, history }), {});
  const lives = input.history!.lives.map(({ id, ages, end, failed }) => ({
    id,
    ages: [...ages],
    end,
    failed,
  }));
  expect(lives).toEqual([
    { id: "saw/2", ages: [10, 40], end: 50, failed: false },
    { id: "saw/3", ages: [30], end: 30, failed: false },
  ]);
  expect(input.history!.running.get("saw")!.id).toBe("saw/3");
  expect(checkFactoryInput(input).findings.map(({ code }) => code)).toEqual([
    "unknown-age",
    "too-few-failures",
    "machine-without-history",
    "machine-without-history",
  ]);
});

test.each<[string, Readonly<Record<string, Rows>>, string, RegExp]>([
  [
    "orders in a ring",
    {
      precedences: [
        { before_order: "A", before_operation: "cut", after_order: "B", after_operation: "cut" },
        { before_order: "B", before_operation: "cut", after_order: "A", after_operation: "cut" },
      ],
    },
    "FS_SCHEDULE_CYCLE",
    /A.*B|B.*A/,
  ],
  [
    "an unknown machine",
    { routings: [...SMALL.routings, { order: "B", operation: "bend", machine: "pres", duration: 4 }] },
    "unknown-machine",
    /"bend" of order "B".*"pres"/,
  ],
  [
    "a duration of 0",
    { routings: [...SMALL.routings, { order: "B", operation: "bend", machine: "mill", duration: 0 }] },
    "invalid-duration",
    /"bend" of order "B" takes 0 on machine "mill"/,
  ],
  [
    "a negative duration",
    { routings: [...SMALL.routings, { order: "B", operation: "bend", machine: "mill", duration: -3 }] },
    "invalid-duration",
    /takes -3/,
  ],
  [
    "a duration that is no number",
    { routings: [...SMALL.routings, { order: "B", operation: "bend", machine: "mill", duration: "long" }] },
    "unreadable-values",
    /long/,
  ],
  [
    "a missing duration",
    { routings: [...SMALL.routings, { order: "B", operation: "bend", machine: "mill" }] },
    "missing-values",
    /duration/,
  ],
  [
    "a machine that never works",
    {
      calendars: [
        { machine: "saw", from: 0, until: 4 },
        { machine: "mill", from: 0, until: 99 },
      ],
    },
    "FS_SCHEDULE_NO_CAPACITY",
    /saw/,
  ],
  [
    "a calendar that runs backwards",
    { calendars: [{ machine: "saw", from: 80, until: 20 }] },
    "time-backwards",
    /"saw".*from 80 until 20/,
  ],
  [
    "the same order twice",
    { orders: [...SMALL.orders, { order: "A", release: 5, due: 50 }] },
    "duplicate-id",
    /Order "A" has two rows/,
  ],
  [
    "the same machine twice",
    { machines: [...SMALL.machines, { machine: "saw" }] },
    "duplicate-id",
    /Machine "saw"/,
  ],
  [
    "an order without a routing",
    { orders: [...SMALL.orders, { order: "C", release: 5, due: 50 }] },
    "order-without-routing",
    /"C"/,
  ],
  [
    "a date among numbers",
    { orders: [...SMALL.orders.slice(1), { order: "A", release: "2026-01-05 06:00", due: 50 }] },
    "unreadable-time",
    /is no date and time/,
  ],
  [
    "working time that runs backwards",
    { machines: CARED, history: [reading(0), reading(50), reading(40)] },
    "time-backwards",
    /"saw" has working time 40 after 50/,
  ],
  [
    "an event of no known name",
    { machines: CARED, history: [reading(0), reading(50, "oiled")] },
    "unknown-event",
    /"oiled"/,
  ],
  [
    "a history without prices of care",
    { history: [reading(0), reading(50)] },
    "machine-without-care",
    /"saw" has no maintenance_duration/,
  ],
  [
    "work that took no time",
    { work: [{ machine: "saw", planned: 10, actual: 0 }] },
    "invalid-duration",
    /took 0/,
  ],
])("%s blocks, by name and value, with a fix", async (_, change, code, message) => {
  const report = checkFactoryInput(await readFactoryInput(fileOf({ ...SMALL, ...change }), {}));
  expect(report.blocked).toBe(true);
  const finding = report.findings.find((each) => each.code === code);
  expect(finding, JSON.stringify(report.findings)).toMatchObject({ severity: "block" });
  expect(finding!.message).toMatch(message);
  expect(finding!.fix).not.toBe("");
});

test.each<[string, Readonly<Record<string, Rows>>, string, RegExp]>([
  [
    "an order due before its release",
    { orders: [SMALL.orders[0], { order: "B", release: 60, due: 50 }] },
    "due-before-release",
    /B is due at 50/,
  ],
  [
    "a stretch without readings",
    {
      machines: CARED,
      history: [...[0, 1, 2, 3, 4, 5, 6, 7, 100].map((time) => reading(time)), reading(101, "failure", "")],
    },
    "sensor-gap",
    /"saw\/1" has no readings from working time 7 to 100/,
  ],
  [
    "a sensor that is often missing",
    { machines: CARED, history: [0, 1, 2, 3].map((time) => ({ ...reading(time), hum: time > 1 ? "" : 3 })) },
    "sensor-gap",
    /Sensor "hum" is missing in 50 %/,
  ],
  [
    "a machine without history",
    { machines: CARED, history: [reading(0), reading(9, "failure")] },
    "machine-without-history",
    /"mill"/,
  ],
  [
    "a calendar of a machine that does not exist",
    { calendars: [{ machine: "sew", from: 0, until: 20 }] },
    "unknown-machine",
    /"sew" of the table calendars/,
  ],
])("%s is a warning", async (_, change, code, message) => {
  const report = checkFactoryInput(await readFactoryInput(fileOf({ ...SMALL, ...change }), {}));
  expect(report.blocked).toBe(false);
  const finding = report.findings.find((each) => each.code === code);
  expect(finding, JSON.stringify(report.findings)).toMatchObject({ severity: "warn" });
  expect(finding!.message).toMatch(message);
});

test.each<[string, () => string, string]>([
  ["a path that is not there", () => join(folder, "nowhere"), "FS_DATA_FILE_NOT_FOUND"],
  ["a file without orders", () => fileOf({ machines: SMALL.machines }), "FS_DATA_FILE_NOT_FOUND"],
  [
    "a table without a column that it needs",
    () => fileOf({ ...SMALL, machines: [{ name: "saw" }] }),
    "FS_DATA_COLUMN_MISSING",
  ],
  [
    "two files of one table",
    () => {
      const own = tablesIn(SMALL);
      writeFileSync(join(own, "orders.tsv"), "order\nA");
      return own;
    },
    "FS_DATA_INVALID_ARGUMENT",
  ],
  [
    "a file of another kind",
    () => {
      writeFileSync(join(folder, "plant.xml"), "<plant/>");
      return join(folder, "plant.xml");
    },
    "FS_DATA_FORMAT_UNSUPPORTED",
  ],
  [
    "JSON that is cut off",
    () => {
      writeFileSync(join(folder, "cut.json"), '{"orders": [');
      return join(folder, "cut.json");
    },
    "FS_DATA_FILE_MALFORMED",
  ],
  [
    "JSON that holds no tables",
    () => {
      writeFileSync(join(folder, "list.json"), '{"orders": 3}');
      return join(folder, "list.json");
    },
    "FS_DATA_FILE_MALFORMED",
  ],
])("%s is refused", async (_, path, code) => {
  await expect(readFactoryInput(path(), {})).rejects.toThrowError(expect.objectContaining({ code }));
});

test.each([
  ["a job shop", "two.txt", "2 2\n0 3 1 2\n1 4 0 1\n"],
  ["a flexible job shop", "two.fjs", "2 2\n2 1 1 3 1 2 2\n2 1 2 4 1 1 1\n"],
  [
    "a problem that was written",
    "two.json",
    writeSchedule(jobShopProblem(readJobShop("2 2\n0 3 1 2\n1 4 0 1\n"))),
  ],
])("%s is a plant without history", async (_, file, text) => {
  const path = join(folder, file);
  writeFileSync(path, text);
  const input = await readFactoryInput(path, {});
  expect(checkFactoryInput(input)).toMatchObject({ blocked: false, findings: [] });
  expect(input.problem.jobs.map((job) => job.operations.map(({ alternatives }) => alternatives))).toEqual([
    [[{ machine: "M0", duration: 3 }], [{ machine: "M1", duration: 2 }]],
    [[{ machine: "M1", duration: 4 }], [{ machine: "M0", duration: 1 }]],
  ]);
  expect(plantOf(input).history.lives).toEqual([]);
});
