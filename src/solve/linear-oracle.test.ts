import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  add,
  atMost,
  indexSet,
  model,
  mul,
  parameter,
  square,
  standardForm,
  total,
  uncertainParameter,
  type Domain,
  type Model,
  type UncertainParameter,
} from "../model/index.js";
import { HighsSession, linearOracle, oracleBatch, solve } from "./index.js";

const item = indexSet("item", 4);

function selection(
  sense: "minimize" | "maximize",
  domain: Domain,
): { readonly m: Model; readonly price: UncertainParameter } {
  const m = model("selection");
  const price = uncertainParameter("price", { over: [item] }) as unknown as UncertainParameter;
  const x = m.variable("x", { over: [item], domain, lower: 0, upper: 3 });
  const weights = parameter({ over: [item], data: [3, 2, 4, 1] });
  const known = parameter({ over: [item], data: [1, -1, 0, 2] });
  m.require("capacity", atMost(total(mul(weights, x)), 11));
  // Twice in the costs and once beside them, so that every kind of slot in an objective occurs.
  m[sense](add(total(mul(2, mul(price, x))), total(mul(known, x)), total(price), 7));
  return { m, price };
}

test.each([
  ["minimize", "real"],
  ["maximize", "real"],
  ["minimize", "integer"],
  ["maximize", "integer"],
] as const)(
  "%s over %s columns: objectives, exposures and fixed costs fit together",
  async (sense, domain) => {
    const { m, price } = selection(sense, domain);
    const session = await HighsSession.open(standardForm(m));
    try {
      const oracle = linearOracle(session);
      expect([oracle.dimension, oracle.sense]).toEqual([4, sense]);
      let solves = 0;
      const costRows = fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 4 }), {
        minLength: 1,
        maxLength: 4,
      });
      await fc.assert(
        fc.asyncProperty(costRows, async (rows) => {
          const batch = oracleBatch(rows.length, 4);
          oracle.solveBatch(Float64Array.from(rows.flat()), batch);
          solves += rows.length;
          for (const [row, costs] of rows.entries()) {
            const exposure = batch.exposures.subarray(row * 4, row * 4 + 4);
            const uncertainPart = costs.reduce((partial, cost, k) => partial + cost * exposure[k], 0);
            expect(uncertainPart + batch.fixedCosts[row]).toBeCloseTo(batch.objectives[row], 6);
            const expected = await solve(m, { values: [[price, costs]] });
            expect(expected).toMatchObject({ status: "optimal" });
            expect("objective" in expected && expected.objective).toBeCloseTo(batch.objectives[row], 6);
            // No other row's decision is better for these costs: they are all feasible.
            for (let other = 0; other < rows.length; other++) {
              let objective = batch.fixedCosts[other];
              for (let k = 0; k < 4; k++) objective += costs[k] * batch.exposures[other * 4 + k];
              const better = sense === "minimize" ? -objective : objective;
              expect(better).toBeLessThanOrEqual(
                (sense === "minimize" ? -1 : 1) * batch.objectives[row] + 1e-6,
              );
            }
          }
        }),
        { numRuns: 40 },
      );
      expect(oracle.solves).toBe(solves);
    } finally {
      session.dispose();
    }
  },
);

test("costs without an optimal decision are an error that names the row", async () => {
  const m = model("sale");
  const price = uncertainParameter("price", { over: [] });
  m.maximize(mul(price, m.variable("x", { over: [], lower: 0 })));
  const session = await HighsSession.open(standardForm(m));
  const oracle = linearOracle(session);
  const batch = oracleBatch(2, 1);
  expect(() => oracle.solveBatch(Float64Array.of(-1, 1), batch)).toThrow(
    expect.objectContaining({
      code: "FS_SOLVE_NO_OPTIMUM",
      message: expect.stringContaining("Row 1 of a batch"),
      data: { model: "sale", row: 1, status: "unbounded" },
    }),
  );
  oracle.solveBatch(Float64Array.of(-1, -2), batch);
  expect([...batch.objectives].map((objective) => objective + 0)).toEqual([0, 0]);
  session.dispose();
});

test("a decision that does not stand up to the check is an error, not a gradient", async () => {
  const { m } = selection("minimize", "real");
  const form = standardForm(m);
  for (const [point, bound] of [
    [[3, 3, 3, 3], 0],
    [[0, 0, 0, 0], 1234],
  ] as const) {
    const oracle = linearOracle({
      form,
      parameters: new Float64Array(4),
      columnValues: Float64Array.from(point),
      rowDuals: new Float64Array(1),
      setParameters() {},
      run: () => ({ status: "optimal", bound, iterations: 0 }),
    });
    expect(() => oracle.solveBatch(new Float64Array(4), oracleBatch(1, 4))).toThrow(
      expect.objectContaining({ code: "FS_SOLVE_VERIFICATION_FAILED" }),
    );
  }
});

test("costs and results must fit together before anything is solved", async () => {
  const session = await HighsSession.open(standardForm(selection("minimize", "real").m));
  const oracle = linearOracle(session);
  const refusal = expect.objectContaining({ code: "FS_SOLVE_WRONG_PARAMETERS" });
  expect(() => oracle.solveBatch(new Float64Array(6), oracleBatch(2, 4))).toThrow(refusal);
  expect(() => oracle.solveBatch(new Float64Array(8), oracleBatch(1, 4))).toThrow(refusal);
  expect(() => oracle.solveBatch(Float64Array.of(1, 2, Number.NaN, 4), oracleBatch(1, 4))).toThrow(refusal);
  expect(oracle.solves).toBe(0);
  // Room to spare is fine: buffers are used again for smaller batches.
  oracle.solveBatch(new Float64Array(4), oracleBatch(3, 4));
  expect(oracle.solves).toBe(1);
  session.dispose();
});

test("an uncertain value outside the objective is refused", async () => {
  const demand = uncertainParameter("demand", { over: [] });
  const inRightSide = model("right side");
  const x = inRightSide.variable("x", { over: [item], lower: 0 });
  inRightSide.require("limit", atMost(x, demand));
  inRightSide.maximize(total(x));
  const inCoefficient = model("coefficient");
  const y = inCoefficient.variable("y", { over: [], lower: 0 });
  inCoefficient.require("limit", atMost(mul(demand, y), 1));
  inCoefficient.maximize(y);
  for (const [m, where] of [
    [inRightSide, "limit[item=0]"],
    [inCoefficient, "a coefficient of a constraint"],
  ] as const) {
    const session = await HighsSession.open(standardForm(m));
    expect(() => linearOracle(session)).toThrow(
      expect.objectContaining({
        code: "FS_SOLVE_NOT_COST_ONLY",
        message: expect.stringContaining(where),
      }),
    );
    session.dispose();
  }
});

test("a quadratic part of the objective counts as fixed cost", async () => {
  const m = model("smooth");
  const price = uncertainParameter("price", { over: [item] });
  const x = m.variable("x", { over: [item], lower: 0, upper: 3 });
  m.minimize(add(total(mul(price, x)), total(square(x))));
  const session = await HighsSession.open(standardForm(m));
  const batch = oracleBatch(1, 4);
  linearOracle(session).solveBatch(Float64Array.of(-2, -4, 1, -9), batch);
  session.dispose();
  // Half of each price, within the limits: 1, 2, 0 and 3.
  expect([...batch.exposures].map((value) => Math.round(value * 1e4) / 1e4)).toEqual([1, 2, 0, 3]);
  expect(batch.fixedCosts[0]).toBeCloseTo(14, 4);
  expect(batch.objectives[0]).toBeCloseTo(-23, 4);
});
