import { expect, test } from "vitest";
import { randomStream } from "../math/index.js";
import { boostedTrees } from "./boosted-trees.js";
import { extraTrees, randomForest } from "./random-forest.js";
import { relativeTo } from "./target-transform.js";

const hour = { name: "hour", keys: ["h0", "h1"] } as const;
const target = { over: [hour], unit: "kW" } as const;

const stream = randomStream(1);
const examples = Array.from({ length: 500 }, () => {
  const sun = stream.uniform();
  const shock = stream.normal();
  return { features: { sun, noise: stream.uniform() }, truth: [10 * sun + shock, 20 * sun + 2 * shock] };
});

test("quantiles do not cross and cover; scenarios keep the dependence of entries", async () => {
  const fitted = await randomForest({ target, trees: 60, minRowsPerLeaf: 10 }).fit(examples, { seed: 2 });
  const rows = [
    { sun: 0.3, noise: 0.5 },
    { sun: 0.8, noise: 0.1 },
  ];
  const levels = [0.05, 0.5, 0.95];
  const quantiles = fitted.quantiles(rows, levels);
  for (let at = 0; at < quantiles.length; at += 3) {
    expect(quantiles[at]!).toBeLessThan(quantiles[at + 1]!);
    expect(quantiles[at + 1]!).toBeLessThan(quantiles[at + 2]!);
  }
  const inside = examples.map(({ features, truth }) => {
    const [low, , high] = fitted.quantiles([features], levels);
    return truth[0]! >= low! && truth[0]! <= high! ? 1 : 0;
  });
  expect(inside.reduce<number>((a, b) => a + b, 0) / 500).toBeGreaterThan(0.85);
  const scenarios = fitted.scenarios(rows, { count: 400, seed: 3 });
  expect(fitted.scenarios(rows, { count: 400, seed: 3 })).toEqual(scenarios);
  const known = new Set(examples.map(({ truth }) => truth.join()));
  for (let path = 0; path < 800; path++)
    expect(known.has([...scenarios.subarray(2 * path, 2 * path + 2)].join())).toBe(true);
  const mean = scenarios
    .subarray(0, 800)
    .reduce((sum, value, at) => sum + (at % 2 === 0 ? value / 400 : 0), 0);
  expect(mean).toBeCloseTo(fitted.predict(rows)[0]!, 0);
  expect(JSON.parse(JSON.stringify(fitted.card))).toEqual(fitted.card);
  expect(fitted.card.figures.outOfBagError).toBeLessThan(2);
});

test("transforms and weights reach a forest; extra trees see all examples", async () => {
  const scaled = extraTrees({ target, trees: 20, targetTransform: relativeTo(() => ({ scale: 1000 })) });
  const fitted = await scaled.fit(examples);
  const plain = await extraTrees({ target, trees: 20 }).fit(examples);
  const row = [{ sun: 0.5, noise: 0.5 }];
  fitted.predict(row).forEach((value, at) => expect(value).toBeCloseTo(plain.predict(row)[at]!, 6));
  expect(fitted.card.figures.outOfBagError).toBeNull();
  const half = examples.map((example, at) => ({ ...example, weight: at % 2 }));
  const weights = (await randomForest({ target, trees: 10 }).fit(half)).leafWeights(row);
  expect(weights.filter((weight, at) => at % 2 === 0 && weight !== 0).length).toBe(0);
});

test("weights, classes, categories and constraints reach boosted trees", async () => {
  const poisoned = examples.map((example, at) =>
    at % 2 === 0 ? { ...example, weight: 0, truth: [1e6, 1e6] } : example,
  );
  const fitted = await boostedTrees({ target, trees: 20, monotone: { sun: 1 }, categorical: ["hour"] }).fit(
    poisoned,
  );
  expect(Math.max(...fitted.predict(examples.map(({ features }) => features)))).toBeLessThan(50);
  const classes = { over: [{ name: "kind", keys: ["low", "middle", "high"] }], unit: "probability" } as const;
  const labelled = examples.map(({ features }) => ({
    features,
    truth: [0, 1, 2].map((kind) => (Math.min(2, Math.floor(3 * features.sun)) === kind ? 1 : 0)),
  }));
  const predictor = boostedTrees({ target: classes, loss: "softmax", trees: 30 });
  const classifier = await predictor.fit(labelled);
  const [low, middle, high] = classifier.predict([{ sun: 0.1, noise: 0.2 }]);
  expect(low! + middle! + high!).toBeCloseTo(1, 12);
  expect(low).toBeGreaterThan(0.9);
  const vague = [{ ...labelled[0]!, truth: [0.5, 0.5, 0] }, ...labelled];
  await expect(predictor.fit(vague)).rejects.toThrow(
    expect.objectContaining({ code: "FS_LEARN_INVALID_TRUTH" }),
  );
  await expect(boostedTrees({ target, monotone: { wind: 1 } }).fit(examples)).rejects.toThrow(
    expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }),
  );
});
