import { beforeAll, describe, expect, test } from "vitest";
import { randomStream } from "../../../math/index.js";
import { drawEpisodes } from "../draw-episodes.js";
import { splitLives, type PlantHistory } from "../machine-life.js";
import type { MachineCondition } from "../plant.js";
import { simulatePlant } from "../simulate-plant.js";
import { assessForecast } from "./assess-forecast.js";
import { durationForecast } from "./duration-forecast.js";
import { fitPlantModels, type PlantModels } from "./fit-plant-models.js";

const plant = simulatePlant(1);
let models: PlantModels;
let conditions: readonly MachineCondition[];
beforeAll(async () => {
  models = await fitPlantModels(plant.history, { seed: 1 });
  conditions = drawEpisodes(plant, 1, 20, { from: "test" }).flatMap(({ occasion }) => occasion.conditions);
});
const TIMES = [0, 50, 300, 900, 2500, 6000, 20_000];

test("the same history and seed give the same models", async () => {
  const again = await fitPlantModels(simulatePlant(1).history, { seed: 1 });
  expect(again.failureProbabilities(conditions, TIMES)).toEqual(
    models.failureProbabilities(conditions, TIMES),
  );
  expect(again.durations.rows).toEqual(models.durations.rows);
  expect(again.cards).toEqual(models.cards);
});

test("probabilities of failure start at 0 and rise with the window, beyond the horizon too", () => {
  expect(TIMES.at(-1)).toBeGreaterThan(models.horizon);
  const curves = models.failureProbabilities(conditions, TIMES);
  for (let row = 0; row < conditions.length; row++) {
    const curve = curves.subarray(row * TIMES.length, (row + 1) * TIMES.length);
    expect(curve[0]).toBe(0);
    for (let at = 1; at < TIMES.length; at++) expect(curve[at]).toBeGreaterThan(curve[at - 1]);
    expect(curve.at(-1)).toBeLessThanOrEqual(1);
  }
});

test("quantiles and samples of lives agree with the probabilities", () => {
  const levels = [0.05, 0.5, 0.9, 0.99];
  const few = conditions.slice(0, 16);
  const quantiles = models.lifeQuantiles(few, levels);
  few.forEach((condition, row) =>
    levels.forEach((level, at) =>
      expect(models.failureProbabilities([condition], [quantiles[row * levels.length + at]])[0]).toBeCloseTo(
        level,
        9,
      ),
    ),
  );
  const count = 4000;
  const samples = models.lifeSamples([few[0]], { count, seed: 3 });
  const median = quantiles[1];
  expect(Math.abs(samples.filter((life) => life <= median).length / count - 0.5)).toBeLessThan(0.04);
  expect(models.lifeSamples([few[0]], { count, seed: 3 })).toEqual(samples);
});

test("a machine that is as good as new is less likely to fail soon than those in the middle of their lives", () => {
  for (const { machine } of plant.care) {
    const [fresh] = models.failureProbabilities([models.newCondition(machine)], [900]);
    const met = conditions.filter((condition) => condition.machine === machine);
    const mean = models.failureProbabilities(met, [900]).reduce((sum, value) => sum + value, 0) / met.length;
    expect(fresh).toBeLessThan(mean);
  }
});

test("no tree is grown on the lives that policies are tuned on", async () => {
  const { tuning } = splitLives(plant.history);
  expect(models.cards[0].figures["calibrationLifetimes"]).toBeGreaterThan(0);
  const ids = new Set(tuning.map(({ id }) => id));
  const marked: PlantHistory = {
    ...plant.history,
    lives: plant.history.lives.map((life) =>
      ids.has(life.id) ? { ...life, readings: life.readings.map((value) => value + 1000) } : life,
    ),
  };
  const other = await fitPlantModels(marked, { seed: 1 });
  // Platt's calibration is a rising function of the hazard: the order of risks within one period is that of the trees.
  const order = (of: PlantModels): number[] => {
    const soon = of.failureProbabilities(conditions, [1]);
    return [...soon.keys()].sort((a, b) => soon[a] - soon[b] || a - b);
  };
  expect(order(other)).toEqual(order(models));
});

describe.each([2, 3])("on test lives of seed %d", (seed) => {
  test("the hazard is calibrated, and beats what is known without sensors", async () => {
    const other = simulatePlant(seed);
    const fitted = await fitPlantModels(other.history, { seed });
    const windows = [300, 800, 2000];
    const judged = assessForecast(fitted, other.history, other.testLives, { windows, seed });
    judged.windows.forEach((_, at) => {
      expect(judged.brier[at]).toBeLessThan(judged.baselineBrier[at]);
      expect(judged.calibrationError[at]).toBeLessThan(0.06);
    });
    expect(judged.brier[1]).toBeLessThan(0.75 * judged.baselineBrier[1]);
    expect(judged.concordance).toBeGreaterThan(judged.baselineConcordance + 0.05);
  });
});

test("a forecast that is wrong by a factor is seen to be out of calibration", () => {
  const doubled = {
    failureProbabilities: (met: readonly MachineCondition[], times: readonly number[]) =>
      models.failureProbabilities(met, times).map((value) => 1 - (1 - value) ** 3),
  };
  const options = { windows: [800], seed: 1 };
  const wrong = assessForecast(doubled, plant.history, plant.testLives, options);
  const right = assessForecast(models, plant.history, plant.testLives, options);
  expect(wrong.calibrationError[0]).toBeGreaterThan(2 * right.calibrationError[0]);
});

test("a history without failures is refused by name", async () => {
  const lives = plant.history.lives.map((life) => ({ ...life, failed: false }));
  await expect(fitPlantModels({ ...plant.history, lives })).rejects.toThrowError(
    expect.objectContaining({ code: "FS_LEARN_ONE_CLASS" }),
  );
});

test("a fit is stopped by its signal", async () => {
  await expect(fitPlantModels(plant.history, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});

describe("real over planned time", () => {
  const draw = (machine: string, family: string | null, mean: number, count: number, seed: number) => {
    const random = randomStream(seed).split(`${machine} ${family}`);
    return Array.from({ length: count }, () => ({
      machine,
      family,
      planned: 50,
      actual: 50 * mean * Math.exp(0.1 * random.normal()),
    }));
  };

  test("is learned by machine and family, and few records count for little", () => {
    const work = [
      ...draw("a", "x", 1.3, 200, 1),
      ...draw("a", "y", 1, 200, 1),
      ...draw("b", "x", 0.9, 200, 1),
      ...draw("b", "y", 1.1, 1, 5),
    ];
    const durations = durationForecast(work);
    const mean = Math.exp(0.1 ** 2 / 2);
    expect(durations.meanFactor("a", "x")).toBeCloseTo(1.3 * mean, 1);
    expect(durations.meanFactor("b", "x")).toBeCloseTo(0.9 * mean, 1);
    const single = durations.rows.find(({ machine, family }) => machine === "b" && family === "y")!;
    expect(single.records).toBe(1);
    const [low, high] = durations.factorQuantiles("a", "x", [0.1, 0.9]);
    expect(Math.log(high / low)).toBeCloseTo(2 * 1.2816 * 0.1, 1);
    const samples = durations.factorSamples([{ machine: "a", family: "x" }], { count: 2000, seed: 2 });
    expect(samples.reduce((sum, value) => sum + value, 0) / 2000).toBeCloseTo(1.3 * mean, 1);
    // Nothing is known of this machine: the plant's mean stands in.
    const unseen = durations.meanFactor("new", "x");
    expect(unseen).toBeGreaterThan(0.9);
    expect(unseen).toBeLessThan(1.3);
  });

  test("equal means are pooled: differences that are chance shrink away", () => {
    const work = ["a", "b", "c", "d", "e", "f"].flatMap((machine) => draw(machine, null, 1.2, 8, 3));
    const durations = durationForecast(work);
    const own = (machine: string): number =>
      work
        .filter((record) => record.machine === machine)
        .reduce((sum, { actual }) => sum + Math.log(actual / 50), 0) / 8;
    const raw = ["a", "b", "c", "d", "e", "f"].map(own);
    const shrunk = ["a", "b", "c", "d", "e", "f"].map((machine) => Math.log(durations.meanFactor(machine)));
    const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
    expect(spread(shrunk)).toBeLessThan(0.6 * spread(raw));
  });

  test("without records is as planned", () => {
    const durations = durationForecast([]);
    expect(durations.rows).toEqual([]);
    expect(durations.meanFactor("saw")).toBe(1);
    expect(durations.factorQuantiles("saw", null, [0.1, 0.9])).toEqual(Float64Array.of(1, 1));
  });
});
