import type { LayerPlace, LayerWork } from "./layer-work.js";
import type { Values } from "./workspace.js";

/** x · W + b; parameters are W [inputs, outputs] row-major, then b [outputs]. */
export function dense<V extends Values>(place: LayerPlace<V>, outputs: number): LayerWork<V> {
  const { workspace, batch, inputs, x, xSlope, parameters, gradient } = place;
  const { product, steps } = workspace;
  const size = inputs * outputs;
  const weights = parameters.subarray(0, size) as V;
  const bias = parameters.subarray(size) as V;
  const weightSlopes = gradient.subarray(0, size) as V;
  const biasSlopes = gradient.subarray(size) as V;
  const y = workspace.take(batch * outputs);
  const ySlope = workspace.take(batch * outputs);
  const scratch = xSlope === null ? null : workspace.take(size);
  return {
    y,
    ySlope,
    needsOutput: false,
    forward(rows) {
      steps.broadcast(bias, y, rows, outputs);
      product.product(x, weights, y, rows, inputs, outputs, true);
    },
    backward(rows) {
      biasSlopes.fill(0);
      steps.addColumnSums(ySlope, biasSlopes, rows, outputs);
      product.transposedProduct(x, ySlope, weightSlopes, inputs, rows, outputs, false);
      if (xSlope !== null && scratch !== null)
        product.productTransposed(ySlope, weights, xSlope, rows, outputs, inputs, false, scratch);
    },
  };
}
