import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { IndexSelection, Model as HighsModel } from "highs";
import { DirectCalls } from "./direct-calls.js";
import { highsMemory, highsRuntime } from "./highs-runtime.js";
import { packageCalls, solverCalls, type SolverCalls, type SolverPoint } from "./solver-calls.js";

const COLUMNS = 4;
const ROWS = 3;
const ONES = Array.from({ length: ROWS * COLUMNS }, () => 1);
const small = fc.integer({ min: -4, max: 4 });
const listOf = (count: number): fc.Arbitrary<number[]> =>
  fc.array(small, { minLength: count, maxLength: count });

/** Numbers of a small bounded model, which is feasible at zero. */
async function nativeModel(coefficients: readonly number[]): Promise<HighsModel> {
  const highs = await highsRuntime();
  const native = highs.createModel({
    numCols: COLUMNS,
    numRows: ROWS,
    colCost: new Float64Array(COLUMNS),
    colLower: new Float64Array(COLUMNS),
    colUpper: new Float64Array(COLUMNS).fill(3),
    rowLower: new Float64Array(ROWS).fill(-20),
    rowUpper: new Float64Array(ROWS).fill(5),
    matrix: {
      format: "csr",
      numRows: ROWS,
      numCols: COLUMNS,
      starts: Int32Array.from({ length: ROWS + 1 }, (_, row) => row * COLUMNS),
      indices: Int32Array.from({ length: ROWS * COLUMNS }, (_, k) => k % COLUMNS),
      values: Float64Array.from(coefficients),
    },
  });
  native.options.set("output_flag", false);
  return native;
}

/** A selection of some columns or rows: a stretch, or every other one. */
function selectionOf(kind: "range" | "set", size: number): readonly [IndexSelection, number] {
  if (kind === "range") return [{ kind, from: 1, to: size - 1 }, size - 1];
  const indices = Int32Array.from({ length: Math.ceil(size / 2) }, (_, k) => 2 * k);
  return [{ kind, indices }, indices.length];
}

test("the short way into the solver says what the package's own says", async () => {
  const highs = await highsRuntime();
  await fc.assert(
    fc.asyncProperty(
      listOf(ROWS * COLUMNS),
      fc.array(fc.record({ costs: listOf(COLUMNS), sides: listOf(ROWS), coefficient: small }), {
        minLength: 2,
        maxLength: 5,
      }),
      fc.constantFrom("range" as const, "set" as const),
      async (coefficients, rounds, kind) => {
        const natives = [await nativeModel(coefficients), await nativeModel(coefficients)];
        const ways = [solverCalls(highs, natives[0]), packageCalls(natives[1])];
        expect(ways[0]).toBeInstanceOf(DirectCalls);
        const [columns, columnCount] = selectionOf(kind, COLUMNS);
        const [rows, rowCount] = selectionOf(kind, ROWS);
        const say = (calls: SolverCalls): [number, SolverPoint, number, number] => [
          calls.run(),
          calls.point(),
          calls.objective(),
          calls.simplexIterations(),
        ];
        for (const { costs, sides, coefficient } of rounds) {
          for (const calls of ways) {
            calls.changeCosts(columns, Float64Array.from(costs.slice(0, columnCount)));
            const upper = Float64Array.from(sides.slice(0, rowCount), (side) => side + 5);
            calls.changeRowBounds(
              rows,
              upper.map(() => -Infinity),
              upper,
            );
            const least = Float64Array.from(costs.slice(0, columnCount), (cost) => Math.min(cost, 0));
            calls.changeColumnBounds(
              columns,
              least,
              least.map((bound) => bound + 4),
            );
            calls.changeCoefficient(1, 2, coefficient);
          }
          expect(say(ways[0])).toEqual(say(ways[1]));
        }
        for (const calls of ways) calls.release();
        for (const native of natives) native.dispose();
      },
    ),
    { numRuns: 60 },
  );
});

test("the short way refuses what the package refuses", async () => {
  const highs = await highsRuntime();
  const native = await nativeModel(ONES);
  const calls = solverCalls(highs, native);
  const all = { kind: "range", from: 0, to: COLUMNS - 1 } as const;
  const beyond = { kind: "range", from: 0, to: COLUMNS } as const;
  expect(() => calls.changeCosts(all, Float64Array.of(1, 2, Number.NaN, 4))).toThrow("NaN");
  expect(() => calls.changeCosts(beyond, new Float64Array(COLUMNS + 1))).toThrow("refused");
  expect(() => calls.changeCoefficient(0, 0, Number.NaN)).toThrow("NaN");
  expect(() => calls.changeCoefficient(ROWS, 0, 1)).toThrow("refused");
  calls.changeCosts(all, Float64Array.of(-1, 0, 0, 0));
  // A model that presolve finishes has nothing to interrupt.
  native.options.set("presolve", "off");
  const thrown: unknown[] = [];
  native.run({
    1: () => {
      try {
        calls.run();
      } catch (error) {
        thrown.push(error);
      }
    },
  });
  expect(thrown.length).toBeGreaterThan(0);
  calls.release();
  native.dispose();
  expect(() => calls.run()).toThrow(expect.objectContaining({ name: "HighsDisposedError" }));
});

test("without a view of its memory, or with another package, the package's own methods do", async () => {
  const highs = await highsRuntime();
  const native = await nativeModel(ONES);
  expect(
    DirectCalls.of({ ...highs, _Highs_run: undefined } as typeof highs, native, highsMemory()!),
  ).toBeNull();
  native.dispose();
});
