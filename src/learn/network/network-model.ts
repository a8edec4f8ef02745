import type { TrainingModel } from "../differentiable-predictor.js";
import type { RowTransform } from "../target-transform.js";
import { linkedLayers, standardiseRows, type NetworkState } from "./network-state.js";
import { networkPass, type NetworkPass } from "./network-pass.js";
import type { FullNetworkSettings } from "./network-settings.js";

/** The part of a {@link TrainingModel} that computes. */
export type NetworkModel = Pick<TrainingModel<never>, "parameters" | "forward" | "backward">;

/**
 * A fitted network over its training rows, open to losses of one's own. Dropout takes no part: `forward` is a function
 * of the parameters.
 *
 * @param features [rows, inputs] row-major
 * @param transforms of the target, one for each row
 */
export function networkModel(
  state: NetworkState,
  features: Float64Array,
  transforms: readonly RowTransform[] | undefined,
  { precision, kernels }: Pick<FullNetworkSettings, "precision" | "kernels">,
): NetworkModel {
  const { inputs, entries, location, targetScale } = state;
  const parameters = Float64Array.from(state.parameters);
  const design = new Float64Array(features.length);
  standardiseRows(state, features, 0, features.length / inputs, design);
  let pass: NetworkPass | null = null;
  let capacity = 0;
  // What the pass has last been run on: a backward call after its forward call need not run it again.
  let lastBatch = new Int32Array(0);
  let lastRows = -1;
  const lastParameters = new Float64Array(parameters.length);

  const isCurrent = (batch: Int32Array): boolean => {
    if (lastRows !== batch.length) return false;
    for (let index = 0; index < batch.length; index++) if (batch[index] !== lastBatch[index]) return false;
    for (let at = 0; at < parameters.length; at++) if (parameters[at] !== lastParameters[at]) return false;
    return true;
  };
  const run = (batch: Int32Array): NetworkPass => {
    if (pass !== null && isCurrent(batch)) return pass;
    if (pass === null || batch.length > capacity) {
      capacity = Math.max(1, batch.length);
      const shape = { inputs, layers: linkedLayers(state), batch: capacity, precision };
      pass = networkPass(kernels === undefined ? shape : { ...shape, kernels });
      lastBatch = new Int32Array(capacity);
    }
    const { input } = pass;
    for (let index = 0, at = 0; index < batch.length; index++)
      for (let column = 0, from = batch[index]! * inputs; column < inputs; column++)
        input[at++] = design[from++]!;
    pass.parameters.set(parameters);
    pass.forward(batch.length);
    lastBatch.set(batch);
    lastRows = batch.length;
    lastParameters.set(parameters);
    return pass;
  };

  return {
    parameters,
    forward(batch, out) {
      const { output, outputs } = run(batch);
      for (let index = 0; index < batch.length; index++)
        for (let entry = 0; entry < entries; entry++) {
          const modelled = location[entry]! + targetScale * output[index * outputs + entry]!;
          out[index * entries + entry] =
            transforms === undefined ? modelled : transforms[batch[index]!]!.toTarget(modelled, entry);
        }
    },
    backward(batch, cotangent, gradient) {
      const { output, outputs, cotangent: slopes, gradient: own, backward } = run(batch);
      slopes.fill(0);
      for (let index = 0; index < batch.length; index++)
        for (let entry = 0; entry < entries; entry++) {
          const modelled = location[entry]! + targetScale * output[index * outputs + entry]!;
          const bend = transforms === undefined ? 1 : transforms[batch[index]!]!.slope(modelled, entry);
          slopes[index * outputs + entry] = cotangent[index * entries + entry]! * bend * targetScale;
        }
      backward(batch.length);
      for (let at = 0; at < own.length; at++) gradient[at]! += own[at]!;
    },
  };
}
