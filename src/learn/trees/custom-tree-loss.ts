import { invalidOption } from "../invalid-option.js";
import { putDerivatives } from "./put-derivatives.js";
import type { CustomTreeLoss, TreeLoss } from "./tree-loss.js";

/** A loss of one's own as boosting needs it. @throws FS_LEARN_INVALID_OPTION */
export function lossOfCustom(given: CustomTreeLoss, targets: number): TreeLoss {
  const { name, outputs = 1, link = "identity", start } = given;
  if (!(Number.isInteger(outputs) && outputs >= 1))
    throw invalidOption("loss.outputs", outputs, "a number of outputs, at least 1");
  if (start && start.length !== outputs)
    throw invalidOption("loss.start.length", start.length, `${outputs} raw scores`);
  let gradient = new Float64Array();
  let hessian = new Float64Array();
  return {
    name,
    link,
    targets,
    outputs,
    trees: 1,
    ownHessians: true,
    accepts: () => null,
    start: () => Float64Array.from(start ?? new Float64Array(outputs)),
    prepare(target, scores) {
      if (gradient.length !== scores.length) {
        gradient = new Float64Array(scores.length);
        hessian = new Float64Array(scores.length);
      }
      given.gradient(scores, gradient, hessian, target);
    },
    fill: (_, __, ___, weight, layout, statistics) =>
      putDerivatives(gradient, hessian, weight, layout, statistics),
    mean: (target, scores) => given.loss?.(scores, target) ?? Number.NaN,
    leafValue: undefined,
    leafStep: undefined,
  };
}
