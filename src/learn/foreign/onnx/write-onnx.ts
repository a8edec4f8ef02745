import type { ModelStructure, StructureLayer } from "../../model-structure.js";
import { encodeOnnx } from "./encode-onnx.js";
import { GraphBuilder } from "./graph-builder.js";
import { writeTrees } from "./write-trees.js";

/** Options of {@link writeOnnx}. */
export interface WriteOnnxOptions {
  /** Names of the input columns, kept as metadata. */
  readonly columns?: readonly string[];
  /** Name of the graph. Default `"model"`. */
  readonly name?: string;
}

/** The version of the standard operators that all but layer normalisation needs, and that of ai.onnx.ml. */
const STANDARD_OPERATORS = 13;
const NORMALISATION_OPERATORS = 17;
const IR_VERSION = 8;

/**
 * Writes a model as an ONNX file: input `x` [rows, inputs] and output `y` [rows, outputs], both float32. Thresholds of trees become the
 * least float32 numbers that are not below them, so that every float32 input takes the same path as here; splits by category become splits
 * at the ends of runs of categories.
 *
 * Format: ONNX, IR version 8, operators of version 13 (17 with layer normalisation) and ai.onnx.ml version 1.
 *
 * @example
 * import { fitBoostedTrees, readOnnx, writeOnnx } from "foresolve/learn";
 *
 * const features = Float64Array.of(0, 1, 2, 3);
 * const data = { features, rows: 4, columns: 1, target: Float64Array.of(5, 5, 9, 9) };
 * const { ensemble } = fitBoostedTrees(data, { trees: 3, minRowsPerLeaf: 1 });
 * const bytes = writeOnnx({ kind: "trees", inputs: 1, outputs: 1, ensemble }, { columns: ["wind"] });
 * readOnnx(bytes).columns; // => ["wind"]
 */
export function writeOnnx(
  structure: ModelStructure,
  { columns, name = "model" }: WriteOnnxOptions = {},
): Uint8Array {
  const graph = new GraphBuilder("x");
  if (structure.kind === "trees") writeTrees(graph, structure.ensemble);
  else {
    let width = structure.inputs;
    for (const layer of structure.layers) width = writeLayer(graph, layer, width);
  }
  const needsNormalisation =
    structure.kind === "layers" && structure.layers.some(({ kind }) => kind === "normalisation");
  return encodeOnnx({
    irVersion: IR_VERSION,
    producer: "foresolve",
    operatorSets: new Map([
      ["", needsNormalisation ? NORMALISATION_OPERATORS : STANDARD_OPERATORS],
      ["ai.onnx.ml", 1],
    ]),
    graph: graph.finish(name, structure.inputs, structure.outputs),
    metadata: new Map(columns === undefined ? [] : [["columns", JSON.stringify(columns)]]),
  });
}

const ACTIVATIONS = {
  relu: "Relu",
  tanh: "Tanh",
  logistic: "Sigmoid",
  softplus: "Softplus",
  exp: "Exp",
  softmax: "Softmax",
} as const;

/** Adds one layer and returns the width of what it gives. */
function writeLayer(graph: GraphBuilder, layer: StructureLayer, width: number): number {
  switch (layer.kind) {
    case "affine": {
      const weights = graph.constant("weights", [layer.inputs, layer.outputs], layer.weights);
      const bias = graph.constant("bias", [layer.outputs], layer.bias);
      graph.follow("Gemm", [weights, bias]);
      return layer.outputs;
    }
    case "scale":
      graph.follow("Sub", [graph.constant("offset", [width], layer.offset)]);
      graph.follow("Mul", [graph.constant("scale", [width], layer.scale)]);
      if (layer.limit !== Infinity) {
        const limits = [-layer.limit, layer.limit].map((limit) =>
          graph.constant("limit", [], Float64Array.of(limit)),
        );
        graph.follow("Clip", limits);
      }
      return width;
    case "activation":
      graph.follow(
        ACTIVATIONS[layer.activation],
        [],
        layer.activation === "softmax" ? { axis: { type: "int", value: 1 } } : {},
      );
      return width;
    case "normalisation":
      graph.follow(
        "LayerNormalization",
        [graph.constant("gain", [width], layer.gain), graph.constant("shift", [width], layer.shift)],
        { axis: { type: "int", value: -1 }, epsilon: { type: "float", value: layer.epsilon } },
      );
      return width;
    case "embedding": {
      const { column, categories, width: length, vectors } = layer;
      const table = graph.constant("vectors", [categories, length], vectors);
      const others = Float64Array.from({ length: width }, (_, at) => at).filter((at) => at !== column);
      const rest = graph.add("Gather", [graph.current, graph.wholeConstant("columns", [width - 1], others)], {
        axis: { type: "int", value: 1 },
      });
      // An index without dimensions takes the dimension away: one category for each row.
      const picked = graph.add(
        "Gather",
        [graph.current, graph.wholeConstant("column", [], Float64Array.of(column))],
        {
          axis: { type: "int", value: 1 },
        },
      );
      const codes = graph.add("Cast", [picked], { to: { type: "int", value: 7 } });
      const found = graph.add("Gather", [table, codes], { axis: { type: "int", value: 0 } });
      graph.current =
        width === 1 ? found : graph.add("Concat", [rest, found], { axis: { type: "int", value: 1 } });
      return width - 1 + length;
    }
  }
}
