import { ForesolveError } from "../../errors.js";
import { requireLength } from "../linear/linear-data.js";
import type { LayerStructure, StructureLayer } from "../model-structure.js";
import { embeddedColumns, layerOutputs, layerParameters, type NetworkLayer } from "./network-layer.js";
import { networkLoss, spreadOf, type NetworkLossOption } from "./network-loss.js";
import { networkPass } from "./network-pass.js";

/**
 * A fitted network: plain data. Columns are standardised, sent through the layers and the loss's link, and brought
 * back: prediction = location + targetScale · number.
 */
export interface NetworkState {
  readonly inputs: number;
  readonly entries: number;
  /** All layers, without the link. */
  readonly layers: readonly NetworkLayer[];
  /** What was minimised: it says how the numbers of the last layer are to be read. */
  readonly loss: NetworkLossOption;
  /** [inputs]; 0 for embedded columns */
  readonly centre: Float64Array;
  /** 1 / standard deviation, [inputs]; 0 for a constant column, 1 for embedded ones */
  readonly inverseScale: Float64Array;
  /** [entries] */
  readonly location: Float64Array;
  readonly targetScale: number;
  /** In the order of `networkPass`. */
  readonly parameters: Float64Array;
}

/** Rows that are predicted at a time. */
const BATCH = 256;

/** The layers with the link of the loss, if it has one, as the last. */
export function linkedLayers({
  layers,
  loss,
}: Pick<NetworkState, "layers" | "loss">): readonly NetworkLayer[] {
  const { link } = networkLoss(loss);
  return link === "identity" ? layers : [...layers, { kind: link }];
}

/**
 * What a fitted network predicts: the centre of the loss (mean, median, quantile), or probabilities.
 *
 * @param features [rows, inputs] row-major
 * @param out overwritten, [rows, entries] row-major; new when absent
 * @throws FS_LEARN_INVALID_CATEGORY for a category that is not among those known, FS_MATH_INVALID_ARGUMENT (shapes)
 */
export function predictNetwork(
  state: NetworkState,
  features: Float64Array,
  rows: number,
  out: Float64Array = new Float64Array(rows * state.entries),
): Float64Array {
  const { entries, location, targetScale } = state;
  eachRow(state, features, rows, (output, from, row) => {
    for (let entry = 0; entry < entries; entry++)
      out[row * entries + entry] = location[entry]! + targetScale * output[from + entry]!;
  });
  return out;
}

/**
 * The standard deviations of a network that was fitted with the gaussian loss, [rows, entries] row-major.
 *
 * @throws FS_LEARN_INVALID_OPTION when it was fitted with another loss.
 */
export function predictDeviations(state: NetworkState, features: Float64Array, rows: number): Float64Array {
  if (state.loss !== "gaussian")
    throw new ForesolveError("FS_LEARN_INVALID_OPTION", {
      message: `a network with the loss ${JSON.stringify(state.loss)} has no standard deviations.`,
      fix: 'Fit it with the loss "gaussian".',
      data: { option: "loss", value: state.loss },
    });
  const { entries, targetScale } = state;
  const out = new Float64Array(rows * entries);
  eachRow(state, features, rows, (output, from, row) => {
    for (let entry = 0; entry < entries; entry++)
      out[row * entries + entry] = targetScale * spreadOf(output[from + entries + entry]!);
  });
  return out;
}

/** Hands the numbers of the last layer on, row by row. */
function eachRow(
  state: NetworkState,
  features: Float64Array,
  rows: number,
  take: (output: Float64Array, from: number, row: number) => void,
): void {
  const { inputs, parameters } = state;
  requireLength("features", features, rows * inputs);
  requireCategories(state, features, rows);
  const batch = Math.max(1, Math.min(BATCH, rows));
  const pass = networkPass({ inputs, layers: linkedLayers(state), batch });
  pass.parameters.set(parameters);
  for (let start = 0; start < rows; start += batch) {
    const count = Math.min(batch, rows - start);
    standardiseRows(state, features, start, count, pass.input);
    pass.forward(count);
    for (let row = 0; row < count; row++) take(pass.output, row * pass.outputs, start + row);
  }
}

/** Standardises some rows of a matrix into `out`. */
export function standardiseRows(
  { inputs, centre, inverseScale }: Pick<NetworkState, "inputs" | "centre" | "inverseScale">,
  features: Float64Array,
  first: number,
  rows: number,
  out: Float32Array | Float64Array,
): void {
  for (let row = 0, at = 0; row < rows; row++)
    for (let column = 0, from = (first + row) * inputs; column < inputs; column++)
      out[at++] = (features[from++]! - centre[column]!) * inverseScale[column]!;
}

/** Refuses numbers in embedded columns that are not 0, 1, …, categories − 1. */
export function requireCategories(
  { layers, inputs }: Pick<NetworkState, "layers" | "inputs">,
  features: Float64Array,
  rows: number,
): void {
  for (const [column, categories] of embeddedColumns(layers, inputs).categories)
    for (let row = 0; row < rows; row++) {
      const value = features[row * inputs + column]!;
      if (Number.isInteger(value) && value >= 0 && value < categories) continue;
      throw new ForesolveError("FS_LEARN_INVALID_CATEGORY", {
        message: `column ${column} of row ${row} is ${value}: not one of the categories 0 to ${categories - 1} of its embedding.`,
        fix: "Number the categories from 0, and keep a number for those that are not known.",
        data: { row, column, value, categories },
      });
    }
}

/** The network as a chain of layers that can be exported, or embedded in an optimisation model. Dropout does nothing there. *
 * @example
 * import { fitNetwork, networkStructure } from "foresolve/learn";
 *
 * const data = { features: Float64Array.of(0, 1, 2), rows: 3, columns: 1, targets: Float64Array.of(0, 1, 2), outputs: 1 };
 * const { state } = await fitNetwork(data, { hidden: [2], epochs: 1 });
 * networkStructure(state).layers.map((layer) => layer.kind); // => ["scale", "affine", "activation", "affine", "affine"]
 */
export function networkStructure(state: NetworkState): LayerStructure {
  const { inputs, entries, centre, inverseScale, location, targetScale, parameters } = state;
  const chain: StructureLayer[] = [{ kind: "scale", offset: centre, scale: inverseScale, limit: Infinity }];
  let width = inputs;
  let used = 0;
  const take = (length: number): Float64Array => parameters.slice(used, (used += length));
  for (const layer of linkedLayers(state)) {
    const outputs = layerOutputs(layer, width);
    if (layer.kind === "dense") {
      const [weights, bias] = [take(width * outputs), take(outputs)];
      chain.push({ kind: "affine", inputs: width, outputs, weights, bias });
    } else if (layer.kind === "layerNorm") {
      const [gain, shift] = [take(width), take(width)];
      chain.push({ kind: "normalisation", gain, shift, epsilon: layer.epsilon ?? 1e-5 });
    } else if (layer.kind === "embedding")
      chain.push({ ...layer, vectors: take(layerParameters(layer, width)) });
    else if (layer.kind !== "dropout") chain.push({ kind: "activation", activation: layer.kind });
    width = outputs;
  }
  // The gaussian loss has spreads behind the means: only the means go on.
  const weights = new Float64Array(width * entries);
  for (let entry = 0; entry < entries; entry++) weights[entry * entries + entry] = targetScale;
  if (targetScale !== 1 || width !== entries || location.some((value) => value !== 0))
    chain.push({ kind: "affine", inputs: width, outputs: entries, weights, bias: location });
  return { kind: "layers", inputs, outputs: entries, layers: chain };
}
