import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askPython, hasPython } from "../../../../test/python.js";
import { randomStream } from "../../../math/index.js";
import { evaluateStructure, type LayerStructure, type ModelStructure } from "../../model-structure.js";
import type { TreeEnsemble, TreeLink } from "../../trees/tree-ensemble.js";
import { ensembleOfTrees, foreignLeaf, type ForeignNode } from "../foreign-trees.js";
import { readOnnx } from "./read-onnx.js";
import { writeOnnx } from "./write-onnx.js";

const stream = randomStream(5);
const normals = (count: number): Float64Array => Float64Array.from({ length: count }, () => stream.normal());
const affine = (inputs: number, outputs: number) =>
  ({ kind: "affine", inputs, outputs, weights: normals(inputs * outputs), bias: normals(outputs) }) as const;
const activation = (kind: "relu" | "tanh" | "logistic" | "softplus" | "exp" | "softmax") =>
  ({ kind: "activation", activation: kind }) as const;
const chain = (inputs: number, outputs: number, layers: LayerStructure["layers"]): LayerStructure => ({
  kind: "layers",
  inputs,
  outputs,
  layers,
});

const CHAINS: Readonly<Record<string, LayerStructure>> = {
  linear: chain(4, 2, [affine(4, 2)]),
  logistic: chain(4, 1, [affine(4, 1), activation("logistic")]),
  Poisson: chain(4, 1, [affine(4, 1), activation("exp")]),
  "a network": chain(4, 3, [
    affine(4, 8),
    activation("relu"),
    affine(8, 6),
    activation("tanh"),
    affine(6, 3),
  ]),
  "a network of classes": chain(4, 3, [
    affine(4, 8),
    activation("softplus"),
    affine(8, 3),
    activation("softmax"),
  ]),
  "scaled inputs": chain(4, 1, [
    { kind: "scale", offset: normals(4), scale: normals(4), limit: Infinity },
    affine(4, 1),
  ]),
  "layer normalisation": chain(4, 2, [
    affine(4, 5),
    { kind: "normalisation", gain: normals(5), shift: normals(5), epsilon: 1e-5 },
    affine(5, 2),
  ]),
};

/** Structures that are written but not read: branches, and inputs that are limited. */
const WRITTEN_ONLY: Readonly<Record<string, LayerStructure>> = {
  "limited inputs": chain(4, 1, [
    { kind: "scale", offset: normals(4), scale: normals(4), limit: 0.7 },
    affine(4, 1),
  ]),
  "an embedding": chain(4, 2, [
    { kind: "embedding", column: 2, categories: 5, width: 3, vectors: normals(15) },
    affine(6, 2),
  ]),
};

const COLUMNS = 4;
/** The third column holds categories; single precision, as the operator compares. */
const rowsOf = (count: number, withMissing: boolean): Float64Array =>
  Float64Array.from({ length: count * COLUMNS }, (_, at) => {
    if (withMissing && stream.uniform() < 0.15) return NaN;
    return at % COLUMNS === 2 ? Math.floor(5 * stream.uniform()) : Math.fround(stream.normal());
  });

function randomTree(outputs: number, depth: number): ForeignNode[] {
  const nodes: ForeignNode[] = [];
  const append = (left: number): number => {
    const at = nodes.length;
    nodes.push(foreignLeaf([...normals(outputs)]));
    if (left === 0 || stream.uniform() < 0.1) return at;
    const feature = Math.floor(COLUMNS * stream.uniform());
    const split = {
      feature,
      threshold: stream.normal(),
      missingLeft: stream.uniform() < 0.5,
      value: [],
      ...(feature === 2 ? { categories: [0, 1, 2, 3, 4].filter(() => stream.uniform() < 0.5) } : {}),
    };
    const first = append(left - 1);
    nodes[at] = { ...split, left: first, right: append(left - 1) };
    return at;
  };
  append(depth);
  return nodes;
}

function forest(outputs: number, link: TreeLink, perOutput: boolean): TreeEnsemble {
  const trees = Array.from({ length: 12 }, () => randomTree(perOutput ? 1 : outputs, 4));
  const treeOutput = perOutput ? trees.map((_, tree) => tree % outputs) : null;
  return ensembleOfTrees({ columns: COLUMNS, outputs, base: normals(outputs), link, treeOutput }, trees);
}

const trees = (ensemble: TreeEnsemble): ModelStructure => ({
  kind: "trees",
  inputs: COLUMNS,
  outputs: ensemble.outputs,
  ensemble,
});

const FORESTS: Readonly<Record<string, ModelStructure>> = {
  "trees of one output": trees(forest(1, "identity", false)),
  "trees with a logistic link": trees(forest(1, "logistic", true)),
  "trees of classes": trees(forest(3, "softmax", true)),
  "trees of vectors": trees(forest(3, "identity", false)),
  "trees with an exponential link": trees(forest(1, "exp", false)),
};

describe("files written here and read again give the same predictions", () => {
  it.each(Object.entries({ ...CHAINS, ...FORESTS }))("%s", (_, structure) => {
    const read = readOnnx(writeOnnx(structure, { columns: ["a", "b", "c", "d"] }));
    const rows = rowsOf(200, structure.kind === "trees");
    const own = evaluateStructure(structure, rows, 200);
    expect(worst(evaluateStructure(read.structure, rows, 200), own)).toBeLessThan(1e-5);
    expect(read.columns).toEqual(["a", "b", "c", "d"]);
    expect(read.producer).toBe("foresolve");
    expect(read.structure.kind).toBe(structure.kind);
  });

  it("keeps the side of every double at a threshold", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e30, max: 1e30 }).map(Math.fround), (threshold) => {
        const node = { feature: 0, threshold, left: 1, right: 2, missingLeft: false, value: [] };
        const stump = [node, foreignLeaf([0]), foreignLeaf([1])];
        const base = new Float64Array(1);
        const ensemble = ensembleOfTrees(
          { columns: 1, outputs: 1, base, link: "identity", treeOutput: null },
          [stump],
        );
        const { structure } = readOnnx(writeOnnx({ kind: "trees", inputs: 1, outputs: 1, ensemble }));
        const near = [0.999999, 0.99999999, 1, 1.00000001, 1.000001].map((factor) => factor * threshold);
        const sides = evaluateStructure(structure, Float64Array.from(near), near.length);
        expect([...sides]).toEqual(near.map((value) => (Math.fround(value) < threshold ? 0 : 1)));
      }),
    );
  });
});

const CHECK = `
import json, sys, base64, onnx
for file in json.load(sys.stdin):
    # Types are inferred for standard operators only.
    model = onnx.load_model_from_string(base64.b64decode(file["bytes"]))
    onnx.checker.check_model(model, full_check=not file["trees"])
print("true")
`;

describe.skipIf(!hasPython("onnx"))("files written here", () => {
  it("pass the checker of the ONNX project", () => {
    const files = Object.values({ ...CHAINS, ...WRITTEN_ONLY, ...FORESTS }).map((structure) => ({
      bytes: Buffer.from(writeOnnx(structure)).toString("base64"),
      trees: structure.kind === "trees",
    }));
    expect(askPython(CHECK, files)).toBe(true);
  }, 60_000);
});

const TORCH = `
import json, sys, io, base64, warnings
warnings.filterwarnings("ignore")
import torch
torch.manual_seed(0)
n = torch.nn
model = n.Sequential(n.Linear(4, 8), n.ReLU(), n.Dropout(0.2), n.Linear(8, 8), n.Tanh(), n.Linear(8, 3), n.Softmax(dim=1)).eval()
x = torch.tensor(json.load(sys.stdin), dtype=torch.float32).reshape(-1, 4)
file = io.BytesIO()
torch.onnx.export(model, x, file)
print(json.dumps({"file": base64.b64encode(file.getvalue()).decode(), "predictions": model(x).flatten().tolist()}))
`;

describe.skipIf(!hasPython("torch"))("files that torch wrote", () => {
  it("give torch's predictions", () => {
    const rows = rowsOf(50, false);
    const { file, predictions } = askPython<{ file: string; predictions: number[] }>(TORCH, [...rows]);
    const { structure, producer } = readOnnx(Buffer.from(file, "base64"));
    expect(producer).toBe("pytorch");
    expect(structure.kind === "layers" && structure.layers.map(({ kind }) => kind)).toEqual([
      "affine",
      "activation",
      "affine",
      "activation",
      "affine",
      "activation",
    ]);
    expect(worst(evaluateStructure(structure, rows, 50), Float64Array.from(predictions))).toBeLessThan(1e-5);
  }, 60_000);
});

interface Runtime {
  readonly InferenceSession: {
    create(
      bytes: Uint8Array,
    ): Promise<{ run(feeds: object): Promise<Record<string, { data: Float32Array }>> }>;
  };
  readonly Tensor: new (type: string, data: Float32Array, dims: readonly number[]) => object;
}

/** ONNX Runtime is large and optional: it is used where somebody has installed it. */
function runtime(): Runtime | null {
  try {
    return createRequire(import.meta.url)("onnxruntime-node") as Runtime;
  } catch {
    console.warn(
      "Tests against ONNX Runtime are skipped: ONNXRUNTIME_NODE_INSTALL=skip npm i --no-save onnxruntime-node",
    );
    return null;
  }
}

const onnxRuntime = runtime();

describe.skipIf(onnxRuntime === null)("files written here run in ONNX Runtime", () => {
  it.each(Object.entries({ ...CHAINS, ...WRITTEN_ONLY, ...FORESTS }))("%s", async (_, structure) => {
    const rows = rowsOf(100, structure.kind === "trees");
    const session = await onnxRuntime!.InferenceSession.create(writeOnnx(structure));
    const { y } = await session.run({
      x: new onnxRuntime!.Tensor("float32", Float32Array.from(rows), [100, COLUMNS]),
    });
    expect(worst(Float64Array.from(y!.data), evaluateStructure(structure, rows, 100))).toBeLessThan(1e-5);
  });
});

/** The worst difference, relative where numbers are large. */
function worst(found: Float64Array, expected: Float64Array): number {
  expect(found).toHaveLength(expected.length);
  return found.reduce(
    (most, value, at) =>
      Math.max(most, Math.abs(value - expected[at]!) / Math.max(1, Math.abs(expected[at]!))),
    0,
  );
}
