import type { LayerPlace, LayerWork } from "./layer-work.js";
import type { Values } from "./workspace.js";

/**
 * Brings the numbers of each row to mean 0 and variance 1, then scales and shifts them (Ba, Kiros and Hinton, "Layer
 * normalization", 2016). Parameters are gain [inputs], then shift [inputs].
 */
export function layerNormalisation<V extends Values>(place: LayerPlace<V>, epsilon: number): LayerWork<V> {
  const { workspace, batch, inputs, x, xSlope, parameters, gradient } = place;
  const y = workspace.take(batch * inputs);
  const ySlope = workspace.take(batch * inputs);
  const normal = workspace.take(batch * inputs);
  const inverseDeviation = workspace.take(batch);
  return {
    y,
    ySlope,
    needsOutput: false,
    forward(rows) {
      for (let row = 0; row < rows; row++) {
        const start = row * inputs;
        let mean = 0;
        for (let at = 0; at < inputs; at++) mean += x[start + at]!;
        mean /= inputs;
        let squares = 0;
        for (let at = 0; at < inputs; at++) squares += (x[start + at]! - mean) ** 2;
        const inverse = 1 / Math.sqrt(squares / inputs + epsilon);
        inverseDeviation[row] = inverse;
        for (let at = 0; at < inputs; at++) {
          const value = (x[start + at]! - mean) * inverse;
          normal[start + at] = value;
          y[start + at] = value * parameters[at]! + parameters[inputs + at]!;
        }
      }
    },
    backward(rows) {
      gradient.fill(0);
      for (let row = 0; row < rows; row++) {
        const start = row * inputs;
        let mean = 0;
        let along = 0;
        for (let at = 0; at < inputs; at++) {
          const slope = ySlope[start + at]!;
          const value = normal[start + at]!;
          gradient[at]! += slope * value;
          gradient[inputs + at]! += slope;
          mean += slope * parameters[at]!;
          along += slope * parameters[at]! * value;
        }
        if (xSlope === null) continue;
        mean /= inputs;
        along /= inputs;
        const inverse = inverseDeviation[row]!;
        for (let at = 0; at < inputs; at++)
          xSlope[start + at] =
            inverse * (ySlope[start + at]! * parameters[at]! - mean - normal[start + at]! * along);
      }
    },
  };
}
