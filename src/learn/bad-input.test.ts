import { describe, expect, test } from "vitest";
import { boostedTrees } from "./boosted-trees.js";
import { conformal } from "./conformal/conformal.js";
import type { Example } from "./feature-row.js";
import { elasticNet, lasso } from "./linear/elastic-net.js";
import { fitElasticNet } from "./linear/fit-elastic-net.js";
import { fitLogistic } from "./linear/fit-logistic.js";
import { fitPoisson } from "./linear/fit-poisson.js";
import { fitQuantile } from "./linear/fit-quantile.js";
import { fitRidge } from "./linear/fit-ridge.js";
import { predictLinear } from "./linear/linear-fit.js";
import { logisticRegression } from "./linear/logistic-regression.js";
import { poissonRegression } from "./linear/poisson-regression.js";
import { quantileRegression } from "./linear/quantile-regression.js";
import { ridgeLeaveOneOut } from "./linear/ridge-leave-one-out.js";
import { ridge } from "./linear/ridge.js";
import { kernelRegression } from "./neighbours/kernel-regression.js";
import { nearestNeighbours } from "./neighbours/nearest-neighbours.js";
import { nearestRows, neighbourTree, rowsWithin } from "./neighbours/neighbour-tree.js";
import { fitNetwork } from "./network/fit-network.js";
import { predictNetwork } from "./network/network-state.js";
import { network } from "./network/network.js";
import type { Predictor } from "./predictor.js";
import { numeric } from "./preparation/field-step.js";
import { pipeline } from "./preparation/pipeline.js";
import { prepare } from "./preparation/prepare.js";
import { extraTrees, randomForest } from "./random-forest.js";
import { fitBoostedTrees } from "./trees/fit-boosted-trees.js";
import { fitForest } from "./trees/fit-forest.js";
import { leafWeights } from "./trees/leaf-weights.js";
import { predictTrees } from "./trees/tree-ensemble.js";

// One table for the whole room: whatever learns answers the same mistake with the same code.
interface Row {
  a: number;
  b: number;
}
type Mutable = { features: Record<string, unknown>; truth: unknown; weight?: number };

const target = { over: [] } as const;
const predictors: Record<string, Predictor<Row>> = {
  ridge: ridge<Row>({ target }),
  lasso: lasso<Row>({ target }),
  elasticNet: elasticNet<Row>({ target }),
  logisticRegression: logisticRegression<Row>({ target }),
  poissonRegression: poissonRegression<Row>({ target }),
  quantileRegression: quantileRegression<Row>({ target, level: 0.5 }),
  boostedTrees: boostedTrees<Row>({ target, trees: 3 }),
  "boostedTrees, logistic": boostedTrees<Row>({ target, trees: 3, loss: "logistic" }),
  randomForest: randomForest<Row>({ target, trees: 3 }),
  extraTrees: extraTrees<Row>({ target, trees: 3 }),
  network: network<Row>({ target, hidden: [2], epochs: 1 }),
  "network, logistic": network<Row>({ target, hidden: [2], epochs: 1, loss: "logistic" }),
  nearestNeighbours: nearestNeighbours<Row>({ target }),
  kernelRegression: kernelRegression<Row>({ target }),
  conformal: conformal(ridge<Row>({ target })),
  pipeline: pipeline(prepare<Row>({ a: numeric(), b: numeric() }), ridge({ target })),
};
const takesMissing = (name: string): boolean => /Trees|Forest/.test(name);

function examples(change: (all: Mutable[]) => void): Example<Row>[] {
  const all: Mutable[] = Array.from({ length: 40 }, (_, index) => ({
    features: { a: index % 7, b: (index * 13) % 11 },
    truth: [index % 2],
  }));
  change(all);
  return all as unknown as Example<Row>[];
}

const third = (change: (example: Mutable) => void) => (all: Mutable[]) => change(all[3]!);
const weights = (weight: (index: number) => number) => (all: Mutable[]) =>
  all.forEach((example, index) => (example.weight = weight(index)));

const mistakes: readonly [string, (all: Mutable[]) => void, string][] = [
  ["a truth of NaN", third((one) => (one.truth = [Number.NaN])), "FS_LEARN_INVALID_TRUTH"],
  ["an infinite truth", third((one) => (one.truth = [Infinity])), "FS_LEARN_INVALID_TRUTH"],
  ["a truth of two values", third((one) => (one.truth = [1, 0])), "FS_LEARN_INVALID_TRUTH"],
  ["a truth that is no array", third((one) => (one.truth = 1)), "FS_LEARN_INVALID_TRUTH"],
  ["no truth", third((one) => delete one.truth), "FS_LEARN_INVALID_TRUTH"],
  ["no examples", (all) => void (all.length = 0), "FS_LEARN_TOO_FEW_EXAMPLES"],
  ["an infinite feature", third((one) => (one.features["a"] = -Infinity)), "FS_LEARN_MISSING_VALUE"],
  ["text for a number", third((one) => (one.features["a"] = "3")), "FS_LEARN_INVALID_ROW"],
  ["weights of zero", weights(() => 0), "FS_LEARN_INVALID_OPTION"],
  ["a negative weight", weights((index) => index - 1), "FS_LEARN_INVALID_OPTION"],
  ["a weight of NaN", weights((index) => (index === 5 ? Number.NaN : 1)), "FS_LEARN_INVALID_OPTION"],
  ["an infinite weight", weights((index) => (index === 5 ? Infinity : 1)), "FS_LEARN_INVALID_OPTION"],
];

describe.each(Object.keys(predictors))("%s", (name) => {
  const predictor = predictors[name]!;

  test.each(mistakes)("%s", async (_, change, code) => {
    await expect(predictor.fit(examples(change))).rejects.toThrow(expect.objectContaining({ code }));
  });

  test("a missing feature is refused, or a value of its own", async () => {
    const fit = predictor.fit(examples(third((one) => (one.features["a"] = Number.NaN))));
    const code = await fit.then(
      (fitted) => String(Number.isFinite(fitted.predict([{ a: Number.NaN, b: 1 }])[0])),
      (error: { code: string }) => error.code,
    );
    expect(code).toBe(takesMissing(name) ? "true" : "FS_LEARN_MISSING_VALUE");
  });

  test("a constant column does no harm", async () => {
    const fitted = await predictor.fit(examples((all) => all.forEach(({ features }) => (features["a"] = 3))));
    expect(fitted.predict([{ a: 3, b: 1 }])[0]).toSatisfy(Number.isFinite);
    expect(fitted.predict([])).toEqual(new Float64Array());
  });

  test("rows of other columns are refused when predicting", async () => {
    const fitted = await predictor.fit(examples(() => undefined));
    const refused = (row: unknown, code: string): void =>
      expect(() => fitted.predict([row as Row])).toThrow(expect.objectContaining({ code }));
    refused({ a: 1 }, name === "pipeline" ? "FS_LEARN_MISSING_VALUE" : "FS_LEARN_INVALID_ROW");
    refused({ a: "1", b: 2 }, "FS_LEARN_INVALID_ROW");
    refused({ a: Infinity, b: 2 }, "FS_LEARN_MISSING_VALUE");
  });
});

test("one class is refused by all that learn classes", async () => {
  const one = examples((all) => all.forEach((example) => (example.truth = [1])));
  for (const name of ["logisticRegression", "boostedTrees, logistic", "network, logistic"])
    await expect(predictors[name]!.fit(one)).rejects.toThrow(
      expect.objectContaining({ code: "FS_LEARN_ONE_CLASS" }),
    );
});

test("what is no class or count is refused by all that learn them", async () => {
  const negative = examples(third((example) => (example.truth = [-1])));
  for (const name of [
    "logisticRegression",
    "poissonRegression",
    "boostedTrees, logistic",
    "network, logistic",
  ])
    await expect(predictors[name]!.fit(negative)).rejects.toThrow(
      expect.objectContaining({ code: "FS_LEARN_INVALID_TRUTH" }),
    );
});

/** Flat arrays, to be spoilt. */
interface Flat {
  features: Float64Array;
  rows: number;
  columns: number;
  targets: Float64Array;
  weights: Float64Array;
}

const fits: Record<string, (data: Flat & { outputs: number; target: Float64Array }) => unknown> = {
  fitRidge,
  ridgeLeaveOneOut: (data) => ridgeLeaveOneOut({ ...data, penalty: 1 }),
  fitElasticNet,
  fitLogistic: (data) => fitLogistic({ ...data, classOf: data.targets, classes: 2 }),
  fitPoisson,
  fitQuantile: (data) => fitQuantile({ ...data, level: 0.5 }),
  fitBoostedTrees: (data) => fitBoostedTrees(data, { trees: 2 }),
  fitForest: (data) => fitForest(data, { trees: 2 }),
  fitNetwork: (data) => fitNetwork(data, { hidden: [2], epochs: 1 }),
};

const spoilt: readonly [string, (data: Flat) => void, readonly string[]][] = [
  ["a target of NaN", (data) => (data.targets[3] = Number.NaN), ["FS_LEARN_INVALID_TRUTH"]],
  ["an infinite feature", (data) => (data.features[5] = Infinity), ["FS_LEARN_MISSING_VALUE"]],
  [
    "no rows",
    (data) => Object.assign(data, { rows: 0, features: new Float64Array(), targets: new Float64Array() }),
    ["FS_LEARN_TOO_FEW_EXAMPLES"],
  ],
  ["weights of zero", (data) => data.weights.fill(0), ["FS_LEARN_INVALID_OPTION"]],
  ["a negative weight", (data) => (data.weights[2] = -1), ["FS_LEARN_INVALID_OPTION"]],
  ["a weight of NaN", (data) => (data.weights[2] = Number.NaN), ["FS_LEARN_INVALID_OPTION"]],
  [
    "features of another shape",
    (data) => (data.features = data.features.subarray(1)),
    ["FS_MATH_INVALID_ARGUMENT", "FS_LEARN_INVALID_OPTION"],
  ],
  [
    "targets of another shape",
    (data) => (data.targets = data.targets.subarray(1)),
    ["FS_MATH_INVALID_ARGUMENT", "FS_LEARN_INVALID_OPTION"],
  ],
];

function flat(change: (data: Flat) => void): Flat & { outputs: number; target: Float64Array } {
  const data: Flat = {
    features: Float64Array.from({ length: 80 }, (_, at) => (at * 13) % 11),
    rows: 40,
    columns: 2,
    targets: Float64Array.from({ length: 40 }, (_, row) => row % 2),
    weights: new Float64Array(40).fill(1),
  };
  change(data);
  return { ...data, outputs: 1, target: data.targets };
}

describe.each(Object.keys(fits))("%s", (name) => {
  test.each(spoilt)("%s", async (_, change, codes) => {
    const found = await new Promise((resolve) => resolve(fits[name]!(flat(change)))).then(
      () => "no error",
      (error: { code?: string }) => error.code,
    );
    expect(codes).toContain(found);
  });
});

test("arrays of another shape are refused when predicting", async () => {
  const data = flat(() => undefined);
  const linear = await fitElasticNet(data);
  const { state } = await fitNetwork(data, { hidden: [2], epochs: 1 });
  const { ensemble } = fitBoostedTrees(data, { trees: 2 });
  const forest = fitForest(data, { trees: 2 });
  const tree = neighbourTree(data.features, 40, 2);
  const three = new Float64Array(3);
  const refused = (work: () => unknown, code: string): void =>
    expect(work).toThrow(expect.objectContaining({ code }));
  refused(() => predictLinear(linear, three, 2), "FS_MATH_INVALID_ARGUMENT");
  refused(() => predictNetwork(state, three, 2), "FS_MATH_INVALID_ARGUMENT");
  refused(() => predictTrees(ensemble, three, 2), "FS_LEARN_COLUMN_MISMATCH");
  refused(() => leafWeights(forest, three, 2), "FS_LEARN_COLUMN_MISMATCH");
  refused(() => neighbourTree(three, 2, 2), "FS_MATH_INVALID_ARGUMENT");
  refused(() => neighbourTree(Float64Array.of(1, Number.NaN), 1, 2), "FS_LEARN_MISSING_VALUE");
  refused(() => nearestRows(tree, three, 1), "FS_MATH_INVALID_ARGUMENT");
  refused(() => nearestRows(tree, [1, Infinity], 1), "FS_LEARN_MISSING_VALUE");
  refused(() => rowsWithin(tree, [1, Number.NaN], 1), "FS_LEARN_MISSING_VALUE");
});

test("rows without weight: folds are of those that count, and early stopping wants some that do", async () => {
  const late = flat((data) => data.weights.fill(0, 0, 30));
  const early = flat((data) => data.weights.fill(0, 30));
  expect((await fitElasticNet(late)).coefficients.every(Number.isFinite)).toBe(true);
  const stopping = { hidden: [2], epochs: 3, earlyStopping: { share: 0.2 } } as const;
  await expect(fitNetwork(early, stopping)).rejects.toThrow(
    expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }),
  );
});
