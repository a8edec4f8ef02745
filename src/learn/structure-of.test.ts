import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { randomStream } from "../math/index.js";
import { averageOf } from "./average.js";
import { boostedTrees } from "./boosted-trees.js";
import { conformal } from "./conformal/conformal.js";
import type { Example, FeatureRow } from "./feature-row.js";
import { foreignPredictor } from "./foreign/foreign-predictor.js";
import { exportOnnx } from "./foreign/onnx/export-onnx.js";
import { readOnnx } from "./foreign/onnx/read-onnx.js";
import { elasticNet, lasso } from "./linear/elastic-net.js";
import { logisticRegression } from "./linear/logistic-regression.js";
import { poissonRegression } from "./linear/poisson-regression.js";
import { quantileRegression } from "./linear/quantile-regression.js";
import { ridge } from "./linear/ridge.js";
import { evaluateStructure } from "./model-structure.js";
import { kernelRegression } from "./neighbours/kernel-regression.js";
import { nearestNeighbours } from "./neighbours/nearest-neighbours.js";
import { network } from "./network/network.js";
import { pickFields } from "./pick-fields.js";
import type { FittedPredictor, Predictor } from "./predictor.js";
import { numeric, oneHot } from "./preparation/field-step.js";
import { pipeline } from "./preparation/pipeline.js";
import { prepare } from "./preparation/prepare.js";
import { randomForest } from "./random-forest.js";
import { rulePredictor } from "./rule.js";
import { scaleFree } from "./scale-free.js";
import { structureOf } from "./structure-of.js";
import {
  asinhTransform,
  chainTransforms,
  identityTransform,
  logTransform,
  scaledBy,
} from "./target-transform.js";

const hour = { name: "hour", keys: ["night", "day"] } as const;
const target = { over: [hour], unit: "MWh" } as const;
const random = randomStream(5);
// Single precision, as ONNX files take it: no row then falls on another side of a threshold.
const rowOf = (): FeatureRow => ({
  wind: Math.fround(random.normal()),
  sun: [Math.fround(random.uniform()), Math.fround(random.uniform())],
  size: Math.fround(1 + random.uniform()),
  plant: random.integer(3),
});
const examples: Example<FeatureRow>[] = Array.from({ length: 60 }, () => {
  const features = rowOf();
  const [night, day] = features.sun as number[];
  const truth = [2 + night! + 0.1 * (features.wind as number) ** 2, 3 + 2 * day! * (features.size as number)];
  return { features, truth };
});
const asClasses = examples.map(({ features, truth }) => ({
  features,
  truth: [Number(truth[0]! < 2.5), Number(truth[0]! >= 2.5)],
}));
const rows = Array.from({ length: 20 }, rowOf);
const code = (name: string): unknown => expect.objectContaining({ code: name });

const trees = { trees: 8, minRowsPerLeaf: 3 };
const plain = ridge({ target, penalty: 1 });
const picked = ridge({ target, penalty: 1, features: pickFields<FeatureRow>()("wind", "size") as never });
const asStart = { over: [hour] } as const;
const steps = prepare<FeatureRow>({ size: numeric({ scale: "standard" }), plant: oneHot() } as never);
const withStructure: Readonly<Record<string, readonly [Predictor<FeatureRow>, Example<FeatureRow>[]?]>> = {
  ridge: [plain],
  "ridge, limited": [ridge({ target, penalty: 1, featureLimit: 0.8 })],
  "ridge of entries": [ridge({ target, penalty: 1, inputs: "entry" })],
  "ridge of entries, shared and limited": [
    ridge({ target, penalty: 1, coefficients: "shared", featureLimit: 0.8 }),
  ],
  lasso: [lasso({ target, penalty: 0.01 })],
  "elastic net, asinh": [elasticNet({ target, penalty: 0.01, targetTransform: asinhTransform() })],
  "ridge, chain": [
    ridge({
      target,
      penalty: 1,
      targetTransform: chainTransforms(logTransform({ shift: 2 }), asinhTransform(), identityTransform()),
    }),
  ],
  "quantile regression": [quantileRegression({ target, level: 0.8, inputs: "entry" })],
  "logistic regression": [logisticRegression({ target: asStart }), asClasses],
  "Poisson regression": [poissonRegression({ target })],
  "boosted trees": [boostedTrees({ target, ...trees, categorical: ["plant"] })],
  "boosted trees, log": [boostedTrees({ target, ...trees, targetTransform: logTransform() })],
  "trees of classes": [boostedTrees({ target: asStart, ...trees, loss: "softmax" }), asClasses],
  forest: [randomForest({ target, ...trees, categorical: ["plant"] })],
  network: [network({ target, hidden: [5, 4], epochs: 5 })],
  "network, embedding": [
    network({
      target,
      hidden: [4],
      epochs: 3,
      embeddings: { plant: { categories: 3, width: 2 } },
      targetTransform: logTransform(),
    }),
  ],
  "network, gaussian": [network({ target, hidden: [3], epochs: 2, loss: "gaussian" })],
  "average of linear models": [
    averageOf([plain, picked, lasso({ target, penalty: 0.01, inputs: "entry" })], [1, 2, 3]),
  ],
  "average of forests": [
    averageOf([
      randomForest({ target, ...trees, categorical: ["plant"] }),
      randomForest({ target, ...trees }),
    ]),
  ],
  "average of boosted trees": [
    averageOf([
      boostedTrees({ target, ...trees }),
      boostedTrees({ target, ...trees, categorical: ["plant"] }),
    ]),
  ],
  pipeline: [pipeline(steps, plain)],
  conformal: [conformal(plain)],
  "conformal, folds": [conformal(boostedTrees({ target, ...trees }), { method: { crossValidation: 3 } })],
};

async function fittedOf(name: string): Promise<FittedPredictor<FeatureRow>> {
  const [predictor, given = examples] = withStructure[name]!;
  return predictor.fit(given, { seed: 1 });
}

/** The worst difference, relative where numbers are large. */
function worst(found: ArrayLike<number>, expected: Float64Array): number {
  expect(found).toHaveLength(expected.length);
  return expected.reduce(
    (most, value, at) => Math.max(most, Math.abs(found[at]! - value) / Math.max(1, Math.abs(value))),
    0,
  );
}

describe("the structure of a fitted predictor", () => {
  it.each(Object.keys(withStructure))("gives its predictions: %s", async (name) => {
    const fitted = await fittedOf(name);
    const { structure, columns, per, design } = structureOf(fitted);
    expect(columns).toHaveLength(structure.inputs);
    const matrix = design(rows);
    const designRows = rows.length * (per === "row" ? 1 : 2);
    expect(structure.outputs * designRows).toBe(2 * rows.length);
    const expected = fitted.predict(rows);
    expect(worst(evaluateStructure(structure, matrix, designRows), expected)).toBeLessThan(1e-9);
  });

  it("is that of a model of another library", () => {
    const layer = {
      kind: "affine",
      inputs: 2,
      outputs: 1,
      weights: Float64Array.of(2, 5),
      bias: Float64Array.of(1),
    } as const;
    const own = { kind: "layers", inputs: 2, outputs: 1, layers: [layer] } as const;
    const fitted = foreignPredictor(
      { structure: own, columns: ["hour", "sun"], producer: "by hand" },
      { target },
    );
    const { structure, columns, per, design } = structureOf(fitted);
    expect([structure, columns, per]).toEqual([own, ["hour", "sun"], "entry"]);
    expect(evaluateStructure(structure, design(rows), 40)).toEqual(fitted.predict(rows));
  });

  it("names columns in the order of its design", async () => {
    const { columns } = structureOf(await fittedOf("ridge of entries"));
    expect(columns).toEqual(["wind", "sun[night]", "sun[day]", "size", "plant"]);
    expect(structureOf(await fittedOf("pipeline")).columns).toEqual([
      "size",
      "plant=0",
      "plant=1",
      "plant=2",
    ]);
  });

  it("is read again from its file, with the names of its columns", async () => {
    for (const name of ["ridge", "network", "forest", "boosted trees"]) {
      const fitted = await fittedOf(name);
      const { columns, per, design } = structureOf(fitted);
      const read = readOnnx(exportOnnx(fitted));
      expect(read.columns).toEqual(columns);
      const count = rows.length * (per === "row" ? 1 : 2);
      expect(
        worst(evaluateStructure(read.structure, design(rows), count), fitted.predict(rows)),
      ).toBeLessThan(1e-5);
    }
  });

  const none: Readonly<Record<string, Predictor<FeatureRow>>> = {
    "nearest neighbours": nearestNeighbours({ target }),
    "kernel regression": kernelRegression({ target, bandwidth: "rule" }),
    rule: rulePredictor({ name: "rule", target, predict: () => [1, 2] }),
    "a target in units of the row": ridge({ target, penalty: 1, targetTransform: scaledBy("size") }),
    "trees of a bent target": boostedTrees({ target, ...trees, targetTransform: asinhTransform() }),
    "a size by rule": scaleFree({ predictor: plain, sizeOfTruth: (truth) => truth[0]!, sizeOfRow: () => 1 }),
    "trees and layers": averageOf([plain, randomForest({ target, ...trees })]),
    "entries and rows": averageOf([boostedTrees({ target, ...trees }), randomForest({ target, ...trees })]),
    "an average of bends": averageOf([poissonRegression({ target }), plain]),
  };
  it.each(Object.entries(none))("is refused with a reason: %s", async (_, predictor) => {
    const fitted = await predictor.fit(examples);
    expect(() => structureOf(fitted)).toThrow(code("FS_LEARN_NO_STRUCTURE"));
    expect(() => exportOnnx(fitted)).toThrow(code("FS_LEARN_NO_STRUCTURE"));
  });

  it("is refused for copies, whose methods may be others", async () => {
    const fitted = await plain.fit(examples);
    expect(() => structureOf({ ...fitted })).toThrow(code("FS_LEARN_NO_STRUCTURE"));
  });
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
    return null;
  }
}
const onnxRuntime = runtime();

describe.skipIf(onnxRuntime === null)("exported predictors in ONNX Runtime", () => {
  it.each(Object.keys(withStructure))("%s", async (name) => {
    const fitted = await fittedOf(name);
    const { columns, design } = structureOf(fitted);
    const matrix = Float32Array.from(design(rows));
    const session = await onnxRuntime!.InferenceSession.create(exportOnnx(fitted));
    const x = new onnxRuntime!.Tensor("float32", matrix, [matrix.length / columns.length, columns.length]);
    expect(worst((await session.run({ x })).y!.data, fitted.predict(rows))).toBeLessThan(1e-5);
  });
});
