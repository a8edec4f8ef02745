import { expect, test } from "vitest";
import {
  decisionsWhere,
  expectBestOf,
  expectLikeHighs,
  randomCosts,
  SENSES,
} from "../../../test/oracle-checks.js";
import { dot } from "../../../test/small-problems.js";
import { randomStream } from "../../math/index.js";
import { assignmentOracle } from "../index.js";

/** Sums over each row and over each column of a table. */
function sumsOf(
  rows: number,
  columns: number,
): { readonly ofRows: number[][]; readonly ofColumns: number[][] } {
  const pairs = Array.from({ length: rows * columns }, (_, pair) => pair);
  return {
    ofRows: Array.from({ length: rows }, (_, row) =>
      pairs.map((pair) => +(Math.floor(pair / columns) === row)),
    ),
    ofColumns: Array.from({ length: columns }, (_, column) =>
      pairs.map((pair) => +(pair % columns === column)),
    ),
  };
}

test("squares and rectangles: the best of all assignments", () => {
  let checked = 0;
  const stream = randomStream(1);
  for (const [rows, columns] of [
    [1, 1],
    [1, 4],
    [4, 1],
    [2, 2],
    [2, 3],
    [3, 2],
    [3, 3],
    [2, 5],
    [5, 2],
    [4, 3],
    [3, 4],
    [4, 4],
  ] as const) {
    const { ofRows, ofColumns } = sumsOf(rows, columns);
    const feasible = decisionsWhere(
      rows * columns,
      (decision) =>
        decision.reduce((sum, one) => sum + one, 0) === Math.min(rows, columns) &&
        [...ofRows, ...ofColumns].every((coefficients) => dot(coefficients, decision) <= 1),
    );
    for (const sense of SENSES) {
      const oracle = assignmentOracle({ rows, columns, sense });
      checked += expectBestOf(oracle, feasible, randomCosts(stream, 100, rows * columns));
    }
  }
  expect(checked).toBe(2400);
});

test("larger ones: like a linear program", async () => {
  let checked = 0;
  const stream = randomStream(2);
  for (const [rows, columns] of [
    [9, 9],
    [8, 12],
    [12, 8],
    [15, 16],
  ] as const) {
    const { ofRows, ofColumns } = sumsOf(rows, columns);
    for (const sense of SENSES) {
      const oracle = assignmentOracle({ rows, columns, sense });
      checked += await expectLikeHighs(oracle, randomCosts(stream, 40, rows * columns), {
        domain: "real",
        upper: new Float64Array(rows * columns).fill(1),
        rows: [
          ...ofRows.map((coefficients) => ({
            coefficients,
            relation: rows <= columns ? ("equal" as const) : ("atMost" as const),
            right: 1,
          })),
          ...ofColumns.map((coefficients) => ({
            coefficients,
            relation: columns <= rows ? ("equal" as const) : ("atMost" as const),
            right: 1,
          })),
        ],
      });
    }
  }
  expect(checked).toBe(320);
});

test("costs of very different size, and all alike", () => {
  let checked = 0;
  const stream = randomStream(3);
  const { ofRows, ofColumns } = sumsOf(3, 3);
  const feasible = decisionsWhere(9, (decision) =>
    [...ofRows, ...ofColumns].every((coefficients) => dot(coefficients, decision) === 1),
  );
  const oracle = assignmentOracle({ rows: 3, columns: 3 });
  const costs = new Float64Array(900).map(() => stream.integer(3) * 2 ** (4 * stream.integer(6)));
  checked += expectBestOf(oracle, feasible, costs);
  checked += expectBestOf(oracle, feasible, new Float64Array(9).fill(-0.1));
  expect(checked).toBe(101);
});

test("tables without rows or columns", () => {
  for (const [rows, columns] of [
    [0, 2],
    [2, 0],
    [1.5, 2],
  ])
    expect(() => assignmentOracle({ rows, columns })).toThrow(
      expect.objectContaining({ code: "FS_SOLVE_INVALID_STRUCTURE" }),
    );
});
