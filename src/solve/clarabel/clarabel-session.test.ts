import { afterEach, expect, test, vi } from "vitest";
import { formFrom } from "../../../test/solver-conformance/problem.js";
import { rejection } from "../../../test/small-problems.js";
import { randomStream } from "../../math/index.js";
import {
  atMost,
  indexSet,
  model,
  mul,
  parameter,
  standardForm,
  sum,
  sumSquares,
  total,
  equal,
  type StandardForm,
} from "../../model/index.js";
import { clarabelSolver, HighsSession, highsSolver, isSolved, solutionOf } from "../index.js";

afterEach(() => vi.resetModules());

test("a file that is not there is an error with the way out, and a later load may still work", async () => {
  vi.resetModules();
  const fresh = await import("../index.js");
  fresh.configureSolverThreads({ clarabelUrl: new URL("./no-such-file.wasm", import.meta.url) });
  const form = formFrom({ cost: [1], columnLower: [2] });
  expect(await rejection(fresh.clarabelSolver.open(form))).toMatchObject({
    code: "FS_SOLVE_BACKEND_MISSING",
    message: expect.stringContaining("no-such-file.wasm"),
    fix: expect.stringContaining("clarabelUrl"),
  });
  const there = new URL(
    "../../../node_modules/cvxjs/wasm/pkg/bundler/clarabel_wasm_bg.wasm",
    import.meta.url,
  );
  fresh.configureSolverThreads({ clarabelUrl: there });
  const session = await fresh.clarabelSolver.open(form);
  expect(session.run()).toMatchObject({ status: "optimal", bound: 2 });
});

test("what is not convex is not opened, unless somebody vouches for it", async () => {
  const form = formFrom({ cost: [0, 0], columnUpper: [1, 1], squares: [[0, 1, 1]] });
  for (const solver of [clarabelSolver, highsSolver]) {
    expect(await rejection(solver.open(form))).toMatchObject({ code: "FS_MODEL_NOT_CONVEX" });
    (await solver.open(form, { isKnownConvex: true })).dispose();
  }
});

test("an interrupt that is set already starts nothing", async () => {
  const session = await clarabelSolver.open(formFrom({ cost: [1] }));
  expect(session.run({ interrupt: Int32Array.of(1) })).toMatchObject({ status: "stopped", iterations: 0 });
});

test("the same model gives the same bits", async () => {
  const form = randomPortfolio(3, 30);
  const points: number[][] = [];
  for (let round = 0; round < 3; round++) {
    const session = await clarabelSolver.open(form);
    session.run();
    points.push([...session.columnValues, ...session.rowDuals]);
    session.dispose();
  }
  expect(points[1]).toEqual(points[0]);
  expect(points[2]).toEqual(points[0]);
});

/** Long-only, fully invested, capped, in factor form. */
function randomPortfolio(seed: number, assets: number): StandardForm {
  const stream = randomStream(seed);
  const asset = indexSet("asset", assets);
  const factor = indexSet("factor", 4);
  const m = model("portfolio");
  const weight = m.variable("weight", { over: [asset], lower: 0 });
  m.require("cap", atMost(weight, 0.3));
  m.require("budget", equal(total(weight), 1));
  const exposure = parameter({ over: [asset, factor], data: () => stream.normal() });
  const deviation = parameter({ over: [asset], data: () => 0.2 + stream.uniform() });
  const returns = parameter({ over: [asset], data: () => stream.normal() });
  m.require("return", atMost(mul(-1, total(mul(returns, weight))), 0));
  m.minimize(sumSquares(m, "risk", [sum(mul(exposure, weight), asset), mul(deviation, weight)] as never));
  return standardForm(m);
}

test("HiGHS finds the same quadratic optima, and its prices where they are unique", async () => {
  for (let seed = 0; seed < 20; seed++) {
    const form = randomPortfolio(seed, 5 + seed);
    const [ours, theirs] = [await clarabelSolver.open(form), await HighsSession.open(form)];
    const [mine, other] = [solutionOf(ours), solutionOf(theirs)];
    if (!isSolved(mine) || !isSolved(other)) throw new Error(`${mine.status} ${other.status}`);
    expect(Math.abs(mine.objective - other.objective)).toBeLessThan(1e-6);
    expect(mine.verification.ok).toBe(true);
    // By strong duality the prices sum up to twice the risk: the objective is a square.
    for (const session of [ours, theirs]) {
      let value = 0;
      for (const [row, dual] of session.rowDuals.entries()) {
        const limit = Number.isFinite(form.rowUpper[row]) ? form.rowUpper[row] : form.rowLower[row];
        value += dual * limit;
      }
      expect(value).toBeCloseTo(2 * mine.objective, 4);
    }
    ours.dispose();
    theirs.dispose();
  }
});
