import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { averageOf } from "../average.js";
import { boostedTrees } from "../boosted-trees.js";
import { conformal } from "../conformal/conformal.js";
import type { Example, FeatureRow } from "../feature-row.js";
import { featureRow } from "../feature-row.js";
import { foreignPredictor } from "../foreign/foreign-predictor.js";
import { elasticNet } from "../linear/elastic-net.js";
import { logisticRegression } from "../linear/logistic-regression.js";
import { poissonRegression } from "../linear/poisson-regression.js";
import { quantileRegression } from "../linear/quantile-regression.js";
import { ridge } from "../linear/ridge.js";
import { kernelRegression } from "../neighbours/kernel-regression.js";
import { nearestNeighbours } from "../neighbours/nearest-neighbours.js";
import { network } from "../network/network.js";
import { pickFields } from "../pick-fields.js";
import { quadraticBasis } from "../quadratic-basis.js";
import type { FittedPredictor, Predictor } from "../predictor.js";
import { numeric, oneHot, targetMean } from "../preparation/field-step.js";
import { pipeline } from "../preparation/pipeline.js";
import { prepare } from "../preparation/prepare.js";
import { extraTrees, randomForest } from "../random-forest.js";
import { fittedRowTrees, rowDesign } from "../row-design.js";
import { rulePredictor } from "../rule.js";
import { scaleFree } from "../scale-free.js";
import { smeared } from "../smeared.js";
import { hazardModel } from "../survival/hazard-model.js";
import { fitBoostedTrees } from "../trees/fit-boosted-trees.js";
import {
  asinhTransform,
  chainTransforms,
  identityTransform,
  logTransform,
  powerTransform,
  relativeTo,
  scaledBy,
} from "../target-transform.js";
import { loadModel, loadPointForecaster, loadState, type LoadOptions } from "./load-model.js";
import { savedModel, savedState, type SavedModel } from "./saved-model.js";

const hour = { name: "hour", keys: ["night", "day"] } as const;
const target = { over: [hour], unit: "MWh" } as const;
const random = randomStream(11);
const rowOf = (): FeatureRow => ({
  wind: random.normal(),
  sun: [random.uniform(), random.uniform()],
  size: 1 + random.uniform(),
  plant: random.integer(3),
});
const examples: Example<FeatureRow>[] = Array.from({ length: 40 }, () => {
  const features = rowOf();
  const [night, day] = features.sun as number[];
  const wind = features.wind as number;
  return { features, truth: [2 + night! + 0.1 * wind ** 2, 3 + 2 * day! * (features.size as number)] };
});
const asClasses = examples.map(({ features, truth }) => ({
  features,
  truth: [Number(truth[0]! < 2.5), Number(truth[0]! >= 2.5)],
}));
const rows = Array.from({ length: 7 }, rowOf);

/** Through the text of a file. */
const reread = (saved: SavedModel): unknown => JSON.parse(JSON.stringify(saved));
const code = (name: string): unknown => expect.objectContaining({ code: name });

const trees = { trees: 8, minRowsPerLeaf: 2 };
const predict = (row: FeatureRow): number[] => [row.wind as number, 4];
const inSize = relativeTo((row: FeatureRow) => ({ scale: row.size as number }));
const named: Readonly<Record<string, Predictor<FeatureRow>>> = {
  ridge: ridge({ target }),
  "ridge of entries": ridge({ target, coefficients: "shared", featureLimit: 2 }),
  "elastic net, asinh": elasticNet({ target, targetTransform: asinhTransform() }),
  "quantile regression": quantileRegression({ target, level: 0.8, inputs: "entry" }),
  "Poisson regression": poissonRegression({ target }),
  "boosted trees": boostedTrees({ target, ...trees, categorical: ["plant"] }),
  "boosted trees, log": boostedTrees({ target, ...trees, targetTransform: logTransform({ shift: 1 }) }),
  "random forest": randomForest({ target, ...trees }),
  "extra trees, scaled": extraTrees({ target, ...trees, targetTransform: scaledBy("size") }),
  network: network({ target, hidden: [4], epochs: 3 }),
  "network, gaussian": network({ target, hidden: [3], epochs: 2, loss: "gaussian" }),
  "nearest neighbours": nearestNeighbours({ target, weights: "distance" }),
  "kernel regression": kernelRegression({ target, bandwidth: "rule", targetTransform: identityTransform() }),
  "fields picked": ridge({ target, features: pickFields<FeatureRow>()("wind", "sun"), penalty: 1 }),
  "any row": ridge({
    target,
    features: featureRow<FeatureRow>(),
    penalty: 1,
    targetTransform: chainTransforms(scaledBy("size"), logTransform()),
  }),
  "bent and picked": ridge({
    target,
    penalty: 1,
    features: quadraticBasis(pickFields<FeatureRow>()("wind", "size")) as never,
  }),
  "any row, power": ridge({
    target,
    penalty: 1,
    features: quadraticBasis(),
    targetTransform: powerTransform(0.5),
  }),
  smeared: smeared({ predictor: ridge({ target, penalty: 1 }), targetTransform: logTransform({ shift: 2 }) }),
  average: averageOf([ridge({ target, penalty: 1 }), randomForest({ target, ...trees })], [1, 2]),
  pipeline: pipeline(
    prepare<FeatureRow>({ wind: numeric({ scale: "robust" }), plant: targetMean() } as never),
    ridge({ target, penalty: 1 }),
  ),
  "pipeline of a forest": pipeline(
    prepare<FeatureRow>({ size: numeric({ indicator: true, missing: "mean" }), plant: oneHot() } as never),
    randomForest({ target, ...trees }),
  ),
  "conformal, split": conformal(ridge({ target, penalty: 1 })),
  "conformal, learned difficulty": conformal(ridge({ target, penalty: 1 }), {
    method: { normalised: ridge({ target, penalty: 1 }) },
  }),
  "conformal, quantiles": conformal(randomForest({ target, ...trees }), { method: "quantiles" }),
  "conformal, folds": conformal(ridge({ target, penalty: 1 }), { method: { crossValidation: 4 } }),
};
const asking: Readonly<Record<string, { predictor: Predictor<FeatureRow>; options: LoadOptions }>> = {
  rule: {
    predictor: rulePredictor({ name: "rule", target, predict }),
    options: { functions: { predict } },
  },
  relative: {
    predictor: ridge({ target, penalty: 1, targetTransform: inSize }),
    options: { targetTransform: inSize },
  },
  "scale free": {
    predictor: scaleFree({
      predictor: ridge({ target, penalty: 1 }),
      sizeOfTruth: (truth) => truth[0]! + truth[1]!,
      sizeOfRow: (row) => row.size as number,
    }),
    options: { functions: { sizeOfRow: (row: FeatureRow) => row.size as number } },
  },
  "conformal, groups": {
    predictor: conformal(ridge({ target, penalty: 1 }), {
      method: { mondrian: (row) => row.plant as number },
    }),
    options: { functions: { mondrian: (row: FeatureRow) => row.plant as number } },
  },
  "conformal, difficulty": {
    predictor: conformal(ridge({ target, penalty: 1 }), {
      method: { normalised: (row) => row.size as number },
    }),
    options: { functions: { normalised: (row: FeatureRow) => row.size as number } },
  },
  "conformal, weighted": {
    predictor: conformal(ridge({ target, penalty: 1 }), {
      method: { weighted: (row) => row.size as number },
    }),
    options: { functions: { weighted: (row: FeatureRow) => row.size as number } },
  },
};

/** All that a fitted predictor says of rows. */
function answers(fitted: FittedPredictor<FeatureRow>): unknown {
  const methods = fitted as FittedPredictor<FeatureRow> & Record<string, (...given: unknown[]) => unknown>;
  return {
    name: fitted.name,
    target: fitted.target,
    card: fitted.card,
    predictions: fitted.predict(rows),
    ...("quantiles" in fitted && { quantiles: methods.quantiles!(rows, [0.1, 0.5, 0.9]) }),
    ...("scenarios" in fitted && { scenarios: methods.scenarios!(rows, { count: 3, seed: 4 }) }),
    ...("intervals" in fitted && { intervals: methods.intervals!(rows) }),
    ...("leafWeights" in fitted && { leafWeights: methods.leafWeights!(rows) }),
    ...("weightsOf" in fitted && { weights: methods.weightsOf!(rows[0]) }),
    ...("state" in fitted && { state: fitted.state }),
    ...("ensemble" in fitted && { ensemble: fitted.ensemble }),
  };
}

describe("a saved model answers as it did, to the bit", () => {
  it.each(Object.entries(named))("%s", async (_, predictor) => {
    const fitted = await predictor.fit(examples, { seed: 3 });
    const saved = reread(savedModel(fitted));
    const again = loadModel(saved);
    expect(answers(again)).toStrictEqual(answers(fitted));
    // What was loaded can be saved again: the same file.
    expect(reread(savedModel(again))).toEqual(saved);
  });

  it.each(Object.entries(asking))("%s, with the function passed", async (_, { predictor, options }) => {
    const fitted = await predictor.fit(examples, { seed: 3 });
    const saved = reread(savedModel(fitted));
    expect(() => loadModel(saved)).toThrow(code("FS_LEARN_FUNCTION_MISSING"));
    expect(answers(loadModel(saved, options))).toStrictEqual(answers(fitted));
  });

  it.each<[string, Predictor<FeatureRow>]>([
    ["logistic regression", logisticRegression({ target: { over: [hour] } })],
    ["trees of classes", boostedTrees({ target: { over: [hour] }, ...trees, loss: "softmax" })],
  ])("%s", async (_, predictor) => {
    const fitted = await predictor.fit(asClasses);
    expect(answers(loadModel(reread(savedModel(fitted))))).toStrictEqual(answers(fitted));
  });

  it.each(["platt", "isotonic", "none"] as const)("a hazard with calibration %s", async (calibration) => {
    const lives = examples.map(({ features, truth }, index) => ({
      features: { wind: features.wind as number },
      duration: truth[1]!,
      failed: index % 3 !== 0,
    }));
    const method = calibration === "isotonic" ? { logistic: {} } : { boostedTrees: { trees: 5 } };
    const model = hazardModel<{ wind: number }>({ windows: [3, 5], calibration, method, share: 0.5 });
    const fitted = await model.fit(lives);
    const again = loadModel<{ wind: number }>(reread(savedModel(fitted))) as typeof fitted;
    const given = [{ wind: 0.3 }, { wind: -2 }];
    expect(again.predict(given)).toEqual(fitted.predict(given));
    expect(again.lifeSamples(given, { count: 4 })).toEqual(fitted.lifeSamples(given, { count: 4 }));
    expect(again.card).toEqual(fitted.card);
    expect(again.state).toEqual(fitted.state);
  });

  it("trees that were grown on a design of rows", () => {
    const wiring = { name: "grown", target: { over: [hour] } } as const;
    const design = rowDesign(wiring, asClasses);
    const { features, rows: count, columns } = design;
    const { ensemble } = fitBoostedTrees(
      { features, rows: count, columns: columns.length, target: design.truths, outputs: 2 },
      { trees: 2 },
    );
    const card = { kind: "grown", loss: "mine", seed: 0, settings: {}, figures: {} };
    const fitted = fittedRowTrees(ensemble, design, wiring, card);
    expect(answers(loadModel(reread(savedModel(fitted))))).toStrictEqual(answers(fitted));
  });

  it("a model of another library", () => {
    const layer = {
      kind: "affine",
      inputs: 1,
      outputs: 1,
      weights: Float64Array.of(2),
      bias: Float64Array.of(1),
    } as const;
    const structure = { kind: "layers", inputs: 1, outputs: 1, layers: [layer] } as const;
    const fitted = foreignPredictor(
      { structure, columns: ["wind"], producer: "by hand" },
      { target: { over: [] }, name: "foreign" },
    );
    const again = loadModel(reread(savedModel(fitted)));
    expect(again.predict([{ wind: 3 }])).toEqual(Float64Array.of(7));
    expect(again.card).toEqual(fitted.card);
  });
});

describe("plain states", () => {
  const number = fc.oneof(fc.double(), fc.constantFrom(-0, NaN, Infinity, -Infinity));
  const array = fc.oneof(
    fc.float64Array(),
    fc.float32Array(),
    fc.int32Array(),
    fc.uint32Array(),
    fc.int16Array(),
    fc.uint16Array(),
    fc.int8Array(),
    fc.uint8Array(),
  );
  const { state } = fc.letrec((tie) => ({
    state: fc.oneof(
      { depthSize: "small" },
      number,
      array,
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("state"), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("$array", "$object", "__proto__")), tie("state"), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    ),
  }));

  it("come back bit for bit, whatever orders the keys", () => {
    fc.assert(
      fc.property(state, (value) => {
        const saved = reread(savedState("anything", value));
        expect(loadState(saved, "anything")).toStrictEqual(value);
        expect(loadState(reordered(saved), "anything")).toEqual(value);
      }),
    );
  });

  it("keep the bits of a NaN, and one array in two places one array", () => {
    const bits = new BigUint64Array([0x7ff8000000000abcn, 0xfff0000000000001n]);
    const values = new Float64Array(bits.buffer);
    const again = loadState<Record<"a" | "b", Float64Array>>(
      reread(savedState("nans", { a: values, b: values })),
      "nans",
    );
    expect(new BigUint64Array(again.a.buffer)).toEqual(bits);
    expect(again.b).toBe(again.a);
  });
});

/** The same JSON with keys in the opposite order, as a database may return it. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, reordered(item)] as const)
      .reverse(),
  );
}

describe("loading refuses", async () => {
  const fitted = await ridge({ target, penalty: 1 }).fit(examples);
  const saved = savedModel(fitted);
  const damages: readonly [string, unknown, string][] = [
    ["what is no saved model", { format: "other" }, "FS_LEARN_SAVED_DAMAGED"],
    ["nothing", null, "FS_LEARN_SAVED_DAMAGED"],
    ["a later version", { ...saved, version: 2 }, "FS_LEARN_SAVED_VERSION"],
    ["a version that is none", { ...saved, version: "1" }, "FS_LEARN_SAVED_DAMAGED"],
    ["a changed name", { ...saved, name: "other" }, "FS_LEARN_SAVED_DAMAGED"],
    ["a missing part", { ...saved, state: undefined }, "FS_LEARN_SAVED_DAMAGED"],
    [
      "a changed byte",
      {
        ...saved,
        arrays: saved.arrays.with(0, { ...saved.arrays[0]!, data: turned(saved.arrays[0]!.data) }),
      },
      "FS_LEARN_SAVED_DAMAGED",
    ],
    ["a state", savedState("linear", fitted), "FS_LEARN_SAVED_KIND"],
  ];
  it.each(damages)("%s", (_, given, expected) => {
    expect(() => loadModel(given)).toThrow(code(expected));
  });

  it("an unknown kind, and arrays whose bytes do not fit, even with a right checksum", async () => {
    const { checksum } = await import("./checksum.js");
    const resealed = (changes: Partial<SavedModel>): SavedModel => {
      const { checksum: _, ...content } = { ...saved, ...changes };
      return { ...content, checksum: checksum(content) };
    };
    expect(() => loadModel(resealed({ kind: "toString" }))).toThrow(code("FS_LEARN_SAVED_KIND"));
    const short = saved.arrays.map((array) => ({ ...array, length: array.length + 1 }));
    expect(() => loadModel(resealed({ arrays: short }))).toThrow(code("FS_LEARN_SAVED_DAMAGED"));
    expect(() => loadModel(resealed({ arrays: [] }))).toThrow(code("FS_LEARN_SAVED_DAMAGED"));
  });

  it("states of another name, and models as states", () => {
    expect(() => loadState(savedState("a", 1), "b")).toThrow(code("FS_LEARN_SAVED_KIND"));
    expect(() => loadState(saved, "b")).toThrow(code("FS_LEARN_SAVED_KIND"));
    expect(() => loadPointForecaster(saved)).toThrow(code("FS_LEARN_SAVED_KIND"));
  });

  it("another target, another transform, and functions that nobody asks for", () => {
    expect(loadModel(saved, { target }).target).toBe(target);
    expect(() => loadModel(saved, { target: { over: [hour], unit: "kWh" } })).toThrow(
      code("FS_LEARN_TARGET_MISMATCH"),
    );
    expect(() => loadModel(saved, { targetTransform: logTransform() })).toThrow(
      code("FS_LEARN_INVALID_OPTION"),
    );
    expect(() => loadModel(saved, { functions: { predict } })).toThrow(code("FS_LEARN_INVALID_OPTION"));
  });

  it("models without the schema that they were fitted with", async () => {
    const features = { "~standard": { ...featureRow<FeatureRow>()["~standard"], vendor: "somebody" } };
    const checked = await averageOf([
      ridge({ target, penalty: 1, features }),
      ridge({ target, penalty: 1 }),
    ]).fit(examples);
    const text = reread(savedModel(checked));
    expect(() => loadModel(text)).toThrow(
      expect.objectContaining({
        code: "FS_LEARN_FUNCTION_MISSING",
        message: expect.stringContaining("members[0].features"),
      }),
    );
    const again = loadModel(text, { functions: { "members[0].features": features } });
    expect(again.predict(rows)).toEqual(checked.predict(rows));
    expect(loadModel(text, { features: featureRow<FeatureRow>() }).predict(rows)).toEqual(
      checked.predict(rows),
    );
  });
});

function turned(text: string): string {
  return (text.startsWith("A") ? "B" : "A") + text.slice(1);
}

test("copies of models, functions and objects of classes are not saved", async () => {
  const fitted = await ridge({ target, penalty: 1 }).fit(examples);
  expect(() => savedModel({ ...fitted })).toThrow(code("FS_LEARN_NOT_SAVABLE"));
  expect(() => savedState("a", { date: new Date(0) })).toThrow(code("FS_LEARN_NOT_SAVABLE"));
  expect(() => savedState("a", [() => 1])).toThrow(
    expect.objectContaining({ code: "FS_LEARN_NOT_SAVABLE", message: expect.stringContaining('"a[0]"') }),
  );
});
