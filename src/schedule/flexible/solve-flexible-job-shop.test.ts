import fc from "fast-check";
import { expect, test } from "vitest";
import { leastMakespan, shops } from "./flexible-shops.test-support.js";
import { flexibleJobShop } from "./flexible-job-shop.js";
import { flexibleLowerBound } from "./flexible-lower-bound.js";
import { replayFlexibleSchedule } from "./replay-schedule.js";
import { solveFlexibleJobShop } from "./solve-flexible-job-shop.js";

test("tiny shops are solved to the least makespan of all schedules, and the bound is not above it", async () => {
  await fc.assert(
    fc.asyncProperty(shops({ jobs: 3, machines: 3, length: 3, operations: 5 }), async (shop) => {
      const least = leastMakespan(shop);
      expect(flexibleLowerBound(shop)).toBeLessThanOrEqual(least);
      const solution = await solveFlexibleJobShop(shop, { maximumSteps: 3000, target: least });
      expect(solution.makespan).toBe(least);
      expect(replayFlexibleSchedule(shop, solution)).toEqual({ makespan: least, violations: [] });
    }),
    { numRuns: 60 },
  );
});

test("schedules of larger shops pass the check, and the same seed gives the same one", async () => {
  await fc.assert(
    fc.asyncProperty(shops({ jobs: 8, machines: 5, length: 6 }), fc.nat(), async (shop, seed) => {
      const solution = await solveFlexibleJobShop(shop, { maximumSteps: 400, seed, target: 0 });
      expect(replayFlexibleSchedule(shop, solution)).toEqual({ makespan: solution.makespan, violations: [] });
      expect(solution.bound).toBeLessThanOrEqual(solution.makespan);
      const { elapsedMs, ...again } = await solveFlexibleJobShop(shop, { maximumSteps: 400, seed });
      expect(elapsedMs).toBeGreaterThanOrEqual(0);
      expect(solution).toMatchObject(again);
    }),
    { numRuns: 30 },
  );
});

test("the result is never worse than the schedule to begin with", async () => {
  await fc.assert(
    fc.asyncProperty(shops({ jobs: 6, machines: 4, length: 5 }), fc.nat(), async (shop, seed) => {
      const start = await solveFlexibleJobShop(shop, { maximumSteps: 100, seed });
      const onward = await solveFlexibleJobShop(shop, { maximumSteps: 1, seed: seed + 1, start });
      expect(onward.makespan).toBeLessThanOrEqual(start.makespan);
      expect(replayFlexibleSchedule(shop, onward).violations).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test("unrelated machines are the case of one operation a job", async () => {
  const times = [
    [7, 9, 12],
    [4, 9, 3],
    [6, 5, 8],
    [8, 2, 9],
    [5, 5, 5],
    [9, 7, 6],
  ];
  const shop = flexibleJobShop(
    3,
    times.map((row) => [row.map((time, machine) => [machine, time] as const)]),
  );
  let least = Infinity;
  for (let code = 0; code < 3 ** times.length; code++) {
    const loads = [0, 0, 0];
    for (let rest = code, job = 0; job < times.length; job++, rest = Math.floor(rest / 3))
      loads[rest % 3] += times[job][rest % 3];
    least = Math.min(least, Math.max(...loads));
  }
  expect((await solveFlexibleJobShop(shop, { maximumSteps: 2000 })).makespan).toBe(least);
});

test("a signal ends the search with the best schedule so far, and improvements are told as they come", async () => {
  const shop = flexibleJobShop(
    3,
    Array.from({ length: 12 }, (_, job) =>
      Array.from({ length: 5 }, (_, at) => [
        [(job + at) % 3, 3 + ((job * 7 + at * 5) % 11)] as const,
        [(job + at + 1) % 3, 4 + ((job * 5 + at * 3) % 13)] as const,
      ]),
    ),
  );
  const controller = new AbortController();
  const told: number[] = [];
  const solution = await solveFlexibleJobShop(shop, {
    deadlineMs: 600_000,
    signal: controller.signal,
    onImprovement: ({ makespan, schedule }) => {
      told.push(replayFlexibleSchedule(shop, schedule()).makespan);
      expect(told.at(-1)).toBe(makespan);
      if (told.length === 2) controller.abort();
    },
  });
  expect(told).toHaveLength(2);
  expect(told[1]).toBeLessThan(told[0]);
  expect([solution.status, solution.makespan]).toEqual(["stopped", told[1]]);
});

test("a target that is reached ends the search", async () => {
  const shop = flexibleJobShop(1, [[[[0, 3]], [[0, 2]]], [[[0, 4]]]]);
  const generous = await solveFlexibleJobShop(shop, { target: 1000, maximumSteps: 5 });
  expect([generous.status, generous.steps]).toEqual(["optimal", 0]);
});

test("a shop without jobs takes no time", async () => {
  const { status, makespan } = await solveFlexibleJobShop(flexibleJobShop(1, []));
  expect([status, makespan]).toEqual(["optimal", 0]);
});

test.each([{ deadlineMs: 0 }, { maximumSteps: Number.NaN }])("refuses the limits %o", async (options) => {
  await expect(solveFlexibleJobShop(flexibleJobShop(1, []), options)).rejects.toMatchObject({
    code: "FS_SCHEDULE_INVALID_OPTION",
  });
});

test("refuses a start that is no schedule", async () => {
  const shop = flexibleJobShop(1, [[[[0, 3]]], [[[0, 2]]]]);
  const start = { machines: new Int32Array(2), starts: new Int32Array(2) };
  await expect(solveFlexibleJobShop(shop, { start })).rejects.toMatchObject({
    code: "FS_SCHEDULE_INVALID_JOB_SHOP",
    message: expect.stringContaining("overlap"),
  });
});
