import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mean, randomStream } from "../../math/index.js";
import { fitBoostedTrees, type FitBoostedTreesOptions } from "./fit-boosted-trees.js";
import { treeBooster } from "./tree-booster.js";
import type { TreeData } from "./tree-data.js";
import { predictTrees, rawScores } from "./tree-ensemble.js";
import { customLoss, treeLoss, type TreeLossOption } from "./tree-loss.js";
import { statisticsLayout } from "./tree-space.js";

const code = (name: string) => expect.objectContaining({ code: name });

/** Three columns; the target is made from a score of the first two. */
function data(seed: number, rows: number, make: (score: number, uniform: () => number) => number): TreeData {
  const stream = randomStream(seed);
  const features = Float64Array.from({ length: rows * 3 }, () => stream.uniform());
  const target = Float64Array.from({ length: rows }, (_, row) =>
    make(4 * features[3 * row]! - 3 * features[3 * row + 1]!, () => stream.uniform()),
  );
  return { features, rows, columns: 3, target };
}

describe("derivatives", () => {
  const losses: readonly [TreeLossOption, number, (uniform: number) => number][] = [
    ["squared", 1, (uniform) => 3 * uniform],
    ["logistic", 1, (uniform) => Math.round(uniform)],
    ["poisson", 1, (uniform) => Math.floor(5 * uniform)],
    [{ softmax: 3 }, 3, (uniform) => Math.floor(3 * uniform)],
    [{ huber: 0.5 }, 1, (uniform) => 3 * uniform],
    [{ quantile: 0.8 }, 1, (uniform) => 3 * uniform],
  ];
  test.each(losses)("slopes and hessians of %o are those of its mean loss", (option, outputs, truth) => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const loss = treeLoss(option);
        const stream = randomStream(seed);
        const target = Float64Array.of(truth(stream.uniform()));
        const scores = Float64Array.from({ length: outputs }, () => stream.normal());
        const layout = statisticsLayout(1, loss.ownHessians);
        const statistics = new Float64Array(layout.lanes);
        const weight = Float64Array.of(1);
        const at = (output: number, shift: number): number =>
          loss.mean(
            target,
            scores.map((score, index) => (index === output ? score + shift : score)),
            weight,
          );
        // The squared error goes without its factor of 2.
        const factor = option === "squared" ? 0.5 : 1;
        loss.prepare(target, scores);
        for (let tree = 0; tree < loss.trees; tree++) {
          loss.fill(tree, target, scores, weight, layout, statistics);
          const step = 1e-4;
          const slope = (-factor * (at(tree, step) - at(tree, -step))) / (2 * step);
          expect(statistics[0]).toBeCloseTo(slope, 3);
          const curvature = (at(tree, step) - 2 * at(tree, 0) + at(tree, -step)) / step ** 2;
          expect(loss.ownHessians ? statistics[1] : 1).toBeCloseTo(loss.ownHessians ? curvature : 1, 4);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("what losses learn", () => {
  test("logistic: calibrated probabilities; the start is the share", () => {
    const sigmoid = (score: number): number => 1 / (1 + Math.exp(-score));
    const train = data(1, 4000, (score, uniform) => (uniform() < sigmoid(score) ? 1 : 0));
    const { ensemble } = fitBoostedTrees(train, { trees: 60, maxDepth: 3, loss: "logistic" });
    const predicted = predictTrees(ensemble, train.features, train.rows);
    expect(mean(predicted)).toBeCloseTo(mean(train.target), 2);
    const truth = predicted.map((_, row) =>
      sigmoid(4 * train.features[3 * row]! - 3 * train.features[3 * row + 1]!),
    );
    expect(mean(predicted.map((value, row) => Math.abs(value - truth[row]!)))).toBeLessThan(0.05);
    expect(sigmoid(ensemble.base[0]!)).toBeCloseTo(mean(train.target), 12);
  });

  test("softmax: probabilities that sum to 1 and follow the classes", () => {
    const train = data(2, 2000, (score) => (score < -0.5 ? 0 : score < 1.5 ? 1 : 2));
    const { ensemble, trainingLoss } = fitBoostedTrees(train, { trees: 40, loss: { softmax: 3 } });
    expect(ensemble.outputs).toBe(3);
    expect([...ensemble.treeOutput!.subarray(0, 4)]).toEqual([0, 1, 2, 0]);
    const predicted = predictTrees(ensemble, train.features, train.rows);
    for (let row = 0; row < 50; row++)
      expect(mean(predicted.subarray(3 * row, 3 * row + 3)) * 3).toBeCloseTo(1, 12);
    const logLoss = mean(train.target.map((truth, row) => -Math.log(predicted[3 * row + truth]!)));
    expect(logLoss).toBeCloseTo(trainingLoss, 9);
    expect(logLoss).toBeLessThan(0.2);
  });

  test("Poisson: rates, above 0 always", () => {
    const train = data(3, 4000, (score, uniform) => {
      let count = 0;
      for (
        let passed = -Math.log(1 - uniform());
        passed < Math.exp(score / 2);
        passed -= Math.log(1 - uniform())
      )
        count++;
      return count;
    });
    const { ensemble } = fitBoostedTrees(train, { trees: 60, maxDepth: 3, loss: "poisson" });
    const predicted = predictTrees(ensemble, train.features, train.rows);
    expect(Math.min(...predicted)).toBeGreaterThan(0);
    const rate = (row: number): number =>
      Math.exp((4 * train.features[3 * row]! - 3 * train.features[3 * row + 1]!) / 2);
    expect(mean(predicted.map((value, row) => Math.abs(value / rate(row) - 1)))).toBeLessThan(0.12);
  });

  test("early stopping counts rounds, not trees, where there are several classes", () => {
    const make = (score: number, uniform: () => number): number => (score + 2 * uniform() < 1 ? 0 : 1);
    const fit = fitBoostedTrees(data(4, 300, make), {
      trees: 300,
      loss: { softmax: 2 },
      earlyStopping: { validation: data(5, 300, make), rounds: 8 },
    });
    expect(fit.ensemble.roots.length).toBe(2 * (fit.validationLosses.length - 8));
  });
});

describe("steps that would leap", () => {
  test("Poisson: a leaf of counts far above the start takes their rate, not its exponential", () => {
    // 20 rows of 1000 among 4000 of 0: the plain Newton step from a mean of 5 is 199, and e^199 is no rate.
    const features = Float64Array.from({ length: 4020 }, (_, row) => (row < 20 ? 1 : 0));
    const target = features.map((value) => 1000 * value);
    const given = { features, rows: 4020, columns: 1, target };
    const once = fitBoostedTrees(given, { trees: 1, learningRate: 1, lambda: 0, loss: "poisson" });
    expect(predictTrees(once.ensemble, Float64Array.of(1), 1)[0]).toBeCloseTo(1000, 6);
    const { ensemble, trainingLoss } = fitBoostedTrees(given, { trees: 100, loss: "poisson" });
    const [none, many] = predictTrees(ensemble, Float64Array.of(0, 1), 2);
    expect(Number.isFinite(trainingLoss)).toBe(true);
    expect(none).toBeLessThan(0.01);
    expect(Math.abs(many! / 1000 - 1)).toBeLessThan(0.01);
  });

  test("rows without weight teach nothing, also where a round draws no others", () => {
    const features = Float64Array.from({ length: 40 }, (_, row) => row);
    const weights = Float64Array.from(features, (row) => (row < 2 ? 1 : 0));
    const given = { features, rows: 40, columns: 1, target: features, weights };
    for (const loss of ["squared", "absolute", { quantile: 0.9 }, { huber: 1 }] as const) {
      const options = { trees: 5, rowFraction: 0.05, lambda: 0, loss, learningRate: 1 };
      const predicted = predictTrees(fitBoostedTrees(given, options).ensemble, features, 40);
      expect(Math.min(...predicted)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...predicted)).toBeLessThanOrEqual(1.5);
    }
  });

  test("classes: a rare class does not become certain in one round", () => {
    const features = Float64Array.from({ length: 50_000 }, (_, row) => (row < 500 ? 1 : 0));
    const given = { features, rows: 50_000, columns: 1, target: features };
    for (const loss of ["logistic", { softmax: 2 }] as const) {
      const { ensemble } = fitBoostedTrees(given, { trees: 1, loss });
      const scores = rawScores(ensemble, Float64Array.of(1), 1);
      // From the log-odds of 1 in 100, at most 10 · 0.1 further for each score.
      expect(scores.at(-1)! - ensemble.base.at(-1)!).toBeCloseTo(1, 9);
    }
  });
});

describe("losses of one's own", () => {
  test("the squared error by hand gives the trees of the squared error", () => {
    const train = data(6, 500, (score, uniform) => score + uniform());
    const byHand = customLoss({
      start: [mean(train.target)],
      gradient(scores, gradient, hessian, target) {
        for (let row = 0; row < scores.length; row++) gradient[row] = scores[row]! - target[row]!;
        hessian.fill(1);
      },
    });
    const options = { trees: 20, rowFraction: 0.7, seed: 3 };
    const own = fitBoostedTrees(train, { ...options, loss: byHand }).ensemble;
    const built = fitBoostedTrees(train, options).ensemble;
    expect(own.threshold).toEqual(built.threshold);
    own.value.forEach((value, node) => expect(value).toBeCloseTo(built.value[node]!, 9));
    const booster = treeBooster(train, { base: [mean(train.target)], rowFraction: 0.7, seed: 3 });
    for (let tree = 0; tree < 20; tree++)
      booster.grow((scores, gradient, hessian) => byHand.gradient(scores, gradient, hessian, train.target));
    expect(booster.ensemble()).toEqual(own);
    expect(booster.scores).toEqual(rawScores(own, train.features, train.rows));
  });

  test("unusable derivatives are refused", () => {
    const train = data(7, 50, (score) => score);
    for (const [slope, curvature] of [
      [Number.NaN, 1],
      [1, -1],
    ] as const) {
      const loss = customLoss({
        gradient(_, gradient, hessian) {
          gradient.fill(slope);
          hessian.fill(curvature);
        },
      });
      expect(() => fitBoostedTrees(train, { loss })).toThrow(code("FS_LEARN_INVALID_GRADIENT"));
    }
    const silent = customLoss({
      gradient: (_, gradient, hessian) => void (gradient.fill(0), hessian.fill(1)),
    });
    const earlyStopping = { validation: train, rounds: 2 };
    expect(() => fitBoostedTrees(train, { loss: silent, earlyStopping })).toThrow(
      code("FS_LEARN_INVALID_OPTION"),
    );
  });
});

test("trees with several outputs: shared structure, each output's mean in the leaves", () => {
  const one = data(8, 400, (score, uniform) => score + uniform());
  const target = Float64Array.from({ length: 800 }, (_, at) =>
    at % 2 === 0 ? one.target[at >> 1]! : one.features[3 * (at >> 1) + 2]!,
  );
  const fit = fitBoostedTrees({ ...one, target, outputs: 2 }, { trees: 150, maxDepth: 4 });
  const predicted = predictTrees(fit.ensemble, one.features, one.rows);
  const errors = predicted.map((value, at) => (value - target[at]!) ** 2);
  expect(mean(errors)).toBeCloseTo(fit.trainingLoss, 9);
  expect(mean(errors.filter((_, at) => at % 2 === 1))).toBeLessThan(0.01);
  expect(mean(errors.filter((_, at) => at % 2 === 0))).toBeLessThan(0.1);
  expect(fit.ensemble.treeOutput).toBeNull();
});

describe("constraints and categories", () => {
  const wavy = data(9, 1500, (score, uniform) => score + Math.sin(3 * score) + uniform());

  test.each(["squared", "absolute"] as const)(
    "predictions with the %s loss keep to the asked direction",
    (loss) => {
      const { ensemble } = fitBoostedTrees(wavy, { trees: 80, loss, monotone: [1, -1, 0] });
      const stream = randomStream(10);
      for (let draw = 0; draw < 300; draw++) {
        const row = [stream.uniform(), stream.uniform(), stream.uniform()];
        const steps = [0, 1].map((column) => {
          const higher = row.with(column, Math.min(1, row[column]! + 0.3 * stream.uniform()));
          const [low, high] = predictTrees(ensemble, Float64Array.of(...row, ...higher), 2);
          return (column === 0 ? 1 : -1) * (high! - low!);
        });
        expect(Math.min(...steps)).toBeGreaterThanOrEqual(-1e-12);
      }
    },
  );

  test("without constraints they would not", () => {
    const { ensemble } = fitBoostedTrees(wavy, { trees: 80 });
    const grid = Float64Array.from({ length: 300 }, (_, at) => (at % 3 === 0 ? at / 300 : 0.5));
    const line = predictTrees(ensemble, grid, 100);
    expect(Math.min(...line.slice(1).map((value, at) => value - line[at]!))).toBeLessThan(0);
  });

  const sets: fc.Arbitrary<{ seed: number; categories: number }> = fc.record({
    seed: fc.integer(),
    categories: fc.integer({ min: 2, max: 7 }),
  });
  test("a split by category is the best of all ways to part them", () => {
    fc.assert(
      fc.property(sets, ({ seed, categories }) => {
        const stream = randomStream(seed);
        const rows = 40;
        const features = Float64Array.from({ length: rows }, () => 3 * stream.integer(categories));
        const target = Float64Array.from({ length: rows }, () => stream.normal());
        const { ensemble } = fitBoostedTrees(
          { features, rows, columns: 1, target },
          {
            trees: 1,
            learningRate: 1,
            lambda: 0,
            maxDepth: 1,
            minRowsPerLeaf: 1,
            categorical: [0],
            categorySmoothing: 0,
          },
        );
        const centre = mean(target);
        let best = 0;
        for (let set = 1; set < 2 ** categories - 1; set++) {
          const sides = [0, 1].map((side) =>
            target.filter((_, row) => (set >> (features[row]! / 3)) % 2 === side),
          );
          const gain = sides.reduce(
            (sum, side) => sum + (side.length > 0 ? side.length * (mean(side) - centre) ** 2 : 0),
            0,
          );
          best = Math.max(best, gain);
        }
        expect(Math.max(...ensemble.gain)).toBeCloseTo(best, 9);
      }),
      { numRuns: 60 },
    );
  });

  test("unseen, broken and missing categories have a side; too many are refused or grouped", () => {
    const features = Float64Array.from({ length: 900 }, (_, row) => row % 300);
    const target = features.map((category) => (category % 7 === 0 ? 5 : 0));
    const given = { features, rows: 900, columns: 1, target };
    const options = {
      trees: 1,
      learningRate: 1,
      lambda: 0,
      minRowsPerLeaf: 1,
      maxDepth: 1,
      categorySmoothing: 0,
    };
    expect(() => fitBoostedTrees(given, { ...options, categorical: [0] })).toThrow(
      code("FS_LEARN_TOO_MANY_CATEGORIES"),
    );
    const grouped = fitBoostedTrees(given, {
      ...options,
      categorical: [0],
      rareCategories: "group",
    }).ensemble;
    const [seven, eight, twentyOne] = predictTrees(grouped, Float64Array.of(7, 8, 21), 3);
    expect([seven, twentyOne].map((value) => value!.toFixed(6))).toEqual(["5.000000", "5.000000"]);
    expect(eight).toBeLessThan(1);
    const others = predictTrees(grouped, Float64Array.of(1, 12_345, -1, 7.5, Number.NaN), 5);
    expect(new Set(others).size).toBe(1);
    for (const broken of [-1, 0.5, 70_000])
      expect(() =>
        fitBoostedTrees({ ...given, features: features.with(3, broken) }, { categorical: [0] }),
      ).toThrow(code("FS_LEARN_INVALID_CATEGORY"));
  });
});

describe("growth", () => {
  const train = data(11, 2000, (score, uniform) => score * score + uniform());
  const variants: readonly FitBoostedTreesOptions[] = [
    {},
    { maxLeaves: 12, maxDepth: 30 },
    { maxLeaves: 12, growth: "depth-wise" },
    { columnFraction: 0.6, columnFractionPerSplit: 0.5, rowFraction: 0.5, seed: 2 },
    { loss: { quantile: 0.7 }, minRowsPerLeaf: 7.5 },
    { monotone: [1, 0, 0] },
    { categorical: [2], loss: "squared" },
  ];
  test.each(variants)("WebAssembly and TypeScript grow the same trees to the bit: variant %#", (variant) => {
    const features = train.features.map((value, at) =>
      at % 3 === 2 ? Math.floor(9 * value) : value < 0.1 ? Number.NaN : value,
    );
    const weights = train.target.map((_, row) => 0.5 + (row % 4));
    const given = { ...train, features, weights };
    const [wasm, plain] = (["wasm", "typescript"] as const).map((kernels) =>
      fitBoostedTrees(given, { trees: 8, ...variant, kernels }),
    );
    expect(wasm).toEqual(plain);
    const counts = fitBoostedTrees(
      { ...given, target: train.target.map(Math.floor) },
      { trees: 4, loss: "poisson", kernels: "wasm" },
    );
    expect(
      fitBoostedTrees(
        { ...given, target: train.target.map(Math.floor) },
        { trees: 4, loss: "poisson", kernels: "typescript" },
      ),
    ).toEqual(counts);
  });

  test("leaf-wise growth takes the greatest gains, depth-wise the nearest leaves", () => {
    const fit = (growth: "leaf-wise" | "depth-wise") =>
      fitBoostedTrees(train, { trees: 1, maxLeaves: 6, maxDepth: 20, growth }).ensemble;
    const wise = fit("leaf-wise");
    const inner = [...wise.feature.keys()].filter((node) => wise.feature[node]! >= 0);
    for (const node of inner)
      for (const other of inner) {
        // The other was there when the node was split, and was split later.
        const waited = other < wise.left[node]! && wise.left[other]! > wise.left[node]!;
        expect(waited ? wise.gain[other]! : 0).toBeLessThanOrEqual(wise.gain[node]!);
      }
    const { left, right, feature } = fit("depth-wise");
    const depth = (node: number): number =>
      feature[node]! < 0 ? 0 : 1 + Math.max(depth(left[node]!), depth(right[node]!));
    expect(depth(0)).toBe(3);
  });
});

describe("bad input", () => {
  const train = data(12, 60, (score) => score);
  test("one class, wrong classes, negative counts, infinite features, wrong columns", () => {
    const ones = { ...train, target: new Float64Array(60).fill(1) };
    expect(() => fitBoostedTrees(ones, { loss: "logistic" })).toThrow(code("FS_LEARN_ONE_CLASS"));
    expect(() => fitBoostedTrees(ones, { loss: { softmax: 3 } })).toThrow(code("FS_LEARN_ONE_CLASS"));
    const OPTION = code("FS_LEARN_INVALID_OPTION");
    const TRUTH = code("FS_LEARN_INVALID_TRUTH");
    expect(() =>
      fitBoostedTrees({ ...train, target: ones.target.with(0, 3) }, { loss: { softmax: 3 } }),
    ).toThrow(TRUTH);
    expect(() => fitBoostedTrees({ ...train, target: ones.target.with(0, 2) }, { loss: "logistic" })).toThrow(
      TRUTH,
    );
    expect(() => fitBoostedTrees({ ...train, target: ones.target.with(0, -1) }, { loss: "poisson" })).toThrow(
      TRUTH,
    );
    expect(() =>
      fitBoostedTrees({ ...train, target: ones.target.map(() => 0) }, { loss: "poisson" }),
    ).toThrow(TRUTH);
    expect(() => fitBoostedTrees({ ...train, features: train.features.with(4, Infinity) })).toThrow(
      code("FS_LEARN_MISSING_VALUE"),
    );
    expect(() => fitBoostedTrees(train, { monotone: [1] })).toThrow(OPTION);
    expect(() => fitBoostedTrees(train, { categorical: [3] })).toThrow(OPTION);
    expect(() =>
      fitBoostedTrees({ ...train, target: ones.target }, { loss: { softmax: 2 }, monotone: [1, 0, 0] }),
    ).toThrow(OPTION);
    const { ensemble } = fitBoostedTrees(train, { trees: 1 });
    expect(() => predictTrees(ensemble, new Float64Array(4), 2)).toThrow(code("FS_LEARN_COLUMN_MISMATCH"));
  });

  test("a constant column is never split on", () => {
    const features = train.features.map((value, at) => (at % 3 === 1 ? 4 : value));
    const { ensemble } = fitBoostedTrees({ ...train, features }, { trees: 10, minRowsPerLeaf: 2 });
    expect([...ensemble.feature].filter((column) => column === 1)).toEqual([]);
    expect(ensemble.feature).toContain(0);
  });
});
