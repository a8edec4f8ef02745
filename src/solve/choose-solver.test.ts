import { afterAll, expect, test } from "vitest";
import { hardKnapsack } from "../../bench/hard-models.js";
import { drawPortfolio, portfolioModel } from "../../bench/portfolio.js";
import { rejection } from "../../test/small-problems.js";
import {
  add,
  atLeast,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  secondOrderCone,
  square,
  standardForm,
  total,
  uncertainParameter,
  type Model,
} from "../model/index.js";
import {
  chooseSolver,
  closeSolverThreads,
  HighsSession,
  isSolved,
  solve,
  type SolveProgress,
} from "./index.js";

afterAll(() => closeSolverThreads());

function loads(items: number): Model {
  const m = model("loads");
  const take = m.variable("take", { over: [indexSet("item", items)], domain: "binary" });
  m.require("room", atMost(total(take), Math.floor(items / 2)));
  m.maximize(total(take));
  return m;
}

function disc(): Model {
  const m = model("disc");
  const [x, y] = [m.variable("x", { over: [] }), m.variable("y", { over: [] })];
  m.require("inside", atMost(add(square(x), square(y)), 2));
  m.maximize(add(x, y));
  return m;
}

function mixedQuadratic(): Model {
  const m = model("mixed");
  const lots = m.variable("lots", { over: [], domain: "integer", lower: 0, upper: 9 });
  m.minimize(add(square(lots), mul(-3, lots)));
  return m;
}

test("the solver follows from the class and the size of a model", () => {
  const line = model("line");
  line.minimize(line.variable("x", { over: [], lower: 1 }));
  const smooth = model("smooth");
  smooth.minimize(square(smooth.variable("x", { over: [], lower: 1 })));
  const names = [line, smooth, disc(), loads(12), loads(51), mixedInteger()].map(
    (m) => chooseSolver(standardForm(m), "auto").name,
  );
  expect(names).toEqual(["highs", "clarabel", "clarabel", "branch-and-bound", "highs", "highs"]);
});

function mixedInteger(): Model {
  const m = loads(5);
  m.variable("beside", { over: [], lower: 0 });
  return m;
}

test("solve says who answered, and the answer does not hang on who did", async () => {
  const found = await Promise.all(
    (["auto", "highs", "branch-and-bound"] as const).map((solver) => solve(loads(9), { solver })),
  );
  expect(found.map((solution) => [solution.solver, isSolved(solution) && solution.objective])).toEqual([
    ["branch-and-bound", 4],
    ["highs", 4],
    ["branch-and-bound", 4],
  ]);
  expect((await solve(loads(9), { thread: "worker" })).solver).toBe("highs");
  const inThread = await solve(loads(9), { solver: "branch-and-bound", thread: "worker" });
  expect(inThread).toMatchObject({ status: "optimal", objective: 4, thread: "worker" });
});

test("Clarabel answers from a thread too, at a deadline or before it, and with the same prices", async () => {
  const { model: m, limit } = pricedDisc();
  const [here, there] = [await solve(m), await solve(m, { thread: "worker", deadlineMs: 60_000 })];
  if (!isSolved(here) || !isSolved(there)) throw new Error(there.status);
  expect([here.solver, there.solver, here.thread, there.thread]).toEqual([
    "clarabel",
    "clarabel",
    "caller",
    "worker",
  ]);
  expect(there.objective).toBe(here.objective);
  expect(here.shadowPrice(limit)!.at()).toBeCloseTo(1 / 6, 6);
  expect(there.shadowPrice(limit)!.at()).toBe(here.shadowPrice(limit)!.at());
  const late = await solve(portfolioModel(drawPortfolio(1, 200)), { deadlineMs: 1, thread: "worker" });
  expect(late).toMatchObject({ status: "no-solution", solver: "clarabel" });
});

function pricedDisc(): { readonly model: Model; readonly limit: ReturnType<Model["require"]> } {
  const m = model("disc");
  const x = m.variable("x", { over: [] });
  const limit = m.require("limit", atMost(square(x), 9));
  m.maximize(x);
  return { model: m, limit };
}

test("what branch and bound cannot finish in its budget HiGHS goes on with, from where it was", async () => {
  const seen: SolveProgress[] = [];
  const { model: m } = hardKnapsack(4, 45, 20);
  const solution = await solve(m, { deadlineMs: 2000, onProgress: (progress) => seen.push(progress) });
  expect(solution.solver).toBe("highs");
  if (!isSolved(solution)) throw new Error(solution.status);
  const incumbents = seen.flatMap(({ incumbent }) => (incumbent === null ? [] : [incumbent]));
  expect(incumbents).toEqual(incumbents.toSorted((a, b) => a - b));
  expect(solution.objective).toBeGreaterThanOrEqual(incumbents.at(-1)!);
});

test("a model that no solver takes is refused by name, before anything is solved", async () => {
  const refusal = (text: string): unknown =>
    expect.objectContaining({ code: "FS_SOLVE_NO_SOLVER", message: expect.stringContaining(text) });
  expect(await rejection(solve(mixedQuadratic()))).toEqual(
    refusal("highs does not take integers with quadratic terms or cones"),
  );
  const cone = model("whole cone");
  const size = cone.variable("size", { over: [], domain: "integer", lower: 0, upper: 9 });
  const part = cone.variable("part", { over: [], lower: 3 });
  cone.require("norm", secondOrderCone(size, [part]));
  cone.minimize(size);
  expect(await rejection(solve(cone))).toEqual(refusal("clarabel does not take integer columns"));
  expect(await rejection(solve(disc(), { solver: "highs" }))).toEqual(
    refusal("highs does not take convex quadratic constraints"),
  );
  expect(await rejection(solve(loads(70), { solver: "branch-and-bound" }))).toEqual(
    refusal("branch-and-bound does not take more than 64 columns"),
  );
  // A session of HiGHS would solve another model than it was given.
  expect(await rejection(HighsSession.open(standardForm(disc())))).toEqual(refusal('model "disc"'));
});

test("what is not convex is refused by name, before anything is solved", async () => {
  const m = model("saddle");
  const [x, y] = [
    m.variable("x", { over: [], lower: -1, upper: 1 }),
    m.variable("y", { over: [], lower: -1, upper: 1 }),
  ];
  m.minimize(mul(x, y));
  const refusal = expect.objectContaining({
    code: "FS_MODEL_NOT_CONVEX",
    message: expect.stringContaining("saddle"),
  });
  expect(await rejection(solve(m))).toEqual(refusal);
  expect(await rejection(solve(m, { solver: "highs" }))).toEqual(refusal);
});

test("bad scaling is warned about with the rows named, at the values that are solved for", async () => {
  const m = model("grams and tonnes");
  const [grams, tonnes] = [
    m.variable("grams", { over: [], lower: 0 }),
    m.variable("tonnes", { over: [], lower: 0 }),
  ];
  const rate = uncertainParameter("rate", { over: [] });
  m.require("limit", atMost(add(mul(1e-4, grams), mul(rate, tonnes)), 7));
  m.require("sum", atLeast(add(grams, tonnes), 1));
  m.minimize(add(grams, tonnes));
  const warned = await solve(m, { values: [[rate, [1e6]]] });
  expect(warned.warnings.map(({ kind, row }) => [kind, row])).toEqual([["wide row", "limit"]]);
  expect((await solve(m, { values: [[rate, [1]]] })).warnings).toEqual([]);
  expect((await solve(loads(4))).warnings).toEqual([]);
});

test("a quadratic model is solved by HiGHS where it is told to, and by Clarabel alike", async () => {
  const m = model("closest");
  const x = m.variable("x", { over: [indexSet("axis", 3)], lower: 0 });
  const plane = m.require("plane", equal(total(x), 6));
  m.minimize(total(square(x)));
  for (const solver of ["highs", "clarabel"] as const) {
    const solution = await solve(m, { solver });
    if (!isSolved(solution)) throw new Error(solution.status);
    expect(solution.objective).toBeCloseTo(12, 6);
    expect(solution.shadowPrice(plane)!.at()).toBeCloseTo(4, 5);
  }
});
