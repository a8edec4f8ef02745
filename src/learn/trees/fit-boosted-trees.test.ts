import { describe, expect, test } from "vitest";
import { mean, quantile, randomStream, rootMeanSquareError } from "../../math/index.js";
import type { TreeData } from "./tree-data.js";
import { fitBoostedTrees, type FitBoostedTreesOptions } from "./fit-boosted-trees.js";
import { predictTrees, type TreeEnsemble } from "./tree-ensemble.js";

/** Friedman's first benchmark function over five of eight columns, with unit noise. */
function friedman(seed: number, rows: number, missing = 0): TreeData {
  const stream = randomStream(seed);
  const columns = 8;
  const features = Float64Array.from({ length: rows * columns }, () => stream.uniform());
  const target = Float64Array.from({ length: rows }, (_, row) => {
    const [a, b, c, d, e] = features.subarray(row * columns) as unknown as [
      number,
      number,
      number,
      number,
      number,
    ];
    return 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e + stream.normal();
  });
  for (let at = 0; at < features.length; at++) if (stream.uniform() < missing) features[at] = Number.NaN;
  return { features, rows, columns, target };
}

function depths(ensemble: TreeEnsemble): number[] {
  const walk = (node: number): number =>
    ensemble.feature[node]! < 0 ? 0 : 1 + Math.max(walk(ensemble.left[node]!), walk(ensemble.right[node]!));
  return Array.from(ensemble.roots, walk);
}

function leavesOf(ensemble: TreeEnsemble): number[] {
  const walk = (node: number): number =>
    ensemble.feature[node]! < 0 ? 1 : walk(ensemble.left[node]!) + walk(ensemble.right[node]!);
  return Array.from(ensemble.roots, walk);
}

const train = friedman(1, 3000);
const held = friedman(2, 2000);
const testError = (data: TreeData, options: FitBoostedTreesOptions): number => {
  const { ensemble } = fitBoostedTrees(data, options);
  return rootMeanSquareError(predictTrees(ensemble, held.features, held.rows), held.target);
};

describe("what is learnt", () => {
  test("a smooth function with interactions, to near its noise", () => {
    // The noise alone gives 1, the mean alone about 4.9.
    expect(testError(train, { trees: 150 })).toBeLessThan(1.35);
  });

  test("with missing values too, better than without the rows that have them", () => {
    const holes = friedman(1, 3000, 0.1);
    const error = testError(holes, { trees: 150 });
    expect(error).toBeLessThan(2);
    const complete: number[] = [];
    for (let row = 0; row < 3000; row++)
      if (holes.features.subarray(row * 8, row * 8 + 8).every((value) => !Number.isNaN(value)))
        complete.push(row);
    const dropped: TreeData = {
      features: Float64Array.from(
        complete.flatMap((row) => [...holes.features.subarray(row * 8, row * 8 + 8)]),
      ),
      target: Float64Array.from(complete, (row) => holes.target[row]!),
      rows: complete.length,
      columns: 8,
    };
    expect(predictHoles(holes)).toBeLessThan(predictHoles(dropped));

    function predictHoles(data: TreeData): number {
      const others = friedman(3, 2000, 0.1);
      const { ensemble } = fitBoostedTrees(data, { trees: 100 });
      return rootMeanSquareError(predictTrees(ensemble, others.features, others.rows), others.target);
    }
  });

  test("one deep tree without shrinkage reproduces distinct rows exactly", () => {
    const { features, target, columns } = train;
    const few: TreeData = {
      features: features.slice(0, 60 * columns),
      target: target.slice(0, 60),
      rows: 60,
      columns,
    };
    const exact = { trees: 1, learningRate: 1, lambda: 0, minRowsPerLeaf: 1, maxLeaves: 1000, maxDepth: 100 };
    const { ensemble, trainingLoss } = fitBoostedTrees(few, exact);
    predictTrees(ensemble, few.features, 60).forEach((value, row) =>
      expect(value).toBeCloseTo(few.target[row]!, 9),
    );
    expect(trainingLoss).toBeLessThan(1e-18);
  });

  test("the running predictions are those of the finished ensemble", () => {
    for (const rowFraction of [1, 0.5]) {
      const holes = friedman(4, 500, 0.2);
      const { ensemble, trainingLoss } = fitBoostedTrees(holes, { trees: 20, rowFraction });
      const error = rootMeanSquareError(predictTrees(ensemble, holes.features, holes.rows), holes.target);
      expect(trainingLoss).toBeCloseTo(error ** 2, 9);
    }
  });
});

describe("limits", () => {
  test("leaves, depth and rows per leaf are kept", () => {
    const { ensemble } = fitBoostedTrees(train, {
      trees: 10,
      maxLeaves: 12,
      maxDepth: 4,
      minRowsPerLeaf: 50,
    });
    expect(Math.max(...leavesOf(ensemble))).toBe(12);
    expect(Math.max(...depths(ensemble))).toBeLessThanOrEqual(4);
    const first = { ...ensemble, roots: ensemble.roots.slice(0, 1), base: new Float64Array(1) };
    const counts = new Map<number, number>();
    for (const value of predictTrees(first, train.features, train.rows))
      counts.set(value, (counts.get(value) ?? 0) + 1);
    expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(50);
  });

  test("lambda shrinks leaves and a gain that is asked for stops growth", () => {
    const plain = fitBoostedTrees(train, { trees: 1, lambda: 0 });
    const shrunk = fitBoostedTrees(train, { trees: 1, lambda: 1e9 });
    const size = (ensemble: TreeEnsemble): number => Math.max(...ensemble.value.map(Math.abs));
    expect(size(shrunk.ensemble)).toBeLessThan(1e-3 * size(plain.ensemble));
    expect(fitBoostedTrees(train, { trees: 1, minGain: 1e9 }).ensemble.feature.length).toBe(1);
  });

  test("a constant target gives trees of one leaf, whatever its unit", () => {
    const flat = { ...train, target: new Float64Array(train.rows).fill(0.1) };
    const { ensemble } = fitBoostedTrees(flat, { trees: 3 });
    expect(ensemble.feature).toEqual(new Int32Array(3).fill(-1));
    const tiny = { ...train, target: train.target.map((value) => value * 1e-9) };
    const small = fitBoostedTrees(tiny, { trees: 5 }).ensemble;
    expect(small.threshold).toEqual(fitBoostedTrees(train, { trees: 5 }).ensemble.threshold);
  });
});

describe("losses", () => {
  const share = (level: number): number => {
    const { ensemble } = fitBoostedTrees(train, { trees: 100, maxLeaves: 8, loss: { quantile: level } });
    const predicted = predictTrees(ensemble, held.features, held.rows);
    return mean(held.target.map((value, row) => (value <= predicted[row]! ? 1 : 0)));
  };

  test.each([0.1, 0.5, 0.9])("a quantile of level %d covers its share of other rows", (level) => {
    expect(Math.abs(share(level) - level)).toBeLessThan(0.06);
  });

  test("leaves of quantile trees hold the quantile of their rows", () => {
    const data = { ...train, features: train.features.map(() => 1) };
    const { ensemble } = fitBoostedTrees(data, { trees: 1, loss: { quantile: 0.9 } });
    expect(predictTrees(ensemble, data.features.subarray(0, 8), 1)[0]).toBeCloseTo(
      quantile(data.target, 0.9),
      1,
    );
  });

  test("absolute and Huber losses are not moved by a few wild values, the squared loss is", () => {
    const wild = {
      ...train,
      target: train.target.map((value, row) => (row % 50 === 0 ? value + 500 : value)),
    };
    const options = { trees: 100, maxLeaves: 16 };
    const squared = testError(wild, options);
    expect(testError(wild, { ...options, loss: "absolute" })).toBeLessThan(2);
    expect(testError(wild, { ...options, loss: { huber: 2 } })).toBeLessThan(2);
    expect(squared).toBeGreaterThan(8);
  });
});

describe("weights and samples", () => {
  test("only the ratios of weights matter; a row of weight zero is not there", () => {
    const weights = Float64Array.from({ length: train.rows }, (_, row) => (row % 3 === 0 ? 0 : 1));
    const options = { trees: 5, lambda: 0, minRowsPerLeaf: 1, maxLeaves: 8 };
    const weighted = fitBoostedTrees({ ...train, weights }, options);
    const scaled = fitBoostedTrees({ ...train, weights: weights.map((weight) => 4 * weight) }, options);
    expect(scaled.ensemble).toEqual(weighted.ensemble);
    const poisoned = train.target.map((value, row) => (row % 3 === 0 ? 1e6 : value));
    const other = fitBoostedTrees({ ...train, target: poisoned, weights }, options);
    expect(other.ensemble.value).toEqual(weighted.ensemble.value);
  });

  test.each(["absolute", { huber: 1 }, { quantile: 0.8 }] as const)(
    "weights reach the leaves of %o",
    (loss) => {
      const weights = Float64Array.from({ length: train.rows }, (_, row) => (row % 3 === 0 ? 0 : 1));
      const poisoned = train.target.map((value, row) => (row % 3 === 0 ? 1e6 : value));
      const { ensemble } = fitBoostedTrees({ ...train, target: poisoned, weights }, { trees: 3, loss });
      expect(Math.max(...predictTrees(ensemble, train.features, train.rows))).toBeLessThan(40);
    },
  );

  test("the same seed gives the same trees, another seed others; drawing rows and columns keeps the error low", () => {
    const options = { trees: 120, rowFraction: 0.6, columnFraction: 0.5, seed: 5 };
    const first = fitBoostedTrees(train, options);
    expect(fitBoostedTrees(train, options)).toEqual(first);
    expect(fitBoostedTrees(train, { ...options, seed: 6 }).ensemble).not.toEqual(first.ensemble);
    const columns = new Set(first.ensemble.feature.slice(0, first.ensemble.roots[1]));
    expect([...columns].filter((column) => column >= 0).length).toBeLessThanOrEqual(4);
    expect(testError(train, options)).toBeLessThan(1.5);
  });
});

describe("early stopping", () => {
  test("keeps the number of trees that was best on the validation rows", () => {
    const small = friedman(7, 200);
    const options = { trees: 2000, learningRate: 0.3, minRowsPerLeaf: 2 };
    const fit = fitBoostedTrees(small, { ...options, earlyStopping: { validation: held, rounds: 15 } });
    const kept = fit.ensemble.roots.length;
    expect(fit.validationLosses.length).toBe(kept + 15);
    expect(Math.min(...fit.validationLosses)).toBe(fit.validationLosses[kept - 1]);
    const error = rootMeanSquareError(predictTrees(fit.ensemble, held.features, held.rows), held.target);
    expect(fit.validationLosses[kept - 1]).toBeCloseTo(error ** 2, 8);
  });
});

describe("refusals", () => {
  const OPTION = expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" });
  const bad: readonly FitBoostedTreesOptions[] = [
    { trees: 0 },
    { trees: 1.5 },
    { learningRate: 0 },
    { maxLeaves: 1 },
    { maxDepth: 0 },
    { minRowsPerLeaf: 0 },
    { lambda: -1 },
    { minGain: Number.NaN },
    { rowFraction: 1.1 },
    { columnFraction: 0 },
    { maxBins: 257 },
    { loss: { quantile: 1 } },
    { loss: { huber: 0 } },
    { loss: "cubic" as never },
    { earlyStopping: { validation: train, rounds: 0 } },
    { earlyStopping: { validation: { ...train, columns: 4, rows: 6000 }, rounds: 5 } },
  ];
  test.each(bad)("bad settings, case %#", (options) => {
    expect(() => fitBoostedTrees(train, options)).toThrow(OPTION);
  });

  test("arrays that do not fit each other, targets with holes, weights that are no weights, no rows", () => {
    expect(() => fitBoostedTrees({ ...train, rows: 2999 })).toThrow(/features.length is 24000/);
    expect(() => fitBoostedTrees({ ...train, target: train.target.slice(1) })).toThrow(OPTION);
    const holes = train.target.map((value, row) => (row === 4 ? Number.NaN : value));
    expect(() => fitBoostedTrees({ ...train, target: holes })).toThrow(/target of row 4 of the data is NaN/);
    expect(() => fitBoostedTrees({ ...train, weights: new Float64Array(train.rows) })).toThrow(/all zero/);
    expect(() => fitBoostedTrees({ ...train, weights: new Float64Array(train.rows).fill(-1) })).toThrow(
      OPTION,
    );
    const none = { features: new Float64Array(), rows: 0, columns: 1, target: new Float64Array() };
    expect(() => fitBoostedTrees(none)).toThrow(
      expect.objectContaining({ code: "FS_LEARN_TOO_FEW_EXAMPLES" }),
    );
  });
});
