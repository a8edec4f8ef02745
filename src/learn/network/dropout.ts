import type { LayerPlace, LayerWork } from "./layer-work.js";
import type { Values } from "./workspace.js";

/**
 * In training each number is dropped with probability `rate` and those that stay are scaled by 1 / (1 − rate), so that
 * nothing needs to be done outside of training (Srivastava et al., "Dropout: a simple way to prevent neural networks
 * from overfitting", JMLR 2014, in its inverted form).
 */
export function dropout<V extends Values>(place: LayerPlace<V>, rate: number): LayerWork<V> {
  const { workspace, batch, inputs, x, mayOverwrite } = place;
  const y = mayOverwrite ? x : workspace.take(batch * inputs);
  const ySlope = place.xSlope ?? workspace.take(batch * inputs);
  const mask = workspace.take(batch * inputs);
  const kept = 1 / (1 - rate);
  let active = false;
  return {
    y,
    ySlope,
    needsOutput: false,
    forward(rows, noise) {
      active = noise !== null && rate > 0;
      if (!mayOverwrite) y.set(x);
      if (!active) return;
      for (let at = 0; at < rows * inputs; at++) {
        const factor = noise!.uniform() < rate ? 0 : kept;
        mask[at] = factor;
        y[at]! *= factor;
      }
    },
    backward(rows) {
      if (active) for (let at = 0; at < rows * inputs; at++) ySlope[at]! *= mask[at]!;
    },
  };
}
