import { describe, expect, test } from "vitest";
import { boostedTrees } from "./boosted-trees.js";
import { isDifferentiable, type DifferentiablePredictor } from "./differentiable-predictor.js";
import type { Example } from "./feature-row.js";
import { ridge } from "./linear/ridge.js";
import { rulePredictor } from "./rule.js";
import { scaleFree } from "./scale-free.js";

interface Row {
  readonly x: number;
  readonly size: number;
}
const hour = { name: "hour", keys: ["night", "day"] } as const;
const target = { over: [hour], unit: "EUR/MWh" } as const;
type Prices = DifferentiablePredictor<Row, readonly [typeof hour], "EUR/MWh">;

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((total, value) => total + value, 0) / values.length;

/** Shapes that hang on x, in sizes that do not: 1, 10, 100, 1, ... */
const examples: readonly Example<Row>[] = Array.from({ length: 30 }, (_, index) => {
  const x = (index * 7) % 30;
  const size = 10 ** (index % 3);
  return { features: { x, size }, truth: [size * (1 - x / 60), size * (1 + x / 60)] };
});
const sizes = { sizeOfTruth: mean, sizeOfRow: (row: Row): number => row.size };
const inner: Prices = ridge<Row, readonly [typeof hour], "EUR/MWh">({ target, penalty: 1e-9 });
const prices: Prices = scaleFree({ ...sizes, predictor: inner });

test("learns the shape from rows of all sizes and takes the size from the rule", async () => {
  const fitted = await prices.fit(examples);
  const predictions = fitted.predict([
    { x: 12, size: 5 },
    { x: 30, size: 1000 },
  ]);
  // The inner model sees the size as a feature, which tells it nothing more: the shape is the same for all.
  [4, 6, 500, 1500].forEach((value, at) => expect(predictions[at]! / value).toBeCloseTo(1, 1));
  expect(fitted.card).toMatchObject({ kind: "ridge", figures: { referenceSize: 10 } });
  expect([...fitted.predict([])]).toEqual([]);
});

test("is what the inner predictor makes of truths brought to the median size", async () => {
  const scaled = examples.map(({ features, truth }) => ({
    features,
    truth: Array.from(truth, (value) => (value * 10) / mean(truth)),
  }));
  const rows = examples.map(({ features }) => features);
  const expected = (await inner.fit(scaled)).predict(rows);
  const found = (await prices.fit(examples)).predict(rows);
  found.forEach((value, at) => {
    const { size } = rows[Math.floor(at / 2)]!;
    expect(value).toBeCloseTo((expected[at]! * size) / 10, 9);
  });
});

test("does not change with the size of single examples", async () => {
  const rows = [{ x: 10, size: 3 }];
  const plain = (await prices.fit(examples)).predict(rows);
  const inflated = examples.map(({ features, truth }, index) => ({
    features,
    // Still the median: sizes on either side of it move away from it.
    truth: Array.from(truth, (value) => (index % 3 === 2 ? 1e6 * value : value)),
  }));
  const found = (await prices.fit(inflated)).predict(rows);
  found.forEach((value, at) => expect(value).toBeCloseTo(plain[at]!, 9));
});

describe("in training", () => {
  test("shows the scaled truths, predicts in the rule's sizes and finishes with the card's changes", async () => {
    const model = await prices.begin(examples);
    expect(model.truths).toHaveLength(60);
    for (let row = 0; row < 30; row++)
      expect(mean(model.truths.subarray(2 * row, 2 * row + 2))).toBeCloseTo(10, 9);
    const all = Int32Array.from(examples.keys());
    const forward = new Float64Array(60);
    model.forward(all, forward);
    const predicted = model.predict(examples.map(({ features }) => features));
    forward.forEach((value, at) => {
      const { size } = examples[Math.floor(at / 2)]!.features;
      expect(predicted[at]).toBeCloseTo((value * size) / 10, 9);
    });
    const finished = model.finish({ loss: "mine" });
    expect(finished.card).toMatchObject({ loss: "mine", figures: { referenceSize: 10 } });
    expect([...finished.predict([{ x: 3, size: 2 }])]).toEqual([...model.predict([{ x: 3, size: 2 }])]);
  });

  test("has the derivative of its forward pass", async () => {
    const model = await prices.begin(examples);
    const batch = Int32Array.of(4, 17, 8);
    const cotangent = Float64Array.of(1, -2, 0.5, 3, 0, 1);
    const gradient = new Float64Array(model.parameters.length);
    model.backward(batch, cotangent, gradient);
    const value = (): number => {
      const out = new Float64Array(6);
      model.forward(batch, out);
      return out.reduce((total, prediction, at) => total + prediction * cotangent[at]!, 0);
    };
    const step = 1e-4;
    for (let at = 0; at < gradient.length; at++) {
      const before = model.parameters[at]!;
      model.parameters[at] = before + step;
      const above = value();
      model.parameters[at] = before - step;
      const below = value();
      model.parameters[at] = before;
      expect(gradient[at]).toBeCloseTo((above - below) / (2 * step), 6);
    }
  });

  test("is possible when it is for the inner predictor, and only then", () => {
    expect(isDifferentiable(prices)).toBe(true);
    const trees = scaleFree({
      ...sizes,
      predictor: boostedTrees<Row>({ target: { over: [hour] } }) as never,
    });
    expect(isDifferentiable(trees)).toBe(false);
  });
});

describe("refusals", () => {
  const DOMAIN = expect.objectContaining({ code: "FS_LEARN_TRANSFORM_DOMAIN" });

  test.each([0, -3, NaN, Infinity])("the size %d of a truth or of a row", async (size) => {
    const broken = { ...sizes, sizeOfTruth: (truth: ArrayLike<number>) => (truth[0] === 1 ? size : 1) };
    const refit = scaleFree({ ...broken, predictor: inner }).fit(examples);
    await expect(refit).rejects.toEqual(DOMAIN);
    await expect(refit).rejects.toThrow(`the size of the truth of example 0 is ${size}.`);
    // A rule in the place of ridge, which itself refuses features that are not finite.
    const flat = rulePredictor({ name: "flat", target, predict: (_row: Row) => [1, 3] });
    const fitted = await scaleFree({ ...sizes, predictor: flat }).fit(examples);
    const predict = (): unknown =>
      fitted.predict([
        { x: 1, size: 2 },
        { x: 1, size },
      ]);
    expect(predict).toThrow(DOMAIN);
    expect(predict).toThrow(`the size of row 1 is ${size}.`);
  });

  test("no examples, in the words of the inner predictor", async () => {
    await expect(prices.fit([])).rejects.toEqual(
      expect.objectContaining({ code: "FS_LEARN_TOO_FEW_EXAMPLES" }),
    );
  });
});

test("a rule can be made free of size too", async () => {
  const rule = scaleFree({
    ...sizes,
    predictor: rulePredictor({ name: "flat", target, predict: (_row: Row) => [1, 3] }),
  });
  const fitted = await rule.fit(examples);
  expect([...fitted.predict([{ x: 0, size: 20 }])]).toEqual([2, 6]);
});

test("the reference size is the weighted median, between the middles of the examples' shares", async () => {
  const three = [1, 10, 100].map((size) => ({ features: { x: 1, size }, truth: [size, size] }));
  const weighted = three.map((example, at) => ({ ...example, weight: at === 2 ? 9 : 1 }));
  const { card } = await prices.fit(weighted);
  // Middles at 0.5, 1.5 and 6.5 of 11; half of the weight lies at 5.5.
  expect(card.figures.referenceSize).toBeCloseTo(82, 9);
});
