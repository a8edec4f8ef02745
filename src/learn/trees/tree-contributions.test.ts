import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { fitBoostedTrees, type FitBoostedTreesOptions } from "./fit-boosted-trees.js";
import { treeContributions } from "./tree-contributions.js";
import { holdsCategory, rawScores, type TreeEnsemble } from "./tree-ensemble.js";
import { treeImportance } from "./tree-importance.js";

const columns = 5;

function example(
  seed: number,
  options: FitBoostedTreesOptions,
): { ensemble: TreeEnsemble; features: Float64Array } {
  const stream = randomStream(seed);
  const rows = 200;
  const features = Float64Array.from({ length: rows * columns }, (_, at) =>
    at % columns === 4 ? stream.integer(6) : stream.uniform() < 0.1 ? Number.NaN : stream.uniform(),
  );
  const target = Float64Array.from({ length: rows }, (_, row) => {
    const [a = 0, b = 0, c = 0, , e = 0] = Array.from(
      features.subarray(row * columns, row * columns + columns),
      (value) => (Number.isNaN(value) ? -1 : value),
    );
    const score = 3 * a * b + (e % 2 === 0 ? c : -c);
    return options.loss === undefined ? score : Math.min(2, Math.floor(Math.abs(score)));
  });
  const settings = {
    trees: 6,
    maxDepth: 4,
    minRowsPerLeaf: 3,
    categorical: [4],
    categorySmoothing: 0,
    ...options,
  };
  return { ensemble: fitBoostedTrees({ features, rows, columns, target }, settings).ensemble, features };
}

/** Expected raw scores when only some columns are known, by following both branches elsewhere. */
function expected(ensemble: TreeEnsemble, row: Float64Array, known: number, output: number): number {
  const { feature, left, right, cover, threshold, missingLeft, value, treeOutput, outputs } = ensemble;
  const walk = (node: number, tree: number): number => {
    const column = feature[node]!;
    if (column < 0) {
      if (treeOutput === null) return value[node * outputs + output]!;
      return treeOutput[tree] === output ? value[node]! : 0;
    }
    const [l, r] = [left[node]!, right[node]!];
    if ((known >> column) % 2 === 0)
      return (cover[l]! * walk(l, tree) + cover[r]! * walk(r, tree)) / (cover[l]! + cover[r]!);
    const found = row[column]!;
    const set = ensemble.categorySet[node]!;
    const goesLeft = Number.isNaN(found)
      ? missingLeft[node] === 1
      : set < 0
        ? found < threshold[node]!
        : holdsCategory(ensemble.categorySets, set, ensemble.categoryWords, found);
    return walk(goesLeft ? l : r, tree);
  };
  return ensemble.roots.reduce((sum, root, tree) => sum + walk(root, tree), ensemble.base[output]!);
}

/** The Shapley value of a column, by all subsets of the others. */
function shapley(worth: (known: number) => number, column: number): number {
  const factorial = [1, 1, 2, 6, 24, 120];
  let sum = 0;
  for (let known = 0; known < 2 ** columns; known++) {
    if ((known >> column) % 2 === 1) continue;
    const size = [...known.toString(2)].filter((bit) => bit === "1").length;
    const weight = (factorial[size]! * factorial[columns - size - 1]!) / factorial[columns]!;
    sum += weight * (worth(known | (1 << column)) - worth(known));
  }
  return sum;
}

describe("contributions", () => {
  test.each([
    ["one output", {}],
    ["several trees per round", { loss: { softmax: 3 } }],
    ["deep trees that use columns again", { maxDepth: 9, minRowsPerLeaf: 1, trees: 2 }],
  ] as const)("are Shapley values over all subsets of columns: %s", (_, options) => {
    const { ensemble, features } = example(3, options);
    const { outputs } = ensemble;
    const count = 6;
    const some = features.subarray(0, count * columns);
    const { contributions, expectation } = treeContributions(ensemble, some, count);
    for (let row = 0; row < count; row++)
      for (let output = 0; output < outputs; output++) {
        const own = some.subarray(row * columns, (row + 1) * columns);
        const worth = (known: number): number => expected(ensemble, own, known, output);
        expect(expectation[output]).toBeCloseTo(worth(0), 10);
        for (let column = 0; column < columns; column++)
          expect(contributions[(row * outputs + output) * columns + column]).toBeCloseTo(
            shapley(worth, column),
            10,
          );
      }
  });

  test("sum to the raw score less its expectation", () => {
    const { ensemble, features } = example(4, { trees: 30, maxDepth: 6 });
    const rows = features.length / columns;
    const { contributions, expectation } = treeContributions(ensemble, features, rows);
    const scores = rawScores(ensemble, features, rows);
    for (let row = 0; row < rows; row++) {
      const sum = contributions.subarray(row * columns, (row + 1) * columns).reduce((a, b) => a + b, 0);
      expect(expectation[0]! + sum).toBeCloseTo(scores[row]!, 9);
    }
  });

  test("need covers and the columns of the fit", () => {
    const { ensemble, features } = example(5, {});
    const bare = { ...ensemble, cover: new Float64Array(ensemble.cover.length) };
    expect(() => treeContributions(bare, features.subarray(0, 5), 1)).toThrow(
      expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }),
    );
    expect(() => treeContributions(ensemble, features.subarray(0, 4), 1)).toThrow(
      expect.objectContaining({ code: "FS_LEARN_COLUMN_MISMATCH" }),
    );
  });
});

test("importance adds up gains, covers and splits of each column; noise has little of it", () => {
  const { ensemble } = example(6, { trees: 20 });
  const { gain, cover, count } = treeImportance(ensemble);
  expect(count.reduce((a, b) => a + b)).toBe(ensemble.feature.filter((column) => column >= 0).length);
  expect(gain.indexOf(Math.max(...gain))).toBeLessThan(3);
  expect(gain[3]).toBeLessThan(0.05 * Math.max(...gain));
  const roots = [...ensemble.roots].filter((root) => ensemble.feature[root] === 0);
  const atRoots = roots.reduce((sum, root) => sum + ensemble.cover[root]!, 0);
  expect(cover[0]).toBeGreaterThanOrEqual(atRoots);
});
