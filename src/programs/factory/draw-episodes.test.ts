import { expect, test } from "vitest";
import { drawEpisodes } from "./draw-episodes.js";
import type { Plant } from "./factory-plant.js";
import { conditionOf } from "./machine-condition.js";
import { splitLives, type MachineLife } from "./machine-life.js";
import { simulatePlant } from "./simulate-plant.js";

const plant = simulatePlant(3);

test("the same plant, seed and source give the same episodes, however many are drawn", () => {
  const few = drawEpisodes(plant, 7, 3, { from: "test" });
  expect(drawEpisodes(simulatePlant(3), 7, 5, { from: "test" }).slice(0, 3)).toEqual(few);
  expect(drawEpisodes(plant, 8, 1, { from: "test" })[0].path).not.toEqual(few[0].path);
  expect(drawEpisodes(plant, 7, 1, { from: "training" })[0].path).not.toEqual(few[0].path);
});

test("lives to test on are no part of the history, and no life is both grown on and tuned on", () => {
  const ids = new Set(plant.history.lives.map((life) => life.id));
  expect(ids.size).toBe(plant.history.lives.length);
  expect(plant.testLives.filter((life) => ids.has(life.id))).toEqual([]);
  const readings = new Set(plant.history.lives.map((life) => life.readings.slice(0, 3).join()));
  expect(plant.testLives.filter((life) => readings.has(life.readings.slice(0, 3).join()))).toEqual([]);
  const { growing, tuning } = splitLives(plant.history);
  expect(growing.length + tuning.length).toBe(plant.history.lives.length);
  expect(growing.filter((life) => tuning.includes(life))).toEqual([]);
});

test.each(["test", "training"] as const)("%s episodes are made of lives of that part only", (from) => {
  const own = from === "test" ? plant.testLives : splitLives(plant.history).tuning;
  for (const { occasion } of drawEpisodes(plant, 1, 10, { from }))
    for (const condition of occasion.conditions)
      expect(
        own.some(
          (life) =>
            life.machine === condition.machine &&
            life.end > condition.age &&
            JSON.stringify(conditionOf(life, plant.history.sensors, condition.age)) ===
              JSON.stringify(condition),
        ),
      ).toBe(true);
});

test("a condition does not change with what is read or happens later", () => {
  const life = plant.testLives.find((each) => each.ages.length > 20)!;
  const age = life.ages[12];
  const changed: MachineLife = {
    ...life,
    readings: life.readings.map((value, at) => (at >= 13 * 3 ? 1e6 : value)),
    end: life.end * 7,
    failed: false,
  };
  expect(conditionOf(changed, plant.history.sensors, age)).toEqual(
    conditionOf(life, plant.history.sensors, age),
  );
});

test("occasions are of the size that is said, and paths fit them", () => {
  for (const { occasion, path } of drawEpisodes(plant, 5, 40, { from: "test" })) {
    const operations = occasion.problem.jobs.flatMap((job) => job.operations);
    expect(operations.length).toBeGreaterThanOrEqual(75);
    expect(operations.length).toBeLessThanOrEqual(125);
    expect(path.durationFactors).toHaveLength(operations.length);
    expect(occasion.conditions.map((condition) => condition.machine)).toEqual(
      occasion.problem.machines.map((machine) => machine.id),
    );
    expect(path.lives.every((lives) => lives.length > 3 && lives.every((life) => life > 0))).toBe(true);
    expect(path.repairFactors.flat().every((factor) => factor > 0)).toBe(true);
  }
});

test("a censored life goes on as longer lives of its kind do", () => {
  const life = (id: string, end: number, failed: boolean): MachineLife => ({
    id,
    machine: "m",
    ages: Float64Array.of(0),
    readings: Float64Array.of(1),
    end,
    failed,
  });
  const small: Plant = {
    ...plant,
    care: [{ ...plant.care[0], machine: "m" }],
    history: { sensors: ["s"], lives: [], kinds: {}, work: [] },
    testLives: [life("lost", 100, false), life("short", 50, true), life("long", 1000, true)],
  };
  const firsts = drawEpisodes(small, 1, 300, { from: "test" }).map(
    ({ path, occasion }) => path.lives[0][0] + occasion.conditions[0].age,
  );
  expect(new Set(firsts)).toEqual(new Set([50, 1000]));
});

test("a machine without a failure to draw from is named", () => {
  const bare: Plant = { ...plant, testLives: plant.testLives.filter((life) => life.machine !== "drill") };
  expect(() => drawEpisodes(bare, 1, 1, { from: "test" })).toThrowError(
    expect.objectContaining({
      code: "FS_DECIDE_TOO_FEW_EXAMPLES",
      message: expect.stringContaining('"drill"'),
    }),
  );
});
