import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jobShopProblem, readJobShop, writeSchedule, type Machine } from "../../schedule/index.js";
import { CARED, fileOf, reading, SMALL, tablesIn } from "../../../test/plant-files.js";
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
  for (const path of [tablesIn(folder, tables), fileOf(folder, tables)]) {
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
  const read = plantOf(await readFactoryInput(fileOf(folder, plantTables(plant)), {}));
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
  const some = plantOf(await readFactoryInput(fileOf(folder, plantTables(failuresOf(kept))), {}));
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
    await readFactoryInput(fileOf(folder, plantTables(failuresOf(new Map([[machines[0], 12]])))), {}),
  );
  expect([few.history.lives, few.testLives]).toEqual([[], []]);
});

test("a small plant without history is read; tables that are not needed may be absent", async () => {
  const input = await readFactoryInput(tablesIn(folder, SMALL), {});
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

test("Parquet tables with times of their own kinds, and CSV with semicolons, are read as well", async () => {
  const own = mkdtempSync(join(folder, "plant-"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT 'A' AS "order", TIMESTAMP '2026-01-05 06:30:00' AS release, TIMESTAMP '2026-01-05 09:00:00' AS due, 2.5 AS weight)
     TO '${join(own, "orders.parquet")}' (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
  writeFileSync(join(own, "routings.csv"), "order;operation;machine;duration\nA;cut;saw;10\n");
  writeFileSync(join(own, "machines.csv"), "machine;across_breaks\nsaw;wait\n");
  writeFileSync(
    join(own, "calendars.csv"),
    "machine;from;until\nsaw;2026-01-05T06:00;2026-01-05T14:00\nsaw;2026-01-06T06:00;2026-01-06T14:00\n",
  );
  const input = await readFactoryInput(own, { delimiter: ";" });
  expect(checkFactoryInput(input).findings).toEqual([]);
  expect(input.problem).toMatchObject({ epochMs: Date.UTC(2026, 0, 5, 6), timeUnit: "minute" });
  expect(input.problem.jobs[0]).toMatchObject({ release: 30, due: 180, weight: 2.5 });
  expect(input.problem.machines).toEqual([
    {
      id: "saw",
      acrossBreaks: "wait",
      working: [
        { from: 0, until: 480 },
        { from: 1440, until: 1920 },
      ],
    },
  ]);
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
  const input = await readFactoryInput(tablesIn(folder, { ...SMALL, machines: CARED, history }), {});
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

test.each<[string, () => string, string]>([
  ["a path that is not there", () => join(folder, "nowhere"), "FS_DATA_FILE_NOT_FOUND"],
  ["a file without orders", () => fileOf(folder, { machines: SMALL.machines }), "FS_DATA_FILE_NOT_FOUND"],
  [
    "a table without a column that it needs",
    () => fileOf(folder, { ...SMALL, machines: [{ name: "saw" }] }),
    "FS_DATA_COLUMN_MISSING",
  ],
  [
    "two files of one table",
    () => {
      const own = tablesIn(folder, SMALL);
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
