import { describe, expect, test } from "vitest";
import { randomStream, rootMeanSquareError } from "../../math/index.js";
import { fitForest, type FitForestOptions } from "./fit-forest.js";
import { leafWeights } from "./leaf-weights.js";
import { predictTrees } from "./tree-ensemble.js";

const columns = 4;
const outputs = 2;

function data(seed: number, rows: number) {
  const stream = randomStream(seed);
  const features = Float64Array.from({ length: rows * columns }, () =>
    stream.uniform() < 0.05 ? Number.NaN : stream.uniform(),
  );
  const target = Float64Array.from({ length: rows * outputs }, (_, at) => {
    const [a = 0, b = 0] = Array.from(
      features.subarray((at >> 1) * columns, (at >> 1) * columns + 2),
      (value) => value || 0,
    );
    return (at % 2 === 0 ? 5 * a + 2 * b : 100 - 4 * b) + 0.3 * stream.normal();
  });
  const weights = Float64Array.from({ length: rows }, () => stream.integer(3));
  return { features, rows, columns, target, outputs, weights };
}

const train = data(1, 600);
const held = data(2, 400);
const kinds: readonly [string, FitForestOptions][] = [
  ["random forest", { trees: 40 }],
  ["extra trees", { trees: 40, bootstrap: false, randomThresholds: true }],
];

describe.each(kinds)("%s", (_, options) => {
  const forest = fitForest(train, { ...options, seed: 4 });

  test("leaf weights sum to 1 and give the forest's predictions as weighted means", () => {
    const count = 20;
    const queries = held.features.subarray(0, count * columns);
    const weights = leafWeights(forest, queries, count);
    const predicted = predictTrees(forest.ensemble, queries, count);
    for (let query = 0; query < count; query++) {
      const own = weights.subarray(query * train.rows, (query + 1) * train.rows);
      expect(own.reduce((a, b) => a + b)).toBeCloseTo(1, 10);
      expect(Math.min(...own)).toBe(0);
      for (let output = 0; output < outputs; output++)
        expect(
          own.reduce((sum, weight, row) => sum + weight * train.target[row * outputs + output]!, 0),
        ).toBeCloseTo(predicted[query * outputs + output]!, 9);
    }
  });

  test("predicts other rows well, the same for the same seed and both kinds of kernels", () => {
    const error = rootMeanSquareError(predictTrees(forest.ensemble, held.features, held.rows), held.target);
    expect(error).toBeLessThan(0.8);
    expect(fitForest(train, { ...options, seed: 4, kernels: "typescript" })).toEqual(forest);
    expect(fitForest(train, { ...options, seed: 5 }).ensemble).not.toEqual(forest.ensemble);
  });
});

test("out-of-bag errors are about those on other rows; without bootstrap there are none", () => {
  const { weights: _, ...plain } = train;
  const forest = fitForest(plain, { trees: 60 });
  const outOfBag = rootMeanSquareError(forest.outOfBag, train.target);
  const other = rootMeanSquareError(predictTrees(forest.ensemble, held.features, held.rows), held.target);
  const seen = rootMeanSquareError(predictTrees(forest.ensemble, train.features, train.rows), train.target);
  expect(Math.abs(outOfBag - other)).toBeLessThan(0.15 * other);
  expect(seen).toBeLessThan(0.9 * outOfBag);
  expect(fitForest(plain, { trees: 3, bootstrap: false }).outOfBag.every(Number.isNaN)).toBe(true);
});

test("out-of-bag predictions are the means over trees that did not draw the row", () => {
  const { weights: _, ...plain } = train;
  const trees = 12;
  const { ensemble, outOfBag, leafRows, leafStart } = fitForest(plain, { trees });
  const rootsEnd = [...ensemble.roots.slice(1), ensemble.feature.length];
  for (let row = 0; row < 30; row++) {
    let sum = 0;
    let count = 0;
    for (let tree = 0; tree < trees; tree++) {
      const drawn = leafRows.subarray(leafStart[ensemble.roots[tree]!], leafStart[rootsEnd[tree]!]);
      if (drawn.includes(row)) continue;
      const alone = { ...ensemble, roots: ensemble.roots.slice(tree, tree + 1) };
      sum += trees * predictTrees(alone, train.features.subarray(row * columns, (row + 1) * columns), 1)[0]!;
      count++;
    }
    expect(outOfBag[row * outputs]).toBeCloseTo(sum / count, 9);
  }
});

test("unusable input is refused", () => {
  const OPTION = expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" });
  expect(() => fitForest({ ...train, target: train.target.with(3, Number.NaN) })).toThrow(
    expect.objectContaining({ code: "FS_LEARN_INVALID_TRUTH" }),
  );
  expect(() => fitForest({ ...train, weights: new Float64Array(600) })).toThrow(OPTION);
  expect(() => fitForest(train, { trees: 0 })).toThrow(OPTION);
  expect(() => fitForest({ ...train, rows: 0 })).toThrow(
    expect.objectContaining({ code: "FS_LEARN_TOO_FEW_EXAMPLES" }),
  );
});
