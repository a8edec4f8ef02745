import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { averageOf } from "../average.js";
import { logTransform } from "../target-transform.js";
import { network } from "./network.js";

const hour = { name: "hour", keys: ["h0", "h1"] } as const;
const target = { over: [hour], unit: "MWh" } as const;

function examples(count: number) {
  const random = randomStream(1);
  return Array.from({ length: count }, (_, day) => {
    const [wind, store] = [random.normal(), day % 3];
    return {
      features: { wind, store, level: [day / 10, 1 - day / 10] },
      truth: [10 + wind ** 2 + store, 20 + day / 5],
    };
  });
}

const settings = {
  target,
  hidden: [6],
  activation: "tanh",
  epochs: 5,
  precision: "float64",
  embeddings: { store: { categories: 3, width: 2 } },
  targetTransform: logTransform(),
} as const;

describe("a network in training", () => {
  const data = examples(30);
  const batch = Int32Array.of(4, 4, 29, 0, 7);
  const random = randomStream(9);
  const cotangent = Float64Array.from({ length: 10 }, () => random.normal());

  test("backward is the derivative of forward, through transform and standardisation; it adds", async () => {
    const model = await network(settings).begin(data, { seed: 2 });
    const out = new Float64Array(10);
    const value = () => {
      model.forward(batch, out);
      return out.reduce((sum, prediction, at) => sum + cotangent[at]! * prediction, 0);
    };
    const gradient = new Float64Array(model.parameters.length).fill(100);
    model.backward(batch, cotangent, gradient);
    const again = new Float64Array(model.parameters.length).fill(100);
    model.backward(batch, cotangent, again);
    expect(again).toEqual(gradient);
    for (let at = 0; at < gradient.length; at++) {
      const held = model.parameters[at]!;
      model.parameters[at] = held + 1e-5;
      const above = value();
      model.parameters[at] = held - 1e-5;
      const below = value();
      model.parameters[at] = held;
      expect(gradient[at]! - 100, `parameter ${at}`).toBeCloseTo((above - below) / 2e-5, 4);
    }
  });

  test("forward, predict and the finished predictor agree, with changed parameters and larger batches too", async () => {
    const model = await network(settings).begin(data, { seed: 2 });
    const two = new Float64Array(4);
    model.forward(Int32Array.of(3, 5), two);
    model.parameters[0]! += 0.5;
    const all = new Float64Array(60);
    model.forward(Int32Array.from(data.keys()), all);
    const rows = data.map(({ features }) => features);
    const predicted = model.predict(rows);
    const finished = model.finish({ loss: "my own" });
    model.parameters[0]! -= 0.5;
    expect(all[0]).not.toBe(two[0]);
    all.forEach((value, at) => expect(value).toBeCloseTo(predicted[at]!, 10));
    expect(finished.predict(rows)).toEqual(predicted);
    expect(finished.card.loss).toBe("my own");
    expect([...model.truths.subarray(0, 2)]).toEqual(data[0]!.truth);
  });

  test("float32 does the same to its precision", async () => {
    const model = await network({ ...settings, precision: "float32" }).begin(data, { seed: 2 });
    const out = new Float64Array(60);
    model.forward(Int32Array.from(data.keys()), out);
    const exact = model.predict(data.map(({ features }) => features));
    out.forEach((value, at) => expect(value / exact[at]!).toBeCloseTo(1, 5));
  });
});

test("fit is begin and finish; the card says what was done", async () => {
  const predictor = network(settings);
  const data = examples(30);
  const phases: number[] = [];
  const fitted = await predictor.fit(data, { seed: 3, onProgress: ({ done }) => phases.push(done) });
  const begun = (await predictor.begin(data, { seed: 3 })).finish();
  expect(begun.state).toEqual(fitted.state);
  expect(phases).toEqual([1, 2, 3, 4, 5]);
  expect(fitted.columns).toEqual(["wind", "store", "level[h0]", "level[h1]"]);
  expect(fitted.card).toMatchObject({
    kind: "network",
    rows: 30,
    features: ["wind", "store", "level"],
    loss: "squared error",
    seed: 3,
    settings: { epochs: 5, targetTransform: "log", optimizer: { kind: "adam" } },
    figures: { epochs: 5, validationLoss: null, parameters: 3 * 2 + 6 * 6 + 2 * 7 },
  });
  expect(JSON.parse(JSON.stringify(fitted.card))).toEqual(fitted.card);
});

test("weights of examples count, and an average of networks works", async () => {
  const data = Array.from({ length: 40 }, (_, at) => ({
    features: { x: 0 },
    truth: [at % 2],
    weight: at % 2 === 0 ? 1 : 9,
  }));
  const predictor = network({
    target: { over: [] },
    hidden: [],
    epochs: 150,
    learningRate: 0.02,
    batchSize: 40,
  });
  const fitted = await averageOf([predictor, predictor]).fit(data);
  expect(fitted.predict([{ x: 0 }])[0]).toBeCloseTo(0.9, 1);
});

test("the gaussian loss gives deviations", async () => {
  const fitted = await network({ target, hidden: [], loss: "gaussian", epochs: 2 }).fit(
    examples(20).map(({ features, truth }) => ({ features: { wind: features.wind }, truth })),
  );
  const deviations = fitted.deviations([{ wind: 0 }, { wind: 1 }]);
  expect(deviations).toHaveLength(4);
  expect(deviations.every((value) => value > 0)).toBe(true);
});

test("unknown fields, categories and shapes are refused by code", async () => {
  const data = examples(10);
  const begin = (embeddings: Record<string, { categories: number; width: number }>) =>
    network({ ...settings, embeddings }).begin(data);
  await expect(begin({ shop: { categories: 3, width: 2 } })).rejects.toMatchObject({
    code: "FS_LEARN_INVALID_OPTION",
  });
  await expect(begin({ store: { categories: 2, width: 2 } })).rejects.toMatchObject({
    code: "FS_LEARN_INVALID_CATEGORY",
  });
  expect(() => network({ ...settings, embeddings: { store: { categories: 0, width: 2 } } })).toThrowError(
    expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }),
  );
  const fitted = await network(settings).fit(data);
  expect(() => fitted.predict([{ wind: 0, store: 3, level: [0, 0] }])).toThrowError(
    expect.objectContaining({ code: "FS_LEARN_INVALID_CATEGORY" }),
  );
});
