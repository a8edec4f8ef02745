import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { oracleBatch } from "../../solve/index.js";
import { enumeratingOracle, subsets } from "../../../test/small-problems.js";
import { SolutionPool } from "./solution-pool.js";

const pool = (mostSolutions: number, dimension: number = 2): SolutionPool =>
  new SolutionPool({ dimension, sense: "minimize", mostSolutions });

describe("a pool of decisions", () => {
  test("keeps what a list without duplicates keeps, whatever comes in", () => {
    const stream = randomStream("pool");
    const dimension = 6;
    const kept = pool(40, dimension);
    // The oldest first.
    let expected: { key: string; fixedCost: number }[] = [];
    for (let step = 0; step < 5000; step++) {
      const exposures = Float64Array.from({ length: dimension }, () => stream.integer(3) - 1);
      const fixedCost = stream.integer(4);
      const key = exposures.map((value) => value + 0).join();
      const position = kept.add(exposures, 0, fixedCost);
      const before = expected.find((entry) => entry.key === key);
      expected = expected.filter((entry) => entry !== before);
      if (expected.length === 40) expected.shift();
      expected.push({ key, fixedCost: Math.min(fixedCost, before?.fixedCost ?? Infinity) });
      expect([...kept.exposures.subarray(position * dimension, (position + 1) * dimension)].join()).toBe(key);
      expect(kept.find(exposures, 0)).toBe(position);
    }
    expect(kept.size).toBe(40);
    const found = Array.from({ length: 40 }, (_, k) => {
      const exposures = kept.exposures.subarray(k * dimension, (k + 1) * dimension);
      return `${exposures.map((value) => value + 0).join()} ${kept.fixedCosts[k]}`;
    });
    expect(found.toSorted()).toEqual(expected.map(({ key, fixedCost }) => `${key} ${fixedCost}`).toSorted());
  });

  test("takes decisions that differ by a solver's rounding for one, also about zero", () => {
    const kept = pool(5);
    expect(kept.add(Float64Array.of(1, 0), 0, 0)).toBe(0);
    expect(kept.add(Float64Array.of(1 - 1e-12, -1e-13), 0, 0)).toBe(0);
    expect(kept.add(Float64Array.of(1, -0), 0, 0)).toBe(0);
    expect(kept.add(Float64Array.of(1 - 1e-6, 0), 0, 0)).toBe(1);
    expect(kept.size).toBe(2);
  });

  test("of equal exposures the better fixed cost stays, by the sense", () => {
    const down = pool(5);
    const up = new SolutionPool({ dimension: 2, sense: "maximize", mostSolutions: 5 });
    for (const fixedCost of [2, 1, 3])
      for (const each of [down, up]) each.add(Float64Array.of(0, 1), 0, fixedCost);
    expect([down.fixedCosts[0], up.fixedCosts[0]]).toEqual([1, 3]);
  });

  test("the decision that was not met for the longest time makes way", () => {
    const kept = pool(2);
    const [first, second, third] = [Float64Array.of(1, 0), Float64Array.of(0, 1), Float64Array.of(1, 1)];
    kept.add(first, 0, 0);
    kept.add(second, 0, 0);
    kept.add(first, 0, 0);
    kept.add(third, 0, 0);
    expect([first, second, third].map((exposures) => kept.find(exposures, 0))).toEqual([0, -1, 1]);
  });

  test("objectives, distances and combinations are those of its rows", () => {
    const kept = pool(10, 3);
    const rows = [
      [1, 0, 2],
      [0, 0, 0],
      [-1, 0.5, 0],
    ];
    rows.forEach((row, k) => kept.add(Float64Array.from(row), 0, k));
    const out = new Float64Array(3);
    kept.objectives(Float64Array.of(9, 1, 2, 3), 1, out);
    expect([...out]).toEqual([7, 1, 2]);
    kept.distances(Float64Array.of(9, 1, 1, 1), 1, out);
    expect([...out]).toEqual([2, 3, 3.5]);
    const sum = Float64Array.of(7, 1, 1, 1);
    kept.addCombination(Float64Array.of(2, 5, -2), sum, 1);
    expect([...sum]).toEqual([7, 5, 0, 5]);
  });

  test("is made of the best decisions of a batch, the same for the same seed", () => {
    const oracle = enumeratingOracle("minimize", subsets(5, 2));
    const stream = randomStream("costs");
    const optima = oracleBatch(60, 5);
    oracle.solveBatch(
      Float64Array.from({ length: 300 }, () => stream.normal()),
      optima,
    );
    const of = (seed: number, most: number): Float64Array =>
      SolutionPool.of(optima, oracle, randomStream(seed), most).exposures;
    expect(SolutionPool.of(optima, oracle, randomStream(1), 100).size).toBe(10);
    expect(of(1, 4)).toEqual(of(1, 4));
    expect(of(1, 4)).not.toEqual(of(2, 4));
  });
});
