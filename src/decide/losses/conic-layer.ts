import { requireOption } from "../invalid-option.js";
import type { DecisionLoss } from "./loss.js";
import { layerLoss } from "../layers/layer-loss.js";

/** Options of {@link conicLayer}. */
export interface ConicLayerOptions {
  /**
   * Strength of a quadratic term on top of the model's own curvature, as in `quadraticLayer`; 0 for none. Needed where decisions can be at
   * places without curvature. Default 0.
   */
  readonly lambda?: number;
}

/**
 * Differentiable convex program: the regret of the decision for the prediction, by implicit differentiation of its KKT conditions through
 * quadratic objectives, quadratic constraints and second-order cones. Agrawal, Amos, Barratt, Boyd, Diamond and Kolter, "Differentiable
 * Convex Optimization Layers", NeurIPS 2019 (arXiv 1910.12430). For a problem that minimises c . x + x'Qx, with predictions p and truths c,
 *
 *     loss = f(x(p); c) - z*(c),     slope by p: -d,     H d + N'v = ∇f(x(p); c),  N d = 0,
 *
 * N being the normals of what binds at x(p) and H the Hessian of the Lagrangian: the objective's own curvature and, times its
 * price, that of each constraint which binds. A cone binds with one normal on its surface, with all its rows at its tip. Where a
 * limit binds at no price (a kink), the derivative is that of one side.
 *
 * Predictions may stand in limits and coefficients of rows and cones too, as with `quadraticLayer`: the loss is then what comes of the first
 * stage under the truth.
 *
 * When: the model bends by itself (risk limits, quadratic costs), so that decisions move smoothly with predictions. One
 * interior-point solve a row and step (in Clarabel where there are cones), and one sparse elimination, dense where the curvature is singular.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`; also when training begins, for a problem without a model, or for a linear one without
 * the term (`quadraticLayer`), while training where a decision is not unique, `FS_SOLVE_BACKEND_MISSING`, and
 * `FS_DECIDE_INFEASIBLE_TRUTH` for a truth that breaks a plan without recourse.
 * @example
 * import { conicLayer } from "foresolve/decide";
 *
 * conicLayer().name; // => "conic"
 */
export function conicLayer(options: ConicLayerOptions = {}): DecisionLoss {
  const { lambda = 0 } = options;
  requireOption("conicLayer", "lambda", lambda, { least: 0, below: Infinity });
  return layerLoss({
    owner: "conicLayer",
    name: "conic",
    source: "Agrawal et al. 2019, arXiv:1910.12430",
    lambda,
    outcomeLambda: lambda,
    demand: ({ cones, quadratic }) =>
      lambda > 0 || cones.length + quadratic.rows.values.length + quadratic.objective.values.length > 0
        ? null
        : "a lambda above 0, or take quadraticLayer: the model is linear, and its decisions jump",
  });
}
