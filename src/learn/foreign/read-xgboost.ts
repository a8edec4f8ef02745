import type { AffineLayer, LayerStructure, ModelStructure, StructureLayer } from "../model-structure.js";
import type { TreeLink } from "../trees/tree-ensemble.js";
import { doubleThreshold } from "./float-order.js";
import { malformed, unsupported } from "./foreign-error.js";
import type { ForeignModel } from "./foreign-model.js";
import { ensembleOfTrees, foreignLeaf, type ForeignNode } from "./foreign-trees.js";

const FORMAT = "XGBoost JSON";

/** Objectives by what turns their margin into a prediction; that of `base_score` into a margin is its inverse. */
const LINKS: Readonly<Record<string, TreeLink>> = {
  "reg:squarederror": "identity",
  "reg:squaredlogerror": "identity",
  "reg:absoluteerror": "identity",
  "reg:pseudohubererror": "identity",
  "reg:quantileerror": "identity",
  "rank:pairwise": "identity",
  "rank:ndcg": "identity",
  "rank:map": "identity",
  "reg:logistic": "logistic",
  "binary:logistic": "logistic",
  "binary:logitraw": "logistic",
  "multi:softprob": "softmax",
  "multi:softmax": "softmax",
  "count:poisson": "exp",
  "reg:gamma": "exp",
  "reg:tweedie": "exp",
  "survival:cox": "exp",
  "survival:aft": "exp",
};

/**
 * Reads a model that XGBoost saved as JSON (`save_model("model.json")`, versions 1.0 to 3): boosters `gbtree`, `dart` and
 * `gblinear`, categorical splits among them. XGBoost compares in single precision; thresholds are moved so that every
 * double falls on the same side. `binary:logitraw` and `multi:softmax` give probabilities too.
 *
 * Format: XGBoost documentation, "Introduction to Model IO", and its JSON schema.
 *
 * @param text the file's content
 * @throws FS_LEARN_FOREIGN_MALFORMED when the text is not such a file, FS_LEARN_FOREIGN_UNSUPPORTED when its objective or booster
 * is not one of those known, or its leaves hold vectors.
 *
 * @example
 * import { evaluateStructure, readXgboost } from "foresolve/learn";
 *
 * const tree = {
 *   left_children: [1, -1, -1],
 *   right_children: [2, -1, -1],
 *   split_indices: [0, 0, 0],
 *   split_conditions: [0.5, -1, 2],
 *   default_left: [1, 0, 0],
 * };
 * const model = readXgboost(
 *   JSON.stringify({
 *     version: [1, 7, 4],
 *     learner: {
 *       feature_names: ["wind"],
 *       gradient_booster: { name: "gbtree", model: { tree_info: [0], trees: [tree] } },
 *       learner_model_param: { base_score: "5E-1", num_class: "0", num_feature: "1" },
 *       objective: { name: "reg:squarederror" },
 *     },
 *   }),
 * );
 * model.columns; // => ["wind"]
 * evaluateStructure(model.structure, Float64Array.of(0.4, 0.6, NaN), 3); // => new Float64Array([-0.5, 2.5, -0.5])
 */
export function readXgboost(text: string): ForeignModel {
  const file = parsed(text);
  const learner = field(file, "learner", "object");
  const parameters = field(learner, "learner_model_param", "object");
  const objective = field(field(learner, "objective", "object"), "name", "string");
  const link = LINKS[objective];
  if (link === undefined) throw unsupported(FORMAT, `the objective ${objective}`);
  const columns = Number(field(parameters, "num_feature", "string"));
  const outputs = Math.max(1, Number(parameters["num_class"] ?? 0), Number(parameters["num_target"] ?? 1));
  const base = margins(link, field(parameters, "base_score", "string"), outputs);
  const booster = field(learner, "gradient_booster", "object");
  const frame = { columns, outputs, base, link };
  return {
    structure: structureOf(booster, frame),
    columns: columnNames(learner, columns),
    producer: `XGBoost ${versionOf(file)}`,
  };
}

interface Frame {
  readonly columns: number;
  readonly outputs: number;
  readonly base: Float64Array;
  readonly link: TreeLink;
}

function structureOf(booster: Json, frame: Frame): ModelStructure {
  const name = field(booster, "name", "string");
  if (name === "gblinear") return linearOf(numbers(field(booster, "model", "object"), "weights"), frame);
  if (name !== "gbtree" && name !== "dart") throw unsupported(FORMAT, `the booster ${name}`);
  const isDart = name === "dart";
  const trees = isDart ? field(booster, "gbtree", "object") : booster;
  const factors = isDart ? numbers(booster, "weight_drop") : null;
  const model = field(trees, "model", "object");
  const list = model["trees"];
  if (!Array.isArray(list)) throw malformed(FORMAT, "it has no list of trees");
  const { columns, outputs, base, link } = frame;
  const ensemble = ensembleOfTrees(
    { columns, outputs, base, link, treeOutput: numbers(model, "tree_info") },
    list.map((tree, at) => nodesOf(tree as Json, at, factors?.[at] ?? 1, columns)),
  );
  if (ensemble.treeOutput!.length !== list.length || ensemble.treeOutput!.some((output) => output >= outputs))
    throw malformed(FORMAT, "tree_info does not name an output for each tree");
  return { kind: "trees", inputs: columns, outputs, ensemble };
}

function nodesOf(tree: Json, at: number, factor: number, columns: number): ForeignNode[] {
  const left = numbers(tree, "left_children");
  const right = numbers(tree, "right_children");
  const features = numbers(tree, "split_indices");
  // Printed with the digits that single precision needs: the doubles they read as are not the numbers that were meant.
  const conditions = numbers(tree, "split_conditions").map(Math.fround);
  const defaults = numbers(tree, "default_left");
  const types = tree["split_type"] === undefined ? [] : numbers(tree, "split_type");
  const covers = tree["sum_hessian"] === undefined ? [] : numbers(tree, "sum_hessian");
  const gains = tree["loss_changes"] === undefined ? [] : numbers(tree, "loss_changes");
  if (Number((tree["tree_param"] as Json | undefined)?.["size_leaf_vector"] ?? 0) > 1)
    throw unsupported(
      FORMAT,
      "trees whose leaves are vectors",
      'Train with multi_strategy "one_output_per_tree".',
    );
  const categories = categoriesOf(tree);
  return left.map((child, node) => {
    if (child < 0) return foreignLeaf([factor * conditions[node]!], covers[node]);
    const other = right[node]!;
    if (!(features[node]! < columns && child < left.length && other >= 0 && other < left.length))
      throw malformed(FORMAT, `node ${node} of tree ${at} refers to what is not there`);
    const shared = { feature: features[node]!, value: [], cover: covers[node] ?? 0, gain: gains[node] ?? 0 };
    const missingLeft = defaults[node] === 1;
    // XGBoost sends the categories of the set to the right; here those of the set go left.
    if (types[node] === 1)
      return {
        ...shared,
        threshold: 0,
        categories: categories.get(node) ?? [],
        left: other,
        right: child,
        missingLeft: !missingLeft,
      };
    return {
      ...shared,
      threshold: doubleThreshold(conditions[node]!),
      left: child,
      right: other,
      missingLeft,
    };
  });
}

/** The categories of each node that splits by category. */
function categoriesOf(tree: Json): Map<number, readonly number[]> {
  const found = new Map<number, readonly number[]>();
  if (tree["categories_nodes"] === undefined) return found;
  const all = numbers(tree, "categories");
  const segments = numbers(tree, "categories_segments");
  const sizes = numbers(tree, "categories_sizes");
  for (const [position, node] of numbers(tree, "categories_nodes").entries()) {
    const start = segments[position]!;
    found.set(node, all.slice(start, start + sizes[position]!));
  }
  return found;
}

/** Weights stand feature by feature, [features, outputs], then the biases; `base_score` is added. */
function linearOf(weights: readonly number[], { columns, outputs, base, link }: Frame): LayerStructure {
  if (weights.length !== (columns + 1) * outputs)
    throw malformed(FORMAT, `it has ${weights.length} weights for ${columns} columns and ${outputs} outputs`);
  const affine: AffineLayer = {
    kind: "affine",
    inputs: columns,
    outputs,
    weights: Float64Array.from(weights.slice(0, columns * outputs)),
    bias: base.map((value, output) => value + weights[columns * outputs + output]!),
  };
  const layers: StructureLayer[] = [affine];
  if (link !== "identity") layers.push({ kind: "activation", activation: link });
  return { kind: "layers", inputs: columns, outputs, layers };
}

/** `base_score` is in the unit of predictions: one number, or (from version 3) a list. */
function margins(link: TreeLink, score: string, outputs: number): Float64Array {
  const given = score.replace(/[[\]]/g, "").split(",").map(Number);
  return Float64Array.from({ length: outputs }, (_, output) => {
    const value = Math.fround(given[given.length === 1 ? 0 : output] ?? NaN);
    const margin = link === "logistic" ? -Math.log(1 / value - 1) : link === "exp" ? Math.log(value) : value;
    if (!Number.isFinite(margin)) throw malformed(FORMAT, `base_score is "${score}"`);
    return margin;
  });
}

function columnNames(learner: Json, columns: number): string[] | null {
  const names = learner["feature_names"];
  return Array.isArray(names) && names.length === columns ? names.map(String) : null;
}

function versionOf(file: Json): string {
  return Array.isArray(file["version"]) ? file["version"].join(".") : "of unknown version";
}

type Json = Readonly<Record<string, unknown>>;

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    try {
      // XGBoost writes NaN, which JSON does not know, as the condition of splits by category.
      return JSON.parse(text.replaceAll(/(?<=[[,:]\s*)-?(?:NaN|Infinity)(?=\s*[,\]}])/g, "null")) as Json;
    } catch (cause) {
      throw malformed(FORMAT, (cause as Error).message);
    }
  }
}

function field(parent: Json, name: string, type: "object"): Json;
function field(parent: Json, name: string, type: "string"): string;
function field(parent: Json, name: string, type: string): unknown {
  const value = parent?.[name];
  if (typeof value === type && value !== null) return value;
  throw malformed(FORMAT, `"${name}" is missing or not ${type === "object" ? "an" : "a"} ${type}`);
}

/** A list of numbers; `default_left` and the types may be booleans. */
function numbers(parent: Json, name: string): readonly number[] {
  const value = parent[name];
  if (!Array.isArray(value)) throw malformed(FORMAT, `"${name}" is missing or not a list`);
  return value.map(Number);
}
