import { describe, expect, it } from "vitest";
import { randomStream } from "../../math/index.js";
import { askPython, hasPython } from "../../../test/python.js";
import { evaluateStructure } from "../model-structure.js";
import { readXgboost } from "./read-xgboost.js";

const TRAIN = `
import json, sys, os, tempfile, numpy as np, xgboost
answers = []
for q in json.load(sys.stdin):
    X = np.array([[np.nan if v is None else v for v in row] for row in q["rows"]], dtype=np.float32)
    types = q.get("types")
    data = lambda: xgboost.DMatrix(X, label=np.array(q["labels"]), feature_types=types, enable_categorical=types is not None)
    model = xgboost.train({"nthread": 1, "verbosity": 0, **q["parameters"]}, data(), q["rounds"])
    path = os.path.join(tempfile.mkdtemp(), "model.json")
    model.save_model(path)
    # A model that has not seen the data predicts from its trees, not from what it remembers of its training.
    p = xgboost.Booster(model_file=path).predict(data())
    answers.append({"model": open(path).read(), "predictions": np.asarray(p, dtype=float).reshape(len(X), -1).tolist()})
print(json.dumps(answers))
`;

interface Question {
  readonly rows: readonly (readonly (number | null)[])[];
  readonly labels: readonly number[];
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly rounds: number;
  readonly types?: readonly string[];
}

interface Trained {
  readonly model: string;
  readonly predictions: readonly (readonly number[])[];
}

const stream = randomStream(11);
const ROWS = 300;
const features = Array.from({ length: ROWS }, () => [
  stream.normal(),
  stream.uniform() < 0.2 ? null : Math.fround(stream.normal() * 1e3),
  Math.floor(stream.uniform() * 4),
  stream.uniform(),
]);
const signal = features.map(
  ([a, b, c, d]) => 2 * a! + (b ?? 500) / 500 + (c === 2 ? 3 : 0) + Math.sin(9 * d!),
);

const quantities = { rows: features, rounds: 12 };
const CASES: Readonly<Record<string, Question>> = {
  "squared error": {
    ...quantities,
    labels: signal,
    parameters: { objective: "reg:squarederror", max_depth: 5 },
  },
  "absolute error": { ...quantities, labels: signal, parameters: { objective: "reg:absoluteerror" } },
  logistic: {
    ...quantities,
    labels: signal.map((value) => (value > 1 ? 1 : 0)),
    parameters: { objective: "binary:logistic", base_score: 0.3 },
  },
  softmax: {
    ...quantities,
    labels: signal.map((value) => (value < 0 ? 0 : value < 2 ? 1 : 2)),
    parameters: { objective: "multi:softprob", num_class: 3 },
  },
  Poisson: {
    ...quantities,
    labels: signal.map((value) => Math.floor(Math.abs(value))),
    parameters: { objective: "count:poisson" },
  },
  gamma: {
    ...quantities,
    labels: signal.map((value) => Math.abs(value) + 0.1),
    parameters: { objective: "reg:gamma" },
  },
  dart: {
    ...quantities,
    labels: signal,
    parameters: { objective: "reg:squarederror", booster: "dart", rate_drop: 0.4, seed: 3 },
  },
  "leaf-wise growth": {
    ...quantities,
    labels: signal,
    parameters: {
      objective: "reg:squarederror",
      tree_method: "hist",
      grow_policy: "lossguide",
      max_leaves: 12,
    },
  },
  "a forest": {
    ...quantities,
    labels: signal,
    parameters: { objective: "reg:squarederror", num_parallel_tree: 3, subsample: 0.7, eta: 1 },
  },
  "splits by category": {
    rows: features.map(([a, b, c]) => [a!, b!, c!]),
    rounds: 8,
    types: ["q", "q", "c"],
    labels: signal,
    parameters: { objective: "reg:squarederror", tree_method: "hist", max_cat_to_onehot: 2 },
  },
  "a linear booster": {
    rows: features.map(([a, , c, d]) => [a!, c!, d!]),
    rounds: 20,
    labels: signal,
    parameters: { objective: "reg:squarederror", booster: "gblinear" },
  },
};

describe.skipIf(!hasPython("xgboost"))("models that XGBoost wrote give the same predictions", () => {
  // One process for all: starting Python costs more than the fits.
  const answers = lazily(() => askPython<readonly Trained[]>(TRAIN, Object.values(CASES)));

  it.each(Object.keys(CASES).map((name, at) => [name, at] as const))(
    "%s",
    (name, at) => {
      const { model, predictions } = answers()[at]!;
      const { structure } = readXgboost(model);
      const { rows } = CASES[name]!;
      const own = evaluateStructure(
        structure,
        Float64Array.from(rows.flat(), (value) => value ?? NaN),
        ROWS,
      );
      expect(worst(own, predictions.flat())).toBeLessThan(1e-6);
      expect(new Set(own).size).toBeGreaterThan(10);
    },
    60_000,
  );

  it("reads splits by category as such", () => {
    const { structure } = readXgboost(answers()[Object.keys(CASES).indexOf("splits by category")]!.model);
    expect(structure.kind === "trees" && structure.ensemble.categorySets.length).toBeGreaterThan(0);
  });
});

describe("files that are refused", () => {
  const tree = {
    left_children: [1, -1, -1],
    right_children: [2, -1, -1],
    split_indices: [0, 0, 0],
    split_conditions: [0.5, -1, 2],
    default_left: [1, 0, 0],
  };
  const file = (
    changes: object = {},
    booster: object = { name: "gbtree", model: { tree_info: [0], trees: [tree] } },
  ) =>
    JSON.stringify({
      learner: {
        gradient_booster: booster,
        learner_model_param: { base_score: "5E-1", num_class: "0", num_feature: "1" },
        objective: { name: "reg:squarederror" },
        ...changes,
      },
    });

  it.each([
    ["text", "tree\nversion=v3"],
    ["another document", "{}"],
    [
      "a tree that refers to a column that is not there",
      file({ learner_model_param: { base_score: "0", num_feature: "0" } }),
    ],
    [
      "a base score that is no number",
      file({ learner_model_param: { base_score: "half", num_feature: "1" } }),
    ],
    ["no trees", file({}, { name: "gbtree", model: { tree_info: [] } })],
    [
      "more trees than outputs for them",
      file({}, { name: "gbtree", model: { tree_info: [4], trees: [tree] } }),
    ],
  ])("%s is malformed", (_, text) => {
    expect(() => readXgboost(text)).toThrow(expect.objectContaining({ code: "FS_LEARN_FOREIGN_MALFORMED" }));
  });

  it.each([
    ["an objective", file({ objective: { name: "binary:hinge" } })],
    ["a booster", file({}, { name: "gbforest" })],
    [
      "leaves of vectors",
      file(
        {},
        {
          name: "gbtree",
          model: { tree_info: [0], trees: [{ ...tree, tree_param: { size_leaf_vector: "3" } }] },
        },
      ),
    ],
  ])("%s that is not known is named", (_, text) => {
    expect(() => readXgboost(text)).toThrow(
      expect.objectContaining({ code: "FS_LEARN_FOREIGN_UNSUPPORTED" }),
    );
  });
});

/** The worst difference, relative where numbers are large. */
function worst(own: Float64Array, theirs: readonly number[]): number {
  expect(own).toHaveLength(theirs.length);
  return own.reduce(
    (most, value, at) => Math.max(most, Math.abs(value - theirs[at]!) / Math.max(1, Math.abs(value))),
    0,
  );
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
