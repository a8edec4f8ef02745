import { afterEach, expect, test } from "vitest";
import { replayed } from "../../../test/job-shops.js";
import { configureScheduleThreads, scheduleThreadSettings } from "../threads/schedule-threads.js";
import { jobShopInstance } from "./instance.js";
import { JobShopIsland } from "./job-shop-island.js";
import type { FromIsland } from "./island-message.js";
import { solveJobShop } from "./solve-job-shop.js";
import { taillardJobShop } from "./taillard.js";

const { workerUrl } = scheduleThreadSettings();
afterEach(() => configureScheduleThreads({ workerUrl: workerUrl! }));

test("two threads search together; the schedule is valid and improvements come in order", async () => {
  const instance = taillardJobShop(1);
  const told: number[] = [];
  const solution = await solveJobShop(instance, {
    threads: 2,
    target: 1400,
    deadlineMs: 600_000,
    onImprovement: ({ makespan }) => told.push(makespan),
  });
  expect(solution.status).toBe("target");
  expect(solution.makespan).toBeLessThanOrEqual(1400);
  expect(replayed(instance, solution)).toBe(solution.makespan);
  expect(told).toEqual(told.toSorted((a, b) => b - a));
  expect(solution.steps).toBeGreaterThan(0);
});

test("a signal ends all threads, and an optimum ends them by itself", async () => {
  const controller = new AbortController();
  const solution = await solveJobShop(taillardJobShop(21), {
    threads: 2,
    deadlineMs: 600_000,
    signal: controller.signal,
    onImprovement: () => controller.abort(),
  });
  expect(solution.status).toBe("stopped");
  const small = jobShopInstance("small", [[[0, 3]], [[0, 4]]]);
  expect((await solveJobShop(small, { threads: 2 })).status).toBe("optimal");
});

test("a thread whose script is not there is named", async () => {
  configureScheduleThreads({ workerUrl: new URL("no-such-script.mjs", import.meta.url) });
  await expect(solveJobShop(taillardJobShop(1), { threads: 2 })).rejects.toThrow(
    expect.objectContaining({ code: "FS_SCHEDULE_THREAD_LOST" }),
  );
});

test("an island takes in what another one found, and does not send it back", async () => {
  const instance = taillardJobShop(1);
  const better = await solveJobShop(instance, { maximumSteps: 3000 });
  const heard: FromIsland[] = [];
  let finish = (): void => {};
  const done = new Promise<void>((resolve) => (finish = resolve));
  const island = new JobShopIsland((message) => {
    heard.push(message);
    if (heard.length === 1)
      island.hear({ kind: "elite", makespan: better.makespan, sequence: better.sequence });
    if (message.kind === "done") finish();
  });
  island.hear({
    kind: "search",
    instance,
    seed: 5,
    island: 1,
    target: better.makespan - 1,
    start: null,
  });
  await done;
  const told = heard.filter((message) => message.kind === "better").map(({ makespan }) => makespan);
  expect(told.length).toBeGreaterThan(1);
  expect(told.slice(1).every((makespan) => makespan < better.makespan)).toBe(true);
});
