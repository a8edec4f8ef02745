import { afterAll, beforeAll, expect, test } from "vitest";
import { hardKnapsack, marketSplit } from "../../bench/hard-models.js";
import { rejection } from "../../test/small-problems.js";
import {
  atLeast,
  atMost,
  indexSet,
  model,
  mul,
  parameter,
  standardForm,
  sum,
  total,
  type Model,
} from "../model/index.js";
import { closeSolverThreads, isSolved, solve, verifier, type SolveProgress } from "./index.js";
import { sharedPool } from "./shared-pool.js";

const NOTHING = new Float64Array(0);
/** Left to itself, a small binary model is solved before a thread could be asked. */
const BY_HIGHS = { solver: "highs" } as const;

/** Takes so many of the items with values 1, 2, 3, ...: the best ones. */
function bestItems(items: number, taken: number): Model {
  const item = indexSet("item", items);
  const m = model(`best ${taken} of ${items}`);
  const take = m.variable("take", { over: [item], domain: "binary" });
  m.maximize(total(mul(parameter({ over: [item], data: (label) => Number(label) + 1 }), take)));
  m.require("so many", atMost(total(take), taken));
  return m;
}

const valueOfBest = (items: number, taken: number): number => taken * items - (taken * (taken - 1)) / 2;

beforeAll(async () => {
  // The deadlines below are about solving, not about starting a thread.
  await Promise.all([solve(bestItems(5, 2), BY_HIGHS), solve(bestItems(5, 2), BY_HIGHS)]);
});
afterAll(() => closeSolverThreads());

test.each([
  ["a knapsack in many dimensions", hardKnapsack(3, 120, 8)],
  ["a market split", marketSplit(3, 40, 5)],
])("a deadline stops %s with the best decision that was seen, verified", async (_, { model: m }) => {
  // How soon there is a first point depends on how busy the machine is, so that is asked for first.
  const began = performance.now();
  const first = new AbortController();
  await solve(m, {
    signal: first.signal,
    onProgress({ incumbent }) {
      if (incumbent !== null) first.abort();
    },
  });
  const deadlineMs = 200 + 3 * (performance.now() - began);
  const seen: SolveProgress[] = [];
  const solution = await solve(m, { deadlineMs, onProgress: (progress) => seen.push(progress) });
  if (solution.status !== "stopped") throw new Error(solution.status);
  expect(solution.thread).toBe("worker");
  const check = verifier(standardForm(m));
  expect(check(NOTHING, solution.columnValues)).toMatchObject({ ok: true, objective: solution.objective });
  const incumbents = seen.flatMap(({ incumbent }) => (incumbent === null ? [] : [incumbent]));
  expect(incumbents.length).toBeGreaterThan(0);
  const isMaximum = standardForm(m).sense === "maximize";
  const sign = isMaximum ? 1 : -1;
  expect(sign * solution.objective).toBeGreaterThanOrEqual(sign * incumbents.at(-1)!);
  // Every incumbent is what it says, each is better than the last, and no bound gets weaker.
  for (const { incumbent, columnValues } of seen.filter((progress) => progress.columnValues !== null)) {
    expect(check(NOTHING, columnValues!)).toMatchObject({ ok: true, objective: incumbent });
  }
  expect(incumbents.map((value) => sign * value)).toEqual(
    incumbents.map((value) => sign * value).toSorted((a, b) => a - b),
  );
  const bounds = seen.map(({ bound }) => sign * bound);
  expect(bounds).toEqual(bounds.toSorted((a, b) => b - a));
  expect(sign * solution.bound).toBeGreaterThanOrEqual(sign * solution.objective);
  expect(sign * solution.bound).toBeLessThanOrEqual(bounds.at(-1)! + 1e-9);
});

test("a thread is as good as new after a stopped search", async () => {
  for (let round = 0; round < 3; round++) {
    const hard = await solve(hardKnapsack(round, 100, 6).model, { deadlineMs: 100 });
    expect(["stopped", "no-solution"]).toContain(hard.status);
    expect(await solve(bestItems(12, 3 + round), BY_HIGHS)).toMatchObject({
      status: "optimal",
      objective: valueOfBest(12, 3 + round),
      thread: "worker",
    });
  }
});

test("a signal in the middle of a search returns the best decision so far", async () => {
  const stop = new AbortController();
  const seen: number[] = [];
  const { model: m } = hardKnapsack(5, 120, 8);
  const solution = await solve(m, {
    signal: stop.signal,
    onProgress({ incumbent }) {
      if (incumbent === null) return;
      seen.push(incumbent);
      stop.abort();
    },
  });
  if (solution.status !== "stopped") throw new Error(solution.status);
  expect(solution.objective).toBeGreaterThanOrEqual(seen[0]);
  expect(solution.verification.ok).toBe(true);
});

test("a signal that is aborted already starts nothing", async () => {
  const signal = AbortSignal.abort();
  const m = bestItems(6, 2);
  expect(await solve(m, { signal })).toMatchObject({ status: "no-solution", iterations: 0, start: null });
  const start = Float64Array.of(1, 1, 0, 0, 0, 0);
  expect(await solve(m, { signal, start })).toMatchObject({
    status: "stopped",
    objective: 3,
    relativeGap: Infinity,
    start: { status: "feasible" },
  });
});

test("fifty solves at once through two threads are all right, and none is forgotten", async () => {
  const sizes = Array.from({ length: 50 }, (_, k) => [8 + (k % 7), 1 + (k % 5)] as const);
  const solutions = await Promise.all(
    sizes.map(([items, taken]) => solve(bestItems(items, taken), BY_HIGHS)),
  );
  expect(solutions.map((solution) => isSolved(solution) && solution.objective)).toEqual(
    sizes.map(([items, taken]) => valueOfBest(items, taken)),
  );
  expect(sharedPool().threads).toBeLessThanOrEqual(2);
});

test("waiting for a thread counts: what comes too late has no solution, what comes in time has one", async () => {
  const hard = Array.from({ length: 2 }, (_, seed) =>
    solve(hardKnapsack(seed, 100, 6).model, { deadlineMs: 400 }),
  );
  const late = await solve(bestItems(6, 2), { ...BY_HIGHS, deadlineMs: 20 });
  expect(late).toMatchObject({ status: "no-solution", thread: "worker" });
  const patient = await solve(bestItems(6, 2), BY_HIGHS);
  expect(patient).toMatchObject({ status: "optimal", objective: 11 });
  await Promise.all(hard);
});

test("infeasible and unbounded are found in a thread as they are here", async () => {
  const item = indexSet("item", 3);
  const m = model("contradiction");
  const x = m.variable("x", { over: [item], domain: "integer", lower: 0, upper: 9 });
  m.require("low", atMost(total(x), 3));
  m.require("high", atLeast(total(x), 4));
  m.minimize(total(x));
  expect(await solve(m)).toMatchObject({ status: "infeasible", thread: "worker" });
  const free = model("no limit");
  free.maximize(free.variable("x", { over: [], domain: "integer", lower: 0 }));
  expect(await solve(free)).toMatchObject({ status: "unbounded", thread: "worker" });
});

test("a continuous model in a thread has the shadow prices that it has here", async () => {
  const [from, to] = [indexSet("from", 8), indexSet("to", 9)];
  const m = model("transport");
  const flow = m.variable("flow", { over: [from, to], lower: 0 });
  m.require("supply", atMost(sum(flow, to), 10));
  const demand = m.require("demand", atLeast(sum(flow, from), 8));
  const cost = parameter({ over: [from, to], data: (a, b) => 1 + ((Number(a) * 7 + Number(b) * 5) % 11) });
  m.minimize(total(mul(cost, flow)));
  const [here, there] = [await solve(m), await solve(m, { thread: "worker" })];
  if (!isSolved(here) || !isSolved(there)) throw new Error(there.status);
  expect([here.thread, there.thread]).toEqual(["caller", "worker"]);
  expect(there.objective).toBe(here.objective);
  expect(there.shadowPrice(demand)!.array).toEqual(here.shadowPrice(demand)!.array);
});

test("what the solver refuses in a thread is its own error, and the next solve has a new thread", async () => {
  const m = model("astronomic");
  const x = m.variable("x", { over: [], domain: "integer", lower: 0 });
  m.minimize(x);
  m.require("row", atLeast(mul(1e17, x), 1));
  expect(await rejection(solve(m))).toMatchObject({
    code: "FS_SOLVE_BACKEND_FAILED",
    message: expect.stringContaining('building model "astronomic"'),
  });
  expect(await solve(bestItems(6, 2), BY_HIGHS)).toMatchObject({ status: "optimal", objective: 11 });
});

test("an error of onProgress ends the solve with this error, in a thread and here", async () => {
  const { model: m } = hardKnapsack(1, 100, 6);
  const error = new Error("the caller's own");
  const onProgress = (): never => {
    throw error;
  };
  expect(await rejection(solve(m, { onProgress }))).toBe(error);
  expect(await rejection(solve(m, { onProgress, thread: "caller" }))).toBe(error);
  expect(await solve(bestItems(6, 2), BY_HIGHS)).toMatchObject({ status: "optimal", objective: 11 });
});
