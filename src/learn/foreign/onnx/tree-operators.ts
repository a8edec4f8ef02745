import type { TreeStructure } from "../../model-structure.js";
import type { TreeLink } from "../../trees/tree-ensemble.js";
import { doubleThreshold, nextDouble, nextSingle } from "../float-order.js";
import { malformed, unsupported } from "../foreign-error.js";
import { ensembleOfTrees, foreignLeaf, type ForeignNode } from "../foreign-trees.js";
import {
  describeNode,
  numberAttribute,
  numbersAttribute,
  stringAttribute,
  stringsAttribute,
} from "./attributes.js";
import type { OnnxNode } from "./onnx-message.js";

/**
 * The trees of a TreeEnsembleRegressor or TreeEnsembleClassifier. Leaves may name any outputs, so each has a value for all of
 * them. A classifier of two classes that scores only one of them gives one output, the probability of the second.
 *
 * @throws FS_LEARN_FOREIGN_UNSUPPORTED, FS_LEARN_FOREIGN_MALFORMED
 */
export function treesOf(node: OnnxNode, columns: number): TreeStructure {
  const isClassifier = node.operator === "TreeEnsembleClassifier";
  const kind = isClassifier ? "class" : "target";
  const aggregate = stringAttribute(node, "aggregate_function", "SUM");
  if (aggregate !== "SUM" && aggregate !== "AVERAGE")
    throw unsupported("ONNX", `${describeNode(node)} with the aggregate ${aggregate}`);
  const ids = numbersAttribute(node, `${kind}_ids`);
  const classes = isClassifier ? classCount(node) : numberAttribute(node, "n_targets", 1);
  const isOneSided = isClassifier && classes === 2 && new Set(ids).size === 1;
  const outputs = isOneSided ? 1 : classes;
  const given = numbersAttribute(node, "base_values");
  const base = Float64Array.from(
    { length: outputs },
    (_, output) => given[given.length === 1 ? 0 : output] ?? 0,
  );
  const trees = nodesOf(node, columns, outputs, isOneSided ? ids.map(() => 0) : ids, kind);
  const link = linkOf(node, outputs);
  const averaged =
    aggregate === "AVERAGE" ? trees.map((tree) => tree.map(scaledBy(1 / trees.length))) : trees;
  return {
    kind: "trees",
    inputs: columns,
    outputs,
    ensemble: ensembleOfTrees({ columns, outputs, base, link, treeOutput: null }, averaged),
  };
}

function classCount(node: OnnxNode): number {
  const labels = stringsAttribute(node, "classlabels_strings");
  return labels.length > 0 ? labels.length : numbersAttribute(node, "classlabels_int64s").length;
}

function linkOf(node: OnnxNode, outputs: number): TreeLink {
  const transform = stringAttribute(node, "post_transform", "NONE");
  if (transform === "NONE") return "identity";
  if (transform === "LOGISTIC") return "logistic";
  if (transform === "SOFTMAX" && outputs > 1) return "softmax";
  throw unsupported("ONNX", `the post-transform ${transform} of ${describeNode(node)}`);
}

function scaledBy(factor: number): (node: ForeignNode) => ForeignNode {
  return (node) => ({ ...node, value: node.value.map((value) => factor * value) });
}

function nodesOf(
  node: OnnxNode,
  columns: number,
  outputs: number,
  ids: readonly number[],
  kind: "class" | "target",
): ForeignNode[][] {
  const trees = numbersAttribute(node, "nodes_treeids");
  const numbers = numbersAttribute(node, "nodes_nodeids");
  const features = numbersAttribute(node, "nodes_featureids");
  const modes = stringsAttribute(node, "nodes_modes");
  const values = numbersAttribute(node, "nodes_values");
  const yes = numbersAttribute(node, "nodes_truenodeids");
  const no = numbersAttribute(node, "nodes_falsenodeids");
  const missingTrue = numbersAttribute(node, "nodes_missing_value_tracks_true");
  const inDoubles = node.attributes.has("nodes_values_as_tensor");
  for (const list of [numbers, features, modes, values, yes, no])
    if (list.length !== trees.length)
      throw malformed("ONNX", `the lists of nodes of ${describeNode(node)} differ in length`);

  const leaves = new Map<string, number[]>();
  const weights = numbersAttribute(node, `${kind}_weights`);
  const leafTrees = numbersAttribute(node, `${kind}_treeids`);
  const leafNodes = numbersAttribute(node, `${kind}_nodeids`);
  for (const [at, weight] of weights.entries()) {
    const key = `${leafTrees[at]},${leafNodes[at]}`;
    const vector = leaves.get(key) ?? Array.from({ length: outputs }, () => 0);
    const output = ids[at] ?? -1;
    if (!(output >= 0 && output < outputs))
      throw malformed("ONNX", `a leaf of ${describeNode(node)} names the output ${output} of ${outputs}`);
    vector[output]! += weight;
    leaves.set(key, vector);
  }

  const members = new Map<number, number[]>();
  for (const [at, tree] of trees.entries()) {
    const list = members.get(tree);
    if (list === undefined) members.set(tree, [at]);
    else list.push(at);
  }
  return [...members].map(([tree, list]) => {
    const positions = new Map(list.map((at, position) => [numbers[at]!, position]));
    const childOf = (id: number): number => {
      const position = positions.get(id);
      if (position === undefined)
        throw malformed("ONNX", `tree ${tree} of ${describeNode(node)} has no node ${id}`);
      return position;
    };
    return list.map((at) => {
      if (modes[at] === "LEAF")
        return foreignLeaf(leaves.get(`${tree},${numbers[at]}`) ?? Array.from({ length: outputs }, () => 0));
      const feature = features[at]!;
      if (feature >= columns)
        throw malformed("ONNX", `${describeNode(node)} splits on column ${feature} of ${columns}`);
      const isTrueOnMissing = missingTrue[at] === 1;
      const { threshold, trueLeft } = splitOf(node, modes[at]!, values[at]!, inDoubles);
      const [first, second] = trueLeft ? [yes[at]!, no[at]!] : [no[at]!, yes[at]!];
      return {
        feature,
        threshold,
        left: childOf(first),
        right: childOf(second),
        missingLeft: isTrueOnMissing === trueLeft,
        value: [],
        ...(modes[at] === "BRANCH_EQ" || modes[at] === "BRANCH_NEQ"
          ? { categories: [category(node, values[at]!)] }
          : {}),
      };
    });
  });
}

/** "Left where below the threshold" for each mode; what is compared in single precision keeps its side for every double. */
function splitOf(
  node: OnnxNode,
  mode: string,
  value: number,
  inDoubles: boolean,
): { readonly threshold: number; readonly trueLeft: boolean } {
  const below = inDoubles ? value : doubleThreshold(value);
  const above = (): number => (inDoubles ? nextDouble(value) : doubleThreshold(nextSingle(value)));
  switch (mode) {
    case "BRANCH_LT":
      return { threshold: below, trueLeft: true };
    case "BRANCH_GTE":
      return { threshold: below, trueLeft: false };
    case "BRANCH_LEQ":
      return { threshold: above(), trueLeft: true };
    case "BRANCH_GT":
      return { threshold: above(), trueLeft: false };
    case "BRANCH_EQ":
      return { threshold: 0, trueLeft: true };
    case "BRANCH_NEQ":
      return { threshold: 0, trueLeft: false };
    default:
      throw unsupported("ONNX", `the branch mode ${mode} of ${describeNode(node)}`);
  }
}

function category(node: OnnxNode, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 16) return value;
  throw unsupported(
    "ONNX",
    `a branch of ${describeNode(node)} on equality with ${value}, which is no category number`,
  );
}
