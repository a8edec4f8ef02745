import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { hardKnapsack } from "../../bench/hard-models.js";
import { rejection } from "../../test/small-problems.js";
import {
  atLeast,
  atMost,
  indexSet,
  model,
  mul,
  parameter,
  standardForm,
  total,
  type Model,
} from "../model/index.js";
import {
  closeSolverThreads,
  HighsSession,
  isSolved,
  solutionOf,
  solve,
  verifier,
  type RunnableSession,
  type RunOutcome,
  type Solved,
} from "./index.js";

afterAll(() => closeSolverThreads());

interface Knapsack {
  readonly sense: "minimize" | "maximize";
  readonly domain: "binary" | "real";
  readonly values: readonly number[];
  readonly weights: readonly number[];
  readonly plan: readonly boolean[];
  readonly deadlineMs: number;
}

const knapsacks: fc.Arbitrary<Knapsack> = fc.integer({ min: 1, max: 14 }).chain((items) => {
  const list = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
    fc.array(of, { minLength: items, maxLength: items });
  return fc.record({
    sense: fc.constantFrom("minimize" as const, "maximize" as const),
    domain: fc.constantFrom("binary" as const, "binary" as const, "real" as const),
    values: list(fc.integer({ min: 1, max: 50 })),
    weights: list(fc.integer({ min: 1, max: 50 })),
    plan: list(fc.boolean()),
    deadlineMs: fc.constantFrom(1e-6, 0.5, 2, 10_000),
  });
});

/** The plan is feasible by construction: the limit is its own weight, and something more or less. */
function build({ sense, domain, values, weights, plan }: Knapsack) {
  const item = indexSet("item", values.length);
  const m = model("with a plan");
  const take = m.variable("take", { over: [item], domain, lower: 0, upper: 1 });
  const weight = total(mul(parameter({ over: [item], data: weights }), take));
  const planned = weights.reduce((partial, next, k) => partial + (plan[k] ? next : 0), 0);
  m.require("limit", sense === "maximize" ? atMost(weight, planned + 3) : atLeast(weight, planned - 3));
  m[sense](total(mul(parameter({ over: [item], data: values }), take)));
  const objective = values.reduce((partial, next, k) => partial + (plan[k] ? next : 0), 0);
  return { m, take, start: Float64Array.from(plan, Number), objective };
}

test.each([
  ["caller", 300],
  ["worker", 120],
] as const)("the answer is never worse than the plan that was given: %s", async (thread, numRuns) => {
  await fc.assert(
    fc.asyncProperty(knapsacks, async (knapsack) => {
      const { m, take, start, objective } = build(knapsack);
      const { sense, deadlineMs } = knapsack;
      const solution = await solve(m, { start: [[take, start]], deadlineMs, thread });
      expect(solution.start).toMatchObject({ status: "feasible", verification: { objective } });
      if (!isSolved(solution)) throw new Error(solution.reason);
      expect(verifier(standardForm(m))([], solution.columnValues)).toMatchObject({
        ok: true,
        objective: solution.objective,
      });
      const sign = sense === "maximize" ? 1 : -1;
      expect(sign * solution.objective).toBeGreaterThanOrEqual(sign * objective);
      expect(sign * solution.bound).toBeGreaterThanOrEqual(sign * solution.objective - 1e-6);
      // With time enough the plan must not be in the way either.
      const free = deadlineMs < 100 ? solution : await solve(m, { thread: "caller" });
      expect(isSolved(free) && free.objective).toBeCloseTo(solution.objective, 6);
    }),
    { numRuns },
  );
});

/** The best decision after a number of improvements: how soon they come depends on how busy the machine is. */
async function improvedTimes(m: Model, times: number): Promise<Solved> {
  const stop = new AbortController();
  let improvements = 0;
  const solution = await solve(m, {
    signal: stop.signal,
    onProgress({ columnValues }) {
      if (columnValues !== null && ++improvements === times) stop.abort();
    },
  });
  if (solution.status !== "stopped") throw new Error(solution.status);
  return solution;
}

test("a good plan for a hard model outlives a deadline that leaves no time to find a better one", async () => {
  const { model: m } = hardKnapsack(11, 150, 8);
  const first = await improvedTimes(m, 1);
  for (const deadlineMs of [1e-6, 5, 60]) {
    const again = await solve(m, { deadlineMs, start: first.columnValues });
    if (!isSolved(again)) throw new Error(again.reason);
    expect(again.status).toBe("stopped");
    expect(again.objective).toBeGreaterThanOrEqual(first.objective);
  }
});

test("the solver starts from the plan: its first point is as good", async () => {
  const { model: m } = hardKnapsack(12, 100, 5);
  // A plan much better than the solver's own first point.
  const first = await improvedTimes(m, 4);
  const session = await HighsSession.open(standardForm(m));
  const firstIncumbent = (): number => {
    const interrupt = new Int32Array(new SharedArrayBuffer(4));
    const incumbents: number[] = [];
    session.run({
      interrupt,
      onIncumbent({ incumbent }) {
        incumbents.push(incumbent);
        interrupt[0] = 1;
      },
    });
    return incumbents[0]!;
  };
  session.setStart(first.columnValues);
  expect(firstIncumbent()).toBeCloseTo(first.objective, 6);
  // It counts for one run.
  session.reset();
  expect(firstIncumbent()).toBeLessThan(first.objective - 1);
  session.dispose();
});

test("an infeasible plan is reported by the name of what it violates, and ignored", async () => {
  const { m, take } = build({
    sense: "maximize",
    domain: "binary",
    values: [5, 4, 3],
    weights: [2, 2, 2],
    plan: [true, false, false],
    deadlineMs: 1000,
  });
  const solution = await solve(m, { start: [[take, [1, 1, 1]]] });
  expect(solution).toMatchObject({
    status: "optimal",
    objective: 9,
    start: { status: "infeasible", verification: { worst: { kind: "row", name: "limit" } } },
  });
  const stopped = await solve(m, { start: [[take, [1, 1, 1]]], signal: AbortSignal.abort() });
  expect(stopped).toMatchObject({ status: "no-solution", start: { status: "infeasible" } });
});

test("a plan for some variables or entries is completed", async () => {
  const item = indexSet("item", 3);
  const m = model("two parts");
  const take = m.variable("take", { over: [item], domain: "binary" });
  const more = m.variable("more", { over: [], domain: "integer", lower: 0, upper: 4 });
  m.require("limit", atMost(total(take), 2));
  m.maximize(total(mul(2, take)));
  const partial = await solve(m, { start: [[take, [1, Number.NaN, 0]]] });
  expect(partial).toMatchObject({
    status: "optimal",
    objective: 4,
    start: { status: "partial", verification: null },
  });
  const other = await solve(m, { start: [[more, [2]]], thread: "caller" });
  expect(other).toMatchObject({ status: "optimal", objective: 4, start: { status: "partial" } });
});

test("a plan of another size or for another model is refused", async () => {
  const { m, take } = build({
    sense: "maximize",
    domain: "binary",
    values: [5, 4],
    weights: [2, 2],
    plan: [true, false],
    deadlineMs: 1000,
  });
  const refusal = { code: "FS_SOLVE_INVALID_START" };
  expect(await rejection(solve(m, { start: [[take, [1]]] }))).toMatchObject(refusal);
  expect(await rejection(solve(m, { start: new Float64Array(3) }))).toMatchObject(refusal);
  const stranger = model("other").variable("take", { over: [indexSet("item", 2)] });
  expect(await rejection(solve(m, { start: [[stranger, [1, 0]]] }))).toMatchObject({
    code: "FS_SOLVE_UNKNOWN_VARIABLE",
  });
  const session = await HighsSession.open(standardForm(m));
  expect(() => session.setStart([1])).toThrow(expect.objectContaining(refusal));
  session.dispose();
});

test.each([
  ["infeasible", Number.NaN, "feasible"],
  ["failed", Number.NaN, "feasible"],
  // Claims an optimum that the plan beats.
  ["optimal", 1, "feasible"],
  ["stopped", Infinity, "stopped"],
] as const)("a plan stands against a solver that says %s", (status, bound, expected) => {
  const { m, start, objective } = build({
    sense: "maximize",
    domain: "binary",
    values: [5, 4],
    weights: [2, 2],
    plan: [true, false],
    deadlineMs: 1000,
  });
  const session: RunnableSession = {
    form: standardForm(m),
    parameters: new Float64Array(0),
    columnValues: new Float64Array(2),
    rowDuals: new Float64Array(1),
    run: (): RunOutcome => ({ status, bound, iterations: 0 }),
  };
  expect(solutionOf(session, { start })).toMatchObject({ status: expected, objective, bound: Infinity });
});
