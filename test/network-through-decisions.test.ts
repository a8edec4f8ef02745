import { expect, test } from "vitest";
import { adam, isDifferentiable, network } from "../src/learn/index.js";
import { spoPlus, train } from "../src/decide/index.js";
import { bentCosts, enumerated, type Items, type Load } from "./small-problems.js";

test("a network is trained through spoPlus, by the same hook as ridge, and reaches less regret than its fit", async () => {
  const { problem } = enumerated("minimize", 2);
  const predictor = network<Load, Items, "EUR">({
    target: { over: problem.uncertain.over, unit: "EUR" },
    hidden: [8],
    activation: "tanh",
    epochs: 3,
  });
  expect(isDifferentiable(predictor)).toBe(true);
  const options = {
    data: bentCosts(1, 160),
    loss: spoPlus(),
    through: problem,
    seed: 4,
    epochs: 12,
    learningRate: 0.01,
  };
  const trained = await train(predictor, options);
  expect(trained.training.epochs).toBeGreaterThan(0);
  const { history } = trained.training;
  const best = history.find(({ epoch }) => epoch === trained.training.epochs)!;
  expect(best.validationRegret).toBeLessThan(history[0]!.validationRegret);
  expect(trained.card).toMatchObject({ kind: "network", loss: "spo+" });
  const rows = bentCosts(5, 10).map(({ features }) => features);
  expect((await train(predictor, options)).predict(rows)).toEqual(trained.predict(rows));
});

test("a network follows a pinball loss of one's own", async () => {
  const examples = Array.from({ length: 40 }, (_, index) => ({ features: { x: 0 }, truth: [index] }));
  const model = await network({ target: { over: [] }, hidden: [3], epochs: 5 }).begin(examples);
  const optimizer = adam(model.parameters.length, { learningRate: 0.01 });
  const all = Int32Array.from(examples.keys());
  const predicted = new Float64Array(40);
  const gradient = new Float64Array(model.parameters.length);
  for (let step = 0; step < 600; step++) {
    model.forward(all, predicted);
    const cotangent = predicted.map((value, index) => (value < index ? -0.9 : 0.1));
    model.backward(all, cotangent, gradient.fill(0));
    optimizer.step(model.parameters, gradient);
  }
  expect(Math.abs(model.finish().predict([{ x: 0 }])[0]! - 35.5)).toBeLessThan(1.5);
});
