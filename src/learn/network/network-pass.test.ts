import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { initialiseParameters } from "./initial-parameters.js";
import type { NetworkLayer } from "./network-layer.js";
import { networkPass } from "./network-pass.js";

const dense = (units: number): NetworkLayer => ({ kind: "dense", units });
const embed = (column: number): NetworkLayer => ({ kind: "embedding", column, categories: 3, width: 2 });

/** Every layer, behind and before others, and first. */
const NETWORKS: Record<string, readonly NetworkLayer[]> = {
  dense: [dense(3)],
  "dense, dense": [dense(3), dense(2)],
  relu: [dense(5), { kind: "relu" }, dense(2)],
  tanh: [dense(5), { kind: "tanh" }, dense(2)],
  softplus: [dense(5), { kind: "softplus" }, dense(2)],
  logistic: [dense(5), { kind: "logistic" }, dense(2)],
  softmax: [dense(5), { kind: "softmax" }, dense(2)],
  "softmax at the end": [dense(3), { kind: "softmax" }],
  layerNorm: [dense(5), { kind: "layerNorm" }, dense(2)],
  "layerNorm first": [{ kind: "layerNorm" }, dense(2)],
  "an activation first": [{ kind: "tanh" }, dense(2)],
  "an activation alone": [{ kind: "softplus" }],
  "activations in a row": [dense(4), { kind: "tanh" }, { kind: "softplus" }, { kind: "logistic" }],
  dropout: [dense(6), { kind: "tanh" }, { kind: "dropout", rate: 0.4 }, dense(2)],
  "dropout first": [{ kind: "dropout", rate: 0.4 }, dense(2)],
  embedding: [embed(1), dense(3), { kind: "tanh" }, dense(2)],
  "two embeddings": [embed(2), embed(0), dense(2)],
  deep: [
    embed(1),
    dense(4),
    { kind: "layerNorm" },
    { kind: "relu" },
    { kind: "dropout", rate: 0.2 },
    dense(4),
    { kind: "softplus" },
    dense(3),
    { kind: "softmax" },
  ],
};

const INPUTS = 4;
const BATCH = 5;

function setUp(
  layers: readonly NetworkLayer[],
  precision: "float32" | "float64",
  kernels: "wasm" | "typescript" = "wasm",
) {
  const pass = networkPass({ inputs: INPUTS, layers, batch: BATCH, precision, kernels, inputSlopes: true });
  const random = randomStream("pass");
  initialiseParameters(layers, INPUTS, random, pass.parameters);
  // Biases and shifts that are not 0, so that their derivatives are put to the test.
  const jitter = random.split("jitter");
  for (let at = 0; at < pass.parameters.length; at++) pass.parameters[at]! += 0.3 * jitter.normal();
  const categories = layers.filter(({ kind }) => kind === "embedding").length > 0;
  const input = Float64Array.from({ length: BATCH * INPUTS }, (_, at) =>
    categories && at % INPUTS < 3 ? random.split(at).integer(3) : random.split(at).normal(),
  );
  const cotangent = Float64Array.from({ length: BATCH * pass.outputs }, (_, at) =>
    random.split(-at - 1).normal(),
  );
  const noise = () => random.split("noise");
  const value = (at: Float64Array = input): number => {
    pass.input.set(at);
    pass.forward(BATCH, noise());
    return cotangent.reduce((sum, slope, index) => sum + slope * pass.output[index]!, 0);
  };
  return { pass, input, cotangent, value, isNumber: (at: number) => !(categories && at % INPUTS < 3) };
}

describe.each(Object.keys(NETWORKS))("%s", (name) => {
  const layers = NETWORKS[name]!;

  test("backward is the derivative of forward, by parameters and by inputs", () => {
    const { pass, input, cotangent, value, isNumber } = setUp(layers, "float64");
    value();
    pass.cotangent.set(cotangent);
    pass.backward(BATCH);
    const gradient = pass.gradient.slice();
    const inputSlope = pass.inputSlope!.slice();
    const step = 1e-6;
    for (let at = 0; at < gradient.length; at++) {
      const held = pass.parameters[at]!;
      pass.parameters[at] = held + step;
      const above = value();
      pass.parameters[at] = held - step;
      const below = value();
      pass.parameters[at] = held;
      expect(gradient[at]!, `parameter ${at}`).toBeCloseTo((above - below) / (2 * step), 6);
    }
    const numbers = [...input.keys()].filter(isNumber);
    for (const at of numbers) {
      const above = value(input.with(at, input[at]! + step));
      const below = value(input.with(at, input[at]! - step));
      expect(inputSlope[at]!, `input ${at}`).toBeCloseTo((above - below) / (2 * step), 6);
    }
  });

  test("float32 agrees with float64, and its two ways with each other to the bit", () => {
    const [exact, wasm, plain] = (
      [
        ["float64", "wasm"],
        ["float32", "wasm"],
        ["float32", "typescript"],
      ] as const
    ).map(([precision, kernels]) => {
      const { pass, cotangent, value } = setUp(layers, precision, kernels);
      value();
      const output = [...pass.output];
      pass.cotangent.set(cotangent);
      pass.backward(BATCH);
      return [...output, ...pass.gradient, ...pass.inputSlope!];
    });
    expect(plain).toEqual(wasm);
    wasm!.forEach((number, at) => expect(number).toBeCloseTo(exact![at]!, 4));
  });
});

test("values by hand", () => {
  const run = (layers: readonly NetworkLayer[], parameters: number[], input: number[]): number[] => {
    const pass = networkPass({ inputs: input.length, layers, batch: 1 });
    pass.parameters.set(parameters);
    pass.input.set(input);
    pass.forward(1);
    return [...pass.output].map((value) => Math.round(value * 1e6) / 1e6);
  };
  expect(run([dense(2)], [1, 2, 3, 4, 10, 20], [1, -1])).toEqual([8, 18]);
  expect(run([{ kind: "relu" }], [], [-2, 3])).toEqual([0, 3]);
  expect(run([{ kind: "softplus" }], [], [0, 800, -800])).toEqual([0.693147, 800, 0]);
  expect(run([{ kind: "logistic" }], [], [0, 800, -800])).toEqual([0.5, 1, 0]);
  expect(run([{ kind: "softmax" }], [], [1000, 1000])).toEqual([0.5, 0.5]);
  expect(run([{ kind: "layerNorm", epsilon: 1e-12 }], [1, 1, 0, 5], [3, 7])).toEqual([-1, 6]);
  expect(run([{ kind: "dropout", rate: 0.9 }], [], [3, 7])).toEqual([3, 7]);
  expect(run([embed(1)], [0, 1, 10, 11, 20, 21], [7, 2, 8])).toEqual([7, 8, 20, 21]);
});

test("dropout keeps the mean and drops at its rate", () => {
  const size = 20_000;
  const pass = networkPass({ inputs: size, layers: [{ kind: "dropout", rate: 0.3 }], batch: 1 });
  pass.input.fill(1);
  pass.forward(1, randomStream(5));
  const dropped = pass.output.filter((value) => value === 0).length;
  expect(Math.abs(dropped / size - 0.3)).toBeLessThan(0.015);
  expect(Math.abs(pass.output.reduce((sum, value) => sum + value) / size - 1)).toBeLessThan(0.025);
});

test.each([
  [[{ kind: "dense", units: 0 }], "layers[0].units"],
  [[{ kind: "dropout", rate: 1 }], "layers[0].rate"],
  [[{ kind: "relu" }, { kind: "embedding", column: 0, categories: 2, width: 1 }], "layers[1]"],
  [[{ kind: "embedding", column: 9, categories: 2, width: 1 }], "layers[0].column"],
  [
    [
      { kind: "embedding", column: 0, categories: 2, width: 2 },
      { kind: "embedding", column: 3, categories: 2, width: 1 },
    ],
    "layers[1].column",
  ],
  [[{ kind: "conv" }], "layers[0]"],
] as const)("layers that make no sense are refused: %j", (layers, option) => {
  expect(() => networkPass({ inputs: 3, layers: layers as readonly NetworkLayer[], batch: 1 })).toThrowError(
    expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION", data: expect.objectContaining({ option }) }),
  );
});
