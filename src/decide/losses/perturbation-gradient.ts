import type { DecisionLoss } from "./loss.js";
import { requireOption } from "../invalid-option.js";
import { oracleBatch } from "../../solve/index.js";

/** Options of {@link perturbationGradient}. */
export interface PerturbationGradientOptions {
  /** "one": the backward difference, an upper bound of regret. "two": the central difference, closer to it. Default "two". */
  readonly sides?: "one" | "two";
  /** Step along the truth, as a share of it, between 0 and 1. Default 0.25. */
  readonly step?: number;
}

/**
 * Perturbation gradient (PG): Gupta and Huang, "Decision-Focused Learning with Directional Gradients", NeurIPS 2024. For a
 * problem that minimises, the cost c . w*(p) of deciding on predictions p is, by Danskin's theorem, the slope of the optimal
 * value V(p) = min_w p . w in the direction of the truths c. The loss is a finite difference of it with step h,
 *
 *     one side:  (V(p) - V(p - h c)) / h - V(c),                 slope by p  (w*(p) - w*(p - h c)) / h,
 *     two sides: (V(p + h c) - V(p - h c)) / (2 h) - V(c),       slope by p  (w*(p + h c) - w*(p - h c)) / (2 h).
 *
 * One-sided it is an upper bound of the regret, as V is concave. For a problem that maximises, signs turn. Known costs k count as
 * predicted exactly (they move by h k too): the oracle is asked at (p - h c) / (1 - h), at which they are themselves, and that is
 * why h is below 1. Two oracle calls per row.
 *
 * When: the predictor does not fit, noise is skewed, and there are many examples: as they grow, a step that shrinks makes
 * the loss the regret itself. It is not convex: it depends on a good start.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`
 * @example
 * import { perturbationGradient } from "foresolve/decide";
 *
 * perturbationGradient({ sides: "one", step: 0.1 }).name; // => "pg-one"
 * perturbationGradient().name; // => "pg"
 */
export function perturbationGradient(options: PerturbationGradientOptions = {}): DecisionLoss {
  const { sides = "two", step = 0.25 } = options;
  requireOption("perturbationGradient", "step", step, { above: 0, below: 1 });
  const forward = sides === "one" ? 0 : step;
  const width = forward + step;
  return {
    name: sides === "two" ? "pg" : "pg-one",
    source: "Gupta and Huang 2024, NeurIPS, arXiv:2402.03256",
    begin({ oracle }) {
      const { dimension } = oracle;
      const sign = oracle.sense === "minimize" ? 1 : -1;
      let costs = new Float64Array(0);
      let before = oracleBatch(0, dimension);
      let after = before;
      return ({ rows, predictions, truths, optima, losses, cotangents }) => {
        if (before.objectives.length !== rows) {
          costs = new Float64Array(rows * dimension);
          before = oracleBatch(rows, dimension);
          after = oracleBatch(rows, dimension);
        }
        for (let k = 0; k < rows * dimension; k++)
          costs[k] = (predictions[k] + forward * truths[k]) / (1 + forward);
        oracle.solveBatch(costs, after);
        for (let k = 0; k < rows * dimension; k++)
          costs[k] = (predictions[k] - step * truths[k]) / (1 - step);
        oracle.solveBatch(costs, before);
        for (let row = 0; row < rows; row++) {
          const difference = (1 + forward) * after.objectives[row] - (1 - step) * before.objectives[row];
          losses[row] = sign * (difference / width - optima.objectives[row]);
          for (let k = row * dimension; k < (row + 1) * dimension; k++)
            cotangents[k] = (sign / width) * (after.exposures[k] - before.exposures[k]);
        }
      };
    },
  };
}
