import type { LayerPlace, LayerWork } from "./layer-work.js";
import type { EmbeddingLayer } from "./network-layer.js";
import type { Values } from "./workspace.js";

/** A learned vector for each category, see {@link EmbeddingLayer}. Parameters are the vectors, [categories, width]. */
export function embedding<V extends Values>(
  place: LayerPlace<V>,
  { column, width }: EmbeddingLayer,
): LayerWork<V> {
  const { workspace, batch, inputs, x, xSlope, parameters, gradient } = place;
  const outputs = inputs - 1 + width;
  const y = workspace.take(batch * outputs);
  const ySlope = workspace.take(batch * outputs);
  return {
    y,
    ySlope,
    needsOutput: false,
    forward(rows) {
      for (let row = 0, from = 0, to = 0; row < rows; row++) {
        const category = x[from + column]!;
        for (let at = 0; at < inputs; at++, from++) if (at !== column) y[to++] = x[from]!;
        for (let at = 0; at < width; at++) y[to++] = parameters[category * width + at]!;
      }
    },
    backward(rows) {
      gradient.fill(0);
      for (let row = 0; row < rows; row++) {
        const start = row * inputs;
        const vector = row * outputs + inputs - 1;
        const category = x[start + column]!;
        for (let at = 0; at < width; at++) gradient[category * width + at]! += ySlope[vector + at]!;
        if (xSlope === null) continue;
        for (let at = 0, from = row * outputs; at < inputs; at++)
          xSlope[start + at] = at === column ? 0 : ySlope[from++]!;
      }
    },
  };
}
