import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cmapssPlant, readCmapss, type CmapssEngines } from "./cmapss.js";
import { drawEpisodes } from "./draw-episodes.js";
import { assessForecast } from "./predict/assess-forecast.js";
import { fitPlantModels } from "./predict/fit-plant-models.js";

const file = join(process.env["FORESOLVE_DATA"] ?? "../shared/data", "factory/cmapss_train_FD001.txt.gz");

describe.skipIf(!existsSync(file))("engines run to failure (C-MAPSS FD001)", () => {
  let engines: CmapssEngines;
  beforeAll(async () => {
    engines = await readCmapss(file);
  });

  test("are read as published: 100 engines, 20,631 cycles, lives from 128 to 362", () => {
    const ends = engines.lives.map((life) => life.end);
    expect(ends).toHaveLength(100);
    expect(ends.reduce((sum, end) => sum + end, 0)).toBe(20_631);
    expect([Math.min(...ends), Math.max(...ends)]).toEqual([128, 362]);
    expect(engines.sensors).toContain("sensor 4");
    // Fan inlet temperature never moves.
    expect(engines.sensors).not.toContain("sensor 1");
  });

  test("are split by engine, and episodes are drawn from the part that is asked for", () => {
    const plant = cmapssPlant(engines, 1);
    const learned = new Set(plant.history.lives.map(({ id }) => id));
    expect(plant.testLives).toHaveLength(40);
    expect(plant.testLives.filter(({ id }) => learned.has(id))).toEqual([]);
    const ends = new Set(plant.testLives.map((life) => life.end));
    for (const { path } of drawEpisodes(plant, 2, 5, { from: "test" }))
      for (const lives of path.lives) expect(lives.slice(1).every((life) => ends.has(life))).toBe(true);
  });

  test("are predicted better from their sensors than from their age, and in calibration", async () => {
    const plant = cmapssPlant(engines, 1);
    const models = await fitPlantModels(plant.history, { seed: 1 });
    const windows = [300, 800, 2000];
    const judged = assessForecast(models, plant.history, plant.testLives, { windows, conditions: 1000 });
    windows.forEach((_, at) => {
      expect(judged.brier[at]).toBeLessThan(judged.baselineBrier[at]);
      // 18 engines calibrate: rougher than the demo plant.
      expect(judged.calibrationError[at]).toBeLessThan(0.1);
    });
    expect(judged.concordance).toBeGreaterThan(0.8);
  });
});

describe("files that are not as published", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "foresolve-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const row = (unit: number, cycle: number, sensor: number): string =>
    [unit, cycle, 0, 0, 100, ...Array.from({ length: 21 }, (_, at) => (at === 3 ? sensor : 7))].join(" ");

  test("a sound one, uncompressed", async () => {
    const path = join(folder, "two.txt");
    writeFileSync(path, [row(1, 1, 5), row(1, 2, 6), row(2, 1, 5), ""].join("\n"));
    const { sensors, lives } = await readCmapss(path);
    expect(sensors).toEqual(["sensor 4"]);
    expect(lives.map(({ id, end, failed }) => [id, end, failed])).toEqual([
      ["engine 1", 2, true],
      ["engine 2", 1, true],
    ]);
    expect(lives[0].readings).toEqual(Float64Array.of(5, 6));
  });

  test.each([
    ["a missing cycle", [row(1, 1, 5), row(1, 3, 6)]],
    ["a line that is cut off", [row(1, 1, 5), "1 2 0 0"]],
    ["a word among the numbers", [row(1, 1, 5), row(1, 2, 6).replace("7", "NA")]],
  ])("%s is named by its line", async (_, lines) => {
    const path = join(folder, "bad.txt");
    writeFileSync(path, lines.join("\n"));
    await expect(readCmapss(path)).rejects.toThrowError(
      expect.objectContaining({
        code: "FS_DATA_FILE_MALFORMED",
        message: expect.stringContaining("Line 2"),
      }),
    );
  });

  test("a file that is not there is refused", async () => {
    await expect(readCmapss(join(folder, "none.txt"))).rejects.toThrowError(
      expect.objectContaining({ code: "FS_DATA_FILE_NOT_FOUND" }),
    );
  });
});
