import { ForesolveError } from "../../errors.js";
import type { StatisticsLayout } from "./tree-space.js";

/**
 * Statistics of gradients and hessians that came from outside, [rows, outputs] each.
 *
 * @throws FS_LEARN_INVALID_GRADIENT
 */
export function putDerivatives(
  gradient: Float64Array,
  hessian: Float64Array,
  weight: Float64Array,
  { outputs, lanes, weightLane }: StatisticsLayout,
  statistics: Float64Array,
): void {
  for (let row = 0, at = 0; row < weight.length; row++) {
    const first = row * lanes;
    for (let output = 0; output < outputs; output++, at++) {
      const slope = -gradient[at]!;
      const curvature = hessian[at]!;
      if (!Number.isFinite(slope) || !(curvature >= 0 && curvature < Infinity))
        throw new ForesolveError("FS_LEARN_INVALID_GRADIENT", {
          message: `the gradient of row ${row}, output ${output} is ${gradient[at]} and its hessian ${curvature}.`,
          fix: "Write finite gradients, and finite hessians that are not negative: 1 where there is none.",
          data: { row, output, gradient: gradient[at], hessian: curvature },
        });
      statistics[first + 2 * output] = weight[row]! * slope;
      statistics[first + 2 * output + 1] = weight[row]! * curvature;
    }
    statistics[first + weightLane] = weight[row]!;
  }
}
