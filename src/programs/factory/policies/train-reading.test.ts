import { expect, test } from "vitest";
import type { ScheduleProblem } from "../../../schedule/index.js";
import type { Episode, Occasion } from "../plant.js";
import type { MachineForecast } from "../planning/life-scenarios.js";
import { planningContext } from "../planning/planning-context.js";
import { planOf } from "../simulation/realised-plan.js";
import { plantLayout } from "../simulation/plant-layout.js";
import { PlantRun } from "../simulation/plant-run.js";
import { focusedPolicy, PLAIN_READING, pointPolicy } from "./predictive-policies.js";
import { trainReading } from "./train-reading.js";
import { bestSetting, meanCost, type PreparedEpisode } from "./training-set.js";
import { tunePeriods } from "./tune-periods.js";

/** Exponential lives of which the forecast says that they are `optimism` times as long as they are. */
function forecastOf(meanLife: number, optimism: number): MachineForecast {
  return {
    lifeQuantiles: (conditions, levels) =>
      Float64Array.from(
        conditions.flatMap(() => levels.map((level) => -meanLife * optimism * Math.log1p(-level))),
      ),
    lifeSamples: () => new Float64Array(0),
    newCondition: (machine) => ({ machine, age: 0, sensors: {} }),
  };
}

/** Machines of an age, each with a row of orders; the younger half of their lives is safe, then they fail. */
async function episodes(
  count: number,
  livesOf: (age: number) => number[] = (age) => [200 - age, 200],
): Promise<PreparedEpisode[]> {
  const problem: ScheduleProblem = {
    name: "two machines",
    machines: [{ id: "M1" }, { id: "M2" }],
    jobs: Array.from({ length: 8 }, (_, job) => ({
      id: `J${job}`,
      due: 100,
      operations: [{ id: "o", alternatives: [{ machine: `M${1 + (job % 2)}`, duration: 20 }] }],
    })),
  };
  return await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const ages = [(37 * index) % 200, (91 * index) % 200];
      const occasion: Occasion = {
        id: String(index),
        problem,
        conditions: ages.map((age, machine) => ({ machine: `M${machine + 1}`, age, sensors: {} })),
        care: ["M1", "M2"].map((machine) => ({
          machine,
          maintenanceDuration: 5,
          maintenanceCost: 30,
          repairDuration: 40,
          repairCost: 200,
        })),
      };
      const episode: Episode = {
        occasion,
        path: { lives: ages.map(livesOf), repairFactors: [], durationFactors: [] },
      };
      const run = new PlantRun(
        plantLayout(occasion),
        { lives: [], repairFactors: [], durationFactors: [] },
        {
          operations: problem.jobs.map(({ id, operations }, place) => ({
            job: id,
            operation: "o",
            machine: operations[0].alternatives[0].machine,
            start: place,
            end: 0,
            setup: 0,
          })),
          maintenance: [],
          unassigned: [],
        },
      );
      run.advance(false);
      const nominal = planOf(run);
      return {
        episode,
        context: await planningContext(occasion, async (_problem, start) => start ?? nominal),
      };
    }),
  );
}

test("a forecast that thinks lives much too long is read with more caution after training, and costs less", async () => {
  const prepared = await episodes(12, () => [60, 500]);
  const forecast = forecastOf(60, 15);
  const trained = (await trainReading(forecast, prepared, { steps: 8, seed: 1 }))!;
  expect(trained.cost).toBeLessThan(0.8 * trained.plainCost);
  expect(await meanCost(focusedPolicy(forecast, trained.reading), prepared)).toBe(trained.cost);
  expect(await trainReading(forecast, prepared, { steps: 8, seed: 1 })).toEqual(trained);
});

test("training without steps keeps the forecast as it is, and a signal leaves nothing half-trained", async () => {
  const prepared = await episodes(3);
  const forecast = forecastOf(200, 1);
  const untouched = (await trainReading(forecast, prepared, { steps: 0, seed: 1 }))!;
  expect(untouched.reading).toEqual(PLAIN_READING);
  const signal = AbortSignal.abort();
  expect(await trainReading(forecast, prepared, { steps: 2, seed: 1, signal })).toBeNull();
  expect(await tunePeriods(["a", "a"], [200, 200], prepared, { signal })).toBeNull();
});

test("the best margin is the best of those tried, and the best period is one that saves these machines", async () => {
  const prepared = await episodes(12);
  const forecast = forecastOf(200, 1);
  const margins = [0.2, 0.5, 1, 2];
  const best = (await bestSetting(margins, (margin) => pointPolicy(forecast, margin), prepared))!;
  const costs = await Promise.all(margins.map((margin) => meanCost(pointPolicy(forecast, margin), prepared)));
  expect(best.cost).toBe(Math.min(...costs));
  const periods = (await tunePeriods(["a", "a"], [200, 200], prepared, {}))!;
  // All fail at an age of 200, and at most 80 of work is ahead.
  for (const period of periods) expect(period).toBeLessThan(200);
});
