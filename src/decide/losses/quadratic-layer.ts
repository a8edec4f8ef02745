import { requireOption } from "../invalid-option.js";
import type { DecisionLoss } from "./loss.js";
import { layerLoss } from "../layers/layer-loss.js";

/** Options of {@link quadraticLayer}. */
export interface QuadraticLayerOptions {
  /**
   * Strength of the quadratic term; 1 makes it half as large, at the best decisions for the training truths, as what these cost. Default
   * 0.5; where unknown values are not in the objective alone, 0.1: limits that bind move decisions without it.
   */
  readonly lambda?: number;
}

/**
 * Differentiable quadratic program: the regret of a decision that a quadratic term makes smooth, by implicit differentiation of its KKT
 * conditions. Amos and Kolter, "OptNet: Differentiable Optimization as a Layer in Neural Networks", ICML 2017 (arXiv 1703.00443); the term
 * for linear programs is that of Wilder, Dilkina and Tambe, "Melding the Data-Decisions Pipeline", AAAI 2019 (arXiv 1809.05504),
 * equation (4). For a problem that minimises c . x over linear rows and bounds, with predictions p and truths c,
 *
 *     x(p) = argmin p . x + λ/2 ||x||²,     loss = c . x(p) - z*(c),     slope by p: -(1/λ) Π c,
 *
 * Π projecting on the directions in which all rows and bounds that bind at x(p) go on binding. To maximise, the term is subtracted
 * and signs turn. Quadratic terms of the objective's own take part. Whole numbers are relaxed: x(p) is then not a decision that could be
 * made, and the loss can be negative. One interior-point solve a row and step (about ten sparse eliminations) and one elimination for the slope:
 * tenths of a millisecond and more, where an oracle of its own needs microseconds.
 *
 * Predictions may stand in right-hand sides, in coefficients of rows, in bounds, and be several parameters of which some are `known`. The
 * loss is then what comes of the first stage of x(p) under the truth, second stage and penalties included, and its slope
 *
 *     g . dx/dp,     g = prices of the first stage in the second (a subgradient of the realised cost),
 *
 * dx/dp being that of all data of the program (OptNet, equation 8): by a cost -d_j, by a limit v_i, by a coefficient price_i d_j - v_i x_j,
 * with H d + N'v = g and N d = 0, N being the normals of what binds. One more solve, in Clarabel. Predictions beyond the range of the
 * training truths are decided on as at its edge.
 *
 * When: the model is at hand, decisions mix (flows, shares, quantities), and a deterministic slope of the regret is wanted. At vertices
 * the slope by costs is 0 (a larger λ moves decisions into faces and leads further from the model); that by what limits them is not.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`; also when training begins, for a problem without a model, or with quadratic
 * constraints or cones (take `conicLayer`), `FS_SOLVE_BACKEND_MISSING`, and `FS_DECIDE_INFEASIBLE_TRUTH` for a truth that breaks a plan without
 * recourse.
 * @example
 * import { quadraticLayer } from "foresolve/decide";
 *
 * quadraticLayer({ lambda: 1 }).name; // => "qp"
 */
export function quadraticLayer(options: QuadraticLayerOptions = {}): DecisionLoss {
  const { lambda = 0.5 } = options;
  const { lambda: outcomeLambda = 0.1 } = options;
  requireOption("quadraticLayer", "lambda", lambda, { above: 0, below: Infinity });
  return layerLoss({
    owner: "quadraticLayer",
    name: "qp",
    source: "Amos and Kolter 2017, arXiv:1703.00443; Wilder, Dilkina and Tambe 2019, arXiv:1809.05504",
    lambda,
    outcomeLambda,
    demand: (form) =>
      form.cones.length === 0 && form.quadratic.rows.values.length === 0
        ? null
        : "a model whose constraints are linear, or take conicLayer",
  });
}
