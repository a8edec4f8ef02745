import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  add,
  atLeast,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  standardForm,
  sum,
  total,
  uncertainParameter,
  type Model,
} from "../model/index.js";
import { isSolved, solutionOf, solve, type RunnableSession, type RunOutcome } from "./index.js";

const unit = indexSet("unit", ["coal", "gas"]);
const hour = indexSet("hour", 3);

test("a dispatch is solved, verified and priced", async () => {
  const m = model("dispatch");
  const output = m.variable("output", { over: [unit, hour], unit: "MWh", lower: 0, upper: 50 });
  const demand = m.require(
    "meet demand",
    equal(sum(output, unit), parameter({ over: [hour], unit: "MWh", data: [40, 60, 90] })),
  );
  m.minimize(total(mul(parameter({ over: [unit], unit: "EUR/MWh", data: [20, 35] }), output)));
  const solution = await solve(m);
  if (solution.status !== "optimal") throw new Error(solution.status);
  expect(solution.value(output).toRecord()).toEqual({
    "coal,0": 40,
    "coal,1": 50,
    "coal,2": 50,
    "gas,0": 0,
    "gas,1": 10,
    "gas,2": 40,
  });
  expect(solution.value(output).at("gas", "2")).toBe(40);
  expect(() => solution.value(output).at("oil" as "gas", "2")).toThrow(
    expect.objectContaining({ code: "FS_MODEL_UNKNOWN_LABEL" }),
  );
  expect(solution.objective).toBe(20 * 140 + 35 * 50);
  expect(solution.bound).toBe(solution.objective);
  expect(solution.relativeGap).toBe(0);
  expect([...solution.shadowPrice(demand)!.array]).toEqual([20, 35, 35]);
  expect(solution.verification.worst).toBeNull();

  const other = model("another");
  const refusal = expect.objectContaining({ code: "FS_SOLVE_UNKNOWN_VARIABLE" });
  const stranger = other.variable("output", { over: [unit] });
  expect(() => solution.value(stranger)).toThrow(refusal);
  expect(() => solution.shadowPrice(other.require("meet demand", atMost(stranger, 1)))).toThrow(refusal);
});

const matrix = fc
  .record({ rows: fc.integer({ min: 1, max: 5 }), columns: fc.integer({ min: 1, max: 5 }) })
  .chain(({ rows, columns }) => {
    const list = (count: number, min: number): fc.Arbitrary<number[]> =>
      fc.array(fc.integer({ min, max: 6 }), { minLength: count, maxLength: count });
    return fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      entries: list(rows * columns, -3),
      costs: list(columns, 0),
      sides: list(rows, -4),
    });
  });
type Problem = typeof matrix extends fc.Arbitrary<infer T> ? T : never;

/** min costs . x over A x >= sides, x >= 0; the costs are not negative, so that it is never unbounded. */
function primalOf({ rows, columns, entries, costs, sides }: Problem): Model {
  const [row, column] = [indexSet("row", rows), indexSet("column", columns)];
  const m = model("primal");
  const x = m.variable("x", { over: [column], lower: 0 });
  const a = parameter({ over: [row, column], data: entries });
  m.require("rows", atLeast(sum(mul(a, x), column), parameter({ over: [row], data: sides })));
  m.minimize(total(mul(parameter({ over: [column], data: costs }), x)));
  return m;
}

/** max sides . y over A' y <= costs, y >= 0. */
function dualOf({ rows, columns, entries, costs, sides }: Problem): Model {
  const [row, column] = [indexSet("row", rows), indexSet("column", columns)];
  const m = model("dual");
  const y = m.variable("y", { over: [row], lower: 0 });
  const a = parameter({ over: [row, column], data: entries });
  m.require("columns", atMost(sum(mul(a, y), row), parameter({ over: [column], data: costs })));
  m.maximize(total(mul(parameter({ over: [row], data: sides }), y)));
  return m;
}

test("a linear problem and its dual meet, and each one's shadow prices solve the other", async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(matrix, async (problem) => {
      const [primalModel, dualModel] = [primalOf(problem), dualOf(problem)];
      const [primal, dual] = [await solve(primalModel), await solve(dualModel)];
      seen.add(`${primal.status} ${dual.status}`);
      // Zero satisfies the dual, so that it has no limit exactly where the primal contradicts itself: see below.
      if (!isSolved(primal) || !isSolved(dual)) return;
      expect(primal.objective).toBeCloseTo(dual.objective, 6);
      for (const [solution, constraint, sides] of [
        [primal, primalModel.constraints[0], problem.sides],
        [dual, dualModel.constraints[0], problem.costs],
      ] as const) {
        const prices = solution.shadowPrice(constraint)!.array;
        const worth = sides.reduce((partial, side, k) => partial + side * prices[k], 0);
        expect(worth).toBeCloseTo(solution.objective, 6);
        for (const price of prices) expect(price).toBeGreaterThanOrEqual(-1e-9);
      }
    }),
    { numRuns: 150 },
  );
  expect([...seen].sort()).toEqual(["infeasible unbounded", "optimal optimal"]);
});

test.each(["minimize", "maximize"] as const)("shadow prices are rates of change: %s", async (sense) => {
  // Penalties make every right side possible, so that the objective is defined on both sides of it.
  const build = (sides: readonly number[], weights: readonly number[]): Model => {
    const row = indexSet("row", 3);
    const column = indexSet("column", 4);
    const m = model("soft");
    const x = m.variable("x", { over: [column], lower: -2, upper: 5 });
    const over = m.variable("over", { over: [row], lower: 0 });
    const under = m.variable("under", { over: [row], lower: 0 });
    const a = parameter({ over: [row, column], data: weights.slice(0, 12) });
    const left = add(sum(mul(a, x), column), mul(-1, over), under);
    for (const [k, compare] of [atMost, atLeast, equal].entries()) {
      const only = parameter({ over: [row], data: (label) => (Number(label) === k ? 1 : 0) });
      m.require(`row ${k}`, compare(total(mul(only, left)), sides[k]));
    }
    const value = total(mul(parameter({ over: [column], data: weights.slice(12) }), x));
    const penalty = mul(sense === "minimize" ? 20 : -20, add(total(over), total(under)));
    m[sense](add(value, penalty));
    return m;
  };
  const objectiveAt = async (sides: readonly number[], weights: readonly number[]): Promise<number> => {
    const solution = await solve(build(sides, weights));
    if (!isSolved(solution)) throw new Error(solution.reason);
    return solution.objective;
  };
  const step = 1e-3;
  let nonzero = 0;
  const numbers = (count: number): fc.Arbitrary<number[]> =>
    fc.array(fc.integer({ min: -6, max: 6 }), { minLength: count, maxLength: count });
  await fc.assert(
    fc.asyncProperty(numbers(3), numbers(16), async (sides, weights) => {
      const m = build(sides, weights);
      const solution = await solve(m);
      if (!isSolved(solution)) throw new Error(solution.reason);
      for (const [k, constraint] of m.constraints.entries()) {
        const moved = (by: number): Promise<number> =>
          objectiveAt(
            sides.map((side, at) => (at === k ? side + by : side)),
            weights,
          );
        const up = ((await moved(step)) - solution.objective) / step;
        const down = (solution.objective - (await moved(-step))) / step;
        const price = solution.shadowPrice(constraint)!.at();
        // Where the objective has a kink, every rate between the two sides' is a shadow price.
        expect(price).toBeGreaterThanOrEqual(Math.min(up, down) - 1e-4);
        expect(price).toBeLessThanOrEqual(Math.max(up, down) + 1e-4);
        if (Math.abs(price) > 1e-6) nonzero++;
      }
    }),
    { numRuns: 40 },
  );
  expect(nonzero).toBeGreaterThan(20);
});

test("small integer problems have the optimum that trying everything finds", async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      matrix,
      fc.constantFrom("minimize" as const, "maximize" as const),
      async ({ rows, columns, entries, costs, sides }, sense) => {
        const [row, column] = [indexSet("row", rows), indexSet("column", columns)];
        const m = model("small");
        const x = m.variable("x", { over: [column], domain: "integer", lower: -1, upper: 2 });
        const a = parameter({ over: [row, column], data: entries });
        m.require("rows", atLeast(sum(mul(a, x), column), parameter({ over: [row], data: sides })));
        m[sense](total(mul(parameter({ over: [column], data: costs }), x)));
        let best: number | null = null;
        for (let code = 0; code < 4 ** columns; code++) {
          const point = Array.from({ length: columns }, (_, k) => (Math.floor(code / 4 ** k) % 4) - 1);
          const holds = sides.every(
            (side, at) => point.reduce((v, value, k) => v + entries[at * columns + k] * value, 0) >= side,
          );
          const objective = point.reduce((v, value, k) => v + costs[k] * value, 0);
          if (!holds) continue;
          if (best === null || (sense === "minimize" ? objective < best : objective > best)) best = objective;
        }
        const solution = await solve(m);
        seen.add(solution.status);
        expect(solution.status).toBe(best === null ? "infeasible" : "optimal");
        expect(isSolved(solution) ? solution.objective : 0).toBeCloseTo(best ?? 0, 6);
      },
    ),
    { numRuns: 120 },
  );
  expect([...seen].sort()).toEqual(["infeasible", "optimal"]);
});

test("no solution comes with a reason that a reader understands", async () => {
  const m = model("contradiction");
  const x = m.variable("x", { over: [] });
  m.require("at least", atLeast(x, 2));
  m.require("at most", atMost(x, 1));
  m.minimize(x);
  expect(await solve(m)).toMatchObject({
    status: "infeasible",
    reason: 'Model "contradiction" is infeasible: its constraints contradict each other.',
  });
  const free = model("free");
  free.maximize(free.variable("x", { over: [], lower: 0 }));
  const unbounded = await solve(free);
  expect(unbounded).toMatchObject({
    status: "unbounded",
    reason: 'Model "free" is unbounded: its objective has no limit.',
  });
  expect(isSolved(unbounded)).toBe(false);
});

test("values of uncertain parameters go by the parameter, not by their order", async () => {
  const m = model("purchase");
  const x = m.variable("x", { over: [unit], lower: 0 });
  const price = uncertainParameter("price", { over: [unit] });
  const demand = uncertainParameter("demand", { over: [unit] });
  m.minimize(total(mul(price, x)));
  m.require("meet", atLeast(x, demand));
  const values = [[demand, [1, 2]] as const, [price, Float64Array.of(10, 100)] as const];
  expect(await solve(m, { values })).toMatchObject({ status: "optimal", objective: 210 });
  const refusal = (text: string): unknown =>
    expect.objectContaining({
      code: "FS_SOLVE_WRONG_PARAMETERS",
      message: expect.stringContaining(text),
    });
  await expect(solve(m)).rejects.toThrow(refusal('"price" with 2 value(s), for which none are given'));
  await expect(solve(m, { values: [[price, [1, 2]]] })).rejects.toThrow(refusal('"demand"'));
  // Three and one make four as well.
  const shifted = [[price, [1, 2, 3]] as const, [demand, [4]] as const];
  await expect(solve(m, { values: shifted })).rejects.toThrow(refusal("for which 3 were given"));
  const missing = [[price, [1, Number.NaN]] as const, [demand, [4, 5]] as const];
  await expect(solve(m, { values: missing })).rejects.toThrow(refusal("is NaN"));
});

test("a deadline must be a time", async () => {
  const m = model("plan");
  m.minimize(m.variable("x", { over: [], lower: 0 }));
  await expect(solve(m, { deadlineMs: 0 })).rejects.toThrow(
    expect.objectContaining({ code: "FS_SOLVE_INVALID_DEADLINE" }),
  );
  expect(await solve(m, { deadlineMs: 10_000 })).toMatchObject({ status: "optimal", objective: 0 });
});

/** A solver that claims what it is told to. */
function claiming(outcome: Partial<RunOutcome>, point: readonly number[]): RunnableSession {
  const m = model("claims");
  const x = m.variable("x", { over: [unit], lower: 0, upper: 10 });
  m.require("limit", atMost(total(x), 12));
  m.maximize(total(x));
  return {
    form: standardForm(m),
    parameters: new Float64Array(0),
    columnValues: Float64Array.from(point),
    rowDuals: Float64Array.of(1),
    run: () => ({ status: "optimal", bound: 12, iterations: 1, ...outcome }),
  };
}

test("a claim is believed only as far as it can be checked", () => {
  expect(solutionOf(claiming({}, [10, 2]))).toMatchObject({ status: "optimal", relativeGap: 0 });
  expect(solutionOf(claiming({}, [10, 3]))).toMatchObject({
    status: "unverified",
    reason: expect.stringMatching(/"claims" optimal, but limit is violated by 0\.083\d+ \(row\)/),
  });
  expect(solutionOf(claiming({}, [11, 1]))).toMatchObject({
    status: "unverified",
    reason: expect.stringContaining("x[unit=coal] is violated"),
  });
  expect(solutionOf(claiming({}, [Number.NaN, 1]))).toMatchObject({ status: "unverified" });
  // Feasible, but not what was claimed: nothing is proven.
  const overstated = solutionOf(claiming({}, [10, 1]));
  expect(overstated).toMatchObject({ status: "feasible", objective: 11, bound: Infinity });
  expect(isSolved(overstated) && overstated.shadowPrice(claiming({}, []).form.constraints[0])).toBeNull();
  expect(solutionOf(claiming({ status: "stopped", bound: 15 }, [10, 1]))).toMatchObject({
    status: "stopped",
    objective: 11,
    bound: 15,
    relativeGap: 4 / 11,
  });
  expect(solutionOf(claiming({ status: "stopped" }, [10, 5]))).toMatchObject({ status: "no-solution" });
  expect(solutionOf(claiming({ status: "failed" }, [10, 2]))).toMatchObject({
    status: "no-solution",
    reason: 'The solver gave up on "claims" without an answer.',
  });
});
