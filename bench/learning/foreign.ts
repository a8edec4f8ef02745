import { createRequire } from "node:module";
import {
  averageOf,
  boostedTrees,
  evaluateStructure,
  exportOnnx,
  logisticRegression,
  logTransform,
  network,
  poissonRegression,
  randomForest,
  readXgboost,
  ridge,
  structureOf,
  type Example,
  type FeatureRow,
  type FittedPredictor,
  type Predictor,
} from "../../src/learn/index.js";
import { randomStream } from "../../src/math/index.js";
import type { LearningPart } from "../learning.js";
import { askPeer } from "../peer.js";
import type { BenchOptions, BenchRow } from "../suite.js";

const ROWS = 2000;
const COLUMNS = 6;
const UNIT = "of the prediction, at least of 1 or of the deviation of all, whichever is less";

/** Exactness of what crosses to other libraries: XGBoost's files here, our files in ONNX Runtime and in the ONNX checker. */
export const foreignPart: LearningPart = {
  async run(options) {
    const xgboost = fromXgboost(options);
    const onnx = await toOnnx(options);
    return { rows: [...xgboost.rows, ...onnx.rows], versions: { ...xgboost.versions, ...onnx.versions } };
  },
};

type Measured = { readonly rows: BenchRow[]; readonly versions: Record<string, string> };

function fromXgboost({ onNote }: BenchOptions): Measured {
  const random = randomStream("bench foreign");
  // Missing values in the second column; the last is a category.
  const features = Float32Array.from({ length: ROWS * COLUMNS }, (_, at) => {
    if (at % COLUMNS === COLUMNS - 1) return random.integer(6);
    return at % COLUMNS === 1 && random.uniform() < 0.1 ? Number.NaN : random.normal();
  });
  const signal = Float32Array.from({ length: ROWS }, (_, row) => {
    const [a, b, c] = features.subarray(row * COLUMNS);
    return 2 * a! + (Number.isNaN(b!) ? 1 : b! * c!) + Math.sin(3 * features[row * COLUMNS + 5]!);
  });
  const above = (limit: number): Float32Array => signal.map((value) => (value > limit ? 1 : 0));
  const positive = signal.map((value) => Math.abs(value) + 0.1);
  const cases: readonly { name: string; target: Float32Array; settings: object; isCategorical?: boolean }[] =
    [
      { name: "squared error", target: signal, settings: { objective: "reg:squarederror" } },
      { name: "absolute error", target: signal, settings: { objective: "reg:absoluteerror" } },
      { name: "pseudo-Huber", target: signal, settings: { objective: "reg:pseudohubererror" } },
      { name: "logistic", target: above(0), settings: { objective: "binary:logistic" } },
      {
        name: "three classes",
        target: signal.map((value) => (value < -1 ? 0 : value < 1 ? 1 : 2)),
        settings: { objective: "multi:softprob", num_class: 3 },
      },
      { name: "Poisson", target: positive.map(Math.floor), settings: { objective: "count:poisson" } },
      { name: "gamma", target: positive, settings: { objective: "reg:gamma" } },
      { name: "Tweedie", target: positive, settings: { objective: "reg:tweedie" } },
      {
        name: "dart",
        target: signal,
        settings: { objective: "reg:squarederror", booster: "dart", rate_drop: 0.3 },
      },
      {
        name: "categories",
        target: signal,
        settings: { objective: "reg:squarederror", tree_method: "hist", max_cat_to_onehot: 2 },
        isCategorical: true,
      },
    ];
  const answer = askPeer<{
    readonly version: string;
    readonly cases: readonly { readonly model: string; readonly predictions: readonly number[] }[];
  }>(
    "xgboost_models.py",
    {
      columns: COLUMNS,
      features: base64(features),
      cases: cases.map(({ target, settings, isCategorical = false }) => ({
        target: base64(target),
        parameters: { max_depth: 6, ...settings },
        trees: 60,
        categorical: isCategorical,
      })),
    },
    onNote,
  );
  if (answer === null) return { rows: [], versions: {} };
  const matrix = Float64Array.from(features);
  const rows = cases.map(({ name }, index): BenchRow => {
    const { model, predictions } = answer.cases[index]!;
    const own = evaluateStructure(readXgboost(model).structure, matrix, ROWS);
    return {
      case: `XGBoost JSON, ${name}`,
      metric: "maxRelativeError",
      value: worst(own, predictions),
      unit: UNIT,
      peer: `xgboost ${answer.version}`,
    };
  });
  return { rows, versions: { xgboost: answer.version } };
}

async function toOnnx({ onNote }: BenchOptions): Promise<Measured> {
  const random = randomStream("bench onnx");
  const hour = { name: "hour", keys: ["h0", "h1", "h2"] } as const;
  const target = { over: [hour], unit: "MWh" } as const;
  // Single precision, as the files take it: no row then falls on another side of a threshold.
  const examples: Example<FeatureRow>[] = Array.from({ length: 400 }, () => {
    const wind = Math.fround(random.normal());
    const sun = Array.from({ length: 3 }, () => Math.fround(random.uniform()));
    const plant = random.integer(5);
    const truth = sun.map((value, entry) => 1 + 3 * value + 0.2 * wind ** 2 + (plant === entry ? 1 : 0));
    return { features: { wind, sun, plant }, truth };
  });
  const classes = examples.map(({ features, truth }) => {
    const values = Array.from(truth);
    const largest = Math.max(...values);
    return { features, truth: values.map((value) => Number(value === largest)) };
  });
  const trees = { trees: 60, categorical: ["plant"] };
  const predictors: readonly (readonly [string, Predictor<FeatureRow>, Example<FeatureRow>[]?])[] = [
    ["ridge", ridge({ target, featureLimit: 3 })],
    ["ridge of logarithms", ridge({ target, targetTransform: logTransform({ shift: 1 }) })],
    ["Poisson regression", poissonRegression({ target })],
    ["logistic regression", logisticRegression({ target: { over: [hour] } }), classes],
    ["boosted trees", boostedTrees({ target, ...trees })],
    [
      "boosted trees of classes",
      boostedTrees({ target: { over: [hour] }, ...trees, loss: "softmax" }),
      classes,
    ],
    ["random forest", randomForest({ target, ...trees })],
    [
      "average of forests",
      averageOf([randomForest({ target, ...trees }), randomForest({ target, trees: 30 })]),
    ],
    ["network", network({ target, hidden: [32, 16], epochs: 10 })],
    [
      "network with an embedding",
      network({ target, hidden: [16], epochs: 5, embeddings: { plant: { categories: 5, width: 2 } } }),
    ],
  ];
  const exported: { name: string; fitted: FittedPredictor<FeatureRow>; bytes: Uint8Array }[] = [];
  for (const [name, predictor, given = examples] of predictors) {
    const fitted = await predictor.fit(given);
    exported.push({ name, fitted, bytes: exportOnnx(fitted) });
  }
  const rows: BenchRow[] = [];
  const versions: Record<string, string> = {};
  const runtime = onnxRuntime();
  if (runtime === null) onNote("onnxruntime-node is not installed: our ONNX files were not run in it");
  else {
    versions["onnxruntime"] = runtime.version;
    for (const { name, fitted, bytes } of exported) {
      const { columns, design } = structureOf(fitted);
      const given = examples.map(({ features }) => features);
      const matrix = Float32Array.from(design(given));
      const session = await runtime.InferenceSession.create(bytes);
      const x = new runtime.Tensor("float32", matrix, [matrix.length / columns.length, columns.length]);
      const { y } = await session.run({ x });
      rows.push({
        case: `ONNX file, ${name}`,
        metric: "maxRelativeError",
        value: worst(fitted.predict(given), y!.data),
        unit: UNIT,
        peer: `onnxruntime-node ${runtime.version}`,
      });
    }
  }
  const checked = askPeer<{ readonly version: string; readonly faults: readonly (string | null)[] }>(
    "onnx_checker.py",
    {
      files: exported.map(({ fitted, bytes }) => ({
        bytes: Buffer.from(bytes).toString("base64"),
        trees: structureOf(fitted).structure.kind === "trees",
      })),
    },
    onNote,
  );
  if (checked !== null) {
    versions["onnx"] = checked.version;
    for (const [index, fault] of checked.faults.entries())
      if (fault !== null) onNote(`onnx checker, ${exported[index]!.name}: ${fault}`);
    rows.push({
      case: `ONNX files that pass the checker, of ${exported.length}`,
      metric: "filesAccepted",
      value: checked.faults.filter((fault) => fault === null).length,
      unit: "files",
      peer: `onnx ${checked.version}`,
    });
  }
  return { rows, versions };
}

interface Runtime {
  readonly version: string;
  readonly InferenceSession: {
    create(
      bytes: Uint8Array,
    ): Promise<{ run(feeds: object): Promise<Record<string, { data: Float32Array }>> }>;
  };
  readonly Tensor: new (type: string, data: Float32Array, dims: readonly number[]) => object;
}

/** ONNX Runtime is large and optional; null where nobody has installed it. */
function onnxRuntime(): Runtime | null {
  const require = createRequire(import.meta.url);
  try {
    const { version } = require("onnxruntime-node/package.json") as { readonly version: string };
    return { ...(require("onnxruntime-node") as Omit<Runtime, "version">), version };
  } catch {
    return null;
  }
}

/**
 * The largest difference, relative to the prediction. Predictions next to 0 count as the deviation of all predictions, and as 1 at the most:
 * the stricter of the two usual measures.
 */
function worst(own: Float64Array, theirs: ArrayLike<number>): number {
  if (own.length !== theirs.length) return Infinity;
  const expected = Float64Array.from(theirs);
  const mean = expected.reduce((sum, value) => sum + value / expected.length, 0);
  const variance = expected.reduce((sum, value) => sum + (value - mean) ** 2 / expected.length, 0);
  const least = Math.min(1, Math.sqrt(variance));
  return own.reduce(
    (most, value, at) =>
      Math.max(most, Math.abs(value - expected[at]!) / Math.max(least, Math.abs(expected[at]!))),
    0,
  );
}

function base64(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
}
