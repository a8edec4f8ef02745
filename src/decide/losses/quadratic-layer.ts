import { requireOption } from "../invalid-option.js";
import type { DecisionLoss } from "../loss.js";
import { layerLoss } from "../layer-loss.js";

/** Options of {@link quadraticLayer}. */
export interface QuadraticLayerOptions {
  /**
   * Strength of the quadratic term; 1 makes it half as large, at the best decisions for the training truths, as what these cost. Default
   * 0.5.
   */
  readonly lambda?: number;
}

/**
 * Differentiable quadratic program: the regret of a decision that a quadratic term makes smooth, by implicit differentiation of its KKT
 * conditions. Amos and Kolter, "OptNet: Differentiable Optimization as a Layer in Neural Networks", ICML 2017 (arXiv 1703.00443); the term
 * for linear programs is that of Wilder, Dilkina and Tambe, "Melding the Data-Decisions Pipeline", AAAI 2019 (arXiv 1809.05504). For a
 * problem that minimises c . x over linear rows and bounds, with predictions p and truths c,
 *
 *     x(p) = argmin p . x + λ/2 ||x||²,     loss = c . x(p) - z*(c),     slope by p: -(1/λ) Π c,
 *
 * Π projecting on the directions in which all rows and bounds that bind at x(p) go on binding. To maximise, the term is subtracted
 * and signs turn. Quadratic terms of the objective's own take part. Whole numbers are relaxed: x(p) is then not a decision that could be
 * made, and the loss can be negative. One interior-point solve a row and step, in Clarabel, and one dense elimination in as many dimensions as
 * columns lie between their bounds: milliseconds, where an oracle of its own needs microseconds.
 *
 * When: the model is at hand, decisions mix (flows, shares, quantities), and a deterministic slope of the regret is wanted. At vertices
 * the slope is 0: a larger λ moves decisions into faces and leads further from the model.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`; also when training begins, for a problem without a model, or with quadratic
 * constraints or cones (take `conicLayer`), and `FS_SOLVE_BACKEND_MISSING`.
 * @example
 * import { quadraticLayer } from "foresolve/decide";
 *
 * quadraticLayer({ lambda: 1 }).name; // => "qp"
 */
export function quadraticLayer(options: QuadraticLayerOptions = {}): DecisionLoss {
  const { lambda = 0.5 } = options;
  requireOption("quadraticLayer", "lambda", lambda, { above: 0, below: Infinity });
  return layerLoss({
    owner: "quadraticLayer",
    name: "qp",
    source: "Amos and Kolter 2017, arXiv:1703.00443; Wilder, Dilkina and Tambe 2019, arXiv:1809.05504",
    lambda,
    demand: (form) =>
      form.cones.length === 0 && form.quadratic.rows.values.length === 0
        ? null
        : "a model whose constraints are linear, or take conicLayer",
  });
}
