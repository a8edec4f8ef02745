import { expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { selectionOptimism } from "./selection-optimism.js";

const noise = (seed: number, rows: number): Float64Array => {
  const stream = randomStream(seed);
  return Float64Array.from({ length: rows }, () => stream.normal());
};
const settings = { blockLength: 1, seed: 1 };

test("without a choice there is nothing to be optimistic about", () => {
  expect(selectionOptimism([], settings)).toBe(0);
  expect(selectionOptimism([noise(1, 50)], settings)).toBe(0);
});

test("a clear winner is hardly flattered by being picked", () => {
  const clear = noise(1, 200).map((value) => value + 3);
  const optimism = selectionOptimism([clear, noise(2, 200), noise(3, 200)], settings);
  // Mean of 200 values with spread 1: known to about 0.07 anyway.
  expect(optimism).toBeLessThan(0.05);
});

test("the best of many equals is flattered by about the expected maximum of their means", () => {
  const rows = 200;
  let measured = 0;
  let expected = 0;
  for (let repetition = 0; repetition < 20; repetition++) {
    const rivals = Array.from({ length: 10 }, (_, rival) => noise(100 * repetition + rival, rows));
    measured += selectionOptimism(rivals, { blockLength: 1, seed: repetition }) / 20;
    // All are worth 0 in truth, so what the best shows is all flattery.
    expected += Math.max(...rivals.map((rival) => rival.reduce((sum, value) => sum + value, 0) / rows)) / 20;
  }
  expect(expected).toBeGreaterThan(0.08);
  expect(measured / expected).toBeGreaterThan(0.7);
  expect(measured / expected).toBeLessThan(2);
});

test("gives the same for the same seed", () => {
  const rivals = [noise(1, 60), noise(2, 60)];
  expect(selectionOptimism(rivals, settings)).toBe(selectionOptimism(rivals, settings));
});
