import fc from "fast-check";
import { expect, test } from "vitest";
import { formFrom } from "../../../test/solver-conformance/problem.js";
import { clarabelSolver, HighsSession } from "../index.js";
import { isInfeasibilityProven, isUnboundednessProven } from "./certificates.js";
import type { ClarabelAnswer } from "./clarabel-glue.js";
import { clarabelRuntime } from "./clarabel-runtime.js";
import { conicData } from "./conic-data.js";

const number = fc.integer({ min: -3, max: 3 });

/** Rows a'x <= b in three free or bounded columns. */
const randomProgram = fc
  .record({
    cost: fc.array(number, { minLength: 3, maxLength: 3 }),
    rows: fc.array(fc.array(number, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
    columnLower: fc.array(fc.constantFrom(-Infinity, -2, 0), { minLength: 3, maxLength: 3 }),
  })
  .chain(({ cost, rows, columnLower }) =>
    fc
      .array(number, { minLength: rows.length, maxLength: rows.length })
      .map((rowUpper) => ({ cost, rows, columnLower, rowUpper })),
  );

test("linear programs without an optimum are proven to have none, as HiGHS says", async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(randomProgram, async (program) => {
      const { cost, columnLower, rowUpper } = program;
      const rows = program.rows.map((row, k) => [row, -Infinity, rowUpper[k]] as const);
      const form = formFrom({ cost, columnLower, rows });
      const [ours, theirs] = [await clarabelSolver.open(form), await HighsSession.open(form)];
      const { status } = ours.run();
      expect(status).toBe(theirs.run().status);
      seen.set(status, (seen.get(status) ?? 0) + 1);
      theirs.dispose();
    }),
    { numRuns: 120, seed: 11 },
  );
  expect([...seen.keys()].toSorted()).toEqual(["infeasible", "optimal", "unbounded"]);
});

test("a proof is not given for what is false", async () => {
  const clarabel = await clarabelRuntime();
  const solve: Parameters<typeof isInfeasibilityProven>[1] = (problem): ClarabelAnswer =>
    clarabel.solve(
      problem.quadratic.starts,
      problem.quadratic.rows,
      problem.quadratic.values,
      problem.linear,
      problem.matrix.starts,
      problem.matrix.rows,
      problem.matrix.values,
      problem.sides,
      problem.linear.length,
      problem.sides.length,
      JSON.stringify({
        zero: problem.zeros,
        nonneg: problem.nonnegatives,
        soc: problem.coneSizes,
        exp: 0,
        power: [],
      }),
      "{}",
    );
  const feasible = conicData(formFrom({ cost: [1, 1], columnLower: [0, 0], rows: [[[1, 1], 2, Infinity]] }));
  expect([isInfeasibilityProven(feasible, solve), isUnboundednessProven(feasible, solve)]).toEqual([
    false,
    false,
  ]);
  // A free column downhill, held by its square.
  const held = conicData(formFrom({ cost: [-1, 0], squares: [[0, 0, 1]] }));
  expect(isUnboundednessProven(held, solve)).toBe(false);
  const open = conicData(formFrom({ cost: [-1, -1], squares: [[0, 0, 1]] }));
  expect(isUnboundednessProven(open, solve)).toBe(true);
  // Feasible by a thousandth, and infeasible by a thousandth.
  const gap = (by: number) =>
    conicData(
      formFrom({
        cost: [0, 0],
        rows: [
          [[1, 1], -Infinity, 1],
          [[-1, -1], -Infinity, -1 + by],
        ],
      }),
    );
  expect([isInfeasibilityProven(gap(1e-3), solve), isInfeasibilityProven(gap(-1e-3), solve)]).toEqual([
    false,
    true,
  ]);
});
