import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { evaluateStructure } from "../model-structure.js";
import { fitNetwork } from "./fit-network.js";
import type { NetworkSettings } from "./network-settings.js";
import { networkStructure, predictDeviations, predictNetwork } from "./network-state.js";

const code = (expected: string) => expect.objectContaining({ code: expected });

/** y = 100 + 20 |x₀| + 5 x₁ in columns of very different scales; a third column is noise. */
function bent(rows: number, seed = 1, noise = 0) {
  const random = randomStream(seed);
  const features = new Float64Array(rows * 3);
  const targets = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const [a, b] = [random.normal(), random.normal()];
    features.set([1000 * a, 7 + 0.01 * b, random.normal()], row * 3);
    targets[row] = 100 + 20 * Math.abs(a) + 5 * b + noise * random.normal();
  }
  return { features, rows, columns: 3, targets, outputs: 1 };
}

const rmse = (predicted: Float64Array, truth: Float64Array) =>
  Math.sqrt(predicted.reduce((sum, value, at) => sum + (value - truth[at]!) ** 2, 0) / truth.length);

test("a bent function is learned where a line would fail, whatever the scales", async () => {
  const test = bent(200, 2);
  const settings = { hidden: [16], learningRate: 0.01, epochs: 40, schedule: { kind: "cosine" } } as const;
  const { state, trainingLosses } = await fitNetwork(bent(400), settings);
  expect(rmse(predictNetwork(state, test.features, 200), test.targets)).toBeLessThan(1.5);
  expect(trainingLosses).toHaveLength(40);
  const line = await fitNetwork(bent(400), { ...settings, hidden: [] });
  expect(rmse(predictNetwork(line.state, test.features, 200), test.targets)).toBeGreaterThan(8);
});

test("the same seed gives the same bits, another one others", async () => {
  const settings = { hidden: [5], epochs: 3 };
  const once = await fitNetwork(bent(60), settings, { seed: 4 });
  expect(await fitNetwork(bent(60), settings, { seed: 4 })).toEqual(once);
  expect((await fitNetwork(bent(60), settings, { seed: 5 })).state.parameters).not.toEqual(
    once.state.parameters,
  );
});

test("weights count: two kinds of rows of the same features are averaged by weight", async () => {
  const targets = Float64Array.from({ length: 80 }, (_, row) => (row % 2) * 10);
  const data = { features: new Float64Array(80).fill(1), rows: 80, columns: 1, targets, outputs: 1 };
  const weights = targets.map((value) => (value === 0 ? 1 : 3));
  const { state } = await fitNetwork(
    { ...data, weights },
    { hidden: [], epochs: 200, learningRate: 0.01, batchSize: 80 },
  );
  expect(predictNetwork(state, Float64Array.of(1), 1)[0]).toBeCloseTo(7.5, 1);
});

describe("early stopping", () => {
  const settings = {
    hidden: [32],
    epochs: 200,
    learningRate: 0.03,
    earlyStopping: { patience: 4, share: 0.3 },
  };
  const data = bent(80, 3, 20);

  test("ends the fit when the held-out tail gets no better, and keeps the best", async () => {
    const early = await fitNetwork(data, {
      ...settings,
      earlyStopping: { ...settings.earlyStopping, refit: false },
    });
    expect(early.validationLosses.length).toBeLessThan(200);
    expect(early.epochs).toBe(early.validationLosses.length - 4);
    expect(early.validationLosses[early.epochs - 1]).toBe(Math.min(...early.validationLosses));
    const refit = await fitNetwork(data, settings);
    expect(refit.epochs).toBe(early.epochs);
    expect(refit.validationLosses).toEqual(early.validationLosses);
    expect(refit.state.parameters).not.toEqual(early.state.parameters);
  });

  test("the tail is never trained on", async () => {
    const options = { ...settings, epochs: 3, earlyStopping: { share: 0.3, refit: false } };
    const other = {
      ...data,
      targets: data.targets.map((value, row) => (row < 56 ? value : 2 * 112 - value)),
    };
    const [first, second] = [await fitNetwork(data, options), await fitNetwork(other, options)];
    expect(second.validationLosses).not.toEqual(first.validationLosses);
    expect(second.trainingLosses).toEqual(first.trainingLosses);
    expect(second.state.location).toEqual(first.state.location);
  });
});

test("the gaussian loss finds mean and spread; other losses have no spread", async () => {
  const random = randomStream(8);
  const features = Float64Array.from({ length: 1500 }, () => random.integer(2));
  const targets = features.map((value) => 10 + 5 * value + (1 + 3 * value) * random.normal());
  const data = { features, rows: 1500, columns: 1, targets, outputs: 1 };
  const settings = {
    hidden: [4],
    loss: "gaussian",
    epochs: 40,
    learningRate: 0.01,
    averaging: 0.998,
  } as const;
  const { state } = await fitNetwork(data, settings);
  const rows = Float64Array.of(0, 1);
  const means = predictNetwork(state, rows, 2);
  const spreads = predictDeviations(state, rows, 2);
  expect(Math.abs(means[0]! - 10)).toBeLessThan(0.3);
  expect(Math.abs(means[1]! - 15)).toBeLessThan(0.6);
  expect(Math.abs(spreads[0]! - 1)).toBeLessThan(0.2);
  expect(Math.abs(spreads[1]! - 4)).toBeLessThan(0.5);
  expect(() => predictDeviations({ ...state, loss: "squared" }, rows, 2)).toThrowError(
    code("FS_LEARN_INVALID_OPTION"),
  );
});

test("classes: probabilities of the data for both losses", async () => {
  const features = Float64Array.from({ length: 90 }, (_, row) => row % 3);
  const layers = [{ kind: "embedding", column: 0, categories: 3, width: 3 }] as const;
  const settings = { layers, epochs: 150, learningRate: 0.03, batchSize: 90 };
  // Category c is of class 1 in a share of (1 + c) / 5 of its ten rows in a group of 15.
  const isOne = features.map((category, row) => (Math.floor(row / 3) % 5 <= category ? 1 : 0));
  const data = { features, rows: 90, columns: 1 };
  const binary = await fitNetwork({ ...data, targets: isOne, outputs: 1 }, { ...settings, loss: "logistic" });
  const rows = Float64Array.of(0, 1, 2);
  const expected = [0.2, 0.4, 0.6];
  predictNetwork(binary.state, rows, 3).forEach((value, at) =>
    expect(Math.abs(value - expected[at]!)).toBeLessThan(0.04),
  );
  const oneHot = Float64Array.from([...isOne].flatMap((one) => [one, 1 - one]));
  const both = await fitNetwork(
    { ...data, targets: oneHot, outputs: 2 },
    { ...settings, loss: "crossEntropy" },
  );
  predictNetwork(both.state, rows, 3).forEach((value, at) => {
    const probability = expected[at >> 1]!;
    expect(Math.abs(value - (at % 2 === 0 ? probability : 1 - probability))).toBeLessThan(0.04);
  });
});

test.each<NetworkSettings>([
  { hidden: [4, 3], activation: "tanh" },
  {
    layers: [
      { kind: "dense", units: 4 },
      { kind: "layerNorm" },
      { kind: "softplus" },
      { kind: "dropout", rate: 0.1 },
    ],
  },
  { loss: "gaussian", hidden: [3] },
  { loss: "logistic", hidden: [3] },
])("the structure gives what the network predicts: %j", async (settings) => {
  const data = bent(50);
  const targets =
    settings.loss === "logistic" ? data.targets.map((value) => (value > 115 ? 1 : 0)) : data.targets;
  const { state } = await fitNetwork({ ...data, targets }, { ...settings, epochs: 2 });
  const expected = predictNetwork(state, data.features, 50);
  evaluateStructure(networkStructure(state), data.features, 50).forEach((value, at) =>
    expect(value).toBeCloseTo(expected[at]!, 9),
  );
});

test("a structure with an embedding too", async () => {
  const features = Float64Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? at / 7 : (at >> 1) % 3));
  const targets = Float64Array.from({ length: 20 }, (_, row) => row % 3);
  const layers = [{ kind: "embedding", column: 1, categories: 3, width: 2 }] as const;
  const { state } = await fitNetwork(
    { features, rows: 20, columns: 2, targets, outputs: 1 },
    { layers, epochs: 2 },
  );
  const expected = predictNetwork(state, features, 20);
  evaluateStructure(networkStructure(state), features, 20).forEach((value, at) =>
    expect(value).toBeCloseTo(expected[at]!, 9),
  );
});

describe("refuses", () => {
  const data = bent(20);
  const classes = (targets: number[], outputs: number) => ({
    ...data,
    rows: 4,
    features: data.features.slice(0, 12),
    targets: Float64Array.from(targets),
    outputs,
  });

  test.each([
    [
      "FS_LEARN_TOO_FEW_EXAMPLES",
      { ...data, rows: 0, features: new Float64Array(0), targets: new Float64Array(0) },
      {},
    ],
    ["FS_LEARN_INVALID_TRUTH", { ...data, targets: data.targets.with(3, Number.NaN) }, {}],
    ["FS_LEARN_MISSING_VALUE", { ...data, features: data.features.with(3, Infinity) }, {}],
    ["FS_LEARN_INVALID_OPTION", { ...data, weights: new Float64Array(20) }, {}],
    ["FS_LEARN_ONE_CLASS", classes([1, 1, 1, 1], 1), { loss: "logistic" }],
    ["FS_LEARN_ONE_CLASS", classes([1, 0, 1, 0, 1, 0, 1, 0], 2), { loss: "crossEntropy" }],
    ["FS_LEARN_INVALID_TRUTH", classes([0, 1, 2, 1], 1), { loss: "logistic" }],
    ["FS_LEARN_INVALID_TRUTH", classes([1, 1, 1, 0, 0, 1, 1, 0], 2), { loss: "crossEntropy" }],
    [
      "FS_LEARN_INVALID_CATEGORY",
      data,
      { layers: [{ kind: "embedding", column: 0, categories: 2, width: 1 }] },
    ],
    ["FS_LEARN_DIVERGED", data, { optimizer: { kind: "sgd" }, learningRate: 1e30, epochs: 5 }],
    ["FS_LEARN_INVALID_OPTION", data, { hidden: [3], layers: [] }],
    ["FS_LEARN_INVALID_OPTION", data, { precision: "float16" }],
    ["FS_LEARN_INVALID_OPTION", data, { schedule: { kind: "linear" } }],
  ] as const)("%s", async (expected, given, settings) => {
    await expect(fitNetwork(given, settings as NetworkSettings)).rejects.toThrowError(code(expected));
  });

  test("a signal ends the fit with its reason", async () => {
    const controller = new AbortController();
    const fit = fitNetwork(data, { epochs: 1_000_000 }, { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(fit).rejects.toThrow("enough");
  });
});
