import { expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { oracleBatch, topKOracle } from "../../solve/index.js";
import { Hindsight } from "./hindsight.js";

const ROWS = 10;
const stream = randomStream(1);
const truths = Float64Array.from({ length: 3 * ROWS }, () => stream.normal());

function solved(costs: Float64Array): ReturnType<typeof oracleBatch> {
  const batch = oracleBatch(costs.length / 3, 3);
  topKOracle({ items: 3, count: 1, sense: "minimize" }).solveBatch(costs, batch);
  return batch;
}

test("whatever is asked for in whatever order: each row is solved once", () => {
  for (const ranges of [
    [[0, 10]],
    [
      [7, 10],
      [0, 7],
      [0, 10],
    ],
    [
      [2, 4],
      [6, 7],
      [3, 9],
      [0, 10],
    ],
    [
      [5, 5],
      [4, 6],
    ],
  ] as const) {
    const oracle = topKOracle({ items: 3, count: 1, sense: "minimize" });
    const hindsight = new Hindsight(oracle, truths);
    const asked = new Set<number>();
    for (const [from, to] of ranges) {
      expect(hindsight.between(from, to)).toEqual(solved(truths.subarray(3 * from, 3 * to)));
      for (let row = from; row < to; row++) asked.add(row);
      expect(oracle.solves).toBe(asked.size);
    }
  }
});

test("the first of its truths are known, others are solved anew", () => {
  const oracle = topKOracle({ items: 3, count: 1, sense: "minimize" });
  const hindsight = new Hindsight(oracle, truths);
  expect(hindsight.optimaOf(truths.slice(0, 12))).toEqual(solved(truths.subarray(0, 12)));
  expect(oracle.solves).toBe(4);
  hindsight.optimaOf(truths.slice(0, 12));
  expect(oracle.solves).toBe(4);
  const others = truths.map((value) => -value);
  expect(hindsight.optimaOf(others)).toEqual(solved(others));
  expect(oracle.solves).toBe(14);
  expect(hindsight.between(0, ROWS)).toEqual(solved(truths));
  expect(oracle.solves).toBe(20);
});
