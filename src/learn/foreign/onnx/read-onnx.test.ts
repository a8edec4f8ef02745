import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateStructure } from "../../model-structure.js";
import { encodeOnnx } from "./encode-onnx.js";
import type { OnnxAttribute, OnnxModel } from "./onnx-message.js";
import { readOnnx } from "./read-onnx.js";
import { writeOnnx } from "./write-onnx.js";

const floats = (value: readonly number[]): OnnxAttribute => ({ type: "floats", value });
const ints = (value: readonly number[]): OnnxAttribute => ({ type: "ints", value });
const strings = (value: readonly string[]): OnnxAttribute => ({ type: "strings", value });
const text = (value: string): OnnxAttribute => ({ type: "string", value });

/** A file of operators of ai.onnx.ml, one after the other, on rows of two columns. */
function classical(
  ...steps: readonly (readonly [string, Readonly<Record<string, OnnxAttribute>>])[]
): Uint8Array {
  const nodes = steps.map(([operator, attributes], at) => ({
    operator,
    domain: "ai.onnx.ml",
    name: "",
    inputs: [at === 0 ? "x" : `v${at - 1}`],
    outputs: operator.endsWith("Classifier") ? ["label", `v${at}`] : [`v${at}`],
    attributes: new Map(Object.entries(attributes)),
  }));
  return encodeOnnx(fileOf(nodes, [...nodes.at(-1)!.outputs]));
}

function fileOf(
  nodes: OnnxModel["graph"]["nodes"],
  outputs: readonly string[],
  width: number | string = 2,
): OnnxModel {
  const value = (name: string, shape: readonly (number | string)[]) => ({ name, elementType: 1, shape });
  return {
    irVersion: 8,
    producer: "by hand",
    operatorSets: new Map([["ai.onnx.ml", 1]]),
    graph: {
      name: "g",
      nodes,
      initializers: new Map(),
      inputs: [value("x", ["rows", width])],
      outputs: outputs.map((name) => value(name, ["rows", 1])),
    },
    metadata: new Map(),
  };
}

const stump = (mode: string, more: Readonly<Record<string, OnnxAttribute>> = {}) => ({
  nodes_treeids: ints([0, 0, 0]),
  nodes_nodeids: ints([0, 1, 2]),
  nodes_featureids: ints([0, 0, 0]),
  nodes_modes: strings([mode, "LEAF", "LEAF"]),
  nodes_values: floats([2, 0, 0]),
  nodes_truenodeids: ints([1, 0, 0]),
  nodes_falsenodeids: ints([2, 0, 0]),
  ...more,
});

const leaves = (kind: "target" | "class", ids: readonly number[] = [0, 0]) => ({
  [`${kind}_treeids`]: ints([0, 0]),
  [`${kind}_nodeids`]: ints([1, 2]),
  [`${kind}_ids`]: ints(ids),
  [`${kind}_weights`]: floats([10, 20]),
});

describe("the operators of classical machine learning", () => {
  it("scales, then applies a linear model", () => {
    const { structure } = readOnnx(
      classical(
        ["Scaler", { offset: floats([1, 2]), scale: floats([0.5, 4]) }],
        [
          "LinearRegressor",
          {
            coefficients: floats([1, 2, 3, 4]),
            intercepts: floats([0.5, -1]),
            targets: { type: "int", value: 2 },
          },
        ],
      ),
    );
    // Scaled: (3 − 1) · 0.5 = 1 and (3 − 2) · 4 = 4.
    expect(evaluateStructure(structure, Float64Array.of(3, 3), 1)).toEqual(
      Float64Array.of(1 + 8 + 0.5, 3 + 16 - 1),
    );
  });

  it("reads the probabilities of a linear classifier", () => {
    const { structure } = readOnnx(
      classical(
        [
          "LinearClassifier",
          {
            coefficients: floats([0, 0, Math.log(3), 0]),
            intercepts: floats([0, 0]),
            classlabels_ints: ints([0, 1]),
            post_transform: text("SOFTMAX"),
          },
        ],
        ["ZipMap", {}],
      ),
    );
    const [first, second] = evaluateStructure(structure, Float64Array.of(1, 7), 1);
    expect(first).toBeCloseTo(0.25, 6);
    expect(second).toBeCloseTo(0.75, 6);
  });

  it.each([
    ["BRANCH_LT", [10, 20, 20]],
    ["BRANCH_LEQ", [10, 10, 20]],
    ["BRANCH_GT", [20, 20, 10]],
    ["BRANCH_GTE", [20, 10, 10]],
    ["BRANCH_EQ", [20, 10, 20]],
    ["BRANCH_NEQ", [10, 20, 10]],
  ])("compares as %s says", (mode, expected) => {
    const { structure } = readOnnx(
      classical(["TreeEnsembleRegressor", { ...stump(mode), ...leaves("target") }]),
    );
    expect([...evaluateStructure(structure, Float64Array.of(1, 0, 2, 0, 3, 0), 3)]).toEqual(expected);
  });

  it.each([
    ["BRANCH_LT", 1, 10],
    ["BRANCH_LT", 0, 20],
    ["BRANCH_GT", 1, 10],
    ["BRANCH_GT", 0, 20],
  ])("sends missing values the way %s with %d says", (mode, tracks, expected) => {
    const more = { nodes_missing_value_tracks_true: ints([tracks, 0, 0]) };
    const { structure } = readOnnx(
      classical(["TreeEnsembleRegressor", { ...stump(mode, more), ...leaves("target") }]),
    );
    expect([...evaluateStructure(structure, Float64Array.of(NaN, 0), 1)]).toEqual([expected]);
  });

  it("averages where asked to, and starts from the base values", () => {
    const attributes = {
      nodes_treeids: ints([0, 1]),
      nodes_nodeids: ints([0, 0]),
      nodes_featureids: ints([0, 0]),
      nodes_modes: strings(["LEAF", "LEAF"]),
      nodes_values: floats([0, 0]),
      nodes_truenodeids: ints([0, 0]),
      nodes_falsenodeids: ints([0, 0]),
      target_treeids: ints([0, 1]),
      target_nodeids: ints([0, 0]),
      target_ids: ints([0, 0]),
      target_weights: floats([10, 30]),
      aggregate_function: text("AVERAGE"),
      base_values: floats([1]),
    };
    const { structure } = readOnnx(classical(["TreeEnsembleRegressor", attributes]));
    expect([...evaluateStructure(structure, Float64Array.of(0, 0), 1)]).toEqual([21]);
  });

  it("gives the probability of the second of two classes where only one is scored", () => {
    const { structure } = readOnnx(
      classical([
        "TreeEnsembleClassifier",
        {
          ...stump("BRANCH_LEQ"),
          ...leaves("class", [1, 1]),
          class_weights: floats([0, Math.log(3)]),
          classlabels_int64s: ints([0, 1]),
          post_transform: text("LOGISTIC"),
        },
      ]),
    );
    expect(structure.outputs).toBe(1);
    const [low, high] = evaluateStructure(structure, Float64Array.of(1, 0, 3, 0), 2);
    expect(low).toBeCloseTo(0.5, 6);
    expect(high).toBeCloseTo(0.75, 6);
  });
});

describe("files that are refused", () => {
  const node = (operator: string, inputs: readonly string[], output = "y") => ({
    operator,
    domain: "",
    name: "n1",
    inputs,
    outputs: [output],
    attributes: new Map<string, OnnxAttribute>(),
  });

  it.each([
    ["an operator that is not known", encodeOnnx(fileOf([node("Conv", ["x"])], ["y"])), 'Conv "n1"'],
    [
      "branches that meet",
      encodeOnnx(fileOf([node("Relu", ["x"], "a"), node("Add", ["a", "x"])], ["y"])),
      "branches",
    ],
    ["an open width", encodeOnnx(fileOf([node("Relu", ["x"])], ["y"], "columns")), "open"],
    [
      "trees behind a layer",
      classical(
        ["Scaler", { scale: floats([2]) }],
        ["TreeEnsembleRegressor", { ...stump("BRANCH_LT"), ...leaves("target") }],
      ),
      "behind",
    ],
    [
      "another aggregate",
      classical([
        "TreeEnsembleRegressor",
        { ...stump("BRANCH_LT", { aggregate_function: text("MAX") }), ...leaves("target") },
      ]),
      "MAX",
    ],
  ])("%s", (_, bytes, named) => {
    expect(() => readOnnx(bytes)).toThrow(
      expect.objectContaining({
        code: "FS_LEARN_FOREIGN_UNSUPPORTED",
        message: expect.stringContaining(named),
      }),
    );
  });

  const affine = {
    inputs: 4,
    outputs: 4,
    weights: new Float64Array(16).fill(0.5),
    bias: new Float64Array(4),
  };
  const layers = [
    { kind: "affine", ...affine },
    { kind: "activation", activation: "tanh" },
  ] as const;
  const whole = writeOnnx({ kind: "layers", inputs: 4, outputs: 4, layers });
  it.each([
    ["nothing", new Uint8Array()],
    ["text", new TextEncoder().encode("tree\nversion=v3")],
    ["a file that is cut off", whole.subarray(0, whole.length - 40)],
    [
      "a leaf of an output that is not there",
      classical(["TreeEnsembleRegressor", { ...stump("BRANCH_LT"), ...leaves("target", [0, 5]) }]),
    ],
    ["coefficients that are too few", classical(["LinearRegressor", { coefficients: floats([1]) }])],
  ])("%s is malformed", (_, bytes) => {
    expect(() => readOnnx(bytes)).toThrow(expect.objectContaining({ code: "FS_LEARN_FOREIGN_MALFORMED" }));
  });

  it("never fails otherwise, wherever a file is damaged", () => {
    const codes = new Set<string>();
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const damaged = whole.slice();
        damaged[at] = byte;
        try {
          readOnnx(damaged);
        } catch (error) {
          codes.add((error as { code?: string }).code ?? String(error));
        }
      }),
      { numRuns: 500 },
    );
    for (const code of codes) expect(code).toMatch(/^FS_LEARN_FOREIGN_/);
  });
});
