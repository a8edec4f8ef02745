import { afterEach, expect, test, vi } from "vitest";
import { hardKnapsack } from "../../bench/hard-models.js";
import { rejection } from "../../test/small-problems.js";
import { atMost, indexSet, model, standardForm, total, type Model } from "../model/index.js";
import { configureSolverThreads, isSolved, solve } from "./index.js";
import { portableForm } from "./solver-message.js";
import { loadMessage } from "./shared-pool.js";
import { SolverPool, type PoolTask } from "./solver-pool.js";
import { startSolverThread, type SolverThread } from "./solver-thread.js";
import { solverThreadSettings } from "./solver-threads.js";

const pools: SolverPool[] = [];
afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

/** A pool whose threads can be got hold of. */
function openPool(size: number): { readonly pool: SolverPool; readonly threads: SolverThread[] } {
  const threads: SolverThread[] = [];
  const start = (): SolverThread => {
    const thread = startSolverThread();
    threads.push(thread);
    return thread;
  };
  const pool = new SolverPool(size, start, loadMessage);
  pools.push(pool);
  return { pool, threads };
}

function easy(taken: number): Model {
  const m = model("easy");
  const take = m.variable("take", { over: [indexSet("item", 6)], domain: "binary" });
  m.require("so many", atMost(total(take), taken));
  m.maximize(total(take));
  return m;
}

function taskOf(m: Model, onIncumbent: () => void = () => {}): PoolTask {
  const form = portableForm(standardForm(m));
  return {
    message: () => ({
      kind: "solve",
      solver: "highs",
      form,
      parameters: new Float64Array(0),
      start: null,
      deadlineMs: null,
      interrupt: new Int32Array(new SharedArrayBuffer(4)),
    }),
    onIncumbent,
    onBound() {},
  };
}

test("a thread that dies in the middle is replaced, and its task starts once more", async () => {
  const { pool, threads } = openPool(1);
  const { message } = taskOf(hardKnapsack(2, 100, 6).model);
  let starts = 0;
  const run = pool.submit({
    // The first search has all the time that it takes to die.
    message: () => ({ ...message()!, deadlineMs: starts++ === 0 ? null : 300 }),
    onIncumbent() {
      if (starts === 1) threads[0].terminate();
    },
    onBound() {},
  });
  expect(await run.result).toMatchObject({ status: "stopped" });
  expect(starts).toBe(2);
  expect(threads.length).toBe(2);
  expect(pool.threads).toBe(1);
  expect((await pool.submit(taskOf(easy(4))).result)?.bound).toBe(4);
});

test("a task whose threads die twice is an error that says so, and the next task is none the worse", async () => {
  const { pool, threads } = openPool(1);
  const run = pool.submit(taskOf(hardKnapsack(2, 100, 6).model, () => threads.at(-1)!.terminate()));
  expect(await rejection(run.result)).toMatchObject({ code: "FS_SOLVE_THREAD_LOST" });
  expect((await pool.submit(taskOf(easy(4))).result)?.bound).toBe(4);
  expect(threads.length).toBe(3);
});

test("tasks are served in the order in which they came", async () => {
  const { pool } = openPool(1);
  const order: number[] = [];
  const runs = Array.from({ length: 12 }, async (_, k) => {
    await pool.submit(taskOf(easy(k % 6))).result;
    order.push(k);
  });
  await Promise.all(runs);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});

test("a task that is given up gives way: in the queue, in the middle, and where nothing answers", async () => {
  const { pool, threads } = openPool(1);
  const running = pool.submit(taskOf(hardKnapsack(4, 100, 6).model));
  const queued = pool.submit(taskOf(easy(1)));
  const last = pool.submit(taskOf(easy(5)));
  queued.giveUp();
  expect(await queued.result).toBeNull();
  running.giveUp();
  expect(await running.result).toBeNull();
  expect((await last.result)?.bound).toBe(5);
  expect(threads.length).toBeLessThanOrEqual(2);

  // Without shared memory there is no way to ask for an end: the thread is ended.
  const task = taskOf(hardKnapsack(4, 100, 6).model);
  let isSearching!: () => void;
  const searching = new Promise<void>((resolve) => (isSearching = resolve));
  const deaf = pool.submit({
    ...task,
    message: () => ({ ...task.message()!, interrupt: null }),
    onIncumbent: () => isSearching(),
  });
  await searching;
  const before = threads.length;
  deaf.giveUp();
  expect(await deaf.result).toBeNull();
  expect((await pool.submit(taskOf(easy(3))).result)?.bound).toBe(3);
  expect(threads.length).toBe(before + 1);
});

test("a pool that is closed says so to whoever waits", async () => {
  const { pool } = openPool(1);
  const runs = [pool.submit(taskOf(hardKnapsack(4, 100, 6).model)), pool.submit(taskOf(easy(1)))];
  const reasons = runs.map((run) => rejection(run.result));
  pool.close();
  expect(await Promise.all(reasons)).toMatchObject([
    { code: "FS_SOLVE_THREAD_LOST" },
    { code: "FS_SOLVE_THREAD_LOST" },
  ]);
  expect(pool.threads).toBe(0);
});

test("where no thread can be had, a solve says where it ran instead, or refuses if it must have one", async () => {
  vi.resetModules();
  const fresh = await import("./index.js");
  const { workerUrl } = solverThreadSettings();
  fresh.configureSolverThreads({ workerUrl: new URL("./no-such-script.js", import.meta.url) });
  expect(await rejection(fresh.solve(easy(3), { thread: "worker" }))).toMatchObject({
    code: "FS_SOLVE_NO_THREAD",
    message: expect.stringContaining("no-such-script"),
  });
  for (let round = 0; round < 2; round++) {
    const here = await fresh.solve(easy(3), { deadlineMs: 10_000, solver: "highs" });
    expect(here).toMatchObject({ status: "optimal", objective: 3, thread: "caller" });
  }
  vi.resetModules();
  configureSolverThreads({ workerUrl: workerUrl! });
  const there = await solve(easy(3), { solver: "highs" });
  expect(isSolved(there) && there.thread).toBe("worker");
});
