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
import { knapsackOracle, oracleBatch } from "../index.js";

function repeated(value: number, count: number): number[] {
  return Array.from({ length: count }, () => value);
}

test("one to three limits, whole and broken weights: the best of all choices", () => {
  let checked = 0;
  const stream = randomStream(1);
  for (let instance = 0; instance < 300; instance++) {
    const items = 1 + stream.integer(9);
    const dimensions = 1 + stream.integer(3);
    const isWhole = stream.integer(2) === 0;
    const draw = (): number => (isWhole ? stream.integer(6) : stream.uniform());
    const weights = Array.from({ length: dimensions }, () => Array.from({ length: items }, draw));
    const capacities = weights.map((row) => {
      const share = dot(row, repeated(stream.uniform(), items));
      return isWhole ? Math.floor(share) : share;
    });
    const feasible = decisionsWhere(items, (decision) =>
      weights.every((row, d) => dot(row, decision) <= capacities[d] * (1 + 1e-12)),
    );
    for (const sense of SENSES) {
      const oracle = knapsackOracle({ weights: weights.flat(), capacities, sense });
      checked += expectBestOf(oracle, feasible, randomCosts(stream, 5, items));
    }
  }
  expect(checked).toBe(3000);
});

test("an item that improves nothing is never taken", () => {
  for (const [sense, values, taken] of [
    ["maximize", [-1, 0, 2, -3], [0, 0, 1, 0]],
    ["minimize", [-1, 0, 2, -3], [1, 0, 0, 1]],
  ] as const) {
    const oracle = knapsackOracle({ weights: [0, 0, 0, 0], capacities: [0], sense });
    const batch = oracleBatch(1, 4);
    oracle.solveBatch(Float64Array.from(values), batch);
    expect([...batch.exposures]).toEqual(taken);
  }
});

test("larger ones: like an integer program", async () => {
  let checked = 0;
  const stream = randomStream(2);
  for (const [items, dimensions, share] of [
    [20, 1, 0.4],
    [32, 2, 0.12],
    [25, 3, 0.5],
  ] as const) {
    const weights = Array.from({ length: dimensions }, () =>
      Array.from({ length: items }, () => (300 + stream.integer(500)) / 100),
    );
    const capacities = weights.map((row) => Math.floor(share * dot(row, repeated(1, items))));
    for (const sense of SENSES) {
      const oracle = knapsackOracle({ weights: weights.flat(), capacities, sense });
      checked += await expectLikeHighs(oracle, randomCosts(stream, 12, items), {
        domain: "integer",
        upper: new Float64Array(items).fill(1),
        rows: weights.map((coefficients, d) => ({ coefficients, relation: "atMost", right: capacities[d] })),
      });
    }
  }
  expect(checked).toBe(72);
});

test("values in proportion to weights, where bounds say nothing: dynamic programming takes over", async () => {
  const stream = randomStream(3);
  for (const [items, dimensions] of [
    [60, 1],
    [40, 2],
  ] as const) {
    // Even weights and odd capacities: no choice is full, so that no bound is ever reached.
    const weights = Array.from({ length: dimensions }, () =>
      Array.from({ length: items }, () => 2 * (5 + stream.integer(10))),
    );
    const capacities = Array.from({ length: dimensions }, () => 101);
    const oracle = knapsackOracle({ weights: weights.flat(), capacities });
    const batch = oracleBatch(1, items);
    oracle.solveBatch(Float64Array.from(weights[0]), batch);
    for (const row of weights) expect(dot(row, batch.exposures)).toBeLessThanOrEqual(101);
    expect(batch.objectives[0]).toBe(100);
  }
});

test("weights and capacities that are none", () => {
  const invalid = expect.objectContaining({ code: "FS_SOLVE_INVALID_STRUCTURE" });
  for (const [weights, capacities] of [
    [[], [1]],
    [[1, 2], []],
    [
      [1, 2, 3],
      [1, 2],
    ],
    [[1, -2], [3]],
    [[1, 2], [-3]],
    [[1, Number.NaN], [3]],
    [[1, Infinity], [3]],
    [[1, 2], [Infinity]],
  ])
    expect(() => knapsackOracle({ weights, capacities })).toThrow(invalid);
});
