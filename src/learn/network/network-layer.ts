import { invalidOption, requireOption } from "../invalid-option.js";

/** One layer of a network, as plain data. Layers are applied in order; the input's rows are [columns]. */
export type NetworkLayer =
  | DenseLayer
  | ActivationLayer
  | DropoutLayer
  | LayerNormalisationLayer
  | EmbeddingLayer;

/** x · W + b with learned W [inputs, units] and b [units]. */
export interface DenseLayer {
  readonly kind: "dense";
  readonly units: number;
}

/** A function of each number; `"softmax"` of a row's numbers together. */
export interface ActivationLayer {
  readonly kind: ActivationKind;
}

export type ActivationKind = "relu" | "tanh" | "softplus" | "logistic" | "softmax";

/** In training, sets each number to 0 with probability `rate` and scales up the others (Srivastava et al., 2014). */
export interface DropoutLayer {
  readonly kind: "dropout";
  readonly rate: number;
}

/** (x − mean) / √(variance + epsilon) · gain + shift over the numbers of a row (Ba, Kiros and Hinton, 2016). */
export interface LayerNormalisationLayer {
  readonly kind: "layerNorm";
  /** Default 1e-5. */
  readonly epsilon?: number;
}

/**
 * Replaces a column of category numbers 0, 1, …, categories − 1 by a learned vector for each category. The other
 * columns pass, in order, before it. Embeddings come before all other layers.
 */
export interface EmbeddingLayer {
  readonly kind: "embedding";
  /** Column of this layer's input. */
  readonly column: number;
  readonly categories: number;
  readonly width: number;
}

/** Numbers per row that a layer gives for so many that it gets. */
export function layerOutputs(layer: NetworkLayer, inputs: number): number {
  if (layer.kind === "dense") return layer.units;
  return layer.kind === "embedding" ? inputs - 1 + layer.width : inputs;
}

/** Number of learned values of a layer. */
export function layerParameters(layer: NetworkLayer, inputs: number): number {
  if (layer.kind === "dense") return (inputs + 1) * layer.units;
  if (layer.kind === "layerNorm") return 2 * inputs;
  return layer.kind === "embedding" ? layer.categories * layer.width : 0;
}

/** Refuses layers that cannot follow each other; returns the numbers per row of the last one. */
export function checkLayers(layers: readonly NetworkLayer[], inputs: number): number {
  let width = inputs;
  layers.forEach((layer, index) => {
    const name = `layers[${index}]`;
    switch (layer.kind) {
      case "dense":
        requireOption(`${name}.units`, layer.units, { low: 1, whole: true });
        break;
      case "dropout":
        requireOption(`${name}.rate`, layer.rate, { low: 0, high: 1 - Number.EPSILON });
        break;
      case "layerNorm":
        requireOption(`${name}.epsilon`, layer.epsilon ?? 1e-5, { low: Number.MIN_VALUE });
        break;
      case "embedding":
        requireOption(`${name}.column`, layer.column, { low: 0, high: width - 1, whole: true });
        requireOption(`${name}.categories`, layer.categories, { low: 1, whole: true });
        requireOption(`${name}.width`, layer.width, { low: 1, whole: true });
        if (layers.slice(0, index).some((earlier) => earlier.kind !== "embedding"))
          throw invalidOption(name, layer, "embeddings before all other layers");
        if (embeddedColumns(layers.slice(0, index), inputs).remaining[layer.column] === undefined)
          throw invalidOption(`${name}.column`, layer.column, "a column that is not an embedding's vector");
        break;
      case "relu":
      case "tanh":
      case "softplus":
      case "logistic":
      case "softmax":
        break;
      default:
        throw invalidOption(
          name,
          layer,
          "dense, relu, tanh, softplus, logistic, softmax, dropout, layerNorm or embedding layers",
        );
    }
    width = layerOutputs(layer, width);
  });
  return width;
}

/** Which columns of the input are category numbers, with the number of categories, and which remain numbers. */
export function embeddedColumns(
  layers: readonly NetworkLayer[],
  inputs: number,
): { readonly categories: ReadonlyMap<number, number>; readonly remaining: readonly number[] } {
  const remaining = Array.from({ length: inputs }, (_, column) => column);
  const categories = new Map<number, number>();
  for (const layer of layers) {
    if (layer.kind !== "embedding") break;
    const [column] = remaining.splice(layer.column, 1);
    categories.set(column!, layer.categories);
  }
  return { categories, remaining };
}
