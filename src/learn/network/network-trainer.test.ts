import { expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { adam } from "../adam.js";
import { networkLoss } from "./network-loss.js";
import { networkTrainer, type NetworkTrainerOptions } from "./network-trainer.js";

const LAYERS = [{ kind: "dense", units: 6 }, { kind: "relu" }, { kind: "dense", units: 2 }] as const;
const SHAPE = { inputs: 3, entries: 2, layers: LAYERS, batch: 8 };
const order = randomStream(3).permutation(40);

function rows<V extends Float32Array | Float64Array>(cast: { from(values: number[]): V }) {
  const random = randomStream(2);
  const features = Array.from({ length: 120 }, () => random.normal());
  const truths = Array.from({ length: 80 }, (_, at) => Math.sin(features[3 * (at >> 1)]!) + (at % 2));
  return { features: cast.from(features), truths: cast.from(truths), weights: null };
}

/** Losses of so many steps, and the parameters after them. */
function run(options: Partial<NetworkTrainerOptions>, steps = 50) {
  const trainer = networkTrainer({ ...SHAPE, ...options });
  trainer.initialise(randomStream(1));
  const data = options.precision === "float64" ? rows(Float64Array) : rows(Float32Array);
  const losses = Array.from({ length: steps }, (_, step) =>
    trainer.step(data, order, (step % 5) * 8, 8, 0.01),
  );
  return { trainer, losses, parameters: [...trainer.pass.parameters] };
}

test("steps are those of Adam on the gradient of the batch", () => {
  const { parameters } = run({ precision: "float64" });
  const { trainer } = run({ precision: "float64" }, 0);
  const data = rows(Float64Array);
  const { pass } = trainer;
  const current = Float64Array.from(pass.parameters);
  const optimizer = adam(current.length, { learningRate: 0.01 });
  for (let step = 0; step < 50; step++) {
    const batch = [...order.subarray((step % 5) * 8, (step % 5) * 8 + 8)];
    pass.parameters.set(current);
    pass.input.set(batch.flatMap((row) => [...data.features.subarray(3 * row, 3 * row + 3)]));
    const truths = Float64Array.from(batch.flatMap((row) => [...data.truths.subarray(2 * row, 2 * row + 2)]));
    pass.forward(8);
    networkLoss("squared").evaluate(pass.output, truths, null, 8, 2, pass.cotangent);
    pass.backward(8);
    optimizer.step(current, Float64Array.from(pass.gradient));
  }
  parameters.forEach((value, at) => expect(value).toBeCloseTo(current[at]!, 12));
});

test("float32 gives the same bits in WebAssembly and in TypeScript, and float64 to its rounding", () => {
  const wasm = run({ kernels: "wasm" });
  expect(run({ kernels: "typescript" }).parameters).toEqual(wasm.parameters);
  const exact = run({ precision: "float64" });
  wasm.losses.forEach((loss, step) => expect(loss).toBeCloseTo(exact.losses[step]!, 4));
  expect(wasm.losses.at(-1)!).toBeLessThan(0.3 * wasm.losses[0]!);
});

test("AdamW shrinks what has no gradient; SGD follows its momentum", () => {
  const layers = [{ kind: "dense", units: 1 }] as const;
  const data = { features: Float64Array.of(0), truths: Float64Array.of(0), weights: null };
  const options = { inputs: 1, entries: 1, layers, batch: 1, precision: "float64" } as const;
  const decayed = networkTrainer({ ...options, optimizer: { kind: "adamW", weightDecay: 0.5 } });
  decayed.pass.parameters.set([8, 0]);
  for (let step = 0; step < 2; step++) decayed.step(data, Int32Array.of(0), 0, 1, 0.1);
  expect(decayed.pass.parameters[0]).toBeCloseTo(8 * 0.95 ** 2, 12);

  // The loss (b − 1)² of the bias: velocities −2, then 0.5 · −2 + 2 (0.2 − 1).
  const rolling = networkTrainer({ ...options, optimizer: { kind: "sgd", momentum: 0.5 } });
  const one = { ...data, truths: Float64Array.of(1) };
  for (let step = 0; step < 2; step++) rolling.step(one, Int32Array.of(0), 0, 1, 0.1);
  expect(rolling.pass.parameters[1]).toBeCloseTo(0.2 + 0.1 * (0.5 * 2 + 2 * 0.8), 12);
});

test("the loss over many rows is their mean, and moves nothing", () => {
  const { trainer } = run({ precision: "float64" });
  const held = [...trainer.pass.parameters];
  const data = rows(Float64Array);
  const whole = trainer.loss(
    data,
    Int32Array.from({ length: 40 }, (_, row) => row),
  );
  const single = Array.from({ length: 40 }, (_, row) => trainer.loss(data, Int32Array.of(row)));
  expect(whole).toBeCloseTo(single.reduce((sum, loss) => sum + loss) / 40, 12);
  expect([...trainer.pass.parameters]).toEqual(held);
});

test.each([
  [{ optimizer: { kind: "rmsprop" } }, "optimizer.kind"],
  [{ optimizer: { kind: "sgd", momentum: 1 } }, "optimizer.momentum"],
  [{ entries: 3 }, "layers.outputs"],
  [{ batch: 0 }, "batch"],
])("%j is refused", (options, option) => {
  expect(() => networkTrainer({ ...SHAPE, ...(options as object) })).toThrowError(
    expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION", data: expect.objectContaining({ option }) }),
  );
});
