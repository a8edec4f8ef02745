import fc from "fast-check";
import { expect, test } from "vitest";
import { readJobShop } from "../files/read-job-shop.js";
import { jobShopInstance, type JobShopInstance } from "./instance.js";
import { jobShopLowerBound } from "./lower-bound.js";
import { solveJobShop } from "./solve-job-shop.js";
import { replayed, routings, shortestMakespan } from "../../../test/job-shops.js";

const FT06 = readJobShop(
  "6 6\n2 1 0 3 1 6 3 7 5 3 4 6\n1 8 2 5 4 10 5 10 0 10 3 4\n2 5 3 4 5 8 0 9 1 1 4 7\n" +
    "1 5 0 5 2 5 3 3 4 8 5 9\n2 9 1 3 4 5 5 4 0 3 3 1\n1 3 3 3 5 9 0 10 4 4 2 1\n",
  { name: "ft06" },
);

const FT10 = readJobShop(
  `10 10
0 29 1 78 2 9 3 36 4 49 5 11 6 62 7 56 8 44 9 21
0 43 2 90 4 75 9 11 3 69 1 28 6 46 5 46 7 72 8 30
1 91 0 85 3 39 2 74 8 90 5 10 7 12 6 89 9 45 4 33
1 81 2 95 0 71 4 99 6 9 8 52 7 85 3 98 9 22 5 43
2 14 0 6 1 22 5 61 3 26 4 69 8 21 7 49 9 72 6 53
2 84 1 2 5 52 3 95 8 48 9 72 0 47 6 65 4 6 7 25
1 46 0 37 3 61 2 13 6 32 5 21 9 32 8 89 7 30 4 55
2 31 0 86 1 46 5 74 4 32 6 88 8 19 9 48 7 36 3 79
0 76 1 69 3 76 5 51 2 85 9 11 6 40 7 89 4 26 8 74
1 85 0 13 2 61 6 7 8 64 9 76 5 47 3 52 4 90 7 45
`,
  { name: "ft10" },
);

test("finds the optimum of ft06, and of ft10 in a number of steps", async () => {
  expect((await solveJobShop(FT06, { maximumSteps: 20_000 })).makespan).toBe(55);
  const solution = await solveJobShop(FT10, { seed: 13, maximumSteps: 400_000, target: 930 });
  expect([solution.makespan, solution.status]).toEqual([930, "target"]);
  expect(replayed(FT10, solution)).toBe(930);
});

test("tiny job shops come out as by trying all schedules, and no bound is above them", async () => {
  await fc.assert(
    fc.asyncProperty(routings({ jobs: 3, machines: 3, longest: 3 }), async (routings) => {
      const instance = jobShopInstance("tiny", routings);
      const best = shortestMakespan(instance);
      expect(jobShopLowerBound(instance)).toBeLessThanOrEqual(best);
      const solution = await solveJobShop(instance, { maximumSteps: 4000 });
      expect(solution.makespan).toBe(best);
      expect(replayed(instance, solution)).toBe(best);
    }),
    { numRuns: 40 },
  );
});

test("the same seed gives the same schedule, another one another walk", async () => {
  const run = (seed: number): ReturnType<typeof solveJobShop> =>
    solveJobShop(FT10, { seed, maximumSteps: 30_000 });
  const first = await run(3);
  const again = await run(3);
  expect([again.starts, again.steps]).toEqual([first.starts, first.steps]);
  expect((await run(4)).sequence).not.toEqual(first.sequence);
});

test("a start is not made worse, and begins where another search ended", async () => {
  const first = await solveJobShop(FT10, { maximumSteps: 20_000 });
  const told: number[] = [];
  const second = await solveJobShop(FT10, {
    start: first.starts,
    seed: 9,
    maximumSteps: 1,
    onImprovement: ({ makespan }) => told.push(makespan),
  });
  expect(second.makespan).toBeLessThanOrEqual(first.makespan);
  expect(told[0]).toBeLessThanOrEqual(first.makespan);
});

test("a signal ends the search, and improvements are told in order", async () => {
  const controller = new AbortController();
  const told: number[] = [];
  const solution = await solveJobShop(FT10, {
    deadlineMs: 600_000,
    signal: controller.signal,
    onImprovement: ({ makespan }) => {
      told.push(makespan);
      if (told.length === 2) controller.abort();
    },
  });
  expect(solution.status).toBe("stopped");
  expect(told).toEqual([...told].sort((a, b) => b - a));
  expect(solution.makespan).toBe(told.at(-1));
});

test("the deadline is read on the clock that is given", async () => {
  let now = 0;
  const solution = await solveJobShop(FT10, { deadlineMs: 40, clock: () => (now += 10) });
  expect([solution.status, solution.elapsedMs >= 40]).toEqual(["stopped", true]);
});

test("job shops without a choice end at once", async () => {
  const lone: JobShopInstance = jobShopInstance("one job", [
    [
      [0, 2],
      [1, 3],
    ],
  ]);
  expect((await solveJobShop(lone)).status).toBe("optimal");
  expect((await solveJobShop(jobShopInstance("one machine", [[[0, 2]], [[0, 5]], []]))).makespan).toBe(7);
});

test("refuses what is no job shop, no start and no option", async () => {
  const invalid = expect.objectContaining({ code: "FS_SCHEDULE_INVALID_JOB_SHOP" });
  expect(() => jobShopInstance("empty", [[]])).toThrow(invalid);
  expect(() => jobShopInstance("part", [[[0, 1.5]]])).toThrow(invalid);
  expect(() => jobShopInstance("part", [[[-1, 1]]])).toThrow(invalid);
  expect(() =>
    jobShopInstance("long", [
      [
        [0, 6e8],
        [1, 6e8],
      ],
    ]),
  ).toThrow(invalid);
  await expect(solveJobShop(FT06, { start: new Int32Array(3) })).rejects.toThrow(invalid);
  const crossed = jobShopInstance("crossed", [
    [
      [0, 1],
      [1, 1],
    ],
    [
      [1, 1],
      [0, 1],
    ],
  ]);
  await expect(solveJobShop(crossed, { start: Int32Array.of(5, 0, 5, 0) })).rejects.toThrow(invalid);
  for (const options of [{ deadlineMs: 0 }, { maximumSteps: 0 }, { threads: 0.5 }])
    await expect(solveJobShop(FT06, options)).rejects.toThrow(
      expect.objectContaining({ code: "FS_SCHEDULE_INVALID_OPTION" }),
    );
});
