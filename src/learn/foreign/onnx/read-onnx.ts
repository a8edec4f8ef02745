import type { LayerStructure, ModelStructure, StructureLayer, TreeStructure } from "../../model-structure.js";
import { malformed, unsupported } from "../foreign-error.js";
import type { ForeignModel } from "../foreign-model.js";
import { describeNode } from "./attributes.js";
import { decodeOnnx } from "./decode-onnx.js";
import { layersOf } from "./layer-operators.js";
import { MACHINE_LEARNING_DOMAIN, type OnnxGraph, type OnnxNode, type OnnxTensor } from "./onnx-message.js";
import { simplifyLayers } from "./simplify-layers.js";
import { treesOf } from "./tree-operators.js";

/**
 * Reads the structure of a model from an ONNX file, without a runtime: one input of rows, one chain of operators. Understood
 * are Gemm, MatMul, Add, Sub, Mul, Div (with constants), Relu, Tanh, Sigmoid, Softplus, Exp, Softmax, LayerNormalization, shapes that
 * stay rows, and of the domain ai.onnx.ml Scaler, LinearRegressor, LinearClassifier, TreeEnsembleRegressor,
 * TreeEnsembleClassifier. Of a classifier the probabilities are read, not the label.
 *
 * Format: ONNX, "Operator Schemas" and "ai.onnx.ml Operators".
 *
 * @throws FS_LEARN_FOREIGN_MALFORMED when the bytes are no ONNX file or contradict themselves, FS_LEARN_FOREIGN_UNSUPPORTED when an operator is
 * not one of these, naming it.
 *
 * @example
 * import { readOnnx, writeOnnx } from "foresolve/learn";
 *
 * const weights = Float64Array.of(2, -1);
 * const affine = { kind: "affine", inputs: 2, outputs: 1, weights, bias: Float64Array.of(0.5) } as const;
 * const bytes = writeOnnx({ kind: "layers", inputs: 2, outputs: 1, layers: [affine] });
 * readOnnx(bytes).structure; // => { kind: "layers", inputs: 2, outputs: 1, layers: [affine] }
 */
export function readOnnx(bytes: Uint8Array): ForeignModel {
  const { graph, producer, metadata } = decodeOnnx(bytes);
  const inputs = graph.inputs.filter(({ name }) => !graph.initializers.has(name));
  if (inputs.length !== 1)
    throw unsupported(
      "ONNX",
      `${inputs.length} inputs`,
      "Export it with one input: a matrix of rows x columns.",
    );
  const [input] = inputs as [(typeof inputs)[0]];
  const width = input.shape.at(-1);
  const columns = typeof width === "number" && width > 0 ? width : columnsOf(graph);
  const structure = chainOf(graph, input.name, columns);
  const names = metadata.get("columns");
  return { structure, columns: names === undefined ? null : (JSON.parse(names) as string[]), producer };
}

/** What has become of the input when it arrives at a value. */
interface Stage {
  readonly width: number;
  readonly layers: readonly StructureLayer[];
  readonly trees: TreeStructure | null;
}

function chainOf(graph: OnnxGraph, input: string, columns: number): ModelStructure {
  const constants = new Map<string, OnnxTensor>(graph.initializers);
  const stages = new Map<string, Stage>([[input, { width: columns, layers: [], trees: null }]]);
  for (const node of graph.nodes) {
    if (node.operator === "Constant") {
      const value = node.attributes.get("value");
      if (value?.type !== "tensor") throw unsupported("ONNX", `${describeNode(node)} that is no tensor`);
      constants.set(node.outputs[0] ?? "", value.value);
      continue;
    }
    const dataAt = node.inputs.findIndex((name) => stages.has(name));
    if (dataAt < 0) throw unsupported("ONNX", `${describeNode(node)} on something else than the data`);
    const before = stages.get(node.inputs[dataAt]!)!;
    if (node.inputs.some((name, at) => at !== dataAt && name !== "" && !constants.has(name)))
      throw unsupported("ONNX", `${describeNode(node)}, where two branches meet`);
    const after = applied(node, before, dataAt, constants);
    for (const name of outputsOf(node)) stages.set(name, after);
  }
  const result = graph.outputs.map(({ name }) => stages.get(name)).findLast((stage) => stage !== undefined);
  if (result === undefined) throw malformed("ONNX", "no output of the graph follows from its input");
  if (result.trees !== null) return result.trees;
  const layers = simplifyLayers(result.layers);
  return { kind: "layers", inputs: columns, outputs: result.width, layers } satisfies LayerStructure;
}

function applied(
  node: OnnxNode,
  before: Stage,
  dataAt: number,
  constants: ReadonlyMap<string, OnnxTensor>,
): Stage {
  const { width } = before;
  if (node.domain === MACHINE_LEARNING_DOMAIN && node.operator.startsWith("TreeEnsemble")) {
    if (before.layers.length > 0 || before.trees !== null)
      throw unsupported("ONNX", `${describeNode(node)} behind other operators`);
    const trees = treesOf(node, width);
    return { width: trees.outputs, layers: [], trees };
  }
  const layers = layersOf({ node, width, dataAt, constant: (at) => constants.get(node.inputs[at] ?? "") });
  if (layers === null)
    throw unsupported(
      "ONNX",
      `the operator ${node.domain === "" ? "" : `${node.domain}.`}${describeNode(node)}`,
    );
  if (before.trees !== null) return { ...before, trees: linked(before.trees, layers, node) };
  const affine = layers.find((layer) => layer.kind === "affine");
  return { width: affine?.outputs ?? width, layers: [...before.layers, ...layers], trees: null };
}

/** Trees may be followed by the function that turns their sum into a prediction. */
function linked(trees: TreeStructure, layers: readonly StructureLayer[], node: OnnxNode): TreeStructure {
  const [layer, ...others] = layers;
  if (layer === undefined) return trees;
  const isLink =
    layer.kind === "activation" &&
    (layer.activation === "logistic" || layer.activation === "softmax" || layer.activation === "exp");
  if (!isLink || others.length > 0 || trees.ensemble.link !== "identity")
    throw unsupported("ONNX", `${describeNode(node)} behind trees`);
  return {
    ...trees,
    ensemble: { ...trees.ensemble, link: layer.activation as "logistic" | "softmax" | "exp" },
  };
}

/** Classifiers give a label first; the scores are what counts. */
function outputsOf(node: OnnxNode): readonly string[] {
  const isClassifier = node.domain === MACHINE_LEARNING_DOMAIN && node.operator.endsWith("Classifier");
  return isClassifier ? node.outputs.slice(1) : node.outputs.slice(0, 1);
}

/** The width of the input where the file leaves it open: what the first matrix takes. */
function columnsOf(graph: OnnxGraph): number {
  for (const node of graph.nodes) {
    const matrix = graph.initializers.get(node.inputs[1] ?? "");
    if (node.operator === "MatMul" && matrix !== undefined) return matrix.shape[0] ?? 0;
    if (node.operator === "Gemm" && matrix !== undefined) {
      const transposed = node.attributes.get("transB");
      return matrix.shape[transposed?.type === "int" && transposed.value === 1 ? 1 : 0] ?? 0;
    }
  }
  throw unsupported(
    "ONNX",
    "an input whose number of columns is open",
    "Export it with a fixed number of columns.",
  );
}
