import { expect, test } from "vitest";
import {
  decisionsWhere,
  expectBestOf,
  expectLikeHighs,
  randomCosts,
  SENSES,
} from "../../../test/oracle-checks.js";
import { randomStream } from "../../math/index.js";
import { oracleBatch, topKOracle } from "../index.js";

test("the best of all choices of so many", () => {
  let checked = 0;
  const stream = randomStream(1);
  for (let items = 1; items <= 8; items++) {
    for (let count = 1; count <= items; count++) {
      const feasible = decisionsWhere(items, (decision) => decision.reduce((a, b) => a + b, 0) === count);
      for (const sense of SENSES)
        checked += expectBestOf(
          topKOracle({ items, count, sense }),
          feasible,
          randomCosts(stream, 25, items),
        );
    }
  }
  expect(checked).toBe(1800);
});

test("larger ones: like a linear program", async () => {
  let checked = 0;
  const stream = randomStream(2);
  for (const [items, count] of [
    [60, 7],
    [101, 50],
  ] as const) {
    for (const sense of SENSES)
      checked += await expectLikeHighs(topKOracle({ items, count, sense }), randomCosts(stream, 50, items), {
        domain: "real",
        upper: new Float64Array(items).fill(1),
        rows: [{ coefficients: Array.from({ length: items }, () => 1), relation: "equal", right: count }],
      });
  }
  expect(checked).toBe(200);
});

test("of equal values the first are taken, and sorted or level ones are no worst case", () => {
  const oracle = topKOracle({ items: 5, count: 3, sense: "maximize" });
  const batch = oracleBatch(1, 5);
  oracle.solveBatch(Float64Array.of(1, 0, 1, 1, 1), batch);
  expect([...batch.exposures]).toEqual([1, 0, 1, 1, 0]);
  const items = 20000;
  const large = topKOracle({ items, count: 10, sense: "minimize" });
  const largeBatch = oracleBatch(1, items);
  large.solveBatch(new Float64Array(items), largeBatch);
  expect(largeBatch.exposures.slice(0, 11)).toEqual(Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0));
  large.solveBatch(
    Float64Array.from({ length: items }, (_, item) => item),
    largeBatch,
  );
  expect(largeBatch.objectives[0]).toBe(45);
});

test("counts outside their range", () => {
  for (const [items, count] of [
    [0, 0],
    [3, 0],
    [3, 4],
    [3, 1.5],
  ])
    expect(() => topKOracle({ items, count, sense: "minimize" })).toThrow(
      expect.objectContaining({ code: "FS_SOLVE_INVALID_STRUCTURE" }),
    );
});
