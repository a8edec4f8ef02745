import { ForesolveError } from "../errors.js";
import { predictTrees, sigmoid, softmax, type TreeEnsemble } from "./trees/tree-ensemble.js";

/**
 * What a fitted model computes, open to whoever wants to export it, to explain it or to embed it in an optimisation
 * model: trees, or a chain of layers (a linear model is a chain of one). Rows of numbers in, [outputs] numbers out.
 */
export type ModelStructure = TreeStructure | LayerStructure;

/** Trees whose leaf values are added up, then sent through the ensemble's link. */
export interface TreeStructure {
  readonly kind: "trees";
  readonly inputs: number;
  readonly outputs: number;
  readonly ensemble: TreeEnsemble;
}

/** Layers, each fed with what the one before it gives. */
export interface LayerStructure {
  readonly kind: "layers";
  readonly inputs: number;
  readonly outputs: number;
  readonly layers: readonly StructureLayer[];
}

/** One step of a {@link LayerStructure}. */
export type StructureLayer = AffineLayer | ScaleLayer | ActivationLayer | NormalisationLayer | EmbeddingLayer;

/** x · weights + bias. */
export interface AffineLayer {
  readonly kind: "affine";
  readonly inputs: number;
  readonly outputs: number;
  /** [inputs, outputs] row-major */
  readonly weights: Float64Array;
  /** [outputs] */
  readonly bias: Float64Array;
}

/** (x − offset) · scale, element by element. */
export interface ScaleLayer {
  readonly kind: "scale";
  /** [inputs] */
  readonly offset: Float64Array;
  /** [inputs] */
  readonly scale: Float64Array;
  /** What lies further than this from 0 after scaling is moved to it; Infinity where there is no limit. */
  readonly limit: number;
}

/** A function of each element; `"softmax"` of all of them together. */
export interface ActivationLayer {
  readonly kind: "activation";
  readonly activation: Activation;
}

export type Activation = "relu" | "tanh" | "logistic" | "softplus" | "exp" | "softmax";

/** (x − mean) / √(variance + epsilon) · gain + shift over the elements of a row (Ba, Kiros and Hinton, 2016). */
export interface NormalisationLayer {
  readonly kind: "normalisation";
  readonly gain: Float64Array;
  readonly shift: Float64Array;
  readonly epsilon: number;
}

/** Replaces one column of category numbers by a vector for each category; the other columns pass, in order, before it. */
export interface EmbeddingLayer {
  readonly kind: "embedding";
  readonly column: number;
  readonly categories: number;
  readonly width: number;
  /** [categories, width] row-major */
  readonly vectors: Float64Array;
}

/**
 * What a structure gives for rows: the reference that exports, imports and embeddings are held against.
 *
 * @param features [rows, inputs] row-major
 * @returns [rows, outputs] row-major
 * @throws FS_LEARN_INVALID_ROW when `features` has not rows · inputs numbers, or a category is not among those known.
 *
 * @example
 * import { evaluateStructure } from "foresolve/learn";
 *
 * const weights = Float64Array.of(1, -1);
 * const affine = { kind: "affine", inputs: 1, outputs: 2, weights, bias: Float64Array.of(0, 1) } as const;
 * const relu = { kind: "activation", activation: "relu" } as const;
 * const structure = { kind: "layers", inputs: 1, outputs: 2, layers: [affine, relu] } as const;
 * evaluateStructure(structure, Float64Array.of(3, -2), 2); // => new Float64Array([3, 0, 0, 3])
 */
export function evaluateStructure(
  structure: ModelStructure,
  features: Float64Array,
  rows: number,
): Float64Array {
  if (features.length !== rows * structure.inputs)
    throw new ForesolveError("FS_LEARN_INVALID_ROW", {
      message: `${features.length} numbers were given for ${rows} rows of ${structure.inputs} columns.`,
      fix: "Pass a matrix of rows x inputs numbers, row by row.",
      data: { given: features.length, rows, inputs: structure.inputs },
    });
  if (structure.kind === "trees") return predictTrees(structure.ensemble, features, rows);
  let values: Float64Array = features.slice();
  for (const layer of structure.layers) values = applied(layer, values, rows);
  return values;
}

function applied(layer: StructureLayer, values: Float64Array, rows: number): Float64Array {
  switch (layer.kind) {
    case "affine":
      return affine(layer, values, rows);
    case "scale":
      return values.map((value, at) => {
        const column = at % layer.offset.length;
        const scaled = (value - layer.offset[column]!) * layer.scale[column]!;
        return Math.max(-layer.limit, Math.min(layer.limit, scaled));
      });
    case "activation":
      return activate(layer.activation, values, rows);
    case "normalisation":
      return normalise(layer, values, rows);
    case "embedding":
      return embed(layer, values, rows);
  }
}

function affine(
  { inputs, outputs, weights, bias }: AffineLayer,
  values: Float64Array,
  rows: number,
): Float64Array {
  const out = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    out.set(bias, row * outputs);
    for (let input = 0; input < inputs; input++) {
      const value = values[row * inputs + input]!;
      for (let output = 0; output < outputs; output++)
        out[row * outputs + output]! += value * weights[input * outputs + output]!;
    }
  }
  return out;
}

function activate(activation: Activation, values: Float64Array, rows: number): Float64Array {
  switch (activation) {
    case "relu":
      return values.map((value) => Math.max(0, value));
    case "tanh":
      return values.map(Math.tanh);
    case "logistic":
      return values.map(sigmoid);
    case "softplus":
      return values.map((value) => Math.max(0, value) + Math.log1p(Math.exp(-Math.abs(value))));
    case "exp":
      return values.map(Math.exp);
    case "softmax": {
      const width = values.length / rows;
      const out = values.slice();
      for (let row = 0; row < rows; row++) softmax(out, row * width, width);
      return out;
    }
  }
}

function normalise(
  { gain, shift, epsilon }: NormalisationLayer,
  values: Float64Array,
  rows: number,
): Float64Array {
  const width = gain.length;
  const out = new Float64Array(values.length);
  for (let start = 0; start < rows * width; start += width) {
    let mean = 0;
    for (let column = 0; column < width; column++) mean += values[start + column]! / width;
    let variance = 0;
    for (let column = 0; column < width; column++) variance += (values[start + column]! - mean) ** 2 / width;
    const scale = 1 / Math.sqrt(variance + epsilon);
    for (let column = 0; column < width; column++)
      out[start + column] = (values[start + column]! - mean) * scale * gain[column]! + shift[column]!;
  }
  return out;
}

function embed(
  { column, categories, width, vectors }: EmbeddingLayer,
  values: Float64Array,
  rows: number,
): Float64Array {
  const inputs = values.length / rows;
  const outputs = inputs - 1 + width;
  const out = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    let at = row * outputs;
    for (let input = 0; input < inputs; input++)
      if (input !== column) out[at++] = values[row * inputs + input]!;
    const category = values[row * inputs + column]!;
    if (!(Number.isInteger(category) && category >= 0 && category < categories))
      throw new ForesolveError("FS_LEARN_INVALID_ROW", {
        message: `row ${row} has the category ${category} in column ${column}; ${categories} are known, from 0.`,
        fix: "Number categories as they were when the model was fitted.",
        data: { row, column, category, categories },
      });
    out.set(vectors.subarray(category * width, (category + 1) * width), at);
  }
  return out;
}
