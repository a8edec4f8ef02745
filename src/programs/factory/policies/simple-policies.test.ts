import { expect, test } from "vitest";
import { drawEpisodes } from "../draw-episodes.js";
import { planningContext } from "../planning/planning-context.js";
import { simulatePlant } from "../simulate-plant.js";
import { simulateBreakdowns } from "../simulation/simulate-breakdowns.js";
import { searchPlanner } from "./search-planner.js";
import { periodicMaintenance, runToFailure } from "./simple-policies.js";

test("a breakdown after the plan is made cannot move the plan: policies see the occasion and nothing of the path", async () => {
  const [episode] = drawEpisodes(simulatePlant(1), 1, 1, { from: "test" });
  const planner = searchPlanner({ orders: 50, maintenance: 10 }, 1);
  const context = await planningContext(episode.occasion, planner);
  const policy = periodicMaintenance(context.profiles.map(() => 1000));
  const { plan } = await policy.plan(context);
  const again = await policy.plan(await planningContext(episode.occasion, planner));
  expect(again.plan).toEqual(plan);
  const due = episode.occasion.conditions.filter(
    ({ age }, machine) => 1000 - age < context.profiles[machine].total,
  );
  expect(plan.maintenance.map(({ machine }) => machine).toSorted()).toEqual(
    due.map(({ machine }) => machine).toSorted(),
  );
  const unmaintained = await runToFailure.plan(context);
  expect(unmaintained.plan.maintenance).toEqual([]);
  const early = {
    ...episode.path,
    lives: episode.path.lives.map((lives) => [1, ...lives.slice(1)]),
  };
  const { breakdowns } = simulateBreakdowns(episode.occasion, unmaintained.plan, early);
  expect(new Set(breakdowns.map(({ machine }) => machine)).size).toBe(episode.occasion.care.length);
});
