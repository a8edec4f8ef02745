import type { RandomStream } from "../../math/index.js";
import { layerOutputs, layerParameters, type NetworkLayer } from "./network-layer.js";
import type { Values } from "./workspace.js";

/** Standard deviation of embedding vectors at the start. */
const EMBEDDING_DEVIATION = 0.1;

/**
 * Random weights and zero biases. Weights are uniform with variance 2 / inputs before a ReLU (He et al., "Delving deep
 * into rectifiers", 2015) and 2 / (inputs + units) elsewhere (Glorot and Bengio, 2010), so that the numbers keep their size from layer to
 * layer. Every layer draws from a stream of its own.
 */
export function initialiseParameters(
  layers: readonly NetworkLayer[],
  inputs: number,
  random: RandomStream,
  parameters: Values,
): void {
  let width = inputs;
  let used = 0;
  for (const [index, layer] of layers.entries()) {
    const stream = random.split(index);
    if (layer.kind === "dense") {
      const rectified = layers[index + 1]?.kind === "relu";
      const limit = Math.sqrt(6 / (rectified ? width : width + layer.units));
      for (let at = 0; at < width * layer.units; at++)
        parameters[used + at] = limit * (2 * stream.uniform() - 1);
      parameters.fill(0, used + width * layer.units, used + (width + 1) * layer.units);
    } else if (layer.kind === "layerNorm") {
      parameters.fill(1, used, used + width);
      parameters.fill(0, used + width, used + 2 * width);
    } else if (layer.kind === "embedding") {
      for (let at = 0; at < layer.categories * layer.width; at++)
        parameters[used + at] = EMBEDDING_DEVIATION * stream.normal();
    }
    used += layerParameters(layer, width);
    width = layerOutputs(layer, width);
  }
}
