import { expect, test } from "vitest";
import { subsets } from "../../../test/small-problems.js";
import { SolutionPool } from "./solution-pool.js";
import { poolNeighbours } from "./pool-neighbours.js";

function poolOf(rows: readonly (readonly number[])[]): SolutionPool {
  const dimension = rows[0]!.length;
  const pool = new SolutionPool({ dimension, sense: "minimize", mostSolutions: rows.length });
  for (const row of rows) pool.add(Float64Array.from(row), 0, 0);
  return pool;
}

test("of subsets of one size the neighbours are those with one element exchanged", () => {
  const rows = subsets(6, 3).map(({ exposure }) => exposure);
  const pool = poolOf(rows);
  for (let position = 0; position < rows.length; position++) {
    const exchanged = rows
      .map((row, k) => ({ k, moved: row.filter((value, d) => value !== rows[position]![d]).length }))
      .filter(({ moved }) => moved === 2)
      .map(({ k }) => k);
    expect([...poolNeighbours(pool, position, 100)].toSorted((a, b) => a - b)).toEqual(exchanged);
  }
});

test("what lies behind a neighbour is none, nearer ones come first, and no more are given than asked for", () => {
  const pool = poolOf([
    [0, 0],
    [3, 0],
    [0, 1],
    [2, 0],
    [3, 1],
    [-1, -1],
  ]);
  expect([...poolNeighbours(pool, 0, 10)]).toEqual([2, 3, 5]);
  expect([...poolNeighbours(pool, 0, 1)]).toEqual([2]);
  expect([...poolNeighbours(poolOf([[1, 1]]), 0, 5)]).toEqual([]);
});
