import { expect, test } from "vitest";
import { normalProbability, randomStream } from "../../math/index.js";
import { pooledErrors, predictiveQuantile } from "./past-errors.js";

/** Standard normal errors of one series whose steps have a common part: their correlation is its share of variance. */
function errors(seed: number, paths: number, horizon: number, common: number): Float64Array {
  const stream = randomStream(seed);
  const all = new Float64Array(paths * horizon);
  for (let path = 0; path < paths; path++) {
    const shared = Math.sqrt(common) * stream.normal();
    for (let ahead = 0; ahead < horizon; ahead++)
      all[path * horizon + ahead] = shared + Math.sqrt(1 - common) * stream.normal();
  }
  return all;
}

test("errors that are copies of each other are one draw each path, independent ones all count", () => {
  const copies = pooledErrors(errors(1, 30, 7, 1), 30, 1, 7);
  expect(copies.map(({ sorted }) => sorted.length)).toEqual([150, 180, 210, 210, 210, 180, 150]);
  for (const { draws } of copies) expect(draws).toBeCloseTo(30, 6);
  for (const { sorted, draws } of pooledErrors(errors(2, 100, 7, 0), 100, 1, 7)) {
    expect(draws).toBeGreaterThan(0.85 * sorted.length);
    expect(draws).toBeLessThanOrEqual(sorted.length);
  }
});

test("entries with paths enough keep to themselves; steps of other sizes are brought to their own", () => {
  const [alone] = pooledErrors(errors(3, 240, 3, 0.5), 240, 1, 3);
  expect([alone!.sorted.length, alone!.draws]).toEqual([240, 240]);
  // Two series of two steps, the second step of each three times the first.
  const pools = pooledErrors(Float64Array.of(1, 3, 10, 30, -1, -3, -10, -30), 2, 2, 2);
  expect(pools.map(({ sorted }) => [...sorted])).toEqual([
    [-1, -1, 1, 1],
    [-3, -3, 3, 3],
    [-10, -10, 10, 10],
    [-30, -30, 30, 30],
  ]);
});

test.each([0, 0.5, 0.9])(
  "few paths with a correlation of %d cover what comes next as often as stated",
  (common) => {
    const repetitions = 600;
    let [narrow, wide] = [0, 0];
    for (let seed = 0; seed < repetitions; seed++) {
      const { sorted, draws } = pooledErrors(errors(seed, 27, 7, common), 27, 1, 7)[3]!;
      const at = (level: number): number => normalProbability(predictiveQuantile(sorted, level, draws));
      narrow += (at(0.9) - at(0.1)) / repetitions;
      wide += (at(0.95) - at(0.05)) / repetitions;
    }
    // The mean of 600 scatters by 0.003; pooling rescales by sizes that are themselves estimated.
    expect(Math.abs(narrow - 0.8)).toBeLessThan(0.02);
    expect(Math.abs(wide - 0.9)).toBeLessThan(0.02);
  },
);
